"""Regular expressions that are compiled when they are first asked.

The patterns of the rules about words take longer to compile than most agreements take to check, and most agreements hold
none of the words for which they are tried at all.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Waiting:
    """Stands for a pattern: the first question compiles it, and the answers are its own from then on."""

    def __init__(self, compiled: Callable[[], re.Pattern[str]]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        pattern = self._compiled()
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags"):
            setattr(self, method, getattr(pattern, method))
        return getattr(pattern, name)


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled at the first question; raises re.error then."""
    return _Waiting(lambda: re.compile(text, flags))  # type: ignore[return-value]  # answers as one
