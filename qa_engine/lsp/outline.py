"""The outline of a file: its sections and rows, parties and products, as an editor lists and folds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.source import Route, Source, Span

_LISTED = ("parties", "products", "classes", "definitions", "records", "kpis", "appendices")
"""Keys at the top whose entries are worth a line each."""


class Part(NamedTuple):
    """A part of a file.

    kind    section, row, party, function, site, product, entry, or key
    span    from its key to its end; `name_span` is that of the key
    """

    kind: str
    name: str
    detail: str
    span: Span
    name_span: Span
    parts: tuple[Part, ...] = ()


def outline(source: Source) -> list[Part]:
    """The parts of a file, in the order of its text. Empty where there is nothing to read."""
    data = source.data if isinstance(source.data, dict) else {}
    return [_top(source, key, value) for key, value in data.items()]


def folds(source: Source) -> list[tuple[int, int]]:
    """First and last line, from 1, of all that can be folded: whatever has a key and more than one line."""
    found = set()
    for part in _all(outline(source)):
        first, last = source.position(part.span[0])[0], source.position(max(part.span[1] - 1, part.span[0]))[0]
        if last > first:
            found.add((first, last))
    return sorted(found)


def _all(parts: tuple[Part, ...] | list[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all(part.parts)


def _top(source: Source, key: str, value: Any) -> Part:
    route = (key,)
    if key == "sections":
        return _part(
            source, route, "key", "", tuple(_section(source, (*route, name), item) for name, item in _items(value))
        )
    if key == "parties":
        return _part(
            source, route, "key", "", tuple(_party(source, (*route, name), item) for name, item in _items(value))
        )
    if key in _LISTED:
        kind = "product" if key == "products" else "entry"
        parts = (_part(source, (*route, name), kind, _said(item, "name", "title")) for name, item in _items(value))
        return _part(source, route, "key", "", tuple(parts))
    return _part(source, route, "key", value if isinstance(value, str) else "")


def _section(source: Source, route: Route, value: Any) -> Part:
    rows = _items(value.get("activities")) if isinstance(value, dict) else []
    parts = (
        _part(source, (*route, "activities", name), "row", _said(row, "do", "not-applicable")) for name, row in rows
    )
    return _part(source, route, "section", _said(value, "title", "not-applicable"), tuple(parts))


def _party(source: Source, route: Route, value: Any) -> Part:
    inner = value if isinstance(value, dict) else {}
    functions = (
        _part(source, (*route, "functions", name), "function", item if isinstance(item, str) else _said(item, "title"))
        for name, item in _items(inner.get("functions"))
    )
    sites = (
        _part(source, (*route, "sites", name), "site", _said(item, "name")) for name, item in _items(inner.get("sites"))
    )
    return _part(source, route, "party", _said(value, "name"), (*functions, *sites))


def _part(source: Source, route: Route, kind: str, detail: str, parts: tuple[Part, ...] = ()) -> Part:
    key, value = source.spans[route]
    return Part(kind, str(route[-1]), detail.split("\n", maxsplit=1)[0], (key[0], max(key[1], value[1])), key, parts)


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _said(value: Any, *keys: str) -> str:
    if isinstance(value, dict):
        for key in keys:
            if isinstance(value.get(key), str):
                return str(value[key])
    return ""
