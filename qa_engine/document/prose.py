"""The prose of a section: paragraphs, lists (`-`, `*`, `1.`), **bold** and *italic*. Anything else is plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.document.blocks import ListItem, Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.document.blocks import Text

_ITEM = re.compile(r"(?P<indent> *)(?:[-*•]|(?P<number>[0-9]{1,4})[.)]) +(?P<text>\S.*)")
_STARS = re.compile(r"(\*{1,3})")
MAX_DEPTH = 2
"""Lists in lists go so deep; what is indented further stands at this depth."""


def blocks_of(text: str, key: str) -> Iterator[Paragraph | ListItem]:
    """Prose as paragraphs and list items, with keys `<key>/1`, `<key>/2` … in order."""
    for position, (lines, number, depth) in enumerate(_pieces(text), 1):
        runs = runs_of(" ".join(lines))
        here = f"{key}/{position}"
        yield Paragraph(here, runs) if depth is None else ListItem(here, runs, number, depth)


def _pieces(text: str) -> list[tuple[list[str], int | None, int | None]]:
    """Lines gathered into paragraphs and items: lines, number, depth (None for a paragraph)."""
    pieces: list[tuple[list[str], int | None, int | None]] = []
    indents: list[int] = []  # of the lists that are open, outermost first
    fresh = True  # nothing before this line belongs to it
    for line in text.expandtabs(4).splitlines():
        if not line.strip():
            fresh = True
            continue
        item = _ITEM.fullmatch(line.rstrip())
        if item:
            indent = len(item["indent"])
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indent > indents[-1]:
                indents.append(indent)
            number = int(item["number"]) if item["number"] else None
            pieces.append(([item["text"]], number, min(len(indents) - 1, MAX_DEPTH)))
        elif fresh or not pieces:
            if not (indents and line[0] == " "):
                indents.clear()
            pieces.append(([line.strip()], None, None))
        else:
            pieces[-1][0].append(line.strip())
        fresh = False
    return pieces


def runs_of(text: str) -> Text:
    """`**bold**`, `*italic*` and `***both***` as runs; stars that open nothing or close nothing stay stars."""
    if "*" not in text:
        return (Run(text),)
    tokens = _STARS.split(text)  # text, stars, text, stars … text
    matched = _pairs(tokens)
    runs: list[Run] = []
    bold = italic = False
    for position, token in enumerate(tokens):
        if position in matched:
            bold ^= len(token) > 1
            italic ^= len(token) != 2
        elif token:
            joins = bool(runs) and runs[-1][1:3] == (bold, italic)
            runs.append(Run(runs.pop().text + token if joins else token, bold, italic))
    return tuple(runs)


def _pairs(tokens: list[str]) -> set[int]:
    """Positions of the stars that open (they hug the word behind them) or close (they hug the word before)."""
    open_: dict[str, int] = {}  # kind of stars → where it opened, the innermost last
    matched: set[int] = set()
    for position in range(1, len(tokens), 2):
        stars, before, behind = tokens[position], tokens[position - 1], tokens[position + 1]
        if stars in open_ and before[-1:].strip():
            while next(reversed(open_)) != stars:  # opened inside and never closed: stays as it is written
                open_.popitem()
            matched |= {open_.pop(stars), position}
        elif stars not in open_ and behind[:1].strip():
            open_[stars] = position
    return matched
