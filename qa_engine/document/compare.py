"""Two documents side by side: which block, row and column of the old one is which of the new one.

What both hold under one name stands in both; it is the same whatever it says now. What stands elsewhere among the others
is gone from where it stood and new where it stands, for that is how Word shows it. Entries that are known by their place
alone (paragraphs of prose, contacts of one desk) are found by what they say.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING, Any, TypeVar

from qa_engine.document.blocks import (
    NOTHING,
    Heading,
    KeyValue,
    ListItem,
    Matrix,
    MatrixRow,
    PageBreak,
    Paragraph,
    SignatureTable,
    Table,
    TableRow,
    said,
)
from qa_engine.document.slots import SLOTS
from qa_engine.named import NamedTuple
from qa_engine.source.sequence import longest_in_order

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Iterator, Mapping, Sequence

    from qa_engine.document.blocks import Block, Cell, Column, Document
    from qa_engine.document.slots import Slot

Tabular = KeyValue | Table | Matrix | SignatureTable
Pair = tuple[int | None, int | None]
"""Positions in the old and the new sequence; None where it is in one of them alone."""

ALIKE = 0.4
"""Two texts that share so much of their words are one text that was changed."""

MOST_PAIRS = 40_000
"""So many pairs of texts are held against each other; beyond that they are paired as they stand."""

BY_PLACE = frozenset({"exception", "contact", "escalation", "signature", "version", "change"})
"""Kinds of keys that say little but the place of an entry in its list."""

PROSE = "/text/"
"""So do keys of paragraphs of prose."""

_WORDS = re.compile(r"\w+")


class Step(NamedTuple):
    """A block of the old document, of the new one, or of both, at its place in reading order.

    rows     pairs of rows, for a table that is in both
    columns  pairs of columns; the rows of both tables have a cell for each, which says that it is empty where they had none
    origin   the new block as its document holds it, where the columns made another one of it
    """

    old: Block | None
    new: Block | None
    rows: tuple[Pair, ...] = ()
    columns: tuple[Pair, ...] = ()
    origin: Block | None = None

    @property
    def changed(self) -> bool:
        """Whether the two say anything differently."""
        if self.old is None or self.new is None:
            return True
        return self.other_columns or said_by(self.old) != said_by(self.new)

    @property
    def other_columns(self) -> bool:
        """Whether a column came or went."""
        return any(None in pair for pair in self.columns)


class Known(NamedTuple):
    """What is known of the changes: old id → new id of rows that have another one; keys of rows and sections that moved."""

    renamed: Mapping[str, str] = {}
    moved: frozenset[str] = frozenset()

    def moves(self, key: str) -> bool:
        """Whether a block or row is of a section or row that moved."""
        if not self.moved:
            return False
        kind, _, name = key.partition(":")
        if kind in ("section", "matrix"):
            return f"section:{name.partition('/')[0]}" in self.moved
        return f"row:{name.rpartition('/')[2] if kind == 'decision' else name}" in self.moved


NOTHING_KNOWN = Known()


def steps(old: Document, new: Document, known: Known = NOTHING_KNOWN) -> dict[Slot, tuple[Step, ...]]:
    """The blocks of both documents, part by part; pages are laid out as the new one asks for."""
    before = {portion.slot: portion.blocks for portion in old.portions}
    after = {portion.slot: portion.blocks for portion in new.portions}
    found: dict[Slot, tuple[Step, ...]] = {}
    for slot in SLOTS:
        was = tuple(block for block in before.get(slot, ()) if not isinstance(block, PageBreak))
        if was or slot in after:
            found[slot] = tuple(_steps(was, after.get(slot, ()), known))
    return found


def _steps(old: Sequence[Block], new: Sequence[Block], known: Known) -> Iterator[Step]:
    moved = {position for position, one in enumerate(new) if known.moves(one.key)}
    for i, j in aligned([_name(one, {}) for one in old], [_name(one, {}) for one in new], old, new, moved):
        was, now = old[i] if i is not None else None, new[j] if j is not None else None
        if isinstance(was, Tabular) and isinstance(now, Tabular) and was != now:
            yield _of_tables(was, now, known)
        else:
            yield Step(was, now, origin=now)


def _of_tables(old: Tabular, new: Tabular, known: Known) -> Step:
    was, now = old, new
    columns: tuple[Pair, ...] = ()
    if isinstance(old, Table | Matrix) and isinstance(new, Table | Matrix):
        was, now, columns = united(old, new)
    one, other = rows_of(was), rows_of(now)
    moved = {position for position, row in enumerate(other) if known.moves(row.key)}
    names = [_name(row, known.renamed) for row in one]
    pairs = aligned(names, [_name(row, {}) for row in other], one, other, moved)
    return Step(was, now, tuple(pairs), columns, new)


def rows_of(table: Tabular) -> tuple[Any, ...]:
    """The rows of a table, the heading row not among them."""
    match table:
        case KeyValue():
            return table.entries
        case SignatureTable():
            return table.signatures
    return table.rows


def with_rows(table: Tabular, rows: tuple[Any, ...]) -> Tabular:
    """The same table with other rows."""
    match table:
        case KeyValue():
            return table._replace(entries=rows)
        case SignatureTable():
            return table._replace(signatures=rows)
    return table._replace(rows=rows)


def united(old: Table | Matrix, new: Table | Matrix) -> tuple[Tabular, Tabular, tuple[Pair, ...]]:
    """Both tables with all columns of both, and which column is whose."""
    names = [[column.key for column in table.columns] for table in (old, new)]
    columns = tuple(aligned(names[0], names[1], names[0], names[1]))
    if all(None not in pair for pair in columns):
        return old, new, columns

    def spread(cells: Sequence[Cell], side: int) -> tuple[Cell, ...]:
        return tuple(NOTHING if (at := pair[side]) is None else cells[at] for pair in columns)

    def columns_for(side: int) -> tuple[Column, ...]:
        own = (old, new)[side].columns
        others = (old, new)[1 - side].columns
        return tuple(own[at] if (at := pair[side]) is not None else others[pair[1 - side] or 0] for pair in columns)

    def filled(row: Any, side: int) -> Any:
        whole = isinstance(row, TableRow) or not row.reason
        return row._replace(cells=spread(row.cells, side)) if whole else row

    def wide(side: int) -> Any:
        table = (old, new)[side]
        return table._replace(columns=columns_for(side), rows=tuple(filled(row, side) for row in table.rows))

    return wide(0), wide(1), columns


def said_by(item: Any) -> Hashable:
    """What a block or row says, without what it is called and without numbers that Word counts."""
    match item:
        case Paragraph():
            return (Paragraph, item.role, item.text, item.number.rpartition(".")[0])
        case ListItem():
            return (ListItem, item.text, item.number is None, item.depth)
        case MatrixRow():
            return (MatrixRow, item.cells, item.reason, item.footnote)
        case str():
            return item
    return (type(item), *item[1:])  # every other one starts with its key


T = TypeVar("T")
Name = tuple[str, bool]
"""A name, and whether it says nothing but the place."""


def _name(item: Any, renamed: Mapping[str, str]) -> Name:
    key = str(item.key)
    kind, _, name = key.partition(":")
    if kind in BY_PLACE:
        return key[: max(key.rfind("/"), key.rfind(":"))], True
    if PROSE in key:
        return f"{type(item).__name__} {key[: key.index(PROSE)]}", True
    if kind in ("row", "notice"):
        return f"{kind}:{renamed.get(name, name)}", False
    if kind == "decision":
        decision, _, row = name.rpartition("/")
        return f"{kind}:{decision}/{renamed.get(row, row)}", False
    return f"{type(item).__name__} {key}", False


def aligned(
    old_names: Sequence[Any],
    new_names: Sequence[Any],
    old: Sequence[T],
    new: Sequence[T],
    moved: Container[int] = frozenset(),
) -> Iterator[Pair]:
    """Pairs of positions in reading order; within a stretch that differs, what is gone stands before what is new.

    Of what stands in another order as few as can be are gone and new; first those whose new position is in `moved`.
    """
    pairs = _known(old_names, new_names, old, new)
    anchors = [*_in_order(pairs, moved), (len(old), len(new))]
    at = new_at = 0
    for i, j in anchors:
        yield from _between(range(at, i), range(new_at, j), old_names, new_names, old, new)
        if i < len(old):
            yield i, j
        at, new_at = i + 1, j + 1


def _in_order(pairs: Mapping[int, int], moved: Container[int]) -> Iterator[tuple[int, int]]:
    """As many pairs as stand in one order; one that moved is among them where the others leave room for it."""
    stays = longest_in_order([i for j, i in pairs.items() if j not in moved])
    following = sys.maxsize
    room: list[int] = []  # for each pair the next one that stays, in the old order
    for j, i in reversed(list(pairs.items())):
        room.append(following)
        if i in stays and j not in moved:
            following = i
    last = -1
    for (j, i), end in zip(pairs.items(), reversed(room), strict=True):
        if (j not in moved and i in stays) or (j in moved and last < i < end):
            yield i, j
            last = i


def _known(old_names: Sequence[Any], new_names: Sequence[Any], old: Sequence[T], new: Sequence[T]) -> dict[int, int]:
    """Position in the new sequence → that in the old one, for what has the same name, or the same place and words."""
    there: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for position, (name, item) in enumerate(zip(old_names, old, strict=True)):
        there[_sign(name, item)].append(position)
    found = {}
    for position, (name, item) in enumerate(zip(new_names, new, strict=True)):
        if waiting := there.get(_sign(name, item)):
            found[position] = waiting.popleft()
    return found


def _sign(name: Any, item: Any) -> Hashable:
    return (name, said_by(item)) if isinstance(name, tuple) and name[1] else name


def _between(
    gone: range, come: range, old_names: Sequence[Any], new_names: Sequence[Any], old: Sequence[T], new: Sequence[T]
) -> Iterator[Pair]:
    """What stands between two that are in both: texts that are alike are one text that was changed."""
    at, new_at = gone.start, come.start
    close = len(gone) * len(come) > MOST_PAIRS
    for i in gone:
        if not (isinstance(old_names[i], tuple) and old_names[i][1]):
            continue
        for j in range(new_at, come.stop)[: 1 if close else None]:
            if new_names[j] == old_names[i] and (close or likeness(_text(old[i]), _text(new[j])) >= ALIKE):
                yield from ((position, None) for position in range(at, i))
                yield from ((None, position) for position in range(new_at, j))
                yield i, j
                at, new_at = i + 1, j + 1
                break
    yield from ((position, None) for position in range(at, gone.stop))
    yield from ((None, position) for position in range(new_at, come.stop))


def _text(item: Any) -> str:
    match item:
        case Paragraph() | ListItem():
            return said(item.text)
        case TableRow():
            return " ".join(said(text) for cell in item.cells for text in cell)
        case Heading():
            return item.text
    return " ".join(part for part in item[1:] if isinstance(part, str))


def alike(one: object, other: object) -> bool:
    """Whether two blocks or rows say the same under the same id."""
    return said_by(one) == said_by(other) and getattr(one, "id", "") == getattr(other, "id", "")


def likeness(one: str, other: str) -> float:
    """How much of their words two texts share, from 0 to 1."""
    ours, theirs = Counter(_WORDS.findall(one.casefold())), Counter(_WORDS.findall(other.casefold()))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else float(one == other)
