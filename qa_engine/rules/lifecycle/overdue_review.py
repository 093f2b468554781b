from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.calendar.dates import months_after
from qa_engine.check.rule import rule
from qa_engine.rules.lifecycle.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

LONGEST = 36
"""Months after which an overdue review is an error: the longest interval that is customary in the trade."""


@rule("overdue-review", severity="warning", group="lifecycle")
def overdue_review(ctx: Context) -> Iterator[Finding]:
    """The periodic review of an effective agreement is past due.

    Why: an agreement that nobody reads again drifts away from what the parties do; that it is out of date is among the
    findings that inspectors write most often. It stays in force meanwhile.
    Bad:
        effective: 2024-03-01
        review: every 24 months
        # and no review on the ledger by March 2026
    Good:
        qa-engine review acme.qa.yaml --as aurora.qa --verdict keep
    Cites: EU GMP 1.10; FDA Quality Agreements guidance (2016) IV.B
    """
    found = standing(ctx)
    if found is None or found.due is None or ctx.on <= found.due:
        return
    last = "last reviewed" if found.reviewed else "effective"
    yield ctx.finding(
        ("review",),
        f"the periodic review of version {found.version} was due on {found.due.isoformat()} ({last} on "
        f"{found.since.isoformat()})",
        "review it and record the outcome: `qa-engine review` with keep, revise or retire",
        severity="error" if ctx.on > months_after(found.since, LONGEST) else None,
    )
