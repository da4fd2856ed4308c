"""Title, number, issuer, date, period and phases of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ingest.bodies import looks_like_body
from kg.ingest.citations import DOCUMENT_NUMBER, OwnNames, citations_in, distinct, unmarked_titles
from kg.ingest.dates import BEFORE, BETWEEN, POINT, Calendar, five_year_plan
from kg.ingest.deadline_grammar import time_limits
from kg.ingest.glyphs import fold
from kg.ingest.layout import Flow
from kg.ingest.model import Citation, Phase
from kg.ingest.outline import Outline

_KIND = r"(?:通知|方案|计划|规划|意见|办法|规定|决定|通告|公告|细则|要点|清单|措施|行动|分工|纲要|制度|预案|批复|函|条例|指南|责任书|任务书)"
_DATE_LINE = re.compile(r"（?\s*((?:19|20)\d\d年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?)\s*）?(?:印发|发布)?")
_TIMETABLE = re.compile(r"时间|步骤|阶段|进度|安排")
_PRINTED = re.compile(r"((?:19|20)\d\d年\d{1,2}月\d{1,2}日)(?:印发|发布)")
# 自印发之日起至2021年12月，分三个阶段进行; 2016年6月开始，至2017年5月结束
_RUN = re.compile(rf"(?P<from>[^，。；\n（）]{{2,30}}?)(?:开始|起)，?(?:至|到)(?P<to>{POINT})(?:底|末)?(?:结束|为?止|，|。|分)")

_IN_FORCE = re.compile(rf"自(?P<from>{POINT})起(?:施行|实施|执行|生效)，(?:有效期|执行|实施|试行)?(?:至|到)(?P<to>{POINT})")
# 本方案实施期限为2022年6月至2025年12月
_TERM = re.compile(
    rf"(?:实施|执行|行动|整治|治理|工作|规划|活动|开展|总体)(?:期限|期|时间|时限|周期|年限)(?:为|是|：|自|从)+(?P<from>(?>{POINT}))(?:起|开始)?{BETWEEN}(?P<to>{POINT})(?!{BEFORE})"
)
# A stretch of time or a whole month, but no deadline (2019年11月1日前).
_PERIOD = rf"(?>(?P<start>{POINT})(?:{BETWEEN}(?P<end>{POINT}))?)(?!{BEFORE}|[底末]|{BETWEEN}|[\d年月日])"


@dataclass(slots=True)
class FrontMatter:
    title: str
    notice_title: str | None
    number: str | None
    issuer: str | None
    issued: str | None
    period: tuple[str | None, str | None]
    phases: list[Phase]
    based_on: list[Citation]
    own: OwnNames

    @property
    def year(self) -> int | None:
        """The year of issue."""
        return int(self.issued[:4]) if self.issued else None


def front_matter(flow: Flow, outline: Outline) -> FrontMatter:
    """Reads what stands before the first section, and the phases."""
    end = min(outline.front_end, 6000)
    front = flow.text[:end]
    paragraphs = [words for words in front.split("\n") if words]
    number = _number(flow, end)
    notice, title = _titles(paragraphs, front, number)
    issued = _issued(paragraphs, flow)
    found, _ = citations_in(flow, 0, end)
    found += unmarked_titles(flow, found)
    found.sort(key=lambda item: item.first)
    own = OwnNames.of([title, notice], number, flow, found)
    based_on = [Citation(item.title, item.number, basis=True) for item in distinct(found) if not own.cited_by(item)]
    phases = _phases(flow, outline, issued)
    issuer = _issuer(paragraphs, _tail(flow), notice or title, issued)
    return FrontMatter(title, notice, number, issuer, issued, _period(flow, outline, title, issued, phases), phases, based_on, own)


def _number(flow: Flow, end: int) -> str | None:
    """The document's own number: the first in the head of the text that belongs to no 《title》."""
    for found in DOCUMENT_NUMBER.finditer(flow.folded, 0, min(end, 1500)):
        before = flow.folded[: found.start()]
        if before.rstrip("（\n")[-1:] == "》" or before.count("《") > before.count("》"):
            continue
        if before.count("。") > 1:
            return None
        # A title that runs into the number (…的通知西政办发〔2017〕23号) is no part of it.
        title = re.match(r".*(?:通知|意见|方案|文件|计划|规划|办法|决定)", found.group())
        return flow.text[found.start() + (title.end() if title else 0) : found.end()].removesuffix("文")
    return None


