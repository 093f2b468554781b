"""Findings that an agreement accepts on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_engine.finding import Finding, Waived
from qa_engine.value import replace

if TYPE_CHECKING:
    from datetime import date

    from qa_engine.agreement.model import Agreement, Waiver
    from qa_engine.check.rule import Rule


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver speaks of a finding: the same rule, and the finding's `at` or that of a related row."""
    return waiver.rule == finding.rule and (
        waiver.at == finding.place.at or any(waiver.at == other.place.at for other in finding.related)
    )


def in_force(waiver: Waiver, on: date) -> bool:
    """Whether a waiver still holds on a day; its last day counts."""
    return not waiver.until or on.isoformat() <= waiver.until


def covered_by(
    agreement: Agreement, findings: list[Finding], rules: dict[str, Rule], on: date
) -> tuple[list[Finding], frozenset[int]]:
    """The findings, those that a waiver covers marked so; and the positions of the waivers that covered something."""
    used: set[int] = set()
    marked: list[Finding] = []
    for finding in findings:
        rule = rules.get(finding.rule)
        waived: Waived | None = None
        if rule is not None and rule.waivable and finding.waivable:
            for position, waiver in enumerate(agreement.waivers):
                if covers(waiver, finding):
                    used.add(position)
                    if waived is None and in_force(waiver, on):
                        waived = Waived(waiver.reason, waiver.by, waiver.until)
        marked.append(finding if waived is None else replace(finding, waived=waived))
    return marked, frozenset(used)
