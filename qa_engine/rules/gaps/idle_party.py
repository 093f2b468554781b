from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import EACH, OTHER, party_of
from qa_engine.check.rule import rule
from qa_engine.close import get_close_matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("idle-party", severity="warning", group="gaps")
def idle_party(ctx: Context) -> Iterator[Finding]:
    """A party that works under the agreement has no letter in any row.

    Why: a company that is named as a party and given nothing to do either does work that the agreement does not speak
        of, or is no party to it. `each` and `other` say nothing about what this one company is there for.
    Bad:
        analytica: {name: Analytica Labs SA, role: subcontractor, of: borealis}   # and no row names it
    Good:
        LAB-01: {do: Test the finished product, raci: {analytica.qc: R, borealis.qa: A}}
    Cites: EU GMP 7.14; EU GMP 7.15; FDA Quality Agreements guidance (2016) II
    """
    if ctx.rows_lost or not ctx.rows:
        return
    named = parties_with_letters(ctx)
    for party in ctx.agreement.parties.values():
        if party.acts and party.id not in named:
            yield ctx.finding(
                ("parties", party.id),
                f"{party.name} ({party.term}) is a party to the agreement and has no letter in any row",
                f"name {party.id} in the rows where it does, answers, is asked or is told, or take it out of `parties`",
                key=True,
            )


def parties_with_letters(ctx: Context) -> frozenset[str]:
    """The parties that rows name themselves; those too that a mistyped or unread cell most likely means."""
    agreement = ctx.agreement
    named = {party_of(holder) for holder in set().union(*(row.raci for row in agreement.rows.values()))}
    for route in agreement.resolved.broken:
        if route[4:5] == ("raci",):
            named |= {party_of(str(route[5]))} if len(route) > 5 else agreement.parties.keys()
    unknown = named - {EACH, OTHER, *agreement.parties}
    return frozenset(named.union(*(get_close_matches(name, agreement.parties, 1) for name in unknown)))
