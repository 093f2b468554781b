"""The deadlines that stand one behind the other before a filing, added the careful way: the latest they can end."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from qa_engine.graph.scope import covers, overlap
from qa_engine.named import NamedTuple
from qa_engine.pattern import pattern
from qa_engine.rules.order.clocks import event_words

if TYPE_CHECKING:
    from qa_engine.agreement.model import Row
    from qa_engine.agreement.period import Period
    from qa_engine.check.context import Context

_KNOWLEDGE = pattern(
    r"\b(discover\w*|detect\w*|knowledge|aware\w*|learn\w*|suspicion|suspected|finding|identif\w*|occurrence|event"
    r"|result|receipt)\b",
    re.IGNORECASE,
)
_CLAUSE = pattern(r"\d+(?:\.\d+)*[^,; ]*")


class Clock(NamedTuple):
    """The legal clock of a filing: the row that files, the time that it has, the clauses that set it."""

    filing: Row
    limit: Period
    cites: tuple[str, ...]


class Chain(NamedTuple):
    """Deadlines one behind the other, from the first knowledge on.

    days   the latest end, in days of the clock: business days, or calendar days
    links  the rows whose times add up to it; one that counts from the same event as those before it stands for them
    start  the row of the first knowledge, and the event that its time is counted from
    """

    days: float = 0
    links: tuple[tuple[Row, Period], ...] = ()
    start: tuple[Row, Period] | None = None


def chain_before(ctx: Context, clock: Clock) -> Chain:
    """The longest chain of deadlines that ends at a row which the filing waits for; empty where there is none."""
    rows, filing = ctx.agreement.rows, clock.filing
    before = ctx.order.surely_before(filing.id)
    if filing.id in before:
        return Chain()  # a circle; circular-order speaks of it
    chains: dict[str, Chain] = {}
    todo = [filing.id]
    while todo:
        here = todo[-1]
        waits = [
            wait.waits_for
            for wait in ctx.order.waits[here]
            if wait.waits_for in before and overlap(ctx.agreement, filing, rows[wait.waits_for])
        ]
        ahead = [one for one in waits if one not in chains and one not in todo]
        if ahead:
            todo += ahead
            continue
        todo.pop()
        longest = max((chains.get(one, Chain()) for one in waits), key=lambda chain: chain.days, default=Chain())
        chains[here] = longest if here == filing.id else _lengthened(ctx, longest, rows[here], clock)
    return chains[filing.id]


def _lengthened(ctx: Context, chain: Chain, row: Row, clock: Clock) -> Chain:
    """A chain with the deadline of one more row; the same chain where the row is no link of it."""
    period = _deadline(ctx, row, clock)
    if period is None:
        return chain
    link, days = (row, period), latest_days(period, clock.limit.unit)
    if chain.start is None:
        return Chain(days, (link,), link) if _somebody_knows(row, period) else chain
    if _counts_from(ctx, chain.start, row, period):
        # one discovery for both rows; but a row that is due no later than the one it waits for has its own
        if days > chain.days:
            return Chain(days, (link,), chain.start)
        if days < chain.days:
            return chain  # deadline-inversion speaks of it
    return Chain(chain.days + days, (*chain.links, link), chain.start)


def _somebody_knows(row: Row, period: Period) -> bool:
    """Whether a row can be the first of a chain: it passes word on, or counts from what somebody learns."""
    return row.is_notice or bool(_KNOWLEDGE.search(period.event))


def _counts_from(ctx: Context, start: tuple[Row, Period], row: Row, period: Period) -> bool:
    """Whether a row counts from the same event as the first of the chain. What is handed on is received twice."""
    first, counted = start
    words = event_words(period)
    if not words or words != event_words(counted):
        return False
    return words != "receipt" or ctx.duties.doing_parties(row) == ctx.duties.doing_parties(first)


def _deadline(ctx: Context, row: Row, clock: Clock) -> Period | None:
    """The time that a row may take; None where it gives none, or quotes the legal clock.

    Of times class by class, the shortest of those that the filing may be for: it is the grave classes that lead to one.
    """
    if not ctx.sound(row, "within", "per") or not row.within or _quotes(row, clock):
        return None
    times = [period for name, period in row.within.items() if not name or covers(clock.filing, row.per, name)]
    return min(times, key=lambda period: latest_days(period, clock.limit.unit), default=None)


def _quotes(row: Row, clock: Clock) -> bool:
    """Whether a row states the legal clock itself: it takes the decision too, or has its time and its clause."""
    if set(row.decides) & set(clock.filing.decides):
        return True
    limit = (clock.limit.value, clock.limit.unit)
    clauses = [match.group() for cite in clock.cites for match in _CLAUSE.finditer(cite)]
    cited = any(clause in basis for basis in row.basis for clause in clauses if "." in clause)
    return cited and any((period.value, period.unit) == limit for period in row.within.values())


def latest_days(period: Period, unit: str) -> float:
    """How many days a period may take at the latest: business days where `unit` is one, else calendar days.

    In business days: as if no weekend fell into the period. In calendar days: with every weekend that can fall into it,
    and with the public holidays of the longest season, eight working days (Golden Week, Chinese New Year).
    """
    value = period.value
    if unit == "business day":
        weeks, rest = divmod(value, 7)
        in_days = {
            "hour": value / 24,
            "day": weeks * 5 + min(rest, 5),
            "business day": value,
            "week": value * 5,
            "month": value * 23,
            "quarter": value * 66,
            "year": value * 262,
        }
    else:
        in_days = {
            "hour": value / 24,
            "day": value,
            "business day": value + 2 * math.ceil(value / 5) + 8 if value else 0,
            "week": value * 7,
            "month": value * 31,
            "quarter": value * 92,
            "year": value * 366,
        }
    return float(in_days[period.unit])
