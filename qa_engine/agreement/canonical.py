"""The content of an agreement in one canonical form, and its hash.

Content is all that is printed or meant, `x-` keys and waivers too. It is not the status, notes, comments, layout, what
may change by notice, which file of an `extends` chain a value came from, where its author broke the lines of a
paragraph, nor any order except that of sections and rows.
The hash is SHA-256 over canonical JSON (RFC 8785), under a first key that names the form, so that a later form of it
can never be mistaken for this one.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.letters import canonical_cell
from qa_engine.agreement.period import read_period
from qa_engine.digest import sha256
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement

FORM = "qa-engine/content-1"

_OUTSIDE = frozenset({"status", "extends", "base-version"})
_BY_THEMSELVES = frozenset({"sections", "classes", "appendices", "parties"})
_DEFAULTS = {"scheme": "RACI"}
_PERIODS = frozenset({"within", "notice", "every", "review", "keep"})
_ONE_OR_MORE = frozenset(
    {"decides", "after", "needs", "produces", "signed-by", "may-delegate", "basis", "keep", "copy-to", "from", "by"}
)
_ITEM = pattern(r" *(?:[-*•]|[0-9]{1,4}[.)]) +\S")
"""How an item of a list starts in the prose of a section."""

_NAMED = frozenset(
    {"products", "definitions", "records", "kpis", "licences", "sites", "functions", "authorised", "procedure"}
)
"""Keys whose mappings are keyed by names that people chose, not by keys of the format."""

_NUMBER = (int, float)  # yes and no too


def content(agreement: Agreement) -> dict[str, Any]:
    """The content as plain data in canonical form; two agreements that mean the same give equal data."""
    data = agreement.data
    outside = _OUTSIDE | _BY_THEMSELVES | changes_by_notice(data)
    top = {key: value_content(key, value) for key, value in data.items() if key not in outside and value is not None}
    sections = (data.get("sections") or {}).items()
    top["sections"] = [_section(identifier, section) for identifier, section in sections if section is not None]
    top["classes"] = {
        family: {name: text_content(text) for name, text in members.items()}
        for family, members in (data.get("classes") or {}).items()
    }
    top["appendices"] = {key: _appendix(value) for key, value in (data.get("appendices") or {}).items() if value}
    top["parties"] = {key: party_content(value) for key, value in (data.get("parties") or {}).items() if value}
    return {"": FORM, **without_empty(_DEFAULTS | top)}


def canonical_json(agreement: Agreement) -> bytes:
    """The content as canonical JSON (RFC 8785), in UTF-8."""
    import rfc8785

    return bytes(rfc8785.dumps(content(agreement)))


def content_hash(agreement: Agreement) -> str:
    """`sha256:` and 64 hexadecimal digits over `canonical_json`."""
    return f"sha256:{sha256(canonical_json(agreement)).hexdigest()}"


def changes_by_notice(data: dict[str, Any]) -> set[str]:
    """The parts of an agreement's data that an appendix lists as changing by notice."""
    return {
        str(appendix["lists"])
        for appendix in (data.get("appendices") or {}).values()
        if isinstance(appendix, dict) and appendix.get("changes") == "by notice" and "lists" in appendix
    }


def _section(identifier: str, section: dict[str, Any]) -> dict[str, Any]:
    rows = [{"id": row_id, **row_content(row)} for row_id, row in (section.get("activities") or {}).items() if row]
    rest = {key: value_content(key, value) for key, value in section.items() if key not in ("activities", "note")}
    return {"id": identifier, **without_empty({**rest, "activities": rows})}


def row_content(row: dict[str, Any]) -> dict[str, Any]:
    """One row without its note."""
    said = {key: value_content(key, value) for key, value in row.items() if key not in ("raci", "when", "note")}
    if cells := row.get("raci"):
        said["raci"] = {holder: canonical_cell(text) for holder, text in cells.items()}
    if when := row.get("when"):
        said["when"] = {dimension: sorted(_texts(names)) for dimension, names in when.items()}
    return without_empty(said)


def party_content(party: dict[str, Any]) -> dict[str, Any]:
    """One party; a function given by its title alone is one with that title."""
    functions = {
        key: value_content("", {"title": value} if isinstance(value, str) else value)
        for key, value in (party.get("functions") or {}).items()
    }
    rest = {key: value_content(key, value) for key, value in party.items() if key != "functions"}
    return without_empty({**rest, "functions": functions})


def _appendix(appendix: dict[str, Any]) -> dict[str, Any]:
    """The version of a document that changes by notice is its own affair."""
    outside = {"version"} if appendix.get("changes") == "by notice" else set()
    return {key: value_content(key, value) for key, value in appendix.items() if key not in outside}


def value_content(key: str, value: Any) -> Any:
    """What stands behind a key, in canonical form; `key` is empty for an entry under a name that people chose."""
    if key.startswith("x-"):
        return _plain(value)
    if key in _PERIODS and isinstance(value, str):
        period = _period(value)
        return [period] if key in _ONE_OR_MORE else period
    if key in _ONE_OR_MORE:
        return sorted({_period(item) if key in _PERIODS else text_content(item) for item in _texts(value)})
    if isinstance(value, dict):
        if key in _PERIODS:  # a period for each class
            return {name: _period(item) for name, item in value.items()}
        if key in _NAMED or key in ("with", "via"):
            return {text_content(name): value_content("", item) for name, item in value.items() if item is not None}
        return without_empty({name: value_content(name, item) for name, item in value.items()})
    if isinstance(value, list):
        return sorted((value_content("", item) for item in value if item is not None), key=_sort_key)
    if not isinstance(value, str):
        return value
    return prose_content(value) if key == "text" else text_content(value)


def _plain(value: Any) -> Any:
    """A company's own data: its order may mean something, so it stays."""
    if isinstance(value, dict):
        return {text_content(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return text_content(value)
    # RFC 8785 numbers are IEEE doubles; a longer integer keeps all its digits as text
    return str(value) if isinstance(value, int) and abs(value) > 2**53 - 1 else value


def _period(text: str) -> str:
    period = read_period(text)
    return str(period) if period is not None else text_content(text)


def prose_content(text: str) -> str:
    """Prose with each paragraph and each item of a list in one line, as it is printed."""
    lines: list[str] = []
    fresh = True  # nothing before this line belongs to it
    for line in unicodedata.normalize("NFC", text).expandtabs(4).splitlines():
        said = line.strip()
        if not said:
            fresh = True
            continue
        joined = "" if fresh or _ITEM.match(line) else f"{lines[-1]} {said}"
        if joined and bool(_ITEM.match(joined)) == bool(_ITEM.match(lines[-1])):
            lines[-1] = joined
        else:
            lines += ["", line.rstrip()] if fresh and lines else [line.rstrip()]
        fresh = False
    return "\n".join(lines)


def text_content(value: str) -> str:
    """Text in NFC, without the blanks around it."""
    return unicodedata.normalize("NFC", value).strip()


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [item for item in value or () if isinstance(item, str)]


def _sort_key(value: Any) -> str:
    import json

    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """A key that is absent and one that holds nothing mean the same."""
    return {key: value for key, value in data.items() if value or isinstance(value, _NUMBER)}
