from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.graph.narrowing import scope_is_declared
from qa_engine.graph.order import record_key
from qa_engine.graph.scope import overlap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("conflicting-producer", severity="error", group="conflicts")
def conflicting_producer(ctx: Context) -> Iterator[Finding]:
    """Two rows produce the same record, and different parties answer for them.

    Why: two records of one name and two originators cannot both be the original, and nobody knows which one to file.
    Bad:
        REL-01: {do: Compile the Batch package, raci: {borealis.qa: RA}, produces: Batch package}
        REL-02: {do: Complete the Batch package, raci: {aurora.qa: RA}, produces: Batch package}
    Good:
        REL-01: {do: Compile the Batch package, raci: {borealis.qa: RA}, produces: Batch package}
        REL-02: {do: Review the Batch package, raci: {aurora.qa: RA}, needs: Batch package, produces: Review statement}
    Cites: EU GMP 7.15; EU GMP 7.16
    """
    for producers in ctx.order.producers.values():
        told: set[frozenset[str]] = set()
        rows = [ctx.agreement.rows[row_id] for row_id in dict.fromkeys(producers)]
        sound = [row for row in rows if ctx.sound(row, "when", "produces") and scope_is_declared(ctx.agreement, row)]
        for one, other in combinations(sound, 2):
            parties = frozenset(party_of(holder) for holder in (ctx.owner(one), ctx.owner(other)) if holder)
            if len(parties) == 2 and parties not in told and overlap(ctx.agreement, one, other):
                told.add(parties)
                yield _finding(ctx, *ctx.standing(one, other))


def _finding(ctx: Context, row: Row, other: Row) -> Finding:
    theirs = {record_key(name) for name in other.produces}
    mine = ctx.texts((*row.route, "produces"))
    route, record = next((route, name) for route, name in mine if record_key(name) in theirs)
    name_of = ctx.agreement.name_of
    return ctx.finding(
        route,
        f"rows {row.id} and {other.id} both produce '{record}', and {name_of(ctx.owner(row))} answers for the one, "
        f"{name_of(ctx.owner(other))} for the other",
        "let one of the rows produce it, give the records two names, or narrow the rows with `when`",
        related=[(other.route, f"produces '{record}' too")],
    )
