"""What Word asks of a file and no library checks: an own look at everything that is emitted."""

from __future__ import annotations

import posixpath
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree

from qa_engine.word.ooxml import R, W

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_W = f"{{{W}}}"
_R = f"{{{R}}}"

Tree = etree._Element


def problems(docx: bytes) -> list[str]:
    """What is wrong with a Word file, in words; an empty list where nothing is.

    Looks at the zip (names), at the package (well-formed parts, content types, relations) and at the text (cells that
    end in a paragraph, rows that fill the grid, ids and names that are there once, bookmarks that end, known styles).
    """
    try:
        archive = ZipFile(BytesIO(docx))
    except BadZipFile as error:
        return [f"not a zip: {error}"]
    names = archive.namelist()
    found = [f"{name} is there {times} times" for name, times in Counter(map(str.lower, names)).items() if times > 1]
    trees: dict[str, Tree] = {}
    for name in dict.fromkeys(names):
        try:
            trees[name] = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, BadZipFile) as error:
            found.append(f"{name} cannot be read: {error}")
    found += _content_types(trees)
    found += _relations(trees)
    found += _styles(trees)
    for name, tree in trees.items():
        if name.startswith("word/") and not name.endswith(".rels"):
            found += (
                f"{name}: {problem}"
                for problem in (*_cells(tree), *_grids(tree), *_ids(tree), *_bookmarks(tree), *_fields(tree))
            )
    return found


def _content_types(trees: dict[str, Tree]) -> Iterator[str]:
    types = trees.get("[Content_Types].xml")
    if types is None:
        yield "[Content_Types].xml is missing"
        return
    known = {item.get("PartName", "").removeprefix("/") for item in types.iter(f"{_TYPES}Override")}
    endings = {item.get("Extension", "") for item in types.iter(f"{_TYPES}Default")}
    for name in trees:
        if name != "[Content_Types].xml" and name not in known and name.rsplit(".", 1)[-1] not in endings:
            yield f"{name} has no content type"
        if name.startswith(("word/", "docProps/")) and not name.endswith(".rels") and name not in known:
            yield f"{name} has no content type of its own"
    yield from (f"a content type is given for {name}, which is not there" for name in known if name not in trees)


def _relations(trees: dict[str, Tree]) -> Iterator[str]:
    """Relations lead to parts that are there, every part is led to, every relation id that is used is given."""
    reached = set()
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder, _, file = name.rpartition("_rels/")
        given: set[str] = set()
        for relation in tree.iter(f"{_RELATIONS}Relationship"):
            identifier, target = relation.get("Id", ""), relation.get("Target", "")
            if identifier in given:
                yield f"{name}: {identifier} is given twice"
            given.add(identifier)
            if relation.get("TargetMode") == "External":
                continue
            part = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(folder + target)
            reached.add(part)
            if part not in trees:
                yield f"{name}: {identifier} leads to {part}, which is not there"
        owner = trees.get(folder + file.removesuffix(".rels"))
        if owner is not None:
            used = {value for item in owner.iter() for key, value in item.attrib.items() if str(key).startswith(_R)}
            yield from (f"{name}: nothing is given for {identifier}" for identifier in sorted(map(str, used - given)))
    for name in trees:
        if name != "[Content_Types].xml" and not name.endswith(".rels") and name not in reached:
            yield f"no relation leads to {name}"


def _styles(trees: dict[str, Tree]) -> Iterator[str]:
    sheet = trees.get("word/styles.xml")
    if sheet is None:
        return
    given = Counter(style.get(f"{_W}styleId") for style in sheet.iter(f"{_W}style"))
    yield from (f"style {name} is defined {times} times" for name, times in given.items() if times > 1)
    used = {
        item.get(f"{_W}val")
        for name, tree in trees.items()
        if name.startswith("word/")
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for item in tree.iter(_W + tag)
    }
    yield from (f"style {name} is used and not defined" for name in sorted(map(str, used - set(given))))


def _cells(tree: Tree) -> Iterator[str]:
    for cell in tree.iter(f"{_W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{_W}p":
            yield f"a cell does not end in a paragraph: {_said(cell)}"


def _grids(tree: Tree) -> Iterator[str]:
    for table in tree.iter(f"{_W}tbl"):
        columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
        for row in table.iterfind(f"{_W}tr"), table.iterfind(f"{_W}sdt/{_W}sdtContent/{_W}tr"):
            for one in row:
                spans = sum(_span(cell) for cell in one.iter(f"{_W}tc"))
                if spans != columns:
                    yield f"a row covers {spans} of {columns} columns: {_said(one)}"


def _span(cell: Tree) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if span is None else int(span.get(f"{_W}val", "1"))


def _ids(tree: Tree) -> Iterator[str]:
    controls = [item.get(f"{_W}val") for item in tree.iterfind(f".//{_W}sdtPr/{_W}id")]
    tags = [item.get(f"{_W}val") for item in tree.iterfind(f".//{_W}sdtPr/{_W}tag")]
    notes = [item.get(f"{_W}id") for item in tree.iter(f"{_W}footnote", f"{_W}footnoteReference")]
    yield from _twice("content control id", controls)
    yield from _twice("tag", tags)
    yield from _twice("footnote id", notes)


def _bookmarks(tree: Tree) -> Iterator[str]:
    starts = list(tree.iter(f"{_W}bookmarkStart"))
    ends = [item.get(f"{_W}id") for item in tree.iter(f"{_W}bookmarkEnd")]
    ids = [item.get(f"{_W}id") for item in starts]
    names = [item.get(f"{_W}name", "") for item in starts]
    yield from _twice("bookmark id", ids)
    yield from _twice("bookmark end", ends)
    yield from _twice("bookmark", [name.lower() for name in names])
    yield from (f"bookmark {identifier} has no end" for identifier in ids if identifier not in set(ends))
    yield from (f"a bookmark ends that never starts: {identifier}" for identifier in ends if identifier not in set(ids))
    yield from (f"bookmark name {name} is longer than Word allows" for name in names if len(name) > 40)
    anchors = {item.get(f"{_W}anchor") for item in tree.iter(f"{_W}hyperlink")} - {None}
    yield from (
        f"a link leads to bookmark {anchor}, which is not there" for anchor in sorted(map(str, anchors - set(names)))
    )


def _fields(tree: Tree) -> Iterator[str]:
    """Fields begin, part and end in order, each inside one paragraph."""
    for paragraph in tree.iter(f"{_W}p"):
        marks = [item.get(f"{_W}fldCharType") for item in paragraph.iter(f"{_W}fldChar")]
        if marks != ["begin", "separate", "end"] * (len(marks) // 3):
            yield f"a field is not whole: {_said(paragraph)}"


def _twice(what: str, values: Iterable[str | None]) -> Iterator[str]:
    yield from (f"{what} {value} is there {times} times" for value, times in Counter(values).items() if times > 1)


def _said(item: Tree) -> str:
    return "".join(str(text.text or "") for text in item.iter(f"{_W}t"))[:60]
