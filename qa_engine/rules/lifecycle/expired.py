from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.rules.lifecycle.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("expired", severity="error", group="lifecycle")
def expired(ctx: Context) -> Iterator[Finding]:
    """An agreement past its last day is still called effective.

    Why: work under an agreement that has ended is work without one.
    Bad:
        status: effective
        expires: 2024-06-30
    Good:
        status: effective
        expires: 2030-06-30
    Cites: EU GMP 7.1; FDA Quality Agreements guidance (2016) IV.B
    """
    found = standing(ctx)
    if found is not None and found.expires is not None and ctx.on > found.expires:
        yield ctx.finding(
            ("expires",),
            f"version {found.version} ended on {found.expires.isoformat()} and is still called effective",
            "agree a new version with a later day, or end it on record: `qa-engine terminate`",
        )
