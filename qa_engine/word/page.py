"""The page. Lengths are twips: 1/20 point, 56.7 to the millimetre."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A page of A4."""

    width: int
    height: int
    side: int = 907
    top: int = 1304
    bottom: int = 1247
    edge: int = 567

    @property
    def text(self) -> int:
        """The width that text and tables have."""
        return self.width - 2 * self.side


UPRIGHT = Page(11906, 16838)
WIDE = Page(16838, 11906)
