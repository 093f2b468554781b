from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("missing-accountable", severity="error", group="gaps")
def missing_accountable(ctx: Context) -> Iterator[Finding]:
    """Nobody answers for a row.

    Why: whoever does the work can be asked whether it was done; only the one who answers can be held to it. Where the
        matrix names nobody, an inspector asks both parties and hears two answers.
    Bad:
        DEV-01: {do: Record every deviation, raci: {borealis.prod: R, aurora.qa: I}}
    Good:
        DEV-01: {do: Record every deviation, raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}}
    Cites: FDA Quality Agreements guidance (2016) IV.A; EU GMP 7.14; ICH Q7 16.12
    """
    for row in ctx.rows_whose_letters(lambda row: not row.holders_with("A")):
        if ctx.sound(row, "raci", "not-applicable") and (row.raci or ctx.sound(row, "do")):
            yield ctx.finding(
                ctx.raci_route(row),
                f"row {row.id}: nobody answers for '{row.do}'",
                "give X to the one that does it and answers for it"
                if ctx.agreement.scheme == "X"
                else "give A to the one holder that answers for it; RA where it also does the work",
            )
