"""What others read: Mermaid, dot, GraphML, JSON."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import networkx
import pytest
from hypothesis import given, settings

from qa_engine.agreement.load import read, read_text
from qa_engine.graph.build import build
from qa_engine.graph.export import FORMATS, export
from tests.graph.small import small
from tests.strategies import agreements, to_yaml

if TYPE_CHECKING:
    from qa_engine.agreement.model import Agreement

WORKED = sorted(Path(__file__).parents[2].glob("agreements/*.qa.yaml"))
DOT = shutil.which("dot")

HOSTILE = [
    '"]; end --> x["',
    "<b>&amp;&lt;</b> <script>",
    r"\N\n\"{|}",
    "`#quot; #35; %% -- _x_ *y*",
    "https://a.b www.a.b x@a.b",
    "1. Müller 中\n2) and",
]
"""Text that a format might take for its own words."""


def hostile() -> Agreement:
    """Each text as a task and as a record that the next row waits for."""
    written = [json.dumps(text) for text in HOSTILE]
    rows = (
        f"R{number}: {{do: {text}, raci: {{aurora: RA}}, produces: {text}, needs: {written[number - 1]}}}"
        for number, text in enumerate(written)
    )
    return small("\n".join(rows))


AGREEMENT = small(
    """\
    DEV-01: {do: Record a deviation, raci: {borealis.prod: R, borealis.qa: A, aurora.qa: I}, produces: Report}
    DEV-02: {do: "Notify the sponsor, in writing", raci: {borealis.qa: RA, aurora.qa: I}, after: DEV-01, within: 1 day}
    DEV-03: {do: Close it, raci: {aurora.qa: RA}, needs: Report, decides: deviation-closure}
    OUT-01: {not-applicable: Nothing is irradiated}
    """
)


def test_mermaid_shows_parties_sections_who_answers_and_what_waits() -> None:
    assert export(AGREEMENT, "mermaid") == (
        "%% QA-1, version 1.0: A small agreement\n"
        "flowchart LR\n"
        '  subgraph p1["Sponsor: Aurora Ltd"]\n'
        '  h1(["Quality Assurance"])\n'
        '  h2(["Regulatory"])\n'
        "  end\n"
        '  subgraph p2["Maker: Borealis GmbH"]\n'
        '  h3(["Quality Assurance"])\n'
        '  h4(["Production"])\n'
        "  end\n"
        '  subgraph p3["Subcontractor: Analytica SA"]\n'
        '  h5(["Subcontractor"])\n'
        "  end\n"
        '  subgraph s1["Work"]\n'
        '  a1["DEV-01<br>Record a deviation<br>R borealis.prod, A borealis.qa, I aurora.qa"]\n'
        '  a2["DEV-02<br>Notify the sponsor, in writing<br>RA borealis.qa, I aurora.qa<br>within 1 day"]\n'
        '  a3["DEV-03<br>Close it<br>RA aurora.qa<br>decides deviation-closure"]\n'
        "  end\n"
        "  h3 --> a1\n"
        "  h3 --> a2\n"
        "  h1 --> a3\n"
        "  a1 ==> a2\n"
        '  a1 ==>|"Report"| a3\n'
    )


def test_dot_shows_the_same() -> None:
    text = export(AGREEMENT, "dot")
    assert '  subgraph "cluster section:work" {\n    label="Work";\n' in text
    label = r"DEV-02\nNotify the sponsor, in writing\nRA borealis.qa, I aurora.qa\nwithin 1 day"
    assert f'    "activity:DEV-02" [shape=box, label="{label}"];\n' in text
    assert '  "holder:borealis.qa" -> "activity:DEV-01" [color=gray];\n' in text
    assert '  "activity:DEV-01" -> "activity:DEV-03" [label="Report", penwidth=2];\n' in text
    assert "OUT-01" not in text


def test_json_says_what_it_is_first_and_loads_again() -> None:
    text = export(AGREEMENT, "json")
    assert text.startswith('{\n "format": "qa-engine/graph-1",')
    data = json.loads(text)
    assert data["graph"] == {"agreement": "QA-1", "title": "A small agreement", "version": "1.0"}
    graph = networkx.node_link_graph(data, edges="edges")
    assert networkx.utils.graphs_equal(graph, build(AGREEMENT))


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written as 'svg'; it can as mermaid, dot, graphml, json"):
        export(AGREEMENT, "svg")  # type: ignore[arg-type]


def unnamed(graph: Any) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Nodes and edges of a graph without the names of the edges."""
    edges = ((one, other, repr(sorted(said.items()))) for one, other, said in graph.edges(data=True))
    return dict(graph.nodes(data=True)), sorted(edges)


def check_all(text: str) -> None:
    """What each format promises, for one agreement."""
    agreement = read_text(text)
    graph = build(agreement)
    linked = networkx.node_link_graph(json.loads(export(agreement, "json")), edges="edges")
    assert networkx.utils.graphs_equal(linked, graph)
    graphml = export(agreement, "graphml")
    loaded = networkx.read_graphml(io.BytesIO(graphml.encode()), force_multigraph=True)
    assert unnamed(loaded) == unnamed(graph)
    root = ElementTree.fromstring(graphml)  # noqa: S314  # our own
    names = [edge.get("id") for edge in root.iter("{http://graphml.graphdrawing.org/xmlns}edge")]
    assert len(names) == len(set(names)) == graph.number_of_edges()
    check_mermaid(export(agreement, "mermaid"))
    check_dot(export(agreement, "dot"))


