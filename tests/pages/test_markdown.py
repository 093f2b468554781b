"""Markdown: words of people stay words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from qa_engine.agreement.load import read, read_text
from qa_engine.document.build import build_document
from qa_engine.pages.markdown import markdown_text
from tests.conftest import ROOT
from tests.strategies import agreements, to_yaml
from tests.word.reading import HASH, SMALL, with_rows

AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))


def markdown_of(text: str) -> str:
    return markdown_text(build_document(read_text(text), HASH))


def test_a_matrix_is_a_table_with_its_letters() -> None:
    text = markdown_of(
        with_rows("D-1: {do: Record it, raci: {borealis.qa: RA, aurora: I}, within: 1 day of discovery}")
    )
    assert "| No. | Activity | Sponsor | Maker | When and how |\n| --- | --- | --- | --- | --- |\n" in text
    assert "| **D-1** | Record it | **I** | **RA** Quality Assurance | Within 1 day of discovery |" in text
    assert text.splitlines()[0] == "Quality Agreement"
    assert text.rstrip().endswith(f"Content hash (SHA-256) `{HASH.removeprefix('sha256:')}`")
    assert "QA-1 · Version 1.0 · Draft" in text


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("a | b", "a \\| b"),
        ("<script>", "\\<script\\>"),
        ("[x](http://y)", "\\[x\\](http://y)"),
        ("`code` and * and _", "\\`code\\` and \\* and \\_"),
        ("back\\slash", "back\\\\slash"),
        ("# no heading", "\\# no heading"),
        ("&amp;", "\\&amp;"),
    ],
)
def test_what_markdown_would_read_is_escaped(words: str, written: str) -> None:
    text = markdown_of(
        SMALL.replace("title: Deviations", f"title: '{words}'").replace("    activities:\n", "    text: x\n")
    )
    assert f"## 1 {written}\n" in text


@pytest.mark.parametrize(
    ("words", "written"), [("- no item", "\\- no item"), ("1) no item", "1\\) no item"), ("+ x", "\\+ x")]
)
def test_a_paragraph_that_looks_like_a_list_is_none(words: str, written: str) -> None:
    text = markdown_of(with_rows(f"D-1: {{do: A, raci: {{aurora: RA}}, remark: {words!r}}}"))
    assert f"D-1: {words}" in text  # behind a name it is no start of a line
    from qa_engine.pages.markdown import _line

    assert _line(words) == written


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name.split(".")[0])
def test_every_row_of_every_agreement_is_in_it_and_every_table_is_whole(path: Any) -> None:
    agreement = read(path)
    text = markdown_text(build_document(agreement, HASH))
    for row in agreement.rows:
        assert f"| **{row}**" in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    for lines in tables:
        columns = {line.replace("\\|", "").count("|") for line in lines}
        assert len(columns) == 1, lines[0]


@settings(max_examples=30)
@given(agreements())
def test_any_agreement_has_whole_tables(data: dict[str, Any]) -> None:
    text = markdown_text(build_document(read_text(to_yaml(data)), HASH))
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({line.replace("\\\\", "").replace("\\|", "").count("|") for line in block.splitlines()}) == 1
