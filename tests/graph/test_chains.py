"""Chains of rows, and how long their deadlines add up to."""

from __future__ import annotations

from typing import Any

import networkx
import pytest
from hypothesis import given

from qa_engine.agreement.load import read_text
from qa_engine.agreement.period import Period, read_period
from qa_engine.graph.chains import MAX_CHAINS, Total, add_up, chains, chains_to
from qa_engine.graph.order import Order
from qa_engine.graph.question import NotDeclared
from tests.graph.small import small
from tests.strategies import Extent, agreements, to_yaml


def total(*deadlines: str) -> str:
    return str(add_up(read_period(text) for text in deadlines))


def test_deadlines_add_up_unit_by_unit() -> None:
    assert total("2 business days", "2 business days") == "4 business days"
    assert total("24 hours", "2 business days", "1 hour", "1 month") == "1 month + 2 business days + 25 hours"
    assert total() == total("at once") == "at once"


def test_a_deadline_from_an_event_named_before_runs_from_there() -> None:
    assert total("1 business day of discovery", "3 business days of Discovery") == "3 business days"
    assert total("1 day of discovery", "2 days", "2 days of confirmation", "5 days of confirmation") == "8 days"


def test_receipts_happen_anew_each_time() -> None:
    assert total("2 business days of receipt", "2 business days of receipt") == "4 business days"
    assert total("2 days of the notice", "2 days of notice") == "4 days"


LABORATORY = """\
OOS-01: {do: Tell the maker of a result, raci: {analytica: RA, borealis.qa: I}, within: 2 business days of discovery}
OOS-02: {do: Tell the sponsor, raci: {borealis.qa: RA, aurora.qa: I}, after: OOS-01, within: 2 business days}
OOS-03: {do: Report to the authority, raci: {aurora.ra: RA}, after: OOS-02, within: 24 hours of receipt}
"""


def test_from_the_laboratory_to_the_sponsor() -> None:
    (chain,) = chains(small(LABORATORY), "aurora", "the discovery")
    assert [link.row for link in chain.links] == ["OOS-01", "OOS-02"]
    assert chain.links[1].deadline == Period(2, "business day")
    assert str(chain.total) == "4 business days"
    assert chain.timed
    assert str(chain) == "OOS-01 (2 business days of discovery) → OOS-02 (2 business days)"


def test_to_a_row() -> None:
    (chain,) = chains_to(small(LABORATORY), "OOS-03")
    assert str(chain.total) == "4 business days + 24 hours"


def test_a_row_that_gives_no_time_leaves_the_end_open() -> None:
    agreement = small(
        """\
        A: {do: See}
        B: {do: Tell, after: A, within: 1 day of discovery}
        C: {do: Wait, after: B}
        D: {do: Go, after: C, within: 1 day}
        """
    )
    (upto_b,), (upto_d,) = chains_to(agreement, "B"), chains_to(agreement, "D")
    # what comes before the first clock takes no time from it
    assert upto_b.timed and str(upto_b.total) == "1 day"
    assert not upto_d.timed and str(upto_d.total) == "2 days"
    assert not chains_to(agreement, "A")[0].timed


def test_every_way_is_a_chain_and_records_lead_too() -> None:
    agreement = small(
        """\
        A: {do: Find, raci: {borealis.qa: RA}, within: 1 day of discovery, produces: Report}
        B: {do: Look, raci: {borealis.qa: RA}, after: A, within: 1 day}
        C: {do: Ask, raci: {borealis.qa: RA}, needs: report, within: 2 days}
        D: {do: Tell the sponsor, raci: {borealis.qa: RA, aurora.qa: I}, after: [B, C], within: 1 day}
        """
    )
    found = chains(agreement, "aurora", "discovery")
    assert [("".join(link.row for link in chain.links), str(chain.total)) for chain in found] == [
        ("ABD", "3 days"),
        ("ACD", "4 days"),
    ]


