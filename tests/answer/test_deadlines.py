"""Time limits in words, also those with an open end: no document held has one, a plan read tomorrow may."""

from __future__ import annotations

import pytest

from kg.answer.deadlines import WORDS, deadlines_text


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
