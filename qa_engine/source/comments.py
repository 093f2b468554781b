"""The comments of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.source.text import Source

_SIGN = pattern(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)


def comments_of(source: Source, wanted: Callable[[str], bool] = bool) -> list[tuple[int, str]]:
    """The comments, each with its offset, of those that are `wanted`.

    A sign inside of a text starts none; in what cannot be read each does.
    """
    signs = [(sign.start(), said) for sign in _SIGN.finditer(source.text) if wanted(said := sign.group().rstrip())]
    if not signs:
        return []  # where the texts stand is not asked for nothing: it is most of the work
    texts = sorted(
        span
        for route, spans in (source.spans.items() if source.data is not None else ())
        for span in spans
        if not isinstance(source.value(route), dict | list) or span != spans[1]
    )
    starts = [start for start, _ in texts]
    found = []
    for at, said in signs:
        before = bisect_right(starts, at) - 1
        if before < 0 or at >= texts[before][1]:
            found.append((at, said))
    return found
