"""Rules too large to run: what the engine would refuse is said with the other faults."""

from __future__ import annotations

from collections.abc import Iterable

from kg.rules.bounds import MAX_CASES, MAX_JOINED
from kg.rules.checks.report import Report
from kg.rules.program import Aggregate, Atom, Disjunction, Negation, Premise, Rule


def check_size(rules: Iterable[Rule], report: Report) -> None:
    """Report rules whose alternatives multiply to too many cases, or which join too many premises at once (R007)."""
    for rule in rules:
        parts = [tuple(rule.body), *rule.exceptions]
        sizes = [_size(part) for part in parts]
        if rule.valid_from is not None or rule.valid_to is not None:
            sizes[0] = sizes[0][0], sizes[0][1] + 1  # the day that is asked about
        sizes += [_size(inner) for part in parts for inner in _inside(part)]
        if max(cases for cases, _ in sizes) > MAX_CASES:
            message = f"the alternatives of rule {rule.name} multiply to more than {MAX_CASES} cases"
            report.add("R007", rule.place, message, "fewer in one rule: give each its own relation")
        joined = max(atoms for _, atoms in sizes)
        if joined > MAX_JOINED:
            message = f"rule {rule.name} joins {joined} premises"
            report.add("R007", rule.place, message, f"at most {MAX_JOINED} together; conclude a part of them by itself")


def _size(premises: Iterable[Premise]) -> tuple[int, int]:
    """How many cases a conjunction has, and how many atoms are joined in the largest."""
    cases, atoms = 1, 0
    for premise in premises:
        if isinstance(premise, Atom | Aggregate):  # the groups of a total are joined as an atom is
            atoms += 1
        elif isinstance(premise, Disjunction):
            branches = [_size(branch) for branch in premise.branches]
            cases *= sum(count for count, _ in branches)
            atoms += max(joined for _, joined in branches)
        cases = min(cases, MAX_CASES + 1)  # enough to know
    return cases, atoms


def _inside(premises: Iterable[Premise]) -> list[tuple[Premise, ...]]:
    """The conjunctions inside negations, totals and alternatives, which are joined by themselves."""
    found: list[tuple[Premise, ...]] = []
    for premise in premises:
        bodies: tuple[tuple[Premise, ...], ...] = ()
        if isinstance(premise, Negation | Aggregate):
            bodies = (premise.body,)
            found += bodies
        elif isinstance(premise, Disjunction):
            bodies = premise.branches
        for body in bodies:
            found += _inside(body)
    return found
