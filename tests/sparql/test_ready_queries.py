"""The ready queries against answers read off the texts by hand."""

from __future__ import annotations

import csv
import io

import pytest

from tests.conftest import EXAMPLES, kgquery

ID = "https://w3id.org/kgquery/id/"


def rows(*arguments: str) -> list[dict[str, str]]:
    """The rows of a ready query, IRIs without the project's base."""
    done = kgquery("query", *arguments, "--format", "csv")
    assert (done.code, done.err) == (0, "")
    found = csv.DictReader(io.StringIO(done.out))
    return [{k: v.removeprefix(ID).removeprefix("https://w3id.org/kgquery/") for k, v in row.items()} for row in found]


def pairs(found: list[dict[str, str]], *columns: str) -> set[tuple[str, ...]]:
    return {tuple(row[c] for c in columns) for row in found}


def test_who_leads_most_tasks() -> None:
    found = rows("most-leading-bodies")
    first: dict[str, dict[str, str]] = {}
    for row in found:
        first.setdefault(row["document"], row)
    # 西城: tasks 5, 6, 7, 8, 12, 14, 18, 20 and 21 end in 区安全监管局牵头, alone or with others.
    assert {d: r["body"].rpartition("/")[2] for d, r in first.items()} == dict.fromkeys(first, "work_safety")
    assert first["xicheng-2017"]["tasks"] == "9"
    assert first["xicheng-2017"]["name"] == "北京市西城区安全生产监督管理局"
    others = {r["body"].rpartition("/")[2] for r in found if r["document"] == "xicheng-2017"} - {"work_safety"}
    assert {"road_transport", "public_security_traffic", "urban_management", "land"} <= others
    assert "xicheng-145" not in first, "the 十四五 plan has no clauses"
    assert pairs(rows("most-leading-bodies", "-p", "role=aggregate"), "body", "tasks") == {("body/xian/safety_committee_office", "2")}


def test_the_tasks_of_one_body() -> None:
    found = rows("tasks-of-body", "-p", "body=body/xicheng/health")
    # 西城 names 区卫计委 in task 1 (medical institutions) and in the list of task 10, nowhere else.
    assert pairs(found, "task", "role", "scope", "certainty", "deadlines") == {
        ("xicheng-2017/1", "role/responsible", "使用环节/医疗机构", "stated", "complete_by 2018-08-31"),
        ("xicheng-2017/10", "role/responsible", "", "stated", "interim_by 2018-08-31; period 2018-09-01 – 2020-04-30"),
    }
    both = rows("tasks-of-body", "-p", "body=body/xicheng/work_safety")
    assert {r["certainty"] for r in both if r["task"].startswith("xicheng-2017/")} == {"stated"}
    assert {r["certainty"] for r in both if r["task"].startswith("xicheng-145/")} == {"derived"}
    only = rows("tasks-of-body", "-p", "body=body/xicheng/work_safety", "-p", "document=xicheng-145")
    assert only == [r for r in both if r["task"].startswith("xicheng-145/")]
    ambiguous = kgquery("query", "tasks-of-body", "-p", "body=区安全监管局")
    assert ambiguous.code == 2 and "body/conghua/work_safety or body/xicheng/work_safety" in ambiguous.err


def test_the_tasks_of_one_function() -> None:
    found = pairs(rows("tasks-of-function", "-p", "function=health"), "document", "number", "written")
    assert {("xicheng-2017", "1", "区卫计委"), ("xicheng-2017", "10", "区卫计委"), ("conghua-2017", "3", "区卫计局")} <= found
    assert ("neimenggu-2017", "6", "卫生计生委") in found and {r[0] for r in found} >= {"xian-2017"}
    by_name = rows("tasks-of-function", "-p", "function=railway", "-p", "role=lead")
    assert pairs(by_name, "document", "number", "written") == {("neimenggu-2017", "3", "呼和浩特铁路局")}


