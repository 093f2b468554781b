"""The page and how tables share its width. Lengths are twips: 1/20 point, 56.7 to the millimetre."""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_engine.document.blocks import Cell, Column, ColumnKind


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

CELL_MARGIN = 85
"""Left and right of the text in a cell."""

ENOUGH_FOR_ACTIVITY = 2750
"""In a narrower column an activity becomes a ribbon of single words."""

# advance widths of Arial in thousandths of the type size, from the space on
_ADVANCES = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_ADVANCE = {chr(32 + position): int(width) for position, width in enumerate(_ADVANCES.split())}
_BOLD = 1.08
_UNBROKEN = re.compile(r"[^\s\-/–]+[-/–]?")
_WHOLE = re.compile(r"\S+")
_LINE = re.compile(r".+")


def length(words: str, size: float) -> int:
    """The length of words in twips at a type size in points, near enough to share out columns."""
    return int(sum(_ADVANCE.get(letter, 1000 if letter > "\u1100" else 600) for letter in words) * size / 50)


class _Share(NamedTuple):
    """What a kind of column may take: type size in points, least and greatest width of its longest word, weight of its text."""

    size: float
    least: int
    most: int
    weight: float


_SHARES: dict[ColumnKind, _Share] = {
    "id": _Share(8, 620, 1700, 0.0),
    "label": _Share(9.2, 1100, 2600, 1.0),
    "text": _Share(8.5, 900, 2400, 1.0),
    "party": _Share(7.5, 900, 1650, 0.8),
    "time": _Share(7.5, 1000, 1300, 0.9),
    "references": _Share(7.5, 1000, 1300, 0.9),
    "blank": _Share(8.5, 1700, 1700, 0.0),
}

_TIGHT = _SHARES["party"]._replace(weight=0.1)
_HEADING = _Share(8, 0, 1700, 0)


def column_widths(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], total: int, *, tight: bool = False) -> list[int]:
    """Widths that add up to `total`: no column narrower than its longest word (within reason), the rest by amount of text.

    On a `tight` page party columns get little more than their longest word.
    """
    unbroken = [_WHOLE if column.kind == "id" else _UNBROKEN for column in columns]
    words: list[set[str]] = [set() for _ in columns]
    amounts = [0] * len(columns)
    count = 0
    for cells in rows:
        count += 1
        for position, cell in enumerate(cells):
            for paragraph in cell:
                for part in paragraph:
                    amounts[position] += len(part.text)
                    words[position].update(unbroken[position].findall(part.text))
    shares = [_TIGHT if tight and column.kind == "party" else _SHARES[column.kind] for column in columns]
    least = [
        max(_least(share, found), _least(_HEADING, set((_UNBROKEN if tight else _LINE).findall(column.heading))))
        for share, found, column in zip(shares, words, columns, strict=True)
    ]
    room = total - sum(least)
    if room <= 0:
        return _adding_up([width * total / sum(least) for width in least], total)
    weights = [share.weight * _dampened(amount / max(count, 1)) for share, amount in zip(shares, amounts, strict=True)]
    whole = sum(weights) or 1.0
    if not sum(weights):
        weights, whole = [1.0] * len(columns), float(len(columns))
    return _adding_up([width + room * weight / whole for width, weight in zip(least, weights, strict=True)], total)


class MatrixLayout(NamedTuple):
    """The columns of a matrix on the page. `folded`: references stand under the activity and have no column."""

    columns: tuple[Column, ...]
    widths: list[int]
    folded: bool


def matrix_layout(columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]], total: int) -> MatrixLayout:
    """Columns for all rows of all matrices; references move under the activity where the page is too narrow for both."""
    widths = column_widths(columns, rows, total)
    if columns[-1].kind != "references" or widths[1] >= ENOUGH_FOR_ACTIVITY:
        return MatrixLayout(columns, widths, folded=False)
    kept = columns[:-1]
    last = len(kept)
    folded = [(cells[0], cells[1] + cells[last], *cells[2:last]) if len(cells) > last else cells for cells in rows]
    return MatrixLayout(kept, column_widths(kept, folded, total, tight=True), folded=True)


def _least(share: _Share, words: set[str]) -> int:
    """As wide as the longest word, between the bounds of the column's kind."""
    longest = max((len(word) for word in words), default=0)
    widest = max((length(word, share.size) for word in words if len(word) > 0.6 * longest), default=0)
    return min(max(int(widest * _BOLD) + 2 * CELL_MARGIN + 20, share.least), share.most)


def _dampened(amount: float) -> float:
    """Twice the text gets less than twice the width, so that what has little to say does not become a ribbon: amount to the 3/4.

    By square roots, which come out the same to the last digit on every machine.
    """
    return sqrt(amount * sqrt(amount))


def _adding_up(widths: Sequence[float], total: int) -> list[int]:
    """Whole numbers with the sum `total`; the widest column takes what rounding leaves."""
    whole = [int(width) for width in widths]
    whole[whole.index(max(whole))] += total - sum(whole)
    return whole
