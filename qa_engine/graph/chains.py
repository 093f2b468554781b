"""Chains of rows: how word gets from an event to a party, and how long the deadlines on the way add up to."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from qa_engine.agreement.model import ANY_CLASS
from qa_engine.agreement.period import UNITS, Period
from qa_engine.graph.duties import Duties
from qa_engine.graph.order import Order
from qa_engine.graph.question import require
from qa_engine.graph.scope import overlap
from qa_engine.graph.words import event_key
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement, Row

MAX_CHAINS = 1_000
"""So many chains are told at most; where rows fan out and join again and again, their number has no end."""

MAX_STEPS = 50_000
"""So many steps are taken at most in search of them; rows that all wait for each other lead nowhere in endless ways."""

_ANEW_EACH_TIME = frozenset({"receipt", "notice", "notification", "submission", "request"})
"""Events that happen again at each hand-over: `1 business day of receipt` in two rows is two receipts."""


class Total(NamedTuple):
    """Deadlines added up, unit by unit: a business day and a calendar day have no common measure without a calendar.

    `amounts` holds one period a unit, the longest unit first; empty where nothing but `at once` was added.
    """

    amounts: tuple[Period, ...] = ()

    def plus(self, period: Period) -> Total:
        """The total with one more deadline."""
        values = {amount.unit: amount.value for amount in self.amounts}
        values[period.unit] = values.get(period.unit, 0) + period.value
        return Total(tuple(Period(values[unit], unit) for unit in reversed(UNITS) if values.get(unit)))

    def __str__(self) -> str:
        return " + ".join(amount.amount for amount in self.amounts) or "at once"


class Link(NamedTuple):
    """A row of a chain and its deadline in the chain's case; None where it gives none and may take any time."""

    row: str
    deadline: Period | None


class Chain(NamedTuple):
    """Rows that wait for each other, first to last.

    case   family → class, for which the deadlines hold; empty where they hold for all
    links  the rows with their deadlines
    total  the latest that the last row ends, counted from the event that the first deadline counts from, if every row
           takes all its time; rows without a deadline add nothing (see `timed`)
    """

    case: dict[str, str]
    links: tuple[Link, ...]
    total: Total

    @property
    def timed(self) -> bool:
        """Whether every row from the first deadline on gives one: only then is `total` a limit."""
        deadlines = [link.deadline for link in self.links]
        first = next((index for index, deadline in enumerate(deadlines) if deadline is not None), len(deadlines))
        return first < len(deadlines) and None not in deadlines[first:]

    def __str__(self) -> str:
        return " → ".join(f"{link.row} ({link.deadline})" if link.deadline else link.row for link in self.links)


def chains(agreement: Agreement, party: str, event: str = "") -> list[Chain]:
    """The chains that end in a row in which a party is told (in scheme X: takes part).

    With an `event` ("discovery") those that start in a row whose deadline counts from it; else those from every row
    that waits for nothing. At most `MAX_CHAINS`. Raises NotDeclared where the agreement has no such party, or no
    deadline counts from such an event.
    """
    require("party", party, agreement.parties)
    duties, order = Duties(agreement), Order(agreement)
    reached = duties.parties_in if agreement.scheme == "X" else duties.told
    ends = [row_id for row_id in order.waits if party in reached(agreement.rows[row_id])]
    starts = _starts(agreement, order, event)
    return list(islice((chain for end in ends for chain in _chains(agreement, order, end, starts)), MAX_CHAINS))


def chains_to(agreement: Agreement, row_id: str, event: str = "") -> list[Chain]:
    """The chains that end in a row; see `chains`. Raises NotDeclared where no row that applies has this id."""
    order = Order(agreement)
    require("row", row_id, order.waits)
    return list(islice(_chains(agreement, order, row_id, _starts(agreement, order, event)), MAX_CHAINS))


def _starts(agreement: Agreement, order: Order, event: str) -> set[str] | None:
    """The rows with a deadline that counts from an event; None where no event is asked for."""
    if not event:
        return None
    rows = (agreement.rows[row_id] for row_id in order.waits)
    events = {row.id: [event_key(period.event) for period in row.within.values()] for row in rows}
    require("event", event_key(event), dict.fromkeys(known for found in events.values() for known in found if known))
    return {row_id for row_id, found in events.items() if event_key(event) in found}


def _chains(agreement: Agreement, order: Order, end: str, starts: set[str] | None) -> Iterator[Chain]:
    for path in _paths(agreement, order, end, starts):
        for case in _cases(agreement, path):
            links = tuple(Link(row.id, _deadline(row, case)) for row in path)
            yield Chain(case, links, add_up(link.deadline for link in links))


def _paths(agreement: Agreement, order: Order, end: str, starts: set[str] | None) -> Iterator[tuple[Row, ...]]:
    """The longest ways to a row that begin in a start, or where nothing is waited for: walked backwards, depth first.

    No row comes twice, and all rows of a way have a case in common.
    """
    useful = set(order.waits) if starts is None else starts.union(*(order.behind(start) for start in starts))
    if end not in useful:
        return
    found = 0
    todo: list[tuple[tuple[Row, ...], int]] = [((agreement.rows[end],), -1)]  # a way, and `found` when it was left open
    for _ in range(MAX_STEPS):
        if not todo:
            return
        path, found_before = todo.pop()
        if found_before < 0:
            todo.append((path, found))
            on_path = {row.id for row in path}
            before = [wait.waits_for for wait in order.waits[path[0].id] if wait.waits_for in useful]
            longer = [(agreement.rows[one], *path) for one in before if one not in on_path]
            todo += [(one, -1) for one in reversed(longer) if overlap(agreement, *one)]
        elif found == found_before and (starts is None or path[0].id in starts):
            found += 1
            yield path


def _cases(agreement: Agreement, path: tuple[Row, ...]) -> Iterator[dict[str, str]]:
    """The classes that tell the deadlines of a way apart; one empty case where they are the same for all."""
    families = list(dict.fromkeys(row.per for row in path if row.per and row.within and ANY_CLASS not in row.within))
    members = [
        [
            name
            for name in agreement.classes.get(family, ())
            if all(family not in row.when or name in row.when[family] for row in path)
        ]
        for family in families
    ]
    for names in product(*(known or [ANY_CLASS] for known in members)):
        yield {family: name for family, name in zip(families, names, strict=True) if name}


def _deadline(row: Row, case: dict[str, str]) -> Period | None:
    return row.within.get(ANY_CLASS) or row.within.get(case.get(row.per, ANY_CLASS))


def add_up(deadlines: Iterable[Period | None]) -> Total:
    """When the last of some rows in a row ends at the latest, each deadline used up; None adds nothing.

    A deadline counts from the end of the row before, or from the event that it names, which comes at the latest when
    the row before ends. An event that was named before is the same event: its later deadline runs from there, not on
    top. Only receipts, notices and the like happen anew each time.
    """
    total = Total()
    since: dict[str, Total] = {}
    for deadline in deadlines:
        if deadline is None:
            continue
        event = event_key(deadline.event)
        start = total if not event or event in _ANEW_EACH_TIME else since.setdefault(event, total)
        total = start.plus(deadline)
    return total