def test_tasks_by_deadline() -> None:
    found = rows("tasks-by-deadline", "-p", "from=2017-01-01", "-p", "to=2017-12-31")
    assert [(r["last"], r["task"], r["first"]) for r in found if r["kind"] == "deadline/complete_by"] == [
        ("2017-06-30", "conghua-2017/1", "区各有关单位"),
        ("2017-06-30", "conghua-2017/2", "区安全监管局"),
        ("2017-06-30", "conghua-2017/9", "区城管局"),
        ("2017-07-31", "xian-2017/10", "市安监局"),
        ("2017-09-30", "neimenggu-2017/5", "自治区能源开发局"),
        ("2017-09-30", "xian-2017/8", "市发改委"),
        ("2017-11-30", "xicheng-2017/5", "区安全监管局"),
        ("2017-12-31", "xian-2017/1", "各有关部门"),
        ("2017-12-31", "xian-2017/2", "各有关部门"),
        ("2017-12-31", "xian-2017/3", "市安监局"),
        ("2017-12-31", "xian-2017/11", "市安监局"),
    ]
    assert rows("tasks-by-deadline", "-p", "from=2018-08-31", "-p", "to=2018-08-31", "-p", "document=xian-2017") == []
    assert {r["task"] for r in rows("tasks-by-deadline", "-p", "from=2018-09-30", "-p", "to=2018-09-30")} >= {"xicheng-2017/8"}


def test_successors_by_date() -> None:
    before = rows("successors", "--as-of", "2018-02-28", "-p", "document=xicheng-2017")
    assert before == []
    after = rows("successors", "--as-of", "2019-06-01", "-p", "document=xicheng-2017")
    chosen = {r["written"]: (r["successorName"], r["since"]) for r in after}
    assert chosen["区安全监管局"] == ("北京市西城区应急管理局", "2019-03-01")
    assert chosen["区环保局"][0] == "北京市西城区生态环境局"
    assert chosen["西城工商分局"][0] == chosen["区质监局"][0] == "北京市西城区市场监督管理局"
    assert chosen["国家安全监管总局"][0] == "中华人民共和国应急管理部"
    assert "区教委" not in chosen, "the education commission was not part of the reform"
    split = [r for r in rows("successors", "--as-of", "2019-06-01") if r["partial"] == "true"]
    assert pairs(split, "written", "function") == {("区公安分局", "function/fire"), ("市公安局", "function/fire")}


def test_references_that_documents_share() -> None:
    found = {r["instrument"]: r for r in rows("shared-references")}
    assert found["instrument/sc_88_2016"]["citedIn"] == "conghua-2017 neimenggu-2017 xian-2017 xicheng-2017"
    assert found["instrument/reg_engineering_design"]["citedIn"] == "conghua-2017 neimenggu-2017 xian-2017"
    assert found["instrument/beijing_266_2016"]["citedIn"] == "xicheng-145 xicheng-2017"
    assert found["instrument/rule_40_2011"]["citedIn"] == "conghua-2017 neimenggu-2017"
    assert found["instrument/sc_13_2015"]["citedIn"] == "conghua-2017 xian-2017"
    assert all(int(r["documents"]) == len(r["citedIn"].split()) >= 2 for r in found.values())
    assert set(found) >= {r["instrument"] for r in rows("shared-references", "-p", "least=3")}
    assert pairs(rows("shared-references", "-p", "least=4"), "instrument") == {("instrument/sc_88_2016",)}


def test_references_that_are_out_of_date() -> None:
    def cited(date: str) -> set[tuple[str, ...]]:
        return pairs(rows("superseded-references", "--as-of", date), "document", "instrument", "replacement")

    # GB 30871-2014 was replaced on 2022-10-01; the special clean-up of 安委〔2016〕4号 had ended before the plan was issued.
    standard = ("neimenggu-2017", "instrument/gb_30871_2014", "instrument/gb_30871_2022")
    assert standard not in cited("2022-09-30") and standard in cited("2022-10-01")
    assert pairs(rows("superseded-references", "--as-of", "2017-12-31"), "instrument") == {("instrument/awh_4_2016",)}
    # GB18218-2014, as 西安 prints it, never was: what is meant was replaced on 2019-03-01. 安监总管三〔2012〕103号 has no last day of its own.
    printed = ("xian-2017", "instrument/gb_18218_2014", "instrument/gb_18218_2018")
    assert printed not in cited("2019-02-28") and printed in cited("2019-03-01")
    for document in ("xicheng-2017", "neimenggu-2017"):
        guide = (document, "instrument/saws_103_2012", "instrument/mem_78_2019")
        assert guide not in cited("2019-08-11") and guide in cited("2019-08-12")
    assert ("xicheng-145", "instrument/beijing_work_safety_2016", "instrument/beijing_work_safety_2022") in cited("2026-01-01")
    # No text says that 应急〔2019〕78号 replaces 安监总管三〔2012〕103号; GB 30871-2022 says so of that of 2014.
    sure = {r["instrument"]: r["confidence"] for r in rows("superseded-references", "--as-of", "2026-01-01") if r["replacement"]}
    assert sure["instrument/saws_103_2012"] == "low" and sure["instrument/gb_30871_2014"] == "high"
    own = {"instrument/xicheng_plan_2017", "instrument/xian_plan_2017", "instrument/conghua_plan_2017", "instrument/nmg_plan_2017"}
    assert not own & {i for _, i, _ in cited("2026-01-01")}, "a plan is no reference of its own"


