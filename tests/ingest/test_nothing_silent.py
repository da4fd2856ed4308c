"""What looks like a responsibility and is taken by no task is listed."""

from __future__ import annotations

import pytest

from kg.ingest.reader import read_document
from tests.ingest.test_carriers import HEAD

TASKS = "二、重点任务\n1.排查管道。（市住建局负责，2021年6月底前完成）\n"


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("2.宣传教育。市委宣传部要会同市住建局组织开展宣传，各新闻单位要予以配合。\n3.其他。\n", "市委宣传部要会同"),
        ("2.整治餐饮。市商务局牵头摸清底数，另行制定办法后再议，结果适时公布。\n", "市商务局牵头"),
        ("2.整治餐饮。在（市商务局牵头的专班）指导下开展。\n", "（市商务局牵头的专班）"),
        ("附件\n名称\t内容\t谁来干\n甲\t排查\t市住建局\n乙\t整治\t市商务局\n丙\t宣传\t市教育局\n", "名称 内容 谁来干"),
        ("2.整治餐饮。（2021年2月30日前完成）\n", "2021年2月30日前完成"),
        ("2.整治餐饮。（市商务局牵头，年年有余，2021年底前完成）\n", "年年有余"),
    ],
)
def test_it_is_listed(words: str, listed: str) -> None:
    document = read_document(HEAD + TASKS + words)
    assert any(listed in item.text for item in document.unparsed)
    assert all(item.reason for item in document.unparsed)


@pytest.mark.parametrize(
    "words",
    [
        "三、工作要求\n各单位要加强组织领导，主要负责人亲自抓，市安委办负责督促检查。\n",
        "2.落实主体责任。企业主要负责人对本单位安全生产负责，施工单位负责整改。（市应急局负责）\n",
        "2.整治餐饮。由市商务局负责摸排，市住建局负责改造。（责任单位：市商务局、市住建局）\n",
        "主办：市住建局    督办：市政府办公室\n",
    ],
)
def test_what_is_said_otherwise_or_concerns_others_is_not(words: str) -> None:
    assert read_document(HEAD + TASKS + words).unparsed == []


def test_a_division_of_work_that_is_not_understood() -> None:
    document = read_document("整治方案\n一、职责分工\n市住建局：负责燃气监管，会同以下各方参与联合整治。\n市市场监管局：负责气瓶。\n")
    assert [item.agency for task in document.tasks for item in task.assignments] == ["市市场监管局"]
    assert any("市住建局" in item.text for item in document.unparsed)
