from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.rules.gaps.addressee import names_another, to_authority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("untold-party", severity="warning", group="gaps", in_scheme_x=False)
def untold_party(ctx: Context) -> Iterator[Finding]:
    """A notice is due by a deadline, and no party is named that gets it.

    Why: a notice without an addressee cannot be late. The party that counts on it learns of the event when it is too
        late to act on it.
    Bad:
        DEV-02: {do: Notify the contract giver of a deviation, raci: {borealis.qa: RA}, within: 1 business day}
    Good:
        DEV-02: {do: Notify the contract giver of a deviation, raci: {borealis.qa: RA, aurora.qa: I}, within: 4 hours}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.B.1.a
    """
    for row in ctx.notices:
        if (row.within or row.notice) and ctx.knows_holders(row) and _tells_nobody(ctx, row):
            yield ctx.finding(
                ctx.raci_route(row),
                f"row {row.id} is a notice with a deadline, and names nobody that gets it: '{row.do}'",
                "give I to the party that is to be told",
            )


def _tells_nobody(ctx: Context, row: Row) -> bool:
    doing = ctx.duties.doing_parties(row)
    if len(doing) != 1 or ctx.duties.told(row) or to_authority(ctx.agreement, row):
        return False  # several that do it tell each other
    (doer,) = doing
    if any(party_of(holder) != doer for holder in row.signed_by):
        return False  # whoever signs has been told
    alone = len(ctx.duties.of(row)) == len(ctx.duties.doers(row))
    # two functions of one house may be telling each other, unless the sentence names another house
    return alone or names_another(ctx.agreement, row, doer)
