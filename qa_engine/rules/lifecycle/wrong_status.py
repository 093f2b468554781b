from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.status import status_edit
from qa_engine.check.rule import rule
from qa_engine.finding import Fix
from qa_engine.rules.lifecycle.unapproved import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("wrong-status", severity="error", group="lifecycle")
def wrong_status(ctx: Context) -> Iterator[Finding]:
    """The status in the file is not the one that the ledger gives this version.

    Why: readers of the file go by its status; the truth is what happened and was recorded.
    Bad:
        status: draft
        # and the ledger shows this version as submitted
    Good:
        status: in-review
    Cites: 21 CFR 11.10(e); EU GMP Annex 11, 9
    """
    agreement = ctx.agreement
    if not ctx.has_ledger or ctx.history is None or agreement.is_broken("version") or agreement.is_broken("status"):
        return
    state = ctx.history.state_of(agreement.version)
    if state == agreement.status or (agreement.status in CLAIMS and state in ("draft", "in-review")):
        return  # `unapproved` speaks of the second case
    yield ctx.finding(
        ("status",),
        f"the file calls version {agreement.version} {agreement.status.replace('-', ' ')}, and the ledger shows it "
        f"as {state.replace('-', ' ')}",
        f"say `status: {state}`",
        fix=Fix(f"status: {state}", (status_edit(agreement, state),), safe=True),
    )
