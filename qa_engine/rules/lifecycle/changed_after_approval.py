from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.rules.lifecycle.recorded import what_differs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("changed-after-approval", severity="error", group="lifecycle")
def changed_after_approval(ctx: Context) -> Iterator[Finding]:
    """The content of a version is not what was submitted or approved under its number.

    Why: a signature belongs to one frozen text. Whoever changes a word afterwards has a new version, and no signature
    on it. What may change by notice (a list of contacts, say) is no part of what was signed.
    Bad:
        version: "2.0"     # approved, and DEV-02 edited since
    Good:
        version: "2.1"
        status: draft
    Cites: 21 CFR 11.70; EU GMP 4.3; EU GMP Annex 11, 14
    """
    if not ctx.has_ledger:
        return
    version = ctx.agreement.version
    known = ctx.history.versions.get(version) if ctx.history else None
    if ctx.history is None or known is None or known.state == "draft" or not ctx.differs(known):
        return
    last = ctx.history.last_approved
    if known.state != "in-review" and last is not None and last.version != version:
        return  # an old number was taken again: `version-not-raised` speaks of it
    what = "was submitted for approval" if known.state == "in-review" else "is approved"
    way_out = "take the changes back, or `qa-engine reopen` it and submit it again"
    yield ctx.finding(
        ("version",),
        f"version {version} {what}, and the file has other content now: {what_differs(ctx.agreement, known)}",
        way_out
        if known.state == "in-review"
        else "take the changes back, or give them a new version with `status: draft`",
    )
