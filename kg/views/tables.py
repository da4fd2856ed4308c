"""A picture once more as a table, for reading aloud, searching and copying."""

from __future__ import annotations

from typing import Any

from kg.answer.deadlines import deadlines_text
from kg.views.columns import name_in
from kg.views.nodes import Graph
from kg.views.words import Words

HEAD = ("th_source", "th_duty", "th_bearer", "th_role", "th_scope", "th_certainty", "th_status", "th_deadline")


def table_line(
    graph: Graph, document: dict[str, Any], task: str, bearer: str, edge: dict[str, Any], labels: dict[str, Any], words: Words, lang: str
) -> tuple[str, ...]:
    """One line under `HEAD`: an edge from `bearer` to `task`; without bearer (empty), that the task names nobody."""
    english = lang == "en"
    node = graph.nodes[task]
    number = node.get("number", "")
    where = words["item"].format(n=number) if number and node["kind"] == "task" else node.get("section", "")
    source = " ".join(filter(None, (document.get("number") or document["label"], where)))
    role = labels["role"][edge["role"]][english] if "role" in edge else ""
    if edge.get("role") == "duty_holder":
        role = labels["modality"][edge["modality"]][english]
    scope = words["comma"].join(filter(None, (edge.get("scope"), edge.get("event"))))
    certainty = labels["certainty"][edge["certainty"]][english] if "certainty" in edge else ""
    if edge.get("kind") == "could_bear":
        certainty = words["unknown"] + words["colon"] + words["comma"].join(edge["questions"])
    status = edge.get("status") or node.get("status", "")
    return (
        source, edge.get("action") or node["label"],
        name_in(graph, bearer, edge["name"], words) if bearer else words["no_clause"], role, scope, certainty,
        labels["status"][status][english] if status else "", deadlines_text(node.get("deadlines", []), words),
    )  # fmt: skip
