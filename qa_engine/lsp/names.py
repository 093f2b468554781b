"""The names in an agreement: where each is given, and where it is spoken of.

One walk over the data knows where the format has names; going to a definition, finding references, renaming, completing and
explaining all stand on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.model import EACH, OTHER, party_of
from qa_engine.agreement.validate import BY_CLASS
from qa_engine.graph.order import record_key
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa_engine.source import Route, Source, Span


class Name(NamedTuple):
    """A name: what kind of thing bears it, and its id.

    The id of a function is `borealis.qa`, of a class `deviation.major`, of a record its name in small letters.
    """

    kind: str
    id: str


class Mention(NamedTuple):
    """A name at a place.

    span     the characters of the name alone, without quotes; of `borealis.qa` the function's are those of `qa`
    defines  whether it is given here
    exact    whether these characters are the name as it is; else it is written with escapes, or over several lines
    """

    name: Name
    span: Span
    defines: bool = False
    exact: bool = True


FREE = frozenset({"row", "party", "function", "site", "product", "family", "class", "section", "record", "kpi"})
"""Kinds whose names people choose in the agreement; the others are in lists of the engine or of a pack."""

_NAMES_IN_ROW = {"after": "row", "needs": "record", "produces": "record", "decides": "decision", "topic": "topic"}
_HOLDERS_IN_ROW = ("signed-by", "may-delegate")
_NARROWING = {"products": "product", "sites": "site"}


def mentions(source: Source, family_of: Callable[[str], str] = lambda _: "") -> list[Mention]:
    """All names in one file, in the order of its text. Empty where there is nothing to read.

    `family_of` gives the family of a row that does not say `per` itself: a file on top of another leaves that to the lower.
    """
    if not isinstance(source.data, dict):
        return []
    return sorted(_Walk(source, family_of).walk(), key=lambda mention: (mention.span, mention.name))


class _Walk:
    """One walk over the data of a source."""

    def __init__(self, source: Source, family_of: Callable[[str], str]) -> None:
        self.source = source
        self.family_of = family_of

    def walk(self) -> Iterator[Mention]:
        data = self.source.data
        for party, entry in _entries(data.get("parties")):
            yield from self._party(("parties", party), party, entry)
        for product, entry in _entries(data.get("products")):
            yield from self._key(("products", product), "product", product)
            for market, holder in _items(entry.get("authorised")):
                yield from self._holder(("products", product, "authorised", market), holder)
        for family, members in _entries(data.get("classes")):
            yield from self._key(("classes", family), "family", family)
            for member in members:
                yield from self._key(("classes", family, member), "class", f"{family}.{member}")
        for section, entry in _entries(data.get("sections")):
            yield from self._section(("sections", section), section, entry)
        for record, entry in _entries(data.get("records")):
            yield from self._key(("records", record), "record", record_key(record))
            for key in ("held-by", "copy-to", "from"):
                yield from self._holders(("records", record, key), entry.get(key))
        for kpi, entry in _entries(data.get("kpis")):
            yield from self._key(("kpis", kpi), "kpi", kpi)
            yield from self._holder(("kpis", kpi, "owner"), entry.get("owner"))
        yield from self._texts(("packs",), data.get("packs"), "pack")
        for position, entry in _listed(data.get("escalation")):
            yield from self._holders(("escalation", position, "between"), entry.get("between"))
        for key in ("contacts", "signatories"):
            for position, entry in _listed(data.get(key)):
                yield from self._person((key, position), entry)
        for position, entry in _listed(data.get("waivers")):
            yield from self._waiver(("waivers", position), entry)

    def _party(self, route: Route, party: str, entry: dict[str, Any]) -> Iterator[Mention]:
        yield from self._key(route, "party", party)
        yield from self._value((*route, "of"), "party", entry.get("of"))
        for function, given in _items(entry.get("functions")):
            yield from self._key((*route, "functions", function), "function", f"{party}.{function}")
            if isinstance(given, dict):
                yield from self._value((*route, "functions", function, "site"), "site", given.get("site"))
        for site, _ in _items(entry.get("sites")):
            yield from self._key((*route, "sites", site), "site", site)

    def _section(self, route: Route, section: str, entry: dict[str, Any]) -> Iterator[Mention]:
        yield from self._key(route, "section", section)
        yield from self._value((*route, "topic"), "topic", entry.get("topic"))
        for row, duty in _items(entry.get("activities")):
            here = (*route, "activities", row)
            yield from self._key(here, "row", row)
            if isinstance(duty, dict):
                yield from self._row(here, duty)

    def _row(self, route: Route, row: dict[str, Any]) -> Iterator[Mention]:
        for holder, _ in _items(row.get("raci")):
            yield from self._holder((*route, "raci", holder), holder, key=True)
        for holder, _ in _items(row.get("procedure")):
            yield from self._holder((*route, "procedure", holder), holder, key=True)
        for key in _HOLDERS_IN_ROW:
            yield from self._holders((*route, key), row.get(key))
        for key, kind in _NAMES_IN_ROW.items():
            for mention in self._texts((*route, key), row.get(key), kind):
                # a record is there once somebody makes it
                name = Name(kind, record_key(mention.name.id)) if kind == "record" else mention.name
                yield mention._replace(name=name, defines=key == "produces")
        family = row.get("per") or self.family_of(str(route[-1]))
        if isinstance(family, str) and family:
            yield from self._value((*route, "per"), "family", row.get("per"))
            for key in BY_CLASS:
                for member, _ in _items(row.get(key)):
                    yield from self._key((*route, key, member), "class", f"{family}.{member}", defines=False)
        for dimension, names in _items(row.get("when")):
            here = (*route, "when", dimension)
            if dimension in _NARROWING:
                yield from self._texts(here, names, _NARROWING[dimension])
            elif dimension not in ("markets", "services"):
                yield from self._key(here, "family", dimension, defines=False)
                yield from self._texts(here, names, "class", f"{dimension}.")

    def _person(self, route: Route, entry: dict[str, Any]) -> Iterator[Mention]:
        party, function = entry.get("party"), entry.get("function")
        yield from self._value((*route, "party"), "party", party)
        if isinstance(party, str) and isinstance(function, str):
            yield from self._value((*route, "function"), "function", function, f"{party}.")

    def _waiver(self, route: Route, entry: dict[str, Any]) -> Iterator[Mention]:
        yield from self._value((*route, "rule"), "rule", entry.get("rule"))
        yield from self._value((*route, "at"), "place", entry.get("at"))  # of which kind only the whole agreement tells
        yield from self._holders((*route, "by"), entry.get("by"))

    def _key(self, route: Route, kind: str, identifier: str, *, defines: bool = True) -> Iterator[Mention]:
        yield self._mention(route, Name(kind, identifier), str(route[-1]), key=True, defines=defines)

    def _value(self, route: Route, kind: str, value: Any, head: str = "") -> Iterator[Mention]:
        if isinstance(value, str):
            yield self._mention(route, Name(kind, head + value), value)

    def _texts(self, route: Route, value: Any, kind: str, head: str = "") -> Iterator[Mention]:
        for place, text in _each(route, value):
            yield self._mention(place, Name(kind, head + text), text)

    def _holders(self, route: Route, value: Any) -> Iterator[Mention]:
        for place, text in _each(route, value):
            yield from self._holder(place, text)

    def _holder(self, route: Route, holder: Any, *, key: bool = False) -> Iterator[Mention]:
        """A party, or a party and its function: two names."""
        if not isinstance(holder, str):
            return
        party = party_of(holder)
        kind = "all" if party in (EACH, OTHER) else "party"
        whole = self._mention(route, Name(kind, party), holder, key=key)
        start, end = whole.span
        length = len(party) if whole.exact else end - start
        yield whole._replace(span=(start, start + length))
        if "." in holder:
            name = Name("function of all" if kind == "all" else "function", holder)
            yield Mention(name, (start + length + 1, end) if whole.exact else whole.span, exact=whole.exact)

    def _mention(self, route: Route, name: Name, written: str, *, key: bool = False, defines: bool = False) -> Mention:
        start, end = self.source.span(route, key=key)
        raw = self.source.text[start:end]
        if raw[:1] in ("'", '"'):
            start, end = start + 1, end - 1
        return Mention(name, (start, end), defines, self.source.text[start:end] == written)


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _entries(value: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(key, item if isinstance(item, dict) else {}) for key, item in _items(value)]


def _listed(value: Any) -> list[tuple[int, dict[str, Any]]]:
    return [
        (position, item)
        for position, item in enumerate(value if isinstance(value, list) else ())
        if isinstance(item, dict)
    ]


def _each(route: Route, value: Any) -> Iterator[tuple[Route, str]]:
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, list):
        yield from (((*route, position), item) for position, item in enumerate(value) if isinstance(item, str))
