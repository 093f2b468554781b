"""Whether rows meet: on random agreements, where and only where a case of the agreement is covered by all of them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from qa_engine.agreement.load import read_text
from qa_engine.graph.scope import cells, covers_cell, overlap
from tests.graph.small import small
from tests.strategies import agreements, to_yaml


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("{markets: [US]}", "{markets: [EU]}", False),
        ("{markets: [EU]}", "{markets: [EEA]}", True),
        ("{products: drops}", "{markets: [EU]}", False),
        ("{products: drops}", "{markets: [JP]}", True),
        ("{deviation: critical}", "{deviation: [minor, critical]}", True),
        ("{deviation: critical}", "{deviation: minor}", False),
        ("{sites: kiel}", "{services: testing}", True),
    ],
)
def test_two_rows_meet(one: str, other: str, meet: bool) -> None:
    agreement = small(f"A: {{do: Work, when: {one}}}\nB: {{do: Work, when: {other}}}")
    assert overlap(agreement, agreement.rows["A"], agreement.rows["B"]) is meet


def test_a_row_for_a_member_meets_one_for_the_union() -> None:
    agreement = small("A: {do: Work, when: {markets: [EU]}}\nB: {do: Work, when: {markets: [DE]}}")
    agreement.products["tablets"].markets = ("DE",)
    assert overlap(agreement, agreement.rows["A"], agreement.rows["B"])


def test_rows_that_meet_two_by_two_need_not_meet_all_together() -> None:
    agreement = small(
        """\
        A: {do: Work, when: {services: [testing, storage]}}
        B: {do: Work, when: {services: [storage, release]}}
        C: {do: Work, when: {services: [release, testing]}}
        """
    )
    rows = list(agreement.rows.values())
    assert all(overlap(agreement, one, other) for one, other in combinations(rows, 2))
    assert not overlap(agreement, *rows)


@given(agreements(keys=("when",)))
def test_rows_that_share_a_case_meet(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    rows = list(agreement.rows.values())
    for one, other in combinations(rows, 2):
        services = [row.when["services"] for row in (one, other) if "services" in row.when]
        shared = [
            cell
            for cell in cells(agreement, (one, other))
            if covers_cell(one, cell) and covers_cell(other, cell)
            # where a product names no market, a case has none, and nobody knows whether it is in both rows' markets
            if cell.market or not ("markets" in one.when and "markets" in other.when)
        ]
        if shared:
            # services make no cases of their own
            apart = len(services) > 1 and not set.intersection(*map(set, services))
            assert apart or overlap(agreement, one, other)
        assert overlap(agreement, one, other) == overlap(agreement, other, one)
