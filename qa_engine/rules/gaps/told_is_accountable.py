from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.rules.gaps.addressee import to_authority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("told-is-accountable", severity="warning", group="gaps", in_scheme_x=False)
def told_is_accountable(ctx: Context) -> Iterator[Finding]:
    """The party that is told answers for the telling.

    Why: the receiver of a notice cannot see to it that the notice is sent. With A at the receiver nobody can be held to
        the deadline; mostly what it does with the notice was meant, and that is a row of its own.
    Bad:
        DEV-02: {do: Notify the contract giver of a deviation, raci: {borealis.qa: R, aurora.qa: A}}
    Good:
        DEV-02: {do: Notify the contract giver of a deviation, raci: {borealis.qa: RA, aurora.qa: I}}
        DEV-03: {do: Assess the effect of the deviation on the product, raci: {aurora.qa: RA}, after: DEV-02}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.A
    """
    agreement, duties = ctx.agreement, ctx.duties
    for row in ctx.notices:
        if not (ctx.knows_holders(row) and duties.doers(row)) or to_authority(agreement, row):
            continue
        owner = duties.owner(row)
        party = party_of(owner)
        if party in duties.told(row) - duties.doing_parties(row) and not _answers_for_its_own(ctx, row, party):
            doers = " and ".join(dict.fromkeys(agreement.name_of(duty.holder) for duty in duties.doers(row)))
            yield ctx.finding(
                (*ctx.raci_route(row), owner),
                f"row {row.id}: {agreement.name_of(owner)} is the one that is told, and answers for '{row.do}'",
                f"give A to the party that tells ({doers}) and I to {owner}; "
                f"what {owner} does with the notice is a row of its own",
            )


def _answers_for_its_own(ctx: Context, row: Row, party: str) -> bool:
    """Whether those who tell are its own subcontractors and do not sign: they cannot answer here, so it does."""
    signing = {entry.get("party") for entry in ctx.agreement.entries("signatories")}
    doing = [ctx.agreement.parties[one] for one in ctx.duties.doing_parties(row)]
    return all(one.role in ("subcontractor", "supplier") and one.of == party and one.id not in signing for one in doing)
