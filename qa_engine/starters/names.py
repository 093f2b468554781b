"""What of a recipe a person may set: names, numbers, addresses; each under the key that `--set` takes."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from qa_engine.starters.library import library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_OF_DOCUMENT = ("id", "title", "version", "effective", "expires", "review", "language")
_OF_PARTY = ("id", "name", "called", "address", "calendar", "mail")
ON_CALL = ("qa", "qp", "rp")
"""Functions that defects and recalls reach at night: their contacts have a telephone number."""

_OF_PERSON = ("name", "title", "email")
_OF_SITE = ("name", "address")
_OF_PRODUCT = ("id", "name")


class UnknownNameError(KeyError):
    """There is no such name to set; `known` are those that there are."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class UnusableValueError(ValueError):
    """A value that cannot stand where it is put; the message says why and what to write."""


def defaults(recipe: dict[str, Any]) -> dict[str, str]:
    """Every key of `--set` with what stands there if nobody sets it; empty where nothing does."""
    full = filled(recipe, {})
    name = next(iter(full["products"].values()))["name"]
    return {key: str(_at(full, route) or "").replace("$name", name) for key, route in settable(full)}


def filled(recipe: dict[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the recipe with its companies written out and the values set.

    Raises UnknownNameError for a key that the recipe does not have.
    """
    full = deepcopy(recipe)
    full["document"].setdefault("language", "en")
    full["parties"] = {slot: _with_company(slot, party) for slot, party in full["parties"].items()}
    for identifier, product in full["products"].items():
        product.setdefault("id", identifier)
    routes = dict(settable(full))
    for key, value in values.items():
        if key not in routes:
            raise UnknownNameError(key, list(routes))
        if not value.strip() or not value.isprintable():
            raise UnusableValueError(f"{key} has no value that can be printed; write --set {key}='…'")
        *owners, last = routes[key]
        _at(full, owners)[last] = value.replace("$", "$$")  # what a person writes holds no placeholder
    for party in full["parties"].values():
        for function in party["functions"].values():
            if "desk" in function and "person" in function:
                function["person"].setdefault("email", f"{function['desk']}@{party['mail']}")
    ids = [party["id"] for party in full["parties"].values()]
    if len(set(ids)) < len(ids):
        raise UnusableValueError(f"two parties have one id ({', '.join(ids)}); give each its own")
    return full


def _at(full: dict[str, Any], route: Sequence[str]) -> Any:
    value: Any = full
    for step in route:
        value = value.get(step, {})
    return value


def settable(full: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every key of `--set` with the place that it sets."""
    for key in _OF_DOCUMENT:
        yield key, ("document", key)
    yield "contract", ("contract",)
    for slot, party in full["parties"].items():
        for key in _OF_PARTY:
            yield f"{slot}.{key}", ("parties", slot, key)
        if any("person" in party["functions"].get(name, ()) for name in ON_CALL):
            yield f"{slot}.phone", ("parties", slot, "phone")
        for licence in party.get("licences", ()):
            yield f"{slot}.{licence}", ("parties", slot, "licences", licence)
        for name, function in party["functions"].items():
            for key in _OF_PERSON if "person" in function else ():
                yield f"{slot}.{name}.{key}", ("parties", slot, "functions", name, "person", key)
        for name in party.get("sites", ()):
            for key in _OF_SITE:
                yield f"{slot}.{name}.{key}", ("parties", slot, "sites", name, key)
    for name in full["products"]:
        for key in _OF_PRODUCT:
            yield f"{name}.{key}", ("products", name, key)


def _with_company(slot: str, party: dict[str, Any]) -> dict[str, Any]:
    """A party with what its invented company brings, and its functions with what the library says of each."""
    company = library().companies[party["company"]]
    functions = {}
    for name, own in party["functions"].items():
        function = {**library().lists["functions"].get(name, {}), **own}
        if name in company["people"]:
            function["person"] = dict(company["people"][name])
        functions[name] = function
    brought = {key: company[key] for key in ("name", "address", "calendar", "mail", "phone")}
    return {"id": slot, **brought, **party, "functions": functions}
