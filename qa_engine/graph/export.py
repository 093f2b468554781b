"""The graph of an agreement as text: pictures for people, data for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, get_args

from qa_engine.graph.build import build
from qa_engine.graph.dot import dot
from qa_engine.graph.mermaid import mermaid

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_engine.agreement.model import Agreement

Format = Literal["mermaid", "dot", "graphml", "json"]

FORMATS: tuple[Format, ...] = get_args(Format)

JSON_FORMAT = "qa-engine/graph-1"
"""The first key of the JSON, so that a reader knows what it has before it."""


def export(agreement: Agreement, format: Format) -> str:
    """The graph as text that ends in a line break; the same agreement always gives the same text.

    `mermaid` and `dot` show rows by section, holders by party, who answers and what waits for what; `graphml` and
    `json` hold the whole graph as `build` makes it. Raises ValueError for another format.
    """
    writers: dict[Format, Callable[[Agreement], str]] = {
        "mermaid": mermaid,
        "dot": dot,
        "graphml": graphml,
        "json": node_link,
    }
    if format not in writers:
        raise ValueError(f"the graph cannot be written as '{format}'; it can as {', '.join(FORMATS)}")
    return writers[format](agreement)


def node_link(agreement: Agreement) -> str:
    """The graph as node-link JSON; `networkx.node_link_graph(data, edges="edges")` builds it again."""
    graph = build(agreement)
    data: dict[str, Any] = {
        "format": JSON_FORMAT,
        "directed": True,
        "multigraph": True,
        "graph": dict(graph.graph),
        "nodes": [{"id": name, **said} for name, said in graph.nodes(data=True)],
        "edges": [
            {"source": source, "target": target, "key": key, **said}
            for source, target, key, said in graph.edges(keys=True, data=True)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def graphml(agreement: Agreement) -> str:
    """The graph as GraphML (http://graphml.graphdrawing.org), for Gephi, yEd and `networkx.read_graphml`.

    There an edge is known by a name of its own in the whole file: `e1`, `e2` … in the order of the graph.
    """
    import networkx

    graph = build(agreement)
    named: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(**graph.graph)
    named.add_nodes_from(graph.nodes(data=True))
    for number, (source, target, said) in enumerate(graph.edges(data=True), 1):
        named.add_edge(source, target, f"e{number}", **said)
    lines = networkx.generate_graphml(named, encoding="utf-8")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "".join(f"{line}\n" for line in lines)
