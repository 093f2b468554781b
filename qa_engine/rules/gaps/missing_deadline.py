from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.rules.gaps.asked import asked, where_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.packs.pack import Expectation

_TIMES = ("within", "notice", "every", "with", "topic")


@rule("missing-deadline", severity="warning", group="gaps")
def missing_deadline(ctx: Context) -> Iterator[Finding]:
    """A pack expects a deadline on a topic, and no row on it has one.

    Why: a notice without a time comes when it comes. Some of these times decide whether the party that is told can keep
        its own legal clock. What is usual is custom, and stands in the hint; it is never a regulatory limit.
    Bad:
        DEV-02: {do: Notify the Sponsor of a deviation, raci: {borealis.qa: RA, aurora.qa: I}}
    Good:
        DEV-02:
          do: Notify the Sponsor of a deviation
          raci: {borealis.qa: RA, aurora.qa: I}
          topic: deviation-management
          within: 1 business day of discovery
    Cites: FDA Quality Agreements guidance (2016) IV.B.1; EU GMP 7.14
    """
    for one in asked(ctx, "deadline"):
        rows = [row for row in ctx.coverage.rows_on.get(one.name, ()) if not row.not_applicable]
        if not all(ctx.sound(row, *_TIMES) for row in rows):
            continue
        yield ctx.finding(
            where_named(ctx, one.by[0]),
            f"nothing on {one.name} ({ctx.topics[one.name].title}) says by when; {one.said}",
            _way_out(one.by, [row.id for row in rows if row.is_notice]),
            at=one.name,
            severity="note" if all(expectation.recalled for expectation in one.by) else "warning",
            related=[(row.route, "gives no time") for row in rows if row.is_notice],
            cites=one.cites,
        )


def _way_out(expectations: tuple[Expectation, ...], notices: list[str]) -> str:
    where = f"row {notices[0]}" if notices else "a row on it"
    times = [one.deadline for one in expectations if one.deadline]
    usual = next((f"; usual, by custom: {time.customary}" for time in times if time.customary), "")
    law = next((f"; by law: {time.by_law}" for time in times if time.by_law), "")
    return f"give {where} `within:` or `notice:`{usual}{law}"
