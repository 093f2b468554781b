"""Two versions of one piece of a Word file as that piece with tracked changes: paragraphs, cells, rows, tables.

What comes out reads as the new version once all is accepted, and as the old one once all is rejected (ISO/IEC 29500-1,
17.13.5). The end of the last paragraph of a cell cannot be deleted; that of the one before it stands in for it.
"""

from __future__ import annotations

import re
from copy import deepcopy
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from lxml import etree

from qa_engine.changes.words import word_diff
from qa_engine.document.compare import ALIKE, likeness
from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import W
from qa_engine.word.tree import put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa_engine.document.compare import Pair
    from qa_engine.word.guard import Tree

What = Literal["ins", "del"]

_W = f"{{{W}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _LINK, _PPR, _RPR, _TEXT = f"{_W}r", f"{_W}hyperlink", f"{_W}pPr", f"{_W}rPr", f"{_W}t"
_CELL, _ROW, _PARAGRAPH = f"{_W}tc", f"{_W}tr", f"{_W}p"
_FIELD = (f"{_W}fldChar", f"{_W}instrText")
_NOTE = f"{_W}footnoteReference"
_SPACED = (_TEXT, f"{_W}tab", f"{_W}br")
_NUMBER = re.compile(r"\d+")
_OBJECT = "\ufffc"
"""Stands in a text for what is no text: a reference to a note, a field."""


class _Piece(NamedTuple):
    """A stretch of text in one look, or an object; `link` is the link that it stands in."""

    text: str
    look: str
    object: str
    runs: tuple[Tree, ...]
    link: Tree | None

    def like(self, other: _Piece) -> bool:
        return (self.look, self.object) == (other.look, other.object)


class _Line(NamedTuple):
    """A paragraph as pieces; `marks` are what takes no room, each with the number of the piece that it stands before."""

    pieces: list[_Piece]
    marks: list[tuple[int, Tree]]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