def test_the_same_topic_in_the_four_plans() -> None:
    found = {r["task"]: r for r in rows("topics-compared", "-p", "topic=risk_survey")}
    assert {t: r["deadlines"] for t, r in found.items()} == {
        "conghua-2017/1": "complete_by 2017-06-30",
        "neimenggu-2017/0": "complete_by 2018-03-31",
        "xian-2017/1": "complete_by 2017-12-31",
        "xicheng-2017/1": "complete_by 2018-08-31",
    }
    assert found["xian-2017/1"]["bearers"] == "各有关部门 市安委办"
    assert found["neimenggu-2017/0"]["bearers"] == "自治区各有关部门"
    by_name = rows("topics-compared", "-p", "topic=全面摸排风险")
    assert {r["task"] for r in by_name} == set(found)
    rescue = {r["task"]: r for r in rows("topics-compared", "-p", "topic=rescue_capacity")}
    assert rescue["neimenggu-2017/35"]["bearers"].startswith("自治区公安消防总队（牵头） 自治区安全监管局 ")
    assert rescue["neimenggu-2017/35"]["deadlines"] == "ongoing"


def test_what_one_plan_added_or_dropped() -> None:
    found = pairs(rows("topics-added-or-dropped"), "document", "difference", "topic")
    # Only 从化 has the tracing of explosives, precursors and poisons as a part of its own (3.2, 区公安分局).
    assert ("conghua-2017", "added", "topic/chemical_traceability") in found
    # Only 内蒙古 has a task on special operations (27); only 西城 one on the exit of hazardous businesses (3).
    assert ("neimenggu-2017", "added", "topic/special_operations_control") in found
    assert ("xicheng-2017", "added", "topic/orderly_exit") in found
    # 西城 alone has nothing on screening for major hazards, liability insurance or the quality of construction.
    for topic in ("major_hazard_survey", "liability_insurance", "design_and_construction_quality"):
        assert ("xicheng-2017", "dropped", f"topic/{topic}") in found
    added = {t for _, d, t in found if d == "added"}
    assert not added & {t for _, d, t in found if d == "dropped"}


def test_what_one_plan_hastened() -> None:
    found = {r["topic"].removeprefix("topic/"): r for r in rows("topics-hastened")}
    survey = found["risk_survey"]
    assert (survey["first"], survey["firstTask"], survey["last"], survey["lastTask"]) == (
        "2017-06-30", "conghua-2017/1", "2018-08-31", "xicheng-2017/1",
    )  # fmt: skip
    # 内蒙古 ends the relocation in August 2019, the other plans in October.
    assert found["relocation"]["firstTask"] == "neimenggu-2017/9" and found["relocation"]["first"] == "2019-08-31"
    assert found["pipeline_safety"]["firstTask"] == "conghua-2017/9" and found["pipeline_safety"]["lastTask"] == "xicheng-2017/5"
    assert "rescue_capacity" not in found, "持续推进 has no last day"


