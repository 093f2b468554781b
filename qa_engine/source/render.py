"""Plain data → YAML text for a place in a file that people wrote: short things in one line, long ones a key a line.

`write.dump` shows data; this puts new values between lines that stay as they are.
"""

from __future__ import annotations

import json
import re
from typing import Any

from qa_engine.source.edit import quote_scalar

ROOM = 100
"""A mapping or list up to so many characters stands in one line."""

STEP = "  "

# A text that can stand below `|` as it is: lines of visible characters, the first of which starts with no blank.
# What only an escape can bring in is kept in quotes.
_ESCAPED = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_BLOCK = re.compile(rf"[^\s{_ESCAPED}][^{_ESCAPED}]*\Z")


def flow(value: Any) -> str:
    """Data in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote_scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return quote_scalar(value) if isinstance(value, str) else json.dumps(value)


def rendered(value: Any, indent: str, *, blocks: bool = True) -> tuple[str, list[str]]:
    """What stands behind `key:` on its line, and the lines below it; `indent` is that of the key.

    Without `blocks` a text of several lines is quoted: below it stands a comment that a block would swallow.
    """
    below = indent + STEP
    if blocks and isinstance(value, str) and _stands_as_block(value):
        head = "|" if value.endswith("\n") else "|-"
        return head, [below + line if line else "" for line in value.removesuffix("\n").split("\n")]
    if isinstance(value, dict) and value and not _is_short(value):
        return "", [line for key, item in value.items() for line in entry(key, item, below, blocks=blocks)]
    if isinstance(value, list) and value and (len(flow(value)) > ROOM or any(isinstance(item, dict) for item in value)):
        return "", [f"{below}- {flow(item)}" for item in value]
    return flow(value), []


def entry(key: str, value: Any, indent: str, *, blocks: bool = True) -> list[str]:
    """`key: value` as lines."""
    head, lines = rendered(value, indent, blocks=blocks)
    return [f"{indent}{quote_scalar(key)}:{' ' if head else ''}{head}", *lines]


def _stands_as_block(text: str) -> bool:
    return "\n" in text and not text.endswith("\n\n") and not text.isspace() and bool(_BLOCK.match(text))


def _is_short(value: dict[str, Any]) -> bool:
    """Whether a mapping stands in one line: values without inner structure but lists, and not too long."""
    if any(isinstance(item, dict) or (isinstance(item, str) and "\n" in item) for item in value.values()):
        return False
    return len(flow(value)) <= ROOM
