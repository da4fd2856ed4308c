"""Safety: each variable of a conclusion, comparison or computation gets its value from a premise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kg.errors import nearest_name
from kg.rules import walk
from kg.rules.checks.report import Report
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

_VARIABLES_AT_MOST = 60  # beyond, comparing all names with one another would take long
_DIGITS = re.compile(r"\d+")


def check_variables(rules: Iterable[Rule], report: Report) -> None:
    """Report unsafe variables (R031, R032, R033, R034) and ones that look misspelt (R036)."""
    for rule in rules:
        check = _Safety(rule, report)
        check.run()
        _misspelt(rule, report)


class _Safety:
    def __init__(self, rule: Rule, report: Report) -> None:
        self.rule, self.report = rule, report
        self.names = {variable.name for term in walk.rule_terms(rule) for variable in walk.term_variables(term)}

    def run(self) -> None:
        self._fixed_totals()
        known = walk.bound_by(self.rule.body)
        self._premises(self.rule.body, known, "R032")
        for exception in self.rule.exceptions:
            self._premises(exception, walk.bound_by(exception, known), "R033")
        for conclusion in self.rule.conclusions:
            for term in conclusion.atom.terms:
                for variable in walk.term_variables(term):
                    if variable.name not in known:
                        self._conclusion(variable, known)

    def _premises(self, premises: Iterable[Premise], known: set[str], code: str) -> None:
        """Check premises that all variables in `known` are bound around."""
        for premise in premises:
            if isinstance(premise, Atom):
                for term in premise.terms:
                    if isinstance(term, Operation):
                        self._computed(term, known, code)
            elif isinstance(premise, Comparison):
                self._computed(premise.left, known, code)
                self._computed(premise.right, known, code)
            elif isinstance(premise, Negation):
                self._premises(premise.body, walk.bound_by(premise.body, known), "R033")
            elif isinstance(premise, Disjunction):
                for branch in premise.branches:
                    self._premises(branch, walk.bound_by(branch, known), code)
            else:
                self._aggregate(premise, known)

    def _aggregate(self, aggregate: Aggregate, known: set[str]) -> None:
        # The result has its value only after the total is made, so it does not bind anything inside.
        inner = walk.bound_by(aggregate.body, known - {aggregate.result.name})
        self._premises(aggregate.body, inner, "R034")
        if aggregate.value is not None:
            self._computed(aggregate.value, inner, "R034")
        inside = [*walk.body_terms(aggregate.body), *([] if aggregate.value is None else [aggregate.value])]
        if any(variable.name == aggregate.result.name for term in inside for variable in walk.term_variables(term)):
            message = f"?{aggregate.result.name} is both the {aggregate.function} and part of what it runs over"
            self.report.add(
                "R034",
                aggregate.place,
                message,
                "another name; or parentheses around the total, where what follows is not part of it",
            )

    def _fixed_totals(self) -> None:
        """A total whose value is fixed outside of it has one value only, which is not what its author means."""
        counts = Counter(v.name for term in walk.rule_terms(self.rule) for v in walk.term_variables(term))
        for premise in walk.rule_premises(self.rule):
            if not isinstance(premise, Aggregate) or premise.value is None:
                continue
            inside = [*walk.body_terms(premise.body), premise.value]
            within = Counter(v.name for term in inside for v in walk.term_variables(term))
            values = {v.name for v in walk.term_variables(premise.value)}
            if values and all(counts[name] > within[name] for name in values):
                shown = " and ".join(f"?{name}" for name in sorted(values))
                message = f"{shown} is fixed outside the {premise.function}, which therefore runs over one value only"
                self.report.add("R034", premise.value.place, message, "a variable that occurs only inside the total")

    def _computed(self, term: Term, known: set[str], code: str) -> None:
        for variable in walk.term_variables(term):
            if variable.name in known:
                continue
            where = {
                "R032": "a comparison or computation",
                "R033": "a comparison inside “not” or “unless”",
                "R034": "a total",
            }[code]
            if walk.is_anonymous(variable):
                self.report.add(code, variable.place, f"“_” has no value to use in {where}", "a variable with a name")
                continue
            message = f"nothing gives ?{variable.name} a value, and {where} of rule {self.rule.name} needs it"
            self.report.add(code, variable.place, message, "a premise that names it", self._near(variable, known))

    def _conclusion(self, variable: Variable, known: set[str]) -> None:
        if walk.is_anonymous(variable):
            message = "“_” stands for any value, and a conclusion must say which"
            self.report.add("R031", variable.place, message, "a variable that a premise names")
            return
        message = f"nothing gives ?{variable.name} a value, and rule {self.rule.name} concludes about it"
        if any(
            variable.name in walk.bound_by(branch, known)
            for premise in self.rule.body
            if isinstance(premise, Disjunction)
            for branch in premise.branches
        ):
            message = (
                f"only some alternatives give ?{variable.name} a value, and rule {self.rule.name} concludes about it"
            )
        near = self._near(variable, known)
        self.report.add("R031", variable.place, message, "a premise (not under “not” or “unless”) that names it", near)

    def _near(self, variable: Variable, known: set[str]) -> str:
        near = self.report.near(variable.name, sorted(name for name in known if not name.startswith("_")))
        return f"?{near}" if near else ""


def _misspelt(rule: Rule, report: Report) -> None:
    """A variable that occurs once, beside one that is nearly the same, is most likely the other one misspelt."""
    seen = [variable for term in walk.rule_terms(rule) for variable in walk.term_variables(term)]
    counts = Counter(variable.name for variable in seen)
    others = sorted(name for name in counts if not name.startswith("_"))
    if len(others) > _VARIABLES_AT_MOST:
        return
    bound = walk.bound_by(rule.body)
    for variable in seen:
        name = variable.name
        if counts[name] > 1 or len(name) < 4 or walk.is_anonymous(variable):
            continue
        if name not in bound and any(
            name == v.name for c in rule.conclusions for t in c.atom.terms for v in walk.term_variables(t)
        ):
            continue  # R031 has said it
        bare = _DIGITS.sub("", name)
        similar = [other for other in others if other != name and _DIGITS.sub("", other) != bare]
        near = nearest_name(name, similar, 0.87)
        if near:
            message = f"?{name} occurs once in rule {rule.name}, so it means anything at all"
            report.add("R036", variable.place, message, "_ where any value will do", f"?{near}")
