"""What would be left uncovered without a holder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qa_engine.agreement.model import function_of, party_of
from qa_engine.graph.duties import Duties
from qa_engine.graph.question import holders, require
from qa_engine.graph.scope import cells, covers_cell, summary
from qa_engine.graph.words import one_line
from qa_engine.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qa_engine.agreement.model import Agreement, Row
    from qa_engine.graph.duties import Duty

What = Literal[
    "responsible", "accountable", "decision", "signature", "record", "escalation", "kpi", "authorisation", "engagement"
]


class Uncovered(NamedTuple):
    """Something that nobody would be left to do.

    at       the row; else the holder that signs the agreement, the record, the level of escalation, the KPI, the
             product, the party
    what     what is missing there: somebody responsible or accountable, somebody to take the decision, a signature,
             somebody to hold the record, to talk at the level, to report the KPI, to hold the product's authorisation,
             to engage the party
    message  the same as a sentence
    """

    at: str
    what: What
    message: str


def without(agreement: Agreement, holder: str) -> list[Uncovered]:
    """What is covered today and would not be if a holder went: rows first, in the order of the agreement.

    A party takes its functions with it; a function that goes leaves its party. What another holder still covers is not
    listed; where each party acts for its own part, nobody of another party can stand in, and a party that goes takes
    its part along.

    Raises NotDeclared where the agreement declares no such holder.
    """
    require("party or function", holder, holders(agreement))

    def gone(one: str) -> bool:
        return one == holder or (not function_of(holder) and party_of(one) == holder)

    duties = Duties(agreement)
    found: list[Uncovered] = []
    for row in agreement.rows.values():
        found += _of_row(agreement, row, duties, gone)
    found += _signatories(agreement, gone)
    found += _records(agreement, gone)
    found += _escalation(agreement, gone)
    found += _kpis(agreement, gone)
    found += _authorisations(agreement, gone)
    found += _engagements(agreement, gone)
    return [one._replace(message=one_line(one.message)) for one in found]


def _of_row(agreement: Agreement, row: Row, duties: Duties, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    parts = duties.of(row)
    for part in _lost(parts, "RX", gone):
        yield Uncovered(row.id, "responsible", f"{row.id}: nobody is left to {_task(row)}{part}")
    for part in _lost(parts, "AX", gone):
        yield Uncovered(row.id, "accountable", f"{row.id}: nobody is left to answer for it{part}")
        for decision in row.decides:
            yield from _decision(agreement, row, decision, duties, gone)
    if not row.not_applicable:
        for one in row.signed_by:
            if gone(one):
                message = f"{row.id}: the signature of {agreement.name_of(one)} would be missing"
                yield Uncovered(row.id, "signature", message)


def _lost(parts: Iterable[Duty], letters: str, gone: Callable[[str], bool]) -> Iterator[str]:
    """Nothing where a duty is still held; else whose part nobody holds any more, to stand at the end of a sentence."""
    held = [part for part in parts if set(part.letters) & set(letters)]
    left = {party_of(part.holder) for part in held if not gone(part.holder)}
    for lost in held:
        if not gone(lost.holder):
            continue
        party = party_of(lost.holder)
        if not left:
            yield ""
            return
        # where each acts for its own part, the others have theirs to do
        if lost.own_part and not gone(party) and party not in left:
            yield f", for the part of {party}"


def _task(row: Row) -> str:
    """What a row asks for, to stand behind "to": `record every deviation`."""
    words = one_line(row.do)
    return words[:1].lower() + words[1:] if words[1:2].islower() else words or "do it"


def _decision(
    agreement: Agreement, row: Row, decision: str, duties: Duties, gone: Callable[[str], bool]
) -> Iterator[Uncovered]:
    """A decision that a row takes, unless in all its cases another row takes it and somebody is left to answer."""
    takers = [one for one in agreement.rows.values() if decision in one.decides and not one.not_applicable]
    others = [one for one in takers if one.id != row.id and not all(gone(duty.holder) for duty in duties.owners(one))]
    cases = [cell for cell in cells(agreement, takers) if covers_cell(row, cell)]
    open_ = [cell for cell in cases if not any(covers_cell(one, cell) for one in others)]
    if cases and not open_:
        return
    name = decision.replace("-", " ")
    scope = f" ({summary(agreement, open_)})" if row.when and open_ else ""
    yield Uncovered(row.id, "decision", f"{row.id}: nobody is left to take the decision '{name}'{scope}")


def _signatories(agreement: Agreement, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    for entry in agreement.entries("signatories"):
        party, function = str(entry.get("party", "")), entry.get("function")
        one = f"{party}.{function}" if isinstance(function, str) else party
        if gone(one):
            message = f"The signature of {agreement.name_of(one)} under the agreement would be missing"
            yield Uncovered(one, "signature", message)


def _records(agreement: Agreement, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    for record in agreement.records.values():
        if record.held_by and gone(record.held_by):
            yield Uncovered(record.name, "record", f"Nobody is left to hold the record '{record.name}'")


def _escalation(agreement: Agreement, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    """A level at which a party that stays has nobody left, or at which fewer than two parties would talk."""
    for entry in agreement.entries("escalation"):
        between = [one for one in entry.get("between") or () if isinstance(one, str)]
        left = [one for one in between if not gone(one)]
        before, after = {party_of(one) for one in between}, {party_of(one) for one in left}
        staying = {one for one in before if not gone(one)}
        if len(left) < len(between) and (staying - after or len(after) < min(2, len(before))):
            level = str(entry.get("level", ""))
            lost = " and ".join(agreement.name_of(one) for one in between if gone(one))
            yield Uncovered(level, "escalation", f"The level '{level}' of the escalation would lack {lost}")


def _kpis(agreement: Agreement, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    for name, entry in (agreement.data.get("kpis") or {}).items():
        owner = entry.get("owner") if isinstance(entry, dict) else None
        if isinstance(owner, str) and gone(owner):
            yield Uncovered(name, "kpi", f"Nobody is left to report '{entry.get('title', name)}'")


def _authorisations(agreement: Agreement, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    for product in agreement.products.values():
        if lost := [market for market, one in product.authorised.items() if gone(one)]:
            message = f"Nobody is left to hold the authorisation of {product.name} in {' and '.join(lost)}"
            yield Uncovered(product.id, "authorisation", message)


def _engagements(agreement: Agreement, gone: Callable[[str], bool]) -> Iterator[Uncovered]:
    for party in agreement.parties.values():
        if party.of and gone(party.of) and not gone(party.id):
            message = f"Nobody is left to engage {agreement.name_of(party.id)}, {party.name}"
            yield Uncovered(party.id, "engagement", message)
