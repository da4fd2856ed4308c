"""The functions of the rule language: names, types, meaning in Python and in DuckDB's SQL.

Types are the language's value types (Number, Date, Text, Boolean). A function without a result for its arguments (division by
zero, a date that does not exist) returns None, and the premise that asked for it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from .unknown import ANY, Unknown, reciprocal


class Function(NamedTuple):
    """One function: `parameters` and `result` are value types; `sql` is a format string over its arguments."""

    name: str
    parameters: tuple[str, ...]
    result: str
    compute: Callable[..., Any]
    sql: str
    meaning: str


NUMBER_BITS = 4096  # of a numerator or denominator: some 1,200 digits


def bounded(value: Any) -> Any:
    """The number itself. Raises InputError when it has grown beyond what any true amount needs: what made it may never end."""
    if value.__class__ is int:
        if value.bit_length() <= NUMBER_BITS:
            return value
    elif value.__class__ is not Fraction or max(value.numerator.bit_length(), value.denominator.bit_length()) <= NUMBER_BITS:
        return value
    from kg.errors import Fault, InputError

    digits = int(NUMBER_BITS * 0.30103)
    message = f"a number grows beyond {digits:,} digits; it may never end"
    raise InputError([Fault("rules", "", message, allowed="arithmetic that does not feed on its own results, or a condition that bounds it")])


def divide(a: Any, b: Any) -> Any:
    """Exact a / b as an int or Fraction; None when b is (or may be) zero."""
    if b.__class__ is Unknown:
        inverse = reciprocal(b)
        return None if inverse is None else a * inverse
    if b == 0:
        return None
    if a.__class__ is Unknown:
        # Most bounds are zero or absent: those need no fraction, but an object of their own, lest the quotient pass for `a` itself.
        return Unknown(a.low, a.high) if not a.low and not a.high and b > 0 else a * (Fraction(1) / b)
    quotient = (a if a.__class__ is Fraction else Fraction(a)) / b
    return quotient.numerator if quotient.denominator == 1 else bounded(quotient)


def divide_possibly(a: Any, b: Any) -> Any:
    """As divide, but a divisor that may be zero may also not be: the quotient is then unknown."""
    if b.__class__ is Unknown and reciprocal(b) is None:
        return ANY
    return divide(a, b)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def add_days(day: str, days: Any) -> str | None:
    """The date `days` days after `day`."""
    start = _day(day)
    if start is None or days != int(days):
        return None
    try:
        return (start + timedelta(days=int(days))).isoformat()
    except OverflowError:
        return None


def add_months(day: str, months: Any) -> str | None:
    """The same day `months` months on; the last day of that month where it has no such day."""
    start = _day(day)
    if start is None or months != int(months):
        return None
    year, month = divmod(start.year * 12 + start.month - 1 + int(months), 12)
    if not 1 <= year <= 9999:
        return None
    last = 31 if month == 11 else (date(year, month + 2, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last)).isoformat()


def add_years(day: str, years: Any) -> str | None:
    """The same day `years` years on; 28 February for the 29th where there is none."""
    return add_months(day, years * 12)


def days_between(first: str, last: str) -> int | None:
    """Days from `first` to `last`; negative when `last` is earlier."""
    a, b = _day(first), _day(last)
    return None if a is None or b is None else (b - a).days


def year(day: str) -> int | None:
    """The year of a date."""
    parsed = _day(day)
    return None if parsed is None else parsed.year


def month(day: str) -> int | None:
    """The month of a date, 1 to 12."""
    parsed = _day(day)
    return None if parsed is None else parsed.month


def end_of_month(day: str) -> str | None:
    """The last day of the month of a date."""
    parsed = _day(day)
    if parsed is None:
        return None
    if parsed.month == 12:
        return parsed.replace(day=31).isoformat()
    return (date(parsed.year, parsed.month + 1, 1) - timedelta(days=1)).isoformat()


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("add_days", ("Date", "Number"), "Date", add_days,
                 "strftime(CAST({0} AS DATE) + CAST({1} AS INTEGER), '%Y-%m-%d')", "the date that many days later"),
        Function("add_months", ("Date", "Number"), "Date", add_months,
                 "strftime(CAST({0} AS DATE) + to_months(CAST({1} AS INTEGER)), '%Y-%m-%d')",
                 "the same day that many months later, or the month's last day"),
        Function("add_years", ("Date", "Number"), "Date", add_years,
                 "strftime(CAST({0} AS DATE) + to_months(CAST(12 * {1} AS INTEGER)), '%Y-%m-%d')",
                 "the same day that many years later"),
        Function("days_between", ("Date", "Date"), "Number", days_between,
                 "date_diff('day', CAST({0} AS DATE), CAST({1} AS DATE))", "days from the first date to the second"),
        Function("year", ("Date",), "Number", year, "year(CAST({0} AS DATE))", "the year of a date"),
        Function("month", ("Date",), "Number", month, "month(CAST({0} AS DATE))", "the month of a date, 1 to 12"),
        Function("end_of_month", ("Date",), "Date", end_of_month,
                 "strftime(last_day(CAST({0} AS DATE)), '%Y-%m-%d')", "the last day of the date's month"),
    )
}


def call(name: str, *arguments: Any) -> Any:
    """What the named function certainly gives; None when it has no result or an argument is unknown."""
    for argument in arguments:
        if argument is None or argument.__class__ is Unknown:
            return None
    return FUNCTIONS[name].compute(*arguments)


def call_possibly(name: str, *arguments: Any) -> Any:
    """What the named function may give: unknown when an argument is."""
    for argument in arguments:
        if argument is None:
            return None
    for argument in arguments:
        if argument.__class__ is Unknown:
            return ANY
    return FUNCTIONS[name].compute(*arguments)
