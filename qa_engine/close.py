"""Words that come close to one: `difflib`, which is loaded only where something was mistyped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def get_close_matches(word: str, known: Iterable[str], n: int = 3, cutoff: float = 0.6) -> list[str]:
    """As `difflib` gives them: at most `n` of the known words, the closest first, each alike by `cutoff` of 1 at least."""
    import difflib

    return difflib.get_close_matches(word, list(known), n, cutoff)
