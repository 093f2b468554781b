"""A document with real tracked changes: everything that is printed otherwise than in an older one, and a comment on each change.

The text is that of the new document; what is gone is poured from the old one into its place. So all accepted is the new
document and all rejected the old one, whatever the changes were. Pages, headers and footers are those of the new one.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.document.blocks import Contents, Heading, ListItem, Matrix, PageBreak, Paragraph, Portion, Title
from qa_engine.document.compare import (
    NOTHING_KNOWN,
    Known,
    Tabular,
    alike,
    rows_of,
    steps,
    with_rows,
)
from qa_engine.document.remarks import Places
from qa_engine.document.slots import SLOTS
from qa_engine.named import NamedTuple
from qa_engine.word import parts
from qa_engine.word.body import EMPTY, FLAT, Body
from qa_engine.word.identity import ROW_TAG, bookmark_name
from qa_engine.word.manner import PLAIN
from qa_engine.word.ooxml import DECLARATION, W, escape, paragraph, run
from qa_engine.word.pour_styles import elements
from qa_engine.word.tracked import Tracking
from qa_engine.word.tree import take_out
from qa_engine.word.widths import MatrixLayout, matrix_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa_engine.document.blocks import Block, Document
    from qa_engine.document.compare import Step
    from qa_engine.document.remarks import Remark, Said
    from qa_engine.word.body import Free
    from qa_engine.word.guard import Tree
    from qa_engine.word.manner import Manner
    from qa_engine.word.page import Frame
    from qa_engine.word.tracked import What

_W = f"{{{W}}}"
_PARAGRAPH, _ROW = f"{_W}p", f"{_W}tr"
_CHANGES = (f"{_W}ins", f"{_W}del")
_NAMESPACES = re.compile(r' xmlns:\w+="[^"]*"')
_LOOKS = {"": "", "strong": "<w:b/>", "gone": "<w:strike/>", "new": '<w:u w:val="single"/>'}


class Redline(NamedTuple):
    """What a document is held against, and who says what about it.

    old      the older document
    author   whose changes they are, as Word shows it
    date     ISO time in UTC (`2027-01-15T00:00:00Z`), or empty where none is to be shown
    remarks  what is said beside the changes
    known    what is known of rows that have another id, and of rows and sections that moved
    """

    old: Document
    author: str
    date: str = ""
    remarks: tuple[Remark, ...] = ()
    known: Known = NOTHING_KNOWN

    def portions(self, document: Document) -> tuple[Portion, ...]:
        """The parts of the new document, with an empty one for each part that only the old one has."""
        new = {portion.slot: portion for portion in document.portions}
        there = new.keys() | {portion.slot for portion in self.old.portions}
        return tuple(new.get(slot) or Portion(slot, ()) for slot in SLOTS if slot in there)


class RedlineBody(Body):
    """Writes the new document, and what became of the old one."""

    def __init__(
        self, document: Document, redline: Redline, frame: Frame, manner: Manner = PLAIN, free: Free = EMPTY
    ) -> None:
        super().__init__(document, frame, manner, free)
        self._steps = steps(redline.old, document, redline.known)
        self._all = [step for found in self._steps.values() for step in found]
        for step in self._all:
            if id(step.origin) in self._kept_ends:
                self._kept_ends.add(id(step.new))
        self._redline = redline
        self._tracking = Tracking(redline.author, redline.date, frozenset(_taken(document)), free.change)
        self._shared: dict[tuple[tuple[str, ...], bool], MatrixLayout] = {}
        self._places = Places(self._all, redline.remarks)
        self._comments: list[str] = []
        self._first_comment = free.comment

    def write(self, portions: Iterable[Portion]) -> list[str]:
        """Parts of the document, block by block, each with what the old one had there."""
        found = [step for portion in portions for step in self._steps.get(portion.slot, ())]
        written = [self._told(step, after) for step, after in zip(found, [*found[1:], None], strict=False)]
        if found and (found[-1].new is None or found[-1].old is None):
            written.append(_flat())  # the end of the last paragraph of a text can neither come nor go
        return written

    def notes(self) -> str:
        """The footnotes; one that is in both documents says what became of its words."""
        now = {note: old for old, note in self._tracking.notes.items()}
        written = []
        for number, words in self.footnotes.items():
            if number in self._tracking.notes:
                continue
            xml = parts.footnotes_xml({number: words})
            if number in now and self.footnotes[now[number]] != words:
                (note,), (old,) = elements(xml), elements(parts.footnotes_xml({number: self.footnotes[now[number]]}))
                line, was = note[0], old[0]
                note.replace(line, self._tracking.merged(was, line))
                xml = _text_of(note)
            written.append(xml)
        return "".join(written)

    def comments(self) -> str:
        """The comments that have been written."""
        return "".join(self._comments)

    def properties(self) -> dict[str, str]:
        """What the file says of itself: while the changes of its author stand in it, it is a copy of the old document."""
        if not self._tracking.any:
            return {}
        return {"qaRedlineOf": self._redline.old.content_hash, "qaRedlineBy": self._redline.author}

    def headed(self, old: str, new: str) -> str:
        """A header or footer that says what became of its words."""
        if old == new:
            return new
        was, now = (etree.fromstring(part.encode("utf-8")) for part in (old, new))
        for one, other in zip(list(was), list(now), strict=True):
            now.replace(other, self._tracking.merged(one, other))
        return DECLARATION + etree.tostring(now, encoding="unicode")

    def matrix_layout(self, matrix: Matrix) -> MatrixLayout:
        """Columns and their widths: the same for a matrix of either document, as the rows of the new one ask for them."""
        names = tuple(column.key for column in matrix.columns)
        if (names, self._wide) not in self._shared:
            tables = [step.new for step in self._all if isinstance(step.new, Matrix)]
            alike = [one for one in tables if tuple(column.key for column in one.columns) == names] or [matrix]
            self._shared[names, self._wide] = matrix_layout(
                alike[0].columns, [row.cells for one in alike for row in one.rows], self.text_width
            )
        known = self._shared[names, self._wide]
        return known._replace(columns=matrix.columns[: len(known.columns)])

    def _gap(self, after: Block | None) -> str:
        del after
        return ""  # what stands behind a table depends on both documents: see `_behind`

    def _told(self, step: Step, after: Step | None) -> str:
        if isinstance(step.new, PageBreak):
            return self._written(step.new, None)
        if step.new is None:
            return self._gone(step, after)
        turned = self._turned()
        if step.old is None:
            return turned + self._whole(step.new, "ins") + self._behind(step, after, "ins")
        if step.changed or (isinstance(step.new, Contents) and self._contents_differ()):
            written = self._both(step, step.old, step.new)
        else:
            written = self._written(step.new, None)
            if self._places.waits_in(step.new):
                written = self._remarked(elements(written), step.new)
        return turned + written + self._behind(step, after, None)

    def _gone(self, step: Step, after: Step | None) -> str:
        if step.old is None:
            return ""
        return self._whole(step.old, "del") + self._behind(step, after, "del")

    def _behind(self, step: Step, after: Step | None, what: What | None) -> str:
        """What keeps two tables apart, in either version, and a table from the end of a section."""
        if not isinstance(step.new or step.old, Tabular):
            return ""
        if after is not None and isinstance(after.new or after.old, Heading | Paragraph | ListItem):
            fate = None if after.old and after.new else "ins" if after.new else "del"
            if fate in (None, what):
                return ""
        return self._flat_line(what)

    def _flat_line(self, what: What | None) -> str:
        if what is None:
            return _flat()
        (line,) = elements(_flat())
        self._tracking.end(line, what)
        return _text_of(line)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """What is written meanwhile belongs to the old document: lists and pages go on afterwards as before."""
        kept = dict(self._last_number), dict(self._lists_at), self._new_page, self._blocks
        self._new_page, self._blocks = False, self._redline.old.blocks
        yield
        self._last_number, self._lists_at, self._new_page, self._blocks = kept

    def _old(self, block: Block) -> list[Tree]:
        with self._aside():
            if isinstance(block, ListItem) and block.number is not None and block.depth in self._last_number:
                block = block._replace(number=self._last_number[block.depth] + 1)  # in the list that goes on here
            return elements(self._said(block, None))

    def _whole(self, block: Block, what: What) -> str:
        """A block that is in one of the documents alone."""
        made = []
        for item in self._old(block) if what == "del" else elements(self._written(block, None)):
            if item.tag == _PARAGRAPH:
                made.append(self._tracking.whole(item, what))
                continue
            for row in _rows(item):
                place = item.index(row)
                item[place] = self._tracking.row(row, what)
            made.append(item)
        return self._remarked(made, block, what)

    def _both(self, step: Step, old: Block, new: Block) -> str:
        now = elements(self._written(new, None))
        if isinstance(new, Tabular) and isinstance(old, Tabular):
            fates = self._rows(step, old, new, now[0])
            return self._remarked(now, new, "", fates)
        was = self._old(old)
        if isinstance(new, Title):
            made = self._tracking.paragraphs(was, now)
        elif isinstance(new, Contents):
            made = self._contents_of_both(was, now)
        else:
            made = [self._tracking.merged(was[0], now[0])]
            if isinstance(new, Paragraph) and isinstance(old, Paragraph) and _section(new) != _section(old):
                self._tracking.layout(made[0], was[0])
        return self._remarked(made, new)

    def _rows(self, step: Step, old: Tabular, new: Tabular, table: Tree) -> list[tuple[str, str, list[Tree]]]:
        """Put what became of its rows into a table. Gives each row that changed: its key, its fate, its trees."""
        before, after = rows_of(old), rows_of(new)
        pairs = list(step.rows)
        same = {
            j
            for i, j in pairs
            if i is not None and j is not None and not step.other_columns and alike(before[i], after[j])
        }
        needed = [i for i, j in pairs if i is not None and j not in same]
        now = _rows(table)
        (was_table,) = self._old(with_rows(old, tuple(before[i] for i in needed)))
        was = _rows(was_table)
        widths = [int(column.get(f"{_W}w", "0")) for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
        heading = len(now) - len(after)
        where = {i: was[heading + position] for position, i in enumerate(needed)}
        for row in now:
            table.remove(row)
        for one, other in zip(was[:heading], now[:heading], strict=True):
            table.extend(self._tracking.rows(one, other, step.columns, widths))
        fates = []
        for i, j in pairs:
            if j in same:
                made, key, fate = [now[heading + (j or 0)]], after[j or 0].key, "same"
            else:
                here = now[heading + j] if j is not None else None
                made = self._tracking.rows(where[i] if i is not None else None, here, step.columns, widths)
                key = after[j].key if j is not None else before[i].key  # type: ignore[index]  # a pair is of one table at least
                fate = "del" if j is None else "ins" if i is None or len(made) > 1 else ""
            table.extend(made)
            fates.append((key, fate, made))
        return fates

    # the list of contents

    def _contents_differ(self) -> bool:
        return _chapters(self._blocks) != _chapters(self._redline.old.blocks)

    def _contents_of_both(self, was: list[Tree], now: list[Tree]) -> list[Tree]:
        """The lines of contents. The field around them starts with the first and ends with the last, whichever these are."""
        start, end = _field_ends(now)
        _field_ends(was)
        made = [self._tracking.merged(was[0], now[0]), *self._tracking.paragraphs(was[1:], now[1:])]
        for item in reversed(start):
            made[1].insert(1 if made[1].find(f"{_W}pPr") is not None else 0, item)
        made[-1].extend(end)
        return made

    # comments

    def _remarked(
        self,
        made: list[Tree],
        block: Block,
        what: str = "",
        fates: Sequence[tuple[str, str, list[Tree]]] | None = None,
    ) -> str:
        """What was made of a block, as text, with the remarks on it and on its rows."""
        if what or fates or self._places.waits_in(block):
            if isinstance(block, Tabular):
                if fates is None:
                    rows = _rows(made[0])
                    keys = [row.key for row in rows_of(block)]
                    heading = len(rows) - len(keys)
                    fate = what or "same"
                    fates = [(key, fate, [row]) for key, row in zip(keys, rows[heading:], strict=True)]
                columns = [column.key for column in getattr(block, "columns", ())]
                for key, fate, trees in fates:
                    self._remark_row(key, fate, trees, columns)
            if what == "del" and (left := self._places.left(block.key)):
                self._comment(_first_line(made), (left,), what)
            for remark in self._places.take(block.key, gone=what == "del"):
                line = _changed_line(made)
                self._comment(_first_line(made) if line is None else line, remark.lines, what)
        return "".join(map(_text_of, made))

    def _remark_row(self, key: str, fate: str, trees: list[Tree], columns: list[str]) -> None:
        row = trees[-1]
        if fate == "del" and (left := self._places.left(key)):
            self._comment(next(row.iter(_PARAGRAPH)), (left,), "del")
        for remark in self._places.take(key, gone=fate == "del"):
            inner = row if row.tag == _ROW else next(row.iter(_ROW))
            cells = inner.findall(f"{_W}tc")
            expected = [
                cell
                for cell, name in zip(cells, columns, strict=False)
                if len(cells) >= len(columns) - 1 and name.startswith(remark.columns)
            ]
            found = (_changed_line(expected), _changed_line([inner]), _first_line([inner]))
            self._comment(next(line for line in found if line is not None), remark.lines, fate)

    def _comment(self, line: Tree, said: Sequence[Said], fate: str) -> None:
        """Put a comment on what changed in a paragraph; on all of it where nothing did."""
        number = self._first_comment + len(self._comments)
        date = f' w:date="{self._redline.date}"' if self._redline.date else ""
        author = escape(self._redline.author)
        initials = escape("".join(word[0] for word in self._redline.author.split())[:3])
        lines = "".join("<w:p>" + "".join(run(text, _LOOKS[look]) for text, look in words) + "</w:p>" for words in said)
        self._comments.append(
            f'<w:comment w:id="{number}" w:author="{author}"{date} w:initials="{initials}">{lines}</w:comment>'
        )
        changed = _changed_in(line)
        start, end, reference = elements(
            f'<w:commentRangeStart w:id="{number}"/><w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        )
        if changed and fate in ("ins", "del"):
            # in what comes or goes whole nothing stands beside the change: LibreOffice would leave an empty row behind
            changed[0].addprevious(start)
            last = changed[-1] if changed[-1].tag in _CHANGES else list(changed[-1].iter(*_CHANGES))[-1]
            last.append(reference)
            changed[-1].addnext(end)
            return
        if changed:
            changed[0].addprevious(start)
            changed[-1].addnext(end)
        else:
            line.insert(1 if line.find(f"{_W}pPr") is not None else 0, start)
            line.append(end)
        end.addnext(reference)


def _taken(document: Document) -> Iterator[str]:
    """Names that the new document bears: of headings and rows, and the tags of rows."""
    for block in document.blocks:
        if isinstance(block, Heading):
            yield bookmark_name(block.key).lower()
    for row in document.rows:
        yield bookmark_name(row.key).lower()
        yield ROW_TAG + row.id


def _chapters(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    return [(block.number, block.text) for block in blocks if isinstance(block, Heading) and block.level == 1]


def _section(block: Paragraph) -> str:
    return block.number.rpartition(".")[0]


def _rows(table: Tree) -> list[Tree]:
    """The rows of a table, each with the content control around it."""
    return [item for item in table if item.tag in (_ROW, f"{_W}sdt")]


def _field_ends(lines: list[Tree]) -> tuple[list[Tree], list[Tree]]:
    """Take out what starts and ends the field around the lines of contents."""
    loose = [[item for item in line if item.tag == f"{_W}r"] for line in lines[1:]]
    start = [item for item in loose[0] if item.find(f"{_W}fldChar[@{_W}fldCharType='end']") is None] if loose else []
    end = [item for item in loose[-1] if item.find(f"{_W}fldChar[@{_W}fldCharType='end']") is not None] if loose else []
    for item in (*start, *end):
        take_out(item)
    return start, end


def _changed_line(items: Sequence[Tree]) -> Tree | None:
    """The first paragraph in which words changed."""
    lines = (line for item in items for line in item.iter(_PARAGRAPH))
    return next((line for line in lines if _changed_in(line)), None)


def _changed_in(line: Tree) -> list[Tree]:
    """What came or went in a paragraph."""
    return [
        item
        for item in line
        if item.tag != f"{_W}pPr" and (item.tag in _CHANGES or next(item.iter(*_CHANGES), None) is not None)
    ]


def _first_line(items: Sequence[Tree]) -> Tree:
    return next(line for item in items for line in item.iter(_PARAGRAPH))


def _flat() -> str:
    return paragraph("QACell", "", FLAT)


def _text_of(item: Tree) -> str:
    """An element as it stands inside of a part, which says what its prefixes mean."""
    text = etree.tostring(item, encoding="unicode")
    end = text.index(">")
    return _NAMESPACES.sub("", text[:end]) + text[end:]
