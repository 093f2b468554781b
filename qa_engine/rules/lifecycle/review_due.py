from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.rules.lifecycle.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

AHEAD = timedelta(days=90)


@rule("review-due", severity="note", group="lifecycle")
def review_due(ctx: Context) -> Iterator[Finding]:
    """The periodic review falls due within 90 days.

    Why: a review takes both parties' quality units; started on its last day it is late.
    Bad:
        effective: 2025-03-01
        review: every 24 months
        # and it is January 2027
    Good:
        qa-engine review acme.qa.yaml --as aurora.qa --verdict keep
    Cites: EU GMP 1.10; FDA Quality Agreements guidance (2016) IV.B
    """
    found = standing(ctx)
    if found is not None and found.due is not None and ctx.on <= found.due <= ctx.on + AHEAD:
        yield ctx.finding(
            ("review",),
            f"the periodic review of version {found.version} is due on {found.due.isoformat()}",
            "review it and record the outcome: `qa-engine review` with keep, revise or retire",
        )
