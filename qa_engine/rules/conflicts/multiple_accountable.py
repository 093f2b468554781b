from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import EACH, party_of
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("multiple-accountable", severity="error", group="conflicts")
def multiple_accountable(ctx: Context) -> Iterator[Finding]:
    """More than one holder answers for a row.

    Why: where two answer, each relies on the other, and an inspector finds nobody who does.
    Bad:
        DEV-01: {do: Classify every deviation, raci: {borealis.qa: RA, aurora.qa: A}}
    Good:
        DEV-01: {do: Classify every deviation, raci: {borealis.qa: RA, aurora.qa: C}}
    Cites: FDA Quality Agreements guidance (2016) IV.A; EU GMP 7.14; EU GMP 7.15
    """
    for row in ctx.rows_whose_letters(lambda row: len(ctx.duties.owners(row)) > 1):
        if not ctx.sound(row, "raci") or any(party_of(holder) == EACH for holder in row.holders_with("A")):
            continue
        owners = _rivals(ctx, row)
        if len(owners) > 1:
            letter = "the cross" if ctx.agreement.scheme == "X" else "A"
            yield ctx.finding(
                ctx.raci_route(row),
                f"row {row.id}: {', '.join(owners[:-1])} and {owners[-1]} all answer for '{row.do}'",
                f"leave {letter} with one of them; whose consent is needed as well stands in `signed-by`",
            )


def _rivals(ctx: Context, row: Row) -> list[str]:
    """The holders that answer for one and the same part of the row: all with A; with crosses, those of one party."""
    owners = [duty.holder for duty in ctx.duties.owners(row)]
    if ctx.agreement.scheme != "X":
        return owners
    parties = [party_of(holder) for holder in owners]
    return [holder for holder, party in zip(owners, parties, strict=True) if parties.count(party) > 1]
