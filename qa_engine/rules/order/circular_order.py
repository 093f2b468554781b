from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.graph.order import Wait


@rule("circular-order", severity="error", group="order")
def circular_order(ctx: Context) -> Iterator[Finding]:
    """Rows wait for each other in a circle.

    Why: none of them can start; on the day somebody skips one, and the record says otherwise.
    Bad:
        DEV-02: {do: Investigate the deviation, raci: {borealis.qa: RA}, after: DEV-03}
        DEV-03: {do: Close the deviation, raci: {borealis.qa: RA}, after: DEV-02}
    Good:
        DEV-02: {do: Investigate the deviation, raci: {borealis.qa: RA}}
        DEV-03: {do: Close the deviation, raci: {borealis.qa: RA}, after: DEV-02}
    Cites: EU GMP 7.15; EU GMP 7.14
    """
    for row in ctx.rows:
        if row.id in row.after:
            hint = "name the row that comes before, or take `after` out"
            yield ctx.finding((*row.route, "after"), f"row {row.id} waits for itself and cannot start", hint)
    for circle in ctx.order.circles():
        yield _finding(ctx, circle)


def _finding(ctx: Context, circle: list[str]) -> Finding:
    """The whole circle, told at its first row."""
    first, *others = (ctx.agreement.rows[row_id] for row_id in circle)
    waits = [_wait(ctx, one, other) for one, other in zip(circle, (*circle[1:], circle[0]), strict=True)]
    steps = [
        f"{one.row} waits for {one.waits_for}{f' (its record {one.record})' if one.record else ''}" for one in waits
    ]
    return ctx.finding(
        (*first.route, "needs" if waits[0].record else "after"),
        f"rows {', '.join(circle[:-1])} and {circle[-1]} wait for each other, and none can start: {', '.join(steps)}",
        "take out the wait that is not meant",
        related=[(one.route, "waits in the same circle") for one in others],
    )


def _wait(ctx: Context, one: str, other: str) -> Wait:
    return next(wait for wait in ctx.order.waits[one] if wait.waits_for == other)
