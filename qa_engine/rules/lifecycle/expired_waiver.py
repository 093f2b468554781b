from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.check.waivers import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("expired-waiver", severity="error", group="lifecycle")
def expired_waiver(ctx: Context) -> Iterator[Finding]:
    """A waiver past its day.

    Why: a finding is accepted for a time, so that somebody looks at it again; past its day nobody has.
    Bad:
        waivers: [{rule: handoff-gap, at: DEV-03, reason: Until the portal is live, by: aurora.qa, until: 2024-06-30}]
    Good:
        waivers: [{rule: handoff-gap, at: DEV-03, reason: Until the portal is live, by: aurora.qa, until: 2028-06-30}]
    Cites: ICH Q10 3.2.3; EU GMP 1.4(xiv)
    """
    for waiver in ctx.agreement.waivers:
        if not in_force(waiver, ctx.on):
            yield ctx.finding(
                (*waiver.route, "until"),
                f"the waiver of {waiver.rule} at {waiver.at} ended on {waiver.until}",
                "mend what it covers, or have it accepted anew with a later day",
            )
