from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import function_of, party_of
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("mixed-holder", severity="warning", group="conflicts")
def mixed_holder(ctx: Context) -> Iterator[Finding]:
    """A row names a party and one of its own functions.

    Why: the function is part of the party; who of them has which letter is anybody's guess.
    Bad:
        DEV-01: {do: Record every deviation, raci: {borealis: A, borealis.prod: R, aurora.qa: I}}
    Good:
        DEV-01: {do: Record every deviation, raci: {borealis.qa: A, borealis.prod: R, aurora.qa: I}}
    Cites: EU GMP 7.14; 21 CFR 211.22(d)
    """
    parties = ctx.agreement.parties
    for row in ctx.rows_whose_letters(lambda row: not parties.keys().isdisjoint(row.raci)):
        for party in (holder for holder in row.raci if holder in ctx.agreement.parties):
            functions = [
                holder
                for holder in row.raci
                if party_of(holder) == party and function_of(holder) and ctx.agreement.knows_holder(holder)
            ]
            if functions:
                yield ctx.finding(
                    (*ctx.raci_route(row), party),
                    f"row {row.id} names {party} as a whole and beside it {', '.join(functions)}",
                    f"say which function of {party} is meant",
                    key=True,
                )
