"""What differs between two texts, word by word. Computed here alone, so that text, HTML and Word cannot disagree."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

What = Literal["same", "gone", "new"]

_TOKEN = re.compile(r"\s+|\w+(?:[-'’.]\w+)*|[^\w\s]")

MAX_TOKENS = 4000
"""Longer stretches are not told apart word by word: the one is gone, the other is new."""


class Piece(NamedTuple):
    """A stretch of text that is in both, in the old one alone (`gone`), or in the new one alone (`new`)."""

    what: What
    text: str


@lru_cache(maxsize=2048)
def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two texts in reading order: `same` and `gone` make the old one, `same` and `new` the new one."""
    if before == after:
        return (Piece("same", before),) if before else ()
    pieces: list[Piece] = []
    # paragraphs first: long prose stays cheap, and words are not matched across paragraphs
    for old, new in _paragraphs(before, after):
        pieces += [Piece("same", old)] if old == new else _words(old, new)
    return tuple(_joined(pieces))


def _paragraphs(before: str, after: str) -> Iterator[tuple[str, str]]:
    one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for what, start, end, new_start, new_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "replace" or end - start != new_end - new_start:
            yield "".join(one[start:end]), "".join(other[new_start:new_end])
        else:
            yield from zip(one[start:end], other[new_start:new_end], strict=True)


def _words(before: str, after: str) -> Iterator[Piece]:
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(one) + len(other) > MAX_TOKENS:
        yield from _changed(one, other)
        return
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    # a blank between two changed words is no common ground
    ground = [block for block in blocks if "".join(one[block.a : block.a + block.size]).strip() or not block.size]
    at = new_at = 0
    for start, new_start, size in ground:
        yield from _changed(one[at:start], other[new_at:new_start])
        if size:
            yield Piece("same", "".join(one[start : start + size]))
        at, new_at = start + size, new_start + size


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if old:
        yield Piece("gone", "".join(old))
    if new:
        yield Piece("new", "".join(new))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece; in a stretch that changed, what is gone stands before what is new."""
    for _, run in groupby(pieces, key=lambda piece: piece.what == "same"):
        texts: dict[What, str] = {"same": "", "gone": "", "new": ""}
        for what, text in run:
            texts[what] += text
        yield from (Piece(what, text) for what, text in texts.items() if text)
