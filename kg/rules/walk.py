"""Walks over premises and terms: the variables, atoms and constants in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Disjunction,
    Negation,
    Operation,
    Premise,
    Rule,
    Term,
    Variable,
)


def is_anonymous(variable: Variable) -> bool:
    """Whether the variable was written `_`."""
    return variable.name.startswith("_")


def term_variables(term: Term) -> Iterator[Variable]:
    """The variables of a term, as often as they occur."""
    if isinstance(term, Variable):
        yield term
    elif isinstance(term, Operation):
        for operand in term.operands:
            yield from term_variables(operand)


def premise_terms(premise: Premise) -> Iterator[Term]:
    """The outermost terms of a premise, also those inside negations, alternatives and aggregates."""
    if isinstance(premise, Atom):
        yield from premise.terms
    elif isinstance(premise, Comparison):
        yield premise.left
        yield premise.right
    elif isinstance(premise, Negation):
        yield from body_terms(premise.body)
    elif isinstance(premise, Disjunction):
        for branch in premise.branches:
            yield from body_terms(branch)
    else:
        yield premise.result
        if premise.value is not None:
            yield premise.value
        yield from body_terms(premise.body)


def body_terms(premises: Iterable[Premise]) -> Iterator[Term]:
    """The outermost terms of several premises."""
    for premise in premises:
        yield from premise_terms(premise)


def rule_terms(rule: Rule) -> Iterator[Term]:
    """The outermost terms of a rule: premises, exceptions, conclusions."""
    yield from body_terms(rule.body)
    for exception in rule.exceptions:
        yield from body_terms(exception)
    for conclusion in rule.conclusions:
        yield from conclusion.atom.terms


def flat(premises: Iterable[Premise]) -> Iterator[Premise]:
    """The premises and everything inside them, outermost first."""
    for premise in premises:
        yield premise
        if isinstance(premise, Negation | Aggregate):
            yield from flat(premise.body)
        elif isinstance(premise, Disjunction):
            for branch in premise.branches:
                yield from flat(branch)


def rule_premises(rule: Rule) -> Iterator[Premise]:
    """All premises of a rule and of its exceptions, with everything inside them."""
    yield from flat(rule.body)
    for exception in rule.exceptions:
        yield from flat(exception)


def operations(terms: Iterable[Term]) -> Iterator[Operation]:
    """The operations among the terms and inside them."""
    for term in terms:
        if isinstance(term, Operation):
            yield term
            yield from operations(term.operands)


def bound_by(premises: Iterable[Premise], bound: Iterable[str] = ()) -> set[str]:
    """The names of the variables that have a value once the premises hold, given those that have one already."""
    known = set(bound)
    equations: list[Comparison] = []
    alternatives: list[Disjunction] = []
    for premise in premises:
        if isinstance(premise, Atom):
            known.update(term.name for term in premise.terms if isinstance(term, Variable))
        elif isinstance(premise, Aggregate):
            known.add(premise.result.name)
            # A total is made for each value of the variables it shares with the rule, and so gives them values.
            known |= bound_by(premise.body)
        elif isinstance(premise, Disjunction):
            alternatives.append(premise)
        elif isinstance(premise, Comparison) and premise.operator == "=":
            equations.append(premise)
    grown = True
    while grown:
        before = len(known)
        for choice in alternatives:
            known |= set.intersection(*(bound_by(branch, known) for branch in choice.branches))
        for equation in equations:
            for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
                if isinstance(side, Variable) and all(inner.name in known for inner in term_variables(other)):
                    known.add(side.name)
        grown = len(known) > before
    return known
