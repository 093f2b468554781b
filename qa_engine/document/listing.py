"""Tables of what the agreement lists: parties, products, records, contacts and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import NOTHING, Column, Table, TableRow, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.document.blocks import Cell, ColumnKind, Text


_WORDS: tuple[ColumnKind, ...] = ("text",) * 10


def listing(
    key: str,
    title: str,
    headings: tuple[str, ...],
    rows: Iterable[tuple[str, tuple[Cell, ...]]],
    kinds: tuple[ColumnKind, ...] = (),
) -> Table:
    """A table whose first column names the row; `rows` are keys and cells, `kinds` what the columns hold.

    A column that no row fills is left out; an empty cell says that it is empty.
    """
    found = list(rows)
    held = kinds or ("label", *_WORDS[: len(headings) - 1])
    used = [
        position for position in range(len(headings)) if position == 0 or any(cells[position] for _, cells in found)
    ]
    return Table(
        key,
        title,
        tuple(Column(headings[position].lower(), headings[position], held[position]) for position in used),
        tuple(TableRow(row_key, tuple(cells[position] or NOTHING for position in used)) for row_key, cells in found),
    )


def lines(*texts: str | Text) -> Cell:
    """The paragraphs of a cell: what there is of these texts."""
    return tuple(plain(text) if isinstance(text, str) else text for text in texts if text)
