"""A Word file as material: its paragraphs and tables, merged cells spread out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.intake.material import Block, Cell, Grid, GridRow, Material, Words, clean, grid
from qa_engine.word.reading import Line, Table, blocks_of
from qa_engine.word.revisions import accepted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.word.guard import Tree
    from qa_engine.word.opened import WordFile


_TITLES = frozenset({"title", "titel", "titre", "titolo", "ttulo"})
"""Ids of the style of titles, as Word names it in the languages it is sold in."""


def material_of_word(file: WordFile) -> Material:
    """A Word file with all tracked changes carried out, as material; that there were some is said."""
    from qa_engine.word.revisions import authors

    warnings = list(file.warnings)
    proposing = authors(file.document)
    if proposing:
        warnings.append(
            f"the file holds tracked changes of {', '.join(proposing)}, which were read as accepted; "
            "import it with --base to see each of them"
        )
    blocks = words_and_grids(file, accepted(file.document) if proposing else file.document)
    return Material("docx", blocks, warnings, file.properties)


def words_and_grids(file: WordFile, document: Tree) -> list[Block]:
    """The words and grids of a view of a Word file."""
    blocks: list[Block] = []
    tables = 0
    for block in blocks_of(file, document):
        if isinstance(block, Line):
            if said := clean(f"{block.number} {block.text}" if block.level and block.number else block.text):
                where = f"the paragraph '{said[:40]}'"
                title = block.style.casefold() in _TITLES
                blocks.append(Words(said, block.level, where, block.listed, block.number, block.bookmarks, title))
        else:
            tables += 1
            blocks.append(_grid(f"table {tables}", block))
    return blocks


def _grid(name: str, table: Table) -> Grid:
    rows: list[GridRow] = []
    above: tuple[Cell, ...] = ()
    for number, row in enumerate(table.rows, 1):
        cells: list[Cell] = []
        for cell in row.cells:
            goes_on = cell.goes_on and len(cells) < len(above)
            first = (
                above[len(cells)] if goes_on else Cell(clean(cell.text), cell.bold, "", tuple(map(clean, cell.notes)))
            )
            cells.append(Cell(first.text, first.bold, "above", first.notes) if goes_on else first)
            cells += [Cell(first.text, first.bold, "left")] * (cell.span - 1)
        above = tuple(cells)
        rows.append(GridRow(above, f"{name}, row {number}", _names(row.bookmarks, row.tags, row.aliases), row.heading))
    return grid(name, rows)


def _names(*given: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for names in given for name in names)
