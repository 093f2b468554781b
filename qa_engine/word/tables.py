"""Tables: matrices whose rows carry their ids, plain tables, labels with values, room for signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import NOTHING, Column, plain
from qa_engine.word import ooxml
from qa_engine.word.identity import ROW_TAG
from qa_engine.word.ooxml import cell, controlled, paragraph, row, run, runs
from qa_engine.word.widths import column_widths, line_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.document.blocks import Cell, ColumnKind, KeyValue, Matrix, MatrixRow, SignatureTable, Table
    from qa_engine.word.body import Body
    from qa_engine.word.widths import MatrixLayout

_STYLES: dict[ColumnKind, str] = {
    "id": "QAID",
    "label": "QALabel",
    "text": "QACell",
    "party": "QADuty",
    "time": "QAReference",
    "references": "QAReference",
}
_LETTER = '<w:rStyle w:val="QALetter"/>'

TALL = 40
"""A row with a cell of more lines than this may be taller than a page, and is allowed to split."""

LABELS = 2750
"""Width of the column of labels, the same in every table of labels and values."""

SIGNING_HEIGHT = 1150
"""Room for a signature by hand: 20 mm."""

SHORT = 7
"""A table of so few rows stays together on one page."""


def matrix(block: Matrix, body: Body) -> str:
    """A responsibility matrix; each row in a content control, its id under a bookmark."""
    layout = body.matrix_layout(block)
    rows = [_heading(layout.columns, layout.widths), *(_matrix_row(item, layout, body) for item in block.rows)]
    return ooxml.table(block.title, layout.widths, rows, first_row=True, first_column=False)


def _matrix_row(item: MatrixRow, layout: MatrixLayout, body: Body) -> str:
    columns, widths = layout.columns, layout.widths
    note = body.footnote(item.footnote) if item.footnote else ""
    words = item.cells[1]
    activity = _paragraphs("QACell", words, tail="" if item.reason else note)
    if layout.folded and not item.reason and item.cells[-1] != NOTHING:
        words += item.cells[-1]
        activity += _paragraphs("QAReference", item.cells[-1])
    cells = [cell(widths[0], paragraph("QAID", body.marked(item.key, run(item.id)))), cell(widths[1], activity)]
    splits = line_count(words, widths[1]) > TALL
    if item.reason:
        rest = sum(widths[2:])
        cells.append(cell(rest, paragraph("QACell", runs(item.reason) + note), span=len(widths) - 2))
        splits |= line_count((item.reason,), rest) > TALL
    for position in range(2, min(len(columns), len(item.cells))):
        content = item.cells[position]
        kind, width = columns[position].kind, widths[position]
        known = body.written_cells.get((kind, width, content))  # most cells are like others
        if known is None:
            strong = _LETTER if kind == "party" else "<w:b/>"
            written = cell(width, _paragraphs(_STYLES[kind], content, strong))
            known = body.written_cells[kind, width, content] = (written, line_count(content, width) > TALL)
        cells.append(known[0])
        splits |= known[1]
    return controlled(ROW_TAG + item.id, f"Row {item.id}", body.control_id(item.key), row(cells, splits=splits))


def table(block: Table, total: int) -> str:
    """A table with a heading row."""
    widths = column_widths(block.columns, [item.cells for item in block.rows], total)
    whole = len(block.rows) <= SHORT
    rows = [_heading(block.columns, widths, together=whole)]
    for position, item in enumerate(block.rows, 1):
        together = whole and position < len(block.rows)
        cells = (
            cell(width, _paragraphs(_STYLES[column.kind], content, together=together))
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
        label = cell(widths[0], _paragraphs("QALabel", (plain(entry.label),), together=together))
        value = cell(widths[1], _paragraphs("QACell", entry.value, together=together))
        rows.append(row((label, value), splits=_tall(((plain(entry.label),), entry.value), widths)))
    return ooxml.table(block.title, widths, rows, first_row=False, first_column=True)


def signatures(block: SignatureTable, total: int) -> str:
    """Who signs in print and with what meaning, and room to sign and date; the table stays together on a page."""
    widths = [int(total * share) for share in (0.21, 0.23, 0.21, 0.22)]
    widths.append(total - sum(widths))
    headings = ("Printed name and title", "Company and function", "Meaning of the signature", "Signature", "Date")
    columns = tuple(Column(heading.lower(), heading) for heading in headings)
    whole = len(block.signatures) <= SHORT
    rows = [_heading(columns, widths, together=whole)]
    for position, item in enumerate(block.signatures, 1):
        together = whole and position < len(block.signatures)
        written: tuple[tuple[str, ...], ...] = (
            (item.name, item.title),
            (item.company, item.function),
            (item.meaning,),
            (),
            (),
        )
        cells = (
            cell(width, _paragraphs("QACell", tuple(plain(words) for words in lines if words), together=together))
            for width, lines in zip(widths, written, strict=True)
        )
        rows.append(row(cells, height=SIGNING_HEIGHT))
    return ooxml.table(block.title, widths, rows, first_row=True, first_column=False)


def _heading(columns: Sequence[Column], widths: Sequence[int], *, together: bool = False) -> str:
    """The row of column headings, repeated on every page that the table reaches."""
    cells = (
        cell(width, _paragraphs("QAHeading", (plain(column.heading),), together=together))
        for column, width in zip(columns, widths, strict=True)
    )
    return row(cells, heading=True)


def _paragraphs(style: str, content: Cell, strong: str = "<w:b/>", tail: str = "", *, together: bool = False) -> str:
    """The paragraphs of a cell, one at least.

    `tail` goes behind the first; `together` keeps the row on the page of the next.
    """
    more = "<w:keepNext/>" if together else ""
    if not content:
        return paragraph(style, tail, more)
    first, *others = content
    written = paragraph(style, runs(first, strong) + tail, more)
    return written + "".join(paragraph(style, runs(words, strong), more) for words in others) if others else written


def _tall(cells: Sequence[Cell], widths: Sequence[int]) -> bool:
    return any(line_count(content, width) > TALL for content, width in zip(cells, widths, strict=False))
