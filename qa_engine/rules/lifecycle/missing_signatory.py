from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding

_ROLES = ("contract-giver", "contract-acceptor")
_BOUND = ("in-review", "approved", "effective", "suspended")


@rule("missing-signatory", severity="note", group="lifecycle")
def missing_signatory(ctx: Context) -> Iterator[Finding]:
    """A contract giver or acceptor whose quality unit does not sign.

    Why: the quality units answer for what the agreement says; a commercial signature alone does not bind them. A draft
    may leave it open, a version in review may not.
    Bad:
        signatories:
          - {party: aurora, function: ceo, name: Ann Example}
    Good:
        signatories:
          - {party: aurora, function: qa, name: Ann Example, title: Head of Quality, meaning: Approves for quality}
    Cites: 21 CFR 211.22(d); EU GMP 7.14
    """
    agreement = ctx.agreement
    signing: dict[str, list[str]] = {}
    for entry in agreement.entries("signatories"):
        party, function = entry.get("party"), entry.get("function")
        if isinstance(party, str):
            # a signatory without a function, or of a function whose unit nothing tells, may well be of quality
            unit = agreement.unit_of(f"{party}.{function}") if isinstance(function, str) else ""
            signing.setdefault(party, []).append(unit)
    if agreement.is_broken("signatories"):
        return
    for party in agreement.parties.values():
        units = signing.get(party.id, [])
        if party.role in _ROLES and "quality" not in units and "" not in units:
            said = "has no signatory from its quality unit" if units else "has no signatory"
            yield ctx.finding(
                ("signatories",),
                f"{party.term} ({party.id}) {said}",
                "add its head of quality: "
                f"{{party: {party.id}, function: qa, name: …, title: …, meaning: Approves for quality}}",
                key=True,
                at=party.id,
                severity="error" if agreement.status in _BOUND else None,
            )
