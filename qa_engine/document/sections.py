"""The numbered sections: prose, then the matrix of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.document.blocks import NOTHING, Column, Heading, Matrix, MatrixRow, Paragraph, Run, plain
from qa_engine.document.cells import cell_of, letters_of, parts_of, words_of
from qa_engine.document.front import legend
from qa_engine.document.prose import blocks_of
from qa_engine.document.references import condition_of, references_of
from qa_engine.document.timing import timing_of
from qa_engine.document.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row, Section
    from qa_engine.document.blocks import Block, Cell, ColumnKind, Text
    from qa_engine.document.cells import Part
    from qa_engine.document.choices import Choices
    from qa_engine.document.words import Names

UPRIGHT_COLUMNS = 4
"""So many columns of letters go upright on a page; with more of them the matrices lie across."""

WORDED_COLUMNS = 9
"""With more columns than this they are as narrow as their letters; what qualifies a letter stands under the activity."""


class Matrices:
    """The columns of the matrices of an agreement, and their rows.

    All matrices have a column for each party. By function each has the columns that it needs: all functions of all
    parties are more than a page can hold.

    rows     ids of the rows that the document holds: all, or in an extract those in which its party has a letter
    holders  parties (or functions) that hold a letter in any of these rows, in the order of the agreement; one that is
             not declared comes last; where nobody holds one, all those that act
    """

    def __init__(self, agreement: Agreement, names: Names, choices: Choices) -> None:
        self._agreement = agreement
        self._names = names
        self._by_function = choices.by_function
        self._parts: dict[str, dict[str, list[Part]]] = {
            row.id: parts_of(agreement, row, names, by_function=choices.by_function)
            for row in agreement.rows.values()
            if not row.not_applicable
        }
        if choices.party:
            self._parts = {
                row_id: parts
                for row_id, parts in self._parts.items()
                if any(party_of(holder) == choices.party for holder in parts)
            }
        self.rows = frozenset(self._parts) if choices.party else frozenset(agreement.rows)
        shown = [row for row in agreement.rows.values() if row.id in self.rows]
        self.holders = self._ordered({holder for parts in self._parts.values() for holder in parts})
        if not self.holders:  # nobody holds a letter yet: the columns are there to be filled
            self.holders = agreement.acting or tuple(agreement.parties)
        self._cells: dict[tuple[Part, ...], Cell] = {}
        self._timed = {row.id: cell for row in shown if (cell := timing_of(agreement, row))}
        self._referring = {row.id: cell for row in shown if (cell := references_of(row, names, self.rows))}
        self._columns = tuple(self._columns_for(self.holders))

    @property
    def wide(self) -> bool:
        """Whether there are more columns of letters than an upright page has room for."""
        return len(self.holders) > UPRIGHT_COLUMNS

    @property
    def qualifications(self) -> set[str]:
        """The words about whose part a letter is for, as far as cells use them."""
        return {part.part for parts in self._parts.values() for held in parts.values() for part in held}

    def _ordered(self, holding: set[str]) -> tuple[str, ...]:
        parties = self._agreement.parties.values()
        declared = [
            holder for party in parties for holder in (party.id, *(f"{party.id}.{name}" for name in party.functions))
        ]
        known = tuple(holder for holder in declared if holder in holding)
        return (*known, *sorted(holding - set(known)))

    def _columns_for(self, holders: tuple[str, ...]) -> Iterator[Column]:
        yield Column("id", "No.", "id")
        yield Column("activity", "Activity")
        for holder in holders:
            if self._by_function:
                kind: ColumnKind = "party" if len(holders) <= WORDED_COLUMNS else "function"
                yield Column(f"holder:{holder}", self._names.holder(holder), kind)
            else:
                yield Column(f"party:{holder}", self._names.party(holder), "party")
        if self._timed:
            yield Column("time", "When and how", "time")
        if self._referring:
            yield Column("references", "References", "references")

    def of(self, section: Section) -> Matrix:
        """The matrix of a section."""
        ids = [row_id for row_id in section.rows if row_id in self.rows and row_id in self._agreement.rows]
        holders, columns = self.holders, self._columns
        if self._by_function:
            holding = {holder for row_id in ids for holder in self._parts.get(row_id, ())}
            holders = tuple(holder for holder in self.holders if holder in holding) or self.holders[:1]
            columns = tuple(self._columns_for(holders))
        rows = tuple(self._row(self._agreement.rows[row_id], holders) for row_id in ids)
        return Matrix(f"matrix:{section.id}", f"Responsibility matrix: {section.title}", columns, rows)

    def _row(self, row: Row, holders: tuple[str, ...]) -> MatrixRow:
        footnote = plain(row.remark)
        if row.not_applicable:
            aside = tuple(run for text in references_of(row, self._names, self.rows) for run in (Run(". "), *text))
            reason = (Run("Not applicable: ", bold=True), Run(row.not_applicable.rstrip(".")), *aside)
            return MatrixRow(f"row:{row.id}", row.id, self._start(row), reason, footnote)
        parts = self._parts[row.id]
        start, narrow = self._start(row), self._by_function and len(holders) > WORDED_COLUMNS
        if narrow:
            start = self._start(row, *(plain(words) for words in words_of(parts, self._names)))
        cells = [self._cell(parts.get(holder), narrow=narrow) for holder in holders]
        if self._timed:
            cells.append(self._timed.get(row.id, NOTHING))
        if self._referring:
            cells.append(self._referring.get(row.id, NOTHING))
        return MatrixRow(f"row:{row.id}", row.id, (*start, *cells), footnote=footnote)

    def _start(self, row: Row, *more: Text) -> tuple[Cell, Cell]:
        condition = condition_of(self._agreement, row)
        return (plain(row.id),), tuple(text for text in (plain(_activity(row)), condition, *more) if text)

    def _cell(self, parts: list[Part] | None, *, narrow: bool) -> Cell:
        """What a holder has; the same content is the same cell, of which there are few in a matrix of any length."""
        if parts is None:
            return NOTHING
        held = tuple(parts)
        if narrow:
            return letters_of(held)
        known = self._cells.get(held)
        if known is None:
            known = self._cells[held] = cell_of(held)
        return known


def _activity(row: Row) -> str:
    """What the row is about: its sentence; for one that does not apply and has none, its topic."""
    if row.do or not row.topic:
        return row.do
    from qa_engine.packs.lists import topics

    known = topics().get(row.topic)
    return known.title if known else words(row.topic)


def sections(agreement: Agreement, matrices: Matrices, choices: Choices) -> Iterator[Block]:
    """All sections in order, numbered from 1, their paragraphs within them.

    In an extract a section without a row for the party is left out, unless its prose is all there is to it; the numbers
    stay those of the whole agreement.
    """
    for number, section in enumerate(agreement.sections.values(), 1):
        key = f"section:{section.id}"
        matrix = matrices.of(section)
        if choices.party and not matrix.rows and (section.rows or not section.text):
            continue
        yield Heading(key, 1, section.title, str(number))
        if section.not_applicable:
            yield Paragraph(f"{key}/reason", (Run("Not applicable: ", bold=True), Run(section.not_applicable)))
        if section.text:
            yield from _clauses(section, number)
        if matrix.rows:
            if any(not row.reason for row in matrix.rows):
                yield Paragraph(f"{key}/legend", plain(legend(agreement)), "legend")
            yield matrix


def _clauses(section: Section, number: int) -> Iterator[Block]:
    """The prose of a section; its paragraphs bear numbers (`4.2`), as people cite them."""
    counted = 0
    for block in blocks_of(section.text, f"section:{section.id}/text"):
        if isinstance(block, Paragraph):
            counted += 1
            yield block._replace(role="clause", number=f"{number}.{counted}")
        else:
            yield block
