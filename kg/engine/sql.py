"""The rules over profiles as SQL for DuckDB: a whole register at once, with the program that answers one profile.

Every relation that rests on profiles gets a column more, the profile's key, and all premises of a rule speak of the same
profile. Static relations come from the prepared program as they are. Certain conclusions only: what is unsaid is told by
kg.engine.Prepared.infer. Numbers are DOUBLE and compare equal within 5e-10, where the embedded engine is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from kg.errors import InputError
from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Term, Variable

from .functions import FUNCTIONS
from .kinds import NUMBER, Columns, column_kinds, term_kind, variable_kinds
from .normal import Clause, bound_by, fault_at, term_variables
from .plan import outer_variables
from .prepared import Prepared
from .state import Row

KEY = "@profile"
PROFILES = "@profiles"
ROUNDS_AT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class SqlStep:
    """One component: statements that add its rows; repeated until none adds any when it is recursive."""

    relations: tuple[str, ...]
    recursive: bool
    statements: tuple[str, ...]


def table(relation: str) -> str:
    """A relation's name as a quoted identifier."""
    return '"' + relation.replace('"', '""') + '"'


class SqlProgram:
    """The SQL of a prepared program's rules over profiles."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        dynamic = {c.head.relation for c in prepared.clauses if c.head.relation not in prepared.static} | prepared.inputs
        self.dynamic = dynamic
        chosen = [clause for clause in prepared.clauses if clause.head.relation in dynamic]
        static = {name for c in chosen for name in _mentioned(c.body)} - dynamic
        self.static_rows: dict[str, Sequence[Row]] = {name: list(prepared.rows(name)) for name in sorted(static)}
        given = {name: list(prepared.rows(name)) for name in dynamic}
        self.facts = {name: rows for name, rows in given.items() if rows}
        plain_columns = column_kinds(prepared.program, prepared.clauses, {**self.static_rows, **self.facts})
        widths = {atom.relation: len(atom.terms) for clause in chosen for atom in _atoms(clause.body)}
        self.columns: Columns = {PROFILES: ["symbol"]}
        for name in sorted(static | dynamic):
            kinds = plain_columns.get(name, ["symbol"] * widths.get(name, 1 if name in prepared.inputs else 0))
            self.columns[name] = ["symbol", *kinds] if name in dynamic else kinds
        keyed = {number: self._keyed(clause) for number, clause in enumerate(prepared.clauses) if clause in chosen}
        self.steps = tuple(self._step(step, keyed) for step in (*prepared.day_steps, *prepared.steps))

    # -- running ----------------------------------------------------------------------------------------------------

    def create(self) -> list[str]:
        """Statements that create every table."""
        made = []
        for name, kinds in self.columns.items():
            columns = ", ".join(f"c{i} {'DOUBLE' if kind == NUMBER else 'VARCHAR'}" for i, kind in enumerate(kinds))
            made.append(f"CREATE TABLE {table(name)} ({columns or 'c0 VARCHAR'})")
        return made

    def text(self) -> str:
        """The program as a script to read; recursive steps say that they are repeated."""
        lines = [f"{statement};" for statement in self.create()]
        for step in self.steps:
            if step.recursive:
                lines.append("-- repeat until nothing is added:")
            lines += [f"{statement};" for statement in step.statements]
        return "\n".join(lines) + "\n"

    def run(self, connection: Any, profiles: Mapping[str, Mapping[str, Iterable[Row]]]) -> None:
        """Creates and fills the tables of a DuckDB connection for profiles (key -> relation -> rows)."""
        for statement in self.create():
            connection.execute(statement)
        for name, rows in self.static_rows.items():
            self.insert(connection, name, rows)
        keys = list(profiles)
        self.insert(connection, PROFILES, [(key,) for key in keys])
        for name in sorted(self.dynamic):
            held: list[Row] = [(key, *row) for key in keys for row in self.facts.get(name, ())]
            held += [(key, *row) for key, given in profiles.items() for row in given.get(name, ())]
            self.insert(connection, name, list(dict.fromkeys(held)))
        for step in self.steps:
            for _ in range(ROUNDS_AT_MOST):
                added = sum(connection.execute(statement).fetchone()[0] for statement in step.statements)
                if not step.recursive or not added:
                    break

    def insert(self, connection: Any, name: str, rows: Sequence[Row]) -> None:
        """Adds rows to a relation's table."""
        if not rows or not self.columns[name]:
            if rows:
                connection.execute(f"INSERT INTO {table(name)} VALUES ('yes')")
            return
        columns = [[_stored(value) for value in column] for column in zip(*rows, strict=True)]
        unnested = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"INSERT INTO {table(name)} SELECT {unnested}", columns)

    def rows(self, connection: Any, relation: str) -> dict[Any, set[Row]]:
        """The rows of a relation over profiles, by profile."""
        result: dict[Any, set[Row]] = {}
        kinds = self.columns[relation]
        for key, *row in connection.execute(f"SELECT * FROM {table(relation)}").fetchall():
            result.setdefault(key, set()).add(
                tuple(_read(value) if kind == NUMBER else value for value, kind in zip(row, kinds[1:], strict=True))
            )
        return result

    # -- compiling --------------------------------------------------------------------------------------------------

    def _keyed(self, clause: Clause) -> Clause:
        key = Variable(KEY)
        body = tuple(self._with_key(premise, key) for premise in clause.body)
        if not any(isinstance(p, Atom) and p.relation in self.dynamic for p in clause.body):
            body = (Atom(PROFILES, (key,)), *body)
        return replace(clause, head=replace(clause.head, terms=(key, *clause.head.terms)), body=body)

    def _with_key(self, premise: Premise, key: Variable) -> Premise:
        if isinstance(premise, Atom):
            return replace(premise, terms=(key, *premise.terms)) if premise.relation in self.dynamic else premise
        if isinstance(premise, (Negation, Aggregate)):
            return replace(premise, body=tuple(self._with_key(inner, key) for inner in premise.body))
        return premise

    def _step(self, step: Any, keyed: dict[int, Clause]) -> SqlStep:
        relations, recursive = step[0], step[1]
        statements = []
        for clause in keyed.values():
            if clause.head.relation in relations:
                name = table(clause.head.relation)
                statements.append(f"INSERT INTO {name} {self.select(clause)} EXCEPT SELECT * FROM {name}")
        return SqlStep(tuple(relations), recursive, tuple(statements))

    def select(self, clause: Clause) -> str:
        """The SELECT that gives a clause's conclusions."""
        query = _Query(self.columns, clause, {}, {}, [0])
        query.add(clause.body)
        head = []
        for term, kind in zip(clause.head.terms, self.columns[clause.head.relation], strict=True):
            value = query.value(term)
            head.append(f"ROUND({value}, 12)" if kind == NUMBER and not isinstance(term, Constant) else value)
            if not isinstance(term, (Variable, Constant)):
                query.where.append(f"{value} IS NOT NULL")
        return f"SELECT DISTINCT {', '.join(head)}{query.tail()}"


