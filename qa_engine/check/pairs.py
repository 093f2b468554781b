"""Two rows at a time, where a rule holds rows of one kind against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

MOST = 100
"""So many of the first of a kind are held against all behind them; more than that are the same row copied over and over."""


def pairs(alike: Sequence[T], most: int = MOST) -> Iterator[tuple[T, T]]:
    """Each two of a list, in its order; beyond `most`, only those of which one is among the first `most`."""
    for position, one in enumerate(alike[:most]):
        for other in alike[position + 1 :]:
            yield one, other
