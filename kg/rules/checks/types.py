"""Types: a variable is one kind of thing throughout a rule, and constants and operands are of the kind that is asked for."""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction

from kg.dates import is_date
from kg.rules import walk
from kg.rules.checks.names import VALUE_TYPES
from kg.rules.checks.report import Report, a
from kg.rules.checks.signatures import ARITHMETIC, FUNCTIONS
from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Constant,
    Operation,
    Place,
    Premise,
    Program,
    Rule,
    Term,
    Value,
    Variable,
)

_ORDERED = ("Number", "Date", "Text")


def check_types(program: Program, report: Report) -> None:
    """Report type clashes (R021, R022, R023), variables in facts (R035) and circles of types (R011)."""
    hierarchy = _Hierarchy(program, report)
    for fact in program.facts:
        for term in fact.terms:
            if not isinstance(term, Constant):
                report.add("R035", fact.place, f"a fact of {fact.relation} is not all constants", "constants only")
        _RuleTypes(program, report, hierarchy, "this fact").atom(fact)
    for rule in program.rules:
        _check_rule(program, report, hierarchy, rule)
        for example in rule.examples:
            for conclusion in example.conclusions:
                _RuleTypes(program, report, hierarchy, "this example").atom(conclusion.atom)


class _Hierarchy:
    """Which type is a kind of which."""

    def __init__(self, program: Program, report: Report) -> None:
        self._parent = {name: declaration.parent for name, declaration in program.types.items()}
        self._known: dict[tuple[str, str], bool] = {}
        circular: dict[str, bool] = {}
        for name, declaration in program.types.items():
            climbed = self._climb(name, circular)
            last = self._parent.get(climbed[-1]) if climbed else None
            found = last is not None and (last in climbed or circular.get(last, False))
            circular.update(dict.fromkeys(climbed, found))
            if circular[name]:
                report.add("R011", declaration.place, f"type {name} is, by turns, a kind of itself")

    def _climb(self, name: str, stop: Container[str] = ()) -> list[str]:
        """The type and what it is a kind of, upwards, each once, as far as the first one in `stop`."""
        found: dict[str, None] = {}
        at: str | None = name
        while at is not None and at not in found and at not in stop:
            found[at] = None
            at = self._parent.get(at)
        return list(found)

    def _is(self, one: str, other: str) -> bool:
        key = one, other
        if key not in self._known:
            self._known[key] = other in self._climb(one)
        return self._known[key]

    def narrower(self, one: str, other: str) -> str | None:
        """The type that is both, or None when nothing can be."""
        if one == other or self._is(one, other):
            return one
        return other if self._is(other, one) else None


def _check_rule(program: Program, report: Report, hierarchy: _Hierarchy, rule: Rule) -> None:
    types = _RuleTypes(program, report, hierarchy, f"rule {rule.name}")
    premises = list(walk.rule_premises(rule))
    for premise in premises:
        if isinstance(premise, Atom):
            types.atom(premise)
    # What `=` and totals give their variables may hang on one another, in any order.
    for _ in range(len(premises) + 1):
        known = len(types.types)
        for premise in premises:
            types.assign(premise)
        if len(types.types) == known:
            break
    for conclusion in rule.conclusions:
        types.atom(conclusion.atom)
    for premise in premises:
        types.premise(premise)


