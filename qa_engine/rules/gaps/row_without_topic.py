from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.finding import Edit, Fix
from qa_engine.packs.suggest import suggest_topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("row-without-topic", severity="note", group="gaps")
def row_without_topic(ctx: Context) -> Iterator[Finding]:
    """A row has no topic, and its sentence points to one.

    Why: a pack finds its answers by topic. A row without one answers nothing, however well it is worded. The topic is a
        guess from the words of the trade: judge it before you take it. Only agreements that name packs are asked.
    Bad:
        DEV-02: {do: Notify the Sponsor of a deviation, raci: {borealis.qa: RA}}
    Good:
        DEV-02: {do: Notify the Sponsor of a deviation, raci: {borealis.qa: RA}, topic: deviation-management}
    Cites: EU GMP 7.15; FDA Quality Agreements guidance (2016) IV.A
    """
    if not ctx.packs.packs:
        return
    for row in ctx.rows:
        if row.topic or not row.do or not ctx.sound(row, "topic", "do"):
            continue
        topic = suggest_topic(row.do, ctx.agreement.sections[row.section].title)
        if topic:
            yield ctx.finding(
                row.route,
                f"row {row.id} has no topic; by its words it may be about {topic} ({ctx.topics[topic].title})",
                f"if so, add `topic: {topic}`",
                key=True,
                fix=_fix(ctx, row, topic),
            )


def _fix(ctx: Context, row: Row, topic: str) -> Fix | None:
    """`topic` written behind `do`, on a line of its own where the row has a line for each key."""
    here = (*row.route, "do")
    source = ctx.agreement.resolved.source_of(here)
    if here not in source.spans:
        return None
    (key_start, _), (_, end) = source.spans[here]
    row_start = source.span(row.route)[0]
    if source.text[row_start : row_start + 1] == "{":
        text = f", topic: {topic}"
    else:
        line_start = source.text.rfind("\n", 0, key_start) + 1
        break_ = "\r\n" if source.text[:line_start].endswith("\r\n") else "\n"
        text = f"{break_}{source.text[line_start:key_start]}topic: {topic}"
    edit = Edit(source.path, end, end, text)
    return Fix(f"write `topic: {topic}` into row {row.id}", (edit,), safe=False)
