"""Tracked changes: the text with them accepted, rejected, or those of some authors alone; and who proposed what, when.

What a change covers is in the standard (ISO/IEC 29500-1, 17.13.5): runs, paragraph marks, rows, cells, merges, content
controls, properties; each may lie inside another of a second author. Rows go first, then cells, properties, runs,
paragraph marks; what is empty after that goes last.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import W
from qa_engine.word.tree import take_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qa_engine.word.guard import Tree

_W = f"{{{W}}}"


def _w(*names: str) -> tuple[str, ...]:
    return tuple(_W + name for name in names)


_P, _PPR, _R, _RPR, _TR, _TRPR, _TC, _TCPR, _TBL = _w("p", "pPr", "r", "rPr", "tr", "trPr", "tc", "tcPr", "tbl")
_SDT, _SDT_CONTENT, _GRID_SPAN, _V_MERGE, _VAL = _w("sdt", "sdtContent", "gridSpan", "vMerge", "val")
_INS, _DEL, _MOVE_FROM, _MOVE_TO = _w("ins", "del", "moveFrom", "moveTo")
_CELL_INS, _CELL_DEL, _CELL_MERGE = _w("cellIns", "cellDel", "cellMerge")
_ADDING = frozenset({_INS, _MOVE_TO, _CELL_INS})
_MARKS = frozenset({_INS, _DEL, _MOVE_FROM, _MOVE_TO})
_PROPERTIES = frozenset({_RPR, _TRPR, *_w("numPr")})
_PROPERTY_CHANGES = frozenset(
    _w(
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "tblPrExChange",
        "trPrChange",
        "tcPrChange",
        "sectPrChange",
        "tblGridChange",
        "numberingChange",
    )
)
_STAYS = frozenset({*_MARKS, *_w("rPr", "sectPr", "headerReference", "footerReference")})
"""Children of properties that are no part of what a property change remembers."""

_RANGES = frozenset(
    _W + kind + end
    for kind in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo")
    for end in ("RangeStart", "RangeEnd")
)

_KINDS = {
    _INS: "inserted", _DEL: "deleted", _MOVE_FROM: "moved away", _MOVE_TO: "moved here", _CELL_INS: "cell inserted",
    _CELL_DEL: "cell deleted", _CELL_MERGE: "cells merged",
}  # fmt: skip


class Revision(NamedTuple):
    """A tracked change: what was done, by whom, when (as the file says, ISO 8601), to which words.

    `names` are the bookmarks of the row that it lies in, none outside of tables.
    """

    kind: str
    author: str
    date: str
    text: str
    names: tuple[str, ...]


def revisions(document: Tree) -> Iterator[Revision]:
    """All tracked changes of a document in order; those of looks alone are left out, one of a whole row stands once."""
    told: set[Tree] = set()
    for change in document.iter(*_KINDS):
        if (change.tag in _MARKS and _inside(change, _RPR)) or next(
            change.iterancestors(*_PROPERTY_CHANGES), None
        ) is not None:
            continue  # the mark at the end of a paragraph, or what stood in properties before they were changed
        if any(above in told for above in change.iterancestors(_TR)):
            continue  # a part of a row that is told whole
        row = next(change.iterancestors(_TR), None)
        kind = _KINDS[change.tag]
        text = _words(change)
        if _inside(change, _TRPR) and row is not None:
            told.add(row)
            kind, text = f"row {kind}", _words(row)
        elif change.tag in (_CELL_INS, _CELL_DEL, _CELL_MERGE):
            text = _words(next(change.iterancestors(_TC), change))
        elif not text.strip():
            continue
        names = tuple(str(item.get(f"{_W}name")) for item in row.iter(f"{_W}bookmarkStart")) if row is not None else ()
        yield Revision(kind, _author(change), change.get(f"{_W}date", ""), text, names)


def authors(document: Tree) -> list[str]:
    """Those who made tracked changes, in the order in which they first appear."""
    return list(
        dict.fromkeys(
            _author(change)
            for change in document.iter(*_KINDS, *_PROPERTY_CHANGES)
            if change.get(f"{_W}author") is not None
        )
    )


def resolved(document: Tree, accept: Callable[[str], bool]) -> Tree:
    """A copy without tracked changes: those whose author `accept` takes are carried out, the others undone."""
    tree = deepcopy(document)
    for row in [*tree.iter(_TR)]:
        properties = row.find(_TRPR)
        if (properties is not None and _gone(properties, accept)) or _emptied(row, accept):
            take_out(row)
    for cell in [*tree.iter(_TC)]:
        _cell(cell, accept)
    for change in [*tree.iter(*_PROPERTY_CHANGES)]:
        _property(change, accept)
    _controls(tree, accept)
    _run_level(tree, accept)
    for paragraph in reversed([*tree.iter(_P)]):
        mark = paragraph.find(f"{_PPR}/{_RPR}")
        if mark is not None and _gone(mark, accept, moves=False):
            _join_with_next(paragraph)
    etree.strip_elements(tree, *_RANGES, with_tail=False)
    _tidy(tree)
    return tree


def accepted(document: Tree) -> Tree:
    """A copy with all tracked changes carried out."""
    return resolved(document, lambda _: True)


def rejected(document: Tree) -> Tree:
    """A copy with all tracked changes undone: what was there before anybody tracked anything."""
    return resolved(document, lambda _: False)


def _author(change: Tree) -> str:
    return change.get(f"{_W}author") or ""


def _inside(item: Tree, tag: str) -> bool:
    parent = item.getparent()
    return parent is not None and parent.tag == tag


def _words(item: Tree) -> str:
    return "".join(str(text.text or "") for text in item.iter(f"{_W}t", f"{_W}delText"))


def _goes(change: Tree, accept: Callable[[str], bool]) -> bool:
    """Whether what a change covers is not there any more: an addition undone, or a removal carried out."""
    return accept(_author(change)) is not (change.tag in _ADDING)


def _gone(properties: Tree, accept: Callable[[str], bool], *, moves: bool = True) -> bool:
    """Whether the marks in these properties take their owner away. The marks go in any case."""
    marks = [item for item in properties if item.tag in _MARKS]
    for mark in marks:
        properties.remove(mark)
    # a moved paragraph takes its words along, never the end of the paragraph that they stood in
    return any(_goes(mark, accept) for mark in marks if moves or mark.tag in (_INS, _DEL))


def _emptied(row: Tree, accept: Callable[[str], bool]) -> bool:
    """Whether an author who is taken took out what stands first in a row, and nothing else in it is left but by others.

    LibreOffice marks a row that is cut as deleted only where nobody else had an edit open in it. Without that edit the word
    that it took out would come back, alone in a row that nobody wants.
    """
    whose: list[str] = []
    for text in row.iter(f"{_W}t", f"{_W}delText"):
        if (text.text or "").strip():
            gone = next(text.iterancestors(_DEL, _MOVE_FROM), None)
            if gone is None:
                return False
            whose.append(_author(gone))
    return bool(whose) and accept(whose[0]) and not all(accept(author) for author in whose)


def _unwrap(item: Tree, content: Iterable[Tree]) -> None:
    parent = item.getparent()
    if parent is None:
        return
    place = parent.index(item)
    parent[place : place + 1] = list(content)


def _cell(cell: Tree, accept: Callable[[str], bool]) -> None:
    properties = cell.find(_TCPR)
    if properties is None:
        return
    marks = [item for item in properties if item.tag in (_CELL_INS, _CELL_DEL)]
    for mark in marks:
        properties.remove(mark)
    if any(_goes(mark, accept) for mark in marks):
        _give_room(cell, int(_span(cell)))
        take_out(cell)
        return
    for merge in properties.findall(_CELL_MERGE):
        properties.remove(merge)
        # `rest` and `cont`: how the cell is merged with the one above, by the change and before it
        how = merge.get(f"{_W}vMerge" if accept(_author(merge)) else f"{_W}vMergeOrig")
        for old in properties.findall(_V_MERGE):
            properties.remove(old)
        if how in ("rest", "cont"):
            etree.SubElement(properties, _V_MERGE).set(_VAL, "restart" if how == "rest" else "continue")


def _span(cell: Tree) -> str:
    span = cell.find(f"{_TCPR}/{_GRID_SPAN}")
    value = span.get(_VAL, "1") if span is not None else "1"
    return value if value.isdigit() and len(value) < 4 else "1"


def _give_room(cell: Tree, columns: int) -> None:
    """The cell before one that goes takes over its columns, so that the row still fills the table."""
    before = cell.getprevious()
    if before is None or before.tag != _TC:
        return
    properties = before.find(_TCPR)
    if properties is None:
        properties = etree.Element(_TCPR)
        before.insert(0, properties)
    span = properties.find(_GRID_SPAN)
    if span is None:
        span = etree.Element(_GRID_SPAN)
        properties.insert(1 if properties.find(f"{_W}tcW") is not None else 0, span)
    span.set(_VAL, str(int(_span(before)) + columns))


def _property(change: Tree, accept: Callable[[str], bool]) -> None:
    owner = change.getparent()
    if owner is None:
        return
    owner.remove(change)
    # a change of the grid has no author of its own: it comes with the cells that were inserted or taken out
    if accept(_author(change)) or len(change) == 0:
        return
    for item in [*owner]:
        if item.tag not in _STAYS:
            owner.remove(item)
    keep = [item for item in change[0] if item.tag not in (_CELL_INS, _CELL_DEL, _CELL_MERGE, *_MARKS)]
    owner[0:0] = keep


def _controls(tree: Tree, accept: Callable[[str], bool]) -> None:
    """Content controls that were put around text, or taken away from it: the text stays either way."""
    for start in [*tree.iter(*_w("customXmlInsRangeStart", "customXmlDelRangeStart"))]:
        control = start.getnext()
        adding = start.tag == f"{_W}customXmlInsRangeStart"
        if control is not None and control.tag == _SDT and accept(_author(start)) is not adding:
            _unwrap(control, control.findall(f"{_SDT_CONTENT}/*"))


def _run_level(tree: Tree, accept: Callable[[str], bool]) -> None:
    dropped: set[Tree] = set()
    for change in [*tree.iter(*_MARKS)]:
        parent = change.getparent()
        if (
            parent is None
            or parent.tag in _PROPERTIES
            or (dropped and any(above in dropped for above in change.iterancestors()))
        ):
            continue
        if _goes(change, accept):
            dropped.add(change)
            take_out(change)
            continue
        if change.tag == _DEL:
            for text in change.iter(f"{_W}delText"):
                text.tag = f"{_W}t"
            for text in change.iter(f"{_W}delInstrText"):
                text.tag = f"{_W}instrText"
        _unwrap(change, [*change])


def _join_with_next(paragraph: Tree) -> None:
    """The end of a paragraph is gone: what it says goes on in the next one."""
    following = paragraph.getnext()
    while following is not None and following.tag in _RANGES | {f"{_W}bookmarkStart", f"{_W}bookmarkEnd"}:
        following = following.getnext()
    content = [item for item in paragraph if item.tag != _PPR]
    if following is not None and following.tag == _P:
        start = 1 if following.find(_PPR) is not None else 0
        following[start:start] = content
        take_out(paragraph)
    elif not _words(paragraph).strip() and (
        _beside(paragraph) or (following is not None and following.tag != f"{_W}sectPr")
    ):
        take_out(paragraph)


def _beside(paragraph: Tree) -> bool:
    return any(item.tag == _P for item in paragraph.itersiblings())


def _tidy(tree: Tree) -> None:
    """Tables without rows and controls without content go; a cell ends in a paragraph."""
    for item in reversed([*tree.iter(_SDT, _TBL)]):
        if item.tag == _TBL:
            if next(item.iter(_TR), None) is None:
                take_out(item)
        else:
            content = item.find(_SDT_CONTENT)
            if content is None or len(content) == 0:
                take_out(item)
    for cell in tree.iter(_TC):
        if len(cell) == 0 or cell[-1].tag not in (_P, _SDT):
            etree.SubElement(cell, _P)
