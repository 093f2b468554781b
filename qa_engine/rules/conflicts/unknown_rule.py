from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.nearest import did_you_mean
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unknown-rule", severity="error", group="conflicts")
def unknown_rule(ctx: Context) -> Iterator[Finding]:
    """A waiver names a rule that there is none of.

    Why: an exception that names no rule covers nothing, and whoever signed it believes that it does.
    Bad:
        waivers: [{rule: handof-gap, at: DEV-03, reason: The board meets within the hour, by: [aurora.qa]}]
    Good:
        waivers: [{rule: handoff-gap, at: DEV-03, reason: The board meets within the hour, by: [aurora.qa]}]
    Cites: 21 CFR 211.22(d)
    """
    for waiver in ctx.agreement.waivers:
        if waiver.rule not in ctx.known:
            yield ctx.finding(
                (*waiver.route, "rule"),
                f"the waiver at {waiver.at} is for '{waiver.rule}', and there is no such rule",
                did_you_mean(waiver.rule, ctx.known, "take the name from the finding that is accepted"),
            )
