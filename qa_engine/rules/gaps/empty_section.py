from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("empty-section", severity="warning", group="gaps")
def empty_section(ctx: Context) -> Iterator[Finding]:
    """A section that says nothing.

    Why: a heading without content reads as if the matter were settled. Neither party can be held to it, and a reviewer
        cannot tell a section that was forgotten from one that does not apply.
    Bad:
        stability: {title: Stability}
    Good:
        stability: {title: Stability, not-applicable: The contract giver runs the stability programme}
    Cites: FDA Quality Agreements guidance (2016) IV.B; EU GMP 7.14
    """
    if ("extends",) in ctx.agreement.resolved.broken:
        return  # the lower file may hold its rows
    for section in ctx.agreement.sections.values():
        if not (section.rows or section.text or section.not_applicable or section.broken):
            yield ctx.finding(
                ("sections", section.id),
                f"section '{section.title}' has neither rows nor prose",
                "add rows (`activities`) or prose (`text`); where it does not apply, say why with `not-applicable`",
                key=True,
            )
