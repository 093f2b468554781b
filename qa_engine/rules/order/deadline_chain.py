from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.coverage.applies import cases
from qa_engine.rules.order.chain import Clock, chain_before, latest_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.packs.pack import Expectation, Limit


@rule("deadline-chain", severity="error", group="order")
def deadline_chain(ctx: Context) -> Iterator[Finding]:
    """The deadlines before a filing use up the time that the law leaves for it.

    Why: a field alert is due three working days after the information came in. If the laboratory has two days to tell
        the manufacturer, and the manufacturer two to tell the applicant, the clock of whoever first knew has run out
        before the applicant hears of it. Deadlines are added the careful way: the latest that the chain can end. The
        row that quotes the legal clock is no link, nor is what happens before anybody knows. A clock that starts with
        a confirmation (the report of a quality defect in the EU) is not used up by what comes before it.
    Bad:
        DEF-01: {do: Notify the Manufacturer, raci: {lab.qa: RA}, within: 2 business days of discovery}
        DEF-02: {do: Notify the Sponsor, raci: {borealis.qa: RA}, after: DEF-01, within: 2 business days of receipt}
        DEF-03: {do: File the field alert report, raci: {aurora.ra: RA}, after: DEF-02, decides: field-alert}
    Good:
        DEF-01: {do: Notify the Manufacturer, raci: {lab.qa: RA}, within: 4 hours of discovery}
        DEF-02: {do: Notify the Sponsor, raci: {borealis.qa: RA}, after: DEF-01, within: 8 hours of discovery}
        DEF-03: {do: File the field alert report, raci: {aurora.ra: RA}, after: DEF-02, decides: field-alert}
    Cites: 21 CFR 314.81(b)(1); 21 CFR 314.80(c)(1)
    """
    clocks: dict[str, list[tuple[Expectation, Limit]]] = {}
    for one in ctx.coverage.expectations:
        if one.limit is not None and one.limit.from_knowledge:
            for decision in one.decisions:
                clocks.setdefault(decision, []).append((one, one.limit))
    for decision, setting in clocks.items():
        for row in ctx.rows_that_decide(decision):
            meant = [(one, limit) for one, limit in setting if cases(ctx.agreement, one, row)]
            if meant and ctx.sound(row, "decides", "after", "needs", "when"):
                # of several clocks on one filing the tightest says all
                yield from _judged(ctx, row, *min(meant, key=lambda pair: latest_days(pair[1].within, "day")))


def _judged(ctx: Context, row: Row, expectation: Expectation, limit: Limit) -> Iterator[Finding]:
    chain = chain_before(ctx, Clock(row, limit.within, expectation.cites))
    unit = limit.within.unit
    left = latest_days(limit.within, unit) - chain.days
    if chain.start is None or left >= 1:
        return
    days = "business days" if unit == "business day" else "days"
    first = chain.start[0]
    whose = next((ctx.agreement.name_of(duty.holder) for duty in ctx.duties.doers(first)), f"row {first.id}")
    links = " + ".join(f"{period.amount} ({link.id})" for link, period in chain.links)
    used_up = left <= 0
    yield ctx.finding(
        (*row.route, "after"),
        f"row {row.id} must be done within {limit.within.amount} ({expectation.citations[0]}), and the rows before it "
        f"may take {_amount(chain.days)} {days}: {links}, counted from the first knowledge, that of {whose}",
        f"shorten the rows before it: together they must leave {'time' if used_up else 'a whole day'} for the filing",
        severity="note" if expectation.recalled else "error" if used_up else "warning",
        related=[(link.route, f"up to {_amount(latest_days(period, unit))} {days}") for link, period in chain.links],
        cites=expectation.citations,
    )


def _amount(days: float) -> str:
    return f"{days:.1f}".removesuffix(".0")
