"""One mistake gives one finding: what could not be read is not missed a second time by the rules about gaps."""

from __future__ import annotations

from datetime import date

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.check.run import check_agreement
from qa_engine.rules import RULES

AGREEMENT = """\
format: qa-engine/1
id: QA-2027-001
title: Manufacture of Examplinib tablets
version: "1.0"
parties:
  aurora: {name: Aurora Therapeutics Ltd, role: contract-giver, functions: {qa: Quality Assurance}}
  borealis: {name: Borealis Manufacturing GmbH, role: contract-acceptor, functions: {qa: Quality Assurance}}
  analytica: {name: Analytica Labs SA, role: subcontractor, of: borealis, approved: 2026-03-01}
classes:
  change: {major: Alters a registered detail, minor: Alters nothing that is registered}
sections:
  changes:
    title: Changes
    topic: change-control
    activities:
      CHG-01: {do: Notify the contract giver of a change, raci: {borealis.qa: RA, aurora.qa: I}, within: 5 days}
      CHG-02:
        do: Approve a major change
        raci: {aurora.qa: RA}
        decides: change-approval
        when: {change: major}
        after: CHG-01
      CHG-03: {do: Approve a minor change, raci: {borealis.qa: RA}, decides: change-approval, when: {change: minor}}
  laboratory:
    title: Laboratory
    activities:
      SUB-01: {do: Approve a subcontractor, raci: {aurora.qa: RA}, decides: subcontractor-approval}
      LAB-01: {do: Test the batch, raci: {analytica: R, borealis.qa: A}, produces: Certificate}
      LAB-02: {do: Review the certificate, raci: {borealis.qa: RA}, needs: [Certificate]}
contacts:
  - {party: aurora, name: Quality desk, email: quality@aurora.example}
"""


def grave(text: str) -> list[str]:
    """The rules behind all errors and warnings on a text."""
    findings = check_agreement(read_text(text), RULES, date(2027, 1, 15))
    return [finding.rule for finding in findings if finding.severity != "note"]


def test_the_agreement_itself_is_sound() -> None:
    assert grave(AGREEMENT) == []


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        # the row that would close the gap is lost, mistyped or unread
        ("CHG-03: {do", "CHG-02: {do", "duplicate-key"),
        ("borealis.qa: RA}, decides: change-approval", "borealis.qa: RA}, decides: change-aproval", "unknown-decision"),
        ("when: {change: minor}", "when: {change: minr}", "unknown-scope"),
        ("when: {change: minor}", "when: minor", "wrong-type"),
        # whoever is missing in a row may be the one that could not be read
        ("raci: {analytica: R,", "raci: {analytika: R,", "unknown-holder"),
        ("raci: {analytica: R,", "raci: {analytica: T,", "wrong-type"),
        ("aurora.qa: I}", "aurora.qa: T}", "wrong-type"),
        ("raci: {analytica: R,", "rasci: {analytica: R,", "unknown-key"),
        ("aurora.qa: RA}, decides: subcontractor", "aurorra.qa: RA}, decides: subcontractor", "unknown-holder"),
        ("decides: subcontractor-approval", "decides: subcontracter-approval", "unknown-decision"),
        ("role: contract-giver", "role: contract-taker", "wrong-type"),
        # a list that could not be read may have named the one that is missed
        ("produces: Certificate", "produces: 7", "wrong-type"),
        ("produces: Certificate", "produses: Certificate", "unknown-key"),
        ("{party: aurora, name", "{party: aurorra, name", "unknown-holder"),
        ("contacts:", "contact:", "unknown-key"),
        ("    title: Laboratory\n    activities:", "    title: Laboratory\n    activites:", "unknown-key"),
    ],
)
def test_one_mistake_gives_one_finding(was: str, becomes: str, rule: str) -> None:
    assert AGREEMENT.count(was) == 1
    assert grave(AGREEMENT.replace(was, becomes)) == [rule]
