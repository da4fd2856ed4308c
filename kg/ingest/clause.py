"""A responsibility clause: from its words to bodies, roles, scopes and time limits.

A clause is cut into phrases at the commas outside its parentheses; `kg.ingest.clause_grammar` reads each phrase, and
what one phrase leaves open the next ones settle: bare names wait for their role, a scope opened before a list of
scopes (使用环节…) holds until the list is closed by 其他 or by a semicolon, a label (责任单位：) gives its role to
the names behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import accumulate

from kg.ingest import clause_grammar, deadline_grammar
from kg.ingest.clause_grammar import Body, DutyPhrase
from kg.ingest.dates import Calendar
from kg.ingest.duties_in_turn import duties_in_turn
from kg.ingest.glyphs import fold
from kg.ingest.labels import LABEL, label_kind, with_signs_for_blanks
from kg.ingest.labels import ROLES as _ROLES
from kg.ingest.model import (
    AGGREGATE,
    COMPLETE_BY,
    COORDINATE,
    INTERIM_BY,
    LEAD,
    RESPONSIBLE,
    Assignment,
    Clause,
    Deadline,
    Misread,
)

LONGEST_CLAUSE = 6000
LONGEST_PHRASE = 800

_ROLE_WORDS = re.compile(r"牵头|负责|配合|协助|参与|按职责|分工|落实|汇总|会同|主办|协办|责任")
_NOTES = re.compile(
    r"^(?:其中|同时|此外|下同|以下(?:同|均|各项|任务|相同|简称)?.*|列(?:在)?(?:第一|首)位的?.*|(?:排名|排在|列|位于)(?:第一|首|前).*牵头.*|排名不分先后.*|.*不再(?:逐一)?列出.*|"
    r".*(?:为牵头单位)$|各司其职|各负其责|密切配合|协同配合|加强配合|通力协作|分工协作|上下联动|齐抓共管|不再列出.*|共同推进|统筹推进|协同推进|形成合力)$"
)
_FIRST_LEADS = re.compile(r"(?:列|排名?|排)(?:在)?(?:第一|首)位?的?.{0,6}(?:为|是)?牵头")
_LINK_ALONE = re.compile(r"(?:在)?[^由负]{1,16}(?:环节|领域|阶段|方面|过程)[中内上]?")
_THE_REST = re.compile(r"其他(?:事项|任务|工作|问题|领域|方面|区域|行业|场所|环节)")
_GENERIC_OBJECT = re.compile(
    r"^(?:相关|有关|具体|[此这]项?|该项?|各项|日常|本[项条]|上述|相应|以上|其他|前述|[二两三四五六七八九十\d]{1,2}项)*(?:的)?(?:工作|任务|事项|落实|实施|推进|工作任务|工作落实|职责|事宜|到位|好|开展|进行|组织实施|建设|排查|监管(?=$|工作|职责))*$"
)
# What a body does, as its part of a work that others share (负责排查), unless the part is named already (住宅由…组织排查).
_BARE_DEED = re.compile(r"(?:排查|整治|建设|检查|治理|改造|整改)(?:工作)?")
# 企业自有管线由市应急局督促企业落实: how, not for which part.
_SEES_TO_IT = re.compile(r"(?:督促|指导|监督|组织)+(?:企业|单位|业主|权属单位|产权单位|相关单位|有关单位)?(?:落实|整改|完成|实施)(?:到位)?")
_AND_GATHERS = re.compile(r"(?:并|和|、)?(?:负责)?(?:统一|统计)?汇总(?:上报|报送|整理|工作)*(?P<what>.{0,12})")
_OBJECT_VERBS = re.compile(
    r"^(?:[，、]?(?:负责|组织|统筹|协调|推进|推动|实施|落实|开展|完成|抓好|做好|抓|具体|统一|全面|认真|分别|共同|牵头|进行|承担|建立|制定|健全|好|并))+(?!制|单位|部门)"
)
_AFTER_AN_EVENT = re.compile(r"[\u4e00-\u9fff）”](?<!最|之|今|此)后(?:\d+.{1,4}内)?(?:及时|立即|同步|全面)?(?:完成|实施|推进|启动|开展|落实)。?$")
_DOES = re.compile(r"(?:具体|主要|统筹|牵头|组织)*(?:负责|牵头|承担|配合|协助)")
_RUNS_ON = re.compile(r"(?:并|且)(?:建立|形成|纳入|巩固|总结|验收|报送|报告|通过|达到|实现|投入|组织验收)[^由]{0,30}")
# 负责汇总有关情况: what is gathered is that of the whole work.
_ITS_STATE = re.compile(r"(?:有关|相关|具体|各项?|上述|以上|工作|进展|落实|完成)*(?:情况|信息|材料|资料|数据)(?:报送|上报)?")
# Not inside 工业和信息化, 住房和城乡建设 ….
_PARTS = (re.compile("、"), re.compile("、|以及|(?<!工业|经济|文化|发展|住房|资源|林业|粮食|保障)[和及与]"))
_JOINS = re.compile(r"(?:并|及时)?(?:会同|联合(?=[市区省县州旗国各有相]))")
_VERB_FIRST = re.compile(r"(?:并|还|同时|具体)?(?P<verb>(?:负责|牵头|配合|协助|参与)(?!单位|部门|[、，；。]|$))")
# 市教育局/市公安局
_SLASH = re.compile(r"(?<=[\u4e00-\u9fff）])[/|\\](?=[\u4e00-\u9fff])")
_SPLIT_AFTER_ROLE = re.compile(r"(?<=牵头|负责|配合|参与|协助|参加|汇总|落实)、")


@dataclass(slots=True)
class _Reading:
    """The state of one clause while its phrases are read in order."""

    words: str
    folded: str
    years: Calendar
    clause: Clause
    label: str | None = None
    waiting: list[Body] = field(default_factory=list)
    outer: str | None = None
    carried: str | None = None
    subject: list[Body] = field(default_factory=list)  # whom the last duty named: 甲局负责监管，牵头整治
    runs_on: bool = False
    has_lead: bool = False
    results: list[int] = field(default_factory=list)
    verb_in_field: bool = False  # whether the field of a label has named a role by a verb (责任单位：甲局牵头，乙局，丙局配合)
    scoped: int = 0  # scoped duties in a row: what comes behind a list of them and names no part is for all


def parse_clause(text: str, year: int | None = None, lines_divide: bool = False) -> Clause:
    """Reads one clause, with or without its outer parentheses and line breaks.

    `year` stands for a year the clause leaves out (年底前); None when no document is at hand. `lines_divide` says that
    a line break ends a phrase, as between labelled lines, and is no wrap. Never raises for odd input: what is not
    understood is in `unparsed`.
    """
    text = with_signs_for_blanks(text)
    words = _without_blanks(text)
    clause = Clause(words)
    if len(words) > LONGEST_CLAUSE:
        clause.unparsed.append(Misread(words[:80] + "…", f"longer than any responsibility clause ({LONGEST_CLAUSE})"))
        return clause
    reading = _Reading(words, _SLASH.sub("、", fold(words)), Calendar(year), clause)
    ends = list(accumulate(len("".join(line.split())) for line in text.split("\n"))) if lines_divide else []
    for first, last, closes_scope in _phrases(reading.folded, ends):
        if closes_scope:
            reading.outer, reading.carried, reading.scoped = None, None, 0
        if last - first > LONGEST_PHRASE:
            clause.unparsed.append(Misread(words[first:last], "too long for one phrase of a clause", first))
        elif first < last:
            _read_phrase(reading, first, last)
    _give_role(reading, reading.label if reading.label in _ROLES else RESPONSIBLE)
    _settle_results(reading)
    if _FIRST_LEADS.search(reading.folded):
        _first_leads(clause)
    return clause


def _without_blanks(text: str) -> str:
    """The words of a clause: blanks and line breaks taken out, and the parentheses around all of it."""
    words = "".join(text.split())
    while len(words) >= 2 and fold(words[0]) == "（" and _closes_at_end(fold(words)):
        words = words[1:-1]
    return words


def _closes_at_end(folded: str) -> bool:
    depth = 0
    for at, sign in enumerate(folded):
        depth += (sign == "（") - (sign == "）")
        if depth == 0:
            return at == len(folded) - 1
    return False


def _phrases(folded: str, line_ends: list[int]) -> list[tuple[int, int, bool]]:
    """The phrases of a folded clause as (first, last, closes the scope before it), in order."""
    cuts: dict[int, tuple[int, bool]] = {end: (end, True) for end in line_ends if 0 < end < len(folded)}
    depth = 0
    for at, sign in enumerate(folded):
        if sign == "（":
            depth += 1
        elif sign == "）":
            depth = max(0, depth - 1)
        elif depth == 0 and sign in "，；。\n":
            cuts[at] = (at + 1, sign != "，")
    for found in _SPLIT_AFTER_ROLE.finditer(folded):
        cuts.setdefault(found.start(), (found.end(), False))
    for found in LABEL.finditer(folded):
        if found.start():
            cuts.setdefault(found.start(), (found.start(), True))
    phrases: list[tuple[int, int, bool]] = []
    start, closes = 0, False
    for at in sorted(cuts):
        if at < start:
            continue
        phrases.append((start, at, closes))
        start, closes = cuts[at]
    phrases.append((start, len(folded), closes))
    return phrases


def _read_phrase(reading: _Reading, first: int, last: int) -> None:
    while first < last and reading.folded[first] in "-*>":
        first += 1
    while first < last and reading.folded[last - 1] in "-*>":
        last -= 1
    if first == last:
        return
    label = LABEL.match(reading.folded, first, last)
    if label:
        _give_role(reading, reading.label if reading.label in _ROLES else RESPONSIBLE)
        reading.label, reading.verb_in_field = label_kind(label), False
        first = label.end()
        if first == last:
            return
    if reading.label == "ignored":
        return
    first = _scope_label(reading, first, last)
    phrase = reading.folded[first:last]
    if _NOTES.fullmatch(phrase):
        return
    if _LINK_ALONE.fullmatch(phrase) and not deadline_grammar.STARTS_LIKE_ONE.match(phrase):
        # 使用环节，医院由区卫生局负责，学校由…
        reading.outer, reading.carried, reading.scoped = re.sub("[中内上]$", "", reading.words[first:last]), None, 0
        return
    if _THE_REST.fullmatch(phrase):
        reading.outer, reading.carried = None, reading.words[first:last]
        return
    timely = deadline_grammar.STARTS_LIKE_ONE.match(phrase) or _AFTER_AN_EVENT.search(phrase) or reading.label == "deadline"
    if reading.label in _ROLES and not timely and not reading.verb_in_field and _listed(reading, phrase, first):
        return
    if timely and (_dated_duty(reading, phrase, first) or _limits(reading, phrase, first)):
        return
    in_turn = duties_in_turn(phrase)
    if in_turn is not None:
        for at, one in in_turn:
            _take_duty(reading, _moved_duty(one, at), first)
        return
    joins = _JOINS.match(phrase) is not None and (reading.clause.assignments or reading.waiting)
    duty = (clause_grammar.joining(phrase) if joins else None) or clause_grammar.duty(phrase) or clause_grammar.joining(phrase)
    if duty is not None:
        if phrase.startswith("由") and reading.waiting:
            # 县道路段，由县公路局负责: what stands before 由 is the work, though it looked like a body.
            reading.carried = reading.words[reading.waiting[0].first : reading.waiting[-1].last]
            reading.waiting.clear()
        _take_duty(reading, duty, first)
        return
    names = clause_grammar.names(phrase)
    if names is not None:
        reading.waiting += [_moved(body, first) for body in names.bodies]
        reading.runs_on = False
        return
    if _bare_role(reading, phrase, first) or _same_subject(reading, phrase, first) or _limits(reading, phrase, first):
        return
    if reading.clause.deadlines and (reading.runs_on or (_RUNS_ON.fullmatch(phrase) and not _ROLE_WORDS.search(phrase))):
        _lengthen_deadline(reading, first, last)
        return
    reason = "not understood as bodies with a role"
    if not _ROLE_WORDS.search(phrase) and deadline_grammar.NAMES_TIME.search(phrase):
        reason = "not understood as a time limit"
    reading.clause.unparsed.append(Misread(reading.words[first:last], reason, first))


def _scope_label(reading: _Reading, first: int, last: int) -> int:
    """生产环节：区安监局 — a colon behind words that are no label names a part of the work."""
    colon = reading.folded.find("：", first, last)
    if colon < 0 or colon - first > 60:
        return first
    words = reading.words[first:colon]
    reading.outer = reading.carried = None
    named = clause_grammar.names(reading.folded[first:colon])
    if named is not None and _DOES.match(reading.folded, colon + 1, last):
        # 市住建局：负责高层住宅小区消防设施排查
        reading.waiting += [_moved(body, first) for body in named.bodies]
        return colon + 1
    reading.carried = words
    return colon + 1


def _listed(reading: _Reading, phrase: str, first: int) -> bool:
    """Bare names behind a label; a phrase with a verb of its own is left to the other rules."""
    role = reading.label or RESPONSIBLE
    found = None if clause_grammar.duty(phrase) else clause_grammar.listed(phrase)
    if found is None:
        return False
    for body in found.bodies:
        _add(reading, _moved(body, first), body.noted_role or role, reading.carried)
    return True


def _dated_duty(reading: _Reading, phrase: str, first: int) -> bool:
    """2018年底前由区应急局牵头完成: a time limit in front of the bodies."""
    by = phrase.find("由")
    if by <= 0 or by > 24:
        return False
    duty = clause_grammar.duty(phrase[by:])
    if duty is None or not _limits(reading, phrase[:by], first):
        return False
    _take_duty(reading, duty, first + by)
    return True


def _limits(reading: _Reading, phrase: str, first: int) -> bool:
    limits = deadline_grammar.time_limits(phrase, reading.years)
    for limit in limits:
        text = reading.words[first + limit.first : first + limit.last]
        if limit.needs_year and limit.kind != "ongoing":
            reading.clause.unparsed.append(Misread(text, "a time limit without a year, or a day that does not exist", first))
        if limit.is_result:
            reading.results.append(len(reading.clause.deadlines))
        reading.clause.deadlines.append(Deadline(limit.kind, limit.start, limit.end, text))
        reading.runs_on = limit.is_open
    if limits:
        role = reading.label if reading.label in _ROLES else RESPONSIBLE
        _give_role(reading, role or RESPONSIBLE)
    return bool(limits)


def _take_duty(reading: _Reading, duty: DutyPhrase, first: int) -> None:
    reading.verb_in_field = True
    if duty.verbless and reading.label in _ROLES:
        duty = replace(duty, role=reading.label or RESPONSIBLE)
    outer = reading.words[first + duty.scope[0] : first + duty.scope[1]] if duty.scope else None
    rest = (first + duty.rest[0], first + duty.rest[1])
    inner = _object(reading, *rest)
    if inner and duty.role == AGGREGATE and "汇总" in inner:
        inner = re.sub(r"^.*汇总(?:上报|报送|整理|工作)*", "", inner) or None
    if duty.role == AGGREGATE and (reading.folded[slice(*rest)].startswith(("并", "后")) or _ITS_STATE.fullmatch(inner or "")):
        inner = None  # 负责汇总并推送…: what is then done with it
    gathers = _AND_GATHERS.fullmatch(inner) if inner and duty.role != AGGREGATE else None
    if gathers:
        inner = None
    if outer is not None:
        outer = _without_openers(outer)
        if _GENERIC_OBJECT.fullmatch(outer):
            outer = ""
        if inner and (_SEES_TO_IT.fullmatch(inner) or _BARE_DEED.fullmatch(inner)):
            inner = None
        closes = outer.startswith("其他")
        if reading.outer and not closes:
            scope: str | None = "/".join(part for part in (reading.outer, outer, inner) if part) or None
        else:
            scope = "/".join(part for part in (outer, inner) if part) or None
            reading.outer = outer if inner and not closes else None
        reading.carried = None if closes else scope if not inner else None
        reading.scoped += 1
    else:
        if duty.role == AGGREGATE or (reading.scoped > 1 and not inner):
            reading.carried = None
        scope = "/".join(part for part in (reading.outer, inner or reading.carried) if part) or None
        reading.scoped = 0
    bodies = [*reading.waiting, *(_moved(body, first) for body in duty.bodies)]
    for body, part in zip(bodies, _parts_apart(scope, outer or inner, len(bodies), duty), strict=True):
        _add(reading, body, body.noted_role or duty.role, part)
    reading.waiting.clear()
    reading.subject = bodies
    for body in duty.partners:
        _add(reading, _moved(body, first), COORDINATE, scope)
    if gathers:
        # 国务院办公厅牵头并负责汇总
        for body in duty.bodies:
            what = gathers["what"]
            _add(reading, _moved(body, first), AGGREGATE, None if _ITS_STATE.fullmatch(what) else what or None)
    reading.has_lead = reading.has_lead or duty.role == LEAD
    reading.runs_on = False


def _parts_apart(scope: str | None, listed: str | None, count: int, duty: DutyPhrase) -> list[str | None]:
    """The scope of each of `count` bodies: its own part of `listed` when they bear as many parts 分别, else the whole."""
    whole: list[str | None] = [scope] * count
    if not duty.respectively or duty.partners or not scope or not listed or count < 2:
        return whole
    for divider in _PARTS:
        parts = divider.split(listed)
        if len(parts) == count and all(len(part) > 1 for part in parts) and not re.search("[（）《》]", listed):
            return ["/".join(part if words == listed else words for words in scope.split("/")) for part in parts]
    return whole


def _object(reading: _Reading, first: int, last: int) -> str | None:
    """What follows the role verb: a time limit, nothing but helper verbs, or words that limit the part."""
    if reading.folded[first : first + 1] in ("和", "及", "与"):
        # 负责统筹协调和情况汇总: the verb that was taken for a helper is part of the object.
        helper = re.search(r"(?:统筹|协调|组织|推进|推动|落实|实施)+$", reading.folded[:first])
        return reading.words[helper.start() if helper else first : last].rstrip("。")
    phrase = reading.folded[first:last]
    verbs = _OBJECT_VERBS.match(phrase)
    for start in (0, verbs.end() if verbs else 0):
        timely = deadline_grammar.STARTS_LIKE_ONE.match(phrase[start:])
        if timely and _limits_keeping_names(reading, phrase[start:], first + start):
            return None
    start = verbs.end() if verbs else 0
    if _GENERIC_OBJECT.fullmatch(phrase[start:]) and not _BARE_DEED.fullmatch(phrase[start:]):
        return None
    return reading.words[first + start : last].rstrip("。") or None


def _limits_keeping_names(reading: _Reading, phrase: str, first: int) -> bool:
    waiting, reading.waiting = reading.waiting, []
    found = _limits(reading, phrase, first)
    reading.waiting = waiting
    return found


def _without_openers(scope: str) -> str:
    return re.sub(r"^(?:其中|并|且|同时|对于?|对|涉及(?=.*的$)|具体)", "", re.sub(r"(?:分别|均|一律|统一|主要|全部)$", "", scope)).rstrip("的、") or ("" if scope in ("并", "且", "同时") else scope)


def _bare_role(reading: _Reading, phrase: str, first: int) -> bool:
    """分别负责 alone: the role of the names that wait before it."""
    found = re.fullmatch(r"(?:等)?(?:(?:有关|相关)?(?:部门|单位))?(.*)", phrase)
    words = found[1] if found else phrase
    if not reading.waiting:
        return False
    duty = clause_grammar.duty("某局" + words)
    if duty is None:
        return False
    shift = len(phrase) - len(words) - 2
    scope = _object(reading, first + shift + duty.rest[0], first + shift + duty.rest[1])
    reading.subject = list(reading.waiting)
    for body in reading.waiting:
        _add(reading, body, body.noted_role or duty.role, scope)
    reading.waiting.clear()
    return True


def _same_subject(reading: _Reading, phrase: str, first: int) -> bool:
    """甲局负责监管，牵头整治: the verb has the subject of the phrase before it, and a part of its own."""
    found = _VERB_FIRST.match(phrase)
    if found is None or reading.waiting or not reading.subject or not reading.clause.assignments:
        return False
    duty = clause_grammar.duty("某局" + phrase[found.start("verb") :])
    if duty is None or len(duty.bodies) > 1 or duty.partners:
        return False
    shift = found.start("verb") - 2
    scope = _object(reading, first + shift + duty.rest[0], first + shift + duty.rest[1])
    for body in reading.subject:
        _add(reading, body, duty.role, "/".join(part for part in (reading.outer, scope) if part) or None)
    return True


def _give_role(reading: _Reading, role: str) -> None:
    """Names that no verb followed: responsible."""
    for body in reading.waiting:
        _add(reading, body, body.noted_role or role, reading.carried)
    reading.waiting.clear()


def _add(reading: _Reading, body: Body, role: str, scope: str | None) -> None:
    name = reading.words[body.first : body.last]
    if body.noted_part:
        scope = "/".join(part for part in (scope, reading.words[slice(*body.noted_part)]) if part)
    assignment = Assignment(name, role, scope)
    if assignment not in reading.clause.assignments:
        reading.clause.assignments.append(assignment)


def _moved(body: Body, offset: int) -> Body:
    part = (body.noted_part[0] + offset, body.noted_part[1] + offset) if body.noted_part else None
    return Body(body.first + offset, body.last + offset, body.noted_role, part)


def _moved_duty(duty: DutyPhrase, offset: int) -> DutyPhrase:
    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] + offset, span[1] + offset

    return replace(
        duty, bodies=tuple(_moved(body, offset) for body in duty.bodies), partners=tuple(_moved(body, offset) for body in duty.partners),
        scope=moved(duty.scope) if duty.scope else None, rest=moved(duty.rest),
    )  # fmt: skip


def _lengthen_deadline(reading: _Reading, first: int, last: int) -> None:
    """…台账，汇总…情况: what is due by then runs on behind the comma."""
    previous = reading.clause.deadlines[-1]
    longer = previous.text + reading.words[first - 1 : last]
    reading.clause.deadlines[-1] = Deadline(previous.kind, previous.start, previous.end, longer)


def _settle_results(reading: _Reading) -> None:
    """取得成果 is an interim result when the clause goes on behind it, else the end."""
    for at in reading.results:
        deadline = reading.clause.deadlines[at]
        if deadline.kind == COMPLETE_BY and at + 1 < len(reading.clause.deadlines):
            reading.clause.deadlines[at] = Deadline(INTERIM_BY, deadline.start, deadline.end, deadline.text)


def _first_leads(clause: Clause) -> None:
    for at, assignment in enumerate(clause.assignments):
        if at == 0 and assignment.role == RESPONSIBLE:
            clause.assignments[0] = Assignment(assignment.agency, LEAD, assignment.scope)
