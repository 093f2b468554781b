"""A recipe and the library of rows → one starter agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.named import NamedTuple
from qa_engine.starters import around
from qa_engine.starters.cast import Cast
from qa_engine.starters.layout import laid_out
from qa_engine.starters.library import library, recipe
from qa_engine.starters.names import filled
from qa_engine.starters.pick import all_rows, numbered, pick
from qa_engine.starters.rows import Maker, section
from qa_engine.starters.terms import definitions
from qa_engine.starters.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_engine.source import Route
    from qa_engine.starters.pick import Picked


class Starter(NamedTuple):
    """A starter as data, and what is said to its author above its parts."""

    data: dict[str, Any]
    guides: dict[Route, str]


def starter_text(template: str, values: Mapping[str, str] | None = None) -> str:
    """A starter agreement as the text of a file, in canonical layout, with comments that guide its author.

    Arguments: `values` are names to fill in (see `names.settable`). The same template and values give the same text.
    Raises NoTemplateError, UnknownNameError, UnusableValueError.
    """
    data, guides = build(filled(recipe(template), values or {}), template)
    return laid_out(data, guides)


def build(full: dict[str, Any], template: str) -> Starter:
    """The agreement of a recipe whose companies are written out (`names.filled`).

    Raises ValueError where recipe and library do not fit each other.
    """
    cast = Cast(full)
    words = Words(full, cast, template)
    picked = pick(full, cast)
    maker = Maker(full, cast, words, numbered(picked), all_rows(picked))
    sections = {identifier: section(identifier, one, maker) for identifier, one in picked.items()}
    document = full["document"]
    data: dict[str, Any] = {
        "format": library().lists["format"],
        **{key: words.put(document[key]) for key in ("id", "title", "version")},
        "status": "draft",
        **{key: document[key] for key in ("language", "effective", "expires", "review") if key in document},
        "packs": full["packs"],
        "commercial-contract": {"id": full["contract"], "precedence": "quality-agreement"},
        "parties": {party["id"]: around.party(party, cast) for party in full["parties"].values()},
        "products": {product["id"]: around.product(product, cast) for product in full["products"].values()},
        "scope": {key: words.put(value) if key == "excludes" else value for key, value in full["scope"].items()},
        "classes": around.classes(full, words, sections),
        "definitions": {},
        "sections": sections,
        "records": around.records(full, cast, sections),
        **around.lists(full, cast, words),
    }
    data["definitions"] = definitions(full, words, data)
    return Starter({key: _with_dollars(value) for key, value in data.items() if value}, _guides(words, picked, data))


def _with_dollars(value: Any) -> Any:
    """Data in which a dollar that a person wrote is one again."""
    if isinstance(value, str):
        return value.replace("$$", "$")
    if isinstance(value, dict):
        return {key: _with_dollars(item) for key, item in value.items()}
    return [_with_dollars(item) for item in value] if isinstance(value, list) else value


def _guides(words: Words, picked: dict[str, Picked], data: dict[str, Any]) -> dict[Route, str]:
    said = library().lists["guides"]
    guides: dict[Route, str] = {(key,): text for key, text in said.items() if data.get(key)}
    guides[()] = words.put(said["head"])
    for identifier, one in picked.items():
        if "guide" in one.section:
            guides["sections", identifier] = words.put(one.section["guide"])
    return guides
