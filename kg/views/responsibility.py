"""The view `responsibility`: which body has which role in which task of the plans, and by when.

For the plans' own words no rule is needed: the assignments are facts. A task without a clause that is read to belong to a
function gets that function as its bearer, marked as derived; which body holds it depends on the enterprise and the date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.answer.deadlines import deadlines_text
from kg.answer.labels import name_at, scope_phrase
from kg.views.columns import columns_of, merged, name_in, task_row
from kg.views.days import running_days
from kg.views.nodes import (
    Graph,
    add_document,
    add_edge,
    add_node,
    document_heading,
    natural,
    of_kind,
    printed_number,
)
from kg.views.picture import Group, Mark, Panel, Picture, Row
from kg.views.tables import HEAD, table_line
from kg.views.words import WORDS

if TYPE_CHECKING:
    from kg.knowledge import Knowledge


def responsibility_graph(knowledge: Knowledge, documents: Sequence[str], as_of: str | None, lang: str) -> Graph:
    """The graph of the plans `documents` (ids); with `as_of` (ISO date) also names and status on that day.

    Nodes and edges are as `kg.views.nodes` says; an edge's key is the id of the assignment.
    """
    catalogue = knowledge.catalogue
    held = knowledge.prepared
    graph: Graph = nx.MultiDiGraph(view="responsibility", lang=lang, **({"as_of": as_of} if as_of else {}))
    first_days, last_days = running_days(knowledge)
    tasks = sorted((t for t, entry in catalogue["tasks"].items() if entry["document"] in documents), key=natural)
    for document in documents:
        add_document(graph, document, catalogue)
    for task in tasks:
        entry = catalogue["tasks"][task]
        first, last = first_days.get(task), last_days.get(task)
        add_node(
            graph, task, "task", label=entry["title"], number=printed_number(task), section=entry.get("section"),
            section_title=entry.get("section_title"), document=entry["document"],
            deadlines=catalogue["deadlines"].get(task, []), first_day=first, last_day=last,
            status=_status(first, last, as_of) if as_of else None,
        )  # fmt: skip
        add_edge(graph, task, entry["document"], "part_of", f"{task} part_of")
    included = set(tasks)
    for statement, task, body, role in sorted(held.rows("assigned"), key=lambda r: (natural(r[1]), natural(r[0]))):
        if task in included:
            said = catalogue["statements"][statement]
            document = catalogue["tasks"][task]["document"]
            _add_body(graph, body, catalogue, as_of or catalogue["documents"][document].get("issued", ""), as_of)
            add_edge(
                graph, body, task, "bears", statement, role=role, name=said["name"], certainty="stated",
                scope=scope_phrase(said.get("scope")),
            )  # fmt: skip
    for statement, task, function, role in sorted(held.rows("bearer-function"), key=lambda r: (natural(r[1]), r)):
        if task in included:
            bearer = f"function/{function}"
            label = catalogue["labels"]["function"].get(function, (function, function))[lang == "en"]
            add_node(graph, bearer, "bearer", label=label, bearer_kind="function")
            add_edge(graph, bearer, task, "bears", statement, role=role, name=label, certainty="derived")
    return graph


def _add_body(graph: Graph, body: str, catalogue: dict[str, Any], date: str, as_of: str | None) -> None:
    if body in graph:
        return
    entry = catalogue["bodies"][body]
    add_node(
        graph, body, "bearer", label=name_at(entry, date) or body, label_en=entry.get("en"), bearer_kind=entry["kind"],
        name_as_of=name_at(entry, as_of) if as_of else None,
    )  # fmt: skip


def _status(first: str | None, last: str | None, as_of: str) -> str:
    if last is not None and as_of > last:
        return "past"
    return "upcoming" if first is not None and as_of < first else "open"


def responsibility_picture(graph: Graph, knowledge: Knowledge) -> Picture:
    """One panel a document: its tasks by section, the bodies that it names, and when each task runs."""
    lang = graph.graph["lang"]
    words = WORDS[lang]
    labels = knowledge.catalogue["labels"]
    as_of = graph.graph.get("as_of", "")
    shown = of_kind(graph, "document")
    panels, lines = [], []
    codes: dict[str, None] = {}
    for document in shown:
        tasks = sorted((t for t, _, key in graph.in_edges(document, data="kind") if key == "part_of"), key=natural)
        edges = [(b, t, k, d) for t in tasks for b, _, k, d in graph.in_edges(t, keys=True, data=True) if d["kind"] == "bears"]
        marks: dict[str, list[Mark]] = {task: [] for task in tasks}
        for body, task, key, data in edges:
            detail = _detail(graph, body, task, data, lang, labels)
            marks[task].append(Mark(body, data["role"], data["certainty"] == "derived", detail))
            codes[data["role"]] = None
            if data["certainty"] == "derived":
                codes["derived"] = None
            lines.append((document, task, body, key, data))
        groups: dict[str, list[Row]] = {}
        for task in tasks:
            data = graph.nodes[task]
            heading = "　".join(filter(None, (data.get("section"), data.get("section_title"))))
            row = task_row(task, data, merged(marks[task]), words)
            groups.setdefault(heading, []).append(row)
        found = tuple(Group(heading, tuple(rows)) for heading, rows in groups.items())
        columns = columns_of(graph, [(b, d) for b, _, _, d in edges], words)
        heading = document_heading(graph.nodes[document])
        if len(shown) == 1:
            # The picture's own title names the plan already.
            heading = graph.nodes[document].get("number") or graph.nodes[document]["label"]
        panels.append(Panel(heading, columns, found, timeline=True))
    bearers = {body for _, _, body, _, _ in lines}
    title = words["responsibility"] + (words["colon"] + graph.nodes[shown[0]]["label"] if len(shown) == 1 else "")
    about = words["responsibility_about"].format(tasks=len(of_kind(graph, "task")), bearers=len(bearers), edges=len(lines))
    legend: dict[str, str] = {code: labels["role"][code][lang == "en"] for code in ("lead", "responsible", "coordinate", "aggregate") if code in codes}
    if "derived" in codes:
        legend["derived"] = words["derived"]
    if as_of:
        about = words["as_of"].format(date=as_of) + words["colon"] + about
    return Picture(
        title, about if panels else "", lang, as_of, tuple(panels), legend,
        tuple(words[h] for h in HEAD), _table(graph, lines, labels, words, lang),
        "" if panels else words["no_documents"], words,
    )  # fmt: skip


def _detail(graph: Graph, body: str, task: str, data: dict[str, Any], lang: str, labels: dict[str, Any]) -> str:
    words = WORDS[lang]
    node = graph.nodes[task]
    role = labels["role"][data["role"]][lang == "en"]
    ground = labels["certainty"][data["certainty"]][lang == "en"]
    number = words["item"].format(n=node["number"]) + " " if node.get("number") else ""
    return "\n".join(
        filter(
            None,
            (
                name_in(graph, body, data["name"], words), words["colon"].join(filter(None, (role, data.get("scope")))),
                number + node["label"], deadlines_text(node.get("deadlines", []), words), ground,
            ),
        )
    )  # fmt: skip


def _table(
    graph: Graph, lines: list[tuple[str, str, str, str, dict[str, Any]]], labels: dict[str, Any], words: dict[str, str], lang: str
) -> tuple[tuple[str, ...], ...]:
    found = []
    named = {task for _, task, _, _, _ in lines}
    for document, task, body, _, data in lines:
        found.append(table_line(graph, graph.nodes[document], task, body, data, labels, words, lang))
    for task in of_kind(graph, "task"):
        if task not in named:
            document = graph.nodes[graph.nodes[task]["document"]]
            found.append(table_line(graph, document, task, "", {}, labels, words, lang))
    return tuple(found)
