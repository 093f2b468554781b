"""Regular expressions that are compiled when they are first asked.

The patterns of the rules about words take longer to compile than most agreements take to check, and most agreements hold
none of the words for which they are tried at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable


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
    return cast("re.Pattern[str]", _Waiting(lambda: re.compile(text, flags)))