def _titles(paragraphs: list[str], front: str, number: str | None) -> tuple[str | None, str]:
    """(title of the notice that carries the document, title of the document itself).

    Titles are centred, so one of them may stand on several short lines.
    """
    lines = [_without_number(words, number).lstrip("#* ") for words in paragraphs[:40]]
    notice, after = _notice(lines)
    named = None
    if notice:
        inside = re.search(r"关于(?:印发|转发|发布|下发)(.*)的通知$", fold(notice))
        if inside:
            named = notice[inside.start(1) : inside.end(1)].strip("《》〈〉<>")
    for count in (1, 2, 3, 4):
        for at in range(after, len(lines) - count + 1):
            joined = "".join(lines[at : at + count])
            if any(not words or len(words) > 90 for words in lines[at : at + count]) or not _is_title(joined):
                continue
            if named is None or _same_title(named, joined):
                following = lines[at + count] if at + count < len(lines) else ""
                years = re.fullmatch(r"（[^（）]*\d[^（）]*）", fold(following)) and not DOCUMENT_NUMBER.search(fold(following))
                if joined.startswith(("关于", "關於")) and at and _signatures(lines[at - 1]):
                    joined = lines[at - 1] + joined
                return notice, joined + following if years and not _DATE_LINE.fullmatch(fold(following)) else joined
    if named:
        return notice, named
    if notice:
        return None, notice
    return None, lines[0][:120] if lines else ""


def _notice(lines: list[str]) -> tuple[str | None, int]:
    for at, words in enumerate(lines[:14]):
        if "关于" not in words or re.search("[。；]", words) or re.match("为|根据|按照|依据|现将|经", words):
            continue
        for count in (1, 2, 3, 4):
            joined = "".join(lines[at : at + count])
            whole = _is_title(joined) and not re.search("关于(?:印发|转发|发布|下发)", joined)
            # A title in 《》 may begin the line behind 关于印发; elsewhere 《 shows that the title is over.
            begins = re.search("关于(?:印发|转发|发布|下发)$", lines[at]) is not None
            if whole or re.search("[，。《]", "".join(lines[at + 1 : at + count])[1 if begins else 0 :]):
                break
            ends = re.match(r"[^。]{0,30}?关于.{2,150}?的(?:通知|意见|决定|通告|公告|批复|函)(?![\u4e00-\u9fff])", fold(joined))
            if ends:
                title = joined[: ends.end()]
                if title.startswith("关于"):
                    # Those who issue it together stand on lines of their own above.
                    names: list[str] = []
                    while at and (above := _signatures(lines[at - 1])):
                        names, at = above + names, at - 1
                    title = "、".join(names) + title
                return title, at + count
    return None, 0


def _is_title(words: str) -> bool:
    bare = re.sub(r"（[^（）]*）$", "", fold(words))
    return (
        re.search(rf"{_KIND}$", bare) is not None
        and bare.count("《") == bare.count("》")
        and len(bare) >= 6
        and re.search(r"[，。；：！]|^附件|抄送|的通知$", bare) is None
        and re.match(r"[一二三四五六七八九十]{1,2}、|（", bare) is None
    )


def _same_title(named: str, words: str) -> bool:
    one, other = (re.sub(r"[《》〈〉“”\s]", "", fold(text)) for text in (named, words))
    return one in other


def _without_number(words: str, number: str | None) -> str:
    if number and number in words:
        words = words.replace(number, "").replace("（）", "")
    return words.strip("（）") if not re.search(r"[（(]", words) else words


def _tail(flow: Flow) -> list[str]:
    """The last paragraphs, where some documents are signed."""
    return [words for words in flow.text[-1500:].split("\n") if words][-12:]


