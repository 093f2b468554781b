"""An agreement from its canonical content, as a lifecycle record carries it.

What content leaves out (status, notes, what changes by notice) is not in it, and nothing in it has a place in a file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.build import build
from qa_engine.agreement.resolved import Resolved
from qa_engine.agreement.validate import validate
from qa_engine.source import Source

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement


def agreement_of(content: dict[str, Any], path: str) -> Agreement:
    """The agreement whose `canonical.content` this is; `path` says where it was recorded.

    Its content is this content again. Data that are no such content give an agreement with findings, never an
    exception.
    """
    data = {key: value for key, value in content.items() if key}
    data["sections"] = {key: _section(section) for key, section in _by_id(data.get("sections")).items()}
    if isinstance(data.get("review"), str):
        data["review"] = f"every {data['review']}"  # content keeps the period alone
    if isinstance(data.get("history"), list):
        data["history"] = sorted(data["history"], key=_version)  # content has lost in which order the versions came
    resolved = Resolved(data, [Source(path, json.dumps(content, ensure_ascii=False))])
    validate(resolved)
    return build(resolved)


def _version(entry: Any) -> tuple[int, ...]:
    numbers = str(entry.get("version", "") if isinstance(entry, dict) else "").split(".")
    return tuple(int(number) for number in numbers if number.isdigit())


def _section(section: dict[str, Any]) -> dict[str, Any]:
    return {**section, "activities": _by_id(section["activities"])} if "activities" in section else section


def _by_id(entries: Any) -> dict[str, dict[str, Any]]:
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            found[entry["id"]] = {key: value for key, value in entry.items() if key != "id"}
    return found
