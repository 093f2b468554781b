"""The two pages that go on the wall: who tells whom, by when and how; and who decides what.

They repeat what rows of the sections say, and add nothing to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import OTHER
from qa_engine.document.blocks import PageBreak, Paragraph, plain
from qa_engine.document.listing import lines, listing
from qa_engine.document.references import condition_of, decision, rows_linked, scope_of
from qa_engine.document.timing import how_of, when_of
from qa_engine.document.words import sentence

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.document.blocks import Block, Cell, Table
    from qa_engine.document.chapters import Chapters
    from qa_engine.document.words import Names

NOTICES = "Who tells whom, by when, how"
DECISIONS = "Decision rights"

FEW = 5
"""A list of more rows than this has a page of its own."""

_REPEATED = (
    "This list repeats rows of the sections above, so that it can be read at a glance; the rows are what is agreed."
)


def notices(agreement: Agreement, names: Names, shown: Container[str], chapters: Chapters) -> Iterator[Block]:
    """The rows that pass word on: from whom, to whom, what, by when class by class, through which channel."""
    found = [row for row in agreement.rows.values() if row.is_notice and not row.not_applicable]
    rows = [row for row in found if row.id in shown]
    table = listing(
        "notices",
        "Notices: from whom, to whom, what, by when, how",
        ("From", "To", "What", "By when", "How", "Row"),
        ((f"notice:{row.id}", _notice(agreement, row, names, shown)) for row in rows),
        kinds=("who", "who", "what", "time", "time", "id"),
    )
    yield from _page("notices", NOTICES, table, chapters, there=bool(found))


def _notice(agreement: Agreement, row: Row, names: Names, shown: Container[str]) -> tuple[Cell, ...]:
    from_, to = _telling(row), _told(agreement, row, names)
    condition = condition_of(agreement, row)
    return (
        _holders(names, from_),
        _holders(names, to),
        lines(row.do, condition),
        when_of(agreement, row),
        how_of(agreement, row),
        (tuple(rows_linked((row.id,), shown)),),
    )


def _holders(names: Names, holders: Iterable[str]) -> Cell:
    return lines(sentence("; ".join(names.holder(holder) for holder in holders)))


def _telling(row: Row) -> tuple[str, ...]:
    """Who does it; where nobody is named for that, who answers."""
    return row.holders_with("R") or row.holders_with("A")


def _told(agreement: Agreement, row: Row, names: Names) -> list[str]:
    """Who is told: the holders with I; where there are none, as in the plain scheme X, whom the sentence names.

    A page on the wall must not guess: where neither says it, it says nothing.
    """
    informed = [holder for holder, cell in row.raci.items() if "I" in cell.letters]
    if informed:
        return informed
    addressed = row.do.partition(" ")[2].casefold().removeprefix("the ")
    if addressed.startswith("other part"):
        return [OTHER]
    return [party for party in agreement.parties if _starts_with(addressed, names.party(party).casefold())][:1]


def _starts_with(text: str, word: str) -> bool:
    """Whether a text starts with a word, and not with a longer one that starts so."""
    return bool(word) and text.startswith(word) and not text[len(word) : len(word) + 1].isalnum()


def decisions(agreement: Agreement, names: Names, shown: Container[str], chapters: Chapters) -> Iterator[Block]:
    """The decisions that rows take: for which cases, and who takes them."""
    found = [(name, row) for row in agreement.rows.values() for name in row.decides]
    rows = [(name, row) for name, row in found if row.id in shown]
    table = listing(
        "decisions",
        "Decisions: for which cases, by whom, in which row",
        ("Decision", "For", "Decided by", "Asked before", "Row"),
        ((f"decision:{name}/{row.id}", _decision(agreement, name, row, names, shown)) for name, row in _gathered(rows)),
        kinds=("what", "who", "who", "who", "id"),
    )
    yield from _page("decisions", DECISIONS, table, chapters, there=bool(found))


def _gathered(rows: Iterable[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """Rows that take one decision one below the other, decisions in the order in which they first come up."""
    by_decision: dict[str, list[tuple[str, Row]]] = {}
    for name, row in rows:
        by_decision.setdefault(name, []).append((name, row))
    return [entry for entries in by_decision.values() for entry in entries]


def _decision(agreement: Agreement, name: str, row: Row, names: Names, shown: Container[str]) -> tuple[Cell, ...]:
    scope = sentence(scope_of(agreement, row)) if row.when else "All cases"
    link: Cell = (tuple(rows_linked((row.id,), shown)),)
    if row.not_applicable:
        return lines(decision(name)), lines(scope), lines("Not applicable; the row gives the reason"), (), link
    owners = row.holders_with("A")
    asked = [holder for holder, cell in row.raci.items() if "C" in cell.letters]
    return (
        lines(decision(name)),
        lines(scope),
        _holders(names, owners),
        _holders(names, asked),
        link,
    )


def _page(key: str, title: str, table: Table, chapters: Chapters, *, there: bool) -> Iterator[Block]:
    """A list under its heading, on pages of its own where it is long. Its number stays free where an extract has none."""
    if not there:
        return
    heading = chapters.heading(key, title)
    if not table.rows:
        return
    apart = len(table.rows) > FEW
    if apart:
        yield PageBreak(f"break:{key}")
    yield heading
    yield Paragraph(f"{key}/about", plain(_REPEATED), "legend")
    yield table
    if apart:
        yield PageBreak(f"break:behind-{key}")
