"""Whether premises can hold together: comparisons that contradict, and a premise beside its own negation."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from fractions import Fraction

from kg.rules.cycles import components
from kg.rules.program import Atom, Comparison, Constant, Disjunction, Negation, Place, Premise, Term, Value

_ALTERNATIVES_AT_MOST = 64
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def contradiction(premises: Iterable[Premise]) -> tuple[str, Place] | None:
    """Why the premises can never hold together, and the place of one that shows it; None when nothing speaks against."""
    return _contradiction(list(premises), [0])


def _contradiction(premises: list[Premise], tried: list[int]) -> tuple[str, Place] | None:
    plain: list[Premise] = []
    choices: list[Disjunction] = []
    for premise in premises:
        if isinstance(premise, Disjunction):
            choices.append(premise)
        elif isinstance(premise, Negation) and len(premise.body) == 1 and isinstance(premise.body[0], Comparison):
            inner = premise.body[0]
            plain.append(Comparison(_OPPOSITE[inner.operator], inner.left, inner.right, premise.place))
        else:
            plain.append(premise)
    found = _denied(plain) or _disordered([premise for premise in plain if isinstance(premise, Comparison)])
    if found is not None or not choices:
        return found
    last: tuple[str, Place] | None = None
    for branch in choices[0].branches:
        tried[0] += 1
        if tried[0] > _ALTERNATIVES_AT_MOST:
            return None
        last = _contradiction([*plain, *branch, *choices[1:]], tried)
        if last is None:
            return None
    return last


def _denied(premises: list[Premise]) -> tuple[str, Place] | None:
    atoms = {premise for premise in premises if isinstance(premise, Atom)}
    for premise in premises:
        if isinstance(premise, Negation) and all(isinstance(inner, Atom) and inner in atoms for inner in premise.body):
            return "what it denies here it asks for as well", premise.place
    return None


def _order(value: Value) -> tuple[str, Value]:
    if isinstance(value, bool):
        return "Boolean", value
    return ("Number", value) if isinstance(value, int | Fraction) else ("Text", value)


def _disordered(comparisons: list[Comparison]) -> tuple[str, Place] | None:
    """A contradiction among comparisons, found as a cycle of ≤ that holds a <, or equals that must differ."""
    graph: dict[Term, set[Term]] = {}
    strict: list[tuple[Term, Term, Comparison | None]] = []
    unequal: list[Comparison] = []

    def below(low: Term, high: Term) -> None:
        graph.setdefault(low, set()).add(high)
        graph.setdefault(high, set())

    for comparison in comparisons:
        left, right, operator = comparison.left, comparison.right, comparison.operator
        if operator in (">", ">="):
            left, right, operator = right, left, {">": "<", ">=": "<="}[operator]
        graph.setdefault(left, set())
        graph.setdefault(right, set())
        if operator == "!=":
            unequal.append(comparison)
            continue
        below(left, right)
        if operator == "=":
            below(right, left)
        elif operator == "<":
            strict.append((left, right, comparison))
    by_kind: dict[str, list[Constant]] = {}
    for term in graph:
        if isinstance(term, Constant):
            by_kind.setdefault(_order(term.value)[0], []).append(term)
    for constants in by_kind.values():
        constants.sort(key=lambda constant: _order(constant.value))
        for smaller, larger in itertools.pairwise(constants):
            below(smaller, larger)
            strict.append((smaller, larger, None))
    component = components(graph)
    for comparison in unequal:
        if component[comparison.left] == component[comparison.right]:
            return "the two sides are always equal", comparison.place
    for low, high, comparison_or_order in strict:
        if component[low] == component[high]:
            if comparison_or_order is not None:
                return "this contradicts the comparisons beside it", comparison_or_order.place
            members = {term for term in graph if component[term] == component[low]}
            place = next(c.place for c in comparisons if c.left in members and c.right in members)
            return "this contradicts the comparisons beside it", place
    return None
