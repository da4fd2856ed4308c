"""A program as standard Datalog text, for clingo and for Soufflé.

What is written is the program's clauses: contested conclusions are worked out already, disjunctions and arithmetic inside atoms are
gone. Numbers must be whole and of 32 bits, and division and date functions are refused, for these dialects would compute them
otherwise. A negated conjunction becomes an auxiliary predicate. `kg.engine.datalog` writes what can be said of a program that holds more.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kg.errors import InputError
from kg.rules.program import (
    NOWHERE,
    Aggregate,
    Atom,
    Comparison,
    Constant,
    Negation,
    Place,
    Premise,
    Program,
    Term,
    Variable,
)

from .compiler import base_rows, clauses_of
from .kinds import TEXT, Columns, column_kinds, term_kind, variable_kinds
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
    writer = DatalogWriter(dialect, column_kinds(program, clauses, rows))
    lines = [writer.fact(relation, row) for relation, found in rows.items() for row in found]
    lines += [line for clause in clauses for line in writer.clause(clause)]
    return "\n".join([*writer.declarations(), *lines]) + "\n"


def sayable_number(value: Any) -> bool:
    """Whether the dialects can hold the number: whole, and of 32 bits."""
    return isinstance(value, int | Fraction) and value.denominator == 1 and -(2**31) < value < 2**31


class DatalogWriter:
    """Writes facts and clauses in one dialect; `columns` gives the kinds of every relation's columns (kg.engine.kinds)."""

    def __init__(self, dialect: str, columns: Columns) -> None:
        self.clingo = dialect == "clingo"
        self.columns = columns
        self.lines: list[str] = []
        self.auxiliary: Columns = {}
        self.count = itertools.count()

    def fact(self, relation: str, row: Row) -> str:
        """A row as a fact. Raises InputError for a number that is not whole, or too large."""
        values = ", ".join(self.value(value, NOWHERE) for value in row)
        return f"{predicate_name(relation)}({values})." if row else f"{predicate_name(relation)}{'' if self.clingo else '()'}."

    def clause(self, clause: Clause) -> list[str]:
        """The clause, after the auxiliary clauses that it needs. Raises InputError where the dialect cannot say the same."""
        self.lines = []
        body = self.body(clause.body, [], clause)
        head = self.atom(clause.head, clause)
        return [*self.lines, f"{head} :- {', '.join(body)}." if body else f"{head}."]

    # -- parts ------------------------------------------------------------------------------------------------------

    def value(self, value: Any, place: Place) -> str:
        """A constant."""
        if isinstance(value, bool):
            return '"true"' if value else '"false"'
        if isinstance(value, str):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        if not sayable_number(value):
            raise InputError([fault_at(place, f"the number {value} is not whole, or too large",
                                       allowed="whole numbers of 32 bits in an export to Datalog")])
        return str(value)

    def term(self, term: Term, clause: Clause) -> str:
        """A term of a clause."""
        if isinstance(term, Constant):
            return self.value(term.value, term.place if term.place.line else clause.place)
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
        kinds = variable_kinds([*binders, *around, *premise.body], self.columns)
        head = Atom(f"holds@{next(self.count)}", tuple(Variable(name) for name in arguments), clause.place)
        inner = self.body(premise.body, binders, clause)
        used = set(arguments)
        support = []
        for p in around:  # whatever binds the arguments: all of it, for safety does not say which
            if isinstance(p, (Atom, Aggregate)) or (isinstance(p, Comparison) and p.operator == "="):
                support += self.body([p], binders, clause) if used else []
        outer = [text for p in binders if p not in around for text in self.body([p], (), clause)] if used else []
        self.lines.append(f"{self.atom(head, clause)} :- {', '.join(dict.fromkeys([*outer, *support, *inner]))}.")
        self.auxiliary[head.relation] = [kinds[name] for name in arguments]
        return sign + self.atom(head, clause)

    def aggregate(self, premise: Aggregate, binders: Sequence[Premise], clause: Clause) -> list[str]:
        inner = self.body(premise.body, binders, clause)
        result = self.term(premise.result, clause)
        value = self.term(premise.value, clause) if premise.value is not None else ""
        own = [self.term(Variable(name), clause) for name in sorted(bound_by(premise.body) - bound_by(binders))]
        if self.clingo:
            parts = ", ".join([value, *own] if value else own or ["0"])
            texts = [f"{result} = #{premise.function}{{ {parts} : {', '.join(inner)} }}"]
            if premise.function in ("min", "max"):
                texts.append(f"{result} != {'#sup' if premise.function == 'min' else '#inf'}")
            return texts
        if premise.value is not None and premise.function in ("min", "max"):
            kinds = variable_kinds([*binders, *premise.body], self.columns)
            if term_kind(premise.value, kinds) == TEXT:
                raise InputError([fault_at(premise.place if premise.place.line else clause.place,
                                           f"Soufflé has no {premise.function} of texts and dates",
                                           allowed=f"{premise.function} of numbers in an export to Soufflé")])
        return [f"{result} = {premise.function} {value}{' ' if value else ''}: {{ {', '.join(inner)} }}"]

    # -- declarations -----------------------------------------------------------------------------------------------

    def declarations(self, given_later: Collection[str] = ()) -> list[str]:
        """What must stand before facts and clauses, once these are written: in Soufflé a declaration for every predicate and an
        output directive for those that a rule file can name. `given_later` names relations whose rows the reader supplies."""
        if self.clingo:
            return [f"#defined {predicate_name(name)}/{len(self.columns[name])}." for name in given_later]
        lines = []
        for name, kinds_of in (self.columns | self.auxiliary).items():
            columns = ", ".join(f"a{i}:{kind}" for i, kind in enumerate(kinds_of))
            lines.append(f".decl {predicate_name(name)}({columns})")
            if name in given_later:
                lines.append(f".input {predicate_name(name)}")
            elif "@" not in name:
                lines.append(f".output {predicate_name(name)}")
        return lines
