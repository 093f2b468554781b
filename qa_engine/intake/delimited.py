"""Comma-separated values, and what people call so: semicolons and tabs too."""

from __future__ import annotations

import csv
import io

from qa_engine.intake.material import Block, Cell, GridRow, clean, grid
from qa_engine.word.guard import Unfit

_SEPARATORS = ",;\t|"


def blocks_of_csv(text: str) -> list[Block]:
    """One grid; its rows are named by the lines that they start in."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text), delimiter=separator_of(text), strict=False)
    rows: list[GridRow] = []
    start = 1
    try:
        for cells in reader:
            if cells:
                rows.append(GridRow(tuple(Cell(clean(cell)) for cell in cells), f"line {start}"))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unfit(f"the file is no table of values: {error} (line {reader.line_num})") from None
    return [grid("the table", rows)] if rows else []


def separator_of(text: str) -> str:
    """The sign between values: the one that cuts most of the first lines into the same number of cells, two at least."""

    def even(separator: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(io.StringIO(sample), delimiter=separator) if cells]
        except csv.Error:
            return (0, 0)
        common = max(widths, key=widths.count, default=1)
        return (widths.count(common) if common > 1 else 0, common)

    sample = "\n".join(text.split("\n", 60)[:60])
    return max(_SEPARATORS, key=even)