class Tracking:
    """Writes tracked changes of one author at one time, and numbers them.

    last   the greatest id that is taken
    taken  bookmarks of the new version in lower case, and tags of its rows: what is gone does not bear them as well
    any    whether there is any change
    notes  old footnote → new one that stands in its place, by their ids
    """

    def __init__(self, author: str, date: str, taken: frozenset[str], last: int = 0) -> None:
        self._signed = {f"{_W}author": author} | ({f"{_W}date": date} if date else {})
        self._last = last
        self.any = False
        self._taken = taken
        self.notes: dict[int, int] = {}

    def mark(self, what: str) -> Tree:
        """The element of a change, with an id of its own."""
        self._last += 1
        self.any = True
        return _element(_W + what, {f"{_W}id": str(self._last), **self._signed})

    # paragraphs

    def whole(self, paragraph: Tree, what: What, *, end: bool = True) -> Tree:
        """A paragraph that is new, or gone, with its end unless that belongs to another one."""
        made = _element(_PARAGRAPH)
        layout = paragraph.find(_PPR)
        if layout is not None:
            made.append(layout)
        ended: set[str] = set()
        for item in list(paragraph):
            if item.tag == _RUN:
                self._put(made, self._run(item, what), what)
            elif item.tag == _LINK and what == "ins":
                link = etree.SubElement(made, _LINK, _attributes(item))
                for run in list(item):
                    self._put(link, run, what)
            elif item.tag == _LINK:
                for run in list(item):
                    self._put(made, self._run(run, what), what)
            elif what == "ins" or self._own_name(item, ended):
                made.append(item)
        if end:
            self.end(made, what)
        return made

    def end(self, paragraph: Tree, what: What) -> None:
        """Mark the end of a paragraph."""
        layout = paragraph.find(_PPR)
        if layout is None:
            layout = _element(_PPR)
            paragraph.insert(0, layout)
        look = layout.find(_RPR)
        if look is None:
            look = _element(_RPR)
            before = layout.find(f"{_W}pPrChange")
            layout.append(look) if before is None else before.addprevious(look)
        look.insert(0, self.mark(what))

    def merged(self, old: Tree, new: Tree) -> Tree:
        """A paragraph that is in both versions, word by word, in the layout of the new one."""
        made = _element(_PARAGRAPH)
        layout = new.find(_PPR)
        if layout is not None:
            made.append(deepcopy(layout))
        was, now = _line(old), _line(new)
        writer = _Writer(self, made)
        marks = iter([*now.marks, (len(now.pieces), None)])
        place, waiting = next(marks)
        for what, piece, number, before in _told(was, now):
            while what != "del" and waiting is not None and place <= number:
                writer.mark(waiting)
                place, waiting = next(marks)
            writer.write(what, piece)
            if before is not None and piece.object == _NOTE:
                self.notes[_note(before)] = _note(piece)
        writer.close()
        while waiting is not None:
            made.append(deepcopy(waiting))
            place, waiting = next(marks)
        return made

    def layout(self, paragraph: Tree, old: Tree) -> None:
        """Note that a paragraph was laid out otherwise before: counted in another list."""
        layout, before = paragraph.find(_PPR), old.find(_PPR)
        if layout is not None and before is not None:
            change = self.mark("pPrChange")
            layout.append(change)
            change.append(deepcopy(before))

    def paragraphs(self, old: Sequence[Tree], new: Sequence[Tree]) -> list[Tree]:
        """The paragraphs of a cell, or of anything whose last paragraph stays whatever becomes of it."""
        found: list[tuple[What | Literal[""], Tree]] = []
        for i, j in _paired([_words(one) for one in old], [_words(one) for one in new]):
            if i is not None and j is not None:
                found.append(("", self.merged(old[i], new[j])))
            elif j is not None:
                found.append(("ins", self.whole(new[j], "ins", end=False)))
            elif i is not None:
                found.append(("del", self.whole(old[i], "del", end=False)))
        last = max(position for position, (what, _) in enumerate(found) if not what)
        for position, (what, paragraph) in enumerate(found[:-1]):
            marked = what if position < last else found[position + 1][0]
            if marked:
                self.end(paragraph, marked)
        if found[-1][0] == "del":
            _lay_out_like(found[-1][1], found[last][1])
        return [paragraph for _, paragraph in found]

    # tables

    def rows(self, old: Tree | None, new: Tree | None, columns: Sequence[Pair], widths: Sequence[int]) -> list[Tree]:
        """A row of both versions, or of one of them, with the content control around it; both have the same columns.

        A row that was laid out otherwise is gone, and stands there anew. `widths` are those of the columns of the table.
        """
        if old is not None and new is not None:
            one, other = _cells(old), _cells(new)
            if len(one) == len(other):
                self._cells(one, other, columns)
                return [new]
        gone = [] if old is None else [self._gone(old, columns, widths)]
        return gone + ([] if new is None else [self.row(new, "ins", columns)])

    def row(self, holder: Tree, what: What, columns: Sequence[Pair] = ()) -> Tree:
        """A row that is new, or gone, with the content control around it."""
        row = holder if holder.tag == _ROW else next(holder.iter(_ROW))
        for paragraph in list(row.iter(_PARAGRAPH)):
            put_in_place(paragraph, self.whole(paragraph, what))
        properties = row.find(f"{_W}trPr")
        if properties is None:
            properties = _element(f"{_W}trPr")
            row.insert(0, properties)
        properties.append(self.mark(what))
        cells = _cells(row)
        for cell, column in zip(cells, _columns(cells, columns), strict=True):
            self._column(cell, column)
        if what == "ins" or holder is row:
            return holder
        tag = holder.find(f"{_W}sdtPr/{_W}tag")
        return row if tag is None or tag.get(f"{_W}val", "") in self._taken else holder

    def _gone(self, holder: Tree, columns: Sequence[Pair], widths: Sequence[int]) -> Tree:
        """A row that is gone, in the widths of the table that it was in."""
        at = 0
        for cell in _cells(holder):
            span, width = cell.find(f"{_W}tcPr/{_W}gridSpan"), cell.find(f"{_W}tcPr/{_W}tcW")
            columns_of = int(span.get(f"{_W}val", "1")) if span is not None else 1
            if width is not None:
                width.set(f"{_W}w", str(sum(widths[at : at + columns_of])))
            at += columns_of
        return self.row(holder, "del", columns)

    def _cells(self, old: Sequence[Tree], new: Sequence[Tree], columns: Sequence[Pair]) -> None:
        for was, now, (i, j) in zip(old, new, _columns(new, columns), strict=True):
            before, after = was.findall(_PARAGRAPH), now.findall(_PARAGRAPH)
            if i is not None and j is not None:
                made = self.paragraphs(before, after)
            elif j is not None:
                made = [self.whole(paragraph, "ins") for paragraph in after]
            else:
                made = [self.whole(paragraph, "del") for paragraph in before]
            for paragraph in after:
                now.remove(paragraph)
            now.extend(made)
            self._column(now, (i, j))

    def _column(self, cell: Tree, column: Pair) -> None:
        properties = cell.find(f"{_W}tcPr")
        if properties is not None and None in column:
            properties.append(self.mark("cellIns" if column[0] is None else "cellDel"))

    # runs

    def _put(self, parent: Tree, run: Tree | None, what: What) -> None:
        """A run in the change that is open at the end of its parent, or in one of its own."""
        if run is None:
            return
        last = parent[-1] if len(parent) else None
        if last is None or last.tag != _W + what:
            last = self.mark(what)
            parent.append(last)
        last.append(run)

    def _run(self, run: Tree, what: What) -> Tree | None:
        """A run as it stands in a change. A field that is gone is not worked out any more: it is left out."""
        if what == "ins":
            return run
        if any(item.tag in _FIELD for item in run):
            return None
        made = deepcopy(run)
        for text in made.iter(_TEXT):
            text.tag = f"{_W}delText"
        return made

    def _own_name(self, item: Tree, ended: set[str]) -> bool:
        """Whether what is gone keeps this bookmark: where nothing new bears its name."""
        if item.tag == f"{_W}bookmarkStart" and item.get(f"{_W}name", "").lower() not in self._taken:
            ended.add(item.get(f"{_W}id", ""))
            return True
        return item.tag == f"{_W}bookmarkEnd" and item.get(f"{_W}id", "") in ended


