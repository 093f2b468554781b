"""What a template lacks, and what is done in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.close import get_close_matches
from qa_engine.named import NamedTuple
from qa_engine.word.ooxml import W
from qa_engine.word.pour import BLOCK_SLOTS
from qa_engine.word.template import Template, numbered_styles, open_template, slots, style_names
from qa_engine.word.words import SLOT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.word.guard import Tree

_W = f"{{{W}}}"

STYLES: dict[tuple[str, str], str] = {
    ("table", "QA Matrix"): "all tables",
    ("paragraph", "QA Cell"): "text in tables",
    ("paragraph", "QA Label"): "labels in the first column of tables",
    ("paragraph", "QA ID"): "numbers of rows",
    ("paragraph", "QA Duty"): "letters and words of a party in a matrix",
    ("paragraph", "QA Letters"): "letters of a function in a matrix",
    ("paragraph", "QA Reference"): "deadlines, references, and the lists for the wall",
    ("paragraph", "QA Heading"): "headings of columns",
    ("paragraph", "QA Legend"): "the meaning of the letters above a matrix",
    ("paragraph", "QA Clause"): "numbered paragraphs of a section",
    ("paragraph", "QA Between"): "names of the parties on the title page",
    ("character", "QA Letter"): "the letters themselves",
    ("character", "QA Mark"): "the mark of a draft on every page",
    ("paragraph", "heading 1"): "headings of sections",
    ("paragraph", "heading 2"): "headings of parties and of families of classes",
    ("paragraph", "Title"): "the title",
    ("paragraph", "Subtitle"): "what kind of document it is, above the title",
    ("paragraph", "Body Text"): "running text",
    ("paragraph", "caption"): "captions of tables",
    ("paragraph", "TOC Heading"): "the heading of the list of contents",
    ("paragraph", "toc 1"): "lines of the list of contents",
    ("paragraph", "List Bullet"): "bullets",
    ("paragraph", "List Number"): "numbered lists",
    ("paragraph", "header"): "headers",
    ("paragraph", "footer"): "footers",
    ("paragraph", "footnote text"): "remarks on rows",
    ("character", "footnote reference"): "the sign of a remark",
}
"""The styles that a company can make its own, by type and name, and what they are for."""

NARROW = 8500
"""Text narrower than this, in twips (150 mm), gets crowded tables."""

_CODE = ("{{", "{%", "<<", "«")


class Lack(NamedTuple):
    """Something that a template lacks, or has too much of, and what is done about it."""

    what: str
    then: str


def lacks(raw: bytes) -> list[Lack]:
    """What a template lacks. Raises `Unfit`, in one line, where it is refused."""
    template = open_template(raw)
    return [*_slots(template), *_pages(template), *_styles(template), *_rest(template)]


def _slots(template: Template) -> Iterator[Lack]:
    found = slots(template.body)
    names = [name for name, _ in found]
    if not {"body", *BLOCK_SLOTS} & set(names):
        yield Lack("no place for the agreement (a content control with the tag qa:slot:body)", "it is put at the end")
    elif "body" not in names:
        yield Lack("no place for what has none of its own (qa:slot:body)", "it is put at the end")
    for name in sorted({name for name in names if names.count(name) > 1 and name in BLOCK_SLOTS}):
        yield Lack(f"qa:slot:{name} stands there {names.count(name)} times", "the first one counts")
    for name, control in found:
        if name in BLOCK_SLOTS and _inside(control, "tc"):
            yield Lack(f"qa:slot:{name} stands in a table", "the blocks are put behind the table")
    known = sorted({*BLOCK_SLOTS, *SLOT_WORDS})
    for part in (template.main, *template.headed("header"), *template.headed("footer")):
        for name, _ in slots(template.tree(part)):
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"; did you mean qa:slot:{near[0]}?" if near else f"; there are: {', '.join(known)}"
                yield Lack(f"qa:slot:{name} is no slot{hint}", "what stands in it stays")
            elif part != template.main and name in BLOCK_SLOTS:
                yield Lack(f"qa:slot:{name} stands in a header or footer", "only words go there; nothing is put in")


def _inside(control: Tree, tag: str) -> bool:
    return next(control.iterancestors(_W + tag), None) is not None


def _pages(template: Template) -> Iterator[Lack]:
    first = next(template.body.iter(f"{_W}sectPr"), None)
    for what, wanted, then in (
        ("header", {"mark"}, "a line with the mark is put below it while the agreement is not in force"),
        ("footer", {"hash", "whole-hash"}, "a line with number, version and hash is put below it"),
    ):
        if first is None or first.find(f"{_W}{what}Reference") is None:
            yield Lack(f"no {what}", f"a {what} of the standard template is made")
            continue
        for name in dict.fromkeys(template.headed(what)):
            if not wanted & {slot for slot, _ in slots(template.tree(name))}:
                tags = " or ".join(f"qa:slot:{slot}" for slot in sorted(wanted))
                yield Lack(f"a {what} ({name.rpartition('/')[2]}) without {tags}", then)
    size, margin = (first.find(f"{_W}{tag}") if first is not None else None for tag in ("pgSz", "pgMar"))
    if size is not None and margin is not None:
        width = int(size.get(f"{_W}w", "0")) - sum(abs(int(margin.get(_W + side, "0"))) for side in ("left", "right"))
        if 0 < width < NARROW:
            yield Lack(
                f"text of {width * 25.4 / 1440:.0f} mm",
                "tables are set in it, but get crowded; 160 mm and more is good",
            )


def _styles(template: Template) -> Iterator[Lack]:
    known = style_names(template)
    missing = [f"'{name}' ({purpose})" for (kind, name), purpose in STYLES.items() if (kind, name.lower()) not in known]
    if missing:
        yield Lack(f"these styles: {', '.join(missing)}", "they are made as in the standard template")
    if numbered_styles(template):
        yield Lack(
            "headings that Word numbers by itself", "their numbering is switched off: the agreement brings its numbers"
        )


def _rest(template: Template) -> Iterator[Lack]:
    text = "".join(str(item.text or "") for item in template.document.iter(f"{_W}t"))
    if any(sign in text for sign in _CODE):
        yield Lack(
            "text that looks like a field of another program ({{…}}, <<…>>)",
            "nothing is executed; it is printed as it stands",
        )
    if next(template.document.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"), None) is not None:
        yield Lack("tracked changes", "they go into every agreement; accept or reject them first")
    name = template.related("comments")
    if name and len(template.tree(name)):
        yield Lack("comments", "they go into every agreement; take them out first")
