from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.kept import AGREEMENT
from qa_engine.agreement.resolved import file_name
from qa_engine.check.nearest import did_you_mean
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("unknown-activity", severity="error", group="order")
def unknown_activity(ctx: Context) -> Iterator[Finding]:
    """A row waits for a row that is not there, or a waiver is for a place that is not there.

    Why: a wait for nothing is no wait: the row starts when it should not. A waiver of nothing covers nothing.
    Bad:
        DEV-01: {do: Record every deviation, raci: {borealis.qa: RA}}
        DEV-02: {do: Close the deviation, raci: {borealis.qa: RA}, after: DEV-10}
    Good:
        DEV-01: {do: Record every deviation, raci: {borealis.qa: RA}}
        DEV-02: {do: Close the deviation, raci: {borealis.qa: RA}, after: DEV-01}
    Cites: EU GMP 7.15; EU GMP 7.14
    """
    agreement = ctx.agreement
    lost = _lost(ctx)
    if lost is None:
        return
    for row in (row for row in agreement.rows.values() if row.after):
        for route, name in ctx.texts((*row.route, "after")):
            if name not in agreement.rows and name not in lost:
                others = [one for one in agreement.rows if one != row.id]
                yield ctx.finding(
                    route,
                    f"row {row.id} waits for {name}, and no row has that id",
                    did_you_mean(name, others, "name the row that comes before, or take `after` out"),
                )
    for waiver in agreement.waivers:
        if waiver.at not in agreement.rows and waiver.at not in lost and waiver.at not in _places(ctx):
            yield ctx.finding(
                (*waiver.route, "at"),
                f"the waiver of {waiver.rule} is at '{waiver.at}', and nothing in the agreement has that name",
                did_you_mean(waiver.at, _places(ctx), "name the row, or the other place, that the finding stands at"),
            )


def _lost(ctx: Context) -> set[str] | None:
    """The names on the way to what could not be read; None where whole sections or the lower file are among it."""
    broken = ctx.agreement.resolved.broken
    if any(route == ("extends",) or (route[:1] == ("sections",) and len(route) < 4) for route in broken):
        return None
    return {str(step) for route in broken for step in route}


def _places(ctx: Context) -> list[str]:
    """Every name that a finding may stand at."""
    agreement = ctx.agreement
    names = [*agreement.rows, *agreement.sections, *agreement.products, *agreement.parties, *agreement.sites]
    names += [f"{party.id}.{function}" for party in agreement.parties.values() for function in party.functions]
    for key in ("definitions", "classes", "records", "kpis", "appendices"):
        names += agreement.data.get(key) or ()
    names += [name for members in agreement.classes.values() for name in members]
    names += [*ctx.decisions, *ctx.topics, *agreement.data, *AGREEMENT.keys_at(()), *agreement.packs]
    return names + [file_name(source.path) for source in agreement.resolved.sources]
