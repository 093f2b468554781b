from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.nearest import from_list
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unknown-decision", severity="error", group="conflicts")
def unknown_decision(ctx: Context) -> Iterator[Finding]:
    """A row takes a decision that is in no list.

    Why: who owns a decision can be compared only where all rows call it by one name.
    Bad:
        REL-01: {do: Accept or reject the batch at the site, raci: {borealis.qa: RA}, decides: site-dispositon}
    Good:
        REL-01: {do: Accept or reject the batch at the site, raci: {borealis.qa: RA}, decides: site-disposition}
    Cites: FDA Quality Agreements guidance (2016) IV.A; EU GMP 7.14
    """
    for row in (row for row in ctx.agreement.rows.values() if row.decides):
        for route, name in ctx.texts((*row.route, "decides")):
            if name not in ctx.decisions:
                yield ctx.finding(
                    route,
                    f"row {row.id} takes '{name}', which is no decision of the list",
                    from_list(name, ctx.decisions, "take one from the list of decisions, or leave `decides` out"),
                )
