"""Tables: matrices whose rows carry their ids, plain tables, labels with values."""

from __future__ import annotations

from qa_engine.document.blocks import NOTHING, plain
from qa_engine.word import ooxml
from qa_engine.word.identity import ROW_TAG
from qa_engine.word.ooxml import CONTROL_END, KEPT, ROW_END, cell, control_start, paragraph, row, row_start, run, runs
from qa_engine.word.widths import column_widths, heading_height, line_count

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.document.blocks import Cell, Column, ColumnKind, KeyValue, Matrix, MatrixRow, Table
    from qa_engine.word.body import Body
    from qa_engine.word.widths import MatrixLayout

_STYLES: dict[ColumnKind, str] = {
    "id": "QAID",
    "label": "QALabel",
    "text": "QACell",
    "party": "QADuty",
    "function": "QALetters",
    "who": "QAReference",
    "what": "QAReference",
    "time": "QAReference",
    "references": "QAReference",
}
_LETTER = '<w:rStyle w:val="QALetter"/>'
_UPWARDS = '<w:tcMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/></w:tcMar><w:textDirection w:val="btLr"/><w:vAlign w:val="center"/>'

TALL = 40
"""A row with a cell of more lines than this may be taller than a page, and is allowed to split."""

LABELS = 2750
"""Width of the column of labels, the same in every table of labels and values."""

SHORT = 7
"""A table of so few rows stays together on one page."""

ENDING = 2
"""So many rows at the end of a table stay with what follows, where it must not stand alone."""


class WrittenCells(dict["Cell", str]):
    """Cells of one kind and width as XML, each content written when it is first asked for: most cells are like others.

    tall  the contents that are allowed to split
    """

    def __init__(self, kind: ColumnKind, width: int) -> None:
        super().__init__()
        self._kind, self._width = kind, width
        self.tall: set[Cell] = set()

    def __missing__(self, content: Cell) -> str:
        strong = _LETTER if self._kind in ("party", "function") else "<w:b/>"
        self[content] = written = cell(self._width, cell_paragraphs(_STYLES[self._kind], content, strong))
        if line_count(content, self._width) > TALL:
            self.tall.add(content)
        return written


def matrix(block: Matrix, body: Body, *, kept_end: bool = False) -> str:
    """A responsibility matrix; each row in a content control, its id under a bookmark."""
    layout = body.matrix_layout(block)
    columns = [
        body.written_cells.setdefault((column.kind, width), WrittenCells(column.kind, width))
        for column, width in zip(layout.columns[2:], layout.widths[2:], strict=True)
    ]
    last = len(block.rows) - ENDING if kept_end else len(block.rows)
    rows = [_heading(layout.columns, layout.widths)]
    for position, item in enumerate(block.rows):
        rows += _matrix_row(item, layout, columns, body, together=position >= last)
    return ooxml.table(block.title, layout.widths, rows, first_row=True, first_column=False)


def _matrix_row(
    item: MatrixRow, layout: MatrixLayout, columns: Sequence[WrittenCells], body: Body, *, together: bool
) -> list[str]:
    """A row in pieces: most of its cells are strings that are there already, and the table is put together once."""
    widths = layout.widths
    more = KEPT if together else ""
    note = body.footnote(item.footnote) if item.footnote else ""
    words = item.cells[1]
    activity = cell_paragraphs("QACell", words, tail="" if item.reason else note, together=together)
    if layout.folded and not item.reason and item.cells[-1] != NOTHING:
        words += item.cells[-1]
        activity += cell_paragraphs("QAReference", item.cells[-1], together=together)
    cells = [cell(widths[0], paragraph("QAID", body.marked(item.key, run(item.id)), more)), cell(widths[1], activity)]
    splits = line_count(words, widths[1]) > TALL
    if item.reason:
        rest = sum(widths[2:])
        cells.append(cell(rest, paragraph("QACell", runs(item.reason) + note, more), span=len(widths) - 2))
        splits |= line_count((item.reason,), rest) > TALL
    for known, content in zip(columns, item.cells[2:], strict=False):  # references may stand under the activity
        cells.append(known[content])
        splits = splits or (bool(known.tall) and content in known.tall)
    start = control_start(ROW_TAG + item.id, f"Row {item.id}", body.control_id(item.key))
    return [start, row_start(splits=splits), *cells, ROW_END, CONTROL_END]


def table(block: Table, total: int, *, kept_end: bool = False) -> str:
    """A table with a heading row; with `kept_end` its last rows stay on the page of what follows."""
    widths = column_widths(block.columns, [item.cells for item in block.rows], total)
    whole = len(block.rows) <= SHORT
    rows = [_heading(block.columns, widths)]
    for position, item in enumerate(block.rows, 1):
        together = (whole and position < len(block.rows)) or (kept_end and position > len(block.rows) - ENDING)
        cells = (
            cell(width, cell_paragraphs(_STYLES[column.kind], content, together=together))
            for width, column, content in zip(widths, block.columns, item.cells, strict=True)
        )
        rows.append(row(cells, splits=_tall(item.cells, widths)))
    return ooxml.table(block.title, widths, rows, first_row=True, first_column=True)


def key_value(block: KeyValue, total: int) -> str:
    """Labels in a column of headings, values beside them."""
    widths = (LABELS, total - LABELS)
    rows = []
    for position, entry in enumerate(block.entries, 1):
        together = len(block.entries) <= SHORT and position < len(block.entries)
        label = cell(widths[0], cell_paragraphs("QALabel", (plain(entry.label),), together=together))
        value = cell(widths[1], cell_paragraphs("QACell", entry.value, together=together))
        rows.append(row((label, value), splits=_tall(((plain(entry.label),), entry.value), widths)))
    return ooxml.table(block.title, widths, rows, first_row=False, first_column=True)


def _heading(columns: Sequence[Column], widths: Sequence[int]) -> str:
    """The row of column headings, repeated on every page that the table reaches. Functions are read upwards.

    It stays with the row below it. LibreOffice 7.4 can lose all rows of a table of which nothing but the headings fits
    on a page with footnotes.
    """
    cells = (
        cell(
            width,
            cell_paragraphs("QAHeading", (plain(column.heading),), together=True),
            more=_UPWARDS if column.kind == "function" else "",
        )
        for column, width in zip(columns, widths, strict=True)
    )
    return row(cells, heading=True, height=heading_height(columns))


def cell_paragraphs(
    style: str, content: Cell, strong: str = "<w:b/>", tail: str = "", *, together: bool = False
) -> str:
    """The paragraphs of a cell, one at least.

    `tail` goes behind the first; `together` keeps the row on the page of the next.
    """
    more = KEPT if together else ""
    if not content:
        return paragraph(style, tail, more)
    first, *others = content
    written = paragraph(style, runs(first, strong) + tail, more)
    return written + "".join(paragraph(style, runs(words, strong), more) for words in others) if others else written


def _tall(cells: Sequence[Cell], widths: Sequence[int]) -> bool:
    return any(line_count(content, width) > TALL for content, width in zip(cells, widths, strict=False))