class _Query:
    """One SELECT being put together; inner ones see the names of outer ones."""

    def __init__(
        self, columns: Columns, clause: Clause, names: dict[str, str], kinds: dict[str, str], counter: list[int]
    ) -> None:
        self.columns = columns
        self.clause = clause
        self.names = names
        self.kinds = kinds
        self.counter = counter
        self.sources: list[str] = []
        self.where: list[str] = []

    def tail(self) -> str:
        text = f" FROM {', '.join(self.sources)}" if self.sources else ""
        return text + (f" WHERE {' AND '.join(self.where)}" if self.where else "")

    def add(self, body: Sequence[Premise]) -> None:
        bindable = bound_by(body, self.names)
        self.kinds.update(variable_kinds(body, self.columns))
        for premise in body:
            if isinstance(premise, Atom):
                self.atom(premise)
        waiting = [p for p in body if isinstance(p, (Comparison, Aggregate))]
        while waiting:
            ready = [p for p in waiting if self.ready(p, bindable)]
            if not ready:
                raise InputError([fault_at(self.clause.place, "its premises cannot be put in an order for SQL")])
            for premise in ready:
                waiting.remove(premise)
                if isinstance(premise, Comparison):
                    self.comparison(premise)
                else:
                    self.aggregate(premise)
        for premise in body:
            if isinstance(premise, Negation):
                inner = self.inner()
                inner.add(premise.body)
                self.where.append(f"NOT EXISTS (SELECT 1{inner.tail()})")

    def inner(self) -> _Query:
        return _Query(self.columns, self.clause, dict(self.names), dict(self.kinds), self.counter)

    def ready(self, premise: Comparison | Aggregate, bindable: set[str]) -> bool:
        if isinstance(premise, Aggregate):
            return outer_variables(premise, bindable) - {premise.result.name} <= set(self.names)
        free = [set(term_variables(side)) - set(self.names) for side in (premise.left, premise.right)]
        if not free[0] and not free[1]:
            return True
        return premise.operator == "=" and (
            (isinstance(premise.left, Variable) and not free[1]) or (isinstance(premise.right, Variable) and not free[0])
        )

    def atom(self, atom: Atom) -> None:
        self.counter[0] += 1
        alias = f"t{self.counter[0]}"
        self.sources.append(f"{table(atom.relation)} AS {alias}")
        for index, term in enumerate(atom.terms):
            column = f"{alias}.c{index}"
            if isinstance(term, Variable) and term.name not in self.names:
                self.names[term.name] = column
            else:
                number = self.columns[atom.relation][index] == NUMBER
                self.where.append(self.compared("=", column, self.value(term), number))

    def value(self, term: Term) -> str:
        if isinstance(term, Variable):
            return self.names[term.name]
        if isinstance(term, Constant):
            value = _stored(term.value)
            return repr(float(value)) + "::DOUBLE" if isinstance(value, float) else "'" + value.replace("'", "''") + "'"
        parts = [self.value(operand) for operand in term.operands]
        if term.operator == "/":
            return f"({parts[0]} / NULLIF({parts[1]}, 0))"
        if term.operator in "+-*":
            return f"(-{parts[0]})" if len(parts) == 1 else f"({f' {term.operator} '.join(parts)})"
        return f"TRY({FUNCTIONS[term.operator].sql.format(*parts)})"

    def compared(self, operator: str, left: str, right: str, number: bool) -> str:
        sign = "<>" if operator == "!=" else operator
        return f"ROUND({left} - {right}, 9) {sign} 0" if number else f"{left} {sign} {right}"

    def comparison(self, premise: Comparison) -> None:
        for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
            if premise.operator == "=" and isinstance(side, Variable) and side.name not in self.names:
                self.names[side.name] = self.value(other)
                if not isinstance(other, (Variable, Constant)):
                    self.where.append(f"{self.names[side.name]} IS NOT NULL")
                return
        number = NUMBER in (term_kind(premise.left, self.kinds), term_kind(premise.right, self.kinds))
        self.where.append(
            self.compared(premise.operator, self.value(premise.left), self.value(premise.right), number))

    def aggregate(self, premise: Aggregate) -> None:
        inner = self.inner()
        inner.names.pop(premise.result.name, None)
        before = set(inner.names)
        inner.add(premise.body)
        own = sorted(bound_by(premise.body, before) - before)
        value = inner.value(premise.value) if premise.value is not None else "1"
        chosen = ", ".join([f"{value} AS v", *(f"{inner.names[name]} AS k{i}" for i, name in enumerate(own))])
        if premise.value is not None and not isinstance(premise.value, (Variable, Constant)):
            inner.where.append(f"{value} IS NOT NULL")
        folded = {"sum": "COALESCE(SUM(v), 0)", "count": "COUNT(*)", "min": "MIN(v)", "max": "MAX(v)"}[premise.function]
        text = f"(SELECT {folded} FROM (SELECT DISTINCT {chosen}{inner.tail()}))"
        if premise.function in ("min", "max"):
            self.where.append(f"{text} IS NOT NULL")
        if premise.result.name in self.names:
            number = self.kinds.get(premise.result.name) == NUMBER
            self.where.append(self.compared("=", self.names[premise.result.name], text, number))
        else:
            self.names[premise.result.name] = text


def _atoms(body: Iterable[Premise]) -> list[Atom]:
    found: list[Atom] = []
    for premise in body:
        if isinstance(premise, Atom):
            found.append(premise)
        elif isinstance(premise, (Negation, Aggregate)):
            found += _atoms(premise.body)
    return found


def _mentioned(body: Iterable[Premise]) -> set[str]:
    return {atom.relation for atom in _atoms(body)}


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else float(value)


def _read(value: float) -> Any:
    """A stored number as the nearest one with nine decimals."""
    scaled = round(value * 10**9)
    return scaled // 10**9 if scaled % 10**9 == 0 else Fraction(scaled, 10**9)
