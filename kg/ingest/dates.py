"""Points and stretches of time, as policy texts write them.

A point may leave its year out (`2018年3月底前…，10月底前…`): it takes the year named before it, else the year of
the document. `Calendar` carries that year through one clause.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from kg.ingest.glyphs import chinese_number

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_RELATIVE = {"今年": 0, "当年": 0, "本年": 0, "本年度": 0, "年": 0, "明年": 1, "次年": 1, "去年": -1}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1}
_FIVE_YEAR_PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}

# One point in time. The alternatives are tried in this order, longest form first.
POINT = "|".join(
    (
        rf"{_YEAR}年{_MONTH}月{_DAY}[日号]",
        rf"{_YEAR}年{_MONTH}月份?(?:月?[底末]|[上中下]旬)?",
        rf"{_YEAR}年第?[一二三四1-4首]季度[底末]?",
        rf"{_YEAR}年[上下]半年[底末]?",
        rf"{_YEAR}年度?(?:年?[底末]|年内|内)?",
        rf"{_YEAR}[.\-/]{_MONTH}[.\-/]{_DAY}(?!\d)",
        rf"{_YEAR}[./]{_MONTH}(?![\d.])",
        r"“?十[一二三四五]五”?(?:规划)?(?:时期|期间)?期?末",
        rf"(?:今年|当年|本年|明年|次年)?{_MONTH}月{_DAY}[日号]",
        rf"(?:今年|当年|本年|明年|次年)?{_MONTH}月份?(?:月?[底末]|[上中下]旬)?",
        r"(?:今年|当年|本年|明年|次年)[上下]半年[底末]?",
        r"(?:今年|当年|本年|本年度|明年|次年)(?:年?[底末]|年内|内)?",
        r"年[底末]|年内",
        rf"{_DAY}日",
    )
)
BETWEEN = r"(?:至|到|-|起至|起到|开始至|开始到)"
BEFORE = r"(?:之前|以前|前|止|内|为止)"

_PARTS = re.compile(
    rf"^(?P<relative>今年|当年|本年度|本年|明年|次年)?(?:(?P<year>{_YEAR})(?:年度?|[.\-/])?)?"
    rf"(?:(?P<month>{_MONTH})(?:月份?|[.\-/]|$))?(?:(?P<day>{_DAY})(?:日|号|$))?"
    rf"(?:第?(?P<quarter>[一二三四1-4首])季度)?(?:(?P<half>[上下])半年)?(?P<part>[上中下]旬)?"
)


@dataclass(slots=True)
class Calendar:
    """The year that an elided year stands for: the last one named, at first the document's own."""

    year: int | None = None
    month: int | None = None

    def span(self, written: str) -> tuple[date, date] | None:
        """The first and last day of a point in time (a month's, a quarter's, a year's), or None when the year is
        nowhere named or the date does not exist."""
        plan = re.match(r"“?(十[一二三四五]五)", written)
        if plan:
            end_year = _FIVE_YEAR_PLANS[plan[1]] + 4
            return date(end_year, 1, 1), date(end_year, 12, 31)
        only_day = re.fullmatch(rf"({_DAY})日", written)
        if only_day:
            known = self.year is not None and self.month is not None
            return _day(self.year or 0, self.month or 0, int(only_day[1])) if known else None
        found = _PARTS.match(written)
        if found is None or (found.end() == 0 and not written.startswith("年")):
            return None
        if found["year"]:
            self.year = int(found["year"])
        year = self.year
        if year is None:
            return None
        relative = found["relative"] or ""
        year += _RELATIVE.get(relative, 0)
        if found["quarter"]:
            return _months(year, 3 * _QUARTERS[found["quarter"]] - 2, 3)
        if found["half"]:
            return _months(year, 1 if found["half"] == "上" else 7, 6)
        month = _month_number(found["month"]) if found["month"] else None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        self.month = month
        if found["day"]:
            return _day(year, month, int(found["day"]))
        first, last = _months(year, month, 1)
        if found["part"] == "上旬":
            return first, first.replace(day=10)
        if found["part"] == "中旬":
            return first.replace(day=11), first.replace(day=20)
        return first, last



def _month_number(written: str) -> int:
    return chinese_number(written)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    final = first + count - 1
    return date(year, first, 1), date(year, final, calendar.monthrange(year, final)[1])


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    if day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day), date(year, month, day)


def five_year_plan(words: str) -> tuple[str, str] | None:
    """The years of a 十四五-style plan named in the words, as ISO dates, else None."""
    found = re.search(r"十[一二三四五]五", words)
    if found is None:
        return None
    first = _FIVE_YEAR_PLANS[found.group()]
    return f"{first}-01-01", f"{first + 4}-12-31"