class _Writer:
    """Puts pieces into a paragraph; in a stretch that changed, what is gone stands before what is new."""

    def __init__(self, tracking: Tracking, paragraph: Tree) -> None:
        self._tracking, self._paragraph = tracking, paragraph
        self._new: list[_Piece] = []

    def write(self, what: What | Literal[""], piece: _Piece) -> None:
        if what == "ins":
            self._new.append(piece)
            return
        if what == "":
            self.close()
            for run in _runs_of(piece):
                self._inside(piece.link).append(run)
            return
        for run in _runs_of(piece):
            self._tracking._put(self._paragraph, self._tracking._run(run, "del"), "del")

    def mark(self, item: Tree) -> None:
        """What takes no room, at its place."""
        self.close()
        self._paragraph.append(deepcopy(item))

    def close(self) -> None:
        """Write what is new and was held back."""
        for piece in self._new:
            for run in _runs_of(piece):
                self._tracking._put(self._inside(piece.link), run, "ins")
        self._new = []

    def _inside(self, link: Tree | None) -> Tree:
        if link is None:
            return self._paragraph
        last = self._paragraph[-1] if len(self._paragraph) else None
        if last is None or last.tag != _LINK or last.get(f"{_W}anchor") != link.get(f"{_W}anchor"):
            last = etree.SubElement(self._paragraph, _LINK, _attributes(link))
        return last


def _told(was: _Line, now: _Line) -> Iterator[tuple[What | Literal[""], _Piece, int, _Piece | None]]:
    """The pieces of two lines as one: what is the same, gone and new, each with its number in the line that it is from.

    What is the same comes as the new line has it, and behind it as the old one had it.
    """
    old, new = _Reader(was.pieces), _Reader(now.pieces)
    for what, text in word_diff(was.text, now.text):
        left = len(text)
        while left:
            if what == "gone":
                piece, number = old.take(left)
                yield "del", piece, number, None
            elif what == "new":
                piece, number = new.take(left)
                yield "ins", piece, number, None
            else:
                both = min(left, old.room, new.room)
                (one, old_number), (piece, number) = old.take(both), new.take(both)
                if one.like(piece):
                    yield "", piece, number, one
                else:
                    yield "del", one, old_number, None
                    yield "ins", piece, number, None
            left -= len(piece.text)


