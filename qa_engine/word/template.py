"""A company's Word file as a template: opened behind the guard, its parts at hand for reading and for adding to.

Nothing in a template is executed: no macro, no field of ours, no language of its own. What looks like one (`{{ title }}`)
is text and is printed as it stands.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.word.guard import Unfit, parse_xml
from qa_engine.word.identity import ROW_TAG
from qa_engine.word.ooxml import W
from qa_engine.word.opened import open_word
from qa_engine.word.package import encoded, ordered, zipped
from qa_engine.word.parts import AGREEMENT
from qa_engine.word.tree import take_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.word.guard import Tree
    from qa_engine.word.package import Content, Kind

_W = f"{{{W}}}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TEMPLATE, _DOCUMENT = "wordprocessingml.template.main+xml", "wordprocessingml.document.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_SIGNED = "_xmlsignatures/"

SLOT = "qa:slot:"
"""The tag of a content control that a part of the document, or a word of it, goes into."""


class Template:
    """A template whose parts can be read, changed and added to. `main` is the part that holds the text."""

    def __init__(self, parts: dict[str, bytes], main: str) -> None:
        self.parts = parts
        self.main = main
        self._trees: dict[str, Tree] = {}

    def tree(self, name: str) -> Tree:
        """A part as a tree; what is changed in it is written."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.parts[name], name)
        return self._trees[name]

    @property
    def document(self) -> Tree:
        """The text."""
        return self.tree(self.main)

    @property
    def body(self) -> Tree:
        """What holds the paragraphs of the text."""
        body = self.document.find(f"{_W}body")
        if body is None:
            raise Unfit("the template is damaged: its text has no body; save it once more in Word")
        return body

    def related(self, kind: str) -> str:
        """The part that the text leads to by a relation of a kind (`styles`); empty without one."""
        return next((target for type_, target, _ in self.relations(self.main) if type_ == kind), "")

    def headed(self, kind: str) -> list[str]:
        """All headers, or all footers."""
        return [target for type_, target, _ in self.relations(self.main) if type_ == kind]

    def relations(self, source: str) -> Iterator[tuple[str, str, str]]:
        """The relations of a part: last word of the type, part that it leads to, id."""
        name = _rels(source)
        for item in self.tree(name) if name in self.parts else ():
            if item.get("TargetMode") != "External":
                target = item.get("Target", "")
                folder = posixpath.dirname(source)
                part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                yield item.get("Type", "").rsplit("/", 1)[-1], part, item.get("Id", "")

    def add(self, name: str, kind: Kind, content: Content, source: str, identifier: str = "") -> str:
        """A further part, led to from another one; gives the id of the relation."""
        self.parts[name] = b"".join(encoded(content))
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=kind.content)
        rels = _rels(source)
        if rels not in self.parts:
            self.parts[rels] = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        given = {item.get("Id") for item in self.tree(rels)}
        number = len(given) + 1
        while not identifier or identifier in given:
            identifier, number = f"rIdQa{number}", number + 1
        target = posixpath.relpath(name, posixpath.dirname(source) or ".")
        etree.SubElement(
            self.tree(rels), f"{{{_RELATIONS}}}Relationship", Id=identifier, Type=kind.relation, Target=target
        )
        return identifier

    def drop(self, name: str) -> None:
        """Take a part out, with every relation that leads to it and what hangs on it alone."""
        for gone in (name, _rels(name)):
            self.parts.pop(gone, None)
            self._trees.pop(gone, None)
        for item in list(self.tree("[Content_Types].xml")):
            if item.get("PartName", "").removeprefix("/") == name:
                take_out(item)
        for rels in [part for part in self.parts if part.endswith(".rels")]:
            folder, _, owner = rels.rpartition("_rels/")
            source = folder + owner.removesuffix(".rels")
            led = {identifier for _, target, identifier in self.relations(source) if target == name}
            for item in list(self.tree(rels)):
                if item.get("Id") in led:
                    take_out(item)

    def unused(self, start: str, ending: str) -> str:
        """The name of a part that is not there yet."""
        number = 1
        while f"{start}{number}{ending}" in self.parts:
            number += 1
        return f"{start}{number}{ending}"

    def written(self) -> bytes:
        """The file as it stands now, as a document."""
        for item in self.tree("[Content_Types].xml"):
            item.set("ContentType", item.get("ContentType", "").replace(_TEMPLATE, _DOCUMENT))
        files: dict[str, Content] = dict(self.parts)
        for name, tree in self._trees.items():
            files[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return zipped(ordered(files))


def _rels(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def open_template(raw: bytes) -> Template:
    """A company's docx or dotx.

    Raises `Unfit`, in one line, where the guard refuses it (macros, links to the outside, a zip bomb), or where it holds
    what a controlled document must not: embedded files, controls, fields that fetch.
    """
    file = open_word(raw)
    for warning in file.package.warnings:
        what, hint, _ = warning.partition(", which are not read")
        if hint:  # the other warning is about the template that it was made from, which is forgotten below
            raise Unfit(f"{what}; a template must not: take it out")
    if _STRICT in file.package.parts[file.main]:
        raise Unfit("the template was saved as Strict Open XML; save it as a Word document (.docx) or template (.dotx)")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:  # the guard has counted what comes out of it
        parts = {
            entry.filename.removeprefix("/"): archive.read(entry) for entry in archive.infolist() if not entry.is_dir()
        }
    template = Template(parts, file.main)
    for name in [part for part in parts if part.startswith(_SIGNED)]:
        template.drop(name)  # a signature of the template would be a broken one on the document
    if any(name.startswith(ROW_TAG) for name in tags(template.document)):
        raise Unfit(
            "the file holds rows of an agreement already: it is a rendered agreement and no template; "
            "start from `qa-engine template new`"
        )
    _refuse_fetching(template)
    _forget_origin(template)
    _forget_agreement(template)
    return template


_FETCHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON|RD)\b", re.IGNORECASE
)


