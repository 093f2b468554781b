from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.graph.duties import same_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("split-responsible", severity="note", group="conflicts", in_scheme_x=False)
def split_responsible(ctx: Context) -> Iterator[Finding]:
    """Different parties do the work of one row, and the one that answers is none of them.

    Why: joint work without a leading party is a common weakness; who answers is not there when the two fall out.
    Bad:
        CAP-01: {do: Set the corrective action, raci: {aurora.mst: R, borealis.prod: R, borealis.qa: A}}
    Good:
        CAP-01: {do: Set the corrective action, raci: {borealis.qa: RA, borealis.prod: R, aurora.mst: C}}
    Cites: EU GMP 7.15; FDA Quality Agreements guidance (2016) IV.A
    """
    for row in ctx.rows_whose_letters(lambda row: len(ctx.duties.doing_parties(row)) > 1):
        owner = ctx.owner(row)
        doers = [duty.holder for duty in ctx.duties.doers(row) if not duty.own_part]
        parties = {party_of(holder) for holder in doers}
        if owner and len(parties) > 1 and not any(same_owner(owner, one) for one in doers):
            yield ctx.finding(
                ctx.raci_route(row),
                f"row {row.id}: {', '.join(doers[:-1])} and {doers[-1]} share the work, and {owner} answers for it",
                "make two rows of it, or let the one that answers lead the work: RA",
            )
