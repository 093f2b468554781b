"""An agreement from its canonical content, as a lifecycle record carries it.

What content leaves out (status, notes, what changes by notice) is not in it, and nothing in it has a place in a file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.build import build
from qa_engine.agreement.period import as_written
from qa_engine.agreement.resolved import Resolved
from qa_engine.agreement.validate import validate
from qa_engine.agreement.versions import numbers_of
from qa_engine.source import Source

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement

_TIMES = ("notice", "every", "keep")


def agreement_of(content: dict[str, Any], path: str) -> Agreement:
    """The agreement whose `canonical.content` this is; `path` says where it was recorded.

    Its content is this content again. Data that are no such content give an agreement with findings, never an
    exception.
    """
    data = {key: value for key, value in content.items() if key}
    data["sections"] = {key: _section(section) for key, section in _by_id(data.get("sections")).items()}
    data |= {key: _times(data[key]) for key in ("records", "kpis") if key in data}
    if isinstance(data.get("review"), str):
        data["review"] = as_written("review", data["review"])
    if isinstance(data.get("history"), list):
        data["history"] = sorted(data["history"], key=_version)  # content has lost in which order the versions came
    resolved = Resolved(data, [Source(path, json.dumps(content, ensure_ascii=False))])
    validate(resolved)
    return build(resolved)


def _version(entry: Any) -> tuple[int, ...]:
    return numbers_of(str(entry.get("version", "") if isinstance(entry, dict) else ""))


def _section(section: dict[str, Any]) -> dict[str, Any]:
    return {**section, "activities": _times(_by_id(section["activities"]))} if "activities" in section else section


def _times(entries: Any) -> Any:
    """Rows, records or KPIs with their times as the format takes them; content has one form for all."""
    if not isinstance(entries, dict):
        return entries
    return {
        name: {**entry, **{key: _time(key, entry[key]) for key in _TIMES if key in entry}}
        if isinstance(entry, dict)
        else entry
        for name, entry in entries.items()
    }


def _time(key: str, value: Any) -> Any:
    if isinstance(value, dict):  # a time for each class
        return {name: _time(key, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_time(key, item) for item in value]
    return as_written(key, value) if isinstance(value, str) else value


def _by_id(entries: Any) -> dict[str, dict[str, Any]]:
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            found[entry["id"]] = {key: value for key, value in entry.items() if key != "id"}
    return found
