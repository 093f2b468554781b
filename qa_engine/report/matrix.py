"""The responsibility matrix for the terminal: a column for each party, or under each activity the functions that hold it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from qa_engine.agreement.letters import ORDER
from qa_engine.agreement.model import ANY_CLASS, party_of
from qa_engine.agreement.vocabulary import LETTER_MEANINGS, SCHEMES
from qa_engine.graph.duties import duties_of
from qa_engine.report.width import printable, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.report.text import Line

NOTHING = "·"
"""A party that has no letter in a row."""


def matrix(
    agreement: Agreement, *, by_function: bool = False, party: str = "", columns: int = 100
) -> Iterator[list[Line]]:
    """The matrix as lines, section by section.

    Arguments: `by_function` lists the functions under each activity instead of a column for each party; `party` keeps the
    rows in which that party has a letter; `columns` is the width of the terminal.
    """
    parties = () if by_function else _parties(agreement)
    heads = [printable(agreement.parties[one].term) for one in parties]
    widths = [max(width(head), 3) for head in heads]
    left = max([3, *(len(row_id) for row_id in agreement.rows)])
    indent = " " * (left + 4 + sum(wide + 2 for wide in widths))
    room = max(30, columns - len(indent))
    yield [
        (printable(agreement.title), "heading"),
        (f"  {agreement.id} version {agreement.version} ({agreement.status})", "dim"),
    ]
    yield [("", "")]
    for section in agreement.sections.values():
        rows = [agreement.rows[row_id] for row_id in section.rows if row_id in agreement.rows]
        if party:
            rows = [row for row in rows if any(party_of(duty.holder) == party for duty in duties_of(agreement, row))]
        if not rows and (party or not section.not_applicable):
            continue
        yield [(printable(section.title), "heading")]
        if section.not_applicable:
            yield [("  not applicable: " + printable(section.not_applicable), "dim")]
        if rows and parties:
            header = "  ".join(head + " " * (wide - width(head)) for head, wide in zip(heads, widths, strict=True))
            yield [(" " * (left + 4) + header, "dim")]
        for row in rows:
            cells = "".join(
                f"{_letters(agreement, row, one):<{wide + 2}}" for one, wide in zip(parties, widths, strict=True)
            )
            yield from _row(agreement, row, f"{row.id:<{left}}", cells, room, indent)
        yield [("", "")]
    letters = SCHEMES.get(agreement.scheme, "RACI")
    yield [("   ".join(f"{letter} {LETTER_MEANINGS[letter].split(':')[0].lower()}" for letter in letters), "dim")]


def _row(agreement: Agreement, row: Row, name: str, cells: str, room: int, indent: str) -> Iterator[list[Line]]:
    if row.not_applicable:
        yield [(f"  {name}  ", "place"), (f"not applicable: {printable(row.not_applicable)}", "dim")]
        return
    first, *rest = textwrap.wrap(printable(row.do), room) or [""]
    yield [(f"  {name}  ", "place"), (cells, ""), (first, "")]
    yield from ([(indent + line, "")] for line in rest)
    about = _worded(row) if cells else _held(agreement, row)
    for text in (*about, *_times(row)):
        yield from ([(indent + line, "dim")] for line in textwrap.wrap(printable(text), room, break_on_hyphens=False))


def _worded(row: Row) -> list[str]:
    """The cells of a row whose letters are qualified by words, which no column has room for."""
    return [f"{holder} {cell}" for holder, cell in row.raci.items() if cell.words]


def _held(agreement: Agreement, row: Row) -> list[str]:
    """The functions that hold a row, with the words of their cells; those of `each` and `other` on lines of their own."""
    duties = {duty.holder: duty.letters for duty in duties_of(agreement, row)}
    words = {holder: f" ({cell.words})" for holder, cell in row.raci.items() if cell.words}
    together = [f"{holder} {cell}" for holder, cell in row.raci.items() if cell.words and holder not in duties]
    return ["   ".join(f"{holder} {letters}{words.get(holder, '')}" for holder, letters in duties.items()), *together]


def _parties(agreement: Agreement) -> Sequence[str]:
    found = {party_of(duty.holder) for row in agreement.rows.values() for duty in duties_of(agreement, row)}
    return [party for party in agreement.parties if party in found]


def _letters(agreement: Agreement, row: Row, party: str) -> str:
    mine = {letter for duty in duties_of(agreement, row) if party_of(duty.holder) == party for letter in duty.letters}
    return "".join(letter for letter in ORDER if letter in mine) or NOTHING


def _times(row: Row) -> Iterator[str]:
    for label, values in (("within", row.within), ("notice", row.notice), ("every", row.every)):
        if values:
            yield f"{label} " + "; ".join(
                f"{name}: {period}" if name != ANY_CLASS else str(period) for name, period in values.items()
            )
