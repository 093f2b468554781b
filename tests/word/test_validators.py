"""Others' judgement of the files: openxml-audit, a port of the rules of the Open XML SDK. `.ci/validate` asks the SDK itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_engine.agreement.load import read, read_text
from qa_engine.document.build import build_document
from qa_engine.document.choices import Approval, Changes, Choices, Difference
from qa_engine.doors import render
from qa_engine.word.manner import Manner
from qa_engine.word.pour import poured
from qa_engine.word.standard import standard_template
from qa_engine.word.write import docx_bytes
from tests.conftest import ROOT
from tests.word import changed
from tests.word.reading import HASH
from tests.word.test_signing import SIGNED
from tests.word.test_writing import five_parties

audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")

# It takes parts for required that the standard and the Open XML SDK leave open: a font table and a theme.
TOLERATED = "A required relationship type"


def errors(path: Path) -> list[str]:
    found = audit.OpenXmlValidator().validate(str(path)).errors
    return [str(error) for error in found if TOLERATED not in str(error)]


def errors_in(content: bytes, folder: Path) -> list[str]:
    target = folder / "out.docx"
    target.write_bytes(content)
    return errors(target)


@pytest.mark.parametrize("path", sorted((ROOT / "agreements").glob("*.qa.yaml")), ids=lambda path: path.name)
def test_the_agreements_of_the_repository_validate(path: Path, tmp_path: Path) -> None:
    document = build_document(read(path), HASH)
    assert errors_in(docx_bytes(document), tmp_path) == []
    assert errors_in(poured(document, standard_template()), tmp_path) == []


@pytest.mark.parametrize(
    "manner",
    [
        Manner(protect="signing", signature_lines=True),
        Manner(protect="negotiation", esign="adobe", embed="agreement", agreement=b'{"id":"QA-1"}'),
        Manner(esign="docusign", embed="none", pages={}),
        Manner(live_contents=True),
    ],
    ids=str,
)
def test_every_manner_validates(manner: Manner, tmp_path: Path) -> None:
    document = build_document(read_text(SIGNED), HASH)
    assert errors_in(docx_bytes(document, manner), tmp_path) == []
    assert errors_in(poured(document, standard_template(), manner), tmp_path) == []


@pytest.mark.parametrize(
    "choices",
    [
        Choices(by_function=True),
        Choices(party="aurora"),
        Choices(
            changes=Changes("1.0", (Difference("D-1", "New"),)),
            approvals=(Approval("aurora.qa", "Ann Example", "2027-01-10"),),
        ),
    ],
    ids=["by function", "extract", "changes and approvals"],
)
def test_every_choice_validates(choices: Choices, tmp_path: Path) -> None:
    assert errors_in(docx_bytes(build_document(read_text(SIGNED), HASH, choices)), tmp_path) == []


def test_a_page_across_validates(tmp_path: Path) -> None:
    document = build_document(read_text(five_parties()), HASH)
    assert errors_in(docx_bytes(document), tmp_path) == []
    assert errors_in(poured(document, standard_template()), tmp_path) == []


@pytest.mark.parametrize("path", changed.AGREEMENTS[3:], ids=lambda path: path.name)
def test_a_redline_validates(path: Path, tmp_path: Path) -> None:
    old, new = changed.many(path)
    template = tmp_path / "house.docx"
    template.write_bytes(standard_template())
    assert errors_in(render(new, redline=old).content, tmp_path) == []
    assert errors_in(render(old, redline=new, template=template).content, tmp_path) == []
