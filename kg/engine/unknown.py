"""Values that are not known: what an open row holds in place of a value, and arithmetic on its bounds.

An `Unknown` is some one value between `low` and `high` (None where there is no bound); `ANY` has no bound.
Its operators answer what is *certain*: `u >= 3` is true only when every value that `u` may have is at least 3. So code
written for known values is right for unknown ones as it stands; `could` answers what is *possible*.
No unknown is certainly equal to anything, so `==` is always false; a dict still finds the same object again.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Bound = Any  # a number or a string that compares with its like; None is no bound


class Unknown:
    """Some value of which at most its bounds are known."""

    __slots__ = ("high", "low")

    def __init__(self, low: Bound = None, high: Bound = None) -> None:
        self.low = low
        self.high = high

    def __repr__(self) -> str:
        if self.low is None and self.high is None:
            return "ANY"
        return f"Unknown({self.low!r}, {self.high!r})"

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        low, high = bounds(other)
        return below(self.high, low) or below(high, self.low)

    def __lt__(self, other: Any) -> bool:
        return below(self.high, bounds(other)[0])

    def __le__(self, other: Any) -> bool:
        return not_above(self.high, bounds(other)[0])

    def __gt__(self, other: Any) -> bool:
        return below(bounds(other)[1], self.low)

    def __ge__(self, other: Any) -> bool:
        return not_above(bounds(other)[1], self.low)

    def __add__(self, other: Any) -> Unknown:
        low, high = bounds(other)
        return Unknown(_plus(self.low, low), _plus(self.high, high))

    __radd__ = __add__

    def __neg__(self) -> Unknown:
        return Unknown(_minus(self.high), _minus(self.low))

    def __sub__(self, other: Any) -> Unknown:
        low, high = bounds(other)
        return Unknown(_plus(self.low, _minus(high)), _plus(self.high, _minus(low)))

    def __rsub__(self, other: Any) -> Unknown:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Unknown:
        if other.__class__ is not Unknown and other >= 0:
            return Unknown(_times(self.low, other), _times(self.high, other))
        low, high = bounds(other)
        corners = [_times(a, b) for a in (self.low, self.high) for b in (low, high)]
        if None not in corners:
            return Unknown(min(corners), max(corners))
        if self.low is not None and self.low >= 0 and low is not None and low >= 0:
            return Unknown(self.low * low, None)
        return Unknown()

    __rmul__ = __mul__


ANY = Unknown()
NOT_NEGATIVE = Unknown(0)


def bounds(value: Any) -> tuple[Bound, Bound]:
    """The least and the greatest that `value` may be."""
    return (value.low, value.high) if value.__class__ is Unknown else (value, value)


def below(high: Bound, low: Bound) -> bool:
    """Whether everything up to `high` is less than everything from `low`."""
    return high is not None and low is not None and bool(high < low)


def not_above(high: Bound, low: Bound) -> bool:
    """Whether everything up to `high` is at most everything from `low`."""
    return high is not None and low is not None and bool(high <= low)


def _plus(a: Bound, b: Bound) -> Bound:
    return None if a is None or b is None else a + b


def _minus(a: Bound) -> Bound:
    return None if a is None else -a


def _times(a: Bound, b: Bound) -> Bound:
    if a is None or b is None:
        return None
    return a * b if a else 0  # most bounds are zero, and exact fractions multiply slowly


def reciprocal(divisor: Unknown) -> Unknown | None:
    """1 / divisor, or None when the divisor may be zero (or of either sign)."""
    low, high = divisor.low, divisor.high
    if low is not None and low > 0:
        return Unknown(Fraction(1) / high if high is not None else 0, Fraction(1) / low)
    if high is not None and high < 0:
        return Unknown(Fraction(1) / high, Fraction(1) / low if low is not None else 0)
    return None


def could_equal(a: Any, b: Any) -> bool:
    """Whether `a` and `b` may be the same value."""
    if a.__class__ is not Unknown and b.__class__ is not Unknown:
        return bool(a == b)
    if a is ANY or b is ANY:
        return True
    (alow, ahigh), (blow, bhigh) = bounds(a), bounds(b)
    if _incomparable(alow if alow is not None else ahigh, blow if blow is not None else bhigh):
        return False
    return not below(ahigh, blow) and not below(bhigh, alow)


def _incomparable(a: Bound, b: Bound) -> bool:
    return a is not None and b is not None and isinstance(a, str) != isinstance(b, str)


def could(operator: str, a: Any, b: Any) -> bool:
    """Whether `a operator b` may hold; the operators are = != < <= > >=."""
    if operator == "=":
        return could_equal(a, b)
    if operator == "!=":
        return a.__class__ is Unknown or b.__class__ is Unknown or bool(a != b)
    if operator in (">", ">="):
        a, b = b, a
    (low, _), (_, high) = bounds(a), bounds(b)
    if low is None or high is None:
        return True
    return bool(low < high) if operator in ("<", ">") else bool(low <= high)


def meet(a: Any, b: Any) -> Any:
    """The better known of two values that `could_equal`."""
    if a.__class__ is not Unknown:
        return a
    if b.__class__ is not Unknown or a is ANY or a is b:
        return b
    if b is ANY:
        return a
    low = a.low if b.low is None else b.low if a.low is None else max(a.low, b.low)
    high = a.high if b.high is None else b.high if a.high is None else min(a.high, b.high)
    return Unknown(low, high)
