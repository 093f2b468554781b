"""What the shipped packs say of who may answer and how long the law leaves: the cases of the regulations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from qa_engine.agreement.load import read_text
from qa_engine.agreement.period import Period
from qa_engine.check.run import check_agreement
from qa_engine.rules import RULES
from qa_engine.rules.order.chain import latest_days

if TYPE_CHECKING:
    from qa_engine.finding import Finding

HEAD = """\
format: qa-engine/1
id: A
title: A
version: "1.0"
packs: [fda-qa-2016, eu-gmp-7]
parties:
  aurora:
    name: Aurora
    role: contract-giver
    called: Sponsor
    holds: [us-applicant, marketing-authorisation]
    functions: {qa: Quality Assurance, ra: Regulatory Affairs}
  borealis:
    name: Borealis
    role: contract-acceptor
    called: Manufacturer
    holds: [manufacturing-authorisation]
    functions: {qa: Quality Assurance, prod: Production, qp: {title: Qualified Person, holds: [qualified-person]}}
    sites: {hamburg: {services: [manufacture]}}
  analytica:
    name: Analytica
    role: subcontractor
    called: Laboratory
    of: borealis
    approved: 2026-01-01
    functions: {qa: Quality Assurance}
  imports: {name: Imports, role: supplier, holds: [import-authorisation], functions: {qp: Qualified Person}}
products:
  exa: {name: Exa, markets: [MARKETS], kind: [KIND], authorised: {US: aurora, EU: aurora}}
classes: {change: {major: May affect the product, minor: Does not}}
sections:
  rows:
    activities:
