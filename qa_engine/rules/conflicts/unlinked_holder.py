from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.coverage.applies import cases, is_meant, meets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Party
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.packs.pack import Expectation
    from qa_engine.source import Route

_SIDES = ("contract-giver", "contract-acceptor")
"""Those between whom the agreement is made: both are bound by it."""

_MAKING = frozenset({"manufacture", "packaging", "labelling", "sterilisation", "testing"})


@rule("unlinked-holder", severity="warning", group="conflicts")
def unlinked_holder(ctx: Context) -> Iterator[Finding]:
    """A market's authorisation holder or Qualified Person is not tied to the site that makes the product.

    Why: the authorisation holder answers for the product, and the Qualified Person for the batch, on what the site
        tells them. A company that neither signs nor has a letter in any row with the site is told nothing. If a
        separate agreement ties it to the site, say so in a row.
    Bad:
        aurora-eu: {name: Aurora Europe SAS, role: authorisation-holder}    # in no row, and no signatory
        exa-50: {name: Examplinib 50 mg tablets, markets: [EU], authorised: {EU: aurora-eu}}
    Good:
        signatories:
          - {party: aurora-eu, function: qa, name: Ann Example}
    Cites: EU GMP 7.3; EU GMP Chapter 7, principle
    """
    if ctx.rows_lost or ctx.agreement.is_broken("signatories"):
        return
    told: set[str] = set()
    for expectation in ctx.coverage.expectations:
        for party, route, what in _holders(ctx, expectation):
            if party.id not in told and not _is_tied(ctx, party):
                told.add(party.id)
                yield ctx.finding(
                    route,
                    f"{party.name} {what}, and nothing here ties it to the site that makes the product "
                    f"({', '.join(expectation.citations)})",
                    "let it sign, or give it a letter in the rows that concern it (defects, changes, release)",
                    severity=expectation.severity,
                    cites=expectation.citations,
                )


def _holders(ctx: Context, expectation: Expectation) -> Iterator[tuple[Party, Route, str]]:
    """Who must be tied to the site, where that is written, and what makes it so."""
    parties, markets = ctx.agreement.parties, expectation.when.markets
    if "marketing-authorisation" in expectation.linked:
        for product in ctx.agreement.products.values():
            for market, holder in product.authorised.items():
                if is_meant(product, expectation) and holder in parties and (not markets or meets(market, markets)):
                    route = ("products", product.id, "authorised", market)
                    yield parties[holder], route, f"holds the authorisation of {product.name} for {market}"
    if "qualified-person" in expectation.linked:
        for row in ctx.rows_that_decide("qp-certification"):
            holder = party_of(ctx.owner(row))
            if holder in parties and cases(ctx.agreement, expectation, row):
                yield parties[holder], ctx.raci_route(row), f"certifies by row {row.id}"


def _is_tied(ctx: Context, party: Party) -> bool:
    """Whether a party is bound by this agreement, or has a part in a row with a site that makes the product."""
    signing = (entry.get("party") for entry in ctx.agreement.entries("signatories"))
    if party.role in _SIDES or party.id in signing:
        return True
    makers = {one.id for one in ctx.agreement.parties.values() if one.role == "contract-acceptor"}
    makers |= {site.party for site in ctx.agreement.sites.values() if _MAKING & set(site.services)}
    if party.id in makers:
        return True
    return any(
        not ctx.knows_holders(row) or (party.id in involved and not makers.isdisjoint(involved))
        for row in ctx.rows
        for involved in (ctx.duties.parties_in(row),)
    )
