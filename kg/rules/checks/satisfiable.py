"""Whether premises can hold together: comparisons that contradict, and a premise beside its own negation."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from fractions import Fraction

from kg.rules.cycles import components
from kg.rules.program import Atom, Comparison, Constant, Disjunction, Negation, Place, Premise, Term, Value, Variable
from kg.rules.walk import premise_terms, term_variables

_ALTERNATIVES_AT_MOST = 64
_ATOMS_AT_MOST = 4  # of a negation that is compared with what stands beside it
_CANDIDATES_AT_MOST = 30
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
    """A negation whose atoms are asked for beside it; its own variables mean "any", and so match anything."""
    atoms = [premise for premise in premises if isinstance(premise, Atom)]
    given = {
        v.name for p in premises if not isinstance(p, Negation) for t in premise_terms(p) for v in term_variables(t)
    }
    by_relation: dict[str, list[Atom]] = {}
    for atom in atoms:
        by_relation.setdefault(atom.relation, []).append(atom)
    for premise in premises:
        if isinstance(premise, Negation) and len(premise.body) <= _ATOMS_AT_MOST:
            denied = [inner for inner in premise.body if isinstance(inner, Atom)]
            if len(denied) == len(premise.body) and _all_found(denied, by_relation, given, {}):
                return "what it denies here it asks for as well", premise.place
    return None


def _all_found(denied: list[Atom], atoms: dict[str, list[Atom]], given: set[str], bound: dict[str, Term]) -> bool:
    """Whether the denied atoms are all among the atoms, for some values of the variables that are not given."""
    if not denied:
        return True
    first, *rest = denied
    for atom in atoms.get(first.relation, ())[:_CANDIDATES_AT_MOST]:
        trial = dict(bound)
        if (
            len(atom.terms) == len(first.terms)
            and all(_matched(wanted, term, given, trial) for wanted, term in zip(first.terms, atom.terms, strict=True))
            and _all_found(rest, atoms, given, trial)
        ):
            return True
    return False


def _matched(wanted: Term, term: Term, given: set[str], bound: dict[str, Term]) -> bool:
    if isinstance(wanted, Variable) and wanted.name not in given:
        return bound.setdefault(wanted.name, term) == term
    return wanted == term


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
