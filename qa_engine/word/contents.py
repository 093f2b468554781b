"""The list of contents: a field that Word works out, with lines that are right until it does."""

from __future__ import annotations

from qa_engine.word.identity import bookmark_name
from qa_engine.word.ooxml import field, field_end, field_start, paragraph, run

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_engine.document.blocks import Heading
    from qa_engine.word.manner import Manner

INSTRUCTION = 'TOC \\o "1-1" \\h \\z'
"""Headings of level 1, as links, without page numbers where there are no pages."""


def listed(headings: Sequence[Heading], manner: Manner) -> str:
    """A line for each heading: number, title, page.

    Where the pages are not known, the field is marked stale, so that Word works it out when the file is opened.
    """
    known = manner.pages is not None
    lines = [_line(heading, manner) for heading in headings]
    if not lines or manner.live_contents:
        return "".join(lines)
    start, end = field_start(INSTRUCTION, stale=not known), field_end()
    first, last = lines[0].index("</w:pPr>") + len("</w:pPr>"), -len("</w:p>")
    lines[0] = lines[0][:first] + start + lines[0][first:]
    lines[-1] = lines[-1][:last] + end + lines[-1][last:]
    return "".join(lines)


def _line(heading: Heading, manner: Manner) -> str:
    name = bookmark_name(heading.key)
    number = f"{run(heading.number)}<w:r><w:tab/></w:r>" if heading.number else ""
    shown = str((manner.pages or {}).get(heading.key, ""))
    page = field(f"PAGEREF {name} \\h", shown, stale=manner.live_contents)
    line = f"{number}{run(heading.text)}<w:r><w:tab/></w:r>{page}"
    link = f'<w:hyperlink w:anchor="{name}" w:history="1">{line}</w:hyperlink>'
    return paragraph("TOC1", link, "" if heading.number else '<w:ind w:left="0" w:firstLine="0"/>')
