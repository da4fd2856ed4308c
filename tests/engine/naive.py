"""A second, simple evaluator: bindings tried one by one until nothing new follows. Slow, and easy to check by eye."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from kg.engine.functions import FUNCTIONS
from kg.engine.strata import program_edges, stratify
from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Premise,
    Program,
    Term,
    Variable,
)

Binding = dict[str, Any]
Rows = dict[str, set[tuple[Any, ...]]]
COMPARE = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def variables(item: Any) -> set[str]:
    """All variables in a term or premise."""
    match item:
        case Variable(name):
            return {name}
        case Constant():
            return set()
        case Operation(_, operands):
            return set().union(*map(variables, operands))
        case Atom(_, terms):
            return set().union(*map(variables, terms))
        case Comparison(_, left, right):
            return variables(left) | variables(right)
        case Negation(body):
            return set().union(*map(variables, body))
        case Disjunction(branches):
            return set().union(*(variables(p) for branch in branches for p in branch))
        case Aggregate(_, value, body, result):
            found = set().union(*map(variables, body)) | {result.name}
            return found | (variables(value) if value is not None else set())
    raise AssertionError(item)


def evaluate(term: Term, binding: Binding) -> Any:
    """The value of a term, None when it has none."""
    if isinstance(term, Variable):
        return binding[term.name]
    if isinstance(term, Constant):
        return term.value
    values = [evaluate(operand, binding) for operand in term.operands]
    if None in values:
        return None
    match term.operator, values:
        case "+", [a, b]:
            return a + b
        case "-", [a, b]:
            return a - b
        case "*", [a, b]:
            return a * b
        case "/", [a, b]:
            return None if b == 0 else Fraction(a) / b
    return FUNCTIONS[term.operator].compute(*values)


def solve(premises: list[Premise], binding: Binding, rows: Rows, outside: set[str]) -> Iterator[Binding]:
    """Every way to satisfy the premises; `outside` are variables of the surroundings, which own no premise alone."""
    if not premises:
        yield binding
        return
    bindable = set(binding)
    for premise in premises:
        if isinstance(premise, (Atom, Disjunction)):
            bindable |= variables(premise)
        elif isinstance(premise, Aggregate):
            bindable.add(premise.result.name)
        elif isinstance(premise, Comparison):
            bindable |= variables(premise)
    for number, premise in enumerate(premises):
        rest = premises[:number] + premises[number + 1 :]
        if isinstance(premise, Comparison):
            for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
                if (premise.operator == "=" and isinstance(side, Variable) and side.name not in binding
                        and variables(other) <= set(binding)):  # fmt: skip
                    value = evaluate(other, binding)
                    if value is not None:
                        yield from solve(rest, {**binding, side.name: value}, rows, outside)
                    return
            if variables(premise) <= set(binding):
                left, right = evaluate(premise.left, binding), evaluate(premise.right, binding)
                if left is not None and right is not None and COMPARE[premise.operator](left, right):
                    yield from solve(rest, binding, rows, outside)
                return
        if isinstance(premise, Negation) and variables(premise) & bindable <= set(binding):
            inner = {v: binding[v] for v in variables(premise) if v in binding}
            if next(solve(list(premise.body), inner, rows, outside), None) is None:
                yield from solve(rest, binding, rows, outside)
            return
    for number, premise in enumerate(premises):
        rest = premises[:number] + premises[number + 1 :]
        if isinstance(premise, Atom):
            for row in sorted(rows.get(premise.relation, ()), key=repr):
                extended = dict(binding)
                if all(_unify(term, value, extended) for term, value in zip(premise.terms, row, strict=True)):
                    yield from solve(rest, extended, rows, outside)
            return
        if isinstance(premise, Disjunction):
            for branch in premise.branches:
                yield from solve([*branch, *rest], binding, rows, outside)
            return
    number, premise = next((i, p) for i, p in enumerate(premises) if isinstance(p, Aggregate))
    rest = premises[:number] + premises[number + 1 :]
    elsewhere = outside | set(binding) | set().union(*map(variables, rest)) - {premise.result.name}
    own = (variables(premise) - {premise.result.name}) & elsewhere
    groups: dict[tuple[Any, ...], dict[Any, Any]] = {}
    free = sorted(own - set(binding))
    start = {v: binding[v] for v in own & set(binding)}
    if not free:
        groups[()] = {}
    for found in solve(list(premise.body), start, rows, elsewhere):
        value = 1 if premise.value is None else evaluate(premise.value, found)
        group = groups.setdefault(tuple(found[v] for v in free), {})
        if value is not None:
            group[tuple(sorted((k, repr(v)) for k, v in found.items()))] = value
    for key, members in groups.items():
        if premise.function == "count":
            total: Any = len(members)
        elif premise.function == "sum":
            total = sum(members.values())
        elif not members:
            continue
        else:
            total = (min if premise.function == "min" else max)(members.values())
        extended = {**binding, **dict(zip(free, key, strict=True))}
        if _unify(premise.result, total, extended):
            yield from solve(rest, extended, rows, outside)


def _unify(term: Term, value: Any, binding: Binding) -> bool:
    if isinstance(term, Variable):
        return bool(binding.setdefault(term.name, value) == value)
    return bool(evaluate(term, binding) == value)


def naive(program: Program, base: dict[str, Iterable[tuple[Any, ...]]]) -> Rows:
    """All rows of a stratified program without defeasible rules."""
    rows: Rows = {relation: set(map(tuple, given)) for relation, given in base.items()}
    for fact in program.facts:
        rows.setdefault(fact.relation, set()).add(tuple(evaluate(term, {}) for term in fact.terms))
    edges = program_edges(program)
    nodes = {*program.relations, *rows, *(c.atom.relation for rule in program.rules for c in rule.conclusions)}
    for component in stratify(sorted(nodes), edges):
        changed = True
        while changed:
            changed = False
            for rule in program.rules:
                for conclusion in rule.conclusions:
                    relation = conclusion.atom.relation
                    if relation not in component:
                        continue
                    body = [*rule.body, *(Negation(exception) for exception in rule.exceptions)]
                    head = variables(conclusion.atom)
                    for found in list(solve(body, {}, rows, head)):
                        row = tuple(evaluate(term, found) for term in conclusion.atom.terms)
                        if None not in row and row not in rows.setdefault(relation, set()):
                            rows[relation].add(row)
                            changed = True
    return rows
