"""Where the responsibility clauses stand in a text: in parentheses, on labelled lines, or as a last sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ingest.bodies import all_bodies, looks_like_body
from kg.ingest.clause import LONGEST_CLAUSE, parse_clause
from kg.ingest.deadline_grammar import STARTS_LIKE_ONE
from kg.ingest.glyphs import fold
from kg.ingest.labels import LABEL, LABEL_WORD, label_kind
from kg.ingest.layout import Flow
from kg.ingest.model import Clause, Misread
from kg.ingest.outline import LONGEST_TITLE

_ROLE_WORDS = re.compile(
    r"牵头|负责|配合|按.{0,6}(?:职责|分工)|分工|责任(?:单位|部门|主体|人)|(?:落实|实施|参与|协助|主办|协办|承办)(?:单位|部门|。|，|；|$)|会同"
)
_STRONG = re.compile(r"牵头|按.{0,4}职责|负责(?:[，；。）]|$|落实|推进)|(?:责任|配合|牵头)(?:单位|部门)：|负责.{2,30}[，；].{2,30}负责|承办|协办")
# Under a heading on the division of work the verb alone will do.
_BEARING = re.compile(rf"{_STRONG.pattern}|负责|负(?:总|主|首)责|配合|承担|会同|组织实施|组织落实")
_DEFINITION = re.compile(
    r"^(?:以下|简称|下称|下同|含|包括|不含|设在|见|详见|即|注[：:]|注意|附|联系人|其中|如|例如|电话|试行|暂行|第|一|二|或|和|从|但|除|负责|负有|重点|主要|(?>\d+)(?![年月]))"
)
_TIME_WORDS = re.compile(r"完成|推进|坚持|成果|提升|长期|持续|底前|月前|日前|期限|时限")
# What the name of a body of government opens with.
_LEVELS = frozenset("国省市区县州盟旗镇乡街各自驻公应住交教财发农水生卫")
_OPENS_WITH_BEARER = re.compile(r"(?:（[一二三四五六七八九十]{1,3}）|\d{1,2}[.、])?(?P<name>[^，。；：、由]{2,24}?)(?:：|：?(?:具体|主要)?(?:负责|牵头))")
_BULLETS = "-；*>"
_SENTENCE_END = "。；！？）\n：”》"


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause with its place in the flow (its brackets included)."""

    clause: Clause
    first: int
    last: int


def clauses_between(
    flow: Flow, first: int, last: int, year: int | None, last_sentence: bool = False
) -> tuple[list[FoundClause], list[Misread]]:
    """The clauses between two places of a flow, in order, and what looks like one and is none.

    `last_sentence` lets a closing sentence without parentheses count, where no other clause is found.
    """
    misread: list[Misread] = []
    found = _in_brackets(flow, first, last, year, misread)
    found += _labelled(flow, first, last, year, [(item.first, item.last) for item in found])
    found.sort(key=lambda item: item.first)
    found = _joined(flow, found, year)
    if not found and last_sentence:
        found = _last_sentence(flow, first, last, year)
    return found, misread


