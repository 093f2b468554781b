"""The pages of a template, and what every page must bear: the mark of what is not in force, and the content hash."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.word import package, parts
from qa_engine.word.ooxml import R, W, paragraph, run
from qa_engine.word.page import UPRIGHT
from qa_engine.word.pour_styles import elements, restyled

if TYPE_CHECKING:
    from qa_engine.document.blocks import Document
    from qa_engine.word.guard import Tree
    from qa_engine.word.template import Template

_W = f"{{{W}}}"
_R = f"{{{R}}}"
_TURNED = {"top": "left", "bottom": "right", "left": "top", "right": "bottom"}


class Pages:
    """The pages of a template, as its section properties say; the other way up where a matrix is wide."""

    def __init__(self, section: Tree) -> None:
        self._section = section
        self._width, self._height = self._size("w", UPRIGHT.width), self._size("h", UPRIGHT.height)

    def text_width(self, *, wide: bool) -> int:
        """The width of text."""
        if wide and self._height > self._width:
            return self._height - self._margin("top", UPRIGHT.top) - self._margin("bottom", UPRIGHT.bottom)
        sides = self._margin("left", UPRIGHT.side) + self._margin("right", UPRIGHT.side)
        return max(self._width - sides - self._margin("gutter", 0), LEAST)

    def section(self, *, wide: bool, first: bool) -> str:
        """The properties of a section. Only the first has a first page; none starts counting pages anew."""
        section = deepcopy(self._section)
        if not first:
            for item in section.findall(f"{_W}titlePg"):
                section.remove(item)
            for item in section.findall(f"{_W}pgNumType"):
                if item.get(f"{_W}start") is not None:
                    del item.attrib[f"{_W}start"]
        if wide and self._height > self._width:
            for size in section.findall(f"{_W}pgSz"):
                size.set(f"{_W}w", str(self._height))
                size.set(f"{_W}h", str(self._width))
                size.set(f"{_W}orient", "landscape")
            for margin in section.findall(f"{_W}pgMar"):
                values = {side: margin.get(_W + other) for side, other in _TURNED.items()}
                for side, value in values.items():
                    if value is not None:
                        margin.set(_W + side, value)
        return str(etree.tostring(section, encoding="unicode"))

    def _size(self, key: str, otherwise: int) -> int:
        return number_at(self._section.find(f"{_W}pgSz"), key, otherwise)

    def _margin(self, side: str, otherwise: int) -> int:
        return abs(number_at(self._section.find(f"{_W}pgMar"), side, otherwise))


LEAST = 4000
"""Text is never narrower than this, in twips (70 mm), whatever the template says."""


def number_at(item: Tree | None, key: str, otherwise: int) -> int:
    """A number of an element, or another where it gives none."""
    value = item.get(_W + key, "") if item is not None else ""
    return int(value) if value.lstrip("-").isdigit() else otherwise


def section_of(template: Template, place: Tree | None) -> Tree:
    """The section properties that hold at a child of the body: the next ones behind it. Without any, ours are added."""
    body = template.body
    for element in (place, *place.itersiblings()) if place is not None else ():
        section = element if element.tag == f"{_W}sectPr" else element.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            return section
    section = body.find(f"{_W}sectPr")
    if section is None:
        size = f'<w:pgSz w:w="{UPRIGHT.width}" w:h="{UPRIGHT.height}"/>'
        sides = f'w:top="{UPRIGHT.top}" w:right="{UPRIGHT.side}" w:bottom="{UPRIGHT.bottom}" w:left="{UPRIGHT.side}"'
        margin = f'<w:pgMar {sides} w:header="{UPRIGHT.edge}" w:footer="{UPRIGHT.edge}" w:gutter="0"/>'
        section = elements(f"<w:sectPr>{size}{margin}</w:sectPr>")[0]
        body.append(section)
    return section


def headers_and_footers(
    template: Template, document: Document, styles: dict[str, str], said: dict[str, set[str]]
) -> None:
    """Every page bears the mark and the hash: where the template has no place for them, one is made.

    `said` gives for each part the slots that words were put into.
    """
    first = next(template.body.iter(f"{_W}sectPr"))
    kinds = ["default"]
    kinds += ["first"] if first.find(f"{_W}titlePg") is not None else []
    kinds += ["even"] if _has_even_pages(template) else []
    page = UPRIGHT._replace(width=Pages(first).text_width(wide=False) + 2 * UPRIGHT.side)
    made = {
        "header": (package.HEADER, parts.header_part(document, page)),
        "footer": (package.FOOTER, parts.footer_part(document, page)),
    }
    for what, (kind, xml) in made.items():
        given = {item.get(f"{_W}type") for item in first.findall(f"{_W}{what}Reference")}
        missing = [one for one in kinds if one not in given]
        if missing:
            name = template.unused(f"word/qa-{what}", ".xml")
            identifier = template.add(name, kind, restyled(xml, styles), template.main)
            for one in missing:
                reference = etree.Element(f"{_W}{what}Reference")
                reference.set(f"{_W}type", one)
                reference.set(f"{_R}id", identifier)
                first.insert(0, reference)
    control = f"{document.id} · Version {document.version} · {parts.hash_line(document)}"
    headers, footers = template.headed("header"), template.headed("footer")
    for name, there in said.items():
        line = ""
        if name in headers and "mark" not in there and document.mark:
            line = paragraph("Header", parts.mark_run(document))
        elif name in footers and not there & {"hash", "whole-hash"}:
            line = paragraph("Footer", run(control))
        template.tree(name).extend(elements(restyled(line, styles)))


def _has_even_pages(template: Template) -> bool:
    name = template.related("settings")
    item = template.tree(name).find(f"{_W}evenAndOddHeaders") if name else None
    return item is not None and item.get(f"{_W}val", "true") not in ("0", "false")
