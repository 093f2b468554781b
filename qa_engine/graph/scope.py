"""What a row covers: which products, markets, sites, services and classes; whether two rows meet."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_engine.agreement.model import Agreement, Row

DIMENSIONS = ("products", "markets", "sites", "services")
"""What `when` may narrow beside the families of `classes`."""

EU_MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
EEA_MEMBERS = EU_MEMBERS | {"IS", "LI", "NO"}

MAX_CELLS = 20_000
"""Beyond so many combinations of product, market, site and class the question is not asked cell by cell."""


class Cell(NamedTuple):
    """One case that a decision may come up in; an empty part means that the dimension plays no role."""

    product: str
    market: str
    site: str
    classes: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        parts = [
            self.product,
            self.market,
            self.site and f"site {self.site}",
            *(f"{name} {family}" for family, name in self.classes),
        ]
        return ", ".join(part for part in parts if part)


def covers(row: Row, dimension: str, name: str) -> bool:
    """Whether a row covers a name of a dimension or of a family; one that it does not narrow it covers whole."""
    names = row.when.get(dimension)
    return names is None or name in names


def in_market(market: str, markets: Sequence[str]) -> bool:
    """Whether a market lies in a list of markets: itself, or as a member of the EU or the EEA."""
    return (
        market in markets
        or ("EU" in markets and market in EU_MEMBERS)
        or ("EEA" in markets and (market in EEA_MEMBERS or market == "EU"))
        or (market == "GB" and "UK" in markets)
    )


def overlap(agreement: Agreement, *rows: Row) -> bool:
    """Whether there is a case that all these rows cover.

    Products and markets are looked at together: a row for tablets and a row for the EU do not meet where the tablets
    are sold in the US alone.
    """
    narrowed = dict.fromkeys(dimension for row in rows for dimension in row.when)
    for dimension in narrowed:
        named = [row.when[dimension] for row in rows if dimension in row.when]
        if len(named) > 1 and not _meet(dimension, named):
            return False
    pairs = _product_markets(agreement)
    if not pairs or not narrowed.keys() & {"products", "markets"}:
        return True
    return any(
        all(covers(row, "products", item) and (not market or _covers_market(row, market)) for row in rows)
        for item, market in pairs
    )


def _meet(dimension: str, named: Sequence[tuple[str, ...]]) -> bool:
    """Whether lists of names have one in common; Germany and the EU have Germany."""
    if dimension == "markets":
        return any(all(in_market(market, names) for names in named) for names in named for market in names)
    return bool(set(named[0]).intersection(*named[1:]))


def _covers_market(row: Row, market: str) -> bool:
    names = row.when.get("markets")
    return names is None or in_market(market, names)


def _product_markets(agreement: Agreement) -> list[tuple[str, str]]:
    return [(item.id, market) for item in agreement.products.values() for market in item.markets or ("",)]


def cells(
    agreement: Agreement, rows: Sequence[Row], markets: Sequence[str] = (), except_: Sequence[str] = ()
) -> list[Cell]:
    """All cases that a decision taken by these rows may come up in.

    Every product with each of its markets (those where the decision exists: `markets`, without `except_`); every class
    of a family that one of the rows uses; sites only where one of the rows narrows by site, and only those that share a
    service with a site that is named. Services make no cases of their own. Empty where there are more than `MAX_CELLS`.
    """
    places = [
        pair
        for pair in _product_markets(agreement) or [("", "")]
        if not pair[1] or ((not markets or in_market(pair[1], markets)) and not in_market(pair[1], except_))
    ]
    families = [family for family in agreement.classes if any(family in row.when for row in rows)]
    members = [[(family, name) for name in agreement.classes[family]] for family in families]
    found = list(
        islice(
            (
                Cell(item, market, site, classes)
                for (item, market), site in product(places, _sites(agreement, rows))
                for classes in product(*members)
            ),
            MAX_CELLS + 1,
        )
    )
    return found if len(found) <= MAX_CELLS else []


def _sites(agreement: Agreement, rows: Sequence[Row]) -> list[str]:
    named = {name for row in rows for name in row.when.get("sites", ())}
    if not named:
        return [""]
    services = {service for name in named if name in agreement.sites for service in agreement.sites[name].services}
    return [site.id for site in agreement.sites.values() if site.id in named or services & set(site.services)]


def covers_cell(row: Row, cell: Cell) -> bool:
    """Whether a row covers a case."""
    return (
        (not cell.product or covers(row, "products", cell.product))
        and (not cell.market or _covers_market(row, cell.market))
        and (not cell.site or covers(row, "sites", cell.site))
        and all(covers(row, family, name) for family, name in cell.classes)
    )


def summary(agreement: Agreement, found: Sequence[Cell]) -> str:
    """Cases in a few words: only the dimensions that tell them apart from the rest, names joined."""
    parts: list[str] = []
    for values, everything in (
        (
            {cell.product: agreement.products[cell.product].name for cell in found if cell.product},
            len(agreement.products),
        ),
        ({cell.market: cell.market for cell in found if cell.market}, len(agreement.markets)),
    ):
        if values and (len(values) < everything or everything == 1):
            parts.append(_listed(list(values.values())))
    sites = list(dict.fromkeys(cell.site for cell in found if cell.site))
    if sites:
        parts.append("site " + _listed([agreement.sites[site].name or site for site in sites]))
    for family in dict.fromkeys(family for cell in found for family, _ in cell.classes):
        names = list(dict.fromkeys(name for cell in found for fam, name in cell.classes if fam == family))
        if len(names) < len(agreement.classes.get(family, {})) or len(names) == 1:
            parts.append(f"{_listed(names)} {family}")
    return "; ".join(parts) if parts else "every product and market"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def shared_cells(
    agreement: Agreement, one: Row, other: Row, markets: Sequence[str] = (), except_: Sequence[str] = ()
) -> Iterator[Cell]:
    """The cases that two rows both cover."""
    return (
        cell
        for cell in cells(agreement, (one, other), markets, except_)
        if covers_cell(one, cell) and covers_cell(other, cell)
    )
