"""The grammar of one phrase of a responsibility clause.

    phrase    := duty | joining | names | time limit            (time limits: `kg.ingest.deadline_grammar`)
    duty      := [scope] [由] bodies [会同 bodies] role [并协调 bodies] [object]
    joining   := [并] 会同|协调|商 bodies [role]                 会同区公安分局、区环保局负责
    names     := bodies                                         自治区经济和信息化委、公安厅
    bodies    := body (、 body)* [等 [collective]]
    body      := name [（牵头）]
    role      := lead | aggregate | coordinate | responsible
    lead        := [manner] 牵头 | 主办        …                牵头负责
    aggregate   := [manner] [负责] 汇总        …                负责汇总
    coordinate  := [manner] 配合|协助|参与     …                配合做好
    responsible := [manner] 负责|落实|实施     …                按职责分工负责、分别负责推进
    scope     := words before 由, or words that end in 环节|领域|方面|…   使用环节(区安全监管局负责工业企业)

Phrases are cut at commas by `kg.ingest.clause`, so a phrase is short and the grammar has no recursion. It reads
folded text (`kg.ingest.glyphs`) and reports spans, so that names can be cut out of the text as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from pyparsing import Group, Opt, ParseException, ParserElement, ParseResults, Regex, ZeroOrMore

from kg.ingest.bodies import (
    BEHIND_ORGAN,
    all_bodies,
    join_territories,
    looks_like_body,
    noted_part,
    split_name,
    without_count,
)
from kg.ingest.model import AGGREGATE, COORDINATE, LEAD, RESPONSIBLE

# How the work is divided; says nothing about who.
MANNER = (
    r"(?:按照?(?:各自|部门|其|本单位)?的?(?:职[责能权](?:分工|职能|权限|范围)?|分工|权限|任务分工|工作职责)(?:要求|规定|和要求)?"
    r"|(?:根据|依据?|依照|结合|参照)(?:各自|部门)?(?:工作)?职[责能](?:分工|权限|范围)?|在(?:各自)?(?:职责|职权)范围内|按各自职责"
    r"|按照?[^，。；、由]{1,18}?的?原则|按照?(?:有关|相关|国家)?(?:规定|要求|程序)"
    r"|各司其职|各负其责|分工(?=负责|落实|协作)|分头|分别|共同|具体|联合(?!会|国|办|党|体|征信|学|大学)|密切|积极|主动|认真|切实"
    r"|(?:要|应当|应|必须|须|予以|均)(?=(?:要|予以|积极|密切|切实|认真|主动|具体)*(?:牵头|负责|配合|协助|参与|按职|按照职|抓好|做好|会同)))"
)
# Verbs that may follow a role verb without adding to it: 牵头负责, 负责组织实施, 配合做好.
_HELPERS = (
    r"(?:负责|组织|统筹|协调(?!机制|市|区|省|县|州|旗|公安|有关|相关|各|自治|驻|[^，；]{2,60}?(?:公司|集团|中心|[局委部])(?:、|$|等))|推进|推动|实施|落实|开展|完成|抓好|做好|抓|具体|统一|全面|认真|分别|共同|"
    r"分工|按职责|并(?!会同|协调|商|联合))*"
)
_WORK = r"(?:落实|统筹(?:协调|推进|组织|负责|实施)?|实施|组织实施|组织落实|组织开展|组织推进|组织完成|推进|推动|承担|承办|执行(?!局|委|法)|完成|办理|开展|抓好|做好|监管|管理)"
# 县城市管理综合服务中心: what looks like a verb is inside a name, when an organ ends the words behind it.
_NO_NAME = (
    r"(?![\u4e00-\u9fff]{0,8}?(?:[局委部处所站办段队员院会组科金房厅]|中心)"
    r"(?=[、，；。（）]|$|等|牵头|负责|配合|协助|协同|协办|按|参与|参加|分别|汇总|会同|具体|主办|承办))"
)
# Verbs that make a duty only of words that surely are bodies: 各镇政府相应建立本辖区…制度.
_WEAK = (
    rf"(?:(?:相应|参照|同步|要|应当|须|具体|分别|认真|及时|结合实际)*"
    rf"(?:建立|健全|完善|制定|开展|做好|抓好|落实|组织(?=$|实施|开展|完成|落实|推进|排查|整治|检查|整改|力量|对|本|辖区|各|相关|有关)|实施|推进(?!中心|办){_NO_NAME}|推动|完成|承担|执行(?!局|委|法){_NO_NAME}|加强|"
    rf"监督(?!管理|委|局|所|站|检验|办|处|科|大队|支队|总队|员|中心|总站|执法){_NO_NAME}|督促|督导|指导(?!委|中心|站|组|小组|办|处|局|队|员)|审批(?!局|办|中心|服务){_NO_NAME}|保障(?!局|部|厅|办|中心|科|处|站|金|房|机构){_NO_NAME}|提供|引导|审核|协调解决|跟进|监管(?!局|委|部|机构|中心|总局|所|分局|办){_NO_NAME}|"
    rf"管理(?!局|委|部|处|所|中心|站|办|段|分局|总站|单位|机构){_NO_NAME}|对口))"
)
_NOT_A_PLACE = r"(?!中心|办|机构|小组|委|局|处|会|部|科|站|组|领导|机制|厅|院|所|队|司)"
_ROLE_START = (
    rf"{MANNER}|总?牵头|主办|抓总|负责|负(?:总|主|首)责|配合{_NOT_A_PLACE}|协助|协同|协办|参与|参加|协作配合|支持{_NOT_A_PLACE}|(?:统一|统计)?汇总"
    rf"|会同|统筹(?:协调(?!办|局|机构|小组)|推进|组织|负责|实施|$)|落实{_NOT_A_PLACE}|实施{_NOT_A_PLACE}|承办|组织(?:实施|落实|开展|完成|推进)|协调(?=市|区|省|县|公安|有关|相关|各)"
    rf"|作?为(?:牵头|责任|配合|主要|主办|协办|实施|建设|落实|第一责任|直接责任|监管)|挂牌督办|(?<=[局委部厅会办])督办(?=$)|[于在]?(?:19|20)\d\d年|[于在]\d|持续|长期|相应|商(?=财政|发展|有关|公安|国家|市|省|区|县)"
    rf"|{BEHIND_ORGAN}(?:{_WEAK})"
)
NAME = rf"(?:（[^（），；。]{{0,40}}）|“[^“”]{{1,20}}”|[^、，；。：？！（）《》〈〉“”\n])+?(?=、|$|（[^（）]{{0,6}}(?:牵头|配合|负责|主办|协办)[^（）]{{0,4}}）|等(?!学校|院校|教育|法院|职业|专科)|{_ROLE_START})"
_COLLECTIVE = rf"(?!{_ROLE_START})(?:（[^（），；。]{{0,40}}）|[^、，；。：（）])+?(?=、|$|{_ROLE_START})"


@dataclass(frozen=True, slots=True)
class Body:
    """A named body: the span of its name, and the role and the part of the work noted behind it, if any."""

    first: int
    last: int
    noted_role: str | None = None
    noted_part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DutyPhrase:
    """Bodies and what they do; `partners` take part (会同, 协调), `scope` and `rest` are spans of the phrase."""

    bodies: tuple[Body, ...]
    role: str
    scope: tuple[int, int] | None = None
    partners: tuple[Body, ...] = ()
    rest: tuple[int, int] = (0, 0)
    verbless: bool = False  # 甲局会同乙局, with no verb to say in which role
    respectively: bool = False  # 学校、医院由甲局、乙局分别负责


@dataclass(frozen=True, slots=True)
class NamesPhrase:
    """Bare bodies, whose role stands in a later phrase or in the label before them."""

    bodies: tuple[Body, ...] = field(default_factory=tuple)


def _span(text: str, location: int, tokens: ParseResults) -> list[tuple[int, int]]:
    return [(location, location + len(tokens[0]))]


@cache
def _list() -> ParserElement:
    return Group(_bodies())("bodies")


def _spanned(pattern: str) -> ParserElement:
    return Regex(pattern).set_parse_action(_span)


@cache
def _noted() -> ParserElement:
    """（牵头）behind a name."""
    return Opt(Regex(r"（[^（）]{0,6}(?P<role>牵头|配合|负责|主办|协办)[^（）]{0,4}）"))("noted")


@cache
def _bodies() -> ParserElement:
    body = Group(_spanned(NAME)("name") + _noted())
    after_etc = Opt(_spanned(_COLLECTIVE)("collective")) + ZeroOrMore(Regex("、").suppress() + body)
    more = Regex(r"等(?!学校|院校|教育|法院)").suppress() + after_etc
    return body + ZeroOrMore(Regex("、").suppress() + body) + Opt(more)


@cache
def _role() -> ParserElement:
    lead = Regex(rf"{MANNER}*(?:作?为|负责)?(?:总?牵头|主办|抓总)(?:(?:责任)?单位|部门)?{_HELPERS}").set_parse_action(lambda: [LEAD])
    aggregate = Regex(rf"{MANNER}*(?:负责)?(?:统一|统计|做好|信息|审核)*汇总(?:上报|报送|整理|工作)*").set_parse_action(
        lambda: [AGGREGATE]
    )
    coordinate = Regex(
        rf"{MANNER}*(?:负责)?(?:作?为)?(?:密切|积极|主动|予以|做好|指导)*(?:协作配合|配合|协助|协同|协办|参与|参加|协作|支持)(?:单位|部门)?"
        rf"(?:做好|落实|实施|推进|配合|开展|完成|抓好)*|{MANNER}*(?:统筹|综合|总体|组织)协调(?=$)"
    ).set_parse_action(lambda: [COORDINATE])
    responsible = Regex(
        rf"{MANNER}*(?:作?为)?(?:主要)?负(?:责|总责|主责|首责){_HELPERS}|{MANNER}+(?:{_WORK})*|{MANNER}*(?:作?为)?责任(?:单位|部门)|作?为(?:第一|直接|主要)?(?:实施|责任|建设|落实|监管)+(?:单位|部门|主体|人)|(?:挂牌)?督办|{_WORK}+"
    ).set_parse_action(lambda: [RESPONSIBLE])
    return lead | aggregate | coordinate | responsible


@cache
def _duty() -> ParserElement:
    with_partners = Regex(r"(?:(?:要|应当|须)?会同|联合(?=市|区|省|县|有关|相关|各|公安|国家)|商(?=市|区|省|县|财政|有关|国家|公安)|并?与)").suppress() + Group(_bodies())("partners")
    joined = Regex(r"[，、]?(?:并|和)?(?:负责)?(?:会同|协调(?=市|区|省|县|州|旗|公安|有关|相关|各|自治|驻|[^，；]{2,60}?(?:公司|集团|中心|[局委部])(?:、|$|等))|联合(?=市|区|省|县|有关|相关|各)|商(?=市|区|省|县|财政|有关))").suppress() + Group(_bodies())("partners")
    core = (
        Group(_bodies())("bodies") + Opt(with_partners) + _role()("role") + Opt(joined) + _spanned(r".*")("rest")
    )
    before_by = _spanned(r"[^由]{1,80}?(?=由)")("scope") + Regex("由").suppress()
    by = Regex(r"[由请]").suppress()
    link = _spanned(
        r".{1,60}?(?:环节|领域|方面|阶段|区域|部分)(?:中|内|上)?(?=区|市|省|县|旗|盟|州|自治|国家|各[镇街乡区县市有]|公安|应急|交通|生态|住)"
    )("scope")
    return by + core | before_by + core | link + core | core


@cache
def _with_partners_alone() -> ParserElement:
    return Opt(Regex("由")).suppress() + Group(_bodies())("bodies") + Regex("会同|联合|商").suppress() + Group(_bodies())("partners") + Opt(_spanned(r"[于在]?\d.*")("rest"))


@cache
def _weak_duty() -> ParserElement:
    core = Group(_bodies())("bodies") + _spanned(_WEAK)("verb") + _spanned(r".*")("rest")
    before_by = _spanned(r"[^由]{0,80}?(?=由)")("scope") + Regex("由").suppress()
    return before_by + core | core


@cache
def _joining() -> ParserElement:
    return (
        Regex(r"(?:并|及时)?(?:会同|协调|联合|商)").suppress() + Group(_bodies())("bodies") + Opt(_role()("role"))
        + _spanned(r".*")("rest")
    )  # fmt: skip


@lru_cache(maxsize=2048)
def duty(phrase: str) -> DutyPhrase | None:
    """Who does what, or None when the phrase does not say it."""
    towards = _TOWARDS.fullmatch(phrase)
    if towards:
        answerable = names(towards["bodies"])
        if answerable is not None:
            return DutyPhrase(answerable.bodies, RESPONSIBLE, None, (), towards.span("part"))
    found = _read(_duty(), phrase)
    if found is not None:
        bodies = _names(found["bodies"], phrase)
        partners = _names(found["partners"], phrase) if "partners" in found else ()
        if bodies and all(_plausible(phrase[body.first : body.last]) for body in (*bodies, *partners)):
            role = found["role"]
            if role == RESPONSIBLE and _GATHERS.search(phrase[slice(*found["rest"])]):
                role = AGGREGATE
            scope = found.get("scope")
            apart = "分别" in phrase[bodies[-1].last : found["rest"][0]] or (scope is not None and phrase.endswith("分别", *scope))
            return DutyPhrase(bodies, role, scope, partners, found["rest"], respectively=apart)
    found = _read(_with_partners_alone(), phrase)
    if found is not None:
        bodies, partners = _names(found["bodies"], phrase), _names(found["partners"], phrase)
        if all_bodies([phrase[body.first : body.last] for body in bodies]) and all_bodies([phrase[body.first : body.last] for body in partners]):
            return DutyPhrase(bodies, RESPONSIBLE, None, partners, found.get("rest", (len(phrase), len(phrase))), verbless=True)
    found = _read(_weak_duty(), phrase)
    if found is not None:
        bodies = _names(found["bodies"], phrase)
        if bodies and all(looks_like_body(phrase[body.first : body.last]) for body in bodies):
            scope = found.get("scope")
            verb, rest = found["verb"], found["rest"]
            if _OVERSEES.match(phrase[slice(*verb)]):
                rest = (verb[0], rest[1])
            return DutyPhrase(bodies, RESPONSIBLE, scope if scope and scope[0] < scope[1] else None, (), rest)
    return None


def joining(phrase: str) -> DutyPhrase | None:
    """会同 …: bodies that join those named before."""
    found = _read(_joining(), phrase)
    if found is None:
        return None
    bodies = _names(found["bodies"], phrase)
    if not all_bodies([phrase[body.first : body.last] for body in bodies]):
        return None
    return DutyPhrase(bodies, COORDINATE, None, (), found["rest"])


def names(phrase: str) -> NamesPhrase | None:
    """Bare names of bodies, or None when a word among them does not look like a body."""
    found = _read(_list(), phrase)
    if found is None:
        return None
    bodies = _names(found["bodies"], phrase)
    if not all_bodies([phrase[body.first : body.last] for body in bodies]):
        return None
    return NamesPhrase(bodies)


def listed(phrase: str) -> NamesPhrase | None:
    """Names behind a label (责任单位：…), where the label vouches for them."""
    found = _read(_list(), phrase)
    if found is None:
        return None
    bodies = _names(found["bodies"], phrase)
    if not bodies or not all(_plausible(phrase[body.first : body.last]) for body in bodies):
        return None
    return NamesPhrase(bodies)


def _read(grammar: ParserElement, phrase: str) -> Any:
    try:
        return grammar.parse_string(phrase, parse_all=True)
    except ParseException:
        return None


_IMPLAUSIBLE = re.compile(
    r"^(?:会同(?!县)|委托|聘请|邀请|引入|依托|购买|(?:牵头|责任|配合)(?:单位|部门)$|负责|加强|推进|开展|建立|完善|按|根据|对|将|以|在|为|要|并|从(?!化|江)|其他工作|以上|以下|上述|本|该|此|工作|任务|含|见|详见|即|如|包括|其中|督促|指导|组织|确保|通过|年|月|\d)"
    r"|[，。；：]|(?<!自)由|作?为$|工作$|任务$|措施$|制度$|要求$|情况$|项目$|之日起?$|[以之]?后$"
)


def _plausible(name: str) -> bool:
    """Whether a name in front of 牵头 or 负责 can be a body: the verb vouches for unusual ones (中石化, 城投)."""
    return looks_like_body(name) or (2 <= len(name) <= 24 and _IMPLAUSIBLE.search(name) is None)


def _names(found: ParseResults, phrase: str) -> tuple[Body, ...]:

    spans: list[Body] = []
    for item in found:
        if isinstance(item, tuple):  # the collective after 等
            spans += [Body(*span) for span in split_name(phrase, item[0], item[1], after_etc=True)]
            continue
        first, last = item["name"]
        if spans:
            last = without_count(phrase, first, last)
        role = _NOTED.get(_noted_word(item))
        pieces = split_name(phrase, first, last)
        spans += [Body(span[0], span[1], role) for span in pieces]
    joined = join_territories(phrase, [((body.first, body.last), body.noted_role) for body in spans])
    return tuple(_body(phrase, span, role) for span, role in joined)


def _body(phrase: str, span: tuple[int, int], role: str | None) -> Body:
    part = noted_part(phrase, *span)
    return Body(span[0], part[0] - 1 if part else span[1], role, part)


# 各县人民政府对本行政区域的工作负总责
_TOWARDS = re.compile(r"(?P<bodies>[^由对]{2,120}?)对(?P<part>[^，]{2,40}?)(?:全面)?负(?:有)?(?:总责|全责|责|主责|首责|[\u4e00-\u9fff]{2,4}责任)")
# Who only guides or oversees has that part of the work.
_OVERSEES = re.compile(r"指导|保障|提供|引导|监督|督促|督导|指导(?!委|中心|站|组|小组|办|处|局|队|员)|审批|审核|监管|管理")
# 负责督促落实并汇总上报: what the body does in the end is to gather.
_GATHERS = re.compile(r"(?:^|并)[^和、]{0,8}汇总(?:上报|报送)?(?:工作)?$")
_NOTED = {"牵头": LEAD, "主办": LEAD, "配合": COORDINATE, "协办": COORDINATE, "负责": RESPONSIBLE}


def _noted_word(item: Any) -> str:
    found = re.search(r"牵头|配合|负责|主办|协办", str(item.get("noted", "")))
    return found.group() if found else ""
