"""Who owns a decision: for this product, in this market, at this site, for this class of case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.graph.duties import Duties
from qa_engine.graph.question import NotDeclared, require
from qa_engine.graph.scope import Cell, covers_cell, in_market
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_engine.agreement.model import Agreement


class Ownership(NamedTuple):
    """A row that takes the decision, and the holders that answer for it.

    No holder: nobody answers. Several: they are rivals, unless each answers for its own part (`own_part`).
    """

    row: str
    holders: tuple[str, ...]
    own_part: bool = False


def owners_of(
    agreement: Agreement,
    decision: str,
    *,
    product: str = "",
    market: str = "",
    site: str = "",
    classes: Mapping[str, str] | None = None,
) -> list[Ownership]:
    """The rows that take a decision in a case, each with those who answer for it, in the order of the agreement.

    `product` and `site` are ids, `market` is a code (a member of the EU may be asked for where the product is marketed
    in the EU), `classes` maps a family to one of its classes. What is left open may be anything: the answer then holds
    every row that takes the decision in some such case. An empty list: no row takes it there.

    Raises NotDeclared where a name is not in the agreement, or the product is not marketed there.
    """
    rows = [row for row in agreement.rows.values() if not row.not_applicable]
    require("decision", decision, dict.fromkeys(name for row in rows for name in row.decides))
    if product:
        require("product", product, agreement.products)
    if site:
        require("site", site, agreement.sites)
    case = tuple((classes or {}).items())
    for family, name in case:
        require("family of classes", family, agreement.classes)
        require(f"class of {family}", name, agreement.classes[family])
    cases = [Cell(one, where, site, case) for one, where in _places(agreement, product, market)]
    duties = Duties(agreement)
    found = []
    for row in rows:
        if decision in row.decides and any(covers_cell(row, cell) for cell in cases):
            owners = duties.owners(row)
            own_part = any(duty.own_part for duty in owners)
            found.append(Ownership(row.id, tuple(duty.holder for duty in owners), own_part))
    return found


def _places(agreement: Agreement, product: str, market: str) -> list[tuple[str, str]]:
    """The products and markets that a question is about."""
    places = [
        (item.id, market or one)
        for item in agreement.products.values()
        for one in item.markets or ("",)
        if product in ("", item.id) and (not market or not one or in_market(market, (one,)))
    ]
    if places or not agreement.products:
        return places or [("", market)]
    if not product:
        require("market", market, agreement.markets)
    there = ", ".join(agreement.products[product].markets)
    raise NotDeclared(f"{product} is not marketed in {market}: its markets are {there}")
