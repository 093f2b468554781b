from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.graph.narrowing import scope_is_declared
from qa_engine.graph.order import record_key
from qa_engine.graph.scope import overlap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

RELEASES = ("final-release", "qp-certification")
DISPOSITION = "site-disposition"
REVIEW = "batch-record-review"


@rule("release-before-review", severity="error", group="order")
def release_before_review(ctx: Context) -> Iterator[Finding]:
    """A batch can be released or certified before its record is reviewed, or before the site has disposed of it.

    Why: no batch leaves before the quality unit has reviewed its record and the site has accepted it; the order of the
    rows has to say so.
    Bad:
        REL-01: {do: Review the batch record, raci: {borealis.qa: RA}, topic: batch-record-review}
        REL-02: {do: Release the batch to the market, raci: {aurora.qa: RA}, decides: final-release}
    Good:
        REL-01: {do: Review the batch record, raci: {borealis.qa: RA}, topic: batch-record-review}
        REL-02: {do: Release the batch to the market, raci: {aurora.qa: RA}, decides: final-release, after: REL-01}
    Cites: 21 CFR 211.192; EU GMP 7.8; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    sound = [row for row in ctx.rows if ctx.sound(row, "when", "decides", "topic")]
    known = [row for row in sound if scope_is_declared(ctx.agreement, row)]
    dispositions = [row for row in known if DISPOSITION in row.decides]
    taking = {row.id for row in known if set(row.decides) & {*RELEASES, DISPOSITION}}
    reviews = [row for row in known if row.topic == REVIEW and row.id not in taking and not row.is_notice]
    for row in known:
        releases = [name for name in row.decides if name in RELEASES]
        before = ctx.order.before(row.id) | {row.id}
        if not releases or not all(_certain(ctx, ctx.agreement.rows[one]) for one in before):
            continue
        missing = []
        for called, steps in (("the batch record review", reviews), ("the site disposition", dispositions)):
            there = [one for one in steps if overlap(ctx.agreement, row, one)]
            if there and not before & {one.id for one in there}:
                missing.append((called, there))
        if missing:
            what = " and ".join(f"{called} ({', '.join(one.id for one in there)})" for called, there in missing)
            ids = [one.id for _, there in missing for one in there[-1:]]
            yield ctx.finding(
                next(route for route, name in ctx.texts((*row.route, "decides")) if name in RELEASES),
                f"row {row.id} takes the decision {' and '.join(releases)}, and nothing makes it wait for {what}",
                f"add {' and '.join(ids)} to `after`, or let it need the record that such a row produces",
                related=[(one.route, called) for called, there in missing for one in there],
            )


def _certain(ctx: Context, row: Row) -> bool:
    """Whether all that a row waits for is known: each wait could be read, and names a row or a record that is there."""
    listed = {record_key(name) for name in (*ctx.order.producers, *ctx.agreement.records)}
    return (
        ctx.sound(row, "after", "needs", "produces")
        and all(one in ctx.agreement.rows for one in row.after)
        and all(record_key(name) in listed for name in row.needs)
    )