def _issuer(paragraphs: list[str], tail: list[str], title: str, issued: str | None) -> str | None:
    """The bodies that sign above the date, joined by 、, else the ones that the title of the notice opens with."""
    signed = [*paragraphs[:40], *tail]
    for at, words in enumerate(signed):
        if at and _DATE_LINE.fullmatch(fold(words)) and issued and _iso(fold(words)) == issued:
            names: list[str] = []
            while at and (above := _signatures(signed[at - 1])):
                names = above + names
                at -= 1
            if names:
                return "、".join(dict.fromkeys(names))
        dated = _DATE_LINE.search(fold(words))
        if dated and dated.end() == len(words) and looks_like_body(fold(words[: dated.start()])) and len(words) < 60:
            return words[: dated.start()]
    opening = re.match(r"(.{2,90}?)关于", title)
    names = _signatures(opening[1]) if opening else []
    return "、".join(names) or None


def _signatures(words: str) -> list[str]:
    """The names of a line that holds nothing else, or an empty list."""
    names = [name for name in re.split("、", words) if name]
    plain = all(looks_like_body(fold(name)) and len(name) <= 40 and not re.search(r"[，。：；\d]", fold(name)) for name in names)
    return names if names and plain else []


def _issued(paragraphs: list[str], flow: Flow) -> str | None:
    for words in paragraphs[:60]:
        folded = fold(words)
        if len(folded) < 24 and _DATE_LINE.fullmatch(folded):
            return _iso(folded)
        signed = re.search(r"((?:19|20)\d\d年\d{1,2}月\d{1,2}日)$", folded[-14:])
        if signed and len(folded) < 50 and looks_like_body(folded[: -len(signed[1])]):
            return _iso(signed[1])
    tail = [words for words in flow.folded[-3000:].split("\n") if words]
    for words in reversed(tail[-30:]):
        if len(words) < 24 and _DATE_LINE.fullmatch(words):
            return _iso(words)
    found = _PRINTED.search(flow.folded, max(0, len(flow.folded) - 3000)) or _PRINTED.search(flow.folded, 0, 3000)
    return _iso(found[1]) if found else None


def _iso(words: str) -> str | None:
    found = _DATE_LINE.search(words)
    if found is None:
        return None
    span = Calendar().span(_arabic(found[1]))
    if span is None:
        return None
    return span[1].isoformat() if "日" in found[1] else span[1].isoformat()[:7]


def _arabic(words: str) -> str:
    from kg.ingest.glyphs import chinese_number

    def number(found: re.Match[str]) -> str:
        try:
            return str(chinese_number(found[1])) + found[2]
        except ValueError:
            return found[0]

    return re.sub(r"([一二三四五六七八九十]{1,3})([月日])", number, words)


def _phases(flow: Flow, outline: Outline, issued: str | None) -> list[Phase]:
    year = int(issued[:4]) if issued else None
    phases: list[Phase] = []
    for item in outline.items:
        line_end = flow.folded.find("\n", item.words, item.end)
        line = flow.folded[item.words : line_end if line_end >= 0 else item.end][:200]
        found = re.match(r"([^（）：。，]{0,16}阶段(?:：?[^（）：。，]{0,12})?)（(.{3,90}?)）", line)
        if found is None and item.parent is not None and _TIMETABLE.search(item.parent.title):
            found = re.match(r"([^（）：。，]{2,16})（(.{3,60}?)）", line)
        if found is None:
            continue
        dates = _overall(found[2], year)
        if dates is not None:
            name = flow.text[item.words : item.words + found.end(1)]
            periods = _periods(flow, item.words + found.start(2), min(item.end, item.words + 2000), year)
            phases.append(Phase(name, *dates, tuple(period for period in periods if (period.start, period.end) != dates)))
    return phases


