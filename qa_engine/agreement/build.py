"""Data that has passed the shape → the agreement that it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import Letters, read_letters
from qa_engine.agreement.model import (
    ANY_CLASS,
    Agreement,
    Function,
    Party,
    Product,
    Record,
    Row,
    Section,
    Site,
    Waiver,
    texts,
)
from qa_engine.agreement.period import Period, read_period
from qa_engine.agreement.validate import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.agreement.resolved import Resolved
    from qa_engine.source import Route

_QUALITY_IDS = frozenset({"qa", "qu", "qp", "rp", "quality"})
_QUALITY_TITLES = ("quality assurance", "quality unit", "qualified person")


def unit_from(identifier: str, title: str) -> str:
    """The unit of a function that does not say: only where its id or title leaves no doubt."""
    if identifier in _QUALITY_IDS or any(words in title.lower() for words in _QUALITY_TITLES):
        return "quality"
    if identifier == "qc":
        return "laboratory"
    return "production" if identifier in ("prod", "production") else ""


def build(resolved: Resolved) -> Agreement:
    """An agreement from data that `validate` has been through."""
    data = resolved.data
    return Agreement(
        resolved,
        {identifier: _party(identifier, party) for identifier, party in _items(data.get("parties"))},
        {identifier: _product(identifier, product) for identifier, product in _items(data.get("products"))},
        {family: dict(members) for family, members in _items(data.get("classes"))},
        {identifier: _section(identifier, section, resolved) for identifier, section in _items(data.get("sections"))},
        _rows(resolved),
        {name: _record(name, record) for name, record in _items(data.get("records"))},
        tuple(_waivers(data.get("waivers"))),
    )


def _items(value: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(key, item) for key, item in value.items() if isinstance(item, dict)] if isinstance(value, dict) else []


def _party(identifier: str, data: dict[str, Any]) -> Party:
    functions: dict[str, Function] = {}
    for name, given in (data.get("functions") or {}).items():
        item = {"title": given} if isinstance(given, str) else given
        title = item.get("title", name)
        functions[name] = Function(
            name, title, item.get("unit") or unit_from(name, title), item.get("site", ""), texts(item.get("holds"))
        )
    sites = {
        name: Site(
            name,
            identifier,
            site.get("name", ""),
            site.get("address", ""),
            texts(site.get("services")),
            texts(site.get("closed")),
        )
        for name, site in _items(data.get("sites"))
    }
    return Party(
        identifier,
        data.get("name", identifier),
        data.get("role", "other"),
        data.get("called", ""),
        texts(data.get("holds")),
        data.get("address", ""),
        data.get("calendar", ""),
        dict(data.get("licences") or {}),
        functions,
        sites,
        data.get("of", ""),
        data.get("approved", ""),
        texts(data.get("services")),
    )


def _product(identifier: str, data: dict[str, Any]) -> Product:
    return Product(
        identifier,
        data.get("name", identifier),
        texts(data.get("markets")),
        texts(data.get("kind")),
        dict(data.get("authorised") or {}),
    )


def _section(identifier: str, data: dict[str, Any], resolved: Resolved) -> Section:
    here = ("sections", identifier)
    return Section(
        identifier,
        data.get("title") or identifier.replace("-", " ").capitalize(),
        data.get("topic", ""),
        data.get("text", ""),
        tuple(row_id for row_id, row in (data.get("activities") or {}).items() if isinstance(row, dict)),
        data.get("not-applicable", ""),
        bool(resolved.broken) and any(route[:2] == here for route in resolved.broken),
    )


def _rows(resolved: Resolved) -> dict[str, Row]:
    broken: dict[Route, set[str]] = {}
    for route in resolved.broken:
        if len(route) > 4:
            broken.setdefault(route[:4], set()).add(str(route[4]))
    sections = resolved.data.get("sections") or {}
    rows = {}
    known: dict[tuple[tuple[str, str], ...], dict[str, Letters]] = {}  # most rows share their letters with others
    for route, row_id, data in rows_of(resolved):
        section = str(route[1])
        topic = data.get("topic") or sections[section].get("topic", "")
        written = tuple((data.get("raci") or {}).items())
        if written not in known:
            known[written] = _cells(written)
        row = rows[row_id] = Row(row_id, section, route, data.get("do", ""), known[written], topic)
        if broken:
            row.broken = frozenset(broken.get(route, ()))
        _fill(row, data)
    return rows


def _fill(row: Row, data: dict[str, Any]) -> None:
    for key, value in data.items():
        if key in _READ:  # most rows have few keys: only what is there is read
            name, reader = _READ[key]
            setattr(row, name, reader(value))


def _cells(written: tuple[tuple[str, str], ...]) -> dict[str, Letters]:
    cells = {}
    for holder, text in written:
        cell = read_letters(text)
        if cell is not None:
            cells[holder] = cell
    return cells


def _periods(value: str | dict[str, str]) -> dict[str, Period]:
    items = value.items() if isinstance(value, dict) else ((ANY_CLASS, value),)
    return {name: period for name, text in items if (period := read_period(text)) is not None}


def _by_class(value: str | dict[str, str]) -> dict[str, str]:
    return dict(value) if isinstance(value, dict) else {ANY_CLASS: value}


def _narrowed(value: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {dimension: texts(names) for dimension, names in value.items()}


_LISTS = ("decides", "after", "needs", "produces", "signed-by", "may-delegate", "basis")
_READ: dict[str, tuple[str, Callable[[Any], Any]]] = {
    # the key of a row → the field of `Row`, and what reads the value
    **{key: (key.replace("-", "_"), texts) for key in _LISTS},
    **{key: (key, _periods) for key in ("within", "notice", "every")},
    "with": ("with_", _by_class),
    "via": ("via", _by_class),
    "when": ("when", _narrowed),
    "per": ("per", str),
    "remark": ("remark", str),
    "procedure": ("procedure", dict),
    "not-applicable": ("not_applicable", str),
}


def _record(name: str, data: dict[str, Any]) -> Record:
    keep = tuple(period for text in texts(data.get("keep")) if (period := read_period(text)) is not None)
    return Record(name, data.get("held-by", ""), keep, texts(data.get("copy-to")), texts(data.get("from")))


def _waivers(entries: list[Any] | None) -> list[Waiver]:
    return [
        Waiver(
            entry["rule"],
            entry["at"],
            str(entry.get("reason", "")).strip(),
            texts(entry.get("by")),
            entry.get("until", ""),
            ("waivers", position),
        )
        for position, entry in enumerate(entries or ())
        if isinstance(entry, dict) and "rule" in entry and "at" in entry
    ]