class _Reader:
    """Takes text out of pieces, a stretch at a time."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._at = self._from = 0

    @property
    def room(self) -> int:
        """What is left of the piece that is being read."""
        return len(self._pieces[self._at].text) - self._from

    def take(self, length: int) -> tuple[_Piece, int]:
        """So much of the piece that is being read, or what is left of it; and its number."""
        number, start = self._at, self._from
        piece = self._pieces[number]
        end = min(len(piece.text), start + length)
        self._at, self._from = (number, end) if end < len(piece.text) else (number + 1, 0)
        return (piece._replace(text=piece.text[start:end])), number


def _element(tag: str, attributes: dict[str, str] | None = None) -> Tree:
    return etree.Element(tag, attributes or {}, nsmap={"w": W})


def _attributes(item: Tree) -> dict[str, str]:
    return {str(key): str(value) for key, value in item.attrib.items()}


def _line(paragraph: Tree) -> _Line:
    line = _Line([], [])
    for item in paragraph:
        if item.tag == _RUN and not any(child.tag in _FIELD for child in item):
            line.pieces.extend(_pieces(item, None))
        elif item.tag == _LINK:
            field: list[Tree] = []
            for run in item:
                if field or any(child.tag in _FIELD for child in run):
                    field.append(run)
                    if run.find(f"{_W}fldChar[@{_W}fldCharType='end']") is not None:
                        line.pieces.append(_Piece(_OBJECT, "", "field", tuple(field), item))
                        field = []
                else:
                    line.pieces.extend(_pieces(run, item))
        elif item.tag != _PPR:
            line.marks.append((len(line.pieces), item))
    return line


def _pieces(run: Tree, link: Tree | None) -> Iterator[_Piece]:
    properties = run.find(_RPR)
    look = "" if properties is None else " ".join(f"{item.tag} {sorted(item.attrib.items())}" for item in properties)
    for item in run:
        if item.tag == _RPR:
            continue
        text = {_TEXT: item.text or "", f"{_W}tab": "\t", f"{_W}br": "\n"}.get(item.tag, _OBJECT)
        if text:
            of_its_own = item.tag if text == _OBJECT and item.tag != _TEXT else ""
            made = _element(_RUN)
            if properties is not None:
                made.append(deepcopy(properties))
            made.append(deepcopy(item))
            yield _Piece(text, look, of_its_own, (made,), link)


def _runs_of(piece: _Piece) -> Iterator[Tree]:
    """The runs of a piece, with the text that is left of it."""
    for run in map(deepcopy, piece.runs):
        if not piece.object:
            for text in run.iter(_TEXT):
                text.text = piece.text
                text.set(_SPACE, "preserve")
        yield run


def _note(piece: _Piece) -> int:
    """The id of the note that a piece refers to."""
    note = piece.runs[0].find(_NOTE)
    return int(note.get(f"{_W}id", "0")) if note is not None else 0


def _words(paragraph: Tree) -> str:
    return "".join(str(item.text or "") if item.tag == _TEXT else " " for item in paragraph.iter(*_SPACED))


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Which paragraph of a cell is which, in order; one at least stands in both."""
    found = list(_same(old, new, 0, 0, (str, _without_numbers)))
    if not any(i is not None and j is not None for i, j in found):
        found = [(0, 0), *((i, None) for i in range(1, len(old))), *((None, j) for j in range(1, len(new)))]
    return iter(found)


def _same(
    old: Sequence[str], new: Sequence[str], at: int, new_at: int, looks: tuple[Callable[[str], str], ...]
) -> Iterator[Pair]:
    """Paragraphs that are the same to one look after the other; then those that are alike."""
    if not looks or not old or not new:
        yield from _alike(old, new, at, new_at)
        return
    look, *others = looks
    matcher = SequenceMatcher(None, [look(text) for text in old], [look(text) for text in new], autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield from zip(range(at + start, at + end), range(new_at + new_start, new_at + new_end), strict=True)
        else:
            yield from _same(old[start:end], new[new_start:new_end], at + start, new_at + new_start, tuple(others))


def _alike(old: Sequence[str], new: Sequence[str], at: int, new_at: int) -> Iterator[Pair]:
    """Paragraphs that share their words, or that are as many as there were."""
    if len(old) == len(new):
        yield from zip(range(at, at + len(old)), range(new_at, new_at + len(new)), strict=True)
        return
    following = 0
    for i, text in enumerate(old):
        match = next((j for j in range(following, len(new)) if likeness(text, new[j]) >= ALIKE), None)
        if match is None:
            yield at + i, None
        else:
            yield from ((None, new_at + j) for j in range(following, match))
            yield at + i, new_at + match
            following = match + 1
    yield from ((None, new_at + j) for j in range(following, len(new)))


def _without_numbers(text: str) -> str:
    """A text whose numbers do not matter, where it holds anything else: a heading that bears another one."""
    return _NUMBER.sub("", text).strip() or text


def _lay_out_like(paragraph: Tree, other: Tree) -> None:
    """Give a paragraph the layout of another one: the end of what is gone is the end of what stays."""
    own, layout = paragraph.find(_PPR), other.find(_PPR)
    if layout is None:
        return
    copied = deepcopy(layout)
    for look in copied.findall(_RPR):
        copied.remove(look)
    if own is None:
        paragraph.insert(0, copied)
    else:
        paragraph.replace(own, copied)


def _columns(cells: Sequence[Tree], columns: Sequence[Pair]) -> Sequence[Pair]:
    """The column of each cell; that of references may be folded away. A cell that spans several is in none of them."""
    if not columns or any(cell.find(f"{_W}tcPr/{_W}gridSpan") is not None for cell in cells):
        return [(0, 0)] * len(cells)
    return columns[: len(cells)]


def _cells(holder: Tree) -> list[Tree]:
    row = holder if holder.tag == _ROW else next(holder.iter(_ROW))
    return row.findall(_CELL)
