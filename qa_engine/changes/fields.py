"""What a field is: the kind of change that it makes, and by what the entries of a list are known.

The walk over two agreements is one; this is all that it knows of the format. A key that is not in here (the format has
grown, and this has not) gives a kind of its own that no table of classes knows, and so counts as major.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.changes.change import Route

_ROW = {
    "raci": "raci-changed",
    "decides": "decision-changed",
    "topic": "topic-changed",
    "per": "scope-changed",
    "when": "scope-changed",
    "not-applicable": "scope-changed",
    "within": "deadline-changed",
    "notice": "deadline-changed",
    "every": "deadline-changed",
    "after": "sequence-changed",
    "signed-by": "signed-by-changed",
    "may-delegate": "delegation-changed",
    "needs": "records-changed",
    "produces": "records-changed",
    "with": "with-changed",
    "via": "via-changed",
    "basis": "basis-changed",
    "procedure": "procedure-changed",
    "do": "wording-changed",
    "remark": "wording-changed",
    "place": "activity-moved",
    "id": "activity-renamed",
    "note": "note-changed",  # a merge only: a note is no part of what was agreed
}

_SECTION = {
    "title": "wording-changed",
    "topic": "topic-changed",
    "text": "prose-changed",
    "not-applicable": "scope-changed",
    "place": "section-moved",
    "note": "note-changed",
}

_TOP = {
    "id": "id-changed",
    "title": "metadata-changed",
    "version": "metadata-changed",
    "status": "metadata-changed",
    "language": "metadata-changed",
    "packs": "metadata-changed",
    "history": "metadata-changed",
    "effective": "term-changed",
    "expires": "term-changed",
    "review": "term-changed",
    "scheme": "scheme-changed",
    "commercial-contract": "precedence-changed",
    "scope": "scope-changed",
    "classes": "class-changed",
    "definitions": "definition-changed",
    "records": "record-changed",
    "escalation": "escalation-changed",
    "kpis": "kpi-changed",
    "contacts": "contact-changed",
    "appendices": "appendix-changed",
    "signatories": "signatory-changed",
    "waivers": "waiver-changed",
}

ORDER = tuple(dict.fromkeys(("activity-added", "activity-removed", *_ROW.values())))
"""The kinds that one row can show, in the order in which they are told."""

ENTITIES = {"parties": "party", "products": "product", "sections": "section", "rows": "activity"}
"""Key → what one entry is called; it can be added and removed."""

NAMED = frozenset({*ENTITIES, "definitions", "classes", "records", "kpis", "appendices"})
"""Keys whose entries are known by their key; one that is absent has no entries."""

_BY_THEIR_OWN_NAME = frozenset({"parties", "products", "definitions", "sections", "contacts", "signatories"})
"""Keys whose entries people name by themselves; a change elsewhere is at the key at the top."""

_ONE_FIELD = frozenset(
    {
        *(
            "raci-changed",
            "topic-changed",
            "decision-changed",
            "sequence-changed",
            "signed-by-changed",
            "prose-changed",
        ),
        *("delegation-changed", "basis-changed", "procedure-changed", "with-changed", "via-changed", "activity-moved"),
        *("activity-renamed", "section-moved"),
    }
)
"""Kinds that speak of one key of a row or section: before and after give its value, not `{key: value}`."""


def _holder(entry: dict[str, Any]) -> str:
    """`party.function`, or the party alone."""
    function = entry.get("function")
    return f"{entry.get('party', '')}.{function}" if function else str(entry.get("party", ""))


LISTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "contacts": _holder,
    "signatories": _holder,
    "escalation": lambda entry: str(entry.get("level", "")),
    "waivers": lambda entry: f"{entry.get('rule', '')} {entry.get('at', '')}",
    "history": lambda entry: str(entry.get("version", "")),
}
"""Lists at the top → by what an entry is known. Their order means nothing."""


_NAMES_INSIDE = frozenset(
    {
        *("functions", "sites", "licences", "authorised", "procedure", "when", "raci"),
        *("within", "notice", "every", "with", "via"),
    }
)
"""Keys below which people's own names stand, not keys."""


def is_own_key(route: Route) -> bool:
    """Whether a field is a company's own `x-` key."""
    if not route[-1].startswith("x-") or len(route) == 1:
        return route[-1].startswith("x-")
    return route[-2] not in _NAMES_INSIDE and route[0] != "classes" and (len(route) > 2 or route[0] not in NAMED)


def kind_of(route: Route) -> str:
    """The kind of a change to the field at a route. Whole entries that come and go: see `diff`."""
    first, *rest = route
    if is_own_key(route):
        return "metadata-changed"
    if first == "rows":
        return _ROW.get(rest[1], f"{rest[1]}-changed")
    if first == "sections":
        return _SECTION.get(rest[1], f"{rest[1]}-changed")
    return f"{ENTITIES[first]}-changed" if first in ENTITIES else _TOP.get(first, f"{first}-changed")


def at_of(route: Route) -> str:
    """The word that people use for the place of a field; of a row its id as in the route."""
    return route[1] if len(route) > 1 and (route[0] == "rows" or route[0] in _BY_THEIR_OWN_NAME) else route[0]


def stem(route: Route, kind: str) -> int:
    """How many steps of a route `before` and `after` of a change need not repeat."""
    if route[0] in ("rows", "sections"):
        return 3 if kind in _ONE_FIELD else 2
    return 2 if route[0] in _BY_THEIR_OWN_NAME else 1
