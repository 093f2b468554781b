"""The multigraph: what stands in the agreement stands in the graph, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from qa_engine.agreement.load import read_text
from qa_engine.graph.build import activity_node, build, holder_node
from qa_engine.graph.duties import Duties
from qa_engine.graph.order import Order
from tests.graph.small import small
from tests.strategies import agreements, to_yaml

if TYPE_CHECKING:
    from networkx import MultiDiGraph

REST = """\
records:
  Batch package: {held-by: borealis.qa, keep: [1 year after expiry, 5 years after certification], copy-to: aurora}
"""
ROWS = """\
DEV-01:
  do: Record a deviation
  raci: {borealis.prod: R, borealis.qa: A}
  produces: Report
  decides: deviation-classification
DEV-02:
  do: Notify the sponsor
  raci: {borealis.qa: RA, aurora.qa: I (by phone)}
  after: DEV-01
  per: deviation
  within: {critical: 1 business day of Discovery, minor: 3 days}
  signed-by: borealis.qa
  may-delegate: borealis.prod
DEV-03:
  do: Close it
  raci: {aurora.qa: RA}
  needs: [report, Batch package]
  when: {deviation: critical, markets: [EU], sites: hamburg}
CHG-01: {do: Notify of a change, raci: {each: RA, other: I}, notice: 30 days before implementation}
OUT-01: {not-applicable: Nothing is irradiated, after: DEV-01, produces: Report, decides: final-release}
"""


def edges(graph: MultiDiGraph[str], kind: str) -> dict[tuple[str, str], dict[str, Any]]:
    found = {(one, other): said for one, other, said in graph.edges(data=True) if said["kind"] == kind}
    return {ends: {key: value for key, value in said.items() if key != "kind"} for ends, said in found.items()}


def test_who_is_who() -> None:
    graph = build(small(ROWS, REST))
    assert graph.graph == {"agreement": "QA-1", "title": "A small agreement", "version": "1.0"}
    assert graph.nodes["party:aurora"] == {
        "kind": "party",
        "label": "Aurora Ltd",
        "role": "contract-giver",
        "called": "Sponsor",
    }
    assert graph.nodes["function:borealis.prod"] == {"kind": "function", "label": "Production", "unit": "production"}
    assert edges(graph, "engages") == {("party:borealis", "party:analytica"): {"approved": "2026-03-01"}}
    assert ("function:borealis.qa", "party:borealis") in edges(graph, "function-of")
    assert edges(graph, "works-at") == {("function:borealis.prod", "site:borealis.hamburg"): {}}
    assert set(edges(graph, "site-of")) == {
        ("site:borealis.hamburg", "party:borealis"),
        ("site:borealis.kiel", "party:borealis"),
    }
    assert set(edges(graph, "marketed-in")) == {
        ("product:tablets", "market:US"),
        ("product:tablets", "market:EU"),
        ("product:drops", "market:JP"),
    }
    assert graph.number_of_edges("party:aurora", "product:tablets") == 2
    assert graph.edges["party:aurora", "product:tablets", "authorised US"]["market"] == "US"


def test_who_does_what() -> None:
    graph = build(small(ROWS, REST))
    letters = edges(graph, "letter")
    assert letters["function:borealis.qa", "activity:DEV-02"] == {"letters": "RA", "own_part": False}
    assert letters["function:aurora.qa", "activity:DEV-02"] == {"letters": "I", "words": "by phone", "own_part": False}
    assert {ends[0]: said["letters"] for ends, said in letters.items() if ends[1] == "activity:CHG-01"} == {
        "party:aurora": "RAI",
        "party:borealis": "RAI",
        "party:analytica": "RAI",
    }
    assert edges(graph, "signs") == {("function:borealis.qa", "activity:DEV-02"): {}}
    assert edges(graph, "may-be-given-to") == {("activity:DEV-02", "function:borealis.prod"): {}}
    assert edges(graph, "decides") == {("activity:DEV-01", "decision:deviation-classification"): {}}
    assert graph.nodes["decision:deviation-classification"]["label"] == "Deviation classification"


def test_order_records_time_and_scope() -> None:
    graph = build(small(ROWS, REST))
    assert edges(graph, "after") == {
        ("activity:DEV-01", "activity:DEV-02"): {"within": "minor: 3 days"},
        ("activity:DEV-01", "activity:DEV-03"): {"record": "report"},
    }
    assert edges(graph, "produces") == {("activity:DEV-01", "record:report"): {}}
    assert set(edges(graph, "needed-by")) == {
        ("record:report", "activity:DEV-03"),
        ("record:batch package", "activity:DEV-03"),
    }
    keep = "1 year after expiry; 5 years after certification"
    assert edges(graph, "holds") == {("function:borealis.qa", "record:batch package"): {"keep": keep}}
    assert edges(graph, "copied-to") == {("record:batch package", "party:aurora"): {}}
    assert edges(graph, "within") == {
        ("event:discovery", "activity:DEV-02"): {"within": "1 business day", "case": "critical"}
    }
    assert edges(graph, "notice") == {("activity:CHG-01", "event:implementation"): {"notice": "30 days"}}
    assert set(edges(graph, "covers")) == {
        ("activity:DEV-03", "class:deviation.critical"),
        ("activity:DEV-03", "market:EU"),
        ("activity:DEV-03", "site:borealis.hamburg"),
    }
    assert graph.nodes["activity:DEV-02"]["within"] == "critical: 1 business day of Discovery; minor: 3 days"


def test_a_row_that_does_not_apply_stands_alone() -> None:
    graph = build(small(ROWS, REST))
    assert graph.nodes["activity:OUT-01"]["not_applicable"] == "Nothing is irradiated"
    assert graph.degree("activity:OUT-01") == 0


def test_what_is_not_declared_is_not_in_the_graph() -> None:
    graph = build(
        small(
            """\
            A:
              do: Work
              raci: {nobody: RA, borealis.nobody: C}
              signed-by: nobody
              after: [B, Z]
              when: {markets: [CN], products: [syrup], sites: [oslo], services: [magic], change: major, deviation: huge}
            """,
            "records:\n  Report: {held-by: nobody, copy-to: nobody, from: nobody}\n",
        )
    )
    assert set(graph.edges("activity:A")) == set(graph.in_edges("activity:A")) == set()
    assert graph.degree("record:report") == 0


def test_a_row_for_the_union_covers_its_members() -> None:
    agreement = small("A: {do: Work, raci: {aurora: RA}, when: {markets: [EU]}}")
    agreement.products["tablets"].markets = ("DE", "US")
    assert set(edges(build(agreement), "covers")) == {("activity:A", "market:DE")}


@given(agreements())
def test_every_duty_and_every_wait_is_an_edge(data: dict[str, Any]) -> None:
    agreement = read_text(to_yaml(data))
    graph, duties, order = build(agreement), Duties(agreement), Order(agreement)
    letters = {ends: said["letters"] for ends, said in edges(graph, "letter").items()}
    assert letters == {
        (holder_node(duty.holder), activity_node(row.id)): duty.letters
        for row in agreement.rows.values()
        for duty in duties.of(row)
    }
    assert set(edges(graph, "after")) == {
        (activity_node(wait.waits_for), activity_node(wait.row)) for waits in order.waits.values() for wait in waits
    }
    assert {node for node in graph if node.startswith("activity:")} == set(map(activity_node, agreement.rows))


@given(agreements())
def test_all_that_is_said_can_stand_in_any_format(data: dict[str, Any]) -> None:
    graph = build(read_text(to_yaml(data)))
    for node, said in graph.nodes(data=True):
        assert node.partition(":")[0] == said["kind"] and said["label"]
    said_by_all = [said for _, said in graph.nodes(data=True)] + [said for *_, said in graph.edges(data=True)]
    for said in said_by_all:
        assert all(isinstance(value, str | bool) for value in said.values())
        assert all(value == " ".join(value.split()) != "" for value in said.values() if isinstance(value, str))
    # an edge is of a kind that goes with what it joins
    found = graph.edges(data=True)
    assert {(one.partition(":")[0], said["kind"], other.partition(":")[0]) for one, other, said in found} <= {
        *(("function", kind, other) for kind, other in (("function-of", "party"), ("works-at", "site"))),
        *((holder, kind, "activity") for holder in ("party", "function") for kind in ("letter", "signs")),
        *((holder, kind, "record") for holder in ("party", "function") for kind in ("holds", "from")),
        *(("record", "copied-to", holder) for holder in ("party", "function")),
        *(("activity", "may-be-given-to", holder) for holder in ("party", "function")),
        *(("activity", "covers", what) for what in ("product", "market", "site", "service", "class")),
        ("site", "site-of", "party"),
        ("party", "engages", "party"),
        ("party", "authorised", "product"),
        ("product", "marketed-in", "market"),
        ("activity", "after", "activity"),
        ("activity", "decides", "decision"),
        ("activity", "produces", "record"),
        ("record", "needed-by", "activity"),
        ("event", "within", "activity"),
        ("activity", "notice", "event"),
    }


@given(agreements(), st.data())
def test_a_broken_agreement_builds_as_far_as_it_goes(data: dict[str, Any], draw: st.DataObject) -> None:
    text = to_yaml(data)
    start = draw.draw(st.integers(0, len(text)))
    end = draw.draw(st.integers(start, min(len(text), start + 40)))
    wrong = draw.draw(st.sampled_from(["", "[", ": ", "null", "\n", "{a: 1}", "7"]))
    build(read_text(text[:start] + wrong + text[end:]))
