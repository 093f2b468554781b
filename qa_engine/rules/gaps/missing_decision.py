from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.rules.gaps.asked import asked, where_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.packs.lists import Decision

_DECIDING = ("approve", "decide", "release", "certify", "accept", "file", "report", "close", "classify")


@rule("missing-decision", severity="warning", group="gaps")
def missing_decision(ctx: Context) -> Iterator[Finding]:
    """A pack expects a decision, and no row takes it.

    Why: an agreement may speak of release, recall or changes at length and yet leave open who decides. The decision is
        what an inspector asks for first, and what the law gives to one party alone.
    Bad:
        packs: [fda-qa-2016]
        REL-01: {do: Release the batch to the market, raci: {aurora.qa: RA}, topic: final-release}
    Good:
        packs: [fda-qa-2016]
        REL-01: {do: Release the batch to the market, raci: {aurora.qa: RA}, decides: final-release}
    Cites: 21 CFR 211.22(a); EU GMP 7.15; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    deciding = [row for row in ctx.agreement.rows.values() if row.decides or not ctx.sound(row, "decides")]
    for one in asked(ctx, "decision"):
        decision = ctx.decisions[one.name]
        if any(ctx.may_decide(row, one.name) for row in deciding):
            continue  # what that row decides could not be read, or is mistyped: it is told there
        yield ctx.finding(
            where_named(ctx, one.by[0]),
            f"no row takes the decision {one.name} ({decision.title}); {one.said}",
            _way_out(ctx, decision),
            at=one.name,
            severity=one.severity,
            cites=one.cites,
        )


def _way_out(ctx: Context, decision: Decision) -> str:
    """What to do: the row that probably takes it already, else a new row."""
    for row in ctx.coverage.rows_on.get(decision.topic, ()):
        if not row.decides and not row.not_applicable and row.do.casefold().startswith(_DECIDING):
            return f"row {row.id} may take it: add `decides: {decision.id}`"
    return f"add a row with `decides: {decision.id}`; if it does not come up, with `not-applicable` and the reason"
