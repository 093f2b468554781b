from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_engine.agreement.model import party_of
from qa_engine.check.rule import rule
from qa_engine.close import get_close_matches
from qa_engine.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

_CONTACTS = pattern(r"\b(contacts|contact (list|persons?|details))\b", re.IGNORECASE)


@rule("missing-contact", severity="warning", group="gaps", in_scheme_x=False)
def missing_contact(ctx: Context) -> Iterator[Finding]:
    """A party is to be told something within a deadline, and nobody is named whom to reach.

    Why: four hours are gone while somebody looks for the right telephone number. Who is told of defects and recalls
        has a person or a desk in the list of contacts.
    Bad:
        DEV-02: {do: Notify the contract giver of a deviation, raci: {borealis.qa: RA, aurora.qa: I}, within: 4 hours}
        contacts:
          - {party: borealis, function: qa, name: Quality desk, email: quality@borealis.example, for: [deviations]}
    Good:
        contacts:
          - {party: borealis, function: qa, name: Quality desk, email: quality@borealis.example, for: [deviations]}
          - {party: aurora, function: qa, name: Quality desk, email: quality@aurora.example, for: [deviations]}
    Cites: FDA Quality Agreements guidance (2016) IV.B.1.a; EU GMP 7.14
    """
    agreement = ctx.agreement
    listed = _listed(agreement)
    told: dict[str, Row] = {}
    for row in ctx.notices:
        if row.within and ctx.knows_holders(row):
            for holder in ctx.duties.told(row) - _tellers(ctx, row):
                told.setdefault(holder, row)
    for party in agreement.parties.values():
        if party.id in told and party.role != "authority" and party.id not in listed:
            row = told[party.id]
            yield ctx.finding(
                ("parties", party.id),
                f"{party.name} ({party.term}) is told within a deadline (row {row.id}) and has no contact",
                f"add an entry to `contacts`: {{party: {party.id}, name: <person or desk>, email: <address>}}",
                key=True,
                related=[(row.route, f"tells {party.term}")],
            )


def _tellers(ctx: Context, row: Row) -> set[str]:
    """Those who tell: a house needs no contact to inform its own people; where each tells the others, all need one."""
    return {party_of(duty.holder) for duty in ctx.duties.doers(row) if not duty.own_part}


def _listed(agreement: Agreement) -> frozenset[str]:
    """The parties that have a contact; all of them where contacts are kept elsewhere or could not be read."""
    unread = any(
        route == ("extends",) or (route[:1] == ("contacts",) and route[2:3] in ((), ("party",)))
        for route in agreement.resolved.broken
    )
    if unread or _kept_elsewhere(agreement):
        return frozenset(agreement.parties)
    named = {party_of(str(entry.get("party", ""))) for entry in agreement.entries("contacts")}
    unknown = named - agreement.parties.keys()
    return frozenset(named.union(*(get_close_matches(name, agreement.parties, 1) for name in unknown)))


def _kept_elsewhere(agreement: Agreement) -> bool:
    """Whether an appendix with a document number of its own holds the contacts."""
    for entry in (agreement.data.get("appendices") or {}).values():
        if isinstance(entry, dict) and "document" in entry and _CONTACTS.search(str(entry.get("title", ""))):
            return True
    return False
