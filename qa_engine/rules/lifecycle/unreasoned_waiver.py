from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unreasoned-waiver", severity="error", group="lifecycle")
def unreasoned_waiver(ctx: Context) -> Iterator[Finding]:
    """A waiver without a reason or a name.

    Why: an exception is a decision of quality; a decision has a reason, and somebody who answers for it.
    Bad:
        waivers: [{rule: handoff-gap, at: DEV-03}]
    Good:
        waivers: [{rule: handoff-gap, at: DEV-03, reason: The board meets within the hour, by: [aurora.qa]}]
    Cites: ICH Q9(R1) 4.3; 21 CFR 211.22(a)
    """
    for waiver in ctx.agreement.waivers:
        missing = [key for key, there in (("reason", waiver.reason), ("by", waiver.by)) if not there]
        if missing and not any(ctx.agreement.is_broken(*waiver.route, key) for key in missing):
            said = {"reason": "says no reason", "by": "names nobody who accepts it"}
            yield ctx.finding(
                waiver.route,
                f"the waiver of {waiver.rule} at {waiver.at} {' and '.join(said[key] for key in missing)}",
                f"add {' and '.join(f'`{key}:`' for key in missing)}",
            )
