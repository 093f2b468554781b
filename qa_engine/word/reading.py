"""The text of a Word file as plain values: paragraphs and tables in order, each cell with what can be said of it.

The XML is walked, never asked through python-docx, which does not look into content controls and insertions. Tracked
changes are expected to be resolved (see `revisions`); where they are not, the text reads as if all were accepted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_engine.word.guard import Unfit
from qa_engine.word.numbers import Numbers
from qa_engine.word.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.word.guard import Tree
    from qa_engine.word.opened import WordFile

_W = f"{{{W}}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

MAX_SPAN = 63
"""More columns than Word itself allows in a table are not believed."""

MAX_ROWS = 50_000
MAX_CELLS = 1_000_000

# Wingdings and Wingdings 2 draw ticks and crosses where other fonts have letters
_SYMBOLS = {
    "wingdings": {
        "fc": "✓", "fe": "☑", "fd": "☒", "fb": "✗", "a8": "☐", "6f": "☐", "78": "☒", "6c": "●",
    },
    "wingdings 2": {"50": "✓", "52": "☑", "4f": "✗", "51": "☒", "a3": "☐"},
    "symbol": {"d6": "√", "b4": "×"},
}  # fmt: skip
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")  # LibreOffice leaves U+200D in cells of tracked rows


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `level` is that of a heading, 0 for text; `number` is what Word counts before it.

    `bookmarks` are the names that start in it, `listed` says that it is an item of a list.
    """

    text: str
    level: int = 0
    number: str = ""
    style: str = ""
    bookmarks: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its paragraphs, the columns it spans, whether it goes on from the cell above, whether all of it is bold.

    `notes` are the texts of footnotes that it refers to; `nested` says that a table stands in it, which is not read.
    """

    lines: tuple[str, ...] = ()
    span: int = 1
    goes_on: bool = False
    bold: bool = False
    notes: tuple[str, ...] = ()
    nested: bool = False

    @property
    def text(self) -> str:
        """All that the cell says, a line for each paragraph that says something."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row and what identifies it: bookmarks, tags and titles of content controls around it or in it."""

    cells: tuple[TableCell, ...]
    heading: bool = False
    bookmarks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of all cells."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `title` is what a screen reader says of it, `columns` how many columns its widest row has."""

    rows: tuple[TableRow, ...]
    title: str = ""

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max((sum(cell.span for cell in row.cells) for row in self.rows), default=0)


def blocks_of(file: WordFile, document: Tree | None = None) -> list[Line | Table]:
    """Paragraphs and tables in order; of `document` where a view of the file is asked for (see `revisions.resolved`).

    Raises `Unfit` where a table is larger than any that a person made.
    """
    root = file.document if document is None else document
    reader = _Reader(file)
    return [block for body in root.iter(f"{_W}body") for block in reader.blocks(body)]


