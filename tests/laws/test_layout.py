"""The canonical layout: no meaning changes, no comment goes, and what is laid out stays as it is."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.agreement.canonical import content
from qa_engine.agreement.layout import formatted
from qa_engine.agreement.load import read_text
from qa_engine.source import parse, quote_scalar
from qa_engine.source.write import dump
from tests.edits import SMALL, by_cases
from tests.laws.full_agreement import FULL
from tests.laws.test_spans import flow
from tests.strategies import Data, agreements, to_yaml

AGREEMENTS = sorted((Path(__file__).parents[2] / "agreements").glob("*.qa.yaml"))


def sloppy(value: Any, luck: random.Random, pad: str = "") -> str:
    """Data as a person in a hurry writes it: any indentation, too many blanks and empty lines, comments anywhere."""
    step = " " * luck.choice([1, 2, 2, 3, 4])
    if isinstance(value, dict) and value and (len(pad) < 5 or luck.random() < 0.5):
        lines = []
        for key, item in value.items():
            if luck.random() < 0.15:
                lines.append(f"\n{luck.choice([pad, pad + '  ', ''])}# about {key}")
            lines.append(
                "\n" * luck.choice([1, 1, 1, 2, 4]) + f"{pad}{quote_scalar(key)}:{sloppy(item, luck, pad + step)}"
            )
        return "".join(lines)
    if isinstance(value, list) and value and luck.random() < 0.5:
        return "".join(f"\n{pad}-{' ' * luck.choice([1, 3])}{flow(item)}" for item in value)
    behind = luck.choice(["  # so it is", " # yes"]) if luck.random() < 0.1 else ""
    return " " * luck.choice([1, 1, 4]) + flow(value) + behind + " " * luck.choice([0, 0, 2])


def comments(text: str) -> list[str]:
    return re.findall(r"# (?:about|so it is|yes).*?(?=\s*$)", text, re.MULTILINE)


@by_cases  # each is written in four styles
@given(agreements(extent=SMALL), st.integers(0, 2**32))
def test_a_layout_changes_no_meaning_and_is_its_own(data: Data, seed: int) -> None:
    luck = random.Random(seed)
    for style in (lambda data: sloppy(data, luck).lstrip("\n") + "\n", dump, flow, to_yaml):
        text = style(data)
        before = read_text(text)
        if any(finding.blocks for finding in before.findings):  # a comment that fell into a text
            continue
        after = formatted(parse(text, "x"))
        assert content(read_text(after)) == content(before)
        assert formatted(parse(after, "x")) == after
        assert comments(after) == comments(text)
        assert not re.search(r"[ \t]$|\n\n\n", re.sub(r'".*?"', '""', after), re.MULTILINE) or "|" in after


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name)
def test_our_agreements_are_laid_out_so(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(parse(text, path.name)) == text


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        (
            "raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}",
            'raci: {borealis.prod: "R",  borealis.qa: a, aurora.qa: i }',
        ),
        (
            "        raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}\n",
            "        raci:\n                borealis.prod: R\n                borealis.qa: A\n                aurora.qa: I\n",
        ),
        ("{borealis.qa: RA, aurora.qa: I (in writing)}", "{borealis.qa: A/R, aurora.qa: I (in   writing)}"),
        ("      STE-01: {not-applicable: Not sterile}\n", "      STE-01: {\n        not-applicable: Not sterile}\n"),
        ("status: draft\n", "status:    draft\n"),
        ("records:\n", "\n\n\nrecords:\n"),
    ],
)
def test_what_is_untidy_becomes_tidy(untidy: str, tidy: str) -> None:
    wanted, given_text = untidy, tidy  # the tidy text stands in the full agreement
    assert wanted in FULL
    text = FULL.replace(wanted, given_text, 1)
    laid_out = formatted(parse(text, "x"))
    assert laid_out == FULL.replace(
        wanted,
        "      STE-01:\n        not-applicable: Not sterile\n"
        if "STE-01" in wanted
        else "\nrecords:\n"
        if wanted == "records:\n"
        else wanted,
        1,
    )


def test_letters_with_a_comment_between_them_stay_on_their_lines() -> None:
    text = FULL.replace(
        "raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}",
        "raci:\n          borealis.prod: R\n          # answers since 2026\n          borealis.qa: A\n          aurora.qa: I",
    )
    assert formatted(parse(text, "x")) == text


def test_windows_line_ends_stay() -> None:
    text = FULL.replace("status: draft", "status:   draft").replace("\n", "\r\n")
    assert formatted(parse(text, "x")) == FULL.replace("\n", "\r\n")
