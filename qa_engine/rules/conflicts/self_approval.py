from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.graph.duties import same_owner
from qa_engine.graph.scope import overlap
from qa_engine.rules.conflicts.bypassed_quality_unit import decisions_that_bypass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("self-approval", severity="warning", group="conflicts", in_scheme_x=False)
def self_approval(ctx: Context) -> Iterator[Finding]:
    """The function that did the work decides on it, and nobody else signs.

    Why: nobody sees the fault in what he has made; that is why another pair of eyes decides.
    Bad:
        MET-01: {do: Validate the method, raci: {borealis.qc: RA}, produces: Validation report}
        MET-02: {do: Approve the method, raci: {borealis.qc: RA}, decides: method-approval, needs: Validation report}
    Good:
        MET-01: {do: Validate the method, raci: {borealis.qc: RA}, produces: Validation report}
        MET-02: {do: Approve the method, raci: {borealis.qa: RA}, decides: method-approval, needs: Validation report}
    Cites: 21 CFR 211.22(a); EU GMP Chapter 2
    """
    for row in ctx.rows:
        owner = ctx.owner(row)
        if not row.decides or not ctx.sound(row, "decides", "signed-by", "after", "needs", "when"):
            continue
        # where the quality unit is bypassed, that is the mistake, and mending it mends this one
        if ctx.agreement.unit_of(owner) in ("", "quality") or decisions_that_bypass(ctx, row):
            continue
        if any(not same_owner(signer, owner) for signer in row.signed_by):
            continue
        works = [one for one in _work_of(ctx, row) if owner in _doers(ctx, one) and overlap(ctx.agreement, row, one)]
        if works:
            yield ctx.finding(
                (*ctx.raci_route(row), owner),
                f"row {row.id}: {ctx.agreement.name_of(owner)} decides on the work of row "
                f"{' and '.join(one.id for one in works)}, which it did itself, and nobody else signs",
                "let a function that took no part answer, or add the quality unit to `signed-by`",
                key=True,
                related=[(one.route, "the work that is decided on") for one in works],
            )


def _work_of(ctx: Context, row: Row) -> list[Row]:
    """The rows whose work a row decides on: not those that pass word on, nor those that are decisions themselves."""
    rows = [ctx.agreement.rows[wait.waits_for] for wait in ctx.order.waits[row.id] if ctx.order.binds(wait)]
    return [one for one in rows if not one.is_notice and not one.decides]


def _doers(ctx: Context, row: Row) -> set[str]:
    return {duty.holder for duty in ctx.duties.doers(row) if not duty.own_part} if ctx.sound(row, "raci") else set()
