"""A program as standard Datalog text, for clingo and for Soufflé.

What is written is the program's clauses: contested conclusions are worked out already, disjunctions and arithmetic inside atoms are
gone. Numbers must be whole and division and date functions are refused, for these dialects would compute them otherwise.
A negated conjunction becomes an auxiliary predicate.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kg.errors import InputError
from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Program, Term, Variable

from .compiler import base_rows, clauses_of
from .kinds import column_kinds
from .normal import Clause, bound_by, fault_at, premise_variables, term_variables_of
from .state import Row

DIALECTS = ("clingo", "souffle")


def predicate_name(relation: str) -> str:
    """A relation's name as a predicate: p_ and the name, every other character than ASCII letters and digits as _hex_."""
    return "p_" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in relation)


def to_datalog(program: Program, base: Mapping[str, Iterable[Row]], dialect: str = "clingo") -> str:
    """Rules and facts as text. Raises InputError where the dialect cannot say the same."""
    if dialect not in DIALECTS:
        raise ValueError(f"no dialect {dialect}; there are {', '.join(DIALECTS)}")
    clauses, _, facts = clauses_of(program, base)
    rows = base_rows(program, base)
    for name in facts:
        rows[f"fact@{name}"] = rows.pop(name)
    return _Writer(program, clauses, rows, dialect).run()


class _Writer:
    def __init__(self, program: Program, clauses: list[Clause], rows: Mapping[str, Iterable[Row]], dialect: str) -> None:
        self.program = program
        self.clauses = clauses
        self.rows = rows
        self.clingo = dialect == "clingo"
        self.lines: list[str] = []
        self.count = itertools.count()
        self.declared: dict[str, tuple[str, ...]] = {}

    def run(self) -> str:
        for relation, rows in self.rows.items():
            for row in rows:
                self.lines.append(f"{predicate_name(relation)}({', '.join(map(self.value, row))})." if row
                                  else f"{predicate_name(relation)}{'' if self.clingo else '()'}.")  # fmt: skip
        for clause in self.clauses:
            body = self.body(clause.body, [], clause)
            head = self.atom(clause.head, clause)
            self.lines.append(f"{head} :- {', '.join(body)}." if body else f"{head}.")
        if self.clingo:
            # Predicates without rules or facts are simply empty; saying so keeps clingo from warning.
            return "\n".join(self.lines) + "\n"
        return "\n".join([*self.declarations(), *self.lines]) + "\n"

    # -- parts ------------------------------------------------------------------------------------------------------

    def value(self, value: Any) -> str:
        if isinstance(value, bool):
            return '"true"' if value else '"false"'
        if isinstance(value, Fraction) and value.denominator == 1:
            value = value.numerator
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        raise InputError([fault_at(self.program.rules[0].place if self.program.rules else _nowhere(),
                                   f"the number {value} is not whole", allowed="whole numbers in an export to Datalog")])

    def term(self, term: Term, clause: Clause) -> str:
        if isinstance(term, Constant):
            return self.value(term.value)
        if isinstance(term, Variable):
            return "V" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in term.name)
        if term.operator not in "+-*":
            raise InputError([fault_at(term.place if term.place.line else clause.place,
                                       f"{term.operator} has no exact counterpart in Datalog",
                                       allowed="+ - * and comparisons in an export to Datalog")])
        parts = [self.term(operand, clause) for operand in term.operands]
        return f"(-{parts[0]})" if len(parts) == 1 else f"({f' {term.operator} '.join(parts)})"

    def atom(self, atom: Atom, clause: Clause) -> str:
        name = predicate_name(atom.relation)
        if not atom.terms:
            return name if self.clingo else f"{name}()"
        return f"{name}({', '.join(self.term(term, clause) for term in atom.terms)})"

    def body(self, premises: Sequence[Premise], outside: Sequence[Premise], clause: Clause) -> list[str]:
        """Premises as texts; `outside` holds those of the surroundings, which bind variables of an inner conjunction."""
        positive = [p for p in premises if isinstance(p, Atom) or (isinstance(p, Comparison) and p.operator == "=")]
        binders = [*outside, *positive]
        result = []
        for premise in premises:
            if isinstance(premise, Atom):
                result.append(self.atom(premise, clause))
            elif isinstance(premise, Comparison):
                result.append(f"{self.term(premise.left, clause)} {premise.operator} {self.term(premise.right, clause)}")
            elif isinstance(premise, Negation):
                result.append(self.negation(premise, premises, binders, clause))
            elif isinstance(premise, Aggregate):
                result += self.aggregate(premise, binders, clause)
        return result

    def negation(
        self, premise: Negation, around: Sequence[Premise], binders: Sequence[Premise], clause: Clause
    ) -> str:
        sign = "not " if self.clingo else "!"
        bound = bound_by([*binders, *(p for p in around if isinstance(p, Aggregate))])
        arguments = sorted({v for p in premise.body for v in premise_variables(p)} & bound)
        single = premise.body[0]
        if len(premise.body) == 1 and isinstance(single, Atom) and set(term_variables_of(single.terms)) <= bound:
            return sign + self.atom(single, clause)
        head = Atom(f"holds@{next(self.count)}", tuple(Variable(name) for name in arguments), clause.place)
        inner = self.body(premise.body, binders, clause)
        used = set(arguments)
        support = []
        for p in around:  # whatever binds the arguments: all of it, for safety does not say which
            if isinstance(p, (Atom, Aggregate)) or (isinstance(p, Comparison) and p.operator == "="):
                support += self.body([p], binders, clause) if used else []
        outer = [text for p in binders if p not in around for text in self.body([p], (), clause)] if used else []
        self.lines.append(f"{self.atom(head, clause)} :- {', '.join(dict.fromkeys([*outer, *support, *inner]))}.")
        return sign + self.atom(head, clause)

    def aggregate(self, premise: Aggregate, binders: Sequence[Premise], clause: Clause) -> list[str]:
        inner = self.body(premise.body, binders, clause)
        result = self.term(premise.result, clause)
        value = self.term(premise.value, clause) if premise.value is not None else ""
        own = [self.term(Variable(name), clause) for name in sorted(bound_by(premise.body))]
        if self.clingo:
            parts = ", ".join([value, *own] if value else own or ["0"])
            texts = [f"{result} = #{premise.function}{{ {parts} : {', '.join(inner)} }}"]
            if premise.function in ("min", "max"):
                texts.append(f"{result} != {'#sup' if premise.function == 'min' else '#inf'}")
            return texts
        return [f"{result} = {premise.function} {value}{' ' if value else ''}: {{ {', '.join(inner)} }}"]

    # -- Soufflé ----------------------------------------------------------------------------------------------------

    def declarations(self) -> list[str]:
        """A declaration and an output directive for every predicate; a column is a number when any value in it is."""
        columns = column_kinds(self.program, self.clauses, self.rows)
        lines = []
        for name, kinds_of in columns.items():
            given = ", ".join(f"a{i}:{kind}" for i, kind in enumerate(kinds_of))
            lines.append(f".decl {predicate_name(name)}({given})")
            if "@" not in name:
                lines.append(f".output {predicate_name(name)}")
        return lines


def _nowhere() -> Any:
    from kg.rules.program import NOWHERE

    return NOWHERE
