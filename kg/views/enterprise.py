"""The view `enterprise`: one enterprise on one date, its duties, and who bears each.

Nothing is decided here: the graph holds the obligations and open questions of `kg.answer` and nothing else.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from kg.answer.deadlines import deadlines_text
from kg.answer.obligations import Answer
from kg.profile.enterprise import Enterprise
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
    printable,
    printed_number,
)
from kg.views.picture import Group, Mark, Panel, Picture, Row
from kg.views.tables import HEAD, table_line
from kg.views.words import WORDS, Words

_Edge = tuple[str, str, str, dict[str, Any]]


def enterprise_graph(answer: Answer, lang: str, document: str = "") -> Graph:
    """The graph of `answer`, limited to the duties of one plan or statute when `document` is given.

    Nodes and edges are as `kg.views.nodes` says; a `bears` edge's key is the obligation's id. The enterprise is a node
    `enterprise/<id>`: a profile may be called what it likes, even like a document.
    """
    catalogue = answer.labels.catalogue
    graph: Graph = nx.MultiDiGraph(view="enterprise", lang=lang, as_of=answer.as_of)
    who = enterprise_node(answer.enterprise)
    place = answer.labels("Place", f"place/{answer.enterprise.place}", lang)
    add_node(graph, who, "enterprise", label=answer.enterprise.name, place=place)
    days = running_days(answer.labels.knowledge)
    for entry in answer.obligations:
        if document in ("", entry["duty"]["document"]):
            task, bearer = _add_duty(graph, entry, who, catalogue, lang, days), _add_bearer(graph, entry["bearer"], who, catalogue)
            add_edge(
                graph, bearer, task, "bears", entry["id"], name=entry["bearer"]["name"], action=_phrase(entry, "action", lang),
                event=_phrase(entry, "event", lang),
                **{k: entry[k] for k in ("role", "certainty", "scope", "modality", "status", "rule")},
            )  # fmt: skip
    for number, entry in enumerate(answer.open_questions):
        if document in ("", entry["duty"]["document"]):
            task, bearer = _add_duty(graph, entry, who, catalogue, lang, days), _add_bearer(graph, entry["bearer"], who, catalogue)
            add_edge(
                graph, bearer, task, "could_bear", f"open/{number + 1}", name=entry["bearer"]["name"],
                action=_phrase(entry, "action", lang), needs=[n["pointer"] for n in entry["needs"]],
                questions=[n["question"] for n in entry["needs"]],
            )  # fmt: skip
    return graph


def enterprise_node(enterprise: Enterprise) -> str:
    """The id of an enterprise's node."""
    return str(printable(f"enterprise/{enterprise.id}"))


def _phrase(entry: dict[str, Any], key: str, lang: str) -> str | None:
    return entry.get(f"{key}_{lang}") or entry.get(f"{key}_zh")


def _add_duty(
    graph: Graph, entry: dict[str, Any], who: str, catalogue: dict[str, Any], lang: str, days: tuple[dict[str, str], dict[str, str]]
) -> str:
    duty = entry["duty"]
    name: str = duty["id"]
    if name in graph and graph.nodes[name]["kind"] != "document":
        return name
    add_document(graph, duty["document"], catalogue)
    task = catalogue["tasks"].get(name)
    if task is not None:
        add_node(
            graph, name, "task", label=duty["title"], number=printed_number(name), section=task.get("section"),
            section_title=task.get("section_title"), document=duty["document"], deadlines=catalogue["deadlines"].get(name, []),
            first_day=days[0].get(name), last_day=days[1].get(name),
        )  # fmt: skip
    elif name == duty["document"]:
        # The statute as a whole: what was its document is the provision now, and keeps its title and number.
        add_node(graph, name, "provision", document=name, deadlines=entry.get("deadlines", []))
    else:
        number, _, paragraph = name.partition("/")[2].partition(".")
        words = WORDS[lang]
        section = words["chapter"].format(n=number) + (words["paragraph"].format(n=paragraph) if paragraph else "")
        add_node(
            graph, name, "provision", label=duty["title"], number=printed_number(name), section=section, document=duty["document"],
            deadlines=entry.get("deadlines", []),
        )  # fmt: skip
    if name != duty["document"]:
        add_edge(graph, name, duty["document"], "part_of", f"{name} part_of")
    add_edge(graph, name, who, "concerns", f"{name} concerns")
    return name


def _add_bearer(graph: Graph, bearer: dict[str, Any], who: str, catalogue: dict[str, Any]) -> str:
    if bearer["kind"] == "enterprise":
        return who
    name: str = bearer["id"]
    if name not in graph:
        add_node(
            graph, name, "bearer", label=bearer["full_name"], label_en=catalogue["bodies"].get(name, {}).get("en"),
            bearer_kind=bearer["kind"], name_as_of=bearer["name_as_of"],
        )  # fmt: skip
    return name


