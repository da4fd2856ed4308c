"""The graph of responsibilities says what the clauses say, as read by hand from the texts."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.knowledge import Knowledge
from kg.views.nodes import Graph
from kg.views.picture import Picture
from kg.views.responsibility import responsibility_graph


def bearers(graph: Graph, task: str) -> set[tuple[str, str, str]]:
    """(name as written, role, scope) of everyone who bears a task."""
    return {
        (d["name"], d["role"], d.get("scope", "")) for _, _, d in graph.in_edges(task, data=True) if d["kind"] == "bears"
    }


def test_clause_with_a_part_for_each_body(plans: Graph) -> None:
    found = bearers(plans, "xicheng-2017/1")
    assert found == {
        ("区安全监管局", "responsible", "危险化学品生产、储存及经营环节"),
        ("西城交通支队", "responsible", "运输环节"),
        ("区运管处", "responsible", "运输环节"),
        ("区环保局", "responsible", "废弃处置环节"),
        ("区安全监管局", "responsible", "使用环节的工业企业"),
        ("区卫计委", "responsible", "使用环节的医疗机构"),
        ("区教委", "responsible", "使用环节的教育机构"),
        ("西城公安分局", "responsible", "使用环节的寄递单位"),
        ("市邮政局西区分局", "coordinate", "使用环节的寄递单位"),
        ("区城管委", "responsible", "使用环节的城镇燃气"),
        ("各街道办事处", "responsible", "其他区域、领域"),
    }


def test_clause_with_leads(plans: Graph) -> None:
    assert bearers(plans, "xicheng-2017/4") == {
        ("区运管处", "lead", ""), ("西城交通支队", "lead", ""),
        ("区质监局", "responsible", ""), ("区安全监管局", "responsible", ""), ("区交通委", "responsible", ""),
    }  # fmt: skip
    assert plans.nodes["xicheng-2017/4"]["section_title"] == "有效防范遏制危险化学品事故"


def test_who_adds_up_the_results(plans: Graph) -> None:
    """In 西安 the office of the safety committee collects what the first two tasks bring."""
    found = {(t, d["name"]) for _, t, d in plans.edges(data=True) if d.get("role") == "aggregate"}
    assert found == {("xian-2017/1", "市安委办"), ("xian-2017/2", "市安委办")}


@pytest.mark.parametrize("number", range(22, 28))
def test_tasks_that_name_nobody_stay_in_the_picture(plans: Graph, xicheng: Picture, number: int) -> None:
    task = f"xicheng-2017/{number}"
    assert bearers(plans, task) == set()
    [row] = [r for r in xicheng.panels[0].rows if r.id == task]
    assert row.marks == () and "未写明承担者" in row.detail
    assert any(line[1] == row.label and line[2] == "未写明承担者" for line in xicheng.table)


def test_every_task_is_there_once(plans: Graph) -> None:
    """27, 33 and 39 tasks with 内蒙古's opening task, 41 tasks, besides further clauses of the same task."""
    counted = Counter(
        d["document"] for n, d in plans.nodes(data=True) if d["kind"] == "task" and "." not in n.partition("/")[2]
    )
    assert counted == {
        "xicheng-2017": 27, "xian-2017": 33, "neimenggu-2017": 40, "conghua-2017": 41,
        "xicheng-145": counted["xicheng-145"],
    }  # fmt: skip
    assert plans.nodes["neimenggu-2017/0"]["number"] == "0"


def test_plan_without_clauses_is_borne_by_function_and_says_so(plans: Graph) -> None:
    [(bearer, data)] = [(b, d) for b, _, d in plans.in_edges("xicheng-145/6.1", data=True) if d["kind"] == "bears"]
    assert bearer == "function/work_safety" and data["certainty"] == "derived"
    assert plans.nodes[bearer]["bearer_kind"] == "function"


@pytest.mark.parametrize(
    ("as_of", "status"), [("2017-10-01", "upcoming"), ("2018-08-31", "open"), ("2018-09-01", "past")]
)
def test_status_on_a_day(knowledge: Knowledge, as_of: str, status: str) -> None:
    """西城 task 1 runs from the day of issue, 2017-11-09, to the end of August 2018."""
    graph = responsibility_graph(knowledge, ["xicheng-2017"], as_of, "zh")
    assert graph.nodes["xicheng-2017/1"]["status"] == status


def test_names_on_a_day(knowledge: Knowledge) -> None:
    graph = responsibility_graph(knowledge, ["xicheng-2017"], "2020-01-01", "zh")
    body = graph.nodes["body/xicheng/work_safety"]
    assert body["name_as_of"] == "北京市西城区应急管理局"
    undated = responsibility_graph(knowledge, ["xicheng-2017"], None, "zh")
    assert undated.nodes["body/xicheng/work_safety"]["label"] == "北京市西城区安全生产监督管理局"
    assert "name_as_of" not in undated.nodes["body/xicheng/work_safety"]


def test_picture_holds_every_assignment(knowledge: Knowledge, xicheng: Picture) -> None:
    graph = responsibility_graph(knowledge, ["xicheng-2017"], None, "zh")
    edges = {(b, t, d["role"]) for b, t, d in graph.edges(data=True) if d["kind"] == "bears"}
    assert {(m.column, r.id, m.code) for r in xicheng.panels[0].rows for m in r.marks} == edges
    assert {c.id for c in xicheng.panels[0].columns} == {b for b, _, _ in edges}
    # One body with two scopes in one task is one mark that tells of both.
    [mark] = [m for r in xicheng.panels[0].rows for m in r.marks if (r.number, m.column) == ("1", "body/xicheng/work_safety")]
    assert "危险化学品生产、储存及经营环节" in mark.detail and "使用环节的工业企业" in mark.detail


def test_sections_group_rows_in_the_order_of_the_text(xicheng: Picture) -> None:
    groups = xicheng.panels[0].groups
    assert groups[0].heading == "五（一）　全面摸排危险化学品安全风险"
    assert [r.number for g in groups for r in g.rows] == [str(n) for n in range(1, 28)]
    assert [r.number for r in groups[1].rows] == ["2", "3", "4", "5"]


def test_deadlines_become_spans(xicheng: Picture) -> None:
    [row] = [r for r in xicheng.panels[0].rows if r.number == "4"]
    assert [(s.kind, s.start, s.end) for s in row.spans] == [
        ("interim_by", "2017-11-09", "2018-08-31"), ("period", "2018-09-01", "2020-04-30"),
    ]  # fmt: skip
