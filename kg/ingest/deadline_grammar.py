"""The grammar of time limits.

    deadline  := between | since | by | of part | recurring | event | lasting
    between   := [opening] point 至 point [期间|前] rest         2018年10月至2020年4月深化提升
    since     := [自|从] point 起 rest                           2018年6月起持续推进
    of part   := words point 前 rest                             其中标准修订2017年12月底前完成
    by        := [opening] point [前] rest                       2018年8月底前取得阶段性成果
    recurring := 每年|每季度|按月 … rest                         每年12月底前完成
    event     := …之日起60日内 | …建立后完成 | 按…要求完成       省公安厅建立追溯体系信息系统后完成
    lasting   := 持续推进 | 长期坚持 | 其他工作持续推进

`rest` says what is due; it decides between what must be complete and what is an interim result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pyparsing import Opt, ParseException, ParserElement, Regex

from kg.ingest.dates import BEFORE, BETWEEN, POINT, Calendar, five_year_plan
from kg.ingest.model import COMPLETE_BY, INTERIM_BY, ON_EVENT, ONGOING, PERIOD

LASTING = r"(?:持续|即时|随时|长期|常年|常态化|不间断|贯穿|坚持|立行立改|即知即改|立即|即日起|经常性|日常(?=坚持|推进|开展|持续|化|进行)|全年|逐步|同步推进|滚动)"
RECURRING = r"(?:(?:此后|以后|今后|之后)?每[一]?(?:年度?|半年|季度?|月|周|日|天|学期|两年|[二三两\d]年)|按(?:月|季度?|年度?|周|半年)|分年度|逐年|定期|适时|各年度)"
NAMES_TIME = re.compile(
    rf"(?:19|20)\d\d年|\d月[底末份前]|年底前|[底末日]前|{LASTING}(?:推进|坚持|开展|实施|深化)|之日起|按时限"
)

# A time of the year whose days the text does not give.
_SEASON = (
    r"(?:在|于)?(?:每年|当年|今年|次年)?(?:(?:19|20)\d\d年)?(?:元旦|春节|清明|五一|端午|中秋|国庆|两会|春运|主?汛期?|采暖季?|供暖季?|防火期|高温|(?:春|秋)?季?开学|[暑寒]假|[春夏秋冬]季|重[大要](?:节假日|活动|时段))"
    r"(?:假期)?(?:来临)?(?:之前|以前|前后?|期间?|之后|后|结束[前后])"
)
STARTS_LIKE_ONE = re.compile(
    rf"(?:并|且|力争|确保|争取|原则上|拟|计划|最迟|在|于|到|截至|截止|自|从|由)*(?:{POINT}|(?:19|20)\d\d-|{RECURRING}|{LASTING}|{_SEASON}|“?十[一二三四五]五”?(?:规划)?(?:时期|期间|期内))"
)
_FIVE_YEARS = re.compile(r"(?:在|于)?“?(?P<plan>十[一二三四五]五)”?(?:规划)?(?:时期|期间|期内)(?!末)(?P<rest>.*)")
# 2025年6月、12月底前各开展一次
_SEVERAL = re.compile(rf"(?:每年|分别)?(?:于|在)?(?P<points>(?:{POINT})(?:[、和](?:{POINT}))+)(?:{BEFORE})?(?P<rest>[^、]*)")
_YEAR_FIRST = r"(?:19|20)\d\d年"
_INTERIM = re.compile(r"阶段性|初步|初见|取得.{0,4}进展|启动|开工|动工|开始实施|试点工作$")
_RESULT = re.compile(r"取得.{0,6}(?:成果|成效|实效|突破)|见效")
# A share of the work: an interim result when the rest follows.
_SHARE = re.compile(r"(?<!\d)\d{1,2}(?:\.\d+)?%|过半|一半|三分之一")
_ON_AND_ON = re.compile(rf"^(?P<first>.*?)(?P<join>[，；、]?(?:并|且|后|之后|然后|再)?)(?P<then>{LASTING}.*)$")
_SIMPLE_REST = re.compile(r"^(?:基本|全部|全面|初步|按时|按期|如期)?(?:完成|到位|办结|落实|取得.{0,8}|深化提升|建成|结束|实施|推进)?.{0,4}$")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One time limit found in a phrase: ISO dates, and its span in the phrase. `needs_year` marks one whose year the
    text does not give; `is_result` one that names a result without saying whether the work then ends; `is_open`
    one whose last words could run on into the next phrase."""

    kind: str
    start: str | None
    end: str | None
    first: int
    last: int
    needs_year: bool = False
    is_result: bool = False
    is_open: bool = False


