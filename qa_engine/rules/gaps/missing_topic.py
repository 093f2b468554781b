from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.packs.suggest import suggest_topic
from qa_engine.rules.gaps.asked import asked, where_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("missing-topic", severity="warning", group="gaps")
def missing_topic(ctx: Context) -> Iterator[Finding]:
    """A pack expects a topic, and neither a row nor a section's prose is about it.

    Why: what an agreement does not speak of each side leaves to the other, until the first recall shows who thought of
        it. The packs that the agreement names say which topics it is expected to speak of, and where that is written.
        A topic that does not come up is answered by a row or a section with `not-applicable` and the reason. Where a
        list at the top of the agreement says it already (definitions, contacts, escalation), this is a note.
    Bad:
        packs: [eu-gmp-7]                        # and no row and no section on recall
    Good:
        REC-01: {do: Decide on a recall, raci: {aurora.qa: RA, borealis.qa: C}, topic: recall, decides: recall-decision}
        OUT-01: {topic: serialization, not-applicable: The product leaves the plant unpacked}
    Cites: FDA Quality Agreements guidance (2016) IV.A; EU GMP 7.15
    """
    for one in asked(ctx, "topic"):
        title = ctx.topics[one.name].title
        yield ctx.finding(
            where_named(ctx, one.by[0]),
            f"no row and no section is about {one.name} ({title}); {one.said}",
            _way_out(ctx, one.name),
            at=one.name,
            severity=one.severity,
            cites=one.cites,
        )
    if not ctx.rows_lost:
        yield from _in_a_list_alone(ctx)


def _in_a_list_alone(ctx: Context) -> Iterator[Finding]:
    """Topics that a list at the top of the agreement answers in substance, and no section is about."""
    told: set[str] = set()
    for expectation in ctx.coverage.expectations:
        for topic in expectation.topics:
            if topic in told or ctx.coverage.speaks_of(topic) or not ctx.coverage.stated_at(topic):
                continue
            told.add(topic)
            key = ctx.coverage.stated_at(topic)
            alone = "the rows alone speak" if key == "sections" else f"`{key}` alone speaks"
            yield ctx.finding(
                where_named(ctx, expectation),
                f"no row and no section is about {topic} ({ctx.topics[topic].title}); {alone} of it",
                f"add a section with `topic: {topic}` and a sentence that leads to it",
                at=topic,
                severity="note",
                cites=expectation.citations,
            )


def _way_out(ctx: Context, topic: str) -> str:
    """What to do: the row that probably speaks of it already, else a new row."""
    for row in ctx.rows:
        if not row.topic and suggest_topic(row.do, ctx.agreement.sections[row.section].title) == topic:
            return f"row {row.id} may be about it: give it `topic: {topic}`"
    return f"add a row or a section with `topic: {topic}`, or one with `not-applicable` and the reason"
