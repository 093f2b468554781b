"""Whether a PDF shows every row of the tables of the Word file that it was made from.

LibreOffice has been seen to lose all rows of a table between two pages: they stand in the structure of the PDF and on no
page of it. The structure is read as LibreOffice writes it, without a library; where it cannot be read so, nothing is said.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterator

_W = f"{{{W}}}"
_ELEMENT = re.compile(rb"^(\d+) 0 obj\s*<</Type/StructElem\b(.*?)^endobj", re.MULTILINE | re.DOTALL)
_KIND = re.compile(rb"/S\s*/(\w+)")
_KIDS = re.compile(rb"/K\s*(\[.*?\]|\d+ 0 R|\d+)", re.DOTALL)
_KID = re.compile(rb"(\d+) 0 R\b")


class _Element(NamedTuple):
    """An element of the structure: its kind, those inside of it, and whether it marks something on a page itself."""

    kind: bytes
    inside: tuple[int, ...]
    marks: bool


def rows_with_words(docx: bytes) -> int:
    """How many rows of tables say something in the text of a Word file."""
    from lxml import etree

    with ZipFile(BytesIO(docx)) as archive:
        document = etree.fromstring(archive.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    return sum(
        any((text.text or "").strip() for text in row.iter(f"{_W}t")) and next(row.iter(f"{_W}vanish"), None) is None
        for row in document.iter(f"{_W}tr")
    )


def rows_on_pages(pdf: bytes) -> int | None:
    """How many rows of tables show something on a page of a PDF; None where its structure cannot be read."""
    elements = dict(_elements(pdf))
    rows = [element for element in elements.values() if element.kind == b"TR"]
    return sum(_shows(row, elements) for row in rows) if rows else None


def _elements(pdf: bytes) -> Iterator[tuple[int, _Element]]:
    for number, body in _ELEMENT.findall(pdf):
        kind, kids = _KIND.search(body), _KIDS.search(body)
        inside = kids[1] if kids else b""
        marks = any(letter in b"0123456789" for letter in _KID.sub(b"", inside))
        yield int(number), _Element(kind[1] if kind else b"", tuple(map(int, _KID.findall(inside))), marks)


def _shows(element: _Element, elements: dict[int, _Element]) -> bool:
    """Whether an element, or one inside of it, marks something on a page."""
    open_ = [element]
    while open_:
        one = open_.pop()
        if one.marks:
            return True
        open_ += [elements[inside] for inside in one.inside if inside in elements]
    return False