class _Reader:
    """Walks the tree, and knows the styles, footnotes and numbering of the file."""

    def __init__(self, file: WordFile) -> None:
        self._notes = file.notes
        self._levels = _heading_levels(file.part("styles"))
        self._numbers = Numbers(file.part("numbering"), file.part("styles"))
        self._cells = 0

    def blocks(self, body: Tree) -> Iterator[Line | Table]:
        for item in _children(body):
            if item.tag == f"{_W}p":
                yield self._line(item)
            elif item.tag == f"{_W}tbl":
                yield self._table(item)

    def _line(self, paragraph: Tree) -> Line:
        style = _value(paragraph, "pPr", "pStyle")
        level = self._levels.get(style, 0)
        outline = _value(paragraph, "pPr", "outlineLvl")
        if outline.isdigit() and int(outline) < 9:
            level = int(outline) + 1
        bookmarks = tuple(item.get(f"{_W}name", "") for item in paragraph.iter(f"{_W}bookmarkStart"))
        number = self._numbers.of(paragraph)
        return Line(_clean(self._words(paragraph)), level, number, style, bookmarks, _has(paragraph, "pPr", "numPr"))

    def _table(self, table: Tree) -> Table:
        rows: list[TableRow] = []
        for row, controls in _rows(table, ()):
            if len(rows) >= MAX_ROWS:
                raise Unfit(f"a table has more than {MAX_ROWS} rows; split it")
            rows.append(self._row(row, controls))
        return Table(tuple(rows), _value(table, "tblPr", "tblCaption"))

    def _row(self, row: Tree, controls: tuple[Tree, ...]) -> TableRow:
        cells: list[TableCell] = []
        before = _value(row, "trPr", "gridBefore")
        if before.isdigit():
            cells.append(TableCell(span=min(int(before), MAX_SPAN)))
        for cell in _cells(row):
            self._cells += 1
            if self._cells > MAX_CELLS:
                raise Unfit(f"the tables have more than {MAX_CELLS} cells; the file is not read")
            cells.append(self._cell(cell))
        if sum(cell.span for cell in cells) > 4 * MAX_SPAN:
            raise Unfit(f"a table has more than {4 * MAX_SPAN} columns; the file is not read")
        inside = row.iter(f"{_W}sdt")
        properties = [control.find(f"{_W}sdtPr") for control in (*controls, *inside)]
        return TableRow(
            tuple(cells),
            _has(row, "trPr", "tblHeader"),
            tuple(dict.fromkeys(item.get(f"{_W}name", "") for item in row.iter(f"{_W}bookmarkStart"))),
            tuple(dict.fromkeys(tag for item in properties if item is not None and (tag := _value(item, "tag")))),
            tuple(dict.fromkeys(alias for item in properties if item is not None and (alias := _value(item, "alias")))),
        )

    def _cell(self, cell: Tree) -> TableCell:
        span = _value(cell, "tcPr", "gridSpan")
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        lines: list[str] = []
        notes: list[str] = []
        nested = False
        strong: list[bool] = []
        for item in _children(cell):
            if item.tag == f"{_W}tbl":
                nested = True
            elif item.tag == f"{_W}p":
                number = self._numbers.of(item)
                words = _clean(self._words(item, notes, strong))
                # a number that Word counts is part of what people read, above all in a column of numbers
                said = f"{number} {words}".strip() if number and not number.startswith("•") else words
                if said:
                    lines.append(said)
        return TableCell(
            tuple(lines),
            max(1, min(int(span), MAX_SPAN)) if span.isdigit() else 1,
            merge is not None and merge.get(f"{_W}val", "continue") == "continue",
            bool(strong) and all(strong),
            tuple(notes),
            nested,
        )

    def _words(self, paragraph: Tree, notes: list[str] | None = None, strong: list[bool] | None = None) -> str:
        """The words of a paragraph as they are seen, with ticks, raised footnote signs and line breaks."""
        said: list[str] = []
        for run in _runs(paragraph):
            properties = run.find(f"{_W}rPr")
            if properties is not None and _on(properties.find(f"{_W}vanish")):
                continue  # what is hidden is not agreed
            raised = properties is not None and _value(properties, "vertAlign") == "superscript"
            start = len(said)
            for item in run:
                tag = item.tag
                if tag == f"{_W}t":
                    said.append((item.text or "").translate(_RAISED) if raised else (item.text or ""))
                elif tag == f"{_W}tab":
                    said.append("\t")
                elif tag in (f"{_W}br", f"{_W}cr"):
                    said.append("\n")
                elif tag == f"{_W}noBreakHyphen":
                    said.append("-")
                elif tag == f"{_W}sym":
                    font, code = item.get(f"{_W}font", "").lower(), item.get(f"{_W}char", "").lower()[-2:]
                    said.append(_SYMBOLS.get(font, {}).get(code, "\ufffd"))
                elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference") and notes is not None:
                    kind = "footnote" if "footnote" in tag else "endnote"
                    if note := self._notes.get(f"{kind}:{item.get(f'{_W}id')}"):
                        notes.append(note)
            if strong is not None and "".join(said[start:]).strip():
                strong.append(properties is not None and _on(properties.find(f"{_W}b")))
        return "".join(said)


