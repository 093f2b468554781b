"""What rows may narrow themselves to: the products, markets, sites, services and classes that an agreement declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.graph.scope import DIMENSIONS, in_market

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement, Row


def declared(agreement: Agreement, dimension: str) -> tuple[str, ...]:
    """The names that the agreement declares for a dimension, or for a family of classes."""
    if dimension == "products":
        return tuple(agreement.products)
    if dimension == "sites":
        return tuple(agreement.sites)
    if dimension == "markets":
        authorised = (market for item in agreement.products.values() for market in item.authorised)
        return tuple(dict.fromkeys((*agreement.markets, *authorised)))
    if dimension == "services":
        in_scope = (agreement.data.get("scope") or {}).get("services") or ()
        of_parties = (service for party in agreement.parties.values() for service in party.services)
        of_sites = (service for site in agreement.sites.values() for service in site.services)
        return tuple(dict.fromkeys(name for name in (*in_scope, *of_parties, *of_sites) if name))
    return tuple(agreement.classes.get(dimension, ()))


def has_dimension(agreement: Agreement, dimension: str) -> bool:
    """Whether rows may narrow themselves by this: a dimension, a declared family of classes, a company's own key."""
    if dimension in DIMENSIONS or dimension.startswith("x-"):
        return True
    return dimension in agreement.classes or _unreadable(agreement, dimension)


def is_declared(agreement: Agreement, dimension: str, name: str) -> bool:
    """Whether the agreement declares a name of a dimension or of a family.

    A market is declared too where a declared one lies in it, or it in a declared one. What stands in a place that
    could not be read counts as declared.
    """
    names = declared(agreement, dimension)
    if name in names or dimension.startswith("x-") or _unreadable(agreement, dimension, name):
        return True
    return dimension == "markets" and any(in_market(name, [one]) or in_market(one, [name]) for one in names)


def scope_is_declared(agreement: Agreement, row: Row) -> bool:
    """Whether all that a row narrows itself to is declared: only then can anybody say what it covers."""
    if not row.when:
        return True
    return all(
        has_dimension(agreement, dimension) and all(is_declared(agreement, dimension, name) for name in names)
        for dimension, names in row.when.items()
    )


def _unreadable(agreement: Agreement, dimension: str, *name: str) -> bool:
    """Whether the place that would declare a name was found wrong and taken out."""
    broken = agreement.resolved.broken
    if not broken:
        return False
    if ("extends",) in broken:
        return True
    if dimension == "markets":
        return agreement.is_broken("products")
    if dimension == "services":
        return agreement.is_broken("scope") or agreement.is_broken("parties")
    if dimension == "sites":
        return any(route[:1] == ("parties",) and (len(route) < 3 or route[2] == "sites") for route in broken)
    return agreement.is_broken(*(("products",) if dimension == "products" else ("classes", dimension)), *name)
