"""An agreement as lines, one fact a line under its own name: what git shows when it shows a difference.

Layout, comments and the order of what has none are gone, so a line differs only where something agreed differs; each
says by itself what it is about, wherever git cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.changes.keyed import NULL, Keyed

if TYPE_CHECKING:
    from collections.abc import Iterator


def lines_of_data(data: dict[str, Any]) -> Iterator[str]:
    """The facts of one file (not of what it extends), line by line, in the order in which the file has its parts."""
    keyed = Keyed.of(data, whole=True)
    for key in data:
        if key == "sections":
            yield from _sections(keyed)
        elif key != "format":
            yield from _facts(_NAMES.get(key, key), keyed.top(key))


_NAMES = {
    "parties": "party",
    "products": "product",
    "definitions": "definition",
    "records": "record",
    "kpis": "KPI",
    "contacts": "contact",
    "appendices": "appendix",
    "signatories": "signatory",
    "waivers": "waiver",
    "classes": "class",
}


def _sections(keyed: Keyed) -> Iterator[str]:
    for section, rows in keyed.order.items():
        yield from (
            _facts(f"section {section}", keyed.section(section)) if keyed.section(section) else (f"section {section}",)
        )
        for row in rows:
            said = keyed.row(row)
            first = {"do": said.pop("do")} if "do" in said else {}
            yield f"{row} in {section}"
            yield from _facts(row, first | dict(sorted(said.items())))


def _facts(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value and NULL not in value:
        for key, item in value.items():
            yield from _facts(f"{name} {key}", item)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from _facts(name, item)
    elif isinstance(value, str) and "\n" in value:
        yield from (f"{name}: {line}" for line in value.split("\n") if line.strip())
    elif value is not None:
        yield f"{name}: {_said(value)}"


def _said(value: Any) -> str:
    if value == NULL or (isinstance(value, dict) and NULL in value):
        return "taken out"
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != {} else "(nothing said)"
