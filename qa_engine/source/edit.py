"""Change a text at its places and leave every other character alone.

Edits are spans, never dumps: a dump would reflow what people lined up by hand.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from qa_engine.finding import Edit
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.source.text import Route, Source

# Text that stays itself without quotes, in block and in flow style (YAML 1.2, sections 6.2 and 7.3.3): it starts with a
# letter or a digit and holds none of the indicators. What looks like a number or a word of YAML is quoted below.
_PLAIN = pattern(r"[^\W_][\w .()/%+'<=>;@·–—-]*\Z")
_LOOKS_TYPED = pattern(r"(?:[-+.]?[0-9][0-9a-fA-FoOxX_.eE+-]*|true|false|null|yes|no|on|off|y|n)\Z", re.IGNORECASE)


def quote_scalar(text: str) -> str:
    """Text as a YAML scalar on one line: plain where that is safe anywhere, else in double quotes."""
    if _PLAIN.match(text) and not _LOOKS_TYPED.match(text) and not text.endswith(" "):
        return text
    # JSON strings are YAML double-quoted scalars (YAML 1.2, section 1.3), but for what libyaml reads as a line break
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match.group()):04x}", quoted)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; offsets are those of the text as given.

    Raises ValueError where two edits overlap or one lies outside of the text.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end)):
        if not done <= edit.start <= edit.end <= len(text):
            raise ValueError(f"an edit at {edit.start}-{edit.end} overlaps another or lies outside of the text")
        parts += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join([*parts, text[done:]])


def replace_value(source: Source, route: Route, value: str) -> Edit:
    """The edit that puts a text value in place of the scalar that stands at a route.

    Raises KeyError where nothing stands there, ValueError where a list or a mapping does.
    """
    if route not in source.spans:
        raise KeyError(route)
    if isinstance(source.value(route), dict | list):
        raise ValueError(f"{route} holds a list or a mapping, not one value")
    start, end = source.span(route)
    quoted = quote_scalar(value)
    # behind `key:` and `-` an empty value has no blank of its own
    blank = " " if start == end and source.text[start - 1 : start] in (":", "-", ",") else ""
    return Edit(source.path, start, end, blank + quoted)
