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
REVIEW_STEP, DISPOSITION_STEP = "the batch record review", "the site disposition"


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
    rows = [row for row in ctx.rows if ctx.sound(row, "when", "decides", "topic")]
    rows = [row for row in rows if scope_is_declared(ctx.agreement, row)]
    taking = [row for row in rows if set(row.decides) & {*RELEASES, DISPOSITION}]
    reviews = [row for row in rows if row.topic == REVIEW and not row.is_notice and row not in taking]
    dispositions = [row for row in taking if DISPOSITION in row.decides]
    before: dict[str, set[str]] = {}
    lacking: dict[str, dict[str, list[Row]]] = {}
    for row in taking:
        if set(row.decides) & set(RELEASES):
            before[row.id] = ctx.order.before(row.id) | {row.id}
            lacking[row.id] = _lacking(ctx, row, before[row.id], {REVIEW_STEP: reviews, DISPOSITION_STEP: dispositions})
    for row_id, steps in lacking.items():
        # where it waits for a release that lacks the same step, that one is told
        others = [lacking[one] for one in before[row_id] if one in lacking and one != row_id]
        own = {step: found for step, found in steps.items() if not any(step in other for other in others)}
        if own:
            yield _finding(ctx, ctx.agreement.rows[row_id], own)


def _lacking(ctx: Context, row: Row, before: set[str], steps: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The steps that the agreement has for the cases of a release and that nothing puts before it, with their rows."""
    records = {*ctx.order.producers, *(record_key(name) for name in ctx.agreement.records)}
    if not all(_is_certain(ctx, ctx.agreement.rows[one], records) for one in before):
        return {}
    there = {step: [one for one in rows if overlap(ctx.agreement, row, one)] for step, rows in steps.items()}
    return {step: rows for step, rows in there.items() if rows and before.isdisjoint(one.id for one in rows)}


def _finding(ctx: Context, row: Row, steps: dict[str, list[Row]]) -> Finding:
    route, _ = next(item for item in ctx.texts((*row.route, "decides")) if item[1] in RELEASES)
    releases = [name for name in row.decides if name in RELEASES]
    what = " and ".join(f"{step} ({', '.join(one.id for one in ones)})" for step, ones in steps.items())
    return ctx.finding(
        route,
        f"row {row.id} takes the decision {' and '.join(releases)}, and nothing makes it wait for {what}",
        f"add {' and '.join(ones[-1].id for ones in steps.values())} to `after`, "
        "or let it need the record that such a row produces",
        related=[(one.route, step) for step, ones in steps.items() for one in ones],
    )


def _is_certain(ctx: Context, row: Row, records: set[str]) -> bool:
    """Whether all that a row waits for is known: each wait could be read, and names a row or a record that is there."""
    return (
        ctx.sound(row, "after", "needs", "produces")
        and all(one in ctx.agreement.rows for one in row.after)
        and all(record_key(name) in records for name in row.needs)
    )
