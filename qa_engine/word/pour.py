"""A document poured into a company's template: its styles, its pages, its headers and footers, our words.

What the template lacks is made: styles that are not there, a place for the agreement, a header that bears the mark, a
footer that bears the hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from qa_engine.document.slots import SLOTS
from qa_engine.word import signing
from qa_engine.word.manner import PLAIN
from qa_engine.word.ooxml import W, run
from qa_engine.word.pour_pages import Pages, headers_and_footers, section_of
from qa_engine.word.pour_parts import comments, embedded, footnotes, free, numbering, properties, settings
from qa_engine.word.pour_styles import elements, restyled, styles_of
from qa_engine.word.template import SLOT, numbered_styles, open_template, slots
from qa_engine.word.tree import take_out
from qa_engine.word.words import SLOT_WORDS
from qa_engine.word.write import body_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_engine.document.blocks import Document, Portion
    from qa_engine.word.body import Body
    from qa_engine.word.guard import Tree
    from qa_engine.word.manner import Manner
    from qa_engine.word.redline import Redline
    from qa_engine.word.template import Template

_W = f"{{{W}}}"

BLOCK_SLOTS = frozenset({"body", *SLOTS})
"""The slots for parts of the document; `body` is for all that has none of its own."""


def poured(document: Document, raw: bytes, manner: Manner = PLAIN, redline: Redline | None = None) -> bytes:
    """The Word file of a document in a company's template; with a `redline`, and what became of another one.

    Raises `Unfit` where the template is refused, and ValueError as `docx_bytes` does.
    """
    signing.refuse_tags(document, manner.esign)
    template = open_template(raw)
    counting = numbered_styles(template)
    pages = Pages(section_of(template, place_of_body(template)))
    body = body_for(document, pages, manner, free(template), redline)
    styles = styles_of(template, document, body.text_width)
    named = (*template.headed("header"), *template.headed("footer"), template.main)
    said = {name: _put_words(template.tree(name), document) for name in named}
    portions = redline.portions(document) if redline else document.portions
    _Poured(template, body, styles, counting).put(portions)
    headers_and_footers(template, document, styles, said)
    numbering(template, body)
    footnotes(template, body, styles)
    comments(template, body)
    settings(template, document, manner)
    properties(template, document, body.properties())
    embedded(template, document, manner)
    return template.written()


def place_of_body(template: Template) -> Tree | None:
    """The child of the body that holds the slot for the body, or for the matrix where there is none."""
    found = dict(reversed(slots(template.body)))
    control = found.get("body") if "body" in found else found.get("matrix")
    return None if control is None else _top(template.body, control)


def _top(body: Tree, item: Tree) -> Tree | None:
    """The child of the body that an element stands in; None where it stands in none any more."""
    parent = item.getparent()
    while parent is not None and parent is not body:
        item, parent = parent, parent.getparent()
    return item if parent is body else None


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
    runs = list(content.iter(f"{_W}r"))
    for item in runs[1:]:
        take_out(item)
    first = runs[0] if runs else etree.SubElement(next(content.iter(f"{_W}p"), content), f"{_W}r")
    look = first.find(f"{_W}rPr")
    for item in [item for item in first if item is not look]:
        first.remove(item)
    if look is not None:  # the pale look of a place that waits for words is not that of the words
        for style in look.findall(f"{_W}rStyle"):
            if (
                "placeholder" in style.get(f"{_W}val", "").lower()
                or control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None
            ):
                look.remove(style)
    if words:
        first.extend(list(elements(f"<w:p>{run(words)}</w:p>")[0][0]))


def _unwrap(control: Tree) -> None:
    """Take a content control away and leave what it holds."""
    content = control.find(f"{_W}sdtContent")
    for item in list(content) if content is not None else ():
        control.addprevious(item)
    take_out(control)


class _Poured:
    """Puts blocks into the slots of a template."""

    def __init__(self, template: Template, body: Body, styles: dict[str, str], counting: frozenset[str]) -> None:
        self._template, self._body, self._styles, self._counting = template, body, styles, counting

    def put(self, parts: Iterable[Portion]) -> None:
        """Parts of the document into their slots; what has none of its own goes where the body goes."""
        body = self._template.body
        places = [(name, control) for name, control in slots(body) if not _in_a_slot(control)]
        own: dict[str, Portion] = {portion.slot: portion for portion in parts}
        named = {name for name, _ in places}
        rest = [portion for portion in own.values() if portion.slot not in named]
        done: set[str] = set()
        for name, control in places:
            if name not in BLOCK_SLOTS:
                _unwrap(control)
            else:
                portions = rest if name == "body" else [own[name]] if name in own else []
                _replace(body, control, self._written(portions if name not in done else []))
                done.add(name)
        if "body" not in named:
            last = body.find(f"{_W}sectPr")
            if "".join(str(text) for text in body.itertext()).strip():
                self._body.start_page()
            for item in self._written(rest):
                body.append(item) if last is None else last.addprevious(item)
        if not self._body.first_section:
            _only_first_has_a_first_page(body)

    def _written(self, portions: Iterable[Portion]) -> list[Tree]:
        found = elements(restyled("".join([*self._body.write(portions), self._body.upright()]), self._styles))
        for item in found if self._counting else ():
            layout = item.find(f"{_W}pPr")
            style = layout.find(f"{_W}pStyle") if layout is not None else None
            if layout is not None and style is not None and style.get(f"{_W}val") in self._counting:
                _count_no_more(layout)
        return found


def _in_a_slot(control: Tree) -> bool:
    """Whether a slot stands in another one, and is gone with what stands there."""
    outer = (item.find(f"{_W}sdtPr/{_W}tag") for item in control.iterancestors(f"{_W}sdt"))
    return any(tag is not None and tag.get(f"{_W}val", "").startswith(SLOT) for tag in outer)


def _count_no_more(layout: Tree) -> None:
    """Headings bear the numbers of the agreement: one that the style counts beside them would be a second one."""
    before = [_W + tag for tag in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")]
    place = sum(item.tag in before for item in layout)
    layout.insert(place, elements('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')[0])


def _replace(body: Tree, control: Tree, blocks: list[Tree]) -> None:
    """Blocks in place of a control; in place of the whole paragraph or behind the whole table where it stands in one."""
    place = _top(body, control)
    if place is None:
        return
    if place is not control:
        _leave(control)
        if place.tag != f"{_W}p" or _says_something(place):
            for item in reversed(blocks):
                place.addnext(item)
            return
    for item in blocks:
        place.addprevious(item)
    body.remove(place)


def _says_something(paragraph: Tree) -> bool:
    """Whether a paragraph holds words or a picture, or ends a section."""
    kept = ("drawing", "pict", "object", "br", "sectPr")
    return bool("".join(str(text) for text in paragraph.itertext()).strip()) or any(
        next(paragraph.iter(_W + tag), None) is not None for tag in kept
    )


def _leave(control: Tree) -> None:
    """Take a control out of a paragraph or a cell, and leave a cell with a paragraph in it."""
    parent = control.getparent()
    take_out(control)
    if parent is not None and parent.tag == f"{_W}tc" and parent.find(f"{_W}p") is None:
        etree.SubElement(parent, f"{_W}p")


def _only_first_has_a_first_page(body: Tree) -> None:
    """A section that was one and is now several has a first page once."""
    first, *others = body.iter(f"{_W}titlePg") if next(body.iter(f"{_W}titlePg"), None) is not None else (None,)
    for item in others if first is not None else ():
        take_out(item)
