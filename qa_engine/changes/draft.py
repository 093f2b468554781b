"""Plain data of an agreement in the making: a copy that changes where operations say so, and nowhere else.

Values come in canonical form and are written as people write them: a list of one as the one, a function that is a title
alone as that title, prose wrapped. What no operation touches stays the very object it was.
"""

from __future__ import annotations

import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.canonical import prose_content, text_content
from qa_engine.agreement.kept import AGREEMENT
from qa_engine.agreement.period import as_written
from qa_engine.changes.change import ABSENT
from qa_engine.changes.fields import LISTS, NAMED
from qa_engine.changes.keyed import NULL, Keyed
from qa_engine.source.rewrite import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_engine.changes.change import Operation, Route
    from qa_engine.source import Route as DataRoute
    from qa_engine.source import Source

_ONE_OR_MORE = frozenset(
    {"decides", "after", "needs", "produces", "signed-by", "may-delegate", "basis", "keep", "copy-to", "from", "by"}
)
_NAMES_BELOW = frozenset(
    {
        *("functions", "sites", "licences", "authorised", "procedure", "when", "raci"),
        *("within", "notice", "every", "with", "via", "parties", "classes", "members"),
        *("products", "definitions", "records", "kpis", "appendices"),
    }
)
"""Keys below which people's own names stand, not keys of the format."""

_ENTRIES_WEIGH = NAMED | {"functions", "sites"}
"""Keys whose entries mean something even when nothing is said of them."""

WIDTH = 110
"""Columns up to which prose is filled."""


