from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.status import status_edit
from qa_engine.check.rule import rule
from qa_engine.finding import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

CLAIMS = ("approved", "effective")
"""What a version is called only after both parties have signed it."""


@rule("unapproved", severity="error", group="lifecycle")
def unapproved(ctx: Context) -> Iterator[Finding]:
    """The file says approved or effective, and the approvals are not on the ledger.

    Why: a status is typed in a second; what makes an agreement bind are the signatures of both quality units on this
    very version.
    Bad:
        status: effective
    Good:
        status: draft
    Cites: EU GMP 7.14; 21 CFR 211.22(d)
    """
    agreement = ctx.agreement
    if agreement.status not in CLAIMS or agreement.is_broken("version") or (ctx.has_ledger and ctx.history is None):
        return
    state = ctx.history.state_of(agreement.version) if ctx.has_ledger and ctx.history else "draft"
    if state not in ("draft", "in-review"):
        return
    version = ctx.history.versions.get(agreement.version) if ctx.has_ledger and ctx.history else None
    missing = version.needs.missing(version.approvals) if version and state == "in-review" else ()
    names = ", ".join(f"`{needed.holder}`" for needed in missing)
    said = f"approvals are missing: {names}" if names else "the ledger holds no approval of it"
    yield ctx.finding(
        ("status",),
        f"the file calls version {agreement.version} {agreement.status}, and {said}",
        f"say `status: {state}`, and go on by `qa-engine {'approve' if state == 'in-review' else 'submit'}`",
        fix=Fix(f"status: {state}", (status_edit(agreement, state),), safe=ctx.has_ledger),
    )
