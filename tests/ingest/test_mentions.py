"""Which stages and hazards words name, and which everyday words name none."""

from __future__ import annotations

import pytest

from kg.ingest.mentions import activities_in, hazards_in
from kg.ingest.provisions import said_in


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("督促生产经营单位落实安全生产责任", []),
        ("加强餐饮经营单位管理", []),
        ("同时设计、同时施工、同时投入生产和使用", []),
        ("特种设备使用单位", []),
        ("提高企业依法生产经营的自觉性", []),
        ("传递给用户、使用人员", []),
        ("强化无储存经营企业的安全监管", ["trade"]),
        ("涉危使用单位每年报告", ["use"]),
        ("危险化学品生产、储存、使用、经营、运输和废弃处置", ["production", "storage", "use", "trade", "transport", "disposal"]),
        ("危险化学品生产经营企业", ["production", "trade"]),
        ("危险化学品（危险货物）托运人", ["consignment"]),
        ("督促危险化学品进口企业办理登记", ["import_export"]),
        ("食品生产企业", []),
    ],
)
def test_activities(words: str, named: list[str]) -> None:
    assert activities_in(words) == named


def test_hazards() -> None:
    assert hazards_in("实施电梯、起重机械、压力容器整治，推进气瓶充装信息化，针对油库、加油站") == ["电梯", "起重机械", "压力容器", "气瓶", "油库", "加油站"]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("引导鼓励危险化学品企业持续开展安全生产标准化建设", []),
        ("鼓励有条件的企业建设智能工厂，不得搞形式主义", []),
        ("化工园区所在地人民政府应出台控制措施", []),
        ("对整改不到位的，要依法依规加大处罚力度", []),
        ("存在重大隐患的，应立即停产整改", [("obligation", "存在重大隐患的", False)]),
        ("督促生产企业和使用单位落实制度，不得擅自变更", [("obligation", "生产企业和使用单位", True), ("prohibition", "生产企业和使用单位", True)]),
        ("严禁在化工园区外新建危险化学品项目", [("prohibition", "化工园区外", False)]),
        ("严禁运输企业超载", [("prohibition", "运输企业", False)]),
    ],
)
def test_what_a_sentence_asks(words: str, asks: list[tuple[str, str, bool]]) -> None:
    assert said_in(words, words) == asks
