"""Time limits in words, also those with an open end: no document held has one, a plan read tomorrow may."""

from __future__ import annotations

import pytest

from kg.answer.deadlines import WORDS, deadlines_text
from kg.answer.obligations import answer
from kg.knowledge import open_knowledge
from kg.profile.read import profile_from


@pytest.mark.parametrize(
    ("kind", "start", "end", "zh", "en"),
    [
        ("complete_by", None, "2018-08-31", "2018-08-31前完成", "complete by 2018-08-31"),
        ("complete_by", "2018-01-01", "2018-08-31", "2018-08-31前完成", "complete by 2018-08-31"),
        ("interim_by", None, None, "限期取得阶段性成果", "interim results by a date that is not given"),
        ("period", "2018-10-01", None, "2018-10-01起", "from 2018-10-01"),
        ("period", None, "2020-04-30", "至2020-04-30", "until 2020-04-30"),
        ("ongoing", None, None, "持续推进", "ongoing"),
        ("ongoing", None, "2020-04-30", "持续推进至2020-04-30", "ongoing until 2020-04-30"),
        ("on_event", None, None, "事件触发", "on an event"),
    ],
)
def test_one_deadline(kind: str, start: str | None, end: str | None, zh: str, en: str) -> None:
    deadline = {"kind": kind, "from": start, "to": end}
    assert [deadlines_text([deadline], WORDS[lang]) for lang in ("zh", "en")] == [zh, en]


def test_several_deadlines() -> None:
    found = [{"kind": "interim_by", "from": None, "to": "2018-08-31"}, {"kind": "period", "from": "2018-09-01", "to": "2020-04-30"}]
    assert deadlines_text(found, WORDS["zh"]) == "2018-08-31前取得阶段性成果，2018-09-01至2020-04-30"
    assert deadlines_text([], WORDS["en"]) == ""


@pytest.mark.parametrize(
    ("own", "zh", "en"),
    [
        # 第40号令第23条: 15日内; 消防法第16条: 每年至少; 安全生产许可证条例第9条: 期满前3个月; 第88号令第26条: 20个工作日内.
        ({"interval": "P15D", "interval_kind": "within", "text": "15日内"}, "事件触发（15日内）", "on an event (within 15 days)"),
        ({"interval": "P1Y", "interval_kind": "recurrence", "text": "每年至少1次"}, "事件触发（每年至少1次）", "on an event (at least every year)"),
        (
            {"interval": "P3M", "interval_kind": "before_end", "text": "期满前3个月"},
            "事件触发（期满前3个月）", "on an event (3 months before the term ends)",
        ),
        ({"interval": "PT1H", "interval_kind": "within", "text": "1小时内"}, "事件触发（1小时内）", "on an event (within one hour)"),
        ({"text": "20个工作日内"}, "事件触发（20个工作日内）", "on an event (within 20 working days)"),
        ({"text": "运输前"}, "事件触发（运输前）", "on an event (运输前)"),
    ],
)  # fmt: skip
def test_how_soon_after_the_event(own: dict[str, str], zh: str, en: str) -> None:
    deadline = {"kind": "on_event", "from": None, "to": None, **own}
    assert [deadlines_text([deadline], WORDS[lang]) for lang in ("zh", "en")] == [zh, en]


def test_an_answer_says_how_soon_a_provision_wants_it() -> None:
    """第26条 of 第88号令: a plan is filed within 20 working days of its publication."""
    knowledge = open_knowledge()
    profile = {"name": "某厂", "place": "110102", "activities": ["production"]}
    found = answer(knowledge, profile_from(profile, knowledge), "2022-06-01").obligations
    (filing,) = (o for o in found if o["duty"]["id"] == "rule_88_2016/26.1" and o["bearer"]["kind"] == "enterprise")
    assert deadlines_text(filing["deadlines"], WORDS["zh"]) == "事件触发（20个工作日内）"
