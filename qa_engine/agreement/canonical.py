"""The content of an agreement in one canonical form, and its hash.

Content is all that is printed or meant, `x-` keys and waivers too. It is not the status, notes, comments, layout, what
may change by notice, which file of an `extends` chain a value came from, nor any order except that of sections and rows.
The hash is SHA-256 over canonical JSON (RFC 8785), under a first key that names the form, so that a later form of it can
never be mistaken for this one.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import read_letters
from qa_engine.agreement.period import read_period

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement

FORM = "qa-engine/content-1"

_OUTSIDE = frozenset({"status", "extends", "base-version"})
_DEFAULTS = {"scheme": "RACI"}
_PERIODS = frozenset({"within", "notice", "every", "review", "keep"})
_ONE_OR_MORE = frozenset(
    {"decides", "after", "needs", "produces", "signed-by", "may-delegate", "basis", "keep", "copy-to", "from", "by"}
)
_NAMED = frozenset({"products", "definitions", "records", "kpis", "licences", "sites", "functions", "authorised", "procedure"})
"""Keys whose mappings are keyed by names that people chose, not by keys of the format."""


def content(agreement: Agreement) -> dict[str, Any]:
    """The content as plain data in canonical form; two agreements that mean the same give equal data."""
    data = agreement.data
    outside = _OUTSIDE | _changes_by_notice(data)
    top = {key: _canonical(key, value) for key, value in data.items() if key not in outside and value is not None}
    top["sections"] = [_section(identifier, section) for identifier, section in (data.get("sections") or {}).items() if section]
    top["classes"] = {family: {name: _text(text) for name, text in members.items()} for family, members in (data.get("classes") or {}).items()}
    top["appendices"] = {key: _appendix(value) for key, value in (data.get("appendices") or {}).items() if value}
    top["parties"] = {key: _party(value) for key, value in (data.get("parties") or {}).items() if value}
    return {"": FORM, **_without_empty(_DEFAULTS | top)}


def canonical_json(agreement: Agreement) -> bytes:
    """The content as canonical JSON (RFC 8785), in UTF-8."""
    import rfc8785

    return bytes(rfc8785.dumps(content(agreement)))


def content_hash(agreement: Agreement) -> str:
    """`sha256:` and 64 hexadecimal digits over `canonical_json`."""
    return f"sha256:{hashlib.sha256(canonical_json(agreement)).hexdigest()}"


def _changes_by_notice(data: dict[str, Any]) -> set[str]:
    """The parts that an appendix lists as changing by notice."""
    return {
        str(appendix["lists"])
        for appendix in (data.get("appendices") or {}).values()
        if isinstance(appendix, dict) and appendix.get("changes") == "by notice" and "lists" in appendix
    }


def _section(identifier: str, section: dict[str, Any]) -> dict[str, Any]:
    rows = [{"id": row_id, **_row(row)} for row_id, row in (section.get("activities") or {}).items() if row]
    rest = {key: _canonical(key, value) for key, value in section.items() if key not in ("activities", "note")}
    return {"id": identifier, **_without_empty({**rest, "activities": rows})}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    cells = {holder: str(read_letters(text) or text) for holder, text in (row.get("raci") or {}).items()}
    when = {dimension: sorted(_texts(names)) for dimension, names in (row.get("when") or {}).items()}
    rest = {key: _canonical(key, value) for key, value in row.items() if key not in ("raci", "when", "note")}
    return _without_empty({**rest, "raci": cells, "when": when})


def _party(party: dict[str, Any]) -> dict[str, Any]:
    """A function given by its title alone is one with that title."""
    functions = {
        key: _canonical("", {"title": value} if isinstance(value, str) else value)
        for key, value in (party.get("functions") or {}).items()
    }
    rest = {key: _canonical(key, value) for key, value in party.items() if key != "functions"}
    return _without_empty({**rest, "functions": functions})


def _appendix(appendix: dict[str, Any]) -> dict[str, Any]:
    """The version of a document that changes by notice is its own affair."""
    outside = {"version"} if appendix.get("changes") == "by notice" else set()
    return {key: _canonical(key, value) for key, value in appendix.items() if key not in outside}


def _canonical(key: str, value: Any) -> Any:
    if key.startswith("x-"):
        return _plain(value)
    if key in _PERIODS and isinstance(value, str):
        period = _period(value)
        return [period] if key in _ONE_OR_MORE else period
    if key in _ONE_OR_MORE:
        return sorted({_period(item) if key in _PERIODS else _text(item) for item in _texts(value)})
    if isinstance(value, dict):
        if key in _PERIODS:  # a period for each class
            return {name: _period(item) for name, item in value.items()}
        if key in _NAMED or key in ("with", "via"):
            return {_text(name): _canonical("", item) for name, item in value.items() if item is not None}
        return _without_empty({name: _canonical(name, item) for name, item in value.items()})
    if isinstance(value, list):
        return sorted((_canonical("", item) for item in value if item is not None), key=_sort_key)
    return _text(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """A company's own data: its order may mean something, so it stays."""
    if isinstance(value, dict):
        return {_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    # RFC 8785 numbers are IEEE doubles; a longer integer keeps all its digits as text
    return str(value) if isinstance(value, int) and abs(value) > 2**53 - 1 else value


def _period(text: str) -> str:
    period = read_period(text)
    return str(period) if period is not None else _text(text)


def _text(value: str) -> str:
    return unicodedata.normalize("NFC", value).strip()


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [item for item in value or () if isinstance(item, str)]


def _sort_key(value: Any) -> str:
    import json

    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """A key that is absent and one that holds nothing mean the same."""
    return {key: value for key, value in data.items() if value not in ({}, [], "", None)}
