from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("subcontractor-accountable", severity="error", group="conflicts")
def subcontractor_accountable(ctx: Context) -> Iterator[Finding]:
    """A subcontractor that does not sign this agreement answers for a row.

    Why: an agreement binds those who sign it; the party that engaged the subcontractor answers for its work.
    Bad:
        LAB-01: {do: Test each batch, raci: {analytica.lab: RA, borealis.qa: I}}
    Good:
        LAB-01: {do: Test each batch, raci: {analytica.lab: R, borealis.qa: A}}
    Cites: EU GMP 7.11; ICH Q7 16.14
    """
    agreement = ctx.agreement
    if agreement.is_broken("signatories"):
        return
    signing = {entry.get("party") for entry in agreement.entries("signatories")}
    if not any(party.role == "subcontractor" for party in agreement.parties.values()):
        return
    for row in ctx.rows:
        holder = ctx.owner(row)
        party = agreement.parties.get(party_of(holder))
        if party is None or party.role != "subcontractor" or party.id in signing:
            continue
        engaging = agreement.parties.get(party.of)
        instead = f"{engaging.term}, who engages it," if engaging else "the party that engages it"
        yield ctx.finding(
            (*ctx.raci_route(row), holder),
            f"row {row.id}: {agreement.name_of(holder)} answers for '{row.do}', "
            f"and {party.name}, a subcontractor, does not sign this agreement",
            f"let {instead} answer, or add {party.id} to the signatories",
            key=True,
        )
