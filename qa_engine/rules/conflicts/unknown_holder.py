from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.agreement.model import EACH, OTHER, function_of, party_of
from qa_engine.check.nearest import nearest
from qa_engine.check.rule import rule
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding
    from qa_engine.source import Route


class Mention(NamedTuple):
    """A holder somewhere in the agreement: where it stands (as a key, or as a value), and what names it, in words."""

    route: Route
    holder: str
    by: str
    key: bool = False


@rule("unknown-holder", severity="error", group="conflicts")
def unknown_holder(ctx: Context) -> Iterator[Finding]:
    """A party or a function that the agreement does not declare.

    Why: a duty of somebody who is no party to the agreement is nobody's duty.
    Bad:
        DEV-01: {do: Record every deviation, raci: {borealsi.qa: RA, aurora.qa: I}}
    Good:
        DEV-01: {do: Record every deviation, raci: {borealis.qa: RA, aurora.qa: I}}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.A
    """
    agreement = ctx.agreement
    for mention in _mentions(ctx):
        if mention.holder not in agreement.holders and not _unreadable(agreement, mention.holder):
            message, hint = _said(agreement, mention)
            yield ctx.finding(mention.route, message, hint, key=mention.key)


def _said(agreement: Agreement, mention: Mention) -> tuple[str, str]:
    """What is wrong with a holder, and the way out."""
    holder = mention.holder
    party, function = party_of(holder), function_of(holder)
    if party in agreement.parties and function and "." not in function:
        functions = agreement.parties[party].functions
        near = nearest(function, functions)
        known = f"it has {', '.join(functions)}" if functions else "it has none so far"
        hint = f"did you mean '{party}.{near}'?" if near else f"declare it under the functions of {party}; {known}"
        return f"{mention.by} names '{holder}': {party} is a party, and it has no function '{function}'", hint
    if party in (EACH, OTHER):
        hint = "name a function that the parties have"
        return f"{mention.by} names '{holder}', and no party has a function '{function}'", hint
    # whoever reads the document knows a party by the word that it prints
    called = [
        one.id for one in agreement.parties.values() if party.casefold() in (one.term.casefold(), one.name.casefold())
    ]
    # the party first: a like function of another party is no likely meaning
    near = (
        (called[0] if len(called) == 1 else "")
        or nearest(party, agreement.parties)
        or nearest(holder, agreement.parties)
    )
    if near and function in agreement.parties[near].functions:
        near = f"{near}.{function}"
    hint = (
        f"did you mean '{near}'?" if near else f"declare it under `parties`; there are {', '.join(agreement.parties)}"
    )
    return f"{mention.by} names '{holder}', and no such party is declared", hint


def _unreadable(agreement: Agreement, holder: str) -> bool:
    """Whether a holder may be declared in a place that was found wrong and taken out."""
    if not agreement.resolved.broken:
        return False
    party, function = party_of(holder), function_of(holder)
    refused = any(route[:1] == ("parties",) and len(route) == 2 for route in agreement.resolved.broken)
    if party not in agreement.parties and refused:
        return True  # a party whose id cannot stand may be the very one
    if agreement.is_broken("extends") or (party not in agreement.parties and agreement.is_broken("parties", party)):
        return True
    return bool(function) and agreement.is_broken("parties", party, "functions", function)


def _mentions(ctx: Context) -> Iterator[Mention]:
    """Every holder that the agreement names, in the order of the format."""
    data = ctx.agreement.data

    def texts(route: Route, by: str) -> Iterator[Mention]:
        return (Mention(here, holder, by) for here, holder in ctx.texts(route))

    for party in ctx.agreement.parties:
        yield from texts(("parties", party, "of"), f"`of` of {party}")
    for product in ctx.agreement.products.values():
        for market in product.authorised:
            yield from texts(("products", product.id, "authorised", market), f"`authorised` of {product.id}")
    for row in ctx.agreement.rows.values():
        yield from _in_row(ctx, row)
    for record in ctx.agreement.records:
        for key in ("held-by", "copy-to", "from"):
            yield from texts(("records", record, key), f"the record '{record}'")
    for position, entry in enumerate(data.get("escalation") or ()):
        if isinstance(entry, dict):
            level = entry.get("level", position + 1)
            yield from texts(("escalation", position, "between"), f"the escalation level '{level}'")
    for kpi in data.get("kpis") or ():
        yield from texts(("kpis", kpi, "owner"), f"the measure {kpi}")
    for key, called in (("contacts", "a contact"), ("signatories", "a signatory")):
        for position, entry in enumerate(data.get(key) or ()):
            if isinstance(entry, dict):
                yield from _person(ctx.agreement, (key, position), entry, called)
    for waiver in ctx.agreement.waivers:
        yield from texts((*waiver.route, "by"), f"the waiver of {waiver.rule} at {waiver.at}")


def _in_row(ctx: Context, row: Row) -> Iterator[Mention]:
    for key in ("raci", "procedure"):
        if key == "raci" and ctx.agreement.holders.issuperset(row.raci) and not row.broken:
            continue  # as in most rows, so that most places are never worked out
        if key == "procedure" and not row.procedure and not row.broken:
            continue
        holders = ctx.agreement.resolved.value((*row.route, key)) or ()
        yield from (Mention((*row.route, key, holder), holder, f"row {row.id}", key=True) for holder in holders)
    for key, said in (("signed-by", row.signed_by), ("may-delegate", row.may_delegate)):
        if not said and not row.broken:
            continue
        for route, holder in ctx.texts((*row.route, key)):
            yield Mention(route, holder, f"`{key}` of row {row.id}")


def _person(agreement: Agreement, route: Route, entry: dict[str, object], called: str) -> Iterator[Mention]:
    """Whom a contact or a signatory speaks for; the function only where the party is declared."""
    party, function = entry.get("party"), entry.get("function")
    if isinstance(party, str) and isinstance(function, str) and party in agreement.parties:
        yield Mention((*route, "function"), f"{party}.{function}", called)
    elif isinstance(party, str):
        yield Mention((*route, "party"), party, called)
