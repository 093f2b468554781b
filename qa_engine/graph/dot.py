"""The picture in Graphviz's words (https://graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from qa_engine.graph.picture import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.graph.picture import Group

COLUMNS = 40
"""Characters on a line of a box."""


def dot(agreement: Agreement) -> str:
    """A digraph: parties with their holders, sections with their rows, who answers (grey), what waits for what."""
    return "".join(f"{line}\n" for line in _lines(agreement))


def _lines(agreement: Agreement) -> Iterator[str]:
    shown = picture(agreement)
    yield "digraph agreement {"
    yield f'  graph [label={_label((shown.title,))}, labelloc=t, rankdir=LR, charset="UTF-8", fontname=Helvetica];'
    yield "  node [fontname=Helvetica, fontsize=10];"
    yield "  edge [fontname=Helvetica, fontsize=9];"
    for party in shown.parties:
        yield from _group("party", party, "holder", "ellipse")
    for section in shown.sections:
        yield from _group("section", section, "activity", "box")
    for arrow in shown.answers:
        yield f"  {_id('holder', arrow.source)} -> {_id('activity', arrow.target)} [color=gray];"
    for arrow in shown.order:
        label = f"label={_label((arrow.label,))}, " if arrow.label else ""
        yield f"  {_id('activity', arrow.source)} -> {_id('activity', arrow.target)} [{label}penwidth=2];"
    yield "}"


def _group(kind: str, group: Group, inside: str, shape: str) -> Iterator[str]:
    yield f"  subgraph {_id(f'cluster {kind}', group.id)} {{"
    yield f"    label={_label((group.title,))};"
    for box in group.boxes:
        yield f"    {_id(inside, box.id)} [shape={shape}, label={_label(box.lines)}];"
    yield "  }"


def _id(kind: str, identifier: str) -> str:
    return _quoted(f"{kind}:{identifier}")


def _label(lines: tuple[str, ...]) -> str:
    """Lines, wrapped, as one label; `&` is written as an entity, for Graphviz reads entities in labels."""
    wrapped = [part for line in lines for part in wrap(line, COLUMNS, break_on_hyphens=False) or [""]]
    return '"' + r"\n".join(_quoted(part.replace("&", "&amp;"))[1:-1] for part in wrapped) + '"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
