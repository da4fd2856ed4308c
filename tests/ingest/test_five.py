"""The five documents: the committed data is what the command reads from their texts, and says what the texts say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.content import folder
from kg.ingest.check import disagreements
from kg.ingest.difference_words import difference_words
from kg.ingest.files import read_text
from kg.ingest.layout import normalise
from kg.ingest.model import Document
from kg.ingest.reader import read_document
from kg.ingest.sources import committed_positions, words
from kg.ingest.turtle import to_turtle
from tests.ingest.gold import assigned, limited

IDS = ("xicheng-2017", "xian-2017", "neimenggu-2017", "conghua-2017", "xicheng-145")


@pytest.fixture(scope="module")
def seeds(shared: Path) -> Path:
    return shared / "seeds"


@pytest.fixture(scope="module")
def documents(seeds: Path) -> dict[str, Document]:
    return {name: read_document(read_text(str(seeds / f"{name}.txt"))) for name in IDS}


@pytest.mark.parametrize("name", IDS)
def test_committed_data_is_what_the_text_gives(documents: dict[str, Document], name: str) -> None:
    assert disagreements(documents[name], name) == []
    committed = (folder("ontology") / "documents" / f"{name}.ttl").read_text(encoding="utf-8")
    assert to_turtle(documents[name], name) == committed


@pytest.mark.parametrize("name", IDS)
def test_everything_in_them_is_understood(documents: dict[str, Document], name: str) -> None:
    assert documents[name].unparsed == []


@pytest.mark.parametrize(
    ("name", "identifiers"),
    [
        ("xicheng-2017", [str(n) for n in range(1, 28)]),
        ("xian-2017", [*(str(n) for n in range(1, 34)), "33.2"]),
        ("neimenggu-2017", [*(str(n) for n in range(40)), "39.2"]),
        ("conghua-2017", ["1", "2", "3", "3.2", *(str(n) for n in range(4, 42))]),
        (
            "xicheng-145",
            ["1"] + [f"{main}.{sub}" for main, count in ((2, 3), (3, 4), (4, 3), (5, 3), (6, 7), (7, 4), (8, 3), (9, 3)) for sub in range(1, count + 1)],
        ),
    ],
)  # fmt: skip
def test_every_task_is_there(documents: dict[str, Document], name: str, identifiers: list[str]) -> None:
    assert [task.identifier for task in documents[name].tasks] == identifiers


def test_tasks_without_clause(documents: dict[str, Document]) -> None:
    bare = [task.number for task in documents["xicheng-2017"].tasks if task.clause is None]
    assert bare == [22, 23, 24, 25, 26, 27]
    assert all(task.clause for name in ("xian-2017", "neimenggu-2017", "conghua-2017") for task in documents[name].tasks)


def test_scopes_of_the_first_task(documents: dict[str, Document]) -> None:
    clause = documents["xicheng-2017"].tasks[0].clause
    assert clause is not None
    assert assigned(clause) == [
        ("区安全监管局", "responsible", "危险化学品生产、储存及经营环节"),
        ("西城交通支队", "responsible", "运输环节"),
        ("区运管处", "responsible", "运输环节"),
        ("区环保局", "responsible", "废弃处置环节"),
        ("区安全监管局", "responsible", "使用环节/工业企业"),
        ("区卫计委", "responsible", "使用环节/医疗机构"),
        ("区教委", "responsible", "使用环节/教育机构"),
        ("西城公安分局", "responsible", "使用环节/寄递单位"),
        ("市邮政局西区分局", "coordinate", "使用环节/寄递单位"),
        ("区城管委", "responsible", "使用环节/城镇燃气"),
        ("各街道办事处", "responsible", "其他区域、领域"),
    ]
    assert limited(clause) == [("complete_by", None, "2018-08-31")]


@pytest.mark.parametrize(
    ("name", "number", "title", "issued", "period", "phases"),
    [
        ("xicheng-2017", "西政办发〔2017〕23号", "北京市西城区危险化学品安全综合治理三年行动计划（2017年9月-2020年5月）", "2017-11-09", ("2017-09-01", "2020-05-31"), 3),
        ("xian-2017", "市政办发〔2017〕56号", "西安市危险化学品安全综合治理实施方案", "2017-06-15", ("2017-06-01", "2019-11-30"), 3),
        ("neimenggu-2017", "内政办发电〔2017〕7号", "内蒙古自治区危险化学品安全综合治理方案", "2017-01-20", ("2017-01-20", "2019-10-31"), 3),
        ("conghua-2017", "从府办〔2017〕26号", "从化区危险化学品安全综合治理实施方案", "2017-06-08", ("2017-06-01", "2019-11-30"), 3),
        ("xicheng-145", None, "西城区“十四五”时期安全生产规划", "2021-11", ("2021-01-01", "2025-12-31"), 0),
    ],
)  # fmt: skip
def test_heads(
    documents: dict[str, Document], name: str, number: str | None, title: str, issued: str, period: tuple[str, str], phases: int
) -> None:
    document = documents[name]
    assert (document.number, document.title, document.issued, document.period) == (number, title, issued, period)
    assert len(document.phases) == phases


def test_annex_restates_every_task_and_only_real_differences_are_kept(documents: dict[str, Document]) -> None:
    document = documents["conghua-2017"]
    assert [item.task.identifier for item in document.annex] == [task.identifier for task in document.tasks]
    said = {(item.task.identifier, d.aspect): (d.body, d.annex) for item in document.annex for d in item.differences}
    # Bodies and deadlines agree throughout once 区安监局 and 区安全监管局 count as one body.
    assert {aspect for _, aspect in said} == {"scope", "deadline_reach", "citation", "provision", "activity", "hazard"}
    assert said["1", "scope"] == (("辖区内安全风险和重大危险源摸排工作",), ("辖区内摸排工作",))
    assert said["22", "provision"] == (("涉及“两重点一重大”的化工装置", "危险化学品重大危险源"), ())
    assert said["26", "deadline_reach"] == ((), ("各镇政府", "街道办事处", "园（区）管委会", "流溪河林场", "大岭山林场"))
    assert [key for key in said if key[1] == "deadline_reach"] == [("26", "deadline_reach")]
    assert said["5", "citation"] == (("危险化学品重大危险源监督管理暂行规定",), ())


def test_differences_are_said_in_two_languages(documents: dict[str, Document]) -> None:
    words = [difference_words(d) for item in documents["conghua-2017"].annex for d in item.differences]
    assert ("仅正文：生产、储存、使用、经营、运输、废弃处置", "only in the prose: production, storage, use, trade, transport, disposal") in words
    assert all(zh and en and not re.search("[a-z]", zh) for zh, en in words)


def test_a_document_does_not_cite_itself(documents: dict[str, Document]) -> None:
    for document in documents.values():
        assert document.title not in {item.title for item in document.citations}
        assert document.number is None or document.number not in {item.number for item in document.citations}
    # A basis of the same name of a higher level stays.
    assert "国办发〔2016〕88号" in {item.number for item in documents["xian-2017"].based_on}


def test_a_basis_without_brackets_is_one(documents: dict[str, Document]) -> None:
    assert "西城区国民经济和社会发展第十四个五年规划纲要" in [item.title for item in documents["xicheng-145"].based_on]


@pytest.mark.parametrize(
    ("name", "phase", "periods"),
    [
        ("xicheng-2017", 1, [("2017-09-01", "2018-09-30"), ("2018-10-01", "2020-04-30"), ("2018-10-01", "2018-10-31"), ("2020-03-01", "2020-03-31")]),
        ("xian-2017", 1, [("2017-06-01", "2018-03-31"), ("2018-04-01", "2019-10-31")]),
        ("neimenggu-2017", 1, [("2017-03-01", "2018-03-31"), ("2018-04-01", "2019-09-30")]),
        ("conghua-2017", 1, [("2017-06-01", "2018-03-31"), ("2018-04-01", "2019-10-31")]),
    ],
)
def test_periods_inside_a_phase(documents: dict[str, Document], name: str, phase: int, periods: list[tuple[str, str]]) -> None:
    found = [[(period.start, period.end) for period in item.periods] for item in documents[name].phases]
    assert found == [periods if at == phase else [] for at in range(3)]


@pytest.mark.parametrize(
    ("name", "task", "asked"),
    [
        ("xicheng-2017", "13", {"危险化学品经营企业和进出口单位", "危险化学品（危险货物）托运人", "使用危险化学品的单位"}),
        ("xicheng-2017", "17", {"委托专业机构代为处置的"}),
        ("xian-2017", "4", {"有关企业、单位", "构成一级、二级重大危险源的危险化学品罐区"}),
        ("neimenggu-2017", "1", set()),
        ("neimenggu-2017", "8", {"劳动力密集型的非化工企业", "已建成的化工园区", "安全容量超控的园区", "化工园区和涉及危险化学品重大风险功能区"}),
        ("conghua-2017", "20", {"危险化学品生产企业、进口企业"}),
        # 推动危险化学品企业加大安全投入 furthers something and asks for nothing.
        ("conghua-2017", "22", {"新建危险化学品生产装置、储存设施", "涉及“两重点一重大”的化工装置", "危险化学品重大危险源"}),
    ],
)
def test_what_is_asked_of_enterprises(documents: dict[str, Document], name: str, task: str, asked: set[str]) -> None:
    found = next(item for item in documents[name].tasks if item.identifier == task)
    assert {item.subject for item in found.provisions} == asked


def test_a_project_asks_of_enterprises_too(documents: dict[str, Document]) -> None:
    assert [[asks.subject for asks in project.provisions] for project in documents["xicheng-145"].projects] == [[], [], [], [], ["企业"], []]


def test_time_limits_in_the_prose_stand_apart(documents: dict[str, Document], seeds: Path) -> None:
    task = documents["conghua-2017"].tasks[5]
    assert [(item.deadline.kind, item.deadline.end) for item in task.prose_deadlines] == [("complete_by", "2017-12-31")]
    place = task.prose_deadlines[0]
    assert normalise(read_text(str(seeds / "conghua-2017.txt")))[place.first : place.last] == "2017年12月底前"
    assert limited(task.clause) == [("ongoing", None, None)]  # type: ignore[arg-type]
    assert [item.deadline.end for item in documents["conghua-2017"].tasks[7].prose_deadlines] == ["2017-06-30"]


def test_one_recipient_an_entry_and_the_date_of_the_sentence_before(documents: dict[str, Document]) -> None:
    assert [duty.recipient for duty in documents["conghua-2017"].reporting][:3] == ["区安委会办公室", "区安委会", "市安委会办公室"]
    names = next(duty for duty in documents["neimenggu-2017"].reporting if duty.subject == "名单")
    assert [limit.end for limit in names.deadlines] == ["2017-01-31"]
    # 西安 says 并将名单报送 and no 一并: no date is carried over.
    assert next(duty for duty in documents["xian-2017"].reporting if duty.subject == "名单").deadlines == ()


def test_a_changed_deadline_is_a_disagreement(seeds: Path) -> None:
    text = read_text(str(seeds / "xian-2017.txt")).replace("2017 年 9 月底前完成", "2017 年 10 月底前完成")
    found = disagreements(read_document(text), "xian-2017")
    assert {(item.subject, item.property, item.value) for item in found} >= {
        ("xian-2017/8#d1", "kg:to", "2017-10-31"), ("xian-2017/8#d1", "kg:to", "2017-09-30"),
    }  # fmt: skip


def test_a_changed_name_is_a_disagreement(seeds: Path) -> None:
    text = read_text(str(seeds / "conghua-2017.txt")).replace("（区财政局负责，", "（区审计局负责，")
    found = {(item.subject, item.value, item.in_text) for item in disagreements(read_document(text), "conghua-2017")}
    assert found == {("conghua-2017/36#a1", "区审计局", True), ("conghua-2017/36#a1", "区财政局", False)} | {
        item for item in found if "/annex/" in item[0] or "#x" in item[0]
    }


def test_words_are_cut_from_the_users_copy(seeds: Path, tmp_path: Path) -> None:
    found = words(seeds, "xicheng-2017", "xicheng-2017/17")
    assert found.exact
    assert re.sub(r"\s", "", found.text).startswith("17.严格危险化学品废弃处置。")
    assert re.sub(r"\s", "", found.text).endswith("2020年4月底前完成）")
    copy = tmp_path / "xicheng-2017.txt"
    copy.write_text("\n\n" + (seeds / "xicheng-2017.txt").read_text(encoding="utf-8"), encoding="utf-8")
    again = words(tmp_path, "xicheng-2017", "17")
    assert not again.exact
    assert again.text == found.text


@pytest.mark.parametrize("name", IDS)
def test_positions_hold_every_task(name: str, documents: dict[str, Document]) -> None:
    committed = committed_positions(name)
    assert committed is not None
    assert committed.sha256 == documents[name].sha256
    assert {task.identifier for task in documents[name].tasks} <= set(committed.spans)


@pytest.mark.parametrize("name", IDS)
def test_no_prose_no_numbers_of_persons(name: str) -> None:
    turtle = (folder("ontology") / "documents" / f"{name}.ttl").read_text(encoding="utf-8")
    assert re.findall(r"1[3-9]\d{9}|(?<!\d)\d{8}(?!\d)|@\d+\.com", re.sub(r'"[0-9a-f]{64}"', "", turtle)) == []
    assert max(len(words) for words in re.findall(r'"((?:[^"\\]|\\.)*)"', turtle)) <= 90
