"""Who reports what to whom, by when: the closing sections and the phases of a plan."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.ingest.bodies import looks_like_body
from kg.ingest.dates import POINT, Calendar
from kg.ingest.layout import Flow
from kg.ingest.model import COMPLETE_BY, ONGOING, PERIOD, Deadline, Phase, ReportingDuty
from kg.ingest.outline import Item, Outline

_ORGAN = r"(?:办公室|安委办|安委会|委员会|指挥部|领导小组|政府|局|厅|委|部门|街道办事处)"
_BODY = rf"(?![并送告至给到报]|一并)[\u4e00-\u9fff]{{1,14}}?{_ORGAN}(?:办公室)?"
_REPORT = re.compile(
    rf"(?:向(?P<to>{_BODY})(?:及时)?(?:报送|报告|上报)(?P<what>[^，。；]{{2,24}})|(?:报送|上报|报告|报)(?:至|给|到)?(?P<to2>{_BODY}(?:、{_BODY})*))"
)
_MADE = re.compile(r"形成(?P<what>[^，。；并]{2,12})")
_BEARER_END = re.compile(r"(?=(?:要|应当?|须|将|请|认真|按季度|按照|汇总|结合|总结|分别|切实|制定|于\d|于每))")
_RECURRING = re.compile(r"(?:从\d{4}年起)?(?:在)?(?:每季度[^，。；]{0,14}?前|每季度|按季度|每月[^，。；]{0,10}?前|每月|按月|每半年|每年[^，。；]{0,12}?前|每年度?)")
_TOGETHER = re.compile(r"一并|一同|同时(?:将|报)|随(?:文|方案)报")
_BY = re.compile(rf"({POINT})前")


def reporting_duties(
    flow: Flow, outline: Outline, phases: list[Phase], year: int | None, task_spans: set[int]
) -> list[ReportingDuty]:
    """The reporting duties outside the tasks; `task_spans` are the starts of the items that are tasks."""
    duties: list[ReportingDuty] = []
    for item in outline.items:
        if item.start in task_spans or item.end - item.words > 20_000:
            continue
        phase = next((phase for phase in phases if item.level > 1 and flow.text[item.words : item.end].startswith(phase.name)), None)
        bearers: tuple[str, ...] = ()
        for sentence in re.compile(r"[^。；]+").finditer(flow.folded, item.words, item.end):
            known = len(duties)
            bearers = _in_sentence(flow, item, sentence.start(), sentence.end(), bearers, phase, year, duties)
            if known and duties[known - 1].section == item.section() and _TOGETHER.search(sentence.group()):
                # 一并报送: by the time that the sentence before set.
                duties[known:] = [duty if duty.deadlines else replace(duty, deadlines=duties[known - 1].deadlines) for duty in duties[known:]]
    return duties


def _in_sentence(
    flow: Flow, item: Item, first: int, last: int, bearers: tuple[str, ...], phase: Phase | None, year: int | None,
    duties: list[ReportingDuty],
) -> tuple[str, ...]:  # fmt: skip
    folded = flow.folded[first:last]
    written = flow.text[first:last]
    at = 0
    last_subject = "情况"
    for found in _REPORT.finditer(folded):
        before = folded[at : found.start()]
        own = _bearers(written[at : found.start()], before)
        if own:
            bearers = own
        by_other = re.search(rf"由({_BODY})(?:审核|统一)?(?:汇总|审定|报)?[^，。；]{{0,12}}$", before)
        who = (by_other[1],) if by_other else bearers
        made = _MADE.search(before)
        named = re.search(r"(?:将|把)([^。；将]{2,60})$", before)
        what = found["what"] or (made[1] if made else None) or (_subject(named[1]) if named else None) or last_subject
        last_subject = what
        recipient = found["to"] or found["to2"]
        # Who only gathers what others report by a day of their own has no day from the phase.
        by_phase = None if by_other and _BY.search(folded[:at]) else phase
        limits = _limits(folded[: found.end()] if not by_other else before, by_phase, year)
        if who and recipient:
            for one in recipient.split("、"):
                duties += _split_by_dates(item.section(), who, one, what, limits)
        at = found.end()
    if not _REPORT.search(folded):
        bearers = _bearers(written, folded) or bearers
    return bearers


def _bearers(written: str, folded: str) -> tuple[str, ...]:
    """The bodies that stand in front of 要, 将, 认真 …: the longest list of names ending there."""
    best: tuple[str, ...] = ()
    for end in _BEARER_END.finditer(folded):
        names: list[str] = []
        stop = end.start()
        while stop > 0:
            start = max(folded.rfind(mark, 0, stop) for mark in "、，和：\n")
            name = re.sub(r"^(?:请|由)", "", folded[start + 1 : stop])
            if not looks_like_body(name) or len(name) > 16:
                break
            names.insert(0, written[stop - len(name) : stop])
            if start < 0 or folded[start] in "：\n" or folded[start + 1 : stop] != name:
                break
            stop = start
        if len(names) > len(best):
            best = tuple(names)
    return best


def _subject(words: str) -> str:
    own = r"本(?:地区|部门|辖区|单位|行业|系统|级|区|市|县)"
    words = re.sub(rf"^(?:{own}(?:[、和]{own})*的?|综合治理(?=实施方案))+", "", words)
    words = re.split(r"，?分别于|，?于\d|一并|及时|，", words)[0]
    return words[:24]


def _limits(words: str, phase: Phase | None, year: int | None) -> list[Deadline]:
    years = Calendar(year)
    limits: list[Deadline] = []
    recurring = _RECURRING.search(words)
    if recurring:
        return [Deadline(ONGOING, None, None, recurring.group())]
    shared = re.search(rf"({POINT})和({POINT})前", words)
    for point in [shared[1], shared[2]] if shared else [found[1] for found in _BY.finditer(words)][-1:]:
        span = years.span(point)
        if span:
            limits.append(Deadline(COMPLETE_BY, None, span[1].isoformat(), point + "前"))
    if not limits and phase is not None and (phase.start or phase.end):
        limits.append(Deadline(PERIOD, phase.start, phase.end, phase.name))
    return limits


def _split_by_dates(
    section: str, who: tuple[str, ...], recipient: str, what: str, limits: list[Deadline]
) -> list[ReportingDuty]:
    """将实施方案和工作总结分别于A和B前报送: two duties."""
    pieces = re.split("和", what)
    if len(limits) == 2 and len(pieces) == 2:
        return [
            ReportingDuty(section, who, recipient, piece, (limit,)) for piece, limit in zip(pieces, limits, strict=True)
        ]
    return [ReportingDuty(section, who, recipient, what, tuple(limits))]