def top_level_brackets(folded: str, first: int, last: int) -> list[tuple[int, int]]:
    """The outermost matched （…） as (open, behind the close); stray ones are passed over. Linear in length."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    quoted = 0
    for found in re.compile("[（）《》]").finditer(folded, first, last):
        sign = found.group()
        if sign == "《":
            quoted += 1
        elif sign == "》":
            quoted = max(0, quoted - 1)
        elif quoted:
            continue
        elif sign == "（":
            opened.append(found.start())
        elif opened:
            pairs.append((opened.pop(), found.end()))
    pairs.sort()
    outer: list[tuple[int, int]] = []
    for pair in pairs:
        if not outer or pair[0] >= outer[-1][1]:
            outer.append(pair)
    return outer


def _in_brackets(flow: Flow, first: int, last: int, year: int | None, misread: list[Misread]) -> list[FoundClause]:
    found: list[FoundClause] = []
    for start, end in top_level_brackets(flow.folded, first, last):
        inner = flow.folded[start + 1 : end - 1].replace("\n", "")
        if len(inner) < 3 or _DEFINITION.match(inner) or LABEL_WORD.fullmatch(inner):
            continue
        closes = start == first or flow.folded[start - 1] in _SENTENCE_END
        opens = end >= last or flow.folded[end] in "\n。；，）" or closes
        # 3.专项整治（市应急局）: names alone behind a heading that no stop ends.
        closes = closes or ((end >= last or flow.folded[end] == "\n") and start - first <= LONGEST_TITLE and _only_names(inner))
        kind = _kind(inner, closes, opens)
        if kind is None:
            continue
        if len(inner) > LONGEST_CLAUSE:
            misread.append(Misread(inner[:60] + "…", "longer than any responsibility clause", flow.position(start)))
            continue
        clause = parse_clause(flow.text[start:end], year)
        if _acceptable(clause, kind, closes):
            clause.unparsed = [Misread(m.text, m.reason, flow.position(start)) for m in clause.unparsed]
            found.append(FoundClause(clause, start, end))
        elif closes and (_STRONG.search(inner) or kind == "names"):
            misread.append(Misread(clause.text, "looks like a responsibility clause; no body understood", flow.position(start)))
        elif closes and kind == "time" and clause.deadlines and clause.unparsed:
            misread += [Misread(odd.text, odd.reason, flow.position(start)) for odd in clause.unparsed]
    return found


def _only_names(inner: str) -> bool:
    names = re.split("[、，；]", re.sub(r"（[^（）]*）", "", inner))
    return all(looks_like_body(re.sub(r"等.*$", "", name) or "某局") and name[:1] in _LEVELS for name in names)


def _kind(inner: str, closes: bool, opens: bool) -> str | None:
    """What a bracket could be: a duty, bare names, bare time, or nothing of ours."""
    if LABEL.search(inner) or (_ROLE_WORDS.search(inner) and opens):
        return "duty"
    if not closes:
        return None
    names = [name for name in re.split(r"[、，；]", re.sub(r"（[^（）]*）", "", inner)) if name]
    bodies = [name for name in names if not STARTS_LIKE_ONE.match(name)]
    if bodies and all(looks_like_body(re.sub(r"等.*$", "", name) or "某局") for name in bodies):
        return "names"
    if names and "、" in inner and looks_like_body(names[0]) and opens:
        return "names"
    return "time" if _TIME_WORDS.search(inner) else None


def _acceptable(clause: Clause, kind: str, closes: bool) -> bool:
    if kind == "time":
        return bool(clause.deadlines) and not clause.unparsed and not clause.assignments
    if kind == "names":
        return bool(clause.assignments) and not clause.unparsed
    if not clause.assignments and not clause.deadlines:
        return False
    if clause.unparsed and not closes:
        return False
    return bool(clause.assignments) or not clause.unparsed or LABEL.search(fold(clause.text)) is not None


def _labelled(flow: Flow, first: int, last: int, year: int | None, taken: list[tuple[int, int]]) -> list[FoundClause]:
    """责任单位：… 完成时限：…: from the first label to the end of the paragraphs that labels open."""
    found: list[FoundClause] = []
    at = first
    inside = 0
    while True:
        label = LABEL.search(flow.folded, at, last)
        if label is None:
            return found
        start = label.start()
        while inside < len(taken) and taken[inside][1] <= start:
            inside += 1
        if inside < len(taken) and taken[inside][0] < start:
            at = taken[inside][1]
            continue
        if (start > first and flow.folded[start - 1] not in _SENTENCE_END + "【，、-*>（") or label_kind(label) == "ignored":
            at = label.end()
            continue
        end = _end_of_labels(flow.folded, start, last)
        if start > first and flow.text[start - 1] in "【〔［[":
            start -= 1
        clause = parse_clause(flow.text[start:end], year, lines_divide=True) if end - start <= LONGEST_CLAUSE else Clause("")
        if clause.assignments or (clause.deadlines and not clause.unparsed):
            clause.unparsed = [Misread(m.text, m.reason, flow.position(start)) for m in clause.unparsed]
            found.append(FoundClause(clause, start, end))
        at = max(end, label.end())


def _end_of_labels(folded: str, start: int, last: int) -> int:
    end = folded.find("\n", start, last)
    while end >= 0:
        runs_on = folded[end - 1] in "、，：" or (end + 1 < last and folded[end + 1] in "、，")
        following = folded.find("\n", end + 1, last)
        # A line of its own between two labels (各市…负责零售环节) still belongs to the clause.
        between = 0 <= following <= end + 60 and LABEL.match(folded, following + 1, last) and "负责" in folded[end:following]
        if not runs_on and not between and not _opens_with_label(folded, end + 1, last):
            return end
        if following < 0:
            break
        end = following
    return last


def _opens_with_label(folded: str, at: int, last: int) -> bool:
    """Whether a labelled field stands at the place, behind dashes or not (——责任单位：…)."""
    while at < last and folded[at] in _BULLETS:
        at += 1
    return LABEL.match(folded, at, last) is not None


def _joined(flow: Flow, found: list[FoundClause], year: int | None) -> list[FoundClause]:
    """（区应急局负责）（2018年底前完成）: a time right behind a clause belongs to it."""
    joined: list[FoundClause] = []
    for item in found:
        before = joined[-1] if joined else None
        adjacent = before is not None and not flow.text[before.last : item.first].strip("。；，\n")
        if before is not None and adjacent and not item.clause.assignments and not before.clause.deadlines:
            clause = Clause(
                f"{before.clause.text}；{item.clause.text}", before.clause.assignments, item.clause.deadlines,
                before.clause.unparsed + item.clause.unparsed,
            )  # fmt: skip
            joined[-1] = FoundClause(clause, before.first, item.last)
        else:
            joined.append(item)
    return joined


def sentences_of_bearers(flow: Flow, first: int, last: int, year: int | None, misread: list[Misread]) -> list[FoundClause]:
    """Every sentence that names bearers first: the body of a section on who does what. What they then do besides
    (市住建局：负责燃气监管，组织排查) assigns nothing, unless it names others. A sentence that opens with a body and its duty and is not understood as a
    whole is added to `misread`."""
    found: list[FoundClause] = []
    for sentence in re.compile(r"[^。\n]+").finditer(flow.folded, first, last):
        taken = _sentence(flow, sentence.start(), sentence.end(), year, _BEARING, deeds_follow=True)
        found += taken
        opens = _OPENS_WITH_BEARER.match(sentence.group())
        if not taken and opens and looks_like_body(opens["name"]):
            words = flow.text[sentence.start() : sentence.end()]
            misread.append(Misread(words, "divides the work, and is not understood as a whole", flow.position(sentence.start())))
    return found


def _last_sentence(flow: Flow, first: int, last: int, year: int | None) -> list[FoundClause]:
    """由区应急局牵头，区公安分局配合，2020年底前完成。 — only when every phrase of it is understood."""
    end = last
    while end > first and flow.folded[end - 1] in "\n。":
        end -= 1
    start = max(flow.folded.rfind("。", first, end), flow.folded.rfind("\n", first, end)) + 1
    whole = start <= first
    start = max(start, first)
    # The item is one sentence: it must say by whom (由 …, … 牵头), or it is a heading.
    if not whole or re.search("由|牵头", flow.folded[first : first + 600]):
        found = _sentence(flow, start, end, year)
        if found:
            return found
    if not whole and STARTS_LIKE_ONE.match(flow.folded[start:end]) and end - start < 60:
        # 由甲局负责。2022年底前完成。
        before = max(flow.folded.rfind("。", first, start - 1), flow.folded.rfind("\n", first, start - 1), first - 1) + 1
        limit = parse_clause(flow.text[start:end], year)
        if before > first and limit.deadlines and not limit.unparsed and not limit.assignments:
            found = _sentence(flow, before, end, year)
            if found:
                return found
    # …迅速到位：道路由甲局负责; 开展整治，由甲局负责: the bearers begin inside the sentence.
    begins = [flow.folded.rfind("：", start, end) + 1, *(match.end() for match in re.compile("[，：；](?=由)").finditer(flow.folded, start, end))]
    for begin in begins[:6]:
        found = _sentence(flow, begin, end, year) if begin > start else []
        if found:
            return found
    return []


def _sentence(flow: Flow, start: int, end: int, year: int | None, sign: re.Pattern[str] = _STRONG, deeds_follow: bool = False) -> list[FoundClause]:
    if flow.folded.startswith("由", start):
        sign = _BEARING
    if end - start > 600 or not sign.search(flow.folded, start, end):
        return []
    clause = parse_clause(flow.text[start:end], year)
    if re.match("(?:[此本该这][项条]?(?:工作|任务)?)?由", fold(clause.text)) and clause.assignments:
        # 由省住房城乡建设厅牵头，…参与，对在建工程逐一排查: what they then do assigns nothing.
        clause.unparsed = [item for item in clause.unparsed if _ROLE_WORDS.search(fold(item.text)) or item.position == 0]
    if deeds_follow and clause.assignments and fold(clause.text).startswith(fold(clause.assignments[0].agency)):
        clause.unparsed = [item for item in clause.unparsed if _ROLE_WORDS.search(fold(item.text)) or item.position == 0]
    sure = clause.assignments and not clause.unparsed and all_bodies([fold(a.agency) for a in clause.assignments])
    named = sign is _BEARING or len(clause.assignments) > 1 or "由" in clause.text or any(a.role == "lead" or a.scope is None for a in clause.assignments)
    return [FoundClause(clause, start, end)] if sure and named else []