def _children(container: Tree) -> Iterator[Tree]:
    """Paragraphs and tables, out of all that may be wrapped around them."""
    for item in container:
        if item.tag in (f"{_W}p", f"{_W}tbl"):
            yield item
        elif item.tag == f"{_W}sdt":
            content = item.find(f"{_W}sdtContent")
            if content is not None:
                yield from _children(content)
        elif item.tag in (f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"):
            yield from _children(item)


def _rows(container: Tree, controls: tuple[Tree, ...]) -> Iterator[tuple[Tree, tuple[Tree, ...]]]:
    """Rows, each with the content controls around it."""
    for item in container:
        if item.tag == f"{_W}tr":
            yield item, controls
        elif item.tag == f"{_W}sdt":
            content = item.find(f"{_W}sdtContent")
            if content is not None:
                yield from _rows(content, (*controls, item))
        elif item.tag in (f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
            yield from _rows(item, controls)


def _cells(row: Tree) -> Iterator[Tree]:
    for item in row:
        if item.tag == f"{_W}tc":
            yield item
        elif item.tag == f"{_W}sdt":
            content = item.find(f"{_W}sdtContent")
            if content is not None:
                yield from _cells(content)
        elif item.tag == f"{_W}customXml":
            yield from _cells(item)


_WRAPPERS = frozenset(
    f"{_W}{name}" for name in ("hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "customXml", "dir", "bdo")
)


def _runs(container: Tree) -> Iterator[Tree]:
    """Runs, out of links, content controls and insertions; text boxes and deletions are left out."""
    for item in container:
        if item.tag == f"{_W}r":
            yield item
        elif item.tag in _WRAPPERS:
            yield from _runs(item)
        elif item.tag == f"{_W}sdt":
            content = item.find(f"{_W}sdtContent")
            if content is not None:
                yield from _runs(content)
        elif item.tag == f"{_MC}AlternateContent":
            choice = item.find(f"{_MC}Choice")
            if choice is not None:
                yield from _runs(choice)


def _value(item: Tree, *path: str) -> str:
    """The `w:val` of a property; empty where it is not there."""
    for name in path:
        found = item.find(f"{_W}{name}")
        if found is None:
            return ""
        item = found
    return item.get(f"{_W}val", "")


def _has(item: Tree, *path: str) -> bool:
    return item.find("/".join(f"{_W}{name}" for name in path)) is not None


def _on(toggle: Tree | None) -> bool:
    return toggle is not None and toggle.get(f"{_W}val", "true") not in ("0", "false", "off", "none")


def _clean(words: str) -> str:
    """Words without what nobody sees: zero-width characters, blanks in a row."""
    if _ZERO_WIDTH.search(words):
        words = _ZERO_WIDTH.sub("", words)
    return "\n".join(line for part in words.split("\n") if (line := " ".join(part.split())))


_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)


def _heading_levels(styles: Tree | None) -> dict[str, int]:
    """Style id → level of heading, through the styles that it is based on."""
    if styles is None:
        return {f"Heading{level}": level for level in range(1, 10)}
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        if found := _HEADING.match(_value(style, "name")):
            own[name] = int(found[1])
        elif (outline := _value(style, "pPr", "outlineLvl")).isdigit() and int(outline) < 9:
            own[name] = int(outline) + 1
        based[name] = _value(style, "basedOn")
    levels: dict[str, int] = {}
    for name in based:
        here, steps = name, 0
        while here not in own and based.get(here) and steps < 20:
            here, steps = based[here], steps + 1
        if here in own:
            levels[name] = own[here]
    return levels
