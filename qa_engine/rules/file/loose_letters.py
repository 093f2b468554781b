from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.letters import is_canonical, read_letters
from qa_engine.agreement.validate import cells_of, rows_of
from qa_engine.check.rule import rule
from qa_engine.finding import Fix
from qa_engine.source import replace_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("loose-letters", severity="note", group="file")
def loose_letters(ctx: Context) -> Iterator[Finding]:
    """Letters that are not in canonical form.

    Why: `A/R`, `ar` and `RA` mean the same; written one way they read one way, in the file and in print.
    Bad:
        DEV-02: {do: Notify the Sponsor, raci: {borealis.qa: A/R, aurora.qa: I}}
    Good:
        DEV-02: {do: Notify the Sponsor, raci: {borealis.qa: RA, aurora.qa: I}}
    Cites: the format, qa-engine/1
    """
    loose = {text for text in cells_of(ctx.agreement.resolved) if not is_canonical(text)}
    for route, row_id, row in rows_of(ctx.agreement.resolved) if loose else ():
        for holder, text in (row.get("raci") or {}).items():
            cell = read_letters(text)
            if cell is None or text not in loose:
                continue
            here = (*route, "raci", holder)
            fix = Fix(
                f"write {cell}", (replace_value(ctx.agreement.resolved.source_of(here), here, str(cell)),), safe=True
            )
            yield ctx.finding(here, f"row {row_id}: '{text}' is written {cell}", f"write {cell}", fix=fix)
