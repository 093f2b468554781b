"""A document poured into a company's template: its styles, its pages, its headers and footers, our words.

What the template lacks is made: styles that are not there, a place for the agreement, a header that bears the mark, a
footer that bears the hash.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.word import package, parts, signing
from qa_engine.word.body import Body, Free
from qa_engine.word.identity import PREFIXES
from qa_engine.word.manner import PLAIN
from qa_engine.word.ooxml import R, W, paragraph, run
from qa_engine.word.page import UPRIGHT
from qa_engine.word.styles import language_marks, own_styles, styles_part
from qa_engine.word.template import numbered_styles, open_template, slots, style_names
from qa_engine.word.words import SLOT_WORDS
from qa_engine.word.write import beside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.document.blocks import Document, Portion
    from qa_engine.word.guard import Tree
    from qa_engine.word.manner import Manner
    from qa_engine.word.package import Part
    from qa_engine.word.template import Template

_W = f"{{{W}}}"
_R = f"{{{R}}}"
_NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_STYLE = re.compile(r'<w:(pStyle|rStyle|tblStyle) w:val="(\w+)"/>')
_OWN_TYPES = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}


def poured(document: Document, raw: bytes, manner: Manner = PLAIN) -> bytes:
    """The Word file of a document in a company's template.

    Raises `Unfit` where the template is refused, and ValueError as `docx_bytes` does.
    """
    signing.refuse_tags(document, manner.esign)
    template = open_template(raw)
    styles = _styles(template, document)
    body = Body(document, _Pages(_section_of(template, None)), manner, _free(template))
    named = (*template.headed("header"), *template.headed("footer"), template.main)
    said = {name: _put_words(template.tree(name), document) for name in named}
    _put_blocks(template, document, body, styles)
    _headers_and_footers(template, document, styles, said)
    _numbering(template, body)
    _footnotes(template, body, styles)
    _settings(template, document, manner)
    _properties(template, document)
    _embedded(template, document, manner)
    return template.written()


# -- styles


def _styles(template: Template, document: Document) -> dict[str, str]:
    """Our style ids → those of the template; a style that it lacks is added."""
    if not template.related("styles"):
        template.add("word/styles.xml", package.STYLES, styles_part(document.language), template.main)
    sheet = template.tree(template.related("styles"))
    known, used = style_names(template), {style.get(f"{_W}styleId") for style in sheet.iter(f"{_W}style")}
    width = _Pages(_section_of(template, None)).text_width(wide=False)
    ours = etree.fromstring(f'<w:styles xmlns:w="{W}">{"".join(own_styles(width))}</w:styles>')
    found: dict[str, str] = {}
    for style in ours:
        identifier, kind = style.get(f"{_W}styleId", ""), style.get(f"{_W}type", "")
        name = style.find(f"{_W}name").get(f"{_W}val", "")
        there = known.get((kind, name.lower())) or (_default(sheet, kind) if style.get(f"{_W}default") else "")
        if there:
            found[identifier] = there
            continue
        new = identifier if identifier not in used else f"{identifier}Qa"
        found[identifier] = new
        style.set(f"{_W}styleId", new)
        for tag in ("basedOn", "next"):
            if (item := style.find(_W + tag)) is not None:
                item.set(f"{_W}val", found.get(item.get(f"{_W}val", ""), item.get(f"{_W}val", "")))
        sheet.append(style)
    region, east, right_to_left = language_marks(document.language)
    for language in sheet.iterfind(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang"):
        for key, value in (("val", region), ("eastAsia", east), ("bidi", right_to_left)):
            language.set(_W + key, value)
    return found


def _default(sheet: Tree, kind: str) -> str:
    """The default style of a type, under whatever name it goes."""
    marked = (style for style in sheet.iter(f"{_W}style") if style.get(f"{_W}type") == kind)
    return next((style.get(f"{_W}styleId", "") for style in marked if style.get(f"{_W}default") in ("1", "true")), "")


def _restyled(xml: str, styles: dict[str, str]) -> str:
    """Our XML under the style ids of the template. Words of people never match: their `<` is written `&lt;`."""
    return _STYLE.sub(lambda found: f'<w:{found[1]} w:val="{styles.get(found[2], found[2])}"/>', xml)


def _elements(xml: str) -> list[Tree]:
    return list(etree.fromstring(f"<w:body {_NAMESPACES}>{xml}</w:body>", etree.XMLParser(huge_tree=True)))


# -- pages


class _Pages:
    """The pages of a template, as its section properties say; the other way up where a matrix is wide."""

    def __init__(self, section: Tree) -> None:
        self._section = section

    def text_width(self, *, wide: bool) -> int:
        """The width of text."""
        width, height = self._size("w", UPRIGHT.width), self._size("h", UPRIGHT.height)
        if wide and height > width:
            return height - self._margin("top", UPRIGHT.top) - self._margin("bottom", UPRIGHT.bottom)
        return (
            width - self._margin("left", UPRIGHT.side) - self._margin("right", UPRIGHT.side) - self._margin("gutter", 0)
        )

    def section(self, *, wide: bool, first: bool) -> str:
        """The properties of a section. Only the first has a first page; none starts counting pages anew."""
        section = deepcopy(self._section)
        if not first:
            _remove(section, "titlePg")
            for item in section.findall(f"{_W}pgNumType"):
                item.attrib.pop(f"{_W}start", None)
        size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
        width, height = self._size("w", UPRIGHT.width), self._size("h", UPRIGHT.height)
        if wide and height > width:
            if size is not None:
                size.set(f"{_W}w", str(height))
                size.set(f"{_W}h", str(width))
                size.set(f"{_W}orient", "landscape")
            if margin is not None:
                turned = {"top": "left", "bottom": "right", "left": "top", "right": "bottom"}
                values = {side: margin.get(_W + other) for side, other in turned.items()}
                for side, value in values.items():
                    if value is not None:
                        margin.set(_W + side, value)
        return etree.tostring(section, encoding="unicode")

    def _size(self, key: str, otherwise: int) -> int:
        return _number(self._section.find(f"{_W}pgSz"), key, otherwise)

    def _margin(self, side: str, otherwise: int) -> int:
        return abs(_number(self._section.find(f"{_W}pgMar"), side, otherwise))


def _number(item: Tree | None, key: str, otherwise: int) -> int:
    value = item.get(_W + key, "") if item is not None else ""
    return int(value) if value.lstrip("-").isdigit() else otherwise


def _section_of(template: Template, item: Tree | None) -> Tree:
    """The section properties that hold where a child of the body stands, or where the agreement is to stand."""
    body = template.body
    place = item if item is not None else _place_of_body(template)
    following = place.itersiblings() if place is not None else ()
    for element in (*([place] if place is not None else []), *following):
        section = element if element.tag == f"{_W}sectPr" else element.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            return section
    section = body.find(f"{_W}sectPr")
    if section is None:
        size = f'<w:pgSz w:w="{UPRIGHT.width}" w:h="{UPRIGHT.height}"/>'
        sides = f'w:top="{UPRIGHT.top}" w:right="{UPRIGHT.side}" w:bottom="{UPRIGHT.bottom}" w:left="{UPRIGHT.side}"'
        margin = f'<w:pgMar {sides} w:header="{UPRIGHT.edge}" w:footer="{UPRIGHT.edge}" w:gutter="0"/>'
        section = _elements(f"<w:sectPr>{size}{margin}</w:sectPr>")[0]
        body.append(section)
    return section


def _place_of_body(template: Template) -> Tree | None:
    """The child of the body that holds the slot for the body, or for the matrix where there is none."""
    found = dict(reversed(slots(template.body)))
    control = found.get("body") if "body" in found else found.get("matrix")
    while control is not None and control.getparent() is not template.body:
        control = control.getparent()
    return control


def _remove(parent: Tree, *tags: str) -> None:
    for tag in tags:
        for item in parent.findall(_W + tag):
            parent.remove(item)


# -- words and blocks into slots


def _put_words(tree: Tree, document: Document) -> set[str]:
    """Put words into the slots for words, in the look that stands there, and take the controls away.

    Gives the names of the slots that were there.
    """
    found = set()
    for name, control in slots(tree):
        if name in SLOT_WORDS:
            _say(control, SLOT_WORDS[name](document))
            _unwrap(control)
            found.add(name)
    return found


def _say(control: Tree, words: str) -> None:
    content = control.find(f"{_W}sdtContent")
    if content is None:
        return
    runs = [item for item in content.iter(f"{_W}r") if item.find(f"{_W}fldChar") is None]
    if runs:
        first, *others = runs
        for item in others:
            item.getparent().remove(item)
        for item in [item for item in first if item.tag != f"{_W}rPr"]:
            first.remove(item)
        look = first.find(f"{_W}rPr")
        style = look.find(f"{_W}rStyle") if look is not None else None
        if style is not None and style.get(f"{_W}val", "").lower().startswith(("placeholder", "platzhalter")):
            look.remove(style)
    else:
        place = next(content.iter(f"{_W}p"), content)
        first = etree.SubElement(place, f"{_W}r")
    if words:
        for item in _elements(f"<w:p>{run(words)}</w:p>")[0][0]:
            first.append(item)


def _unwrap(control: Tree) -> None:
    """Take a content control away and leave what it holds."""
    parent = control.getparent()
    position = parent.index(control)
    content = control.find(f"{_W}sdtContent")
    for offset, item in enumerate(list(content) if content is not None else ()):
        parent.insert(position + offset, item)
    parent.remove(control)


def _put_blocks(template: Template, document: Document, body: Body, styles: dict[str, str]) -> None:
    """Parts of the document into their slots; what has none of its own goes where the body goes."""
    places = [(name, control) for name, control in slots(template.body)]
    own = {portion.slot: portion for portion in document.portions}
    named = {name for name, _ in places}
    rest = [portion for portion in document.portions if portion.slot not in named]
    sections_before = len(list(template.body.iter(f"{_W}sectPr")))
    done: set[str] = set()
    for name, control in places:
        if name not in own and name != "body":
            if name in BLOCK_SLOTS:
                _replace(template.body, control, [])  # this agreement has nothing to say there
            else:
                _unwrap(control)
            continue
        portions: Iterable[Portion] = () if name in done else rest if name == "body" else (own[name],)
        done.add(name)
        _replace(template.body, control, _written(template, body, portions, styles))
    if "body" not in named:
        last = template.body.find(f"{_W}sectPr")
        if "".join(str(text) for text in template.body.itertext()).strip():
            body.start_page()
        for item in _written(template, body, rest, styles):
            template.body.append(item) if last is None else last.addprevious(item)
    if len(list(template.body.iter(f"{_W}sectPr"))) > sections_before and not body.first_section:
        _only_first_has_a_first_page(template)


BLOCK_SLOTS = frozenset(
    ("cover", "toc", "parties", "definitions", "reading", "matrix", "notices", "decisions", "schedules", "exceptions")
) | frozenset(("changes", "signatures", "history", "coverage", "body"))
"""The slots for parts of the document."""


def _written(template: Template, body: Body, portions: Iterable[Portion], styles: dict[str, str]) -> list[Tree]:
    found = _elements(_restyled(body.write(portions) + body.upright(), styles))
    counting = numbered_styles(template)
    if counting:
        for item in found:
            for name in (
                item.iterfind(f".//{_W}pStyle") if item.tag != f"{_W}p" else item.iterfind(f"{_W}pPr/{_W}pStyle")
            ):
                if name.get(f"{_W}val") in counting:
                    _count_no_more(name.getparent())
    return found


def _count_no_more(layout: Tree) -> None:
    """Headings bear the numbers of the agreement: one that the style counts beside them would be a second one."""
    if layout.find(f"{_W}numPr") is None:
        before = [_W + tag for tag in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")]
        place = sum(item.tag in before for item in layout)
        layout.insert(place, _elements('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')[0])


def _replace(body: Tree, control: Tree, blocks: list[Tree]) -> None:
    """Blocks in place of a control; in place of the whole paragraph or behind the whole table where it stands in one."""
    place = control
    while place.getparent() is not body:
        place = place.getparent()
    if place is not control:
        _remove_quietly(control)
        if (
            place.tag == f"{_W}p"
            and not "".join(place.itertext()).strip()
            and place.find(f"{_W}pPr/{_W}sectPr") is None
        ):
            control = place
        else:
            for item in reversed(blocks):
                place.addnext(item)
            return
    for item in blocks:
        control.addprevious(item)
    body.remove(control)


def _remove_quietly(control: Tree) -> None:
    """Take a control out of a paragraph or a cell, and leave a cell with a paragraph in it."""
    parent = control.getparent()
    parent.remove(control)
    if parent.tag == f"{_W}tc" and parent.find(f"{_W}p") is None:
        etree.SubElement(parent, f"{_W}p")


def _only_first_has_a_first_page(template: Template) -> None:
    """A section that was one and is now several has a first page once."""
    seen = False
    for section in template.body.iter(f"{_W}sectPr"):
        if section.find(f"{_W}titlePg") is not None:
            if seen:
                _remove(section, "titlePg")
            seen = True


# -- headers and footers


def _headers_and_footers(
    template: Template, document: Document, styles: dict[str, str], said: dict[str, set[str]]
) -> None:
    """Every page bears the mark and the hash: where the template has no place for them, one is made."""
    first = next(template.body.iter(f"{_W}sectPr"))
    kinds = [
        "default",
        *(["first"] if first.find(f"{_W}titlePg") is not None else []),
        *(["even"] if _is_even(template) else []),
    ]
    width = _Pages(first).text_width(wide=False)
    page = UPRIGHT._replace(width=width + 2 * UPRIGHT.side)
    made = {
        "header": (package.HEADER, parts.header_part(document, page)),
        "footer": (package.FOOTER, parts.footer_part(document, page)),
    }
    for what, (kind, xml) in made.items():
        given = {item.get(f"{_W}type") for item in first.findall(f"{_W}{what}Reference")}
        missing = [one for one in kinds if one not in given]
        if missing:
            name = _unused(template, f"word/qa-{what}", ".xml")
            identifier = template.add(name, kind, _restyled(xml, styles), template.main)
            for one in missing:
                reference = etree.Element(f"{_W}{what}Reference")
                reference.set(f"{_W}type", one)
                reference.set(f"{_R}id", identifier)
                first.insert(0, reference)
    control = f"{document.id} · Version {document.version} · {parts.hash_line(document)}"
    for name, there in said.items():
        line = ""
        if name in template.headed("header") and "mark" not in there and document.mark:
            line = paragraph("Header", parts.mark_run(document))
        elif name in template.headed("footer") and not there & {"hash", "whole-hash"}:
            line = paragraph("Footer", run(control))
        for item in _elements(_restyled(line, styles)):
            template.tree(name).append(item)


def _is_even(template: Template) -> bool:
    name = template.related("settings")
    item = template.tree(name).find(f"{_W}evenAndOddHeaders") if name else None
    return item is not None and item.get(f"{_W}val", "true") not in ("0", "false")


# -- lists, footnotes, settings, properties


def _free(template: Template) -> Free:
    """The ids that are free in the template. Bookmarks of ours that it bears already are taken out of it."""
    ours = tuple(PREFIXES.values())
    for start in list(template.document.iter(f"{_W}bookmarkStart")):
        if start.get(f"{_W}name", "").startswith(ours):
            for item in (
                start,
                *template.document.xpath("//w:bookmarkEnd[@w:id=$id]", id=start.get(f"{_W}id"), namespaces={"w": W}),
            ):
                item.getparent().remove(item)
    numbering, notes = template.related("numbering"), template.related("footnotes")
    lists = template.tree(numbering) if numbering else etree.Element("none")
    footnotes = template.tree(notes) if notes else etree.Element("none")
    return Free(
        1 + _greatest(template.document.iter(f"{_W}bookmarkStart"), "id"),
        1 + max(0, _greatest(footnotes.iter(f"{_W}footnote"), "id")),
        1 + _greatest(lists.iter(f"{_W}num"), "numId"),
        1 + _greatest(lists.iter(f"{_W}abstractNum"), "abstractNumId"),
        frozenset(_number(item, "val", 0) for item in template.document.iterfind(f".//{_W}sdtPr/{_W}id")),
    )


def _greatest(items: Iterable[Tree], key: str) -> int:
    return max((_number(item, key, 0) for item in items), default=0)


def _numbering(template: Template, body: Body) -> None:
    name = template.related("numbering")
    if not name:
        template.add(
            _unused(template, "word/numbering", ".xml"), package.NUMBERING, body.numbering.part(), template.main
        )
        return
    tree = template.tree(name)
    first = tree.find(f"{_W}num")  # kinds of lists come before the lists, these before a clean-up mark
    for item in _elements(body.numbering.abstracts()):
        tree.append(item) if first is None else first.addprevious(item)
    cleanup = tree.find(f"{_W}numIdMacAtCleanup")
    for item in _elements(body.numbering.instances()):
        tree.append(item) if cleanup is None else cleanup.addprevious(item)


def _footnotes(template: Template, body: Body, styles: dict[str, str]) -> None:
    name = template.related("footnotes")
    if name:
        for item in _elements(_restyled(parts.footnotes_xml(body.footnotes), styles)):
            template.tree(name).append(item)
    elif body.footnotes:
        xml = _restyled(parts.footnotes_part(body.footnotes), styles)
        template.add(_unused(template, "word/footnotes", ".xml"), package.FOOTNOTES, xml, template.main)


def _settings(template: Template, document: Document, manner: Manner) -> None:
    """What the manner asks for; fields are not all worked out anew, which would make Word ask whether it may."""
    name = template.related("settings")
    if not name:
        xml = parts.settings_part(document.language, manner)
        template.add(_unused(template, "word/settings", ".xml"), package.SETTINGS, xml, template.main)
        return
    tree = template.tree(name)
    _remove(tree, "updateFields", "trackRevisions", "documentProtection")
    wanted = _elements(parts.protection(manner))
    before = [f"{_W}{tag}" for tag in _BEFORE_PROTECTION]
    place = next((position for position, item in enumerate(tree) if item.tag not in before), len(tree))
    for offset, item in enumerate(wanted):
        tree.insert(place + offset, item)


_BEFORE_PROTECTION = [
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


def _properties(template: Template, document: Document) -> None:
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
        template.add("docProps/custom.xml", package.CUSTOM, parts.custom_part(document), "")
        return
    tree = template.tree(custom)
    for item in [item for item in tree if item.get("name", "").startswith("qa")]:
        tree.remove(item)
    last = max((int(item.get("pid", "1")) for item in tree if item.get("pid", "").isdigit()), default=1)
    values = "".join(parts.custom_properties(document, last + 1))
    types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    namespace = etree.QName(tree).namespace
    for item in etree.fromstring(f'<p xmlns="{namespace}" xmlns:vt="{types}">{values}</p>'):
        tree.append(item)


def _embedded(template: Template, document: Document, manner: Manner) -> None:
    number = 1
    while f"customXml/item{number}.xml" in template.parts:
        number += 1
    for part in beside(document, manner, number):
        _add(template, part)


def _add(template: Template, part: Part) -> None:
    source = part.source if part.source.startswith("customXml/") else template.main
    template.add(part.name, part.kind, part.content, source, part.relation)


def _unused(template: Template, start: str, ending: str) -> str:
    number = 1
    while f"{start}{number}{ending}" in template.parts:
        number += 1
    return f"{start}{number}{ending}"
