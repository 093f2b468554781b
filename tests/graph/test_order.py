"""The plain lists that every check walks, held against networkx on random agreements."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import networkx
from hypothesis import given

from qa_engine.agreement.load import read_text
from qa_engine.graph.build import activity_node, build
from qa_engine.graph.order import Order
from tests.graph.small import small
from tests.strategies import Extent, agreements, to_yaml

ordered = agreements(
    extent=Extent(parties=2, functions=0, products=0, sections=2, rows=14), keys=("after", "needs", "produces")
)


def nodes(row_ids: set[str]) -> set[str]:
    return {activity_node(row_id) for row_id in row_ids}


@given(ordered)
def test_before_and_behind_are_the_ancestors_and_descendants(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    order, graph = Order(agreement), build(agreement)
    after = [(one, other) for one, other, said in graph.edges(data=True) if said["kind"] == "after"]
    waits: networkx.DiGraph[str] = networkx.DiGraph(after)
    waits.add_nodes_from(map(activity_node, order.waits))
    for row_id in order.waits:
        node = activity_node(row_id)
        # networkx never counts a node among its own ancestors; in a circle a row comes before itself
        assert nodes(order.before(row_id)) - {node} == networkx.ancestors(waits, node)
        assert nodes(order.behind(row_id)) - {node} == networkx.descendants(waits, node)
        in_circle = any(node in one for one in networkx.strongly_connected_components(waits) if len(one) > 1)
        assert (row_id in order.before(row_id)) == (row_id in order.behind(row_id)) == in_circle


@given(ordered)
def test_the_waits_that_remain_lead_to_the_same_rows_where_there_is_no_circle(data: dict[str, Any]) -> None:
    order = Order(read_text(to_yaml(data)))
    edges = [(wait.waits_for, wait.row) for found in order.waits.values() for wait in found]
    waits: networkx.DiGraph[str] = networkx.DiGraph(edges)
    if networkx.is_directed_acyclic_graph(waits):
        direct = {(wait.waits_for, wait.row) for row_id in order.waits for wait in order.direct(row_id)}
        assert direct == set(networkx.transitive_reduction(waits).edges)


@given(ordered)
def test_circles_are_those_of_networkx(data: dict[str, Any]) -> None:
    order = Order(read_text(to_yaml(data)))
    waits = [wait for found in order.waits.values() for wait in found if order.binds(wait)]
    certain: networkx.DiGraph[str] = networkx.DiGraph((wait.row, wait.waits_for) for wait in waits)
    components = [set(one) for one in networkx.strongly_connected_components(certain) if len(one) > 1]
    circles = order.circles()
    assert len(circles) == len(components)
    assert bool(circles) == (not networkx.is_directed_acyclic_graph(certain))
    position = list(order.waits).index
    for circle in circles:
        assert any(set(circle) <= component for component in components)
        assert len(circle) == len(set(circle))
        assert all(certain.has_edge(one, other) for one, other in zip(circle, (*circle[1:], circle[0]), strict=True))
        # told from its first row on, and the shortest through it
        component = next(one for one in components if circle[0] in one)
        assert circle[0] == min(component, key=position)
        following = [one for one in certain[circle[0]] if one in component]
        assert len(circle) == 1 + min(networkx.shortest_path_length(certain, one, circle[0]) for one in following)
    assert [position(circle[0]) for circle in circles] == sorted(position(circle[0]) for circle in circles)


def test_a_chain_of_many_thousand_rows_is_walked_without_recursion() -> None:
    rows = "\n".join(f"R{number}: {{do: Work, after: R{number - 1}}}" for number in range(3000))
    order = Order(small(rows))
    assert len(order.before("R2999")) == len(order.behind("R0")) == 2999
    assert order.circles() == []


def test_a_record_named_twice_in_a_row_is_produced_once() -> None:
    order = Order(small("A: {do: Write, produces: [Raw data, raw  data], after: B}\nB: {do: Read, needs: Raw data}"))
    assert order.producers == {"raw data": ["A"]}
    assert order.circles() == [["A", "B"]]


def test_a_row_waits_for_the_only_producer_of_one_of_its_records() -> None:
    order = Order(small("X: {do: a, produces: [A, B], after: Y}\nZ: {do: b, produces: A}\nY: {do: c, needs: [A, B]}"))
    assert order.circles() == [["X", "Y"]]


def test_what_a_check_asks_of_the_graph_brings_no_networkx() -> None:
    modules = ("order", "duties", "scope", "build", "ownership", "uncovered", "chains", "export")
    imports = ", ".join(f"qa_engine.graph.{module}" for module in modules)
    code = f"import sys, {imports}; print([name for name in ('networkx', 'numpy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
