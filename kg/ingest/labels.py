"""Labelled fields: 牵头单位：…, 【完成时限】…, 责任单位为…, ——配合部门 ….

A field is a label and its value, whatever stands between them: a colon, brackets around the label, 为, or blanks.
`LABEL` finds a label in folded text; its group names say what the value is (a role, `deadline`, or `ignored`).
Blanks are gone from a flow, so `blanks_of_fields` puts the sign that each blank of a line with fields stands for.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kg.ingest.bodies import both_bodies, looks_like_body, names_field
from kg.ingest.dates import POINT
from kg.ingest.glyphs import fold
from kg.ingest.model import AGGREGATE, COORDINATE, LEAD, RESPONSIBLE

ROLES = (LEAD, RESPONSIBLE, COORDINATE, AGGREGATE)

_ORGAN = r"(?:单位|部门|处室|科室|机构|主体|领导小组)(?:（(?:单位|部门|机构|处室|科室|主体|地区|盖章)）)?"
_LEVEL = r"(?:[省市区县]级|本级|主要|第一|具体)?"
LABELS = {
    LEAD: rf"(?:共同|总)?(?:牵头|主办|主责|第一责任|主要责任|首要责任)(?:（(?:责任|负责|主办)）)?(?:责任|负责|落实|实施)?{_ORGAN}(?:[和及、]责任{_ORGAN})?|(?:总?牵头|主办)",
    COORDINATE: rf"(?:主要)?(?:配合|协办|参与|参加|协同|协助|支持|联办|会办|协作|协调)(?:责任|落实|实施)?{_ORGAN}|配合|协办|参与",
    AGGREGATE: rf"汇总{_ORGAN}",
    RESPONSIBLE: rf"{_LEVEL}(?:责任|落实|实施|承办|负责|承担|执行|完成|建设|主管|分工|工作|监管|整改|组织)(?:（(?:牵头|配合)）)?(?:落实|负责|实施)?{_ORGAN}|(?:责任|任务|职责|工作)分工|(?<![\u4e00-\u9fff）])责任(?=：)",
    "deadline": r"(?:计划|拟|预计)?(?:完成|办结|整改|实施|推进|工作|落实|达标|任务|截止|起止|整治|办理|建设|目标)?(?:时限|时间节点|时间|期限|日期|年限|进度|时序进度)(?:要求|安排|进度|节点)?",
    "ignored": r"(?:第一|直接|主要)?责任(?:人|领导)|(?:牵头|分管|包保|包抓|市级|区级|县级|主管|挂牌|督办|联系|责任)领导|联系人(?:及电话)?|联系电话|电话|备注|邮箱|传真",
}  # fmt: skip
_WORDS = "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items())
LABEL_WORD = re.compile("|".join(LABELS.values()))
# Folding turns 【 and 〔 into （. Only behind a sign of division may 为 follow a label: 以市住建局为责任单位为… is prose.
# Behind a word that is no part of a sentence a label may also be followed by 为 or a dash, or stand alone in brackets
# (【牵头】; 市住建局（牵头） notes the role of the body before it).
LABEL = re.compile(
    rf"(?P<open>（(?=[^（）]{{4,16}}）：?[\u4e00-\u9fff“\d])|(?<![\u4e00-\u9fff）])（(?=[^（）]{{2,3}}）：?[\u4e00-\u9fff“\d]))?"
    rf"(?P<apart>(?<![\u4e00-\u9fff）]))?(?:{_WORDS})(?(open)）：?|(?(apart)(?:：+|为：?|-{{1,2}})|：+))"
)
LABEL_OF_BODIES = re.compile("(?:" + "|".join(f"(?:{LABELS[role]})" for role in ROLES) + r")(?:：|）：?)")
_BARE = re.compile(rf"[-；*>]*（?(?:{_WORDS})(?P<close>）?：?)")
_WITH_SIGN = re.compile(rf"[-；*>]*（?(?:{_WORDS})(?:：|）：?)")
_TIMELY = re.compile(rf"(?:{POINT})|长期|持续|每|全年|常年|立即|即日|(?:19|20)\d\d|按")
_ROLE_VERB = re.compile("牵头|负责|配合|协助|参与|参加|承办|主办|协办|会同|汇总|分别|共同|分工|落实|实施")
_TERMINAL = "。！？：；）”…、，"
_TERMINAL_INSIDE = re.compile(r"[，。：；、\d]")
_LONGEST_LINE = 600


def opens_value(kind: str | None, words: str) -> bool:
    """Whether words can be the value of a field: names of bodies, or a time."""
    folded = fold(words)
    if kind == "deadline":
        return _TIMELY.match(folded) is not None
    first = re.split("[、，；。/]|等", folded)[0]
    return kind in ROLES and (looks_like_body(first) or names_field(first)) and not _BARE.match(first)


def only_names(pieces: list[str]) -> bool:
    """Whether the pieces of a line are names of bodies and nothing else, as of those who sign together."""
    folded = [fold(words) for words in pieces]
    if any(len(words) > 40 or _TERMINAL_INSIDE.search(words) for words in folded):
        return False
    return looks_like_body(folded[0]) and all(both_bodies(*pair) for pair in pairwise(folded))


def blanks_of_fields(pieces: list[str]) -> list[str]:
    """What the blank before each piece of a line stands for (the first is empty): a colon behind a bare label, a
    semicolon before the next label, a comma between the names of a list, else nothing."""
    signs = [""] * len(pieces)
    if len(pieces) < 2 or sum(map(len, pieces)) > _LONGEST_LINE:
        return signs
    if only_names(pieces):
        # Nothing but names: those who sign together.
        return ["", *("、" for _ in pieces[1:])]
    field: str | None = None
    shares_work = _ROLE_VERB.search("".join(pieces)) is not None
    for at, words in enumerate(pieces):
        folded = fold(words)
        bare, signed = _BARE.fullmatch(folded), _WITH_SIGN.match(folded)
        if bare and not bare["close"] and not signs[at]:
            kind = label_kind(bare)
            known = field is not None and kind == "ignored"
            if at + 1 == len(pieces) or not (known or opens_value(kind, pieces[at + 1])):
                bare = None
            else:
                signs[at + 1] = "：" if fold(pieces[at + 1])[0] != "：" else ""
        if bare or signed:
            if at and fold(pieces[at - 1])[-1] not in _TERMINAL:
                signs[at] = "；"
        elif at and (field in ROLES or shares_work) and not signs[at] and _both_bodies(pieces[at - 1], words):
            signs[at] = "、"
        labels = list(LABEL.finditer(folded))
        field = label_kind(bare) if bare else label_kind(labels[-1]) if labels else field
    return signs


def with_signs_for_blanks(text: str) -> str:
    """The text with the sign that each blank inside a line stands for: a comma between the names of a list."""
    if not re.search(r"\S[ \t\u3000]+\S", text):
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        pieces = line.split()
        signs = blanks_of_fields(pieces)
        lines.append("".join((sign or " ") + words for sign, words in zip(signs, pieces, strict=True)).lstrip())
    return "\n".join(lines)


def label_kind(found: re.Match[str] | None) -> str | None:
    """What a match of `LABEL` announces: a role, `deadline` or `ignored`."""
    return next((name for name in LABELS if found[name]), None) if found else None


def _both_bodies(before: str, behind: str) -> bool:
    """Whether one name ends here and another begins."""
    left = fold(before)
    if left[-1] != "）":
        left = re.split("[：、，；。（]", left)[-1]
    right = re.split(f"[：、，；。（）]|等|按|{_ROLE_VERB.pattern}", fold(behind))[0]
    return both_bodies(re.sub("^.*：", "", left), right) and not LABEL_OF_BODIES.match(fold(behind))
