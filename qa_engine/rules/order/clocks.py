"""The deadlines of two rows that run side by side: for the same case, from the same event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS
from qa_engine.graph.scope import covers
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.agreement.period import Period
    from qa_engine.source import Route

KEYS = ("within", "notice")
"""The keys of a row that count from an event: at most so long after it, at least so long before it."""


class Pair(NamedTuple):
    """The deadlines of two rows under one key; `name` is the class that they are for, empty where it is all of them."""

    key: str
    family: str
    name: str
    one: Period
    other: Period

    @property
    def case(self) -> str:
        """The case in words, as a start of a sentence: `critical deviation: `; empty where it is every case."""
        return f"{self.name} {self.family}: " if self.name else ""

    @property
    def same_event(self) -> bool:
        """Whether both count from an event of the same words."""
        return bool(self.one.event) and event_words(self.one) == event_words(self.other)


def event_words(period: Period) -> str:
    """The event that a time is counted from, case and blanks aside."""
    return " ".join(period.event.split()).casefold()


def side_by_side(one: Row, other: Row) -> Iterator[Pair]:
    """The deadlines of two rows that may run in one case.

    Class by class where one or both give a time to each class of a family; what two families say is not comparable.
    """
    for key in KEYS:
        mine: dict[str, Period] = getattr(one, key)
        theirs: dict[str, Period] = getattr(other, key)
        for name, period in mine.items():
            for other_name, other_period in theirs.items():
                if name and other_name and (name, one.per) != (other_name, other.per):
                    continue
                family, case = (one.per, name) if name else (other.per, other_name)
                if case == ANY_CLASS or (covers(one, family, case) and covers(other, family, case)):
                    yield Pair(key, family, case, period, other_period)


def route_of(row: Row, pair: Pair) -> Route:
    """Where a row gives its deadline of a pair."""
    by_class = pair.name in getattr(row, pair.key)
    return (*row.route, pair.key, pair.name) if pair.name and by_class else (*row.route, pair.key)
