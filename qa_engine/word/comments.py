"""Comments in a Word file: who said what to which words, and in which row they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.word.guard import Tree
    from qa_engine.word.opened import WordFile

_W = f"{{{W}}}"
_W14_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"


class Comment(NamedTuple):
    """A comment: its words, the words that it is about, the bookmarks and tags of the row that it stands in.

    `date` is as the file gives it; `answers` is the id of the comment that it answers, empty for none; `done` says that
    it was ticked off.
    """

    id: str
    author: str
    date: str
    text: str
    about: str
    names: tuple[str, ...]
    answers: str
    done: bool


def comments_of(file: WordFile) -> list[Comment]:
    """The comments of a file in the order in which they stand in the text; those that stand nowhere last."""
    tree = file.part("comments")
    if tree is None:
        return []
    told = {item.get(f"{_W}id", ""): item for item in tree.iter(f"{_W}comment")}
    thread = dict(_thread(file, told))
    places = _places(file.document)
    order = [*(name for name in places if name in told), *(name for name in told if name not in places)]
    found = []
    for name in order:
        item = told[name]
        lines = ("".join(str(text.text or "") for text in line.iter(f"{_W}t")).strip() for line in item.iter(f"{_W}p"))
        about, names = places.get(name, ("", ()))
        answers, done = thread.get(name, ("", False))
        found.append(
            Comment(
                name,
                item.get(f"{_W}author", ""),
                item.get(f"{_W}date", ""),
                "\n".join(filter(None, lines)),
                about,
                names,
                answers,
                done,
            )
        )
    return found


def _thread(file: WordFile, told: dict[str, Tree]) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Which comment answers which, and which are done. Word names them by the last paragraph of each."""
    tree = file.part("commentsExtended")
    if tree is None:
        return
    by_paragraph = {line.get(_W14_ID, ""): name for name, item in told.items() for line in item.iter(f"{_W}p")}
    for item in tree.iter(f"{_W15}commentEx"):
        name = by_paragraph.get(item.get(f"{_W15}paraId", ""))
        if name is not None:
            above = by_paragraph.get(item.get(f"{_W15}paraIdParent", ""), "")
            yield name, (above, item.get(f"{_W15}done", "0") in ("1", "true"))


def _places(document: Tree) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Comment → the words that it is about (of a comment on a point: its paragraph), and what its row is called."""
    words: dict[str, list[str]] = {}
    rows: dict[str, Tree | None] = {}
    open_: list[str] = []
    marks = [f"{_W}{name}" for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "t", "p")]
    for item in document.iter(*marks):
        name = item.get(f"{_W}id", "")
        if item.tag == f"{_W}commentRangeStart":
            words[name] = []
            rows[name] = next(item.iterancestors(f"{_W}tr"), None)
            open_.append(name)
        elif item.tag == f"{_W}commentRangeEnd":
            if name in open_:
                open_.remove(name)
        elif item.tag == f"{_W}commentReference":
            if name not in words:
                line = next(item.iterancestors(f"{_W}p"), None)
                words[name] = (
                    ["".join(str(text.text or "") for text in line.iter(f"{_W}t"))] if line is not None else []
                )
            if rows.get(name) is None:
                rows[name] = next(item.iterancestors(f"{_W}tr"), None)
        else:
            said = str(item.text or "") if item.tag == f"{_W}t" else " "
            for one in open_:
                words[one].append(said)
    return {name: (" ".join("".join(said).split()), _called(rows.get(name))) for name, said in words.items()}


def _called(row: Tree | None) -> tuple[str, ...]:
    if row is None:
        return ()
    bookmarks = (item.get(f"{_W}name", "") for item in row.iter(f"{_W}bookmarkStart"))
    around = (control.find(f"{_W}sdtPr/{_W}tag") for control in row.iterancestors(f"{_W}sdt"))
    return (*filter(None, bookmarks), *(tag.get(f"{_W}val", "") for tag in around if tag is not None))
