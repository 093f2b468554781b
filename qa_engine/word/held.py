"""What a document of ours says, place by place, so that a copy can be held against what was approved.

Both sides are Word files that are read by the same eyes: the copy, and the approved content written anew. Words are
compared, not looks. What is no part of the content is left out: the status, the list of contents with its page numbers,
the room for signatures. A list in another order is no difference, for content knows no order but that of sections and
rows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from qa_engine.named import NamedTuple
from qa_engine.word.identity import ROW_TAG, bookmark_name
from qa_engine.word.ooxml import W
from qa_engine.word.opened import open_word
from qa_engine.word.reading import Line, Table, blocks_of
from qa_engine.word.revisions import revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qa_engine.word.reading import TableCell, TableRow

FRONT = "the title page"
"""The place of all that stands before the first chapter."""

_SIGNATURES = bookmark_name("chapter:signatures")
_PRINTED = 3
"""So many columns of the signature page are printed; the others are room to sign."""
_KEY = "Key "
_CONTENTS = re.compile(r"(TOC|QAContents)", re.IGNORECASE)
_NO_CONTENT = frozenset({("Status",), ("Stands on",)})
"""Labels on the title page whose values are no content."""
_CHAPTER = re.compile(r"qa[sc]_")
MOST_PAIRS = 250_000
"""So many pairs of rows of a table are looked at one by one."""

_BETWEEN = re.compile(r"[,;.:]\s|[.]\Z|\band\b|\bor\b")
_ACTIVITY = 1
"""The column in which the sentence of a row stands."""


Cells = tuple[tuple[str, ...], ...]
"""The cells of a row, each as its lines."""


@dataclass(slots=True)
class Said:
    """What a document says.

    id, version, hash  as its properties name them; empty where they do not
    rows      id → heading of the column → the lines of the cell
    chapters  the bookmarks of the chapters in order, each with its heading
    texts     bookmark of the chapter → its paragraphs
    entries   bookmark of the chapter → the rows of its other tables, cell by cell
    approvals printed name → the fingerprint of the key with which the signature page says that it was approved
    unsettled what keeps it from being one text: tracked changes, text boxes
    """

    id: str = ""
    version: str = ""
    hash: str = ""
    rows: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    chapters: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    entries: dict[str, list[Cells]] = field(default_factory=dict)
    approvals: list[tuple[str, str]] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        """The headings above its rows."""
        return {heading for cells in self.rows.values() for heading in cells}


class Difference(NamedTuple):
    """One difference: the id of the row, or the chapter; and what differs."""

    at: str
    message: str


def said_in(raw: bytes) -> Said:
    """What the bytes of a docx say. Raises `guard.Unfit` where the file is refused."""
    file = open_word(raw)
    properties = file.properties
    said = Said(properties.get("qaId", ""), properties.get("qaVersion", ""), properties.get("qaHash", ""))
    if any(True for _ in revisions(file.document)):
        said.unsettled.append("it holds tracked changes that nobody has accepted or rejected")
    if any(True for _ in file.document.iter(f"{{{W}}}txbxContent")):
        said.unsettled.append("it holds text boxes, which are not read")
    chapter = ""
    for block in blocks_of(file):
        if isinstance(block, Line):
            chapter = _line(said, block, chapter)
        else:
            _table(said, block, chapter)
    return said


def _line(said: Said, line: Line, chapter: str) -> str:
    """Take a line in; returns the chapter that what follows stands in."""
    if line.level == 1:
        chapter = next((name for name in line.bookmarks if _CHAPTER.match(name)), line.text)
        said.chapters[chapter] = line.text.rpartition("\t")[2]
    elif line.text and not _CONTENTS.match(line.style):
        said.texts.setdefault(chapter, []).append(line.text)
    return chapter


def _table(said: Said, table: Table, chapter: str) -> None:
    headings: tuple[str, ...] = ()
    for row in table.rows:
        identifier = _row_id(row)
        if row.heading:
            headings = row.texts
        elif identifier:
            said.rows[identifier] = dict(_cells(row, headings))
        else:
            entry = tuple(tuple(_lines(cell)) for cell in row.cells)
            if chapter == _SIGNATURES:
                keys = (line.removeprefix(_KEY) for cell in entry[_PRINTED:] for line in cell if line.startswith(_KEY))
                said.approvals += [(entry[0][0] if entry[0] else "", key) for key in keys]
                entry = entry[:_PRINTED]
            if any(entry) and (chapter or entry[0] not in _NO_CONTENT):
                said.entries.setdefault(chapter, []).append(entry)


def _row_id(row: TableRow) -> str:
    return next((tag.removeprefix(ROW_TAG) for tag in row.tags if tag.startswith(ROW_TAG)), "")


def _cells(row: TableRow, headings: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for position, cell in enumerate(row.cells):
        heading = headings[position] if position < len(headings) else f"column {position + 1}"
        yield heading.replace("\n", " "), tuple(_lines(cell))


def _lines(cell: TableCell) -> Iterator[str]:
    yield from cell.lines
    yield from (f"Note: {note}" for note in cell.notes)


def differences(approved: Said, found: Said, *, by_notice: Iterable[str] = ()) -> Iterator[Difference]:
    """Where a document says other than what was approved, rows first; chapters that change `by_notice` are left out."""
    outside = {bookmark_name(f"chapter:{name}") for name in by_notice}
    for identifier, cells in approved.rows.items():
        if identifier not in found.rows:
            yield Difference(identifier, f"row {identifier} was approved, and is not in the document")
            continue
        for position, heading in enumerate(dict.fromkeys((*cells, *found.rows[identifier]))):
            wanted, there = cells.get(heading, ()), found.rows[identifier].get(heading, ())
            sentence = position == _ACTIVITY and wanted[:1] != there[:1]  # which stands as it is
            if sentence or not _alike(wanted, there):
                yield Difference(
                    identifier,
                    f"row {identifier}, {heading}: approved is {_quoted(wanted)}, the document says {_quoted(there)}",
                )
    for identifier in found.rows:
        if identifier not in approved.rows:
            yield Difference(identifier, f"row {identifier} is in the document, and was not approved")
    if set(approved.rows) == set(found.rows) and list(approved.rows) != list(found.rows):
        yield Difference("", "the rows stand in another order than was approved")
    yield from _other_texts(approved, found, outside)
    yield from (Difference("", message) for message in found.unsettled)


def _other_texts(approved: Said, found: Said, outside: set[str]) -> Iterator[Difference]:
    wanted = {chapter: name for chapter, name in approved.chapters.items() if chapter not in outside}
    there = {chapter: name for chapter, name in found.chapters.items() if chapter not in outside}
    if list(wanted.items()) != list(there.items()):
        missing = [name for chapter, name in wanted.items() if there.get(chapter) != name]
        added = [name for chapter, name in there.items() if wanted.get(chapter) != name]
        said = "; ".join(
            f"{what}: {', '.join(names)}"
            for what, names in (("approved and not there", missing), ("there and not approved", added))
            if names
        )
        yield Difference("", f"the chapters differ: {said or 'they stand in another order'}")
    for chapter in ("", *wanted):
        name = wanted.get(chapter, FRONT)
        texts = approved.texts.get(chapter, []), found.texts.get(chapter, [])
        lost, new = _leftovers(*texts, (_as_it_stands,))
        entries = approved.entries.get(chapter, []), found.entries.get(chapter, [])
        lost_entries, new_entries = _leftovers(*entries, (_as_it_stands, _in_any_order))
        lost_entries, new_entries = _paired(lost_entries, new_entries)
        for one in (*((text,) for text in lost), *(_flat(entry) for entry in lost_entries)):
            yield Difference(name, f"{name}: approved is {_quoted(one)}, and the document does not say it")
        for one in (*((text,) for text in new), *(_flat(entry) for entry in new_entries)):
            yield Difference(name, f"{name}: the document says {_quoted(one)}, and it was not approved")


T = TypeVar("T")


def _leftovers(ours: list[T], theirs: list[T], keys: tuple[Callable[[T], object], ...]) -> tuple[list[T], list[T]]:
    """What is left of both after those that are the same have found each other, by one key after the other."""
    for key in keys:
        there, here = Counter(map(key, theirs)), Counter(map(key, ours))
        shared = there & here
        ours, theirs = _take_out(ours, key, shared.copy()), _take_out(theirs, key, shared.copy())
    return ours, theirs


def _take_out(items: list[T], key: Callable[[T], object], shared: Counter[object]) -> list[T]:
    left = []
    for item in items:
        if shared[key(item)] > 0:
            shared[key(item)] -= 1
        else:
            left.append(item)
    return left


def _paired(ours: list[Cells], theirs: list[Cells]) -> tuple[list[Cells], list[Cells]]:
    """What is left after rows of which every cell says the same have found each other; not tried for very many."""
    if len(ours) * len(theirs) > MOST_PAIRS:
        return ours, theirs
    left = []
    theirs = list(theirs)
    for row in ours:
        match = next((other for other in theirs if len(other) == len(row) and all(map(_alike, row, other))), None)
        if match is None:
            left.append(row)
        else:
            theirs.remove(match)
    return left, theirs


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two cells say the same, however their lines and lists are ordered."""
    return one == other or not any(_leftovers(list(one), list(other), (_as_it_stands, _items, _with_its_noun_apart)))


def _as_it_stands(what: object) -> object:
    return what


def _in_any_order(cells: Cells) -> object:
    """Cell by cell: the lines and the items of their lists, in an order that does not depend on how they are given."""
    return tuple(tuple(sorted(map(_items, cell))) for cell in cells)


def _with_its_noun_apart(line: str) -> object:
    """For "starting or packaging material", where the noun stands behind whichever comes last."""
    rest, _, noun = line.rpartition(" ")
    return (*_items(rest), noun)


def _items(line: str) -> tuple[str, ...]:
    label, colon, rest = line.partition(": ")
    listed = rest if colon else line
    return (label if colon else "", *sorted(item.strip().casefold() for item in _BETWEEN.split(listed) if item.strip()))


def _flat(cells: Cells) -> tuple[str, ...]:
    return tuple(line for cell in cells for line in cell)


def _quoted(lines: tuple[str, ...]) -> str:
    text = " / ".join(line.replace("\n", " / ") for line in lines)
    return f"“{text[:117]}…”" if len(text) > 120 else f"“{text}”" if text else "nothing"
