"""Conclusions that go against each other with no rule to prevail, and circles of overriding."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from kg.rules.checks.report import Report
from kg.rules.checks.satisfiable import contradiction
from kg.rules.conflicts import Collision
from kg.rules.cycles import components, path
from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Premise,
    Program,
    Rule,
    Term,
    Variable,
)

_WORDS = {
    ("obligation", False): "obliges", ("obligation", True): "denies the obligation",
    ("prohibition", False): "prohibits", ("prohibition", True): "denies the prohibition",
    ("permission", False): "permits", ("permission", True): "denies the permission",
    (None, False): "concludes", (None, True): "denies",
}  # fmt: skip


def check_norms(program: Program, found: Collection[Collision], report: Report) -> None:
    """Report contradictions that nothing settles (R042), circles of overriding (R043), denials of a profile (R044) and
    overriding that settles nothing (R045)."""
    _idle(program, found, _circles(program, report), report)
    for rule in program.rules:
        for conclusion in rule.conclusions:
            relation = program.relations.get(conclusion.atom.relation)
            if relation is not None and relation.source == "profile" and conclusion.negated and not conclusion.modality:
                message = f"rule {rule.name} denies {relation.name}, which an enterprise says of itself"
                report.add("R044", conclusion.atom.place, message, "a relation of the rules' own, concluded from it")
    for one, other, first, second in found:
        if _settled(one, other) or _apart(one, other, first, second):
            continue
        place = other.place
        if one is other:
            message = f"rule {one.name} concludes {first.atom.relation} and against it"
            report.add("R042", place, message, "two rules, one overriding the other")
            continue
        message = (
            f"rule {other.name} {_WORDS[second.modality, second.negated]} {second.atom.relation}, which rule {one.name} "
            f"({one.place}) {_WORDS[first.modality, first.negated]}, and neither overrides the other"
        )
        allowed = f"“overrides {one.name} as …” here, or “overrides {other.name} as …” there, or premises that exclude each other"
        report.add("R042", place, message, allowed)


def _settled(one: Rule, other: Rule) -> bool:
    return any(override.rule == other.name for override in one.overrides) or any(
        override.rule == one.name for override in other.overrides
    )


def _idle(program: Program, found: Iterable[Collision], in_circles: Collection[tuple[str, str]], report: Report) -> None:
    """Overriding keeps nothing from being concluded but the contrary; rules that agree both apply."""
    names = {rule.name for rule in program.rules}
    against = {frozenset((one.name, other.name)) for one, other, _, _ in found}
    for rule in program.rules:
        for override in rule.overrides:
            if override.rule not in names or (rule.name, override.rule) in in_circles or {rule.name, override.rule} in against:
                continue
            message = f"rule {rule.name} overrides {override.rule}, and they conclude nothing against each other: both apply"
            report.add("R045", override.place, message, f"a conclusion against that of {override.rule}, or “unless” in {override.rule}")


def _circles(program: Program, report: Report) -> set[tuple[str, str]]:
    """Reports each circle once; the pairs of names, the overriding rule first, that are part of one."""
    names = {rule.name for rule in program.rules}
    graph = {rule.name: [o.rule for o in rule.overrides if o.rule in names] for rule in program.rules}
    component = components(graph)
    reported: set[int] = set()
    found: set[tuple[str, str]] = set()
    for rule in program.rules:
        for override in rule.overrides:
            if override.rule not in names or component[rule.name] != component[override.rule]:
                continue
            found.add((rule.name, override.rule))
            if component[rule.name] in reported:
                continue
            reported.add(component[rule.name])
            circle = " overrides ".join([rule.name, *path(graph, override.rule, rule.name)])
            report.add(
                "R043", override.place, f"rules override one another in a circle: {circle}", "an order without circles"
            )
    return found


def _apart(one: Rule, other: Rule, first: Conclusion, second: Conclusion) -> bool:
    """Whether the two rules can never both apply to the same arguments: other times, or premises that exclude each other."""
    if (one.valid_to or "9999") < (other.valid_from or "") or (other.valid_to or "9999") < (one.valid_from or ""):
        return True
    mapping: dict[str, Term] = {}
    equations: list[Premise] = []
    for left, right in zip(first.atom.terms, second.atom.terms, strict=True):
        if isinstance(right, Variable) and right.name not in mapping:
            mapping[right.name] = left
        else:
            equations.append(Comparison("=", left, _renamed_term(right, mapping)))
    theirs = _renamed(other.body, mapping)
    exceptions = [Negation(exception) for exception in one.exceptions]
    exceptions += [Negation(_renamed(exception, mapping)) for exception in other.exceptions]
    return contradiction([*one.body, *theirs, *exceptions, *equations]) is not None


def _renamed(premises: Iterable[Premise], mapping: dict[str, Term]) -> tuple[Premise, ...]:
    """The premises with variables replaced; ones that are not in the mapping get a name of their own."""
    return tuple(_renamed_premise(premise, mapping) for premise in premises)


def _renamed_premise(premise: Premise, mapping: dict[str, Term]) -> Premise:
    if isinstance(premise, Atom):
        return replace(premise, terms=tuple(_renamed_term(term, mapping) for term in premise.terms))
    if isinstance(premise, Comparison):
        return replace(premise, left=_renamed_term(premise.left, mapping), right=_renamed_term(premise.right, mapping))
    if isinstance(premise, Negation):
        return replace(premise, body=_renamed(premise.body, mapping))
    if isinstance(premise, Disjunction):
        return replace(premise, branches=tuple(_renamed(branch, mapping) for branch in premise.branches))
    value = None if premise.value is None else _renamed_term(premise.value, mapping)
    result = _renamed_term(premise.result, mapping)
    if not isinstance(result, Variable):
        # A total compared with a constant says nothing that the comparison of premises could use.
        result = Variable(f"{premise.result.name}'")
    return Aggregate(premise.function, value, _renamed(premise.body, mapping), result, premise.place)


def _renamed_term(term: Term, mapping: dict[str, Term]) -> Term:
    if isinstance(term, Constant):
        return term
    if isinstance(term, Operation):
        return replace(term, operands=tuple(_renamed_term(operand, mapping) for operand in term.operands))
    return mapping.setdefault(term.name, Variable(f"{term.name}'", term.place))
