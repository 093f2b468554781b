"""What stands around the sections: parties, products, classes, records, escalation, contacts, signatories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.starters.library import library
from qa_engine.starters.names import ON_CALL
from qa_engine.starters.rows import listed

if TYPE_CHECKING:
    from qa_engine.starters.cast import Cast
    from qa_engine.starters.words import Words


def party(given: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """A party with its functions and sites."""
    made: dict[str, Any] = {key: given[key] for key in ("name", "role", "called", "holds") if key in given}
    if "of" in given:
        made["of"] = cast.holder(given["of"])
    made |= {key: given[key] for key in ("approved", "services", "address", "calendar", "licences") if key in given}
    made["functions"] = {name: _function(function) for name, function in given["functions"].items()}
    if "sites" in given:
        made["sites"] = given["sites"]
    return made


def _function(given: dict[str, Any]) -> str | dict[str, Any]:
    made: dict[str, Any] = {key: given[key] for key in ("title", "unit", "site", "holds") if key in given}
    return str(made["title"]) if len(made) == 1 else made


def product(given: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """A product with the parties that hold its authorisations."""
    made = {key: given[key] for key in ("name", "markets", "kind")}
    if "authorised" in given:
        made["authorised"] = {market: cast.holder(part) for market, part in given["authorised"].items()}
    return made


def classes(full: dict[str, Any], words: Words, sections: dict[str, Any]) -> dict[str, Any]:
    """The families of classes that rows use; the recipe's own definitions come before those of the library."""
    used = {family for row in _rows_in(sections) for family in (row.get("per", ""), *row.get("when", ()))}
    known = {**library().lists["classes"], **full.get("classes", {})}
    return {
        family: {name: words.put(text) for name, text in members.items()}
        for family, members in known.items()
        if family in used
    }


def records(full: dict[str, Any], cast: Cast, sections: dict[str, Any]) -> dict[str, Any]:
    """The records of the library that rows produce: who holds each, how long, and who gets a copy."""
    made = {name for row in _rows_in(sections) for name in listed(row.get("produces", ()))}
    kept = {}
    for name, record in library().lists["records"].items():
        if name not in made:
            continue
        (keeper,) = cast.holders(record["held-by"])
        of_its_kind = full.get("keep-of", {}).get(record.get("kind"), full["keep"])
        kept[name] = {"held-by": keeper, "keep": record.get("keep", of_its_kind)}
        for key in ("copy-to", "from"):
            others = [holder for holder in cast.holders(record.get(key, ())) if holder != keeper]
            if others:
                kept[name][key] = others[0] if len(others) == 1 else others
    return kept


def lists(full: dict[str, Any], cast: Cast, words: Words) -> dict[str, Any]:
    """Escalation, indicators, contacts, appendices, signatories, in the order in which they stand in a file."""
    kpis = {**library().lists["kpis"], **full.get("own-kpis", {})}
    return {
        "escalation": [{**level, "between": cast.holders(level["between"])} for level in library().lists["escalation"]],
        "kpis": {
            name: {**kpis[name], "title": words.put(kpis[name]["title"]), "owner": cast.holder(kpis[name]["owner"])}
            for name in full["kpis"]
        },
        "contacts": [
            _contact(one, name, function)
            for one in full["parties"].values()
            for name, function in one["functions"].items()
            if "desk" in function and "person" in function
        ],
        "appendices": {key: {**entry, "title": words.put(entry["title"])} for key, entry in full["appendices"].items()},
        "signatories": [_signatory(full, cast, holder, meaning) for holder, meaning in full["signatories"].items()],
    }


def _contact(given: dict[str, Any], name: str, function: dict[str, Any]) -> dict[str, Any]:
    person = function["person"]
    made = {"party": given["id"], "function": name, "name": person["name"], "email": person["email"]}
    if name in ON_CALL:
        made["phone"] = given["phone"]
    return {**made, "for": function["for"]}


def _signatory(full: dict[str, Any], cast: Cast, holder: str, meaning: str) -> dict[str, Any]:
    slot, function = holder.split(".")
    person = full["parties"][slot]["functions"][function]["person"]
    signs = {"party": cast.holder(slot), "function": function, "name": person["name"], "title": person["title"]}
    return {**signs, "meaning": meaning}


def _rows_in(sections: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for section in sections.values() for row in section.get("activities", {}).values()]
