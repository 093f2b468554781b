from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.rules.gaps.asked import asked, where_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("missing-precedence", severity="warning", group="gaps")
def missing_precedence(ctx: Context) -> Iterator[Finding]:
    """Nothing says which contract wins on quality matters, this one or the commercial one.

    Why: the supply agreement is written by other people, and it often says something else about release, changes or
        audits. If neither says which of the two prevails, lawyers settle a question of quality.
    Bad:
        commercial-contract: {id: MSA-2024-077}
    Good:
        commercial-contract: {id: MSA-2024-077, precedence: quality-agreement}
    Cites: FDA Quality Agreements guidance (2016) IV.A; customary practice
    """
    if ctx.agreement.is_broken("commercial-contract"):
        return
    for one in asked(ctx, "precedence"):
        yield ctx.finding(
            ("commercial-contract",) if "commercial-contract" in ctx.agreement.data else where_named(ctx, one.by[0]),
            f"nothing says which contract wins where this one and the commercial one differ on quality; {one.said}",
            "add `precedence: quality-agreement` to `commercial-contract`",
            key="commercial-contract" in ctx.agreement.data,
            severity=one.severity,
            cites=one.cites,
        )
