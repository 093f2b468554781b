from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Party, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

_NO_REQUEST = frozenset({"agreement-approval", "contractor-approval"})
"""Approvals that open the relation: nothing is submitted under the agreement, so nobody waits for an answer."""

_ABOVE = ("contract-giver", "authorisation-holder")
_BELOW = ("contract-acceptor", "subcontractor", "supplier")


@rule("open-ended-approval", severity="note", group="gaps")
def open_ended_approval(ctx: Context) -> Iterator[Finding]:
    """A party waits for the approval of another, and no time to answer is given.

    Why: a change, a batch record or a supplier stands still until the other party answers. Without a time to answer the
        request lies, and in the end somebody takes silence for consent.
    Bad:
        CHG-02: {do: Approve a major change, raci: {aurora.qa: RA, borealis.qa: C}, decides: change-approval}
    Good:
        CHG-02:
          do: Approve a major change
          raci: {aurora.qa: RA, borealis.qa: C}
          decides: change-approval
          within: 15 business days of proposal
    Cites: EU GMP 7.12; ICH Q7 16.16; FDA Quality Agreements guidance (2016) IV.B.2
    """
    name_of = ctx.agreement.name_of
    for row in ctx.rows:
        if not _is_open_ended(row) or not ctx.sound(row, "within", "notice", "every", "decides"):
            continue
        owner = party_of(ctx.duties.owner(row))
        if not owner or not ctx.knows_holders(row):
            continue
        signing = [one for one in row.signed_by if party_of(one) != owner and ctx.agreement.knows_holder(one)]
        waiting, approver = (owner, signing[0]) if signing else (_waits_for(ctx, row, owner), owner)
        if waiting:
            yield ctx.finding(
                row.route,
                f"row {row.id}: {name_of(waiting)} waits for the approval of {name_of(approver)}, "
                "and no time to answer is given",
                "add `within: <n> business days of submission`",
                key=True,
            )


def _is_open_ended(row: Row) -> bool:
    if row.within or row.notice or row.every or not _NO_REQUEST.isdisjoint(row.decides):
        return False
    return row.do.casefold().startswith(("approve ", "review and approve ")) or any(
        name.endswith("-approval") for name in row.decides
    )


def _waits_for(ctx: Context, row: Row, owner: str) -> str:
    """A party that works for the owner and waits for its answer: it did the work before or has a say here; else empty.

    Whoever approves its own work, after asking the party that it works for, keeps nobody waiting.
    """
    parties, rows = ctx.agreement.parties, ctx.agreement.rows
    heard = (duty for duty in ctx.duties.of(row) if not duty.own_part and set(duty.letters) & set("RSCX"))
    asking = {party_of(duty.holder) for duty in heard}
    for wait in ctx.order.waits[row.id]:
        asking |= ctx.duties.doing_parties(rows[wait.waits_for])
    return min((party for party in asking if _works_for(parties[party], parties[owner])), default="")


def _works_for(party: Party, owner: Party) -> bool:
    return party.id != owner.id and (party.of == owner.id or (owner.role in _ABOVE and party.role in _BELOW))
