from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.period import certainly_shorter
from qa_engine.check.rule import rule
from qa_engine.graph.narrowing import scope_is_declared
from qa_engine.graph.scope import overlap
from qa_engine.rules.order.clocks import KEYS, Pair, event_words, route_of, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("deadline-inversion", severity="error", group="order")
def deadline_inversion(ctx: Context) -> Iterator[Finding]:
    """A row is due before one that it waits for.

    Why: one of the two is late by agreement, whatever people do.
    Bad:
        DEV-01: {do: Classify the deviation, raci: {borealis.qa: RA}, within: 3 business days of discovery}
        DEV-02: {do: Inform the Sponsor, raci: {borealis.qa: RA}, after: DEV-01, within: 1 business day of discovery}
    Good:
        DEV-01: {do: Classify the deviation, raci: {borealis.qa: RA}, within: 8 hours of discovery}
        DEV-02: {do: Inform the Sponsor, raci: {borealis.qa: RA}, after: DEV-01, within: 1 business day of discovery}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    # what waits in a circle, or behind one, has no certain order
    circle = ctx.order.in_circles
    timed = {
        row.id: row
        for row in ctx.rows
        if _is_timed(ctx, row) and not (circle and circle & {row.id, *ctx.order.before(row.id)})
    }
    before = {row_id: ctx.order.surely_before(row_id) & timed.keys() for row_id in timed}
    position = {row_id: index for index, row_id in enumerate(timed)}
    inverted: dict[str, dict[str, list[Pair]]] = {}
    for row_id, row in timed.items():
        for other_id in sorted(before[row_id], key=position.__getitem__):
            if row_id in before[other_id]:
                continue
            other = timed[other_id]
            pairs = [pair for pair in side_by_side(row, other) if _is_inverted(ctx, row, other, pair)]
            if pairs and overlap(ctx.agreement, row, other):
                inverted.setdefault(row_id, {})[other.id] = pairs
    for row_id, others in inverted.items():
        # behind a row that is itself due too early, the mistake is told there
        told = {other for other in others if not any(other in inverted.get(one, ()) for one in before[row_id])}
        if told:
            yield _finding(ctx, timed[row_id], {other: pairs for other, pairs in others.items() if other in told})


def _is_timed(ctx: Context, row: Row) -> bool:
    if not (row.within or row.notice):
        return False  # most rows
    times = [period for key in KEYS for period in getattr(row, key).values()]
    return (
        any(period.event for period in times)
        and ctx.sound(row, "when", "per")
        and scope_is_declared(ctx.agreement, row)
    )


def _is_inverted(ctx: Context, row: Row, other: Row, pair: Pair) -> bool:
    if not pair.same_event:
        return False
    if event_words(pair.one) == "receipt" and ctx.duties.doing_parties(row) != ctx.duties.doing_parties(other):
        return False  # what is handed on is received twice
    # `within` runs from the event, `notice` towards it: the longer notice is due earlier
    early, late = (pair.one, pair.other) if pair.key == "within" else (pair.other, pair.one)
    return certainly_shorter(early, late)


def _finding(ctx: Context, row: Row, others: dict[str, list[Pair]]) -> Finding:
    pair = next(iter(others.values()))[0]
    said = [
        f"{one.case}{one.one}, and row {other}, which it waits for, has {one.other.amount}"
        for other, pairs in others.items()
        for one in pairs
    ]
    return ctx.finding(
        route_of(row, pair),
        f"row {row.id} is due before what it waits for ({'; '.join(said)})",
        f"give row {row.id} more time, or {' and '.join(others)} less",
        related=[(ctx.agreement.rows[other].route, "is due later, and comes before") for other in others],
    )
