"""How the columns of a table share the page: wide enough for their words, and so that the table comes out short.

Lengths are twips. Word is not asked: it lays the table out as it is told, so the widths are the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import sqrt

from qa_engine.document.blocks import said
from qa_engine.named import NamedTuple

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_engine.document.blocks import Cell, Column, ColumnKind

    _Lengths = tuple[int, ...]  # of the paragraphs of a cell, in letters

CELL_MARGIN = 85
"""Left and right of the text in a cell."""

# advance widths of Arial in thousandths of the type size, from the space on
_ADVANCES = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_ADVANCE = {chr(32 + position): int(width) for position, width in enumerate(_ADVANCES.split())}
_ONE_DIGIT = str.maketrans("123456789", "000000000")
"""All digits are of one width: ids that differ in nothing else are measured once."""
_BOLD = 1.08
"""How much wider bold letters are."""
_AVERAGE = 0.52
"""The advance of running text, in type sizes a letter."""
_BREAKS = ("-", "/", "–")
"""A line may end behind these, inside of a word."""


class _Share(NamedTuple):
    """What a kind of column may take.

    size    type size in points
    least   the least width
    most    the greatest width that a long word may claim
    weight  how much its text counts for more than that
    beside  what its longest word needs more than its size says: letters are larger than the words behind them
    """

    size: float
    least: int
    most: int
    weight: float
    beside: int = 0


_SHARES: dict[ColumnKind, _Share] = {
    "id": _Share(8 * _BOLD, 620, 1700, 0.0),
    "label": _Share(8.5 * _BOLD, 1100, 2600, 1.0),
    "text": _Share(8.5, 900, 2400, 1.0),
    "party": _Share(7.5, 900, 1650, 0.5, 50),
    "function": _Share(9 * _BOLD, 600, 900, 0.0),
    "who": _Share(7.5, 900, 1700, 0.7),
    "what": _Share(7.5, 1200, 2400, 1.2),
    "time": _Share(7.5, 1000, 1300, 0.9),
    "references": _Share(7.5, 1000, 1300, 0.9),
}
_HEADING = _Share(8 * _BOLD, 0, 1700, 0)

PARTY_WEIGHTS = (0.05, 0.2, 0.4, 0.8)
"""What is tried for the party columns of a matrix; the shortest result counts."""

SAMPLE = 100
"""So many rows tell how long a matrix comes out."""

NARROWEST_ACTIVITY = 2400
FOLDING_GAIN = 1.12
"""A column of references of its own may make the matrices longer by this factor, and no more."""


class MatrixLayout(NamedTuple):
    """The columns of a matrix on the page. `folded`: references stand under the activity and have no column."""

    columns: tuple[Column, ...]
    widths: list[int]
    folded: bool


def matrix_layout(columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]], total: int) -> MatrixLayout:
    """Columns for all rows of all matrices of a document.

    References have a column where the page has room for it; else they stand under the activity.
    """
    whole = [cells for cells in rows if len(cells) == len(columns)]  # those that apply
    measured = _measure(columns, whole)
    sampled = _by_column(columns, whole[:: max(1, len(whole) // SAMPLE)])
    sample = [[known[cell] for cell in cells] for known, cells in zip(measured.lengths, sampled, strict=True)]
    widths, height = _shortest(measured, sample, total)
    if columns[-1].kind != "references":
        return MatrixLayout(columns, widths, folded=False)
    both = [activity + references for activity, references in zip(sample[1], sample[-1], strict=True)]
    narrow, folded_height = _shortest(measured.folded(), [sample[0], both, *sample[2:-1]], total)
    if widths[1] >= NARROWEST_ACTIVITY and height <= folded_height * FOLDING_GAIN:
        return MatrixLayout(columns, widths, folded=False)
    return MatrixLayout(columns[:-1], narrow, folded=True)


def _by_column(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The cells of each column."""
    return [[row[position] for row in rows] for position in range(len(columns))]


def _shortest(measured: _Measured, sample: Sequence[Sequence[_Lengths]], total: int) -> tuple[list[int], int]:
    """The widths, of those that are tried, with which the sample (by column) comes out lowest, and how high."""
    tried = (measured.widths(total, weight) for weight in PARTY_WEIGHTS)
    return min(((widths, _height(measured.columns, sample, widths)) for widths in tried), key=lambda found: found[1])


def _lengths(cell: Cell) -> _Lengths:
    return tuple([sum([len(part.text) for part in paragraph]) for paragraph in cell])


def _height(columns: Sequence[Column], sample: Sequence[Sequence[_Lengths]], widths: Sequence[int]) -> int:
    """How high the rows of a sample, given by column, come out, in points."""
    heights = []
    for column, cells, width in zip(columns, sample, widths, strict=True):
        size = _SHARES[column.kind].size
        letters, line = _letters(width, size), int(size * 1.2)
        known = {lengths: line * _lines(lengths, letters) for lengths in set(cells)}  # in a matrix most are alike
        heights.append([known[lengths] for lengths in cells])
    return sum(map(max, zip(*heights, strict=True)))


