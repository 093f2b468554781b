"""Data → the text of a file in the canonical layout of agreements, with comments above its parts.

Two blanks a step, one key a line in a row, `raci` in one line, letters unquoted; short things in one line, long prose
wrapped.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from qa_engine.source.edit import quote_scalar
from qa_engine.source.render import STEP, flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.source import Route

WIDTH = 120
"""Prose and comments are wrapped here."""

IN_ONE_LINE = frozenset({"raci", "within", "notice", "every", "with", "via", "when", "procedure"})
"""Keys of a row whose mapping stands in one line, however long it is."""

SHORT = 160
"""A mapping of plain values, up to so many characters, stands in one line."""

_ITEM = re.compile(r"(?:- |[0-9]+\. )")
# Text that needs no quotes behind `key: ` on a line of its own (YAML 1.2, 7.3.3). It holds a blank, so that nobody
# reads a number or a word of YAML in it, or it is a date, which is text in YAML 1.2.
_PLAIN = re.compile(r"(?=.* )[^\W_](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def laid_out(data: dict[str, Any], guides: dict[Route, str]) -> str:
    """The text of an agreement; `guides` are comments by the route of what they stand above, `()` the whole file."""
    lines = list(_comment(guides.get((), ""), ""))
    for key, value in data.items():
        apart = isinstance(value, dict | list) and not _stands_in_line(value, (key,))
        if apart or key in ("id", "commercial-contract") or (key,) in guides:
            lines.append("")
        lines += _comment(guides.get((key,), ""), "")
        lines += _entry(key, value, (key,), "", guides)
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, route: Route, indent: str, guides: dict[Route, str]) -> Iterator[str]:
    name = f"{indent}{quote_scalar(key)}:"
    below = indent + STEP
    if isinstance(value, str):
        if "\n" in value:
            yield f"{name} |"
            yield from (below + line if line else "" for line in _wrapped(value, WIDTH - len(below)))
        else:
            yield f"{name} {_scalar(value)}"
    elif _stands_in_line(value, route):
        yield f"{name} {flow(value)}"
    elif isinstance(value, dict):
        yield name
        for position, (inner, item) in enumerate(value.items()):
            if position and route == ("sections",):
                yield ""
            yield from _comment(guides.get((*route, inner), ""), below)
            yield from _entry(inner, item, (*route, inner), below, guides)
    else:
        yield name
        yield from (f"{below}- {flow(item)}" for item in value)


def _stands_in_line(value: Any, route: Route) -> bool:
    if isinstance(value, list):
        return not any(isinstance(item, dict) for item in value)
    if not isinstance(value, dict):
        return True
    if route[-1] in IN_ONE_LINE:
        return True
    if len(route) == 1 and route[0] != "commercial-contract":
        return False
    if route[0] in ("definitions", "classes") or route[-1] in ("functions", "sites", "activities"):
        return False
    is_row = len(route) == 4 and route[2] == "activities"
    return not (is_row and "do" in value) and len(flow(value)) <= SHORT


def _scalar(text: str) -> str:
    return text if _PLAIN.match(text) or _DATE.match(text) else quote_scalar(text)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Prose with its paragraphs and list items wrapped; a line that goes on an item hangs below its words."""
    for number, part in enumerate(re.split(r"\n\s*\n", text.strip("\n"))):
        if number:
            yield ""
        piece: list[str] = []
        for line in (*part.splitlines(), None):
            if piece and (line is None or _ITEM.match(line)):
                words = " ".join(one.strip() for one in piece)
                item = _ITEM.match(words)
                hang = " " * len(item.group()) if item else ""
                yield from textwrap.wrap(
                    words, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
                )
                piece = []
            if line is not None:
                piece.append(line)


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in text.splitlines():
        hang = " " * (len(line) - len(line.lstrip()) + (3 if re.match(r"\s*[0-9]\.", line) else 0))
        wrapped = textwrap.wrap(line, WIDTH - len(indent) - 2, subsequent_indent=hang, break_on_hyphens=False)
        yield from (f"{indent}# {one}" for one in wrapped)
