"""What a picture of an agreement shows: the holders of each party, the rows of each section, who answers, what waits.

A box tells all letters of its row; an arrow comes only from who answers (where nobody does, from who does it): with
every letter an arrow, nobody finds anything in the picture of a real agreement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.graph.duties import Duties
from qa_engine.graph.order import Order
from qa_engine.graph.words import by_class, one_line
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement, Party, Row

WIDTH = 64
"""Longer texts are cut in a picture; the other formats have them whole."""


class Box(NamedTuple):
    """A holder or a row: its id, and the lines that stand in the box."""

    id: str
    lines: tuple[str, ...]


class Group(NamedTuple):
    """A party with its holders, or a section with its rows."""

    id: str
    title: str
    boxes: tuple[Box, ...]


class Arrow(NamedTuple):
    """From a holder to the row it answers for, or from a row to one that waits for it (`label`: for which record)."""

    source: str
    target: str
    label: str = ""


class Picture(NamedTuple):
    """All that mermaid and dot show. Ids are those of the agreement: holders, rows, parties, sections."""

    title: str
    parties: tuple[Group, ...]
    sections: tuple[Group, ...]
    answers: tuple[Arrow, ...]
    order: tuple[Arrow, ...]


def picture(agreement: Agreement) -> Picture:
    """What to show of an agreement: rows that apply, sections that have some, parties with their functions."""
    duties, order = Duties(agreement), Order(agreement)
    rows = [row for row in agreement.rows.values() if not row.not_applicable]
    holding = {duty.holder for row in rows for duty in duties.of(row)}
    sections = [
        Group(section.id, _cut(section.title), tuple(_row(row, duties) for row in rows if row.section == section.id))
        for section in agreement.sections.values()
    ]
    answers = [
        Arrow(holder, row.id)
        for row in rows
        for holder in dict.fromkeys(duty.holder for duty in duties.owners(row) or duties.doers(row))
    ]
    waits = [Arrow(wait.waits_for, wait.row, _cut(wait.record)) for waits in order.waits.values() for wait in waits]
    return Picture(
        _cut(f"{agreement.id}, version {agreement.version}: {agreement.title}"),
        tuple(_party(party, holding) for party in agreement.parties.values()),
        tuple(section for section in sections if section.boxes),
        tuple(answers),
        tuple(waits),
    )


def _party(party: Party, holding: set[str]) -> Group:
    """The party itself is a box of its own where it holds duties, or has no functions that could."""
    own = [Box(party.id, (_cut(party.term),))] if party.id in holding or not party.functions else []
    functions = [Box(f"{party.id}.{function.id}", (_cut(function.title),)) for function in party.functions.values()]
    return Group(party.id, _cut(f"{party.term}: {party.name}"), (*own, *functions))


def _row(row: Row, duties: Duties) -> Box:
    letters = ", ".join(f"{duty.letters} {duty.holder}" for duty in duties.of(row))
    times = (("within", row.within), ("notice", row.notice), ("every", row.every))
    time = "; ".join(f"{word} {by_class(values)}" for word, values in times if values)
    decides = f"decides {', '.join(row.decides)}" if row.decides else ""
    return Box(row.id, tuple(line for line in (row.id, _cut(row.do), letters, _cut(decides), _cut(time)) if line))


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1].rstrip()}…"
