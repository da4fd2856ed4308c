"""Premises solved one by one against a finished inference: what proofs and explanations need, not what inference uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Term, Variable

from .fold import fold
from .functions import call, divide
from .normal import bound_by
from .plan import bound_columns, order, outer_variables
from .state import Row, State
from .unknown import Unknown

Binding = dict[str, Any]


def term_value(term: Term, binding: Binding) -> Any:
    """The value of a term; None when a variable is free or there is no result."""
    if isinstance(term, Variable):
        return binding.get(term.name)
    if isinstance(term, Constant):
        return term.value
    values = [term_value(operand, binding) for operand in term.operands]
    if any(value is None for value in values):
        return None
    if term.operator == "/":
        return divide(*values)
    if term.operator in "+-*":
        if len(values) == 1:
            return -values[0]
        result = values[0]
        for value in values[1:]:
            result = result + value if term.operator == "+" else result - value if term.operator == "-" else result * value
        return result
    return call(term.operator, *values)


def holds(operator: str, left: Any, right: Any) -> bool:
    """Whether a comparison of two values certainly holds."""
    match operator:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
    return bool(left >= right)


def unify(terms: Sequence[Term], row: Row, binding: Binding) -> Binding | None:
    """The binding extended so that the terms are the row, or None; arithmetic among the terms is not inverted."""
    result = dict(binding)
    for term, value in zip(terms, row, strict=True):
        if isinstance(term, Variable):
            if term.name not in result:
                result[term.name] = value
            elif result[term.name] is not value and result[term.name] != value:
                if result[term.name].__class__ is Unknown:
                    result[term.name] = value
                elif value.__class__ is not Unknown:
                    return None
        elif isinstance(term, Constant) and value.__class__ is not Unknown and term.value != value:
            return None
    return result


@dataclass(slots=True)
class Progress:
    """How far the attempt that got furthest came: how many premises held, which failed, under which binding."""

    reached: int = -1
    failed: Premise | None = None
    binding: Binding | None = None


def solutions(
    state: State, premises: Sequence[Premise], binding: Binding, progress: Progress | None = None
) -> Iterator[Binding]:
    """Every binding that satisfies the premises by certain rows; `progress` is told how far attempts came."""

    def estimate(relation: str, columns: tuple[int, ...]) -> float:
        return float(len(state.rows[relation])) / 8.0 ** len(columns)

    planned = [premise for _, premise in order(premises, binding, estimate)]
    yield from _solve(state, planned, 0, binding, progress)


def _solve(
    state: State, planned: list[Premise], position: int, binding: Binding, progress: Progress | None
) -> Iterator[Binding]:
    if position == len(planned):
        yield binding
        return
    premise = planned[position]
    found = False
    for extended in step(state, premise, binding):
        found = True
        yield from _solve(state, planned, position + 1, extended, progress)
    if not found and progress is not None and position > progress.reached:
        progress.reached, progress.failed, progress.binding = position, premise, binding


def step(state: State, premise: Premise, binding: Binding) -> Iterator[Binding]:
    """The ways in which one premise holds under a binding."""
    if isinstance(premise, Atom):
        columns = bound_columns(premise, set(binding))
        keys = [term_value(premise.terms[column], binding) for column in columns]
        for row in list(state.lookup(premise.relation, columns, keys)):
            extended = unify(premise.terms, row, binding)
            if extended is not None:
                yield extended
    elif isinstance(premise, Comparison):
        for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
            if premise.operator == "=" and isinstance(side, Variable) and side.name not in binding:
                value = term_value(other, binding)
                if value is not None:
                    yield {**binding, side.name: value}
                return
        left, right = term_value(premise.left, binding), term_value(premise.right, binding)
        if left is not None and right is not None and holds(premise.operator, left, right):
            yield binding
    elif isinstance(premise, Negation):
        if next(solutions(state, premise.body, inner_binding(premise, binding)), None) is None:
            yield binding
    elif isinstance(premise, Aggregate):
        total = fold(premise.function, members(state, premise, binding).values())
        if total is not None:
            extended = unify((premise.result,), (total,), binding)
            if extended is not None:
                yield extended


def inner_binding(premise: Negation | Aggregate, binding: Binding) -> Binding:
    """The part of a binding that the inside of a negation or aggregate shares."""
    shared = outer_variables(premise, set(binding))
    if isinstance(premise, Aggregate):
        shared.discard(premise.result.name)
    return {name: binding[name] for name in shared}


def members(
    state: State, premise: Aggregate, binding: Binding, visit: Callable[[Binding], None] | None = None
) -> dict[Row, Any]:
    """The certain members of an aggregate's group with the value of each; `visit` sees each member's binding."""
    start = inner_binding(premise, binding)
    own = sorted(bound_by(premise.body, start) - set(start))
    result: dict[Row, Any] = {}
    for found in solutions(state, premise.body, start):
        value = 1 if premise.value is None else term_value(premise.value, found)
        key = tuple(found[name] for name in own)
        if value is not None and key not in result:
            result[key] = value
            if visit is not None:
                visit(found)
    return result
