"""Deadlines in words, for texts, tables and pictures alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# By language and kind of deadline; `joint` stands between two.
WORDS = {
    "zh": {
        "complete_by": "{to}前完成", "interim_by": "{to}前取得阶段性成果", "period": "{from}至{to}", "ongoing": "持续推进",
        "on_event": "事件触发", "joint": "，",
    },
    "en": {
        "complete_by": "complete by {to}", "interim_by": "interim results by {to}", "period": "{from} to {to}", "ongoing": "ongoing",
        "on_event": "on an event", "joint": ", ",
    },
}  # fmt: skip


def deadlines_text(deadlines: Iterable[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """Deadlines (`kind`, `from`, `to`) as one phrase: `2018-08-31前取得阶段性成果，2018-09-01至2020-04-30`; empty for none.

    `words` are those of one language, and may hold others beside them.
    """
    return words["joint"].join(words[deadline["kind"]].format(**deadline) for deadline in deadlines)
