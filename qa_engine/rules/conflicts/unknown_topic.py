from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.nearest import from_list
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.source import Route


@rule("unknown-topic", severity="warning", group="conflicts")
def unknown_topic(ctx: Context) -> Iterator[Finding]:
    """A row or a section is about a topic that is in no list.

    Why: what an agreement leaves out shows only where its topics bear the names that the field gives them.
    Bad:
        changes: {title: Change control, topic: change-controll, text: Changes are proposed before they are made.}
    Good:
        changes: {title: Change control, topic: change-control, text: Changes are proposed before they are made.}
    Cites: FDA Quality Agreements guidance (2016) IV.B; EU GMP 7.1
    """
    agreement = ctx.agreement
    said = {section.topic for section in agreement.sections.values()} | {row.topic for row in agreement.rows.values()}
    if said <= {"", *ctx.topics}:
        return  # as in most agreements, so that no place has to be worked out
    places: list[tuple[Route, str]] = []
    rows: dict[str, list[Row]] = {}
    for row in agreement.rows.values():
        rows.setdefault(row.section, []).append(row)
    for section in agreement.sections.values():
        places.append((("sections", section.id), f"section {section.id}"))
        places += [(row.route, f"row {row.id}") for row in rows.get(section.id, ())]
    for owner, called in places:
        for route, name in ctx.texts((*owner, "topic")):
            if name not in ctx.topics:
                yield ctx.finding(
                    route,
                    f"{called} is about '{name}', which is no topic of the list",
                    from_list(name, ctx.topics, "take one from the list of topics, or leave `topic` out"),
                )
