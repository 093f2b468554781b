"""The numbered sections: prose, then the matrix of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.document.blocks import NOTHING, Column, Heading, Matrix, MatrixRow, Paragraph, Run, plain
from qa_engine.document.cells import cell_of, parts_of
from qa_engine.document.front import legend
from qa_engine.document.prose import blocks_of
from qa_engine.document.references import condition_of, references_of
from qa_engine.document.timing import timing_of
from qa_engine.document.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row, Section
    from qa_engine.document.blocks import Block, Cell
    from qa_engine.document.cells import Part
    from qa_engine.document.words import Names


class Matrices:
    """The columns that all matrices of an agreement share, and their rows.

    parties  those that hold a letter in any row, in the order of the agreement; one that is not declared comes last;
             where nobody holds one, all those that act
    """

    def __init__(self, agreement: Agreement, names: Names) -> None:
        self._agreement = agreement
        self._names = names
        rows = agreement.rows.values()
        self._parts: dict[str, dict[str, list[Part]]] = {
            row.id: parts_of(agreement, row, names) for row in rows if not row.not_applicable
        }
        holding = {party for parts in self._parts.values() for party in parts}
        self.parties = (
            *(party for party in agreement.parties if party in holding),
            *sorted(holding - set(agreement.parties)),
        )
        if not self.parties:  # nobody holds a letter yet: the columns are there to be filled
            self.parties = agreement.acting or tuple(agreement.parties)
        self._timed = {row.id: cell for row in rows if (cell := timing_of(agreement, row))}
        self._referring = {row.id: cell for row in rows if (cell := references_of(row, names))}
        self.columns = tuple(self._columns())

    @property
    def wide(self) -> bool:
        """Whether there are more parties than an upright page has room for."""
        return len(self.parties) > 4

    @property
    def qualifications(self) -> set[str]:
        """The words about whose part a letter is for, as far as cells use them."""
        return {part.part for parts in self._parts.values() for held in parts.values() for part in held}

    def _columns(self) -> Iterator[Column]:
        yield Column("id", "No.", "id")
        yield Column("activity", "Activity")
        for party in self.parties:
            yield Column(f"party:{party}", self._names.party(party), "party")
        if self._timed:
            yield Column("time", "When and how", "time")
        if self._referring:
            yield Column("references", "References", "references")

    def of(self, section: Section) -> Matrix:
        """The matrix of a section."""
        rows = tuple(
            self._row(self._agreement.rows[row_id]) for row_id in section.rows if row_id in self._agreement.rows
        )
        return Matrix(f"matrix:{section.id}", f"Responsibility matrix: {section.title}", self.columns, rows)

    def _row(self, row: Row) -> MatrixRow:
        condition = condition_of(self._agreement, row)
        activity = tuple(text for text in (plain(_activity(row)), condition) if text)
        start = ((plain(row.id),), activity)
        footnote = plain(row.remark)
        if row.not_applicable:
            aside = tuple(run for text in references_of(row, self._names) for run in (Run(". "), *text))
            reason = (Run("Not applicable: ", bold=True), Run(row.not_applicable.rstrip(".")), *aside)
            return MatrixRow(f"row:{row.id}", row.id, start, reason, footnote)
        parts = self._parts[row.id]
        cells: list[Cell] = [cell_of(parts[party]) if party in parts else NOTHING for party in self.parties]
        if self._timed:
            cells.append(self._timed.get(row.id, NOTHING))
        if self._referring:
            cells.append(self._referring.get(row.id, NOTHING))
        return MatrixRow(f"row:{row.id}", row.id, (*start, *cells), footnote=footnote)


def _activity(row: Row) -> str:
    """What the row is about: its sentence; for one that does not apply and has none, its topic."""
    if row.do or not row.topic:
        return row.do
    from qa_engine.packs.lists import topics

    known = topics().get(row.topic)
    return known.title if known else words(row.topic)


def sections(agreement: Agreement, matrices: Matrices) -> Iterator[Block]:
    """All sections in order, numbered from 1."""
    for number, section in enumerate(agreement.sections.values(), 1):
        key = f"section:{section.id}"
        yield Heading(key, 1, section.title, str(number))
        if section.not_applicable:
            yield Paragraph(f"{key}/reason", (Run("Not applicable: ", bold=True), Run(section.not_applicable)))
        if section.text:
            yield from blocks_of(section.text, f"{key}/text")
        matrix = matrices.of(section)
        if matrix.rows:
            if any(not row.reason for row in matrix.rows):
                yield Paragraph(f"{key}/legend", plain(legend(agreement)), "legend")
            yield matrix
