"""Coverage as plain data: for the terminal, for Markdown and JSON, and as an annex of the Word document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.coverage.answers import Coverage
from qa_engine.named import NamedTuple
from qa_engine.packs.lists import decisions, topics
from qa_engine.packs.pack import gravest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement
    from qa_engine.coverage.answers import Gap, Line, State
    from qa_engine.finding import Severity
    from qa_engine.packs.pack import Pack


class Entry(NamedTuple):
    """One line of the table.

    expectation  its id
    title        what is expected
    cites        its clauses
    binding      what kind of instrument asks
    recalled     kept from memory, to be confirmed
    state        answered, not-applicable or gap
    answers      ids of rows, ids of sections, keys at the top: what answers it
    gaps         what is missing, in words
    severity     how grave the gap is; empty where there is none
    look_up      where to read the text itself
    """

    expectation: str
    title: str
    cites: tuple[str, ...]
    binding: str
    recalled: bool
    state: State
    answers: tuple[str, ...]
    gaps: tuple[str, ...]
    severity: Severity | None
    look_up: str


class PackTable(NamedTuple):
    """One pack and its lines; `elsewhere` counts the expectations of the pack that are not for this agreement."""

    pack: str
    version: str
    title: str
    entries: tuple[Entry, ...]
    elsewhere: int

    @property
    def answered(self) -> int:
        """How many expectations are answered, those among them that do not apply."""
        return sum(entry.state != "gap" for entry in self.entries)

    @property
    def percent(self) -> int:
        """The answered share, rounded down: 100 only where nothing is missing. 100 where nothing is asked."""
        return self.answered * 100 // len(self.entries) if self.entries else 100


def table(agreement: Agreement, packs: Iterable[Pack]) -> tuple[PackTable, ...]:
    """Expectation by expectation, pack by pack: what answers it, or what is missing."""
    found = []
    for pack in packs:
        coverage = Coverage(agreement, (pack,))
        entries = tuple(_entry(line) for line in coverage.lines)
        elsewhere = len(pack.expectations) - len(entries)
        found.append(PackTable(pack.id, pack.version, pack.title, entries, elsewhere))
    return tuple(found)


def blocks(tables: Iterable[PackTable]) -> bool:
    """Whether a gap of error severity is left."""
    return any(entry.severity == "error" for one in tables for entry in one.entries)


def _entry(line: Line) -> Entry:
    one = line.expectation
    severity = gravest([_severity(gap, one.severity) for gap in line.gaps]) if line.gaps else None
    return Entry(
        one.id,
        one.title,
        one.cites,
        one.binding,
        one.recalled,
        line.state,
        (*line.rows, *line.sections, *line.stated),
        tuple(_in_words(gap) for gap in line.gaps),
        severity,
        one.look_up,
    )


def _severity(gap: Gap, severity: Severity) -> Severity:
    """A missing time is a warning at most, as in `check`."""
    return "warning" if gap.lack == "deadline" and severity == "error" else severity


def _in_words(gap: Gap) -> str:
    if gap.lack == "decision":
        return f"no row takes {gap.name} ({decisions()[gap.name].title})"
    title = topics()[gap.name].title if gap.name in topics() else gap.name
    said = {
        "topic": f"nothing is about {gap.name} ({title})",
        "deadline": f"nothing on {gap.name} says by when",
        "precedence": "nothing says which contract wins",
    }
    return said[gap.lack]
