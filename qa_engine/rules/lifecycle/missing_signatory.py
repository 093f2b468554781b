from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.check.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_engine.check.context import Context
    from qa_engine.finding import Finding, Severity

_ROLES = ("contract-giver", "contract-acceptor")
_LINE = "{party: aurora, function: qa, name: …, title: Head of Quality, meaning: Approves for quality}"
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
    if agreement.is_broken("signatories"):
        return
    signing: dict[str, list[str]] = {}
    for entry in agreement.entries("signatories"):
        party, function = entry.get("party"), entry.get("function")
        if isinstance(party, str):
            # a signatory without a function, or of a function whose unit nothing tells, may well be of quality
            unit = agreement.unit_of(f"{party}.{function}") if isinstance(function, str) else ""
            signing.setdefault(party, []).append(unit)
    lacking = [
        party
        for party in agreement.parties.values()
        if party.role in _ROLES and not _may_be_signed(signing.get(party.id, []))
    ]
    severity: Severity | None = "error" if agreement.status in _BOUND else None
    if not signing and lacking:
        names = " and ".join(f"{party.term} ({party.id})" for party in lacking)
        message = f"nobody is named whose signature the agreement needs: the quality units of {names}"
        yield ctx.finding(("signatories",), message, f"add `signatories:` with {_LINE}", key=True, severity=severity)
        return
    for party in lacking:
        said = "has no signatory from its quality unit" if party.id in signing else "has no signatory"
        message = f"{party.term} ({party.id}) {said}"
        hint = f"add its head of quality: {_LINE.replace('aurora', party.id)}"
        yield ctx.finding(("signatories",), message, hint, key=True, at=party.id, severity=severity)


def _may_be_signed(units: list[str]) -> bool:
    """Whether one of these units is quality, or may well be."""
    return "quality" in units or "" in units
