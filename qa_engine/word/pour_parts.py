"""The parts of a template beside its text: lists, footnotes, settings, properties, and what is embedded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.word import package, parts
from qa_engine.word.body import Free
from qa_engine.word.identity import PREFIXES
from qa_engine.word.ooxml import W
from qa_engine.word.pour_pages import number_at
from qa_engine.word.pour_styles import elements, restyled
from qa_engine.word.tree import take_out
from qa_engine.word.write import beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qa_engine.document.blocks import Document
    from qa_engine.word.body import Body
    from qa_engine.word.guard import Tree
    from qa_engine.word.manner import Manner
    from qa_engine.word.template import Template

_W = f"{{{W}}}"


_TRACKED = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "cellIns", "cellDel")


def free(template: Template) -> Free:
    """The ids that are free in the template. Bookmarks of ours that it bears already are taken out of it."""
    ours, document = tuple(PREFIXES.values()), template.document
    stale = {
        item.get(f"{_W}id")
        for item in document.iter(f"{_W}bookmarkStart")
        if item.get(f"{_W}name", "").startswith(ours)
    }
    for item in list(document.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd")) if stale else ():
        if item.get(f"{_W}id") in stale:
            take_out(item)
    lists, notes, remarks = (template.related(kind) for kind in ("numbering", "footnotes", "comments"))
    return Free(
        1 + _greatest(document.iter(f"{_W}bookmarkStart"), "id"),
        1 + (_greatest(template.tree(notes).iter(f"{_W}footnote"), "id") if notes else 0),
        1 + (_greatest(template.tree(lists).iter(f"{_W}num"), "numId") if lists else 0),
        1 + (_greatest(template.tree(lists).iter(f"{_W}abstractNum"), "abstractNumId") if lists else 0),
        frozenset(number_at(item, "val", 0) for item in document.iterfind(f".//{_W}sdtPr/{_W}id")),
        1 + (_greatest(template.tree(remarks).iter(f"{_W}comment"), "id") if remarks else -1),
        _greatest(document.iter(*(_W + kind for kind in _TRACKED)), "id"),
    )


def _greatest(items: Iterable[Tree], key: str) -> int:
    return max(0, *(number_at(item, key, 0) for item in items), 0)


def numbering(template: Template, body: Body) -> None:
    """Our lists behind those of the template."""
    name = template.related("numbering")
    if not name:
        name = template.unused("word/numbering", ".xml")
        template.add(name, package.NUMBERING, body.numbering.part(), template.main)
        return
    tree = template.tree(name)
    # kinds of lists stand before the lists, and these before a mark that Word for Mac sets
    first, cleanup = tree.find(f"{_W}num"), tree.find(f"{_W}numIdMacAtCleanup")
    for place, items in ((first, body.numbering.abstracts()), (cleanup, body.numbering.instances())):
        for item in elements(items):
            tree.append(item) if place is None else place.addprevious(item)


def footnotes(template: Template, body: Body, styles: dict[str, str]) -> None:
    """Our remarks behind the footnotes of the template."""
    name = template.related("footnotes")
    if name:
        template.tree(name).extend(elements(restyled(body.notes(), styles)))
    elif body.footnotes:
        xml = restyled(parts.footnotes_part(body.notes()), styles)
        template.add(template.unused("word/footnotes", ".xml"), package.FOOTNOTES, xml, template.main)


def comments(template: Template, body: Body) -> None:
    """Our comments behind those of the template."""
    name, written = template.related("comments"), body.comments()
    if name:
        template.tree(name).extend(elements(written))
    elif written:
        xml, name = parts.comments_part(written), "word/comments.xml"
        if name in template.parts:
            name = template.unused("word/comments", ".xml")
        template.add(name, package.COMMENTS, xml, template.main)


_BEFORE_PROTECTION = frozenset(
    _W + tag
    for tag in [
        "writeProtection",
        "view",
        "zoom",
        "removePersonalInformation",
        "removeDateAndTime",
        "doNotDisplayPageBoundaries",
        "displayBackgroundShape",
        "printPostScriptOverText",
        "printFractionalCharacterWidth",
        "printFormsData",
        "embedTrueTypeFonts",
        "embedSystemFonts",
        "saveSubsetFonts",
        "saveFormsData",
        "mirrorMargins",
        "alignBordersAndEdges",
        "bordersDoNotSurroundHeader",
        "bordersDoNotSurroundFooter",
        "gutterAtTop",
        "hideSpellingErrors",
        "hideGrammaticalErrors",
        "activeWritingStyle",
        "proofState",
        "formsDesign",
        "linkStyles",
        "stylePaneFormatFilter",
        "stylePaneSortMethod",
        "documentType",
        "mailMerge",
        "revisionView",
    ]
)
"""What stands before the protection of a document in its settings."""


def settings(template: Template, document: Document, manner: Manner) -> None:
    """What the manner asks for. Not all fields are worked out anew when the file is opened: Word would ask about each."""
    name = template.related("settings")
    if not name:
        xml = parts.settings_part(document.language, manner)
        template.add(template.unused("word/settings", ".xml"), package.SETTINGS, xml, template.main)
        return
    tree = template.tree(name)
    for tag in ("updateFields", "trackRevisions", "documentProtection"):
        for item in tree.findall(_W + tag):
            tree.remove(item)
    place = next((position for position, item in enumerate(tree) if item.tag not in _BEFORE_PROTECTION), len(tree))
    for offset, item in enumerate(elements(parts.protection(manner))):
        tree.insert(place + offset, item)


def properties(template: Template, document: Document, more: Mapping[str, str]) -> None:
    """Title, number and dates of the agreement; of the template's own properties those that a company set stay."""
    custom = ""
    for kind, target, _ in list(template.relations("")):
        if kind in ("core-properties", "extended-properties", "thumbnail"):
            template.drop(target)
        elif kind == "custom-properties":
            custom = target
    template.add("docProps/core.xml", package.CORE, parts.core_part(document), "")
    template.add("docProps/app.xml", package.APP, parts.app_part(), "")
    if not custom:
        template.add("docProps/custom.xml", package.CUSTOM, parts.custom_part(document, more), "")
        return
    tree = template.tree(custom)
    for item in [item for item in tree if item.get("name", "").startswith("qa")]:
        tree.remove(item)
    last = max((int(item.get("pid", "1")) for item in tree if item.get("pid", "").isdigit()), default=1)
    values = "".join(parts.custom_properties(document, last + 1, more))
    types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    tree.extend(list(etree.fromstring(f'<p xmlns="{etree.QName(tree).namespace}" xmlns:vt="{types}">{values}</p>')))


def embedded(template: Template, document: Document, manner: Manner) -> None:
    """What the file carries for whoever reads it back, beside what the template carries."""
    number = 1
    while f"customXml/item{number}.xml" in template.parts:
        number += 1
    for part in beside(document, manner, number):
        source = part.source if part.source in template.parts else template.main
        if part.name not in template.parts:  # the picture of a signature line may be there already, under the same id
            template.add(part.name, part.kind, part.content, source, part.relation)