_LABEL = r'"[^"`<>\[\]{}|\\]*(<br>[^"`<>\[\]{}|\\]*)*"'
_MERMAID_LINE = re.compile(
    rf"%% [^\n]*|flowchart LR|  subgraph [ps]\d+\[{_LABEL}\]|  end|  h\d+\(\[{_LABEL}\]\)|  a\d+\[{_LABEL}\]"
    rf"|  h\d+ --> a\d+|  a\d+ ==>(\|{_LABEL}\|)? a\d+"
)


def check_mermaid(text: str) -> None:
    lines = text.split("\n")
    assert lines.pop() == ""
    assert [line for line in lines if not _MERMAID_LINE.fullmatch(line)] == []
    assert lines.count("  end") == sum(line.startswith("  subgraph ") for line in lines)
    # a number sign only ever starts a character's number; nothing is left that Markdown would take for a link or a list
    assert not re.search(r"#(?!\d+;)", text)
    assert not re.search(r"://|www\.|@|\"\d+[.)] |<br>\d+[.)] |[\">][-+*] ", text.partition("flowchart")[2])
    named = re.findall(r"^  ([ah]\d+)[(\[]", text, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(re.findall(r"\b[ah]\d+(?= [-=]|\n)", text.rpartition("  end\n")[2])) <= set(named)


_DOT_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(->|[{}\[\];=,])|([A-Za-z_][A-Za-z0-9_]*|[0-9.]+))', re.DOTALL)


def check_dot(text: str) -> None:
    """The grammar of https://graphviz.org/doc/info/lang.html as far as it is used."""
    tokens: list[str] = []
    position = 0
    while text[position:].strip():
        match = _DOT_TOKEN.match(text, position)
        assert match, text[position : position + 80]
        name = match[1] or match[3]
        tokens.append(match[2] if match[2] else name if name in ("digraph", "subgraph") else "ID")
        position = match.end()
    words = " ".join(tokens)
    attributes = r"(\[ (ID = ID (, )?)+\] )?; "
    statement = rf"(ID (-> ID )?{attributes}|ID = ID ; )"
    assert re.fullmatch(rf"digraph ID {{ ({statement}|subgraph ID {{ {statement}*}} )*}}", words), words


@settings(max_examples=60)
@given(agreements())
def test_every_format_holds_what_any_agreement_says(data: dict[str, Any]) -> None:
    check_all(to_yaml(data))


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.name)
def test_worked_agreements_can_be_drawn(path: Path) -> None:
    agreement = read(path)
    check_dot(export(agreement, "dot"))
    mermaid = export(agreement, "mermaid")
    check_mermaid(mermaid)
    # Mermaid draws up to 500 arrows and 50,000 characters as GitHub sets it up
    assert mermaid.count(" --> ") + mermaid.count(" ==>") <= 500
    assert len(mermaid) <= 50_000
    networkx.read_graphml(io.BytesIO(export(agreement, "graphml").encode()))


def test_hostile_text_stays_text() -> None:
    agreement = hostile()
    check_mermaid(export(agreement, "mermaid"))
    check_dot(export(agreement, "dot"))
    assert '"R0<br>#34;#93;#59; end #45;#45;#62; x#91;#34;<br>RA aurora"' in export(agreement, "mermaid")
    assert '"R5<br>1#46; Müller 中 2#41; and<br>RA aurora"' in export(agreement, "mermaid")
    assert r'label="R2\n\\N\\n\\\"{|}\nRA aurora"' in export(agreement, "dot")
    tasks = [said["do"] for _, said in build(agreement).nodes(data=True) if said["kind"] == "activity"]
    assert tasks == [" ".join(text.split()) for text in HOSTILE]


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
def test_graphviz_takes_hostile_text_for_text() -> None:
    text = export(hostile(), "dot").encode()
    drawn = subprocess.run([str(DOT), "-Tsvg"], input=text, capture_output=True, check=True)
    assert drawn.stderr == b""
    svg = ElementTree.fromstring(drawn.stdout)  # noqa: S314  # Graphviz wrote it
    words = {(text.text or "").replace("\u00a0", " ") for text in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {" ".join(text.split()) for text in HOSTILE} <= words


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
@settings(max_examples=15, deadline=None)
@given(agreements())
def test_graphviz_reads_any_agreement(data: dict[str, Any]) -> None:
    text = export(read_text(to_yaml(data)), "dot")
    drawn = subprocess.run([str(DOT), "-Tcanon"], input=text.encode(), capture_output=True, check=False)
    assert (drawn.returncode, drawn.stderr) == (0, b"")


def test_a_picture_too_large_for_mermaid_says_so() -> None:
    rows = "\n".join(f"R{number}: {{do: Work, raci: {{aurora: RA}}}}" for number in range(501))
    first = export(small(rows), "mermaid").split("\n", 1)[0]
    assert first.startswith("%% 501 arrows, ")
    assert "maxEdges" in first


def test_the_same_agreement_gives_the_same_text_in_every_run() -> None:
    path = Path(__file__).parents[2] / "agreements" / "sterile-with-subcontractor.qa.yaml"
    code = (
        "import sys; from qa_engine.agreement.load import read; from qa_engine.graph.export import FORMATS, export\n"
        "for format in FORMATS: sys.stdout.buffer.write(export(read(sys.argv[1]), format).encode())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert all(export(AGREEMENT, format).endswith("\n") for format in FORMATS)
