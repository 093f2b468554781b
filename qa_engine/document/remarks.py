"""What is said beside a change in a redline, and where."""

from __future__ import annotations

from typing import Literal, NamedTuple

Look = Literal["", "strong", "gone", "new"]


class Words(NamedTuple):
    """Words of a remark: plain, strong, or quoted as gone or new."""

    text: str
    look: Look = ""


Said = tuple[Words, ...]
"""A paragraph of a remark."""


class Remark(NamedTuple):
    """A remark on one change.

    places   keys of blocks and rows that it may stand at (`row:DEV-02`); one that ends in `*` is any that starts so. It
             stands at the first that changed, or else at the first that is there
    columns  how the keys of the columns start in which a row is expected to have changed
    lines    what it says
    left     what is said where a row stood that moved; nothing for one that did not
    """

    places: tuple[str, ...]
    lines: tuple[Said, ...]
    columns: tuple[str, ...] = ()
    left: Said = ()
