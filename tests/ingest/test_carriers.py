"""One task said in many forms: whatever carries a field, a number or a table, the reading is the same."""

from __future__ import annotations

import pytest

from kg.ingest.model import Document
from kg.ingest.reader import read_document

HEAD = """青山市人民政府办公室关于印发青山市燃气安全整治方案的通知
青政办发〔2021〕7号
青山市人民政府办公室
2021年3月5日
青山市燃气安全整治方案
一、总体要求
保障安全。
"""
SAID = [
    (1, "市住建局", "lead"), (1, "市应急局", "coordinate"), (1, "市公安局", "coordinate"), (1, "complete_by", "2021-06-30"),
    (2, "市市场监管局", "lead"), (2, "ongoing", None),
]  # fmt: skip


def _said(document: Document) -> list[tuple[int, str, str | None]]:
    said: list[tuple[int, str, str | None]] = []
    for task in document.tasks:
        said += [(task.number, item.agency, item.role) for item in task.assignments]
        said += [(task.number, item.kind, item.end) for item in task.deadlines]
    return said


FIELDS = {
    "colons": ("牵头单位：市住建局\n配合单位：市应急局、市公安局\n完成时限：2021年6月底", "牵头单位：市市场监管局\n完成时限：长期坚持"),
    "half-width colons": ("牵头单位:市住建局\n配合单位:市应急局,市公安局\n完成时限:2021年6月底", "牵头单位:市市场监管局\n完成时限:长期坚持"),
    "brackets": ("【牵头单位】市住建局\n【配合单位】市应急局、市公安局\n【完成时限】2021年6月底", "【牵头单位】市市场监管局【时限】长期坚持"),
    "short brackets": ("【牵头】市住建局\n【配合】市应急局、市公安局\n【时限】2021年6月底", "【牵头】市市场监管局【时限】长期坚持"),
    "blanks": ("牵头单位 市住建局\n配合单位 市应急局 市公安局\n完成时限 2021年6月底", "牵头单位  市市场监管局    完成时限  长期坚持"),
    "one line": ("牵头单位：市住建局  配合单位：市应急局、市公安局  完成时限：2021年6月底", "牵头单位：市市场监管局，完成时限：长期坚持"),
    "dashes before": ("——牵头单位：市住建局\n——配合单位：市应急局、市公安局\n——完成时限：2021年6月底", "——牵头单位：市市场监管局\n——完成时限：长期坚持"),
    "bullets": ("●牵头：市住建局  ●配合：市应急局、市公安局  ●时限：2021年6月底", "●牵头：市市场监管局  ●时限：长期坚持"),
    "为": ("（牵头单位为市住建局，配合单位为市应急局、市公安局，完成时限为2021年6月底）", "（牵头单位为市市场监管局，完成时限为长期坚持）"),
    "slashes": ("（牵头单位：市住建局；配合单位：市应急局/市公安局；完成时限：2021年6月底）", "（牵头单位：市市场监管局；完成时限：长期坚持）"),
    "square brackets": ("[牵头单位：市住建局 配合单位：市应急局 市公安局 完成时限：2021年6月底]", "[牵头单位：市市场监管局 完成时限：长期坚持]"),
    "verbs": ("（市住建局牵头，市应急局、市公安局配合，2021年6月底前完成）", "（市市场监管局牵头，长期坚持）"),
    "verbs in a field": ("（责任单位：市住建局牵头，市应急局，市公安局配合；完成时限：2021年6月底前）", "（责任单位：市市场监管局牵头；完成时限：长期坚持）"),
    "a last sentence": ("由市住建局牵头，市应急局、市公安局配合，2021年6月底前完成。", "由市市场监管局牵头，长期坚持。"),
    "inside a sentence": ("开展整治，由市住建局牵头，市应急局、市公安局要积极配合，2021年6月底前完成。", "此项工作由市市场监管局牵头，长期坚持。"),
}


@pytest.mark.parametrize("form", FIELDS)
def test_fields(form: str) -> None:
    first, second = FIELDS[form]
    document = read_document(f"{HEAD}二、重点任务\n1.排查管道。全面排查老旧管道。\n{first}\n2.整治气瓶。开展整治工作。\n{second}\n")
    assert _said(document) == SAID
    assert document.unparsed == []


