"""Time limits inside a task's prose: 2017年12月底前建立…共享机制, 每5年进行一次…评价, 事故结案后一年内.

They bind what their own sentence asks, not the whole task, so they stand apart from the deadlines of the clause.
"""

from __future__ import annotations

import re

from kg.ingest.dates import POINT, Calendar
from kg.ingest.layout import Flow
from kg.ingest.model import COMPLETE_BY, ON_EVENT, ONGOING, Deadline, ProseDeadline

# A day by which something must be done; 2015年12月31日完成…基础上 tells what was done.
_BY = re.compile(rf"(?P<point>(?>{POINT}))(?:之前|以前|前|为止)(?!后|期|提下|述|列|款|置|端|沿|瞻|景|身|往|进(?!一步|行)|来)")
_BY_YEAR = re.compile(r"到(?P<point>(?:19|20)\d\d年[底末]?)(?=，)")
_RECURRING = re.compile(r"每(?:年度?|半年|季度?|月|周|\d{1,2}年|[两二三五]年)(?:至少)?(?=末|第|度|的|[^，。；]{0,10}(?:前|将|报|开展|组织|进行|更新|一次|召开|通报))|按(?:月|季度?|年度?|半年)(?=向|将|报|通报|调度|更新|开展|组织|上报)")
_AFTER = re.compile(r"[\u4e00-\u9fff]{2,16}(?:后|之日起)(?:\d{1,3}|[一二三四五六七八九十两]{1,3})个?(?:工作日|日|天|月|年|小时)(?:之?内|以内)")


def prose_deadlines(flow: Flow, first: int, last: int, year: int | None) -> list[ProseDeadline]:
    """The time limits between two places of a flow, outside 《…》, in order; `year` stands for an elided one."""
    words = re.sub("《[^《》]*》", lambda found: "※" * len(found.group()), flow.folded[first:last])
    years = Calendar(year)
    found: list[tuple[int, int, Deadline]] = []
    for pattern in (_BY, _BY_YEAR):
        for match in pattern.finditer(words):
            span = years.span(match["point"])
            if span is not None:
                found.append((*match.span(), Deadline(COMPLETE_BY, None, span[1].isoformat(), _written(flow, first, *match.span()))))
    for match in _RECURRING.finditer(words):
        found.append((*match.span(), Deadline(ONGOING, None, None, _written(flow, first, *match.span()))))
    for match in _AFTER.finditer(words):
        found.append((*match.span(), Deadline(ON_EVENT, None, None, _written(flow, first, *match.span()))))
    found.sort(key=lambda item: item[0])
    return [ProseDeadline(deadline, *flow.source_span(first + start, first + end)) for start, end, deadline in found]


def _written(flow: Flow, offset: int, start: int, end: int) -> str:
    return flow.text[offset + start : offset + end].replace("\n", "")
