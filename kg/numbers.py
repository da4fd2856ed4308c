"""Exact numbers as text."""

from __future__ import annotations

from fractions import Fraction


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
