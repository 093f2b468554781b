"""What the format has at a place: the keys that may stand there, the words that it knows, what they mean."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from qa_engine.agreement.schema import json_schema
from qa_engine.named import NamedTuple


class Known(NamedTuple):
    """What may stand at a place.

    keys   key → what it is for
    words  the words of a closed list
    about  what the place itself is for
    """

    keys: dict[str, str]
    words: tuple[str, ...]
    about: str


def known_at(route: tuple[str | int, ...], *, on_top: bool) -> Known:
    """What the format has at a route; positions in lists may be left out. `on_top`: of a file that extends another."""
    schema = _schema()
    nodes = _inside([schema["$defs"]["Agreement on top" if on_top else "Agreement"]])
    for step in route:
        if not isinstance(step, int):
            nodes = _inside([child for node in nodes for child in _below(node, step)])
    keys: dict[str, str] = {}
    words: dict[str, None] = {}
    about = ""
    for node in nodes:
        for key, child in node.get("properties", {}).items():
            keys.setdefault(key, child.get("description", ""))
        words.update(dict.fromkeys(str(word) for word in node.get("enum", [node["const"]] if "const" in node else ())))
        about = about or node.get("description", "")
    return Known(keys, tuple(words), about)


@cache
def _schema() -> dict[str, Any]:
    return json_schema()


def _inside(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Schemas with those that they are made of: references, alternatives, items of lists."""
    found: list[dict[str, Any]] = []
    waiting = nodes[::-1]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict) or node in found:
            continue
        found.append(node)
        inner = [*node.get("anyOf", ()), *node.get("oneOf", ()), node.get("items")]
        if "$ref" in node:
            inner.append(_schema()["$defs"][node["$ref"].removeprefix("#/$defs/")])
        waiting += [one for one in inner[::-1] if one]
    return found


def _below(node: dict[str, Any], key: str) -> list[dict[str, Any]]:
    if key in node.get("properties", {}):
        return [node["properties"][key]]
    fitting = [child for pattern, child in node.get("patternProperties", {}).items() if re.search(pattern, key)]
    other = node.get("additionalProperties")
    return fitting or ([other] if isinstance(other, dict) else [])
