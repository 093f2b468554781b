from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Party, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

APPROVAL = "subcontractor-approval"


@rule("unapproved-subcontractor", severity="error", group="gaps")
def unapproved_subcontractor(ctx: Context) -> Iterator[Finding]:
    """A subcontractor of the contract acceptor works here, and the contract giver's approval is not on record.

    Why: the acceptor passes nothing on to a third party before the contract giver has looked at it and agreed. The
        agreement needs the row that gives the giver this decision, and the date on which this one was approved.
    Bad:
        analytica: {name: Analytica Labs SA, role: subcontractor, of: borealis}
        LAB-01: {do: Test the finished product, raci: {analytica: R, borealis.qa: A}}
    Good:
        analytica: {name: Analytica Labs SA, role: subcontractor, of: borealis, approved: 2026-03-01}
        SUB-01: {do: Approve a subcontractor before first use, raci: {aurora.qa: RA}, decides: subcontractor-approval}
        LAB-01: {do: Test the finished product, raci: {analytica: R, borealis.qa: A}}
    Cites: EU GMP 7.11; ICH Q7 16.14; Directive (EU) 2017/1572 Article 12
    """
    agreement = ctx.agreement
    owned = ctx.rows_lost or any(_gives_approval(ctx, row) for row in agreement.rows.values())
    for party in agreement.parties.values():
        if not (_is_engaged_below(agreement, party) and _works(ctx, party)):
            continue
        works = f"{party.name} works for {agreement.name_of(party.of)}"
        if not owned:
            rows = ctx.rows_that_decide(APPROVAL)
            lack = "the contract giver does not answer for" if rows else "no row gives the contract giver"
            yield ctx.finding(
                ("parties", party.id),
                f"{works}, and {lack} the approval of subcontractors",
                f"give the contract giver A in a row with `decides: {APPROVAL}`, and write its date as `approved`",
                key=True,
                related=[(row.route, "decides on subcontractors") for row in rows],
            )
        elif not party.approved and not agreement.is_broken("parties", party.id, "approved"):
            yield ctx.finding(
                ("parties", party.id),
                f"{works}, and the date on which the contract giver approved it is not given",
                "write it as `approved: <year-month-day>`",
                key=True,
                severity="warning",
            )


def _is_engaged_below(agreement: Agreement, party: Party) -> bool:
    """Whether it is a subcontractor that an acceptor engages, itself or through further subcontractors."""
    above: Party | None = party
    for _ in agreement.parties:
        if above is None or above.role != "subcontractor":
            break
        above = agreement.parties.get(above.of)
    return party.role == "subcontractor" and above is not None and above.role == "contract-acceptor"


def _works(ctx: Context, party: Party) -> bool:
    """Whether it does, supports or answers for something; to be asked or told is no duty."""
    duties = (duty for row in ctx.rows for duty in ctx.duties.of(row))
    return any(party_of(duty.holder) == party.id and set(duty.letters) & set("RSAX") for duty in duties)


def _gives_approval(ctx: Context, row: Row) -> bool:
    """Whether a row gives the approval to the contract giver, says why it does not apply, or is too broken to tell."""
    if APPROVAL not in row.decides:
        return ctx.may_decide(row, APPROVAL)
    agreement = ctx.agreement
    owners = [agreement.parties[party] for party in ctx.duties.owning_parties(row)]
    return (
        bool(row.not_applicable)
        or not ctx.knows_holders(row)
        or not owners
        or any(party.role == "contract-giver" or agreement.is_broken("parties", party.id, "role") for party in owners)
    )
