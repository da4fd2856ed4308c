"""The graph around one enterprise holds its obligations and open questions, no more and no less."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from kg.answer.obligations import Answer
from kg.knowledge import Knowledge
from kg.views.enterprise import enterprise_graph, enterprise_picture
from kg.views.nodes import Graph
from kg.views.picture import Picture

WHO = "enterprise/xicheng-hospital"


def changed(answer: Answer, **attributes: Any) -> Answer:
    """A copy of `answer` with other attributes."""
    other = copy.copy(answer)
    for name, value in attributes.items():
        assert hasattr(other, name)
        setattr(other, name, value)
    return other


def test_what_the_plan_says_of_a_hospital(hospital_graph: Graph) -> None:
    """西城 task 1 gives medical institutions to 区卫计委 and schools to 区教委."""
    found = {b: d for b, _, d in hospital_graph.in_edges("xicheng-2017/1", data=True) if d["kind"] == "bears"}
    assert found["body/xicheng/health"]["scope"] == "使用环节的医疗机构"
    assert found["body/xicheng/health"]["role"] == "responsible"
    assert found["body/xicheng/health"]["status"] == "open"
    assert "body/xicheng/education" not in found
    assert hospital_graph.nodes["xicheng-2017/1"]["deadlines"][0]["to"] == "2018-08-31"


def test_every_obligation_is_an_edge(hospital: Answer, hospital_graph: Graph) -> None:
    edges = {k: (b, t, d) for b, t, k, d in hospital_graph.edges(keys=True, data=True) if d["kind"] == "bears"}
    assert set(edges) == {o["id"] for o in hospital.obligations}
    for entry in hospital.obligations:
        bearer, task, data = edges[entry["id"]]
        assert task == entry["duty"]["id"]
        assert bearer == (WHO if entry["bearer"]["kind"] == "enterprise" else entry["bearer"]["id"])
        assert (data["role"], data["status"], data["certainty"]) == (entry["role"], entry["status"], entry["certainty"])
        assert hospital_graph.has_edge(task, WHO, key=f"{task} concerns")


def test_every_edge_is_a_mark(hospital_graph: Graph, hospital_picture: Picture) -> None:
    edges = {(b, t) for b, t, d in hospital_graph.edges(data=True) if d["kind"] in ("bears", "could_bear")}
    assert {(m.column, r.id) for p in hospital_picture.panels for r in p.rows for m in r.marks} == edges
    assert len(hospital_picture.table) == sum(
        d["kind"] in ("bears", "could_bear") for _, _, d in hospital_graph.edges(data=True)
    )


def test_marks_tell_modality_and_certainty(hospital: Answer, hospital_picture: Picture) -> None:
    marks = [(r, m) for p in hospital_picture.panels for r in p.rows for m in r.marks]
    for entry in hospital.obligations:
        code = entry["modality"] if entry["role"] == "duty_holder" else entry["role"]
        [mark] = [m for r, m in marks if entry["id"] in m.detail]
        assert (mark.code, mark.hollow) == (code, entry["certainty"] == "derived")


def test_what_is_unsaid_is_a_question(knowledge: Knowledge, answers: Callable[[str, str], Answer]) -> None:
    found = answers("xicheng-user-of-unknown-sector", "2018-06-01")
    graph = enterprise_graph(found, "zh")
    open_edges = {(b, t) for b, t, d in graph.edges(data=True) if d["kind"] == "could_bear"}
    assert ("body/xicheng/health", "xicheng-2017/1") in open_edges
    assert len([1 for _, _, d in graph.edges(data=True) if d["kind"] == "could_bear"]) == len(found.open_questions) > 0
    picture = enterprise_picture(graph, knowledge.catalogue["labels"])
    marks = {(m.column, r.id, m.code) for p in picture.panels for r in p.rows for m in r.marks}
    assert ("body/xicheng/health", "xicheng-2017/1", "unknown") in marks
    asked = picture.panels[-1].rows
    assert {r.id for r in asked} == {f"open/{n['pointer']}" for q in found.open_questions for n in q["needs"]}


def test_one_document_alone(hospital: Answer) -> None:
    graph = enterprise_graph(hospital, "zh", "reg_hazchem_2013")
    assert {d["document"] for _, d in graph.nodes(data=True) if d["kind"] in ("task", "provision")} == {"reg_hazchem_2013"}


def test_profile_that_is_called_like_a_document(hospital: Answer) -> None:
    named = changed(hospital, enterprise=hospital.enterprise._replace(id="xicheng-2017"))
    graph = enterprise_graph(named, "zh")
    assert graph.nodes["xicheng-2017"]["kind"] == "document"
    assert graph.nodes["enterprise/xicheng-2017"]["kind"] == "enterprise"


def test_nothing_applies(knowledge: Knowledge, hospital: Answer) -> None:
    empty = changed(hospital, obligations=[], open_questions=[])
    picture = enterprise_picture(enterprise_graph(empty, "zh"), knowledge.catalogue["labels"])
    assert picture.panels == () and picture.empty == "没有符合条件的义务。"


def test_statute_as_a_whole(knowledge: Knowledge, hospital: Answer) -> None:
    """A duty whose id is its document's is one node, and its document is itself."""
    entry = hospital.obligations[0]
    bearer = entry["bearer"]
    whole = entry | {"id": "w", "duty": {"id": "saws_121_2017", "document": "saws_121_2017", "number": None, "title": "t"}}
    part = entry | {"id": "p", "duty": {"id": "saws_121_2017/2", "document": "saws_121_2017", "number": 2, "title": "t"}}
    for order in ([whole, part], [part, whole]):
        found = changed(hospital, obligations=order, open_questions=[])
        graph = enterprise_graph(found, "zh")
        assert graph.nodes["saws_121_2017"]["kind"] == "provision"
        assert graph.has_edge(bearer["id"], "saws_121_2017", key="w")
        picture = enterprise_picture(graph, knowledge.catalogue["labels"])
        assert [(r.id, r.number) for p in picture.panels for r in p.rows] == [("saws_121_2017", ""), ("saws_121_2017/2", "2")]


def test_bearers_of_one_name_are_told_apart(knowledge: Knowledge, hospital: Answer) -> None:
    entry = next(o for o in hospital.obligations if o["bearer"]["kind"] == "agency")
    obligations = [
        entry | {"id": level, "bearer": entry["bearer"] | {"id": f"body/{level}", "name": "主管部门", "full_name": f"{level}主管部门"}}
        for level in ("省", "市")
    ]
    graph = enterprise_graph(changed(hospital, obligations=obligations, open_questions=[]), "zh")
    columns = enterprise_picture(graph, knowledge.catalogue["labels"]).panels[0].columns
    assert {c.label for c in columns} == {"省主管部门", "市主管部门"}
