"""Which expectations are for an agreement: by market, kind of product, service and stage.

What an agreement does not say is taken so: a product without markets may be for any of them, and an agreement without a
stage is commercial; but an expectation for one kind of product or one service is held only where that is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import Product, texts
from qa_engine.graph.scope import covers, in_market
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.packs.pack import Expectation


class Case(NamedTuple):
    """What of an agreement decides which expectations are for it; the same for hundreds of them."""

    services: set[str]
    stage: str
    products: tuple[Product, ...]

    @classmethod
    def of(cls, agreement: Agreement) -> Case:
        """That of an agreement."""
        return cls(services_of(agreement), stage_of(agreement), tuple(agreement.products.values()))


def applies(agreement: Agreement, expectation: Expectation) -> bool:
    """Whether an expectation is for this agreement at all."""
    return applies_to(Case.of(agreement), expectation)


def applies_to(case: Case, expectation: Expectation) -> bool:
    """Whether an expectation is for such agreements at all."""
    services, stage = case.services, case.stage
    when, unless = expectation.when, expectation.unless
    if when.services and not set(when.services) & services:
        return False
    if unless.services and services and services <= set(unless.services):
        return False
    if when.stage and stage not in when.stage:
        return False
    if unless.stage and stage in unless.stage:
        return False
    if not case.products:
        return not when.kind
    return any(is_meant(product, expectation) for product in case.products)


def is_meant(product: Product, expectation: Expectation) -> bool:
    """Whether an expectation is for a product: one of its markets and kinds fits, and none rules it out."""
    when, unless = expectation.when, expectation.unless
    kinds = set(product.kind)
    if (when.kind and not kinds & set(when.kind)) or kinds & set(unless.kind):
        return False
    if not product.markets:
        return True
    if when.markets and not any(meets(market, when.markets) for market in product.markets):
        return False
    return not (unless.markets and all(meets(market, unless.markets) for market in product.markets))


def meets(market: str, markets: Iterable[str]) -> bool:
    """Whether a market lies in one of these, or one of these in it: Germany meets the EU, and the EEA does."""
    return any(in_market(market, (one,)) or in_market(one, (market,)) for one in markets)


def services_of(agreement: Agreement) -> set[str]:
    """The services of an agreement: those of its scope, else those of its parties and sites."""
    scope = agreement.data.get("scope")
    named = texts(scope.get("services")) if isinstance(scope, dict) else ()
    if named:
        return set(named)
    of_parties = {service for party in agreement.parties.values() for service in party.services}
    return of_parties | {service for site in agreement.sites.values() for service in site.services}


def stage_of(agreement: Agreement) -> str:
    """The stage of an agreement; commercial where it does not say."""
    scope = agreement.data.get("scope")
    stage = scope.get("stage") if isinstance(scope, dict) else None
    return stage if isinstance(stage, str) else "commercial"


def cases(agreement: Agreement, expectation: Expectation, row: Row) -> list[tuple[str, str]]:
    """Product and market of each case that an expectation is for and a row covers; an empty name: not declared."""
    found: list[tuple[str, str]] = []
    for product in agreement.products.values() or (Product("", ""),):
        if not is_meant(product, expectation) or (product.id and not covers(row, "products", product.id)):
            continue
        for market in product.markets or ("",):
            if not _is_meant_there(market, expectation):
                continue
            if not market or "markets" not in row.when or in_market(market, row.when["markets"]):
                found.append((product.id, market))
    if found and found[0] == ("", "") and expectation.when.markets and "markets" in row.when:
        return found if any(meets(market, expectation.when.markets) for market in row.when["markets"]) else []
    return found


def _is_meant_there(market: str, expectation: Expectation) -> bool:
    if not market:
        return True
    when, unless = expectation.when.markets, expectation.unless.markets
    return (not when or meets(market, when)) and not (unless and meets(market, unless))