class Draft:
    """A copy of plain data, open for operations."""

    def __init__(self, keyed: Keyed, names: Mapping[str, str] | None = None) -> None:
        """Open a copy. `names` gives the ids of rows where `keyed` holds them under other names."""
        self.keyed = keyed
        self.ids = dict(names or {row: row for row in keyed.rows})  # as they stand in the text
        self.top = keyed.data
        self.sections = dict(keyed.sections)
        self.rows = dict(keyed.rows)
        self.names = dict(self.ids)

    def put(self, operation: Operation, key: str = "") -> None:
        """Carry out an operation; `place` is none of this (see `data`). `key` is the name to hold a new row under."""
        (first, *rest), value = operation.route, operation.after
        if first in ("rows", "sections"):
            entries = self.rows if first == "rows" else self.sections
            name = key or rest[0]
            if len(rest) == 1:
                if value is ABSENT:
                    del entries[name]
                    return
                entries[name] = _entry(first, value)
                if first == "rows":
                    self.names[name] = rest[0]
            elif rest[1] == "id":
                self.names[name] = value
            elif rest[1] != "place":
                entries[name] = _put(entries[name], tuple(rest[1:]), value, _keys_of(first))
        elif first in LISTS and rest:
            self._put_in_list(first, rest[0], tuple(rest[1:]), value)
        else:
            self.top = _put(self.top, operation.route, value, _keys_of(""))

    def _put_in_list(self, key: str, name: str, route: Route, value: Any) -> None:
        entries = list(self.top.get(key) or [])
        here = [
            position
            for position, entry in enumerate(entries)
            if isinstance(entry, dict) and text_content(LISTS[key](entry)) == name
        ]
        if route:
            entries[here[0]] = _put(entries[here[0]], route, value, [])
        else:
            new = [] if value is ABSENT else value if isinstance(value, list) else [value]
            for position, entry in zip(here, new, strict=False):
                entries[position] = raw_value("", entry)
            gone = here[len(new) :]
            entries = [entry for position, entry in enumerate(entries) if position not in gone]
            at = here[-1] + 1 if here else len(entries)
            entries[at:at] = [raw_value("", entry) for entry in new[len(here) :]]
        self.top = {**self.top, key: entries} if key in self.top else _inserted(self.top, key, entries, _keys_of(""))
        if not entries:
            self.top = {name: value for name, value in self.top.items() if name != key}

    def data(self, order: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The data with sections and rows in an order: section → the rows in it, by the names they are held under."""
        sections = {name: self._section(name, rows) for name, rows in order.items()}
        if "sections" in self.top:
            data = {**self.top, "sections": sections}
        else:
            data = _inserted(self.top, "sections", sections, _keys_of("")) if sections else self.top
        return _unmarked(data) if "extends" in data else data

    def _section(self, name: str, rows: Sequence[str]) -> Any:
        section = self.sections[name]
        if not isinstance(section, dict):
            return section
        activities = {self.names[row]: self.rows[row] for row in rows}
        if "activities" in section:
            if activities or not section["activities"] or section["activities"] == NULL:
                return {**section, "activities": activities or section["activities"]}
            return {key: value for key, value in section.items() if key != "activities"}
        return _inserted(section, "activities", activities, _keys_of("sections")) if activities else section

    def origins(self, order: Mapping[str, Sequence[str]], source: Source) -> dict[DataRoute, Origin]:
        """Where the text of rows stands that are in another section or under another id than before."""
        found: dict[DataRoute, Origin] = {}
        for section, rows in order.items():
            for row in rows:
                there: DataRoute = ("sections", section, "activities", self.names[row])
                if row in self.keyed.homes:
                    here: DataRoute = ("sections", self.keyed.homes[row], "activities", self.ids[row])
                    if here != there:
                        found[there] = Origin(source, here)
        return found


def _put(owner: Any, route: Route, value: Any, keys: Sequence[str], names_of: str = "") -> dict[str, Any]:
    """A copy of a mapping with one value in it changed.

    `keys` is the order in which the format puts the keys of this mapping; `names_of` is the key above it where its own
    keys are people's names.
    """
    copy = {"title": owner} if isinstance(owner, str) else dict(owner or {})
    key = route[0]
    name = _name_in(copy, key)
    new: Any = value
    if len(route) > 1:
        below = "members" if names_of == "classes" else "" if names_of else key if key in _NAMES_BELOW else ""
        new = _put(copy.get(name), route[1:], value, _keys_of(names_of), below)
        if not new and names_of not in _ENTRIES_WEIGH:
            new = ABSENT
    elif value is not ABSENT:
        new = raw_value(names_of, {name: value})[name] if names_of else raw_value(key, value)
    if new is ABSENT:
        copy.pop(name, None)
    elif name in copy:
        copy[name] = _function(new) if names_of == "functions" else new
    else:
        copy = _inserted(copy, name, new, keys)
    return copy


def _name_in(owner: dict[str, Any], name: str) -> str:
    """A key as it is written; in canonical form it has no blanks around it."""
    return name if name in owner else next((key for key in owner if text_content(key) == name), name)


def _inserted(owner: dict[str, Any], key: str, value: Any, keys: Sequence[str]) -> dict[str, Any]:
    """A mapping with a new key behind those that the format puts before it."""
    if key not in keys:
        return {**owner, key: value}
    before = set(keys[: keys.index(key)])
    at = max((position + 1 for position, name in enumerate(owner) if name in before), default=0)
    items = list(owner.items())
    return dict([*items[:at], (key, value), *items[at:]])


@cache
def _keys_of(key: str) -> list[str]:
    """The keys of one entry in the order of the format."""
    routes: dict[str, tuple[str, ...]] = {
        "": (),
        "rows": ("sections", "section", "activities", "row"),
        "sections": ("sections", "section"),
        "parties": ("parties", "party"),
        "products": ("products", "product"),
    }
    return AGREEMENT.keys_at(routes[key]) if key in routes else []


def _entry(kind: str, value: dict[str, Any]) -> Any:
    """A whole section or row as it is written."""
    if NULL in value:
        return NULL
    said = {key: item for key, item in value.items() if key != "place"}
    keys = _keys_of(kind)
    ordered = sorted(said, key=lambda key: keys.index(key) if key in keys else len(keys))
    return {key: raw_value(key, said[key]) for key in ordered}


def raw_value(key: str, value: Any) -> Any:
    """A value in canonical form as people write it; `key` is empty for an entry under a name that people chose."""
    if key.startswith("x-"):
        return value
    if isinstance(value, list):
        return value[0] if len(value) == 1 and key in _ONE_OR_MORE else [raw_value(key, item) for item in value]
    if isinstance(value, dict):
        if key == "functions":
            return {name: _function(item) for name, item in value.items()}
        if key == "when":
            return {
                name: item[0] if isinstance(item, list) and len(item) == 1 else item for name, item in value.items()
            }
        return {name: raw_value(_key_below(key, name), item) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    if key == "text":
        return _filled(value) + "\n"
    written = as_written(key, value)
    return f"{written}\n" if "\n" in written else written


def _key_below(key: str, name: str) -> str:
    """Under which key an entry of a mapping is written: its own, but for those that people named."""
    if key in ("notice", "every"):
        return key
    if key == "classes":
        return "members"
    return "" if key in _NAMES_BELOW else name


def _function(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"title"} and value["title"] != NULL:
        return value["title"]
    return raw_value("", value)


def _filled(text: str) -> str:
    """Prose with its long lines broken, where that changes nothing of what it says."""
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line,
            WIDTH,
            subsequent_indent=indent + ("  " if line.lstrip()[:1] in ("-", "*", "•") else ""),
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        ) or [""]
    filled = "\n".join(lines)
    return filled if prose_content(filled) == text else text


def _unmarked(value: Any) -> Any:
    """The same data with `null` where its mark stands."""
    if isinstance(value, dict):
        return {key: _unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return None if value == [NULL] else [_unmarked(item) for item in value]
    return None if value == NULL else value
