"""The way out that a finding names is the one that helps the person who made the slip."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qa_engine.check.run import check_files
from qa_engine.rules import RULES

AGREEMENT = """\
format: qa-engine/1
id: QA-1
title: Supply
version: "1.0"
effective: 2027-01-01
parties:
  giver: {name: Aurora Ltd, role: contract-giver, called: Sponsor, functions: {qa: Quality Assurance}}
  acceptor: {name: Borealis GmbH, role: contract-acceptor, called: CMO, functions: {qa: Quality Assurance}}
sections:
  one:
    title: One
    activities:
      DEV-01:
        do: Investigate the deviation
        raci: {acceptor.qa: RA, giver.qa: C}
        within: 3 days of discovery
"""


@pytest.mark.parametrize(
    ("written", "instead", "at", "way_out"),
    [
        ("giver.qa: C", "Sponsor: C", 15, "did you mean 'giver'?"),
        ("giver.qa: C", "sponsor.qa: C", 15, "did you mean 'giver.qa'?"),
        ("acceptor.qa: RA", "cmo.qa: RA", 15, "did you mean 'acceptor.qa'?"),
        ("giver.qa: C", "giver.qa: C (asked, then told)", 15, 'put quotes around text that holds one, "C (asked, …)"'),
        ("giver.qa: C", "giver.qa: “C”", 15, "quotation marks of a word processor: write C"),
        ('"1.0"', "“1.0”", 4, 'quotation marks of a word processor: write "1.0"'),
        ("2027-01-01", "2027-02-30", 5, "no calendar has this day"),
        ("2027-01-01", "01.01.2027", 5, "write a date such as 2027-01-15"),
        ("within: 3 days of discovery", "decides: market-release", 16, "final-release"),
        ("within: 3 days of discovery", "topic: change approvals", 16, "change-control"),
        ("3 days", "3 Tage", 16, "units: hour, day, business day, week, month, quarter, year"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(
    tmp_path: Path, written: str, instead: str, at: int, way_out: str
) -> None:
    file = tmp_path / "a.qa.yaml"
    file.write_text(AGREEMENT.replace(written, instead), encoding="utf-8")
    found = check_files([file], RULES, date(2027, 1, 15)).findings
    assert any(one.place.line == at and way_out in (one.hint or "") for one in found), found


def test_a_word_that_two_parties_are_called_by_points_to_neither(tmp_path: Path) -> None:
    file = tmp_path / "a.qa.yaml"
    text = AGREEMENT.replace("called: CMO", "called: Sponsor").replace("giver.qa: C", "Sponsor: C")
    file.write_text(text, encoding="utf-8")
    [found] = [one for one in check_files([file], RULES, date(2027, 1, 15)).findings if one.rule == "unknown-holder"]
    assert "there are giver, acceptor" in found.hint