def enterprise_picture(graph: Graph, labels: dict[str, Any]) -> Picture:
    """Panels: the plans (with a timeline), what statutes charge departments with, what they ask of the enterprise, and the
    questions that are open. `labels` are the catalogue's, by scheme and code."""
    lang = graph.graph["lang"]
    words = WORDS[lang]
    who = of_kind(graph, "enterprise")[0]
    edges: list[_Edge] = [
        (b, t, k, d) for b, t, k, d in graph.edges(keys=True, data=True) if d["kind"] in ("bears", "could_bear")
    ]
    edges.sort(key=lambda e: (graph.nodes[e[1]]["kind"] == "provision", natural(e[1]), e[3]["kind"] != "bears", e[0] != who))
    plans = [e for e in edges if graph.nodes[e[1]]["kind"] == "task"]
    own = [e for e in edges if graph.nodes[e[1]]["kind"] == "provision" and e[0] == who]
    charges = [e for e in edges if graph.nodes[e[1]]["kind"] == "provision" and e[0] != who]
    panels = [
        _panel(graph, words[title], chosen, labels, words, lang, timeline=chosen is plans)
        for title, chosen in (("plans", plans), ("charges", charges), ("own", own)) if chosen
    ]  # fmt: skip
    unsure = [e for e in edges if e[3]["kind"] == "could_bear"]
    if unsure:
        panels.append(_questions(graph, unsure, words))
    sure = [e for e in edges if e[3]["kind"] == "bears"]
    about = words["enterprise_about"].format(
        place=graph.nodes[who]["place"], as_of=graph.graph["as_of"], edges=len(sure), bearers=len({e[0] for e in sure}),
        open=words["open_count"].format(n=len(unsure)) if unsure else "",
    )  # fmt: skip
    if not panels:
        about = words["comma"].join((graph.nodes[who]["place"], graph.graph["as_of"]))
    table = tuple(
        table_line(graph, graph.nodes[graph.nodes[t]["document"]], t, b, d, labels, words, lang) for b, t, _, d in edges
    )
    title = f"{words['enterprise']}{words['colon']}{graph.nodes[who]['label']}"
    return Picture(
        title, about, lang, graph.graph["as_of"], tuple(panels), _legend(edges, labels, words, lang),
        tuple(words[h] for h in HEAD), table, "" if panels else words["none"], words,
    )  # fmt: skip


def _code(data: dict[str, Any]) -> str:
    if data["kind"] == "could_bear":
        return "unknown"
    return str(data["modality"] if data["role"] == "duty_holder" else data["role"])


def _legend(edges: list[_Edge], labels: dict[str, Any], words: Words, lang: str) -> dict[str, str]:
    found = {_code(data) for _, _, _, data in edges}
    known: dict[str, str] = {}
    for scheme, codes in (
        ("role", ("lead", "responsible", "coordinate", "aggregate")), ("modality", ("obligation", "prohibition", "permission")),
    ):  # fmt: skip
        known |= {code: labels[scheme][code][lang == "en"] for code in codes if code in found}
    if any(data.get("certainty") == "derived" for _, _, _, data in edges):
        known["derived"] = words["derived"]
    if "unknown" in found:
        known["unknown"] = words["unknown"]
    return known


def _panel(
    graph: Graph, title: str, edges: list[_Edge], labels: dict[str, Any], words: Words, lang: str, timeline: bool
) -> Panel:
    rows: dict[tuple[str, str], list[_Edge]] = {}
    for edge in edges:
        rows.setdefault((edge[1], edge[3].get("action", "")), []).append(edge)
    groups: dict[str, list[Row]] = {}
    for (task, action), found in rows.items():
        data = graph.nodes[task]
        heading = document_heading(graph.nodes[data["document"]])
        marks = merged(
            Mark(b, _code(d), d.get("certainty") == "derived", _detail(graph, b, task, k, d, labels, words, lang))
            for b, _, k, d in found
        )
        status = next((d["status"] for _, _, _, d in found if "status" in d), "")
        row = task_row(task, data | ({"status": status} if status else {}), marks, words, action)
        if not timeline:
            event = next((d["event"] for _, _, _, d in found if "event" in d), "")
            note = words["comma"].join(filter(None, (row.note, words["when"].format(event=event) if event else "")))
            row = Row(row.id, row.number, row.label, row.detail, row.status, row.marks, (), note)
        groups.setdefault(heading, []).append(row)
    columns = columns_of(graph, [(b, d) for b, _, _, d in edges], words)
    return Panel(title, columns, tuple(Group(h, tuple(r)) for h, r in groups.items()), timeline)


def _detail(
    graph: Graph, bearer: str, task: str, key: str, data: dict[str, Any], labels: dict[str, Any], words: Words, lang: str
) -> str:
    node = graph.nodes[task]
    english = lang == "en"
    document = graph.nodes[node["document"]]
    number = words["item"].format(n=node["number"]) if node["kind"] == "task" and node.get("number") else node.get("section", "")
    lines = [name_in(graph, bearer, data["name"], words)]
    if data["kind"] == "could_bear":
        lines += [words["unknown"] + words["colon"] + q for q in data["questions"]]
    else:
        role = labels["role"][data["role"]][english]
        if data["role"] == "duty_holder":
            role = labels["modality"][data["modality"]][english]
        lines.append(words["colon"].join(filter(None, (role, data.get("scope")))))
    lines += [data.get("action") or node["label"], words["when"].format(event=data["event"]) if "event" in data else ""]
    lines += [" ".join(filter(None, (document.get("number") or document["label"], number)))]
    lines += [deadlines_text(node.get("deadlines", []), words)]
    if data["kind"] == "bears":
        lines += [labels["status"][data["status"]][english], labels["certainty"][data["certainty"]][english], key]
    return "\n".join(filter(None, lines))


def _questions(graph: Graph, unsure: list[_Edge], words: Words) -> Panel:
    affected: dict[tuple[str, str], list[_Edge]] = {}
    for edge in unsure:
        for need, question in zip(edge[3]["needs"], edge[3]["questions"], strict=True):
            affected.setdefault((need, question), []).append(edge)
    rows = []
    for number, ((pointer, question), edges) in enumerate(sorted(affected.items()), 1):
        titles = list(dict.fromkeys(d.get("action") or graph.nodes[t]["label"] for _, t, _, d in edges))
        detail = "\n".join([question, pointer, *titles])
        note = words["semicolon"].join(titles)
        rows.append(Row(f"open/{pointer}", str(number), f"{question} {pointer}", detail, note=note))
    return Panel(words["open"], (), (Group("", tuple(rows)),), timeline=False)
