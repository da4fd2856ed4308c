"""Deadlines in words, for texts, tables and pictures alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# By language, and by the kind of a deadline with the ends that it has; a kind by itself stands for all that is not listed with
# its ends. `joint` stands between two. What a deadline says in words of its own is translated where it is said often.
WORDS = {
    "zh": {
        "complete_by": "限期完成", "complete_by to": "{to}前完成", "interim_by": "限期取得阶段性成果", "interim_by to": "{to}前取得阶段性成果",
        "period": "期限未定", "period from": "{from}起", "period to": "至{to}", "period from to": "{from}至{to}",
        "ongoing": "持续推进", "ongoing from": "{from}起持续推进", "ongoing to": "持续推进至{to}", "ongoing from to": "{from}至{to}持续推进",
        "on_event": "事件触发", "joint": "，", "detail": "{when}（{detail}）",
    },
    "en": {
        "complete_by": "complete by a date that is not given", "complete_by to": "complete by {to}",
        "interim_by": "interim results by a date that is not given", "interim_by to": "interim results by {to}",
        "period": "in a period that is not given", "period from": "from {from}", "period to": "until {to}",
        "period from to": "{from} to {to}",
        "ongoing": "ongoing", "ongoing from": "ongoing from {from}", "ongoing to": "ongoing until {to}",
        "ongoing from to": "ongoing from {from} to {to}", "on_event": "on an event", "joint": ", ",
        "detail": "{when} ({detail})", "recurrence": "at least every {interval}", "within": "within {interval}",
        "before_end": "{interval} before the term ends", "retention": "kept for {interval}", "limit": "{interval} at most",
        "定期": "regularly", "及时": "promptly", "立即": "at once", "10个工作日内": "within 10 working days",
        "15个工作日内": "within 15 working days", "20个工作日内": "within 20 working days",
    },
}  # fmt: skip
_UNITS = {"D": "day", "M": "month", "Y": "year", "H": "hour"}  # all that the data uses: tests/ontology/test_statutes.py


def deadlines_text(deadlines: Iterable[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """Deadlines (`kind`, `from`, `to`) as one phrase: `2018-08-31前取得阶段性成果，2018-09-01至2020-04-30`; empty for none.
    One with an `interval` or a `text` says it in brackets: `事件触发（15日内）`, `on an event (within 15 days)`.

    `words` are those of one language, and may hold others beside them.
    """
    return words["joint"].join(_one(deadline, words) for deadline in deadlines)


def _one(deadline: Mapping[str, Any], words: Mapping[str, str]) -> str:
    ends = [end for end in ("from", "to") if deadline[end]]
    # What must be complete by a day has no need of the day from which it counts.
    for form in (" ".join([deadline["kind"], *ends]), f"{deadline['kind']} {'to' if 'to' in ends else ''}", deadline["kind"]):
        if form in words:
            when, detail = words[form].format(**deadline), _detail(deadline, words)
            return words["detail"].format(when=when, detail=detail) if detail else when
    raise KeyError(deadline["kind"])


def _detail(deadline: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """How soon or how often: the interval where the language has words for it, else as the provision says it."""
    interval, kind = deadline.get("interval"), deadline.get("interval_kind") or ""
    if interval and kind in words:
        number, unit = interval.removeprefix("P").removeprefix("T")[:-1], _UNITS[interval[-1]]
        one = f"one {unit}" if kind != "recurrence" else unit
        return words[kind].format(interval=one if number == "1" else f"{number} {unit}s")
    text = deadline.get("text") or ""
    return words.get(text, text)
