from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("missing-responsible", severity="error", group="gaps")
def missing_responsible(ctx: Context) -> Iterator[Finding]:
    """Nobody does the work of a row.

    Why: a duty that nobody is named to do is left undone, and each side believes that the other does it.
    Bad:
        DEV-01: {do: Record every deviation, raci: {borealis.qa: A, aurora.qa: I}}
    Good:
        DEV-01: {do: Record every deviation, raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}}
    Cites: FDA Quality Agreements guidance (2016) IV; EU GMP 7.14
    """
    for row in ctx.rows_whose_letters(lambda row: not row.holders_with("R")):
        if ctx.sound(row, "raci", "not-applicable") and (row.raci or ctx.sound(row, "do")):
            yield ctx.finding(
                ctx.raci_route(row),
                f"row {row.id}: nobody is responsible for '{row.do}'",
                "give X to the one that does it and answers for it"
                if ctx.agreement.scheme == "X"
                else "give R to the function that does the work",
            )
