"""What Word asks of a file and no library checks: an own look at everything that is emitted."""

from __future__ import annotations

import posixpath
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree

from qa_engine.named import NamedTuple
from qa_engine.word.lint_text import text_problems
from qa_engine.word.ooxml import R, W

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_W = f"{{{W}}}"
_R = f"{{{R}}}"
_TEXT = (".xml", ".rels", ".vml")

Tree = etree._Element


class _File(NamedTuple):
    """The parts of a file: all names, and the trees of those that are XML."""

    names: tuple[str, ...]
    trees: dict[str, Tree]

    def part(self, kind: str) -> Tree | None:
        """The part of a kind (`styles`, `document.main`), whatever its name is."""
        types = self.trees.get("[Content_Types].xml")
        for item in types.iter(f"{_TYPES}Override") if types is not None else ():
            if item.get("ContentType", "").endswith(f"wordprocessingml.{kind}+xml"):
                return self.trees.get(item.get("PartName", "").removeprefix("/"))
        return None


def problems(docx: bytes) -> list[str]:
    """What is wrong with a Word file, in words; an empty list where nothing is.

    Looks at the zip (names), at the package (well-formed parts, content types, relations) and at the text (see
    `lint_text`).
    """
    try:
        archive = ZipFile(BytesIO(docx))
    except BadZipFile as error:
        return [f"not a zip: {error}"]
    names = archive.namelist()
    found = [f"{name} is there {times} times" for name, times in Counter(map(str.lower, names)).items() if times > 1]
    file = _File(tuple(dict.fromkeys(names)), {})
    for name in file.names:
        if not name.endswith(_TEXT):
            continue
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            file.trees[name] = etree.fromstring(archive.read(name), parser)
        except (etree.XMLSyntaxError, BadZipFile) as error:
            found.append(f"{name} cannot be read: {error}")
    found += _content_types(file)
    found += _relations(file)
    found += _styles(file)
    found += _numbers(file)
    found += _notes(file)
    for name, tree in file.trees.items():
        if name.startswith("word/") and not name.endswith(".rels"):
            found += (f"{name}: {problem}" for problem in text_problems(tree))
    return found


def _content_types(file: _File) -> Iterator[str]:
    types = file.trees.get("[Content_Types].xml")
    if types is None:
        yield "[Content_Types].xml is missing"
        return
    known = {item.get("PartName", "").removeprefix("/") for item in types.iter(f"{_TYPES}Override")}
    endings = {item.get("Extension", "").lower() for item in types.iter(f"{_TYPES}Default")}
    for name in file.names:
        if name != "[Content_Types].xml" and name not in known and name.rsplit(".", 1)[-1].lower() not in endings:
            yield f"{name} has no content type"
        if name.startswith(("word/", "docProps/")) and name.endswith(".xml") and name not in known:
            yield f"{name} has no content type of its own"
    yield from (f"a content type is given for {name}, which is not there" for name in known if name not in file.names)


def _relations(file: _File) -> Iterator[str]:
    """Relations lead to parts that are there, every part is led to, every relation id that is used is given."""
    reached = set()
    for name, tree in file.trees.items():
        if not name.endswith(".rels"):
            continue
        folder, _, part_name = name.rpartition("_rels/")
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
            if part not in file.names:
                yield f"{name}: {identifier} leads to {part}, which is not there"
        owner = file.trees.get(folder + part_name.removesuffix(".rels"))
        if owner is not None:
            yield from (f"{name}: nothing is given for {identifier}" for identifier in sorted(_used(owner) - given))
    for name, tree in file.trees.items():
        folder, _, part_name = name.rpartition("/")
        if not name.endswith(".rels") and f"{folder}/_rels/{part_name}.rels" not in file.names and _used(tree):
            yield f"{name} names relations and has none"
    for name in file.names:
        if name != "[Content_Types].xml" and not name.endswith(".rels") and name not in reached:
            yield f"no relation leads to {name}"


def _used(tree: Tree) -> set[str]:
    return {str(value) for item in tree.iter() for key, value in item.attrib.items() if str(key).startswith(_R)}


def _styles(file: _File) -> Iterator[str]:
    sheet = file.part("styles")
    if sheet is None:
        return
    given = Counter(style.get(f"{_W}styleId") for style in sheet.iter(f"{_W}style"))
    yield from (f"style {name} is defined {times} times" for name, times in given.items() if times > 1)
    used = {
        item.get(f"{_W}val")
        for name, tree in file.trees.items()
        if name.startswith("word/") and "/glossary/" not in name
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for item in tree.iter(_W + tag)
    }
    yield from (f"style {name} is used and not defined" for name in sorted(map(str, used - set(given))))


def _numbers(file: _File) -> Iterator[str]:
    """Every list that a paragraph is in is there, and stands on a kind of list that is there."""
    numbering, body = file.part("numbering"), file.part("document.main")
    lists = [] if numbering is None else list(numbering.iter(f"{_W}num"))
    kinds = (
        set() if numbering is None else {item.get(f"{_W}abstractNumId") for item in numbering.iter(f"{_W}abstractNum")}
    )
    given = Counter(item.get(f"{_W}numId") for item in lists)
    yield from (f"list {name} is defined {times} times" for name, times in given.items() if times > 1)
    for item in lists:
        kind = item.find(f"{_W}abstractNumId")
        if kind is None or kind.get(f"{_W}val") not in kinds:
            yield f"list {item.get(f'{_W}numId')} stands on no kind of list"
    used = {item.get(f"{_W}val") for item in body.iter(f"{_W}numId")} if body is not None else set()
    yield from (f"list {name} is used and not defined" for name in sorted(map(str, used - set(given) - {"0"})))


def _notes(file: _File) -> Iterator[str]:
    """Every footnote that is referred to is there."""
    body, notes = file.part("document.main"), file.part("footnotes")
    if body is None:
        return
    given = {item.get(f"{_W}id") for item in notes.iter(f"{_W}footnote")} if notes is not None else set()
    used = {item.get(f"{_W}id") for item in body.iter(f"{_W}footnoteReference")}
    yield from (f"footnote {name} is referred to and not there" for name in sorted(map(str, used - given)))