"""


def found(rule: str, *rows: str, markets: str = "US, EU", kind: str = "small-molecule") -> list[Finding]:
    text = HEAD.replace("MARKETS", markets).replace("KIND", kind) + "".join(f"      {row}\n" for row in rows)
    agreement = read_text(text)
    assert [finding for finding in agreement.findings if finding.blocks] == []
    only = [one for one in RULES if one.name == rule]
    return check_agreement(agreement, only, date(2027, 1, 15))


US = "R-1: {do: Release it, raci: {OWNER: RA}, topic: final-release, decides: final-release, when: {markets: [US]}}"
EU = US.replace("[US]", "[EU]")
ALL = US.replace(", when: {markets: [US]}", "")
QP = "Q-1: {do: Certify the batch, raci: {OWNER: RA}, topic: qp-certification, decides: qp-certification}"


@pytest.mark.parametrize(
    ("row", "owner", "cite"),
    [
        (US, "borealis.qa", "21 CFR 211.22(a)"),
        (ALL, "borealis.qp", "21 CFR 211.22(a)"),
        (US, "analytica.qa", "21 CFR 211.22(a)"),
        (US, "aurora.qa", ""),
        (EU, "borealis.qp", ""),
        (EU, "imports.qp", ""),
        (QP, "borealis.qp", ""),
        (QP, "imports.qp", ""),
        (QP, "borealis", ""),
        (QP, "borealis.qa", "Directive 2001/83/EC Art. 51"),
        (QP, "borealis.prod", "Directive 2001/83/EC Art. 51"),
        (QP.replace("RA}", "RA}, may-delegate: [borealis.prod]"), "borealis.qp", "Directive 2001/83/EC Art. 51"),
        (US.replace("RA}", "RA}, may-delegate: [borealis.qa]"), "aurora.qa", "21 CFR 211.22(a)"),
    ],
)
def test_release_and_certification(row: str, owner: str, cite: str) -> None:
    findings = found("not-delegable", row.replace("OWNER", owner))
    assert [finding.severity for finding in findings] == (["error"] if cite else [])
    if cite:
        assert cite in findings[0].cites
        assert cite in findings[0].message
        assert not findings[0].waivable


def test_release_of_a_product_that_is_not_for_the_us_may_lie_with_the_manufacturer() -> None:
    row = ALL.replace("OWNER", "borealis.qp")
    assert found("not-delegable", row, markets="EU, JP") == []
    assert found("not-delegable", row, markets="EU, US") != []


def test_the_quality_unit_of_the_site_disposes_of_what_the_site_made() -> None:
    row = "S-1: {do: Accept or reject the batch, raci: {OWNER: RA}, topic: site-disposition, decides: site-disposition}"
    assert found("not-delegable", row.replace("OWNER", "borealis.qa")) == []
    (finding,) = found("not-delegable", row.replace("OWNER", "aurora.qa"))
    assert finding.cites == ("FDA Quality Agreements guidance (2016) IV.B.1.a",)


def test_minor_changes_may_be_the_manufacturers_own_but_not_all_changes() -> None:
    row = (
        "C-{n}: {{do: Approve a {n} change, raci: {{{who}: RA}}, topic: change-control, "
        "decides: change-approval, when: {{change: {n}}}}}"
    )
    both = [row.format(n="major", who="aurora.qa"), row.format(n="minor", who="borealis.qa")]
    assert found("not-delegable", *both) == []
    alone = [row.format(n="major", who="borealis.qa"), row.format(n="minor", who="borealis.qa")]
    (finding,) = found("not-delegable", *alone)
    assert "EU GMP 7.12" in finding.cites
    assert finding.place.at == "C-major"


def test_a_subcontractor_is_approved_by_the_contract_giver() -> None:
    row = (
        "S-1: {do: Approve a subcontractor, raci: {OWNER: RA}, topic: subcontracting, decides: subcontractor-approval}"
    )
    assert found("not-delegable", row.replace("OWNER", "aurora.qa")) == []
    (finding,) = found("not-delegable", row.replace("OWNER", "borealis.qa"))
    assert {"EU GMP 7.11", "Directive (EU) 2017/1572 Art. 12"} <= set(finding.cites)


def test_normal_rows_of_the_acceptor_are_left_alone() -> None:
    rows = (
        "A-1: {do: Audit the Manufacturer, raci: {aurora.qa: RA}, topic: audits, every: 2 years}",
        "A-2: {do: Answer the observations, raci: {borealis.qa: RA}, topic: audits, within: 30 days}",
        "O-1: {do: Oversee the work, raci: {aurora.qa: RA}, topic: accountability-and-oversight}",
        "O-2: {do: Answer for its own operations, raci: {each: RA}, topic: accountability-and-oversight}",
        "Q-9: {do: Qualify its laboratory, raci: {borealis.qa: RA}, topic: contractor-qualification}",
        "D-1: {do: Notify the Sponsor of a deviation, raci: {borealis.qa: RA}, topic: deviation-management}",
    )
    assert found("not-delegable", *rows) == []


LAB = "L-1: {do: Notify the Manufacturer of a failure, raci: {analytica.qa: RA, borealis.qa: I}, within: W}"
CMO = "M-1: {do: Notify the Sponsor of a failure, raci: {borealis.qa: RA, aurora.ra: I}, after: L-1, within: W}"
FAR = (
    "F-1: {do: File the field alert report, raci: {aurora.ra: RA}, decides: field-alert, when: {markets: [US]}, "
    "after: M-1, within: 3 working days of receipt of the information, basis: [21 CFR 314.81(b)(1)]}"
)


@pytest.mark.parametrize(
    ("lab", "cmo", "severity", "days"),
    [
        ("2 business days of discovery", "2 business days of receipt", "error", "4 business days"),
        ("2 business days of discovery", "2 business days", "error", "4 business days"),
        ("2 business days", "2 business days", "error", "4 business days"),
        # due no later than what it waits for: it can only count from a discovery of its own
        ("2 business days of discovery", "2 business days of discovery", "error", "4 business days"),
        ("1 business day of discovery", "2 business days of receipt", "error", "3 business days"),
        ("24 hours of discovery", "36 hours of receipt", "warning", "2.5 business days"),
        ("1 week of discovery", "4 hours of receipt", "error", "5.2 business days"),
        ("5 days of discovery", "at once of receipt", "error", "5 business days"),
        ("1 business day of discovery", "1 business day of receipt", "", ""),
        ("1 business day of discovery", "2 business days of discovery", "", ""),
        ("4 hours of discovery", "8 hours of discovery", "", ""),
        ("24 hours of discovery", "1 business day of receipt", "", ""),
    ],
)
def test_a_field_alert_is_due_three_working_days_after_somebody_knows(
    lab: str, cmo: str, severity: str, days: str
) -> None:
    findings = found("deadline-chain", LAB.replace("W", lab), CMO.replace("W", cmo), FAR)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    if severity:
        (finding,) = findings
        assert finding.place.at == "F-1"
        assert finding.cites == ("21 CFR 314.81(b)(1)",)
        assert f"may take {days}: " in finding.message
        assert "that of Laboratory, Quality Assurance" in finding.message
        assert [other.place.at for other in finding.related] == ["L-1", "M-1"]


def test_no_field_alert_is_due_for_a_licensed_biologic_or_for_the_eu() -> None:
    rows = (LAB.replace("W", "2 business days of discovery"), CMO.replace("W", "2 business days of receipt"), FAR)
    assert found("deadline-chain", *rows, kind="biologic") == []
    assert found("deadline-chain", *rows, markets="EU") == []


def test_the_report_of_a_quality_defect_in_the_eu_runs_from_confirmation() -> None:
    report = (
        "E-1: {do: Report the defect to the authorities, raci: {aurora.ra: RA}, topic: quality-defect-reporting, "
        "decides: quality-defect-report, when: {markets: [EU]}, after: M-1, within: 1 working day of confirmation}"
    )
    rows = (LAB.replace("W", "2 business days of discovery"), CMO.replace("W", "2 business days of receipt"), report)
    assert found("deadline-chain", *rows) == []


@pytest.mark.parametrize(
    ("amount", "in_business_days", "in_days"),
    [
        ((0, "hour"), 0, 0),
        ((12, "hour"), 0.5, 0.5),
        ((1, "business day"), 1, 11),
        ((5, "business day"), 5, 15),
        ((7, "day"), 5, 7),
        ((3, "day"), 3, 3),
        ((2, "week"), 10, 14),
        ((1, "month"), 23, 31),
    ],
)
def test_the_latest_that_a_time_can_end(amount: tuple[int, str], in_business_days: float, in_days: float) -> None:
    period = Period(*amount)
    assert latest_days(period, "business day") == in_business_days
    assert latest_days(period, "day") == in_days


def test_recalled_entries_alone_raise_nothing_but_notes() -> None:
    findings = found("missing-topic")
    recalled = [finding for finding in findings if all("from memory" in cite for cite in finding.cites)]
    assert recalled
    assert {finding.severity for finding in recalled} == {"note"}
