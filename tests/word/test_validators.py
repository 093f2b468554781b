"""Others' judgement of the files: openxml-audit, a port of the rules of the Open XML SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa_engine.agreement.load import read
from qa_engine.document.build import build_document
from qa_engine.word.write import docx_bytes
from tests.conftest import ROOT
from tests.word.reading import HASH
from tests.word.test_writing import five_parties

if TYPE_CHECKING:
    from pathlib import Path

audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")

# It takes parts for required that the standard and the Open XML SDK leave open: a font table and a theme.
TOLERATED = "A required relationship type"


def errors(path: Path) -> list[str]:
    found = audit.OpenXmlValidator().validate(str(path)).errors
    return [str(error) for error in found if TOLERATED not in str(error)]


@pytest.mark.parametrize("path", sorted((ROOT / "agreements").glob("*.qa.yaml")), ids=lambda path: path.name)
def test_the_agreements_of_the_repository_validate(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.docx"
    target.write_bytes(docx_bytes(build_document(read(path), HASH)))
    assert errors(target) == []


def test_a_page_across_validates(tmp_path: Path) -> None:
    from qa_engine.agreement.load import read_text

    target = tmp_path / "out.docx"
    target.write_bytes(docx_bytes(build_document(read_text(five_parties()), HASH)))
    assert errors(target) == []
