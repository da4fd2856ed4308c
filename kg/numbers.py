"""Exact numbers: as text, and added up."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import lcm
from typing import Any


def decimal(value: Fraction | int) -> str:
    """The number in decimal digits where they end (`0.75`, `-2`), else as a fraction (`1/3`)."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def exact_sum(values: Collection[Any]) -> Any:
    """The sum of numbers, an int where it is whole; fractions are added over one denominator, which is reduced once."""
    if not all(value.__class__ is int or value.__class__ is Fraction for value in values):
        return sum(values)
    denominator = lcm(*[value.denominator for value in values])
    numerator = sum([value.numerator * (denominator // value.denominator) for value in values])
    found = Fraction(numerator, denominator)
    return found.numerator if found.denominator == 1 else found
