from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.check.waivers import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unused-waiver", severity="warning", group="lifecycle", stage="last")
def unused_waiver(ctx: Context) -> Iterator[Finding]:
    """A waiver that covers nothing.

    Why: an exception that is no longer needed, or that names the wrong row, hides the next finding of its kind.
    Bad:
        waivers: [{rule: handoff-gap, at: DEV-09, reason: The board meets within the hour, by: [aurora.qa]}]
    Good:
        waivers: [{rule: handoff-gap, at: DEV-03, reason: The board meets within the hour, by: [aurora.qa]}]
    Cites: EU GMP 1.4(xiv)
    """
    spoken_of = {finding.place.line for finding in ctx.others if finding.rule in ("unknown-rule", "unknown-activity")}
    for position, waiver in enumerate(ctx.agreement.waivers):
        rule_ = ctx.known.get(waiver.rule)
        if rule_ is None or position in ctx.used or not in_force(waiver, ctx.on):
            continue  # unknown-rule and expired-waiver speak of those
        place = ctx.agreement.place(waiver.route)
        if any(place.line <= line <= place.end_line for line in spoken_of):
            continue
        if not rule_.waivable:
            message, hint = f"findings of {waiver.rule} cannot be waived", "mend what is found, and take the waiver out"
        else:
            message = f"the waiver of {waiver.rule} at {waiver.at} covers nothing"
            hint = "take it out, or name the row that it is for"
        yield ctx.finding(waiver.route, message, hint)
