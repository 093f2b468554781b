"""Who owns this decision, here and for this case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from qa_engine.agreement.load import read_text
from qa_engine.graph.duties import Duties
from qa_engine.graph.ownership import Ownership, owners_of
from qa_engine.graph.question import NotDeclared
from qa_engine.graph.scope import cells, covers_cell
from tests.graph.small import small
from tests.strategies import agreements, to_yaml

AGREEMENT = small(
    """\
    REL-01: {do: Release for the US, raci: {aurora.qa: RA}, decides: final-release, when: {markets: [US]}}
    REL-02: {do: Release for the EU, raci: {borealis.qa: RA}, decides: final-release, when: {markets: [EU]}}
    REL-03: {do: Release drops, raci: {borealis.qa: R}, decides: final-release, when: {products: drops}}
    DEV-01: {do: Close a critical one, raci: {aurora.qa: RA}, decides: deviation-closure, when: {deviation: critical}}
    DEV-02:
      do: Close a minor one
      raci: {borealis: RA, borealis.qa: A}
      decides: deviation-closure
      when: {deviation: minor}
    MAT-01: {do: Release material at Kiel, raci: {each: RA}, decides: material-release, when: {sites: kiel}}
    OUT-01: {not-applicable: No rework, decides: rework-approval}
    """
)


def test_the_owner_depends_on_product_and_market() -> None:
    in_us = owners_of(AGREEMENT, "final-release", product="tablets", market="US")
    in_eu = owners_of(AGREEMENT, "final-release", product="tablets", market="EU")
    assert in_us == [Ownership("REL-01", ("aurora.qa",))]
    assert in_eu == [Ownership("REL-02", ("borealis.qa",))]
    assert [one.row for one in owners_of(AGREEMENT, "final-release", product="tablets")] == ["REL-01", "REL-02"]
    assert [one.row for one in owners_of(AGREEMENT, "final-release", market="JP")] == ["REL-03"]


def test_a_member_of_the_union_may_be_asked_for() -> None:
    assert [one.row for one in owners_of(AGREEMENT, "final-release", market="DE")] == ["REL-02"]


def test_a_decision_that_nobody_answers_for_has_no_holder() -> None:
    assert owners_of(AGREEMENT, "final-release", product="drops") == [Ownership("REL-03", ())]


def test_the_owner_depends_on_the_class() -> None:
    closure = owners_of(AGREEMENT, "deviation-closure", classes={"deviation": "minor"})
    assert closure == [Ownership("DEV-02", ("borealis.qa",))]
    assert [one.row for one in owners_of(AGREEMENT, "deviation-closure")] == ["DEV-01", "DEV-02"]


def test_the_owner_depends_on_the_site() -> None:
    assert owners_of(AGREEMENT, "material-release", site="hamburg") == []
    assert owners_of(AGREEMENT, "material-release", site="kiel") == [
        Ownership("MAT-01", ("aurora", "borealis", "analytica"), own_part=True)
    ]


@pytest.mark.parametrize(
    ("decision", "case", "said"),
    [
        ("final-relase", {}, "no decision 'final-relase'; did you mean 'final-release'?"),
        ("rework-approval", {}, "no decision 'rework-approval'"),
        ("final-release", {"product": "tablet"}, "no product 'tablet'; did you mean 'tablets'?"),
        ("final-release", {"site": "oslo"}, "no site 'oslo'; it has hamburg, kiel"),
        ("final-release", {"market": "CN"}, "no market 'CN'"),
        ("final-release", {"product": "tablets", "market": "JP"}, "not marketed in JP: its markets are US, EU"),
        ("final-release", {"classes": {"change": "major"}}, "no family of classes 'change'"),
        ("final-release", {"classes": {"deviation": "major"}}, "no class of deviation 'major'"),
    ],
)
def test_a_question_about_what_is_not_there_is_refused(decision: str, case: dict[str, Any], said: str) -> None:
    with pytest.raises(NotDeclared, match=re.escape(said)):
        owners_of(AGREEMENT, decision, **case)


@given(agreements(keys=("decides", "when")))
def test_the_answer_is_that_of_the_cells(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    duties = Duties(agreement)
    rows = [row for row in agreement.rows.values() if not row.not_applicable]
    for decision in {name for row in rows for name in row.decides}:
        takers = [row for row in rows if decision in row.decides]
        for cell in cells(agreement, takers):
            case = {"product": cell.product, "market": cell.market, "site": cell.site}
            found = owners_of(agreement, decision, **case, classes=dict(cell.classes))
            covering = [row for row in takers if covers_cell(row, cell)]
            assert [(one.row, one.holders) for one in found] == [
                (row.id, tuple(duty.holder for duty in duties.owners(row))) for row in covering
            ]
