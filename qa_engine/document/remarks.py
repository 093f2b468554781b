"""What is said beside a change in a redline, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from qa_engine.document.blocks import Heading
from qa_engine.document.compare import BY_PLACE, PROSE, Tabular, alike, rows_of
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.document.blocks import Block
    from qa_engine.document.compare import Step

_STEPS = re.compile("[:/]")
_GONE = "/gone"

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


class Places:
    """Where each remark stands."""

    def __init__(self, found: Iterable[Step], remarks: Iterable[Remark]) -> None:
        self._changed: dict[str, bool] = {}
        self._staying: set[str] = set()
        self._by_start: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for step in found:
            for name, changed, gone in _keys(step):
                key = _occurrence(name, gone=gone)
                self._changed[key] = self._changed.get(key, False) or changed
                for end in (match.end() for match in _STEPS.finditer(key)):
                    self._by_start[key[:end]][key] = None
                if not gone:
                    self._staying.add(key)
        self._waiting: defaultdict[str, list[Remark]] = defaultdict(list)
        self._left: dict[str, Said] = {}
        for remark in remarks:
            key = self._place(remark)
            self._waiting[key].append(remark)
            if remark.left:
                self._left[key] = remark.left

    def _place(self, remark: Remark) -> str:
        first = ""
        for place in remark.places:
            for key in self._expanded(place):
                if self._changed[key]:
                    return key
                first = first or key
        return first or "title"

    def _expanded(self, place: str) -> Iterable[str]:
        if place.endswith("*"):
            return self._by_start.get(place[:-1], ())
        return (place,) if place in self._changed else ()

    def waits_in(self, block: Block) -> bool:
        """Whether a remark stands at a block or at one of its rows."""
        if block.key in self._waiting:
            return True
        return isinstance(block, Tabular) and any(row.key in self._waiting for row in rows_of(block))

    def take(self, name: str, *, gone: bool) -> list[Remark]:
        """The remarks that stand here: of what moved where it stands now, and not where it is gone."""
        key = _occurrence(name, gone=gone)
        return [] if gone and key in self._staying else self._waiting.pop(key, [])

    def left(self, key: str) -> Said:
        """What is said of a row where it stood before it moved."""
        return self._left.pop(key, ())


def _occurrence(key: str, *, gone: bool) -> str:
    """A key; of what is gone and was known by its place, not the one of what stands in that place now."""
    return key + _GONE if gone and (key.partition(":")[0] in BY_PLACE or PROSE in key) else key


def _keys(step: Step) -> Iterator[tuple[str, bool, bool]]:
    """The keys of a block and of its rows: whether each changed, and whether it is gone."""
    block, gone = step.new, step.new is None
    alone = gone or step.old is None
    if block is None:
        block = step.old
    if block is None:
        return
    if not (isinstance(block, Heading) and block.key.startswith("party:")):  # the row on the title page is called so
        yield block.key, step.changed, gone
    if not isinstance(block, Tabular):
        return
    if alone or not step.rows:
        yield from ((row.key, alone, gone) for row in rows_of(block))
        return
    before, after = rows_of(step.old), rows_of(step.new)  # type: ignore[arg-type]  # rows are paired of two tables alone
    for i, j in step.rows:
        if j is None and i is not None:
            yield before[i].key, True, True
        elif j is not None:
            yield after[j].key, step.other_columns or i is None or not alike(before[i], after[j]), False
