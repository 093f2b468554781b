"""Our styles among those of a template: found by their names, made where they are missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.word import package
from qa_engine.word.ooxml import R, W
from qa_engine.word.styles import language_marks, own_styles, styles_part
from qa_engine.word.template import style_names

if TYPE_CHECKING:
    from qa_engine.document.blocks import Document
    from qa_engine.word.guard import Tree
    from qa_engine.word.template import Template

_W = f"{{{W}}}"
_STYLE = re.compile(r'<w:(pStyle|rStyle|tblStyle) w:val="(\w+)"/>')
_NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def styles_of(template: Template, document: Document, width: int) -> dict[str, str]:
    """Our style ids → those of the template; a style that it lacks is added, for text of a width."""
    if not template.related("styles"):
        template.add("word/styles.xml", package.STYLES, styles_part(document.language), template.main)
    sheet = template.tree(template.related("styles"))
    known, used = style_names(template), {style.get(f"{_W}styleId") for style in sheet.iter(f"{_W}style")}
    found: dict[str, str] = {}
    for style in elements("".join(own_styles(width))):
        identifier, kind, named = style.get(f"{_W}styleId", ""), style.get(f"{_W}type", ""), style.find(f"{_W}name")
        name = named.get(f"{_W}val", "") if named is not None else ""
        there = known.get((kind, name.lower())) or (_default(sheet, kind) if style.get(f"{_W}default") else "")
        if there:
            found[identifier] = there
            continue
        found[identifier] = identifier if identifier not in used else f"{identifier}Qa"
        style.set(f"{_W}styleId", found[identifier])
        for tag in ("basedOn", "next"):
            for item in style.findall(_W + tag):
                other = item.get(f"{_W}val", "")
                item.set(f"{_W}val", found.get(other, other))
        sheet.append(style)
    for language in sheet.iterfind(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang"):
        for key, value in zip(("val", "eastAsia", "bidi"), language_marks(document.language), strict=True):
            language.set(_W + key, value)
    return found


def _default(sheet: Tree, kind: str) -> str:
    """The default style of a type, under whatever name it goes."""
    marked = (style for style in sheet.iter(f"{_W}style") if style.get(f"{_W}type") == kind)
    return next((style.get(f"{_W}styleId", "") for style in marked if style.get(f"{_W}default") in ("1", "true")), "")


def restyled(xml: str, styles: dict[str, str]) -> str:
    """Our XML under the style ids of the template. Words of people never match: their `<` is written `&lt;`."""
    return _STYLE.sub(lambda found: f'<w:{found[1]} w:val="{styles.get(found[2], found[2])}"/>', xml)


def elements(xml: str) -> list[Tree]:
    """Our XML as elements."""
    return list(etree.fromstring(f"<w:body {_NAMESPACES}>{xml}</w:body>", etree.XMLParser(huge_tree=True)))
