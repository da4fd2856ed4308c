"""The measurable and the named targets of a plan."""

from __future__ import annotations

import re

from kg.ingest.layout import Flow
from kg.ingest.model import Target
from kg.ingest.outline import Outline

_NUMBER = re.compile(
    r"(?P<label>[^，。；\n（）]{4,40}?)(?:（(?P<unit>[^（）]{1,10})）)?(?P<verb>控制在|不超过|不高于|低于|达到|不低于|不少于|高于|下降|降低|提高到|提升至)"
    r"(?P<value>\d+(?:\.\d+)?)(?P<after>%|人|起|个|‰)?(?P<tail>以内|以下|以上)?"
)
_AT_MOST = re.compile(r"控制在|不超过|不高于|低于|以内|以下")
_AT_LEAST = re.compile(r"不低于|不少于|高于|以上|达到|提高到|提升至|下降|降低")


def targets_in(flow: Flow, outline: Outline, by: str | None) -> list[Target]:
    """The targets under the headings that name targets, in order: those that a dash opens, and those with a figure."""
    found: list[Target] = []
    for item in outline.items:
        if item.level > 2 or "目标" not in item.title or item.children:
            continue
        for paragraph in flow.folded[item.words : item.end].split("\n"):
            heading = re.match(r"-{1,4}([^。，；]{4,30})。", paragraph)
            if heading:
                found.append(Target(heading[1], None, None, None, by))
            for match in _NUMBER.finditer(paragraph[:4000]):
                words = match.group()
                bound = "at_most" if _AT_MOST.search(words) else "at_least" if _AT_LEAST.search(words) else "equal"
                label = re.sub(r"^“?十[一二三四五]五”?(?:期间|时期)", "", match["label"])
                found.append(Target(label, match["value"], match["unit"] or match["after"], bound, by))
    return found