def _refuse_fetching(template: Template) -> None:
    """No field of a template fetches anything: not in its text, nor in a header or a footnote, nor in pieces."""
    for name in [part for part in template.parts if part.startswith("word/") and part.endswith(".xml")]:
        content = template.parts[name]
        if b"instr" not in content and b"\0" not in content[:8]:  # not there, nor written in two bytes a letter
            continue
        tree = template.tree(name)
        said = [item.get(f"{_W}instr", "") for item in tree.iter(f"{_W}fldSimple")]
        said += ["".join(str(item.text or "") for item in line.iter(f"{_W}instrText")) for line in tree.iter(f"{_W}p")]
        for instruction in said:
            if found := _FETCHING.search(instruction):
                raise Unfit(
                    f"the file holds a field that fetches something ({found[0]}); a template must not: take it out"
                )


def _forget_origin(template: Template) -> None:
    """The template that the template was made from is nobody's business."""
    name = template.related("settings")
    if not name:
        return
    for item in template.tree(name).findall(f"{_W}attachedTemplate"):
        take_out(item)
    rels = _rels(name)
    for item in list(template.tree(rels)) if rels in template.parts else ():
        if item.get("Type", "").endswith("/attachedTemplate"):
            take_out(item)


def _forget_agreement(template: Template) -> None:
    """What an agreement left in the file to be read back by is that of another one."""
    for kind, name, _ in list(template.relations(template.main)):
        if kind == "customXml" and name in template.parts and template.tree(name).tag == f"{{{AGREEMENT}}}agreement":
            for _, hanging, _ in list(template.relations(name)):
                template.drop(hanging)
            template.drop(name)


def tags(tree: Tree) -> list[str]:
    """The tags of all content controls."""
    return [item.get(f"{_W}val", "") for item in tree.iterfind(f".//{_W}sdtPr/{_W}tag")]


def slots(tree: Tree) -> list[tuple[str, Tree]]:
    """The slots of a part in order: name, content control."""
    found = []
    for control in tree.iter(f"{_W}sdt"):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        name = tag.get(f"{_W}val", "") if tag is not None else ""
        if name.startswith(SLOT):
            found.append((name.removeprefix(SLOT), control))
    return found


def style_names(template: Template) -> dict[tuple[str, str], str]:
    """Type and name of each style in small letters (`paragraph`, `heading 1`) → its id. Names are the same in every
    language of Word, ids are not.
    """
    name = template.related("styles")
    found: dict[tuple[str, str], str] = {}
    for style in template.tree(name).iter(f"{_W}style") if name else ():
        named = style.find(f"{_W}name")
        said = named.get(f"{_W}val", "") if named is not None else ""
        found.setdefault((style.get(f"{_W}type", ""), said.lower()), style.get(f"{_W}styleId", ""))
    return found


def numbered_styles(template: Template) -> frozenset[str]:
    """The ids of headings that Word counts by itself, as their style or one that it stands on says."""
    name = template.related("styles")
    sheet = template.tree(name) if name else None
    if sheet is None:
        return frozenset()
    styles = {style.get(f"{_W}styleId", ""): style for style in sheet.iter(f"{_W}style")}

    def counts(identifier: str, depth: int = 0) -> bool:
        style = styles.get(identifier)
        if style is None or depth > 20:
            return False
        given = style.find(f"{_W}pPr/{_W}numPr")
        if given is not None:
            number = given.find(f"{_W}numId")
            return number is None or number.get(f"{_W}val") != "0"
        based = style.find(f"{_W}basedOn")
        return based is not None and counts(based.get(f"{_W}val", ""), depth + 1)

    headings = (style_names(template).get(("paragraph", f"heading {level}"), "") for level in (1, 2, 3))
    return frozenset(identifier for identifier in headings if identifier and counts(identifier))
