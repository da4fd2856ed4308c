"""What writes the Python text of one function: lines, names, values, comparisons and the conclusion's row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kg.errors import InputError
from kg.rules.program import Comparison, Constant, Premise, Term, Variable

from .doubts import Doubts
from .functions import FUNCTIONS
from .normal import Clause, fault_at, premise_variables, term_variables
from .plan import Estimate, order


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the compiler knows about the relations: which are concluded before any profile, which may hold unknown values."""

    closed: frozenset[str]
    may_hold_unknowns: frozenset[tuple[str, int]]  # (relation, column)
    doubts: Doubts
    estimate: Estimate
    recursive: frozenset[str] = frozenset()


@dataclass(slots=True)
class Scope:
    """The Python expression of each bound variable, and which of them may be unknown."""

    names: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    needs: str = "0"
    head: str = ""  # a name for the conclusion's row, once its variables are bound
    head_from: tuple[str, ...] = ()  # the expressions of its variables when it was named
    checks: list[Comparison] = field(default_factory=list)
    reached: str = ""  # an expression: whether the conclusion, known already, has been drawn
    concludes: bool = False  # whether what follows ends in the clause's own conclusion
    members: str = ""  # the dict that what follows fills, in a total

    def copy(self) -> Scope:
        """A scope that what is written further inside may change."""
        return Scope(dict(self.names), set(self.unknown), self.needs, self.head, self.head_from, list(self.checks),
                     self.reached, self.concludes, self.members)


