from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_engine.agreement.model import EACH, OTHER, function_of, party_of
from qa_engine.check.rule import rule
from qa_engine.close import get_close_matches
from qa_engine.rules.gaps.idle_party import parties_with_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.agreement.model import Agreement
    from qa_engine.check.context import Context
    from qa_engine.finding import Finding


@rule("idle-function", severity="note", group="gaps")
def idle_function(ctx: Context) -> Iterator[Finding]:
    """A function that is declared and nowhere used.

    Why: a department in the list of parties that holds nothing in the matrix makes a reader look for its duties. Often
        one was meant for it and went to the function beside it.
    Bad:
        functions: {qa: Quality Assurance, eng: Engineering}   # and no row names borealis.eng
    Good:
        EQP-01: {do: Qualify and calibrate the equipment, raci: {borealis.eng: R, borealis.qa: A}}
    Cites: EU GMP 7.14; FDA Quality Agreements guidance (2016) IV.A
    """
    agreement = ctx.agreement
    if ctx.rows_lost or not ctx.rows or any(route[4:5] == ("raci",) for route in agreement.resolved.broken):
        return
    used = _used(agreement)
    named = parties_with_letters(ctx)
    for party in agreement.parties.values():
        if party.acts and party.id not in named:
            continue  # the whole party is idle, and one finding says so
        ids = {function_of(holder) for holder in used if party_of(holder) in (party.id, EACH, OTHER)} - {""}
        meant = {near for name in ids - party.functions.keys() for near in get_close_matches(name, party.functions, 1)}
        for function in party.functions.values():
            if function.id not in ids | meant:
                yield ctx.finding(
                    ("parties", party.id, "functions", function.id),
                    f"{party.term}, {function.title} ({party.id}.{function.id}) has no letter, signature, contact, "
                    "escalation or delegation",
                    f"name {party.id}.{function.id} where it has a part, or take it out of `functions`",
                    key=True,
                )


def _used(agreement: Agreement) -> set[str]:
    """Every holder that the agreement names somewhere, as written."""
    used: set[str] = set()
    for row in agreement.rows.values():
        used.update(row.raci, row.signed_by, row.may_delegate, row.procedure)
    for record in agreement.records.values():
        used |= {record.held_by, *record.copy_to, *record.from_}
    for level in agreement.entries("escalation"):
        used |= {holder for holder in level.get("between") or () if isinstance(holder, str)}
    for measure in _mappings(agreement.data.get("kpis")):
        used.add(measure.get("owner", ""))
    for waiver in agreement.waivers:
        used |= set(waiver.by)
    for entry in (*agreement.entries("contacts"), *agreement.entries("signatories")):
        used.add(f"{entry.get('party', '')}.{entry.get('function', '')}")
    return used


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in value.values() if isinstance(item, dict)] if isinstance(value, dict) else []