def test_what_one_plan_gave_to_another_body() -> None:
    found = rows("topics-other-lead")
    rescue = pairs([r for r in found if r["topic"] == "topic/rescue_capacity"], "task1", "lead1", "task2", "lead2")
    assert rescue == {
        ("conghua-2017/37", "区安全监管局", "neimenggu-2017/35", "自治区公安消防总队"),
        ("neimenggu-2017/35", "自治区公安消防总队", "xian-2017/30", "市安监局"),
    }
    transport = {r["lead2"] for r in found if r["topic"] == "topic/transport_safety" and r["task2"] == "xicheng-2017/4"}
    assert transport == {"区运管处", "西城交通支队"}
    # Each plan has its work-safety body lead the coordination: no difference.
    assert not [r for r in found if r["topic"] == "topic/coordination_mechanism"]


def test_tasks_without_a_clause() -> None:
    found = rows("tasks-without-clause")
    assert [r["task"] for r in found if r["task"].startswith("xicheng-2017/")] == [f"xicheng-2017/{n}" for n in range(22, 28)]
    assert not [r for r in found if r["task"].startswith(("xian", "neimenggu", "conghua"))]
    plan = [r for r in found if r["task"].startswith("xicheng-145/")]
    assert len({r["task"] for r in plan if "/project-" in r["task"]}) == 6
    assert ("xicheng-145/6.1", "function/work_safety") in pairs(plan, "task", "function")


def test_where_the_annex_says_something_else() -> None:
    found = rows("prose-and-annex")
    assert {r["task"].partition("/")[0] for r in found} == {"conghua-2017"}
    names = pairs([r for r in found if r["aspect"] == "name"], "task", "text", "annexed")
    assert {("conghua-2017/2", "区安全监管局", "区安监局"), ("conghua-2017/15", "区安全监管局", "区安全监督局"),
            ("conghua-2017/10", "区编办", "区编委办")} <= names  # fmt: skip
    bodies = pairs([r for r in found if r["aspect"] == "body"], "task", "text", "annexed")
    # The text spells the towns, streets, parks and forest farms out where the table has one phrase.
    assert ("conghua-2017/1", "", "各镇（街、场、园区） responsible") in bodies
    assert ("conghua-2017/1", "大岭山林场 responsible", "") in bodies
    assert {t for t, _, _ in bodies} == {f"conghua-2017/{n}" for n in (1, 4, 7, 8, 26, 33)}
    only = rows("prose-and-annex", "-p", "only=name")
    assert pairs(only, "task", "text", "annexed") == names


def test_what_documents_ask_of_enterprises() -> None:
    found = pairs(rows("enterprise-duties", "-p", "document=xicheng-2017"), "task", "modality", "certainty", "class", "action")
    user = "ns#HazchemUser"
    assert ("xicheng-2017/13", "modality/obligation", "certainty/stated", user, "购买危险化学品时索要安全技术说明书") in found
    assert ("xicheng-2017/13", "modality/prohibition", "certainty/stated", user, "购买无“一书一签”的危险化学品") in found
    assert {t.partition("/")[0] for t, *_ in found} == {"xicheng-2017"}
    assert {r["task"].partition("/")[0] for r in rows("enterprise-duties")} >= {"xian-2017", "neimenggu-2017", "conghua-2017"}


def test_statutory_duties_in_force_on_a_date() -> None:
    first = rows("statutory-duties", "--as-of", "2019-06-01", "-p", "class=kg:DrugPrecursor1Producer")
    assert ("reg_precursor_2018/7.1", "modality/obligation") in pairs(first, "provision", "modality")
    assert {r["class"] for r in first} == {"ns#DrugPrecursor1Producer"}
    response = pairs(rows("statutory-duties", "--as-of", "2024-10-31", "-p", "class=kg:HazchemUnit"), "provision")
    later = pairs(rows("statutory-duties", "--as-of", "2024-11-01", "-p", "class=kg:HazchemUnit"), "provision")
    # The Emergency Response Law of 2007 gave way to that of 2024 on 2024-11-01.
    assert ("law_emergency_response_2007/23",) in response - later
    assert ("reg_hazchem_2013/4.3",) in response & later
    assert rows("statutory-duties", "--as-of", "1980-01-01") == []


