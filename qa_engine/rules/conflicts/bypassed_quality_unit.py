from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("bypassed-quality-unit", severity="error", group="conflicts")
def bypassed_quality_unit(ctx: Context) -> Iterator[Finding]:
    """A decision that belongs to a quality unit is answered by another function.

    Why: whoever makes or sells a batch has reasons to see it go; the law gives these decisions to a unit that has none.
    Bad:
        REL-01: {do: Accept or reject the batch, raci: {borealis.prod: RA, borealis.qa: C}, decides: site-disposition}
    Good:
        REL-01: {do: Accept or reject the batch, raci: {borealis.qa: RA, borealis.prod: C}, decides: site-disposition}
    Cites: 21 CFR 211.22(a); ICH Q7 2.22; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    for row in ctx.rows:
        taken = decisions_that_bypass(ctx, row)
        if not taken:
            continue
        owner = ctx.owner(row)
        unit = ctx.agreement.unit_of(owner)
        belong = "belong" if len(taken) > 1 else "belongs"
        laboratory = all(ctx.decisions[name].laboratory for name in taken)
        yield ctx.finding(
            (*ctx.raci_route(row), owner),
            f"row {row.id}: {' and '.join(taken)} {belong} to a quality unit{' or laboratory' if laboratory else ''}, "
            f"and {ctx.agreement.name_of(owner)} (unit: {unit}) answers",
            "let the quality unit of that party answer; the function can do the work or be asked",
            key=True,
        )


def decisions_that_bypass(ctx: Context, row: Row) -> list[str]:
    """The decisions of a row that belong to a quality unit while the function that answers is known to be none."""
    if not row.decides or not ctx.sound(row, "decides"):
        return []
    unit = ctx.agreement.unit_of(ctx.owner(row))
    if unit in ("", "quality"):
        return []
    listed = [ctx.decisions[name] for name in row.decides if name in ctx.decisions]
    return [one.id for one in listed if one.quality and not (one.laboratory and unit == "laboratory")]