class _RuleTypes:
    """The types of one rule's variables, with where each was first seen."""

    def __init__(self, program: Program, report: Report, hierarchy: _Hierarchy, where: str) -> None:
        self.program, self.report, self.hierarchy, self.where = program, report, hierarchy, where
        self.types: dict[str, tuple[str, Place]] = {}

    def atom(self, atom: Atom) -> None:
        relation = self.program.relations.get(atom.relation)
        if relation is None or len(relation.parameters) != len(atom.terms):
            return
        for term, parameter in zip(atom.terms, relation.parameters, strict=True):
            if parameter.type in self.program.types or parameter.type in VALUE_TYPES:
                self.expect(term, parameter.type, f"{parameter.name} of {relation.name}", atom.place)

    def assign(self, premise: Premise) -> None:
        """Give types to variables that a total or `=` defines."""
        if isinstance(premise, Aggregate):
            found = self.of(premise.value) if premise.function in ("min", "max") and premise.value else "Number"
            if found is not None:
                self.types.setdefault(premise.result.name, (found, premise.result.place))
        elif isinstance(premise, Comparison) and premise.operator == "=":
            for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
                if isinstance(side, Variable) and not isinstance(other, Constant):
                    found = self.of(other)
                    if found is not None:
                        self.types.setdefault(side.name, (found, side.place))

    def premise(self, premise: Premise) -> None:
        if isinstance(premise, Comparison):
            self._comparison(premise)
        elif isinstance(premise, Aggregate):
            value = premise.value
            if value is not None and premise.function == "sum":
                self.expect(value, "Number", "what is summed", premise.place)
            elif value is not None:
                self._operands(value)
                if self.of(value) not in (*_ORDERED, None):
                    message = f"{premise.function} needs values with an order, not {self.of(value)}"
                    self.report.add("R023", value.place, message, "numbers or dates")
            result = "Number" if value is None or premise.function == "sum" else self.of(value)
            if result is not None:
                self.expect(premise.result, result, f"the {premise.function}", premise.place)
        elif isinstance(premise, Atom):
            for term in premise.terms:
                self._operands(term)

    def of(self, term: Term) -> str | None:
        """The type of a term, as far as it is known."""
        if isinstance(term, Variable):
            return self.types[term.name][0] if term.name in self.types else None
        if isinstance(term, Constant):
            return _value_type(term.value)
        if term.operator in ARITHMETIC:
            return "Number"
        signature = FUNCTIONS.get(term.operator)
        return signature.result if signature else None

    def expect(self, term: Term, wanted: str, role: str, place: Place) -> None:
        """Note that the term stands where a `wanted` is asked for."""
        if isinstance(term, Variable):
            self._variable(term, wanted, role)
        elif isinstance(term, Constant):
            problem = _misfit(term.value, wanted)
            if problem:
                shown = f"“{term.value}”" if isinstance(term.value, str) else str(term.value).lower()
                message = f"{shown} cannot be {role}, which is {a(wanted)}"
                self.report.add("R022", term.place if term.place.line else place, message, problem)
        else:
            found = self.of(term)
            if found is not None and self.hierarchy.narrower(found, wanted) is None:
                self.report.add("R023", term.place, f"this is {a(found)}, and {role} is {a(wanted)}", a(wanted))
            self._operands(term)

    def _variable(self, variable: Variable, wanted: str, role: str) -> None:
        known = self.types.get(variable.name)
        if known is None:
            self.types[variable.name] = (wanted, variable.place)
            return
        both = self.hierarchy.narrower(known[0], wanted)
        if both is None:
            first = f"line {known[1].line}" if known[1].line else "before"
            message = f"?{variable.name} is {a(wanted)} here ({role}), and {a(known[0])} on {first}, in {self.where}"
            self.report.add(
                "R021", variable.place, message, "one type for a variable; another name for the other thing"
            )
        else:
            self.types[variable.name] = (both, known[1])

    def _operands(self, term: Term) -> None:
        """Checks what an operation is given, and the operations among that, each once."""
        if not isinstance(term, Operation):
            return
        signature = FUNCTIONS.get(term.operator)
        if term.operator in ARITHMETIC:
            for operand in term.operands:
                if self.of(operand) == "Date":
                    message = f"{term.operator} does not work on dates"
                    self.report.add("R023", term.place, message, "add_days, add_months, days_between")
                    self._operands(operand)
                else:
                    self.expect(operand, "Number", f"an operand of {term.operator}", term.place)
        elif signature is not None and len(signature.parameters) == len(term.operands):
            for operand, wanted in zip(term.operands, signature.parameters, strict=True):
                self.expect(operand, wanted, f"an argument of {term.operator}", term.place)
        else:  # another check says so
            for operand in term.operands:
                self._operands(operand)

    def _comparison(self, comparison: Comparison) -> None:
        self._operands(comparison.left)
        self._operands(comparison.right)
        left, right = comparison.left, comparison.right
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right = right, left
        left_type, right_type = self.of(left), self.of(right)
        if left_type is None:
            return
        if comparison.operator not in ("=", "!=") and left_type not in _ORDERED:
            message = f"{comparison.operator} needs values with an order, and this is {a(left_type)}"
            self.report.add("R023", comparison.place, message, "numbers, dates, or = and !=")
            return
        if isinstance(right, Constant):
            if not isinstance(left, Constant):
                self.expect(right, left_type, "the other side of this comparison", comparison.place)
            elif right_type != left_type:
                self._clash(comparison, left_type, str(right_type))
        elif right_type is not None and self.hierarchy.narrower(left_type, right_type) is None:
            self._clash(comparison, left_type, right_type)

    def _clash(self, comparison: Comparison, left: str, right: str) -> None:
        message = f"{a(left)} is compared with {a(right)}"
        self.report.add("R023", comparison.place, message, "both sides of one type")


def _value_type(value: Value) -> str:
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int | Fraction):
        return "Number"
    return "Date" if is_date(value) else "Text"


def _misfit(value: Value, wanted: str) -> str:
    """What would fit, when the value does not fit the type; else the empty string."""
    found = _value_type(value)
    if wanted == "Number":
        fits, advice = found == "Number", "a number (with blanks around / and - when it is arithmetic)"
    elif wanted == "Boolean":
        fits, advice = found == "Boolean", "true or false"
    elif wanted == "Date":
        fits, advice = found == "Date", "YYYY-MM-DD"
    else:
        fits, advice = isinstance(value, str), "a name; quote it if it is one"
    return "" if fits else advice
