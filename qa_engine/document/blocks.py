"""The blocks that a document is made of: what to say and in which order, never how it looks.

Every block and every row of a table carries a `key` (`row:DEV-02`, `section:deviations`, `party:aurora`), so that a
reader finds again what the agreement calls by that id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Run(NamedTuple):
    """A stretch of text in one look."""

    text: str
    bold: bool = False
    italic: bool = False


Text = tuple[Run, ...]
"""Runs of one paragraph."""

Cell = tuple[Text, ...]
"""The paragraphs of one cell; none in an empty cell."""

ColumnKind = Literal["id", "label", "text", "party", "time", "references", "blank"]
"""What a column holds: the number of a row, a name, words, a party's letters, deadlines, references, or a place to write in."""


def plain(text: str) -> Text:
    """Text without any look of its own; nothing for no text."""
    return (Run(text),) if text else ()


def said(text: Text) -> str:
    """The words of a text alone."""
    return "".join(run.text for run in text)


NOTHING: Cell = ((Run("–"),),)
"""A cell that is empty on purpose says so: a controlled document leaves no blanks."""


@dataclass(frozen=True, slots=True)
class Title:
    """The head of the title page: what kind of document, its title, and the names of those it is made between."""

    key: str
    kind: str
    text: str
    between: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """Here stands the list of the headings of level 1."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `number` is empty where it bears none."""

    key: str
    level: int
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose. A caption stands above what it names; a legend explains the letters of the matrix below it."""

    key: str
    text: Text
    role: Literal["body", "caption", "legend"] = "body"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list; `number` is as written, None for a bullet; `depth` counts from 0."""

    key: str
    text: Text
    number: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and what belongs to it."""

    key: str
    label: str
    value: Cell


@dataclass(frozen=True, slots=True)
class KeyValue:
    """Labels with their values; `title` names the whole for those who cannot see it."""

    key: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `key` names it across versions: `activity`, `party:aurora`."""

    key: str
    heading: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, one cell a column."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a responsibility matrix.

    id        the row's id as printed in the first column
    cells     one cell a column; with a `reason` only those before the party columns
    reason    why the row does not apply, in place of letters and all that follows
    footnote  the row's remark
    """

    key: str
    id: str
    cells: tuple[Cell, ...]
    reason: Text = ()
    footnote: Text = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """The responsibility matrix of one section."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def parties(self) -> int:
        """How many party columns it has."""
        return sum(column.kind == "party" for column in self.columns)


@dataclass(frozen=True, slots=True)
class Signature:
    """Room for one signature: who signs, for which company, in which function, and what the signature means."""

    key: str
    name: str
    title: str
    company: str
    function: str
    meaning: str


@dataclass(frozen=True, slots=True)
class SignatureTable:
    """Room for all signatures."""

    key: str
    title: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page, and lies across it where it is `wide`."""

    key: str
    wide: bool = False


Block = Title | Contents | Heading | Paragraph | ListItem | KeyValue | Table | Matrix | SignatureTable | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """All that a rendered agreement says.

    id, title, version, language  of the agreement
    content_hash  `sha256:<64 hex digits>`, what a signature is bound to
    mark          the word that every page bears (`Draft`), or empty
    dated         ISO date of this version, or empty where the agreement gives none; never the clock
    """

    id: str
    title: str
    version: str
    language: str
    content_hash: str
    mark: str
    dated: str
    blocks: tuple[Block, ...]
