"""The comments of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from qa_engine.source.text import Source

_SIGN = pattern(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)


def comments_of(source: Source) -> list[tuple[int, str]]:
    """The comments, each with its offset. A sign inside of a text starts none; in what cannot be read each does."""
    texts = sorted(
        span
        for route, spans in (source.spans.items() if source.data is not None else ())
        for span in spans
        if not isinstance(source.value(route), dict | list) or span != spans[1]
    )
    starts = [start for start, _ in texts]
    found = []
    for sign in _SIGN.finditer(source.text):
        before = bisect_right(starts, sign.start()) - 1
        if before < 0 or sign.start() >= texts[before][1]:
            found.append((sign.start(), sign.group().rstrip()))
    return found
