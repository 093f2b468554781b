"""What a file says, whatever it was written with: words and grids, in order, each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from qa_engine.word.guard import Unfit

MAX_ROWS = 50_000
MAX_CELLS = 1_000_000
MAX_COLUMNS = 400

# what a YAML file or a Word file cannot hold, and what nobody sees; direction marks would show a row as what it is not
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid.

    text     its words, a line for each paragraph
    bold     whether all of it is in bold type
    covered  it is a part of a merged cell, whose words it repeats: one that starts to the left, or above
    notes    texts of the footnotes that it refers to
    """

    text: str = ""
    bold: bool = False
    covered: Literal["", "left", "above"] = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its cells, the place that people find it by, and the names (bookmarks, tags) that it carries."""

    cells: tuple[Cell, ...]
    where: str
    names: tuple[str, ...] = ()
    heading: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of all cells; nothing for what is covered."""
        return tuple("" if cell.covered else cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or a sheet of a workbook; every row has as many cells as the widest."""

    name: str
    rows: tuple[GridRow, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0].cells) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph or a heading (`level` from 1; 0 for text); `number` is what Word counts before it, or its bullet.

    `title` says that it is set as the title of the whole document.
    """

    text: str
    level: int = 0
    where: str = ""
    listed: bool = False
    number: str = ""
    names: tuple[str, ...] = ()
    title: bool = False


Block = Grid | Words


@dataclass(slots=True)
class Material:
    """A file as it was read.

    kind        its ending without the dot
    blocks      words and grids in order
    warnings    what is in it and was not read
    properties  custom properties of an Office file
    """

    kind: str
    blocks: list[Block]
    warnings: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)


def clean(text: str) -> str:
    """Words as they are seen: in NFC, no invisible characters, one blank between words, line breaks kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\xa0", " ")
    if _UNSEEN.search(text):
        text = _UNSEEN.sub("", text)
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def grid(name: str, rows: list[GridRow]) -> Grid:
    """Rows of different length as a grid.

    Raises `Unfit` where it is larger than any matrix that a person made.
    """
    width = max((len(row.cells) for row in rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS or len(rows) * width > MAX_CELLS:
        raise Unfit(f"{name} has {len(rows)} rows and {width} columns, more than any matrix; the file is not read")
    empty = Cell()
    even = (
        row
        if len(row.cells) == width
        else GridRow((*row.cells, *(empty,) * (width - len(row.cells))), row.where, row.names, row.heading)
        for row in rows
    )
    return Grid(name, tuple(even))