@pytest.mark.parametrize("mark", ["{}.", "{}、", "{}．", "{}/", "{}）", "（{}）", "{} ", "第{}项 ", "任务{}：", "任务{} "])
def test_numbers(mark: str) -> None:
    first, second = FIELDS["verbs"]
    tasks = f"{mark.format(1)}排查管道。全面排查老旧管道。{first}\n{mark.format(2)}整治气瓶。开展整治。{second}\n"
    document = read_document(f"{HEAD}二、重点任务\n{tasks}")
    assert _said(document) == SAID
    assert [(task.section, task.title) for task in document.tasks] == [("二", "排查管道"), ("二", "整治气瓶")]


def test_decimal_numbers() -> None:
    first, second = FIELDS["verbs"]
    document = read_document(f"青山市燃气安全整治方案\n1 总体要求\n保障安全。\n2 重点任务\n2.1 排查管道。全面排查。{first}\n2.2 整治气瓶。开展整治。{second}\n")
    assert _said(document) == SAID
    assert [(task.section, task.title) for task in document.tasks] == [("2", "排查管道"), ("2", "整治气瓶")]


def test_chapters_and_sections_that_are_tasks() -> None:
    first, second = FIELDS["verbs"]
    document = read_document(f"{HEAD}二、重点任务\n（一）排查管道。全面排查。{first}\n（二）整治气瓶。开展整治。{second}\n")
    assert [(task.section, task.number) for task in document.tasks] == [("二", 1), ("二", 2)]
    document = read_document(f"{HEAD}二、重点任务\n（一）严控风险。（市应急局负责）\n1.排查管道。全面排查。{first}\n2.整治气瓶。开展整治。{second}\n")
    assert [(task.section, task.number) for task in document.tasks] == [("二（一）", 0), ("二（一）", 1), ("二（一）", 2)]