@cache
def _between() -> ParserElement:
    # A first point may borrow the unit of the second: 2018-2020年, 2018年4-10月.
    short = Regex(rf"(?:19|20)\d\d(?:年\d{{1,2}})?(?={BETWEEN}\d)")
    month = Regex(rf"\d{{1,2}}(?={BETWEEN}\d{{1,2}}月)")
    end = Regex(rf"{POINT}|(?:19|20)\d\d(?!\d)")
    rest = Regex(r".*")
    return (
        _opening() + (Regex(r"即日起?|印发之日起?") | short | Regex(POINT) | month)("start") + Regex(BETWEEN) + end("end") + Opt(Regex(rf"期间|{BEFORE}"))
        + rest("rest")
    )  # fmt: skip


@cache
def _since() -> ParserElement:
    return _opening() + Regex(POINT)("start") + Regex(r"起|开始(?!前)|以来|以后") + Regex(r".*")("rest")


@cache
def _by() -> ParserElement:
    return _opening() + Regex(POINT)("end") + Opt(Regex(BEFORE)) + Regex(r".*")("rest")


@cache
def _of_part() -> ParserElement:
    # 其中防护距离标准2017年12月底前完成
    return Regex(rf"[^\d“]{{2,30}}?(?={_YEAR_FIRST})") + Regex(POINT)("end") + Regex(BEFORE) + Regex(r".*")("rest")


@cache
def _recurring() -> ParserElement:
    return _opening() + Regex(rf"{RECURRING}.*")


@cache
def _event() -> ParserElement:
    return (
        Regex(r"(?:自|从|于)?.{0,60}?(?:之日|后)起?.{0,12}(?:日|天|月|周|年)(?:之?内|前).*")
        | Regex(r".{2,80}?(?:以后|之后|后|前)(?:\d+个?(?:工作)?[日月天年]内)?(?:及时|立即|适时|同步|全面|正式)?"
                r"(?:完成|实施|推进|启动|开展|落实|组织实施).{0,6}")
        | Regex(r"(?:按照?|根据|依据|结合|视|随).{1,40}?(?:要求|部署|时限|进度|安排|规定|时间|节点|情况|计划)"
                r"(?:完成|推进|落实|实施|开展|组织|执行|按时)*.{0,6}")
        | Regex(r".{0,6}(?:印发|发布|实施|施行|下发)之日.*")
        | Regex(r"(?:自|从|于)?.{2,40}之日起?(?:实施|执行|施行|启动|开展|推行|完成|建立|开始).{0,6}")
        | Regex(rf"{_SEASON}.{{0,8}}")
    )  # fmt: skip


@cache
def _lasting() -> ParserElement:
    return Regex(rf".{{0,30}}?{LASTING}.*")


@cache
def _opening() -> ParserElement:
    return Opt(Regex(r"(?:并|且|力争|确保|争取|原则上|应|须|要|拟|计划|最迟|在|于|到|截至|截止|自|从|由)+"))


