"""Sums, counts, least and greatest over a group, and their bounds where members are open."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kg.numbers import exact_sum

from .functions import bounded
from .unknown import Unknown, bounds, could_equal

Members = dict[tuple[Any, ...], Any]  # the binding of the body's variables -> the value that counts


def fold(function: str, values: Collection[Any]) -> Any:
    """The aggregate of known values, one a member; None for the least or greatest of none."""
    if function == "count":
        return len(values)
    if function == "sum":
        return bounded(exact_sum(values))
    if not values:
        return None
    return min(values) if function == "min" else max(values)


def fold_open(
    function: str, certain: Members, possible: dict[tuple[Any, ...], tuple[Any, int]]
) -> tuple[Any, int, bool]:
    """(value, needs, sure): the aggregate when further members, or members' values, are open.

    `possible` holds every member that there may be, with the needs of each. The value is exact, or an Unknown between
    the least and the greatest that any completion gives; None when there cannot be a member. `needs` joins all that would
    settle it. `sure` says whether the aggregate has a value in every completion.
    """
    extra = {key: found for key, found in possible.items() if key not in certain}
    if not extra and not any(_vague(key, value) for key, value in certain.items()):
        value = fold(function, certain.values())
        return value, 0, value is not None
    needs = 0
    for _, need in extra.values():
        needs |= need
    low, high = _bounds(function, certain, {key: value for key, (value, _) in extra.items()})
    sure = bool(certain) or function in ("sum", "count")
    if not certain and not extra:
        return None, 0, False
    if sure and low is not None and high is not None and low == high:
        return low, 0, True
    return Unknown(low, high), needs, sure


def _vague(key: tuple[Any, ...], value: Any) -> bool:
    return value.__class__ is Unknown or any(part.__class__ is Unknown for part in key)


def _distinct(members: Members) -> tuple[list[Any], list[Any]]:
    """(values of members that are certainly different rows, values of the others)."""
    known = [(key, value) for key, value in members.items() if not any(p.__class__ is Unknown for p in key)]
    chosen = dict(known)
    others = []
    for key, value in members.items():
        if key in chosen:
            continue
        if any(all(map(could_equal, key, other)) for other in chosen):
            others.append(value)
        else:
            chosen[key] = value
    return list(chosen.values()), others


def _bounds(function: str, certain: Members, extra: Members) -> tuple[Any, Any]:
    many = any(part.__class__ is Unknown for key in extra for part in key)
    distinct, others = _distinct(certain)
    if function == "count":
        return len(distinct), None if many else len(certain) + len(extra)
    if function == "sum":
        low: Any = 0
        high: Any = 0
        for value in distinct:
            least, greatest = bounds(value)
            low = None if low is None or least is None else low + least
            high = None if high is None or greatest is None else high + greatest
        for key, value in [*extra.items(), *(((), value) for value in others)]:
            repeated = any(part.__class__ is Unknown for part in key)
            least, greatest = bounds(value)
            if least is None or (repeated and least < 0):
                low = None
            elif low is not None and least < 0:
                low += least
            if greatest is None or (repeated and greatest > 0):
                high = None
            elif high is not None and greatest > 0:
                high += greatest
        return low, high
    lows = [bounds(value)[0] for value in certain.values()]
    highs = [bounds(value)[1] for value in certain.values()]
    all_lows = lows + [bounds(value)[0] for value in extra.values()]
    all_highs = highs + [bounds(value)[1] for value in extra.values()]
    if function == "max":
        reached = [value for value in lows if value is not None]
        return max(reached, default=None), None if None in all_highs else max(all_highs)
    reached = [value for value in highs if value is not None]
    return None if None in all_lows else min(all_lows), min(reached, default=None)
