"""A document as an Excel workbook: the matrix to filter, and to send there and back; made with openpyxl.

Text is text: a cell that starts with `=` is no formula, and stays none when somebody edits it. Numbers of rows are locked,
so that a copy that comes back can be read by them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from qa_engine.document.blocks import Heading, KeyValue, Matrix, Table, Title, said
from qa_engine.document.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from qa_engine.document.blocks import Cell, Column, Document, MatrixRow

Sheets = Literal["one", "sections"]

LONGEST = 32_767
"""So many letters go into a cell of Excel."""

FONT, SIZE = "Arial", 10
LINE, HIGHEST = 13.0, 409.0
"""Heights in points: of a line, and the greatest that a row can have."""

KEPT = "qa-engine"
"""The hidden sheet by which a copy that comes back is held against the agreement."""

_FIRST = datetime(1980, 1, 1, tzinfo=UTC)
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {"id": 12.0, "activity": 60.0, "time": 34.0, "references": 40.0}
_PARTY = 24.0
_INK, _SHADE, _GRID = "FF1F3550", "FFE6EBF1", "FF8C99A8"


class NoExcelError(RuntimeError):
    """openpyxl is not installed: one line that says what to do."""


def xlsx_bytes(document: Document, sheets: Sheets = "one") -> bytes:
    """The document as a workbook: `one` sheet for the whole matrix, or one for each section. The same document gives the
    same bytes.

    Raises `NoExcelError` without openpyxl, and ValueError, naming the text, where a text does not go into a cell.
    """
    try:
        from openpyxl import Workbook

        from qa_engine.pages.workbook import workbook_bytes
    except ImportError:
        raise NoExcelError(
            "Excel files are made with openpyxl, which is not installed: pip install 'qa-engine[excel]'"
        ) from None
    for block in document.blocks:
        for text in texts_of(block):
            _fits(text)
    book = Workbook()
    del book[book.sheetnames[0]]
    pages = _Pages(book)
    _about(pages, document)
    if sheets == "one":
        _whole_matrix(pages, document)
    else:
        _sections(pages, document)
    for block in document.blocks:
        if isinstance(block, Table) and block.key != "parties-in-short":
            pages.filled(_heading_of(document, block) or block.title, block.columns, [row.cells for row in block.rows])
    _kept(pages, document)
    book.properties.title, book.properties.creator = document.title, "qa-engine"
    book.properties.identifier, book.properties.version = document.id, document.version
    book.properties.created = _FIRST.replace(tzinfo=None)
    return workbook_bytes(book)


def _fits(text: str) -> None:
    if _IMPOSSIBLE.search(text):
        raise ValueError(f"an Excel file cannot hold every character of {text[:80]!r}")
    if len(text) > LONGEST:
        raise ValueError(f"the text {text[:80]!r} has {len(text)} characters, and a cell of Excel holds {LONGEST}")


class _Pages:
    """The sheets of a workbook, each under a name that Excel takes."""

    def __init__(self, book: Workbook) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        self._book = book
        side = Side(style="thin", color=_GRID)
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._head = (Font(name=FONT, size=SIZE, bold=True, color=_INK), PatternFill("solid", fgColor=_SHADE))
        self._plain, self._bold = Font(name=FONT, size=SIZE), Font(name=FONT, size=SIZE, bold=True)
        self._wrapped = Alignment(wrap_text=True, vertical="top")
        self._open = Protection(locked=False)

    def new(self, name: str) -> Worksheet:
        """A sheet; what Excel does not take in a name is left out, and one that is there already gets a number."""
        base = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31].strip() or "Sheet"
        found, number, there = base, 2, {sheet.lower() for sheet in self._book.sheetnames}
        while found.lower() in there:
            ending = f" {number}"
            found, number = base[: 31 - len(ending)] + ending, number + 1
        sheet: Worksheet = self._book.create_sheet(found)
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.gridLines = False
        return sheet

    def filled(self, name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> Worksheet:
        """A sheet with a heading row that can be filtered."""
        return self.lines(name, columns, ([_joined(cell) for cell in cells] for cells in rows))

    def lines(self, name: str, columns: tuple[Column, ...], rows: Iterable[list[str]], locked: int = 0) -> Worksheet:
        """The same of texts. With `locked` columns the sheet is protected: these cannot be written on, the others can."""
        from openpyxl.utils import get_column_letter

        sheet = self.new(name)
        for position, column in enumerate(columns, 1):
            self.put(sheet, 1, position, column.heading, head=True)
        widths = [_PARTY if column.kind == "party" else _WIDTHS.get(column.key, 30.0) for column in columns]
        for number, texts in enumerate(rows, 2):
            for position, text in enumerate(texts, 1):
                self.put(sheet, number, position, text, strong=position == 1, locked=not locked or position <= locked)
            lines = max((_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
            sheet.row_dimensions[number].height = min(lines * LINE + 3, HIGHEST)
        for position, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        last = get_column_letter(len(columns))
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        sheet.auto_filter.ref = f"A1:{last}{max(sheet.max_row, 1)}"
        if locked:
            sheet.protection.sheet = True
            for allowed in ("autoFilter", "sort", "formatCells", "formatColumns", "formatRows", "insertRows"):
                setattr(sheet.protection, allowed, False)  # False: not locked
        return sheet

    def put(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        text: str,
        *,
        head: bool = False,
        strong: bool = False,
        locked: bool = True,
    ) -> None:
        """Text into a cell, and never anything but text."""
        cell = sheet.cell(row, column)
        cell.value = _ESCAPED.sub("_x005F_", text)  # Excel reads _x0041_ as a letter
        cell.data_type = "s"
        cell.alignment, cell.border = self._wrapped, self._border
        if text.startswith(_STARTS_A_FORMULA):
            cell.quotePrefix = True
        cell.font = self._bold if strong else self._plain
        if head:
            cell.font, cell.fill = self._head
        if not locked:
            cell.protection = self._open


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes: not every program works the height of a row out when it opens the file."""
    return sum(1 + int(len(line) * 1.05 // width) for line in text.split("\n"))


def _joined(cell: Cell) -> str:
    return "\n".join(said(text) for text in cell)


def _about(pages: _Pages, document: Document) -> None:
    """The first sheet: what it is, document control, the parties."""
    sheet = pages.new("Agreement")
    row = 1
    for text in (document.kind, document.title, document.mark):
        if text:
            pages.put(sheet, row, 1, text, strong=True)
            row += 1
    for block in document.blocks:
        if isinstance(block, Title):
            for named in block.between:
                pages.put(sheet, row, 1, said(named))
                row += 1
        if isinstance(block, KeyValue) and block.key == "control":
            for entry in block.entries:
                pages.put(sheet, row, 1, entry.label, strong=True)
                pages.put(sheet, row, 2, _joined(entry.value))
                row += 1
    pages.put(sheet, row, 1, "Content hash", strong=True)
    pages.put(sheet, row, 2, document.content_hash)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44.0, 80.0
    parties = next(
        (block for block in document.blocks if isinstance(block, Table) and block.key == "parties-in-short"), None
    )
    if parties is not None:
        pages.filled("Parties", parties.columns, [line.cells for line in parties.rows])


def _whole_matrix(pages: _Pages, document: Document) -> None:
    """All rows on one sheet, with the section in a column of its own."""
    from qa_engine.document.blocks import Column

    found = [(heading, block) for heading, block in _matrices(document)]
    # a holder whose column is narrow in one section and wide in another has one column here
    columns: dict[str, Column] = {}
    for column in (column for _, block in found for column in block.columns):
        columns.setdefault(column.key, column)
    if not columns:
        return
    ids = [column for column in columns.values() if column.kind == "id"]
    rest = [column for column in columns.values() if column.kind != "id"]
    parties = list(dict.fromkeys(column.key.partition(".")[0] for column in rest))
    rest.sort(
        key=lambda column: (
            {"activity": 0, "time": 2, "references": 3}.get(column.key, 1),
            parties.index(column.key.partition(".")[0]),
        )
    )
    shown = (*ids, Column("section", "Section", "text"), *rest, *_remarks(block for _, block in found))
    rows = (_texts(row, block.columns, shown, heading) for heading, block in found for row in block.rows)
    pages.lines("Matrix", shown, rows, locked=1)


def _sections(pages: _Pages, document: Document) -> None:
    for heading, block in _matrices(document):
        shown = (*block.columns, *_remarks((block,)))
        rows = (_texts(row, block.columns, shown, heading) for row in block.rows)
        pages.lines(heading, shown, rows, locked=1)


def _remarks(blocks: Iterable[Matrix]) -> tuple[Column, ...]:
    from qa_engine.document.blocks import Column

    there = any(row.footnote for block in blocks for row in block.rows)
    return (Column("remark", "Remark"),) if there else ()


def _matrices(document: Document) -> Iterable[tuple[str, Matrix]]:
    heading = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            heading = f"{block.number} {block.text}".strip()
        elif isinstance(block, Matrix):
            yield heading, block


def _texts(row: MatrixRow, given: tuple[Column, ...], shown: tuple[Column, ...], heading: str) -> list[str]:
    """The texts of a row, a column each; a row that does not apply says why in the first column behind the activity."""
    at = {column.key: _joined(cell) for column, cell in zip(given, row.cells, strict=False)}
    at |= {"section": heading, "remark": said(row.footnote)}
    if row.reason:
        first = next(
            (column.key for column in shown if column.kind != "id" and column.key not in ("section", "activity")),
            "activity",
        )
        at[first] = said(row.reason)
    return [at.get(column.key, "") for column in shown]


def _heading_of(document: Document, table: Table) -> str:
    heading = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif block is table:
            return heading
    return ""


def _kept(pages: _Pages, document: Document) -> None:
    """What a copy that comes back is known by: out of sight, and not to be shown from Excel's menu."""
    sheet = pages.new(KEPT)
    lines = [("id", document.id), ("version", document.version), ("hash", document.content_hash)]
    for number, (name, value) in enumerate([*lines, *(("row", row.id) for row in document.rows)], 1):
        pages.put(sheet, number, 1, name)
        pages.put(sheet, number, 2, value)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