def test_each_class_has_its_own_total_and_rows_of_other_classes_are_no_link() -> None:
    agreement = small(
        """\
        A:
          do: Find
          raci: {borealis.qa: RA}
          per: deviation
          within: {critical: 1 day of discovery, minor: 9 days of discovery}
        B: {do: Judge, raci: {borealis.qa: RA}, after: A, within: 1 day, when: {deviation: critical}}
        C: {do: Tell, raci: {borealis.qa: RA, aurora: I}, after: [A, B], within: 1 day}
        D: {do: Tell, raci: {borealis.qa: RA, aurora: I}, after: B, within: 1 day, when: {deviation: minor}}
        """
    )
    found = chains(agreement, "aurora")
    assert [("".join(link.row for link in chain.links), chain.case, str(chain.total)) for chain in found] == [
        ("AC", {"deviation": "critical"}, "2 days"),
        ("AC", {"deviation": "minor"}, "10 days"),
        ("ABC", {"deviation": "critical"}, "3 days"),
        ("D", {}, "1 day"),
    ]


def test_a_chain_starts_at_the_earliest_row_that_counts_from_the_event() -> None:
    agreement = small(
        """\
        A: {do: Find, raci: {borealis.qa: RA}, within: 1 day of discovery, when: {deviation: minor}}
        B: {do: Look, raci: {borealis.qa: RA}, after: A, within: 2 days of discovery}
        C: {do: Tell, raci: {borealis.qa: RA, aurora: I}, after: B, within: 1 day, when: {deviation: critical}}
        D: {do: Tell, raci: {borealis.qa: RA, aurora: I}, after: B, within: 1 day}
        """
    )
    found = ["".join(link.row for link in chain.links) for chain in chains(agreement, "aurora", "discovery")]
    assert found == ["BC", "ABD"]


def test_circles_and_ladders_come_to_an_end() -> None:
    everybody = [f"R{number}" for number in range(40)]
    rows = "\n".join(
        f"{row}: {{do: Tell, raci: {{borealis: RA, aurora: I}}, after: [{', '.join(everybody)}], within: 1 day}}"
        for row in everybody
    )
    assert len(chains(small(rows), "aurora")) == MAX_CHAINS
    start = "S: {do: Find, within: 1 day of discovery}\n"
    agreement = small(start + rows.replace("after: [R0,", "after: [S, R0,", 1))
    assert len(chains_to(agreement, "R9", "discovery")) <= MAX_CHAINS


def test_in_a_matrix_of_crosses_a_party_is_reached_where_it_takes_part() -> None:
    agreement = small("A: {do: Test, raci: {borealis: X}}\nB: {do: Decide, raci: {aurora: X}, after: A}", scheme="X")
    assert [[link.row for link in chain.links] for chain in chains(agreement, "aurora")] == [["A", "B"]]


def test_questions_about_what_is_not_there_are_refused() -> None:
    agreement = small(LABORATORY)
    with pytest.raises(NotDeclared, match="no party 'aurra'; did you mean 'aurora'"):
        chains(agreement, "aurra")
    with pytest.raises(NotDeclared, match="no event 'discoverie'; did you mean 'discovery'"):
        chains(agreement, "aurora", "discoverie")
    with pytest.raises(NotDeclared, match="no row 'OOS-3'"):
        chains_to(agreement, "OOS-3")


nine = Extent(parties=3, functions=0, products=0, sections=2, rows=9)


@given(agreements(extent=nine, keys=("after", "needs", "produces", "within")))
def test_chains_are_the_simple_paths_of_networkx(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    order = Order(agreement)
    edges = [(wait.waits_for, wait.row) for waits in order.waits.values() for wait in waits]
    graph: networkx.DiGraph[str] = networkx.DiGraph(edges)
    graph.add_nodes_from(order.waits)
    for end in order.waits:
        found = {tuple(link.row for link in chain.links) for chain in chains_to(agreement, end)}
        if not networkx.is_directed_acyclic_graph(graph) or len(found) >= MAX_CHAINS:
            assert all(path[-1] == end and networkx.is_simple_path(graph, path) for path in found)
            continue
        sources = [one for one in graph if graph.in_degree(one) == 0]
        assert found == {tuple(path) for one in sources for path in networkx.all_simple_paths(graph, one, end)} | (
            {(end,)} if end in sources else set()
        )


@given(agreements(keys=("after", "needs", "produces", "within", "when")))
def test_a_total_is_no_more_than_all_deadlines_together(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    for party in agreement.parties:
        for chain in chains(agreement, party)[:20]:
            everything = Total()
            for link in chain.links:
                if link.deadline is not None:
                    everything = everything.plus(link.deadline)
            most = {amount.unit: amount.value for amount in everything.amounts}
            assert all(amount.value <= most[amount.unit] for amount in chain.total.amounts)