def time_limits(phrase: str, years: Calendar) -> list[TimeLimit]:
    """The time limits that a folded phrase consists of, or an empty list when it is no time limit."""
    found = _read(_between(), phrase)
    if found is not None:
        return _period(phrase, found["start"], found["end"], found["rest"], years)
    if re.fullmatch(rf"{_SEASON}.{{0,8}}", phrase):
        return [TimeLimit(ON_EVENT, None, None, 0, len(phrase))]
    several = _SEVERAL.fullmatch(phrase)
    if several:
        return _each(phrase, several["points"], years)
    five = _FIVE_YEARS.fullmatch(phrase)
    if five:
        first, last = five_year_plan(five["plan"]) or (None, None)
        return [TimeLimit(PERIOD, first, last, 0, len(phrase))]
    whole_year = re.fullmatch(r"((?:19|20)\d\d年)全年.{0,6}", phrase)
    if whole_year:
        return _period(phrase, whole_year[1], whole_year[1], "", years)
    found = _read(_since(), phrase)
    if found is not None:
        span = years.span(found["start"])
        return [TimeLimit(ONGOING, span[0].isoformat() if span else None, None, 0, len(phrase), span is None)]
    found = _read(_by(), phrase)
    if found is not None and not re.match(r"[个多]|以来|度", found["rest"]):
        return _limit(phrase, found["end"], found["rest"], years)
    found = _read(_of_part(), phrase)
    if found is not None:
        return _limit(phrase, found["end"], found["rest"], years)
    if _read(_recurring(), phrase) is not None:
        return [TimeLimit(ONGOING, None, None, 0, len(phrase))]
    if _read(_event(), phrase) is not None:
        return [TimeLimit(ON_EVENT, None, None, 0, len(phrase))]
    if _read(_lasting(), phrase) is not None:
        return [TimeLimit(ONGOING, None, None, 0, len(phrase))]
    return []


def _read(grammar: ParserElement, phrase: str) -> dict[str, str] | None:
    try:
        return dict(grammar.parse_string(phrase, parse_all=True).as_dict())
    except ParseException:
        return None


def _period(phrase: str, start: str, end: str, rest: str, years: Calendar) -> list[TimeLimit]:
    if re.fullmatch(r"(?:\d{4}年)?\d{1,2}", start):
        start += "月"
    from_now = start[0] in "即印"
    first = None if from_now else years.span(start)
    last = years.span(end)
    more = _then_on_and_on(phrase, rest)
    length = _end_before(phrase, more)
    limit = TimeLimit(
        PERIOD,
        first[0].isoformat() if first else None,
        last[1].isoformat() if last else None,
        0,
        length,
        (first is None and not from_now) or last is None,
    )
    return [limit, more] if more and more.first > len(phrase) - len(rest) else [limit]


def _limit(phrase: str, end: str, rest: str, years: Calendar) -> list[TimeLimit]:
    span = years.span(end)
    due = span[1].isoformat() if span else None
    more = _then_on_and_on(phrase, rest)
    if more is not None and more.first == len(phrase) - len(rest):
        # `2018年底前持续推进`: no completion is stated, only an end.
        return [TimeLimit(ONGOING, None, due, 0, len(phrase), span is None)]
    said = phrase[len(phrase) - len(rest) : more.first] if more else rest
    kind = INTERIM_BY if _INTERIM.search(said) else COMPLETE_BY
    limit = TimeLimit(
        kind, None, due, 0, _end_before(phrase, more), span is None,
        is_result=kind == COMPLETE_BY and (_RESULT.search(said) or _SHARE.search(said)) is not None,
        is_open=more is None and _SIMPLE_REST.match(rest) is None,
    )  # fmt: skip
    return [limit, more] if more else [limit]


def _each(phrase: str, points: str, years: Calendar) -> list[TimeLimit]:
    """One limit for each of several days named together."""
    if phrase.startswith("每"):
        return [TimeLimit(ONGOING, None, None, 0, len(phrase))]
    spans = [years.span(point) for point in re.split("[、和]", points)]
    return [TimeLimit(COMPLETE_BY, None, span[1].isoformat() if span else None, 0, len(phrase), span is None) for span in spans]


def _then_on_and_on(phrase: str, rest: str) -> TimeLimit | None:
    """`…完成并长期坚持`: the second half is a time limit of its own."""
    found = _ON_AND_ON.match(rest)
    if found is None:
        return None
    offset = len(phrase) - len(rest)
    first = offset + found.start("then")
    if not found["first"] and not found["join"]:
        first = offset
    return TimeLimit(ONGOING, None, None, first, len(phrase))


def _end_before(phrase: str, more: TimeLimit | None) -> int:
    """Where the first half ends when a second follows: the joining 并 belongs to neither."""
    return len(phrase[: more.first].rstrip("，；、并且后之然再")) if more else len(phrase)
