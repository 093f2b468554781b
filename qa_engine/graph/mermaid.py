"""The picture in Mermaid's words, as GitHub, GitLab and many wikis draw it.

Source: https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.graph.picture import picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.graph.picture import Box, Group, Picture

MAX_ARROWS, MAX_CHARACTERS = 500, 50_000
"""What Mermaid draws unless its settings (maxEdges, maxTextSize) say more; a picture cannot raise them itself."""

# Mermaid reads labels as Markdown (an address becomes a link, `1.` a list), and `#35;` as the character of that number.
_PLAIN = r"[A-Za-z0-9 ,]|(?<=[A-Za-z0-9])(?<![Ww]{3})[-./'](?=[A-Za-z0-9])|:(?= )"
_NOT_PLAIN = re.compile(rf"(?!{_PLAIN})[\x00-\x7f]")


def mermaid(agreement: Agreement) -> str:
    """A flowchart: parties and their holders, sections and their rows, who answers (thin), what waits (thick)."""
    shown = picture(agreement)
    text = "".join(f"{line}\n" for line in _lines(shown))
    arrows = len(shown.answers) + len(shown.order)
    if arrows > MAX_ARROWS or len(text) > MAX_CHARACTERS:
        size = f"{arrows} arrows, {len(text)} characters"
        return f"%% {size}: to draw it, raise Mermaid's maxEdges and maxTextSize, or write dot\n{text}"
    return text


def _lines(shown: Picture) -> Iterator[str]:
    # numbered names: none can be a word of Mermaid's, and a large picture stays within what it draws
    holders, rows = _names("h", shown.parties), _names("a", shown.sections)
    yield f"%% {_text(shown.title)}"
    yield "flowchart LR"
    for number, party in enumerate(shown.parties, 1):
        yield from _group(f"p{number}", party, holders, "([", "])")
    for number, section in enumerate(shown.sections, 1):
        yield from _group(f"s{number}", section, rows, "[", "]")
    for arrow in shown.answers:
        yield f"  {holders[arrow.source]} --> {rows[arrow.target]}"
    for arrow in shown.order:
        label = f'|"{_text(arrow.label)}"|' if arrow.label else ""
        yield f"  {rows[arrow.source]} ==>{label} {rows[arrow.target]}"


def _names(prefix: str, groups: Iterable[Group]) -> dict[str, str]:
    boxes = (box for group in groups for box in group.boxes)
    return {box.id: f"{prefix}{number}" for number, box in enumerate(boxes, 1)}


def _group(name: str, group: Group, names: dict[str, str], opens: str, closes: str) -> Iterator[str]:
    yield f'  subgraph {name}["{_text(group.title)}"]'
    for box in group.boxes:
        yield f"  {names[box.id]}{opens}{_label(box)}{closes}"
    yield "  end"


def _label(box: Box) -> str:
    return f'"{"<br>".join(map(_text, box.lines))}"'


def _text(text: str) -> str:
    """Text that stays text: all but letters, digits and what Mermaid passes over, as numbers."""
    return _NOT_PLAIN.sub(lambda match: f"#{ord(match[0])};", text)
