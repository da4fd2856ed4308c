"""Running compiled strata to their fixpoint: certain rows first, then what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.errors import Fault, InputError

from .state import Row, State
from .unknown import Unknown

ROWS_AT_MOST = 5_000_000

Function = Callable[[State, Callable[[Any], None], Any], None]


@dataclass(frozen=True, slots=True)
class Call:
    """One compiled function: its key, the relation it starts from (None: from none), and what may not be empty.

    `doubted` holds the relations under negations and aggregates, one of which must be open for a tail to matter.
    """

    key: str
    start: str | None
    guards: tuple[str, ...]
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One component of relations: how its certain and its open rows are concluded."""

    relations: tuple[str, ...]
    recursive: bool
    once: tuple[Call, ...]
    again: tuple[Call, ...]
    open: tuple[Call, ...]


def run_step(state: State, step: Step, function: Callable[[str], Function], limit: int = ROWS_AT_MOST) -> None:
    """Concludes a component's certain rows, then its open rows.

    Raises InputError when it grows beyond `limit` rows.
    """
    rows = state.rows
    fresh: dict[str, list[Row]] = {}
    for call in step.once:
        for guard in call.guards:
            if not rows[guard]:
                break
        else:
            function(call.key)(state, fresh.setdefault(step.relations[0], []).append, None)
    if step.recursive:
        _repeat(state, step, function, limit)
    elif fresh and sum(map(len, fresh.values())) > limit:
        raise _too_many(step, limit)
    if state.open:
        _run_open(state, step, function, limit)


def _repeat(state: State, step: Step, function: Callable[[str], Function], limit: int) -> None:
    rows = state.rows
    delta: dict[str, list[Row]] = {relation: list(rows[relation]) for relation in step.relations}
    for relation in step.relations:
        state.indexes.pop(relation, None)
        state.value_sets.pop(relation, None)
        state.settled[relation] = len(rows[relation])
    total = 0
    while any(delta.values()):
        fresh: dict[str, list[Row]] = {relation: [] for relation in step.relations}
        for call in step.again:
            assert call.start is not None
            start = delta[call.start]
            if start and all(rows[guard] for guard in call.guards):
                function(call.key)(state, fresh[call.doubted[0]].append, start)
        for relation, found in fresh.items():
            total += len(found)
            if found:
                state.extend_indexes(relation, found)
        if total > limit:
            raise _too_many(step, limit)
        delta = fresh
    for relation in step.relations:
        del state.settled[relation]
    state.value_sets.clear()


def _run_open(state: State, step: Step, function: Callable[[str], Function], limit: int) -> None:
    opened, rows = state.open, state.rows
    fresh: list[tuple[Row, int]] = []
    inside = set(step.relations)
    recursive: list[Call] = []
    for call in step.open:
        if call.start in inside:
            recursive.append(call)
            continue
        if call.start is not None:
            if not opened.get(call.start):
                continue
            if all(rows[guard] or opened.get(guard) for guard in call.guards):
                start = [(row, found[0]) for row, found in opened[call.start].items()]
                _start_from(state, call, start, fresh.append, function)
        elif any(opened.get(relation) for relation in call.doubted) and all(
            rows[guard] or opened.get(guard) for guard in call.guards
        ):
            function(call.key)(state, fresh.append, None)
    if not recursive:
        return
    delta = {relation: [(row, found[0]) for row, found in opened.get(relation, {}).items()] for relation in inside}
    total = 0
    while any(delta.values()):
        found_now: dict[str, list[tuple[Row, int]]] = {relation: [] for relation in inside}
        for call in recursive:
            assert call.start is not None
            if delta[call.start] and all(rows[guard] or opened.get(guard) for guard in call.guards):
                _start_from(state, call, delta[call.start], found_now[call.doubted[0]].append, function)
        total += sum(map(len, found_now.values()))
        if total > limit:
            raise _too_many(step, limit)
        delta = found_now


def _start_from(
    state: State, call: Call, start: list[tuple[Row, int]], add: Callable[[Any], None], function: Callable[[str], Function]
) -> None:
    """Runs an open function on the rows that hold no unknown value, and its more general form on the others."""
    known: list[tuple[Row, int]] = []
    vague: list[tuple[Row, int]] = []
    for found in start:
        (vague if Unknown in map(type, found[0]) else known).append(found)
    if known:
        function(call.key + "known")(state, add, known)
    if vague:
        function(call.key)(state, add, vague)


def _too_many(step: Step, limit: int) -> InputError:
    names = ", ".join(step.relations)
    return InputError([Fault("", "", f"concluding {names} goes beyond {limit} rows; it may never end",
                             allowed="recursion that adds no new numbers, or a condition that bounds them")])
