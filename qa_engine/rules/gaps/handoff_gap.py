from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.graph.order import record_key
from qa_engine.graph.scope import overlap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.graph.order import Wait


@rule("handoff-gap", severity="warning", group="gaps", in_scheme_x=False)
def handoff_gap(ctx: Context) -> Iterator[Finding]:
    """Work passes to a party that has no part in the work before it, so that nobody tells it.

    Why: one party finishes, the other is to go on, and nothing says how it learns that its turn has come. The clock
        of its own deadline runs all the same.
    Bad:
        INV-01: {do: Investigate the deviation, raci: {borealis.qa: RA}}
        INV-02: {do: Decide on the batch, raci: {aurora.qa: RA}, after: INV-01}
    Good:
        INV-01: {do: Investigate the deviation, raci: {borealis.qa: RA, aurora.qa: I}}
        INV-02: {do: Decide on the batch, raci: {aurora.qa: RA}, after: INV-01}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    for row in ctx.rows:
        if row.id in ctx.order.in_circles:
            continue
        if not (ctx.order.waits[row.id] and _waits_are_known(ctx, row) and _has_its_people(ctx, row)):
            continue
        takers = ctx.duties.doing_parties(row) | ctx.duties.owning_parties(row)
        if all(_have_part(ctx, ctx.agreement.rows[wait.waits_for], takers) for wait in ctx.order.waits[row.id]):
            continue
        gaps = [wait for wait in ctx.order.direct(row.id) if not _handed_over(ctx, wait, row, takers)]
        if gaps:
            firsts = list(dict.fromkeys(wait.waits_for for wait in gaps))
            first = f"row {firsts[0]}" if len(firsts) == 1 else f"rows {', '.join(firsts[:-1])} and {firsts[-1]}"
            names = [ctx.agreement.name_of(party) for party in sorted(takers)]
            rows = ctx.agreement.rows
            lack = f"{names[0]} has no letter" if len(names) == 1 else f"neither {' nor '.join(names)} has a letter"
            yield ctx.finding(
                (*row.route, "needs" if gaps[0].record else "after"),
                f"row {row.id} takes over from {first}, where {lack}: nobody says that its turn has come",
                f"give {' or '.join(names)} at least I in {first}, or put a row between them that notifies",
                related=[(rows[wait.waits_for].route, _says(wait)) for wait in gaps],
            )


def _says(wait: Wait) -> str:
    return f"hands on '{wait.record}'" if wait.record else "comes before"


def _waits_are_known(ctx: Context, row: Row) -> bool:
    return ctx.sound(row, "after", "needs") and all(one in ctx.agreement.rows for one in row.after)


def _has_its_people(ctx: Context, row: Row) -> bool:
    """Whether it is certain who is in the row: a holder that is missing or unknown may be the very one sought."""
    return ctx.knows_holders(row) and bool(ctx.duties.doers(row)) and bool(ctx.duties.owners(row))


def _handed_over(ctx: Context, wait: Wait, row: Row, takers: frozenset[str]) -> bool:
    """Whether the takers learn that the first row has ended; also where it is not certain that they have to."""
    agreement = ctx.agreement
    first = agreement.rows[wait.waits_for]
    if not overlap(agreement, first, row) or not _has_its_people(ctx, first):
        return True
    handed = {record_key(name) for name in first.produces} & {record_key(name) for name in row.needs}
    for record in agreement.records.values():
        # the list of records is an agreed way for a record to reach somebody
        if record_key(record.name) in handed and takers & {party_of(one) for one in (record.held_by, *record.copy_to)}:
            return True
    # where several rows produce a record for the same case, any of them may be the one that hands it on
    others = [agreement.rows[one] for one in ctx.order.producers[record_key(wait.record)]] if wait.record else []
    makers = [first, *(other for other in others if other is not first and overlap(agreement, first, other))]
    return any(_word_reaches(ctx, maker, row, takers) for maker in makers)


def _word_reaches(ctx: Context, first: Row, row: Row, takers: frozenset[str]) -> bool:
    """Whether one of the takers has a part in the first row, or in notice rows that pass word on between the two."""
    if _have_part(ctx, first, takers):
        return True
    rows, order = ctx.agreement.rows, ctx.order
    behind = order.behind(row.id) | {row.id}
    seen = {first.id}
    todo = [first.id]
    while todo:
        one = todo.pop()
        # from a notice back to the work that it speaks of, and from any row on to the notices that follow it
        near = {wait.waits_for for wait in order.waits[one]} if rows[one].is_notice else set()
        near |= {wait.row for wait in order.followers[one] if rows[wait.row].is_notice and wait.row not in behind}
        if any(_have_part(ctx, rows[name], takers) for name in near - seen):
            return True
        todo += near - seen
        seen |= near
    return False


def _have_part(ctx: Context, row: Row, takers: frozenset[str]) -> bool:
    return bool(takers & (ctx.duties.parties_in(row) | {party_of(holder) for holder in row.signed_by}))
