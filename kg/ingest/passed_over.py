"""What looks like a responsibility and was taken by no task: said, never dropped.

Looked at are labelled fields, sentences whose phrases the clause grammar reads as bodies with a role, brackets that
name a lead in the middle of a sentence, and tables with a column of bodies under headings that are not understood.
Closing sections (保障措施, 工作要求 …) and phases are about how the plan itself is run: there a labelled field counts,
a sentence does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from kg.ingest import clause_grammar
from kg.ingest.bodies import looks_like_body
from kg.ingest.grid import TableText
from kg.ingest.labels import LABEL, ROLES, label_kind, opens_value
from kg.ingest.layout import Flow
from kg.ingest.model import Misread
from kg.ingest.outline import Item, Outline

_SENTENCE = re.compile(r"[^。；\n]+")
_PHRASE = re.compile(r"[^，：]+")
_VERB = re.compile(r"(?:总?牵头|主办|负责(?!人)|按(?:照)?(?:各自)?(?:的)?职[责能](?:分工)?|配合|承办|协办|抓好落实|组织落实)")
_ASKED = re.compile(
    r"(?:[^由]{0,20}由)?(?P<names>[^由]{2,80}?)(?:要|应当?|须|将)?(?:积极|密切|切实|具体|统一|认真)*"
    r"(?:总?牵头|主办|负责(?!人)|会同|承办|协办|组织实施|抓好落实|组织落实|按(?:照)?(?:各自)?的?职[责能])"
)
_QUICK = re.compile(r"牵头|会同|组织实施|负责(?!人)|职责|配合|承办|协办|抓好落实|组织落实")
# Those that are governed, and those who run the plan.
_NOT_BEARERS = re.compile(r"(?:企业|生产经营单位|业主|公司|(?<!成员)(?<!有关)(?<!相关)(?<!责任)(?<!各)单位)$|^(?:各级|各地区?|各部门|各单位|各地各部门)$|领导小组|指挥部|联席会议|专班|工作组")
_ASIDE = re.compile(r"要求|保障|目标|思想|组织|领导|步骤|时间|进度|形势|原则|现状|附则|总体|背景|意义|阶段|考核|督查|督导|验收|总结|机构|监督检查")
_BRACKET = re.compile(r"（(?P<inside>[^（）\n]{4,80})）")
_LEADS = re.compile(r"牵头|按职责分工|(?:牵头|责任|配合)(?:单位|部门)：")
# The foot of a printed document: 主办：…  承办：….
_PRINTER = re.compile(r"(?:主办|承办|督办)(?:单位|部门)?：")
_LONGEST_SENTENCE = 400
_LONGEST_SHOWN = 120
_ROWS_LOOKED_AT = 40


class Taken:
    """The stretches of a flow that were understood, or reported already."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [first for first, _ in self._spans]

    def last_end(self, first: int, last: int) -> int:
        """Where the last stretch that begins between two places ends; 0 when none does."""
        place = bisect_right(self._starts, last) - 1
        return self._spans[place][1] if place >= 0 and self._starts[place] >= first else 0

    def __contains__(self, at: int) -> bool:
        place = bisect_right(self._starts, at) - 1
        return place >= 0 and at < self._spans[place][1]


def passed_over(flow: Flow, outline: Outline, taken: Taken, tables: list[TableText]) -> list[Misread]:
    """The words that look like responsibilities outside what was taken, and outside the tables of tasks; `tables` are
    the other ones."""
    found = _fields(flow, taken) + _brackets(flow, taken)
    for item in outline.items:
        if not item.is_part and not _is_aside(item):
            # What stands before an item's clause says what to do; the clause says who.
            end = item.own_end()
            found += _sentences(flow, max(item.words, taken.last_end(item.words, end)), end, taken)
    if not outline.items:
        found += _sentences(flow, 0, len(flow.text), taken)
    return found + [odd for table in tables if (odd := _table(table)) is not None]


def _is_aside(item: Item) -> bool:
    above: Item | None = item
    while above is not None:
        if above.level < 3 and _ASIDE.search(above.title):
            return True
        above = above.parent
    return False


def _fields(flow: Flow, taken: Taken) -> list[Misread]:
    found: list[Misread] = []
    for label in LABEL.finditer(flow.folded):
        if _PRINTER.match(flow.folded, label.start()):
            continue
        value = flow.folded[label.end() : label.end() + 60].lstrip("\n")
        if label_kind(label) in ROLES and label.start() not in taken and opens_value(label_kind(label), value):
            shown = flow.text[label.start() : label.end() + 60].split("\n")[0]
            found.append(Misread(shown, "a labelled field that belongs to no task", flow.position(label.start())))
    return found


def _brackets(flow: Flow, taken: Taken) -> list[Misread]:
    found: list[Misread] = []
    for bracket in _BRACKET.finditer(flow.folded):
        if bracket.start() not in taken and _LEADS.search(bracket["inside"]) and _bears(bracket["inside"]):
            shown = flow.text[bracket.start() : bracket.end()]
            found.append(Misread(shown, "looks like a responsibility clause inside a sentence", flow.position(bracket.start())))
    return found


def _sentences(flow: Flow, first: int, last: int, taken: Taken) -> list[Misread]:
    found: list[Misread] = []
    for sentence in _SENTENCE.finditer(flow.folded, first, last):
        words = re.sub(r"^\n|（[^（）]*）", "", sentence.group())
        if sentence.start() in taken or sentence.end() - 1 in taken or len(words) > _LONGEST_SENTENCE or not _QUICK.search(words):
            continue
        if _bears(words):
            shown = flow.text[sentence.start() : sentence.end()][:_LONGEST_SHOWN]
            found.append(Misread(shown, "reads like a responsibility, outside any clause", flow.position(sentence.start())))
    return found


def _bears(words: str) -> bool:
    """Whether some phrase names bodies in front of a verb that gives a role."""
    for phrase in _PHRASE.findall(words):
        if not _QUICK.search(phrase) or len(phrase) > 120:
            continue
        duty = clause_grammar.duty(phrase)
        if duty is not None and _VERB.match(phrase, duty.bodies[-1].last):
            names = [phrase[body.first : body.last] for body in duty.bodies]
        else:
            asked = _ASKED.match(phrase)
            names = re.split("[、和及]", asked["names"]) if asked else []
        if names and all(looks_like_body(name) and not _NOT_BEARERS.search(name) for name in names):
            return True
    return False


def _table(table: TableText) -> Misread | None:
    """A table with a column of bodies under a heading that says nothing of roles."""
    rows = [row for row in table.rows[:_ROWS_LOOKED_AT] if len(row) > 1]
    if len(rows) < 3:
        return None
    for place in range(max(len(row) for row in rows)):
        column = [re.split("[、，；/ ]", row[place][0])[0] for row in rows[1:] if place < len(row) and row[place][0]]
        if len(column) * 2 >= len(rows) and sum(looks_like_body(name) for name in column) * 3 >= len(column) * 2:
            shown = " ".join(words for words, _ in rows[0])[:_LONGEST_SHOWN]
            return Misread(shown, "a table with a column of bodies whose headings are not understood", table.position)
    return None
