from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule
from qa_engine.finding import Related
from qa_engine.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("broken-ledger", severity="error", group="lifecycle")
def broken_ledger(ctx: Context) -> Iterator[Finding]:
    """A record of the ledger was altered, removed or put in another order.

    Why: the ledger is the evidence of who approved what and when. A record that does not follow from those before it is
    no evidence, and nothing behind it can be relied on. Signatures are held against keys by `qa-engine verify`.
    Bad:
        a record of acme.ledger.jsonl, edited by hand
    Good:
        acme.ledger.jsonl, written by the commands alone
    Cites: 21 CFR 11.10(e); 21 CFR 11.70; EU GMP Annex 11, 9
    """
    if not ctx.has_ledger:
        return
    found = [*ctx.ledger.findings, *(ctx.history.findings if ctx.history else ())]
    if ctx.ledger.interrupted and not found:
        found.append(ctx.ledger.interrupted)
    for finding in found:
        here = ctx.finding(("id",), finding.message, finding.hint, severity=finding.severity)
        yield replace(here, related=(Related(finding.place, "here in the ledger"),))
