from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.pairs import MOST
from qa_engine.check.rule import rule
from qa_engine.graph.narrowing import scope_is_declared
from qa_engine.graph.scope import overlap
from qa_engine.pattern import pattern
from qa_engine.rules.order.clocks import Pair, event_words, route_of, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.agreement.period import Period
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

_WORD = pattern(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ARTICLES = frozenset({"a", "an", "the"})
_HOURS = {"day": 24, "week": 168}
"""Units that are so many hours on every calendar."""


@rule("conflicting-deadline", severity="warning", group="order")
def conflicting_deadline(ctx: Context) -> Iterator[Finding]:
    """Two rows ask for the same notice by different deadlines.

    Why: the one who has to tell keeps the longer time, the one who is to be told counts on the shorter one.
    Bad:
        DEV-02: {do: Notify the Sponsor of a deviation, raci: {borealis: RA, aurora: I}, within: 1 day of discovery}
        DEV-09: {do: Inform the Sponsor of deviations, raci: {borealis: RA, aurora: I}, within: 3 days of discovery}
    Good:
        DEV-02:
            do: Notify the Sponsor of a deviation
            raci: {borealis: RA, aurora: I}
            per: deviation
            within: {critical: 1 day of discovery, major: 3 days of discovery}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    alike: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in ctx.notices:
        if (row.within or row.notice) and _is_sound(ctx, row):
            alike.setdefault((row.topic, said_in(row.do)), []).append(row)
    for rows in alike.values():
        for position, row in enumerate(rows):
            clashing = [(other, pairs) for other in rows[: min(position, MOST)] if (pairs := _clash(ctx, row, other))]
            if clashing:
                yield _finding(ctx, row, clashing)


def said_in(do: str) -> tuple[str, ...]:
    """The words of a notice without its leading verb, articles, and singular or plural."""
    words = [match.group().casefold() for match in _WORD.finditer(do)][1:]
    return tuple(_singular(word) for word in words if word not in _ARTICLES)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _is_sound(ctx: Context, row: Row) -> bool:
    return ctx.sound(row, "do", "raci", "topic", "when", "per", "after") and scope_is_declared(ctx.agreement, row)


def _clash(ctx: Context, row: Row, other: Row) -> list[Pair]:
    """The deadlines that differ where the same party tells the same party of the same event."""
    duties = ctx.duties
    if not duties.doing_parties(row) & duties.doing_parties(other) or not overlap(ctx.agreement, row, other):
        return []
    told, told_too = duties.told(row), duties.told(other)
    if not (told & told_too or told == told_too):
        return []
    pairs = [pair for pair in side_by_side(row, other) if _same_event(row, other, pair)]
    return [pair for pair in pairs if _length(pair.one) != _length(pair.other)]


def _same_event(row: Row, other: Row, pair: Pair) -> bool:
    """The same words; where neither names one, both count from the end of the same rows."""
    return event_words(pair.one) == event_words(pair.other) and (pair.same_event or set(row.after) == set(other.after))


def _length(period: Period) -> tuple[int, str]:
    """A time in the smallest unit that is the same on every calendar."""
    hours = _HOURS.get(period.unit)
    return (period.value * hours, "hour") if hours else (period.value, period.unit)


def _finding(ctx: Context, row: Row, clashing: list[tuple[Row, list[Pair]]]) -> Finding:
    said = [
        f"{pair.case}{pair.one} here, {pair.other} in row {other.id}" for other, pairs in clashing for pair in pairs
    ]
    others = " and ".join(other.id for other, _ in clashing)
    return ctx.finding(
        route_of(row, clashing[0][1][0]),
        f"rows {others} and {row.id} ask for the same notice by different deadlines ({'; '.join(said)})",
        "keep one of the rows, or say in `do` or `when` what tells the two apart",
        related=[(other.route, "the same notice") for other, _ in clashing],
    )