TABLES = {
    "tabs": "序号\t任务\t牵头单位\t配合单位\t时限\n1\t排查管道\t市住建局\t市应急局、市公安局\t2021年6月底\n2\t整治气瓶\t市市场监管局\t—\t长期坚持\n",
    "markdown": (
        "| 序号 | 任务 | 牵头单位 | 配合单位 | 时限 |\n|---|---|---|---|---|\n| 1 | 排查管道 | 市住建局 | 市应急局、市公安局 | 2021年6月底 |\n"
        "| 2 | 整治气瓶 | 市市场监管局 | | 长期坚持 |\n"
    ),
    "a drawn box": (
        "┌──┬──────┬──────┬──────┬──────┐\n│序号│任务│牵头单位│配合单位│时限│\n├──┼──────┼──────┼──────┼──────┤\n"
        "│1 │排查  │市住建│市应急局、│2021年6│\n│  │管道  │局    │市公安局│月底│\n├──┼──────┼──────┼──────┼──────┤\n"
        "│2 │整治气瓶│市市场监管局│  │长期坚持│\n└──┴──────┴──────┴──────┴──────┘\n"
    ),
    "plus and minus": (
        "+----+------+------+------+------+\n| 序号 | 任务 | 牵头单位 | 配合单位 | 时限 |\n+----+------+------+------+------+\n"
        "| 1 | 排查 | 市住建局 | 市应急局、 | 2021年6月底 |\n|   | 管道 |  | 市公安局 |  |\n+----+------+------+------+------+\n"
        "| 2 | 整治气瓶 | 市市场监管局 |  | 长期坚持 |\n+----+------+------+------+------+\n"
    ),
    "blanks": (
        "序号  任务      牵头单位      配合单位              时限\n"
        "1     排查      市住建局      市应急局、            2021年6月底\n"
        "      管道                    市公安局\n"
        "2     整治气瓶  市市场监管局                        长期坚持\n"
    ),
    "centred cells": (
        "序号    任务      牵头单位        配合单位           时限\n"
        "                                市应急局、\n"
        " 1    排查管道    市住建局                        2021年6月底\n"
        "                                市公安局\n\n"
        " 2    整治气瓶  市市场监管局                       长期坚持\n"
    ),
    "a heading on two lines": (
        "序  任 务       牵头          配合                  完成\n号              单位          单位                  时限\n"
        "1   排查管道    市住建局      市应急局、市公安局    2021年6月底\n2   整治气瓶    市市场监管局                        长期坚持\n"
    ),
    "two pages": (
        "序号  任务      牵头单位      配合单位              时限\n1     排查管道  市住建局      市应急局、市公安局    2021年6月底\n\n\n     — 3 —\n\n"
        "序号    任务        牵头单位        配合单位     时限\n2       整治气瓶    市市场监管局                 长期坚持\n"
    ),
    "one cell a line": "\n".join(
        ["\t序号", "\t任务", "\t牵头单位", "\t配合单位", "\t时限", "\t1", "\t排查管道", "\t市住建局", "\t市应急局、市公安局", "\t2021年6月底",
         "\t2", "\t整治气瓶", "\t市市场监管局", "\t—", "\t长期坚持", ""]
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", TABLES)
def test_tables(form: str) -> None:
    document = read_document(f"{HEAD}附件\n任务分工表\n\n{TABLES[form]}")
    assert _said(document) == SAID
    assert [task.title for task in document.tasks] == ["排查管道", "整治气瓶"]
    assert document.unparsed == []


def test_a_drawn_cell_that_covers_two_rows() -> None:
    document = read_document(
        f"{HEAD}附件\n┌──┬────┬────┐\n│序号│任务│责任单位│\n├──┼────┼────┤\n│1 │排查│市住建局│\n├──┼────┤    │\n│2 │整治│        │\n└──┴────┴────┘\n"
    )
    assert [(task.number, [item.agency for item in task.assignments]) for task in document.tasks] == [(1, ["市住建局"]), (2, ["市住建局"])]


def test_groups_of_a_table_inside_a_chapter_are_its_sections() -> None:
    rows = "序号\t任务\t责任单位\n（一）管道\n1\t排查管道。建立台账，限期整改\t市住建局\n（二）气瓶\n2\t整治气瓶\t市市场监管局\n"
    inside = read_document(f"{HEAD}一、总体要求\n坚持问题导向。\n二、重点任务\n{rows}三、保障措施\n加强领导。\n")
    assert [(task.section, task.section_title, task.number, task.title) for task in inside.tasks] == [
        ("二（一）", "管道", 1, "排查管道"), ("二（二）", "气瓶", 2, "整治气瓶"),
    ]  # fmt: skip
    annexed = read_document(f"{HEAD}一、总体要求\n坚持问题导向。\n附件\n任务分工表\n{rows}")
    assert [task.section for task in annexed.tasks] == ["（一）", "（二）"]


def test_words_behind_a_table_of_blanks_are_no_row() -> None:
    document = read_document(f"{HEAD}附件\n{TABLES['blanks']}\n主办：市住建局    督办：市政府办公室\n抄送：市委各部门。\n")
    assert _said(document) == SAID


def test_radicals_of_pdf_fonts_are_characters() -> None:
    document = read_document("⼀、⼯作任务\n1.严把⼊⼝关。（市⻝品药品监管局牵头，⼈⺠银⾏配合，2021年6⽉底前完成）\n")
    assert [item.agency for item in document.tasks[0].assignments] == ["市食品药品监管局", "人民银行"]
    assert document.tasks[0].deadlines[0].end == "2021-06-30"


def test_bearers_in_a_sentence_and_the_time_in_the_next() -> None:
    document = read_document(f"{HEAD}一、任务\n1.整治商户。对隐患逐一整治。由市商务局牵头，市公安局配合。2021年6月底前完成。\n2.排查管道。建立台账。2021年9月底前完成。\n")
    first, second = document.tasks
    assert [(item.agency, item.role) for item in first.assignments] == [("市商务局", "lead"), ("市公安局", "coordinate")]
    assert [(item.kind, item.end) for item in first.deadlines] == [("complete_by", "2021-06-30")]
    assert second.clause is None


def test_a_section_on_the_division_of_work() -> None:
    document = read_document(
        f"{HEAD}一、职责分工\n市住建局：负责燃气监管，组织排查管道，指导企业整改。\n市市场监管局：负责气瓶，牵头整治充装。\n二、保障措施\n加强领导。\n"
    )
    assert [(item.agency, item.role, item.scope) for task in document.tasks for item in task.assignments] == [
        ("市住建局", "responsible", "燃气监管"), ("市市场监管局", "responsible", "气瓶"), ("市市场监管局", "lead", "整治充装"),
    ]  # fmt: skip
    assert document.unparsed == []
