"""A view's graph as GraphML, for Gephi, yEd, Cytoscape, igraph and networkx itself."""

from __future__ import annotations

import io
from typing import Any

import networkx as nx

from kg.views.nodes import Graph


def as_graphml(graph: Graph) -> str:
    """`graph` with ids, kinds and all attributes as GraphML; lists become text, deadlines ISO 8601 intervals."""
    plain: Graph = nx.MultiDiGraph(**{k: _plain(k, v) for k, v in graph.graph.items()})
    for name, data in graph.nodes(data=True):
        plain.add_node(name, **{k: _plain(k, v) for k, v in data.items()})
    for source, target, key, data in graph.edges(keys=True, data=True):
        plain.add_edge(source, target, key=key, **{k: _plain(k, v) for k, v in data.items()})
    file = io.BytesIO()
    # The writer that needs no lxml: the same bytes whatever else is installed.
    writer = nx.readwrite.graphml.GraphMLWriter(graph=plain, encoding="utf-8", prettyprint=True, infer_numeric_types=False)
    writer.dump(file)
    return file.getvalue().decode("utf-8") + "\n"


def _plain(key: str, value: Any) -> Any:
    if key == "deadlines":
        return "; ".join(f"{d['kind']} {d['from'] or '..'}/{d['to'] or '..'}" for d in value)
    return "; ".join(map(str, value)) if isinstance(value, list) else value