class Writer:
    """Writes the Python text of one function."""

    def __init__(self, clause: Clause, number: int, around: Surroundings, start_known: bool = False) -> None:
        self.clause = clause
        self.start_known = start_known
        self.number = number
        self.around = around
        self.hoisted: dict[str, str] = {}
        self.helpers: list[str] = []
        self.lines: list[str] = []
        self.indexes: set[tuple[str, tuple[int, ...]]] = set()
        self.indent = 1
        self.count = 0

    # -- text -------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """Writes a line at the present depth."""
        self.lines.append("    " * self.indent + text)

    def name(self, stem: str) -> str:
        """A name that nothing else in this function has."""
        self.count += 1
        return f"{stem}{self.count}"

    def hoist(self, expression: str) -> str:
        """A name for an expression that is the same throughout one call."""
        if expression not in self.hoisted:
            self.hoisted[expression] = self.name("g")
        return self.hoisted[expression]

    def rows(self, relation: str) -> str:
        """A name for a relation's certain rows."""
        return self.hoist(f"s.rows[{relation!r}]")

    def index(self, relation: str, columns: tuple[int, ...]) -> str:
        """A name for a relation's index by these columns, which is noted as wanted."""
        self.indexes.add((relation, columns))
        return self.hoist(f"s.indexes[{relation!r}, {columns!r}]")

    def opens(self, relation: str) -> str:
        """A name for a relation's open rows; None when there are none."""
        return self.hoist(f"s.open.get({relation!r})")

    def is_closed(self, relation: str) -> bool:
        """Whether the relation is concluded before any profile is met, so that no row of it is open."""
        return relation in self.around.closed

    def planned(
        self, body: Sequence[Premise], bound: Sequence[str], mode: str, first: int | None = None
    ) -> list[tuple[int, Premise]]:
        """The premises in the order in which this function joins them."""
        doubtful = self.doubtful_columns if mode == "possible" else None
        return order(body, bound, self.around.estimate, first, mode != "certain", doubtful, self.start_known)

    def doubtful_columns(self, relation: str) -> Collection[int] | None:
        """The columns of a relation that may hold unknown values; None when none of its rows can be open."""
        return None if self.is_closed(relation) else self.around.doubts.get(relation, ())

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self, term: Term, scope: Scope, fail: str, possible: bool) -> str:
        """An expression for a term whose variables are bound; writes what is needed before it."""
        if isinstance(term, Variable):
            return scope.names[term.name]
        if isinstance(term, Constant):
            return self.constant(term.value)
        parts = [self.value(operand, scope, fail, possible) for operand in term.operands]
        result = self.name("v")
        suffix = "_possibly" if possible else ""
        if term.operator == "/":
            self.line(f"{result} = divide{suffix}({', '.join(parts)})")
            self.line(f"if {result} is None: {fail}")
        elif term.operator in "+-*":
            text = f"-{parts[0]}" if len(parts) == 1 and term.operator == "-" else f" {term.operator} ".join(parts)
            # A sum can grow without end only where it is fed by itself; a product of products doubles its digits anywhere.
            growing = term.operator == "*" or bool(self.around.recursive)
            self.line(f"{result} = bounded({text})" if growing else f"{result} = {text}")
        elif term.operator in FUNCTIONS:
            self.line(f"{result} = call{suffix}({', '.join([repr(term.operator), *parts])})")
            self.line(f"if {result} is None: {fail}")
        else:
            raise InputError([fault_at(term.place, f"no function is called {term.operator}",
                                       allowed=", ".join(["+ - * /", *FUNCTIONS]))])
        return result

    def constant(self, value: Any) -> str:
        """An expression for a value of the program."""
        if isinstance(value, Fraction) and not isinstance(value, int):
            return self.hoist(f"F({value.numerator}, {value.denominator})")
        return repr(value)

    def may_be_unknown(self, term: Term, scope: Scope) -> bool:
        """Whether a variable of the term may hold an unknown value."""
        return any(name in scope.unknown for name in term_variables(term))

    def comparison(self, premise: Comparison, scope: Scope, fail: str, possible: bool) -> None:
        """Writes a comparison: it gives a value to a variable that has none, or it is a test."""
        for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
            if premise.operator == "=" and isinstance(side, Variable) and side.name not in scope.names:
                scope.names[side.name] = self.value(other, scope, fail, possible)
                if self.may_be_unknown(other, scope):
                    scope.unknown.add(side.name)
                scope.checks.append(premise)
                return
        self.test(premise, scope, fail, possible)
        scope.checks.append(premise)

    def test(self, premise: Comparison, scope: Scope, fail: str, possible: bool) -> list[str]:
        """Tests a comparison of bound terms; returns the variables that it made better known."""
        left = self.value(premise.left, scope, fail, possible)
        right = self.value(premise.right, scope, fail, possible)
        unsure = self.may_be_unknown(premise.left, scope) or self.may_be_unknown(premise.right, scope)
        if not possible or not unsure:
            operator = "==" if premise.operator == "=" else premise.operator
            self.line(f"if not ({left} {operator} {right}): {fail}")
            return []
        if premise.operator != "=":
            self.line(f"if not could({premise.operator!r}, {left}, {right}): {fail}")
            return []
        self.line(f"if not could_equal({left}, {right}): {fail}")
        refined = []
        for side in (premise.left, premise.right):
            if isinstance(side, Variable) and side.name in scope.unknown:
                better = self.name("x")
                self.line(f"{better} = meet({left}, {right})")
                scope.names[side.name] = better
                refined.append(side.name)
        return refined

    def recheck(self, refined: list[str], scope: Scope, fail: str) -> None:
        """Tests again the comparisons whose variables have become better known (once each; possible mode only)."""
        waiting = set(refined)
        for premise in scope.checks:
            if waiting & set(premise_variables(premise)):
                waiting.update(self.test(premise, scope, fail, True))

    def tell(self, row: str) -> None:
        """Tells of a new row, where that leads to others of the same component."""
        if self.around.recursive:
            self.line(f"add({row})")

    # -- heads ------------------------------------------------------------------------------------------------------

    def head_row(self, scope: Scope, fail: str, possible: bool) -> str:
        """An expression for the conclusion's row."""
        parts = []
        for term in self.clause.head.terms:
            value = self.value(term, scope, fail, possible)
            if possible and self.may_be_unknown(term, scope):
                value = f"s.intern({value})" if not self.around.recursive else f"s.widen({value})"
            parts.append(value)
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
