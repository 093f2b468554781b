"""Which approvals a version needs: of all signatories at first, later those that the class of its changes asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_engine.agreement.canonical import content
from qa_engine.agreement.recorded import agreement_of
from qa_engine.ledger.fold import Needed, Needs

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement
    from qa_engine.ledger.fold import Version
    from qa_engine.ledger.record import Record


@dataclass(frozen=True, slots=True)
class Asked:
    """The approvals, the class of the changes (empty for a first version), and the version that was approved before."""

    needs: Needs
    class_: str = ""
    against: str = ""


def signatories_of(agreement: Agreement) -> tuple[Needed, ...]:
    """Those whose signature the agreement asks for, each once."""
    found: dict[Needed, None] = {}
    for entry in agreement.entries("signatories"):
        party, function, name = (entry.get(key) for key in ("party", "function", "name"))
        if isinstance(party, str):
            holder = f"{party}.{function}" if isinstance(function, str) else party
            found[Needed(holder, " ".join(name.split()) if isinstance(name, str) else "")] = None
    return tuple(found)


def needs_for(agreement: Agreement, before: Version | None, table: dict[str, Any]) -> Asked:
    """The approvals that a version needs, after the version that was approved before it.

    `table` are the classes that the repository gives to kinds of change. What may change by notice is no part of the
    content and needs none. A new number alone needs what an editorial change needs. Where the class asks for
    signatories that the agreement does not have, all that it has are asked.
    """
    signatories = signatories_of(agreement)
    if before is None:
        return Asked(Needs(signatories))
    from qa_engine.changes.assess import assess
    from qa_engine.changes.diff import diff

    # both from content, so that neither knows what may change by notice
    verdict = assess(diff(agreement_of(before.content, "before"), agreement_of(content(agreement), "now")), table)
    quality = {one.holder for one in signatories if agreement.unit_of(one.holder) == "quality"}
    asked = {*verdict.approvals, *verdict.instead} or quality
    found = tuple(one for one in signatories if one.holder in asked) or signatories
    class_ = verdict.cls or "editorial"
    return Asked(Needs(one_of=found) if class_ == "editorial" else Needs(found), class_, before.version)


def table_in(record: Record) -> dict[str, Any]:
    """The classes that the repository gave to kinds of change when a version was submitted, as its record says."""
    recorded = record.details.get("assessment")
    return recorded if isinstance(recorded, dict) else {}
