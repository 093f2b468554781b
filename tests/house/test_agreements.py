"""The agreements of the repository: clean, complete, and using the whole format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import qa_engine as qa
from qa_engine.agreement.kept import AGREEMENT

FOLDER = Path(__file__).parents[2] / "agreements"
FILES = sorted(FOLDER.glob("*.qa.yaml"))
COMMERCIAL = "commercial-finished-dose.qa.yaml"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_agreement_of_ours_checks_clean(path: Path) -> None:
    findings = [finding for finding in qa.check(path, on=date(2027, 1, 15)).findings if finding.waived is None]
    assert [
        (finding.rule, finding.place.line, finding.message) for finding in findings if finding.severity != "note"
    ] == []


def test_what_they_teach_is_there() -> None:
    agreements = {path.name: qa.load(path) for path in FILES}
    commercial = agreements[COMMERCIAL]
    assert len(commercial.sections) >= 14
    assert len(commercial.rows) >= 120
    assert set(commercial.markets) >= {"US", "EU"}
    assert {agreement.scheme for agreement in agreements.values()} == {"RACI", "RASCI", "X"}
    assert sum("extends" in agreement.data for agreement in agreements.values()) == 1
    assert any(
        party.role == "subcontractor" for agreement in agreements.values() for party in agreement.parties.values()
    )


def test_the_commercial_agreement_and_its_appendix_use_every_key_of_the_format() -> None:
    used: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            used.update(value)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    for path in FILES:
        walk(qa.load(path).resolved.sources[0].data)
    known: set[str] = set()
    for route in [(), ("parties", "a"), ("parties", "a", "functions", "b", "mapping"), ("parties", "a", "sites", "b"), ("products", "a"),
                  ("scope",), ("commercial-contract",), ("sections", "a"), ("sections", "a", "activities", "b"), ("records", "a"),
                  ("escalation", 0), ("kpis", "a"), ("contacts", 0), ("appendices", "a"), ("signatories", 0), ("waivers", 0), ("history", 0)]:  # fmt: skip
        known.update(AGREEMENT.keys_at(route))
    assert known - used == set()
    assert any(key.startswith("x-") for key in used)