def _lines(lengths: _Lengths, letters: int) -> int:
    """How many lines paragraphs take where so many letters go into one."""
    return sum([-(-length // letters) for length in lengths])


@cache
def _letters(width: int, size: float) -> int:
    """How many letters go into a line of a cell; about two of them are lost to whole words."""
    return max(int((width - 2 * CELL_MARGIN) / (20 * _AVERAGE * size)) - 2, 1)


def line_count(cell: Cell, width: int) -> int:
    """About how many lines a cell takes."""
    return _lines(_lengths(cell), _letters(width, 8))


def heading_height(columns: Sequence[Column]) -> int:
    """The height of a row of headings of which some read upwards, on two lines each; 0 where none does."""
    upwards = [column.heading for column in columns if column.kind == "function"]
    if not upwards:
        return 0
    longest = max(_length(word, 8 * _BOLD) for heading in upwards for word in heading.split())
    half = max(_length(heading, 8 * _BOLD) * 6 // 10 for heading in upwards)
    return max(longest, half) + 160


def column_widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: int) -> list[int]:
    """Widths that add up to `total`: no column narrower than its longest word, within reason; the rest goes by text."""
    return _measure(columns, rows).widths(total)


class _Measured(NamedTuple):
    """Columns with the least width that the words of each need, and the mean amount of its text in letters.

    lengths  of the contents of each
    """

    columns: Sequence[Column]
    least: list[int]
    amounts: list[float]
    lengths: list[dict[Cell, _Lengths]]

    def folded(self) -> _Measured:
        """The same with the last column under the second."""
        least, amounts = self.least[:-1], self.amounts[:-1]
        least[1] = max(least[1], self.least[-1])
        amounts[1] += self.amounts[-1]
        return self._replace(columns=self.columns[:-1], least=least, amounts=amounts)

    def widths(self, total: int, party_weight: float | None = None) -> list[int]:
        """Whole widths with the sum `total`; the widest column takes what rounding leaves."""
        room = total - sum(self.least)
        if room < 0:
            return _adding_up([width * total / sum(self.least) for width in self.least], total)
        weights = [
            (party_weight if party_weight is not None and column.kind == "party" else _SHARES[column.kind].weight)
            * _dampened(amount)
            for column, amount in zip(self.columns, self.amounts, strict=True)
        ]
        if not any(weights):
            weights = [1.0] * len(weights)
        whole = sum(weights)
        return _adding_up(
            [width + room * weight / whole for width, weight in zip(self.least, weights, strict=True)], total
        )


def _measure(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> _Measured:
    least, amounts, measured = [], [], []
    for column, cells in zip(columns, _by_column(columns, rows), strict=True):
        counted = Counter(cells)  # each content once: in a matrix most are alike
        lengths = {cell: _lengths(cell) for cell in counted}
        share = _SHARES[column.kind]
        words = _words(column.kind, {said(paragraph) for cell in counted for paragraph in cell})
        heading = _pieces([column.heading]) if column.kind != "function" else set()  # that one reads upwards
        least.append(max(_least(share, words), _least(_HEADING, heading)))
        amounts.append(sum([sum(lengths[cell]) * times for cell, times in counted.items()]) / max(len(rows), 1))
        measured.append(lengths)
    return _Measured(columns, least, amounts, measured)


def _words(kind: ColumnKind, texts: set[str]) -> set[str]:
    """What is not broken between lines: words, whole ids, letters with the first word behind them."""
    if kind == "id":
        return texts
    found = _pieces(texts)
    if kind == "party":
        found |= {" ".join(text.split(" ", 2)[:2]) for text in texts}
    return found


def _pieces(texts: Iterable[str]) -> set[str]:
    """The words of texts, each up to the place where a line may end."""
    whole = " ".join(texts)
    for sign in _BREAKS:
        whole = whole.replace(sign, f"{sign} ")
    return set(whole.split()).difference(_BREAKS)


def _least(share: _Share, words: set[str]) -> int:
    """As wide as the longest word, between the bounds of the column's kind."""
    longest = max(map(len, words), default=0)
    long = {word.translate(_ONE_DIGIT) for word in words if len(word) > 0.6 * longest}
    widest = max([_length(word, share.size) for word in long], default=0)
    return min(max(widest + share.beside + 2 * CELL_MARGIN + 20, share.least), share.most)


def _length(word: str, size: float) -> int:
    return int(sum(_ADVANCE.get(letter, 1000 if letter > "\u1100" else 600) for letter in word) * size / 50)


def _dampened(amount: float) -> float:
    """The amount to the power of 3/4: twice the text gets less than twice the width, and no column becomes a ribbon.

    By square roots, which come out the same to the last digit on every machine.
    """
    return sqrt(amount * sqrt(amount))


def _adding_up(widths: Sequence[float], total: int) -> list[int]:
    whole = [int(width) for width in widths]
    whole[whole.index(max(whole))] += total - sum(whole)
    return whole