def test_chemicals_on_several_lists() -> None:
    found = {r["chemical"].removeprefix("chemical/"): r for r in rows("chemicals-on-several-lists", "--as-of", "2026-01-01")}
    assert found["7782-50-5"]["lists"] == "highly_toxic key_chemicals major_hazard special_control use_permit"
    assert found["9004-70-0"]["lists"] == "explosive_precursors key_chemicals major_hazard special_control"
    before = {r["chemical"]: r for r in rows("chemicals-on-several-lists", "--as-of", "2020-05-29")}
    assert before["chemical/7782-50-5"]["kinds"] == "4", "the list of specially controlled chemicals is of 2020-05-30"
    assert before["chemical/7782-50-5"]["name"] == "氯"


def test_who_reports_to_whom() -> None:
    found = pairs(rows("reporting-duties", "-p", "document=xicheng-2017"), "reporter", "to", "subject", "when")
    assert ("各街道办事处", "区安委会办公室", "工作进展情况", "按季度") in found
    assert ("各有关单位", "区安委会办公室", "实施方案和人员名单", "2017年9月30日前") in found


def test_time_limits_inside_the_prose_and_the_phases() -> None:
    found = rows("limits-inside", "-p", "document=conghua-2017")
    # 从化 7: one sentence is due by June 2017, the task goes on.
    assert ("conghua-2017/7", "deadline/complete_by", "2017-06-30") in pairs(found, "in", "kind", "last")
    periods = pairs(rows("limits-inside", "-p", "document=xian-2017"), "in", "kind", "first", "last", "words")
    # 西安: the phase of 2017-06 to 2019-10 begins with a stretch of its own.
    assert ("xian-2017/phase/2", "period", "2017-06-01", "2018-03-31", "开展深入整治") in periods
    assert rows("limits-inside", "-p", "document=xicheng-145") == []


def test_oddities_of_the_sources() -> None:
    found = pairs(rows("oddities"), "thing", "printed")
    assert {("xicheng-2017/2", "氰化纳"), ("xian-2017/2", "GB18218-2014"), ("conghua-2017/annex/15", "区安全监督局")} <= found
    assert {t for t, _ in pairs(rows("oddities", "-p", "document=xian-2017"), "thing", "printed")} == {
        "xian-2017/2", "xian-2017/4", "xian-2017/5", "xian-2017/33",
    }  # fmt: skip


HOSPITAL = ("-e", str(EXAMPLES / "xicheng-hospital.json"))


def test_obligations_by_bearer() -> None:
    found = rows("obligations-by-bearer", *HOSPITAL, "--as-of", "2018-06-01")
    first = pairs([r for r in found if r["duty"] == "xicheng-2017/1"], "bearerName", "status", "certainty", "scope")
    assert ("区卫计委", "status/open", "certainty/stated", "使用环节的医疗机构") in first
    assert not [r for r in found if r["duty"] == "xicheng-2017/1" and r["bearerName"] in ("区教委", "区环保局")]
    later = rows("obligations-by-bearer", *HOSPITAL, "--as-of", "2019-06-01", "-p", "status=past")
    assert {r["status"] for r in later} == {"status/past"} and "xicheng-2017/1" in {r["duty"] for r in later}
    assert ("区卫计委", "北京市西城区卫生健康委员会") in pairs(later, "bearerName", "nameAsOf")


@pytest.mark.parametrize("until", ["2018-08-31", "9999-12-31"])
def test_deadlines_still_to_come(until: str) -> None:
    found = rows("upcoming-deadlines", *HOSPITAL, "--as-of", "2018-06-01", "-p", f"until={until}")
    assert found and all("2018-06-01" <= r["last"] <= until for r in found)
    assert ("2018-08-31", "xicheng-2017/1", "区卫计委") in pairs(found, "last", "duty", "bearerName")
    assert (("2020-04-30", "xicheng-2017/10", "区卫计委") in pairs(found, "last", "duty", "bearerName")) == (until > "2020")
    assert [r["last"] for r in found] == sorted(r["last"] for r in found)


def test_what_a_profile_leaves_open() -> None:
    profile = EXAMPLES / "xicheng-user-of-unknown-sector.json"
    found = rows("open-questions", "-e", str(profile), "--as-of", "2018-06-01")
    assert "/sectors" in {r["pointer"] for r in found}
    assert all(int(r["obligations"]) > 0 and r["question"].endswith("？") for r in found)
    assert rows("open-questions", *HOSPITAL, "--as-of", "2018-06-01") == []
