"""The blocks that a document is made of: what to say and in which order, never how it looks.

Every block and every row of a table carries a `key` (`row:DEV-02`, `section:deviations`, `party:aurora`), so that a
reader finds again what the agreement calls by that id. Named tuples, and not data classes: a command that renders
pays for making the classes each time, and these are made in a quarter of the time.
"""

from __future__ import annotations

from qa_engine.named import NamedTuple

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from typing import Literal

    from qa_engine.document.slots import Slot

    ColumnKind = Literal["id", "label", "text", "party", "function", "who", "what", "time", "references"]
    """What a column holds: the number of a row, a name, words, letters of a party (with functions and words) or of a function
    (letters alone), names of holders, what is done or decided, deadlines, or references."""


class Run(NamedTuple):
    """A stretch of text in one look; `link` is the key of the row or heading that it leads to."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Text = tuple[Run, ...]
"""Runs of one paragraph."""

Cell = tuple[Text, ...]
"""The paragraphs of one cell; none in an empty cell."""


def plain(text: str) -> Text:
    """Text without any look of its own; nothing for no text."""
    return (Run(text),) if text else ()


def said(text: Text) -> str:
    """The words of a text alone."""
    return "".join([run.text for run in text])


NOTHING: Cell = ((Run("–"),),)
"""A cell that is empty on purpose says so: a controlled document leaves no blanks."""


class Title(NamedTuple):
    """The head of the title page: what kind of document, its title, and the names of those it is made between."""

    key: str
    kind: str
    text: str
    between: tuple[Text, ...] = ()


class Contents(NamedTuple):
    """Here stands the list of the headings of level 1."""

    key: str
    title: str


class Heading(NamedTuple):
    """A heading; `number` is empty where it bears none."""

    key: str
    level: int
    text: str
    number: str = ""


class Paragraph(NamedTuple):
    """A paragraph of prose.

    A caption names what is below it; a legend explains the letters of the matrix below it; a clause bears a `number`
    (`4.2`), by which people cite it.
    """

    key: str
    text: Text
    role: Literal["body", "clause", "caption", "legend"] = "body"
    number: str = ""


class ListItem(NamedTuple):
    """One item of a list; `number` is as written, None for a bullet; `depth` counts from 0."""

    key: str
    text: Text
    number: int | None = None
    depth: int = 0


class Entry(NamedTuple):
    """A label and what belongs to it."""

    key: str
    label: str
    value: Cell


class KeyValue(NamedTuple):
    """Labels with their values; `title` names the whole for those who cannot see it."""

    key: str
    title: str
    entries: tuple[Entry, ...]


class Column(NamedTuple):
    """A column of a table. `key` names it across versions: `activity`, `party:aurora`."""

    key: str
    heading: str
    kind: ColumnKind = "text"


class TableRow(NamedTuple):
    """A row of a table, one cell a column."""

    key: str
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table with a heading row."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


class MatrixRow(NamedTuple):
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


class Matrix(NamedTuple):
    """The responsibility matrix of one section."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]


class Signature(NamedTuple):
    """Room for one signature: who signs, for which company, in which function, and what the signature means.

    email      where a request to sign goes; empty where the contacts give none
    signed     what the record says of a signature that was given, and with which key; empty where none was
    signed_at  when it was given; empty where none was
    """

    key: str
    name: str
    title: str
    company: str
    function: str
    meaning: str
    email: str = ""
    signed: tuple[str, ...] = ()
    signed_at: str = ""


class SignatureTable(NamedTuple):
    """Room for all signatures."""

    key: str
    title: str
    signatures: tuple[Signature, ...]


class PageBreak(NamedTuple):
    """What follows starts on a new page, and lies across it where it is `wide`."""

    key: str
    wide: bool = False


Block = Title | Contents | Heading | Paragraph | ListItem | KeyValue | Table | Matrix | SignatureTable | PageBreak


class Portion(NamedTuple):
    """The blocks of one part."""

    slot: Slot
    blocks: tuple[Block, ...]


class Document(NamedTuple):
    """All that a rendered agreement says.

    id, title, version, language  of the agreement
    content_hash  `sha256:<64 hex digits>`, what a signature is bound to
    mark          the word that every page bears (`Draft`), or empty
    dated         ISO date of this version, or empty where the agreement gives none; never the clock
    kind          what kind of document it is: the agreement, or an extract of it
    status, effective  in words; empty where there is none
    """

    id: str
    title: str
    version: str
    language: str
    content_hash: str
    mark: str
    dated: str
    portions: tuple[Portion, ...]
    kind: str = ""
    status: str = ""
    effective: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in order."""
        return tuple(block for portion in self.portions for block in portion.blocks)

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        """All rows of all matrices in order."""
        return tuple(row for block in self.blocks if isinstance(block, Matrix) for row in block.rows)
