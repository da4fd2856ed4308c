"""What a column of a table of tasks holds, by the words of its heading."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.ingest.glyphs import fold
from kg.ingest.labels import LABELS, ROLES

_COLUMNS = {
    **LABELS,
    "lead": LABELS["lead"] + r"|牵头|主办|牵头(?:科室|处室)",
    "responsible": LABELS["responsible"] + r"|责任(?:科室|处室|乡镇)|负责|责任落实",
    "coordinate": LABELS["coordinate"] + r"|配合|协办",
    "deadline": LABELS["deadline"] + r"|完成日期|截止时间|截止日期|完成年限|实施年限|起止时间|时限",
    "number": r"序号|编号|项次|No\.?|号",
    "title": r"工作任务|任务名称|项目名称|任务|重点任务|主要任务|工作事项|事项|整治任务|工作项目|目标任务|任务事项|具体任务|整治内容|重点工作",
    "section": r"主要工作|类别|分类|任务类别|工作类别|项目|领域|重点领域|一级任务|方面|任务分类|专项|工作专项",
    "content": r"具体内容|工作内容|任务内容|工作措施|主要内容|工作要求|具体措施|主要措施|任务要求|工作举措|具体工作|内容|措施|工作标准|目标|工作目标|具体要求|落实措施|任务措施|重点内容|年度目标",
}


@lru_cache(maxsize=4096)
def column_kind(header: str) -> str | None:
    """What a column with this heading holds, or None when the heading is not of the genre."""
    words = re.sub(r"[\s　]+", "", fold(header)).rstrip("：")
    words = re.sub(r"（[^（）]*）$", "", words)
    if not words or len(words) > 14 or re.search("[：；。]", words):
        return None
    for kind, pattern in _COLUMNS.items():
        if re.fullmatch(pattern, words):
            return kind
    if re.search(r"责任人|领导|电话|联系", words):
        return "ignored"
    for kind, sign in (("responsible", r"牵头.*(?:责任|配合)|责任.*牵头"), ("lead", "牵头|主办"), ("coordinate", "配合|协办|参与(?:单位|部门)"),
                       ("responsible", r"(?:责任|落实|实施|承办)(?:单位|部门|主体|科室)"), ("deadline", r"时限|期限|完成时间|时间节点"),
                       ("title", r"(?:任务|事项|项目)$"), ("content", r"(?:内容|措施|举措|要求|标准|目标)$"), ("section", r"(?:类别|领域|分类|方面)$")):
        if re.search(sign, words):
            return kind
    return None


def header_width(cells: list[str]) -> int:
    """How many of the first cells make up a heading row: 0 when they are no table of tasks."""
    kinds: list[str] = []
    for words in cells:
        kind = column_kind(words)
        if kind is None:
            break
        kinds.append(kind)
    return len(kinds) if any(kind in ROLES for kind in kinds) and len(kinds) >= 2 else 0