def _periods(flow: Flow, first: int, last: int, year: int | None) -> list[Phase]:
    """What the words of a phase set for stretches of their own: 2017年9月至2018年9月开展深入治理, 2018年10月督导."""
    years = Calendar(year)
    found: list[Phase] = []
    for sentence in re.compile(r"[^；。（）]+").finditer(flow.folded, first, last):
        timed = re.match(rf"\n?(?:其中|同时)?，?(?=\d)(?:{_PERIOD})(?P<what>[^，、][^，]{{2,30}})", sentence.group())
        at = sentence.start()
        while timed:
            start, end = years.span(timed["start"]), years.span(timed["end"] or timed["start"])
            if start and end:
                name = flow.text[at + timed.start("what") : at + timed.end("what")].replace("\n", "")
                found.append(Phase(name, start[0].isoformat(), end[1].isoformat()))
            at += timed.end()
            timed = re.match(rf"，(?=\d)(?:{_PERIOD})(?P<what>[^，、][^，]{{2,30}})", flow.folded[at : sentence.end()])
    return found


def _overall(words: str, year: int | None) -> tuple[str | None, str | None] | None:
    """From the first to the last day named in the words of a phase."""
    years = Calendar(year)
    starts: list[str] = []
    ends: list[str] = []
    from_issue = False
    for phrase in re.split(r"[，；]", words):
        for limit in time_limits(phrase, years):
            if limit.start:
                starts.append(limit.start)
            elif limit.kind == "period":
                from_issue = True
            elif limit.kind == "complete_by" and limit.end and re.fullmatch(r"[^至到-]*\d月份?", phrase):
                starts.append(limit.end[:8] + "01")
            if limit.end:
                ends.append(limit.end)
    if not ends and not starts:
        return None
    return (None if from_issue else min(starts, default=None)), max(ends, default=None)


def _period(
    flow: Flow, outline: Outline, title: str, issued: str | None, phases: list[Phase]
) -> tuple[str | None, str | None]:
    """The plan's own period: said in its title, in a sentence on its timetable, by its phases, by its five years."""
    year = int(issued[:4]) if issued else None
    lasts = _IN_FORCE.search(flow.folded)
    if lasts:
        opens, closes = Calendar(year).span(lasts["from"]), Calendar(year).span(lasts["to"])
        if opens and closes:
            return opens[0].isoformat(), closes[1].isoformat()
    in_title = re.search(r"（([^（）]*\d[^（）]*)）$", fold(title))
    if in_title:
        dates = _overall(in_title[1], year)
        if dates and dates[0] and dates[1]:
            return dates
    stated = [(0, outline.front_end), *((item.start, item.end) for item in outline.items if item.level == 1 and item.part == 0)]
    for begin, end in stated:
        term = _TERM.search(flow.folded, begin, min(end, begin + 3000))
        if term:
            opens, closes = Calendar(year).span(term["from"]), Calendar(year).span(term["to"])
            if opens and closes and opens[0] <= closes[1]:
                return opens[0].isoformat(), closes[1].isoformat()
    for item in outline.items:
        if item.level == 1 and _TIMETABLE.search(item.title):
            found = _RUN.search(flow.folded, item.title_end, min(item.end, item.title_end + 300))
            if found:
                start = issued if re.search(r"即日|印发|发布", found["from"]) else _first_day(found["from"], year)
                closing = Calendar(year).span(found["to"])
                if start and closing:
                    return start, closing[1].isoformat()
    starts = [phase.start for phase in phases if phase.start]
    ends = [phase.end for phase in phases if phase.end]
    if ends:
        return (min(starts) if starts and phases[0].start else issued), max(ends)
    found = re.search(r"((?:19|20)\d\d)年?[-至到]((?:19|20)\d\d)年", fold(title))
    if found:
        return f"{found[1]}-01-01", f"{found[2]}-12-31"
    plan = five_year_plan(title)
    if plan:
        return plan
    only = re.search(r"((?:19|20)\d\d)年(?!版|修订)", fold(title))
    if only:
        return f"{only[1]}-01-01", f"{only[1]}-12-31"
    return None, None


def _first_day(words: str, year: int | None) -> str | None:
    named = re.search(rf"({POINT})$", words)
    span = Calendar(year).span(named[1]) if named else None
    return span[0].isoformat() if span else None
