"""What nobody would be left to do without a holder."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from qa_engine.agreement.load import read_text
from qa_engine.graph.question import NotDeclared, holders
from qa_engine.graph.uncovered import Uncovered, without
from tests.graph.small import small
from tests.strategies import agreements, to_yaml

AGREEMENT = small(
    """\
    DEV-01: {do: Record a deviation, raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}}
    DEV-02:
      do: Decide on a batch
      raci: {aurora.qa: RA, borealis.qa: C}
      decides: nonconformance-disposition
      when: {deviation: critical}
    DEV-03: {do: Decide too, raci: {borealis.qa: RA}, decides: nonconformance-disposition, when: {deviation: minor}}
    TRN-01: {do: Train its own staff, raci: {each: RA}}
    QAU-01: {do: Keep a quality unit, raci: {each.qa: RA}}
    MBR-01: {do: Issue the record, raci: {borealis: RA, aurora.qa: R}, signed-by: [borealis.qa, aurora.qa]}
    OUT-01: {not-applicable: No rework, signed-by: aurora.qa}
    """,
    """\
    records:
      Batch package: {held-by: borealis}
      Investigation report: {held-by: borealis.qa}
    escalation:
      - {level: Operational, between: [aurora.qa, borealis.qa]}
      - {level: Executive, between: [aurora, borealis, analytica]}
    kpis: {on-time: {title: On time, owner: borealis.qa}}
    signatories: [{party: aurora, function: qa}, {party: borealis}]
    """,
)


def of(holder: str) -> list[tuple[str, str]]:
    return [(one.at, one.what) for one in without(AGREEMENT, holder)]


def test_without_a_function() -> None:
    assert of("borealis.qa") == [
        ("DEV-01", "accountable"),
        ("DEV-03", "responsible"),
        ("DEV-03", "accountable"),
        ("DEV-03", "decision"),
        ("QAU-01", "responsible"),
        ("QAU-01", "accountable"),
        ("MBR-01", "signature"),
        ("Investigation report", "record"),
        ("Operational", "escalation"),
        ("on-time", "kpi"),
    ]


def test_without_a_party_its_functions_go_too_and_its_own_part_with_it() -> None:
    assert of("borealis") == [
        ("DEV-01", "responsible"),
        ("DEV-01", "accountable"),
        ("DEV-03", "responsible"),
        ("DEV-03", "accountable"),
        ("DEV-03", "decision"),
        ("MBR-01", "accountable"),
        ("MBR-01", "signature"),
        ("borealis", "signature"),
        ("Batch package", "record"),
        ("Investigation report", "record"),
        ("Operational", "escalation"),
        ("on-time", "kpi"),
        ("analytica", "engagement"),
    ]


def test_what_somebody_else_holds_is_covered() -> None:
    assert of("analytica") == []
    assert of("aurora.ra") == []
    assert ("MBR-01", "responsible") not in of("aurora.qa")


def test_the_sentences_name_the_row_the_holder_and_the_case() -> None:
    messages = [one.message for one in without(AGREEMENT, "aurora.qa")]
    assert messages == [
        "DEV-02: nobody is left to decide on a batch",
        "DEV-02: nobody is left to answer for it",
        "DEV-02: nobody is left to take the decision 'nonconformance disposition' (critical deviation)",
        "QAU-01: nobody is left to keep a quality unit, for the part of aurora",
        "QAU-01: nobody is left to answer for it, for the part of aurora",
        "MBR-01: the signature of Sponsor, Quality Assurance would be missing",
        "The signature of Sponsor, Quality Assurance under the agreement would be missing",
        "The level 'Operational' of the escalation would lack Sponsor, Quality Assurance",
    ]
    assert without(AGREEMENT, "aurora")[-1] == Uncovered(
        "tablets", "authorisation", "Nobody is left to hold the authorisation of Tablets in US and EU"
    )


def test_a_decision_that_another_row_takes_in_the_same_cases_is_covered() -> None:
    agreement = small(
        """\
        A: {do: Release for the EU, raci: {borealis.qa: RA}, decides: final-release, when: {markets: [EU]}}
        B: {do: Release, raci: {aurora.qa: RA}, decides: final-release}
        """
    )
    assert [one.what for one in without(agreement, "borealis.qa")] == ["responsible", "accountable"]
    assert [one.message for one in without(agreement, "aurora.qa") if one.what == "decision"] == [
        "B: nobody is left to take the decision 'final release'"
    ]


def test_a_cross_is_both() -> None:
    rows = "A: {do: Test, raci: {borealis.qa: X}}\nB: {do: Keep, raci: {aurora: X, borealis: X}}"
    found = [(one.at, one.what) for one in without(small(rows, scheme="X"), "borealis")]
    assert found[:-1] == [("A", "responsible"), ("A", "accountable")]


@pytest.mark.parametrize("holder", ["aurora.qq", "nobody", "each", "other", ""])
def test_a_holder_that_is_not_declared_is_refused(holder: str) -> None:
    with pytest.raises(NotDeclared, match="no party or function"):
        without(AGREEMENT, holder)


@given(agreements())
def test_without_never_fails_and_names_nothing_twice(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    for holder in holders(agreement):
        found = without(agreement, holder)
        assert all("\n" not in one.message for one in found)
        for one in found:
            if one.what in ("responsible", "accountable"):
                row = agreement.rows[one.at]
                letters = {"responsible": "RX", "accountable": "AX"}[one.what]
                # somebody had the letter before
                assert any(set(cell.letters) & set(letters) for cell in row.raci.values())
