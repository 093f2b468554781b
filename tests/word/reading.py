"""A Word file read back by its XML: what a later reader of a negotiated copy will see."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from qa_engine.agreement.load import read_text
from qa_engine.document.build import build_document
from qa_engine.document.choices import WHOLE, Choices
from qa_engine.word.lint import problems
from qa_engine.word.manner import PLAIN, Manner
from qa_engine.word.write import docx_bytes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HASH = "sha256:0123456789abcdef" + "0" * 48

SPONSOR = "{name: Aurora Ltd, role: contract-giver, called: Sponsor, functions: {qa: Quality Assurance}}"
MAKER_FUNCTIONS = "{qa: Quality Assurance, prod: Production}"
MAKER = f"{{name: Borealis GmbH, role: contract-acceptor, called: Maker, functions: {MAKER_FUNCTIONS}}}"
SMALL = f"""\
format: qa-engine/1
id: QA-1
title: Supply of tablets
version: "1.0"
language: en
effective: 2027-01-15
parties:
  aurora: {SPONSOR}
  borealis: {MAKER}
sections:
  deviations:
    title: Deviations
    activities:
"""


class Word(NamedTuple):
    """A Word file: its parts by name."""

    parts: dict[str, bytes]

    def tree(self, name: str = "word/document.xml") -> etree._Element:
        if name not in self.parts and name == "word/document.xml":  # another program may call it otherwise
            types = etree.fromstring(self.parts["[Content_Types].xml"])
            kinds = {item.get("PartName", "")[1:]: item.get("ContentType", "") for item in types}
            name = next(other for other, kind in kinds.items() if kind.endswith("document.main+xml"))
        return etree.fromstring(self.parts[name])

    def text(self, name: str = "word/document.xml") -> str:
        """All text, one line a paragraph."""
        return "\n".join(said(paragraph) for paragraph in self.tree(name).iter(f"{W}p"))

    @property
    def rows(self) -> dict[str, list[str]]:
        """Row id (of the content control's tag) → the text of its cells, one line a paragraph."""
        tagged = {
            sdt: tag.get(f"{W}val", "")
            for sdt in self.tree().iter(f"{W}sdt")
            if (tag := sdt.find(f"{W}sdtPr/{W}tag")) is not None
        }
        return {
            tag.removeprefix("qa:row:"): [
                "\n".join(said(paragraph) for paragraph in cell.iter(f"{W}p")) for cell in sdt.iter(f"{W}tc")
            ]
            for sdt, tag in tagged.items()
            if tag.startswith("qa:row:")
        }

    @property
    def headings(self) -> list[str]:
        """The headings of the columns of the first matrix."""
        table = next(self.tree().iter(f"{W}sdt")).getparent()
        return [said(cell) for cell in table.find(f"{W}tr").iter(f"{W}tc")]


def said(element: etree._Element) -> str:
    """Text with breaks and tabs as characters."""
    return "".join(
        item.text or "" if item.tag == f"{W}t" else "\n" if item.tag == f"{W}br" else "\t"
        for item in element.iter(f"{W}t", f"{W}br", f"{W}tab")
        if item.getparent().tag == f"{W}r"
    )


def opened(docx: bytes) -> Word:
    with ZipFile(BytesIO(docx)) as archive:
        return Word({name: archive.read(name) for name in archive.namelist()})


def rendered(text: str, *, approved: bool = False, choices: Choices = WHOLE, manner: Manner = PLAIN) -> Word:
    """The Word file of an agreement in YAML; every rendering passes the lint."""
    if approved:
        text = text.replace("language: en", "status: approved\nlanguage: en")
    docx = docx_bytes(build_document(read_text(text), HASH, choices), manner)
    assert problems(docx) == []
    return opened(docx)


def with_rows(*rows: str) -> str:
    """A small agreement with these rows."""
    return SMALL + "".join(f"      {row}\n" for row in rows)
