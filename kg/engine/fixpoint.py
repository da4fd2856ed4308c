"""Running compiled strata to their fixpoint: certain rows first, then what is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .state import Row, State, parts_of

ROWS_AT_MOST = 5_000_000

Function = Callable[[State, Callable[[Any], None], Any], None]


class Call(NamedTuple):
    """One compiled function: its key, the relation it starts from ("": from none), and what may not be empty.

    `doubted` holds the relations under negations and aggregates, one of which must be open for a tail to matter.
    """

    key: str
    start: str
    guards: tuple[str, ...]
    doubted: tuple[str, ...] = ()


class Step(NamedTuple):
    """One component of relations: how its certain and its open rows are concluded.

    Stored steps come back as plain tuples, so steps and calls are taken apart by position.
    """

    relations: tuple[str, ...]
    recursive: bool
    once: tuple[Call, ...]
    again: tuple[Call, ...]
    open: tuple[Call, ...]
    opened_by: tuple[str, ...]  # the relations of which one must have open rows for anything here to be open


def unheard(row: Any) -> None:
    """For functions whose conclusions are read from the state."""


def run_step(state: State, step: Step, function: Callable[[str], Function], limit: int = ROWS_AT_MOST) -> None:
    """Concludes a component's certain rows, then its open rows.

    Raises InputError when it grows beyond `limit` rows.
    """
    relations, recursive, once, again, opened, opened_by = step
    # This loop and that of _run_open run for every rule and profile: hence no helpers and no generators in them.
    rows = state.rows
    for key, _, guards, _ in once:
        for guard in guards:
            if not rows[guard]:
                break
        else:
            function(key)(state, unheard, None)
    if recursive:
        _repeat(state, relations, again, function, limit)
    elif len(rows[relations[0]]) > limit:
        raise too_many(relations, limit)
    if state.open and not state.open.keys().isdisjoint(opened_by):
        _run_open(state, relations, opened, function, limit)


def _repeat(
    state: State, relations: tuple[str, ...], again: tuple[Call, ...], function: Callable[[str], Function], limit: int
) -> None:
    rows = state.rows
    delta: dict[str, list[Row]] = {relation: list(rows[relation]) for relation in relations}
    for relation in relations:
        state.forget_indexes(relation)
        state.value_sets.pop(relation, None)
        state.settled[relation] = len(rows[relation])
    total = 0
    while any(delta.values()):
        fresh: dict[str, list[Row]] = {relation: [] for relation in relations}
        for key, start_relation, guards, heads in again:
            start = delta[start_relation]
            if start and all(rows[guard] for guard in guards):
                function(key)(state, fresh[heads[0]].append, start)
        for relation, found in fresh.items():
            total += len(found)
            if found:
                state.extend_indexes(relation, found)
        if total > limit:
            raise too_many(relations, limit)
        delta = fresh
    for relation in relations:
        del state.settled[relation]
    state.value_sets.clear()


def _run_open(
    state: State, relations: tuple[str, ...], calls: tuple[Call, ...], function: Callable[[str], Function], limit: int
) -> None:
    # On rows that hold no unknown value a simpler form of the function does; the key of that ends in "known".
    opened, rows = state.open, state.rows
    recursive: list[Call] = []
    for relation in relations:
        said = opened.get(relation)
        if said:  # of an input, and by now a rule may have concluded some of it for certain
            for row in [row for row in said if row in rows[relation]]:
                del said[row]
    for call in calls:
        key, start, guards, doubted = call
        if start:
            if start in relations:
                recursive.append(call)
                continue
            if not opened.get(start):
                continue
        else:
            for relation in doubted:
                if opened.get(relation):
                    break
            else:
                continue
        for guard in guards:
            if not rows[guard] and not opened.get(guard):
                break
        else:
            if start:
                known, vague = state.open_parts(start)
                if known:
                    function(key + "known")(state, unheard, known)
                if vague:
                    function(key)(state, unheard, vague)
            else:
                function(key)(state, unheard, None)
    if not recursive:
        return
    delta = {relation: [(row, found[0]) for row, found in opened.get(relation, {}).items()] for relation in relations}
    total = 0
    while any(delta.values()):
        found_now: dict[str, list[tuple[Row, int]]] = {relation: [] for relation in relations}
        for key, start, guards, heads in recursive:
            if delta[start] and all(rows[guard] or opened.get(guard) for guard in guards):
                known, vague = parts_of(delta[start])
                if known:
                    function(key + "known")(state, found_now[heads[0]].append, known)
                if vague:
                    function(key)(state, found_now[heads[0]].append, vague)
        total += sum(map(len, found_now.values()))
        if total > limit:
            raise too_many(relations, limit)
        delta = found_now


def halted(stopped: bool, relation: str, place: str, limit: int) -> Exception:
    """The error to raise where a loop is to end: it has taken too long, or its relation or total has too many rows."""
    if not stopped:
        return too_many((relation,), limit)
    from kg.errors import Fault, InputError

    file, _, where = place.partition(":")
    return InputError([Fault(file or "rules", where, f"concluding {relation} takes too long: its premises join too many rows",
                             allowed="premises that share their variables, or a part of them concluded by itself")])


def too_many(relations: tuple[str, ...], limit: int) -> Exception:
    """The error to raise where relations grow beyond a number of rows."""
    from kg.errors import Fault, InputError

    names = ", ".join(relations)
    return InputError([Fault("rules", "", f"concluding {names} goes beyond {limit} rows; it may never end",
                             allowed="recursion that adds no new numbers, or a condition that bounds them")])
