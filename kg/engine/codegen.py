"""Clauses to Python functions: nested loops over hash indexes, in the order that kg.engine.plan chooses.

A clause has one *certain* function (and, where it is recursive, one a recursive premise, which starts from the rows that are
new) and *open* functions: one a premise that may be open, starting from its open rows, and a tail for open negations and
aggregates over certain rows. What the functions call is in kg.engine.runtime. A function takes the state `s` (see kg.engine.state), `add` (told of every new row) and
`delta` (the rows to start from). What it concludes goes into s.rows, with the rule and the premises' rows as provenance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import CodeType
from typing import Any

from kg.errors import InputError
from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Term, Variable

from .functions import FUNCTIONS
from .normal import Clause, bound_by, fault_at, premise_variables, term_variables, term_variables_of
from .plan import Estimate, bound_columns, order, outer_variables
from .strata import premise_relations

LOOPS_IN_ONE_FUNCTION = 15
ATOMS_AT_MOST = 80
SETS_FROM = 12.0  # rows per lookup from which a difference of sets beats a loop

@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the compiler knows about the relations: which are concluded for good, which may hold unknown values."""

    static: frozenset[str]
    may_hold_unknowns: frozenset[str]
    estimate: Estimate
    recursive: frozenset[str] = frozenset()


@dataclass(slots=True)
class Scope:
    """The Python expression of each bound variable, and which of them may be unknown."""

    names: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    needs: str = "0"
    head: str = ""
    checks: list[Comparison] = field(default_factory=list)
    reached: str = ""  # an expression: whether the conclusion, known already, has been drawn
    concludes: bool = False  # whether what follows ends in the clause's own conclusion

    def copy(self) -> Scope:
        return Scope(dict(self.names), set(self.unknown), self.needs, self.head, list(self.checks), self.reached,
                     self.concludes)


Finish = Callable[["Emitter", Scope, str, list[tuple[int, str]]], None]


class Emitter:
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
        self.lines.append("    " * self.indent + text)

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def hoist(self, expression: str) -> str:
        """A name for an expression that is the same throughout one call."""
        if expression not in self.hoisted:
            self.hoisted[expression] = self.name("g")
        return self.hoisted[expression]

    def rows(self, relation: str) -> str:
        return self.hoist(f"s.rows[{relation!r}]")

    def index(self, relation: str, columns: tuple[int, ...]) -> str:
        self.indexes.add((relation, columns))
        return self.hoist(f"s.index({relation!r}, {columns!r})")

    def opens(self, relation: str) -> str:
        return self.hoist(f"s.open.get({relation!r})")

    def is_static(self, relation: str) -> bool:
        return relation in self.around.static

    def planned(
        self, body: Sequence[Premise], bound: Sequence[str], mode: str, first: int | None = None
    ) -> list[tuple[int, Premise]]:
        """The premises in the order in which this function joins them."""
        may_be_open = (lambda relation: not self.is_static(relation)) if mode == "possible" else None
        return order(body, bound, self.around.estimate, first, mode != "certain", may_be_open, self.start_known)

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
            self.line(f"{result} = {text}")
        elif term.operator in FUNCTIONS:
            self.line(f"{result} = call{suffix}({', '.join([repr(term.operator), *parts])})")
            self.line(f"if {result} is None: {fail}")
        else:
            raise InputError([fault_at(term.place, f"no function is called {term.operator}",
                                       allowed=", ".join(["+ - * /", *FUNCTIONS]))])
        return result

    def constant(self, value: Any) -> str:
        if isinstance(value, Fraction) and not isinstance(value, int):
            return self.hoist(f"F({value.numerator}, {value.denominator})")
        return repr(value)

    def may_be_unknown(self, term: Term, scope: Scope) -> bool:
        return any(name in scope.unknown for name in term_variables(term))

    def comparison(self, premise: Comparison, scope: Scope, fail: str, possible: bool) -> None:
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

    # -- premises ---------------------------------------------------------------------------------------------------

    def sequence(
        self,
        premises: Sequence[tuple[int, Premise]],
        scope: Scope,
        mode: str,
        fail: str,
        depth: int,
        sources: list[tuple[int, str]],
        needed: set[str],
        finish: Finish,
        delta_at: int = -1,
    ) -> None:
        """Writes the premises one inside the other, and `finish` innermost. `mode` is certain, possible or tail."""
        if not premises:
            finish(self, scope, fail, sources)
            return
        (position, premise), rest = premises[0], premises[1:]
        later = needed | {name for _, other in rest for name in premise_variables(other)}
        if mode == "possible":
            later |= {name for check in scope.checks for name in premise_variables(check)}
        if isinstance(premise, Comparison):
            self.comparison(premise, scope, fail, mode != "certain")
        elif isinstance(premise, Negation):
            self.negation(premise, scope, mode, fail)
        elif isinstance(premise, Aggregate):
            self.aggregate(premise, scope, mode, fail)
        elif isinstance(premise, Atom):
            if depth and depth % LOOPS_IN_ONE_FUNCTION == 0:
                part = self.name("part")
                self.line(f"def {part}():")
                self.indent += 1
                self.atom(position, premise, rest, scope, mode, "return", depth, sources, later, needed, finish,
                          delta_at, split=True)
                self.indent -= 1
                self.line(f"{part}()")
                return
            self.atom(position, premise, rest, scope, mode, fail, depth, sources, later, needed, finish, delta_at)
            return
        self.sequence(rest, scope, mode, fail, depth, sources, needed, finish, delta_at)

    def atom(
        self, position: int, atom: Atom, rest: Sequence[tuple[int, Premise]], scope: Scope, mode: str, fail: str,
        depth: int, sources: list[tuple[int, str]], later: set[str], needed: set[str], finish: Finish, delta_at: int,
        split: bool = False,
    ) -> None:  # fmt: skip
        row = self.name("r")
        columns = bound_columns(atom, set(scope.names))
        keys = [self.value(atom.terms[c], scope, fail, mode == "possible") for c in columns]
        free = {i: t.name for i, t in enumerate(atom.terms) if isinstance(t, Variable) and i not in columns}
        repeated = len(set(free.values())) < len(free)
        possible = mode == "possible"
        unsure = possible and any(
            isinstance(atom.terms[c], Variable) and atom.terms[c].name in scope.unknown for c in columns  # type: ignore[union-attr]
        )
        delta = position == delta_at
        row_may_be_unknown = possible and not self.is_static(atom.relation)  # and so comes with its needs
        key = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        needs = ""
        plain = not delta and not row_may_be_unknown and not unsure
        if plain and not free:
            self.line(f"{row} = ({', '.join(keys)}{',' if len(keys) == 1 else ''})")
            self.line(f"if {row} not in {self.rows(atom.relation)}: {fail}")
        elif plain and not repeated and not (set(free.values()) & later):
            if columns:
                bucket = self.name("b")
                self.line(f"{bucket} = {self.index(atom.relation, columns)}.get({key})")
                self.line(f"if not {bucket}: {fail}")
                self.line(f"{row} = {bucket}[0]")
            else:
                self.line(f"if not {self.rows(atom.relation)}: {fail}")
                self.line(f"{row} = next(iter({self.rows(atom.relation)}))")
        elif plain and columns and not rest and len(free) == 1 and self.by_sets(atom, columns, scope, free):
            self.set_difference(position, atom, columns, keys, free, scope, fail, sources)
            return
        else:
            if delta:
                source = "delta"
            elif row_may_be_unknown:
                source = f"s.both({atom.relation!r}, {columns!r}, [{', '.join(keys)}])"
            elif unsure:
                if len(columns) <= 2:
                    self.indexes.update((atom.relation, c) for c in {columns, *((c,) for c in columns)})
                doubtful = [scope.names[t.name] for c in columns
                            if isinstance(t := atom.terms[c], Variable) and t.name in scope.unknown]  # fmt: skip
                if free:
                    known = f"{self.index(atom.relation, columns)}.get({key}, E)"
                else:
                    row_text = f"({', '.join(keys)}{',' if len(keys) == 1 else ''})"
                    known = f"(({row_text},) if {row_text} in {self.rows(atom.relation)} else E)"
                condition = " and ".join(f"{name}.__class__ is not U" for name in dict.fromkeys(doubtful))
                source = f"{known} if {condition} else s.lookup({atom.relation!r}, {columns!r}, [{', '.join(keys)}])"
            elif columns:
                source = f"{self.index(atom.relation, columns)}.get({key}, E)"
            else:
                # A relation that is being concluded grows while it is read.
                source = self.rows(atom.relation)
                if atom.relation in self.around.recursive:
                    source = f"list({source})"
            if row_may_be_unknown:
                needs = self.name("n")
                self.line(f"for {row}, {needs} in {source}:")
            else:
                self.line(f"for {row} in {source}:")
            self.indent += 1
            self.loop_body(position, atom, row, needs, columns, keys, free, delta, rest, scope, mode, depth, sources, later,
                           needed, finish, delta_at)
            self.indent -= 1
            return
        self.sequence(rest, scope, mode, fail, depth, [*sources, (position, row)], needed, finish, delta_at)

    def by_sets(self, atom: Atom, columns: tuple[int, ...], scope: Scope, free: dict[int, str]) -> bool:
        """Whether the last join of a recursive clause is done by sets: it gives one column of the conclusion, once."""
        (variable,) = free.values()
        terms = self.clause.head.terms
        small = atom.relation not in self.around.recursive and self.around.estimate(atom.relation, columns) < SETS_FROM
        return (
            scope.concludes
            and not small
            and bool(self.around.recursive)
            and self.is_static(self.clause.head.relation)
            and len(terms) > 1
            and [t.name for t in terms if isinstance(t, Variable)].count(variable) == 1
            and all(isinstance(t, Constant) or (isinstance(t, Variable) and (t.name == variable or t.name in scope.names))
                    for t in terms)
        )  # fmt: skip

    def set_difference(
        self, position: int, atom: Atom, columns: tuple[int, ...], keys: list[str], free: dict[int, str], scope: Scope,
        fail: str, sources: list[tuple[int, str]],
    ) -> None:  # fmt: skip
        """The last join as a difference of sets: what the index offers less what has been concluded already."""
        ((column, variable),) = free.items()
        terms = self.clause.head.terms
        at = next(i for i, t in enumerate(terms) if isinstance(t, Variable) and t.name == variable)
        others = tuple(i for i in range(len(terms)) if i != at)
        offered = self.hoist(f"s.values({atom.relation!r}, {columns!r}, {column})")
        reached = self.hoist(f"s.values({self.clause.head.relation!r}, {others!r}, {at})")
        head_keys = [self.value(terms[i], scope, fail, False) for i in others]
        some, have, new, one = self.name("b"), self.name("b"), self.name("b"), self.name("x")
        self.line(f"{some} = {offered}.get({keys[0] if len(keys) == 1 else '(' + ', '.join(keys) + ')'})")
        self.line(f"if not {some}: {fail}")
        head_key = head_keys[0] if len(head_keys) == 1 else f"({', '.join(head_keys)})"
        self.line(f"{have} = {reached}.get({head_key})")
        self.line(f"if {have} is None: {have} = {reached}[{head_key}] = set()")
        self.line(f"{new} = {some} - {have}")
        self.line(f"if not {new}: {fail}")
        self.line(f"{have} |= {new}")
        self.line(f"for {one} in {new}:")
        self.indent += 1
        head = ", ".join(one if i == at else head_keys[others.index(i)] for i in range(len(terms)))
        row = ", ".join(one if i == column else keys[columns.index(i)] for i in range(len(atom.terms)))
        head_row = self.name("h")
        self.line(f"{head_row} = ({head})")
        self.line(f"if {head_row} in {self.rows(self.clause.head.relation)}: continue")
        used = [name for _, name in sorted([*sources, (position, f"({row},)")])]
        self.line(f"{self.rows(self.clause.head.relation)}[{head_row}] = ({self.number}, {', '.join(used)})")
        self.line(f"add({head_row})")
        self.indent -= 1

    def loop_body(
        self, position: int, atom: Atom, row: str, needs: str, columns: tuple[int, ...], keys: list[str], free: dict[int, str],
        delta: bool, rest: Sequence[tuple[int, Premise]], scope: Scope, mode: str, depth: int, sources: list[tuple[int, str]],
        later: set[str], needed: set[str], finish: Finish, delta_at: int,
    ) -> None:  # fmt: skip
        inner = scope.copy()
        possible = mode == "possible"
        unknown_row = bool(needs) and not (delta and self.start_known)
        refined: list[str] = []
        for column, key in zip(columns, keys, strict=True):
            term = atom.terms[column]
            if delta:
                if unknown_row:
                    self.line(f"if not could_equal({row}[{column}], {key}): continue")
                else:
                    self.line(f"if not ({row}[{column}] == {key}): continue")
            elif possible and isinstance(term, Variable) and term.name in inner.unknown:
                better = self.name("x")
                if unknown_row:
                    self.line(f"{better} = meet({inner.names[term.name]}, {row}[{column}])")
                else:
                    self.line(f"{better} = {row}[{column}]")
                    inner.unknown.discard(term.name)
                inner.names[term.name] = better
                refined.append(term.name)
        first_of: dict[str, int] = {}
        wanted = {i: v for i, v in free.items() if v in later or list(free.values()).count(v) > 1}
        hold_unknowns = unknown_row or (not needs and not self.is_static(atom.relation)
                                        and atom.relation in self.around.may_hold_unknowns)  # fmt: skip
        for column, variable in wanted.items():
            value = f"{row}[{column}]"
            if variable in first_of:
                if unknown_row:
                    self.line(f"if not could_equal({inner.names[variable]}, {value}): continue")
                    better = self.name("x")
                    self.line(f"{better} = meet({inner.names[variable]}, {value})")
                    inner.names[variable] = better
                else:
                    self.line(f"if not ({inner.names[variable]} == {value}): continue")
                continue
            first_of[variable] = column
            inner.names[variable] = self.name("x")
            self.line(f"{inner.names[variable]} = {value}")
            if hold_unknowns:
                inner.unknown.add(variable)
        if needs:
            if inner.needs != "0":
                both = self.name("n")
                self.line(f"{both} = {inner.needs} | {needs}")
                inner.needs = both
            else:
                inner.needs = needs
        if refined:
            self.recheck(refined, inner, "continue")
        before = inner.reached
        self.prune(rest, inner, mode)
        self.sequence(rest, inner, mode, "continue", depth + 1, [*sources, (position, row)], needed, finish, delta_at)
        if before:
            self.line(f"if {before}: break")

    # -- heads ------------------------------------------------------------------------------------------------------

    def head_row(self, scope: Scope, fail: str, possible: bool) -> str:
        parts = []
        for term in self.clause.head.terms:
            value = self.value(term, scope, fail, possible)
            if possible and self.may_be_unknown(term, scope):
                value = f"s.intern({value})" if not self.around.recursive else f"s.widen({value})"
            parts.append(value)
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"

    def prune(self, rest: Sequence[tuple[int, Premise]], scope: Scope, mode: str) -> None:
        """Once the conclusion is known and premises remain: nothing to do when it has been reached already."""
        if scope.head or not scope.concludes or not any(isinstance(p, Atom | Aggregate) for _, p in rest):
            return
        terms = self.clause.head.terms
        variables = set(term_variables_of(terms))
        if not variables <= set(scope.names) or not all(isinstance(t, Variable | Constant) for t in terms):
            return
        scope.head = self.name("h")
        parts = [self.value(term, scope, "continue", False) for term in terms]
        self.line(f"{scope.head} = ({', '.join(parts)}{',' if len(parts) == 1 else ''})")
        scope.reached = f"{scope.head} in {self.rows(self.clause.head.relation)}"
        if mode != "certain":
            known = [f"{scope.names[v]}.__class__ is not U" for v in sorted(variables) if v in scope.unknown]
            found = self.name("o")
            opened = self.hoist(f"s.open_rows({self.clause.head.relation!r})")
            scope.reached = " and ".join([*known, (
                f"({scope.reached} or (({found} := {opened}.get({scope.head})) is not None"
                f" and {found}[0].bit_count() <= ({scope.needs}).bit_count()))")])
        self.line(f"if {scope.reached}: continue")

    # -- negations and aggregates -----------------------------------------------------------------------------------

    def doubt(self, relations: Sequence[str], arguments: Sequence[str], scope: Scope) -> str:
        """An expression that is true when open rows or unknown arguments may matter; empty when they never can."""
        parts = [self.opens(r) for r in dict.fromkeys(relations) if not self.is_static(r)]
        parts += [f"{scope.names[a]}.__class__ is U" for a in arguments if a in scope.unknown]
        return " or ".join(parts)

    def negation(self, premise: Negation, scope: Scope, mode: str, fail: str) -> None:
        arguments = sorted(outer_variables(premise, set(scope.names)))
        relations = [relation for relation, _, _ in premise_relations(premise.body)]
        single = premise.body[0] if len(premise.body) == 1 else None
        passed = ", ".join(scope.names[a] for a in arguments)
        if isinstance(single, Atom) and _plain(single, set(arguments)):
            columns = bound_columns(single, set(arguments))
            keys = [self.value(single.terms[c], scope, fail, False) for c in columns]
            if len(columns) == len(single.terms):
                certain = f"({', '.join(keys)}{',' if len(keys) == 1 else ''}) in {self.rows(single.relation)}"
            elif columns:
                key = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
                certain = f"{key} in {self.index(single.relation, columns)}"
            else:
                certain = self.rows(single.relation)
            possible = f"s.match({single.relation!r}, {columns!r}, [{', '.join(keys)}])"
        else:
            certain = f"{self.helper(premise.body, arguments, scope, 'certain')}({passed})"
            possible = ""
        self.line(f"if {certain}: {fail}")
        doubt = self.doubt(relations, arguments, scope)
        if not doubt:
            return
        if not possible:
            possible = f"{self.helper(premise.body, arguments, scope, 'possible')}({passed})"
        if mode == "certain":
            self.line(f"if ({doubt}) and {possible} is not None: {fail}")
        elif not all(self.is_static(relation) for relation in relations):
            more = self.name("n")
            self.line(f"{more} = {scope.needs} | (({possible} or 0) if {doubt} else 0)")
            scope.needs = more

    def helper(self, body: Sequence[Premise], arguments: list[str], scope: Scope, mode: str) -> str:
        """A local function that says whether a conjunction holds (certain) or could (its needs, or None)."""
        name = self.name("holds" if mode == "certain" else "could")
        inner = Scope({a: f"a{i}" for i, a in enumerate(arguments)}, {a for a in arguments if a in scope.unknown})

        def succeed(emitter: Emitter, found: Scope, fail: str, sources: list[tuple[int, str]]) -> None:
            if mode == "certain":
                emitter.line("return True")
            else:
                emitter.line(f"found[0] = {found.needs} if found[0] is None else found[0] | {found.needs}")

        def write() -> None:
            if mode != "certain":
                self.line("found = [None]")
            planned = self.planned(body, arguments, mode)
            self.function_body(planned, inner, mode, succeed)

        closing = "return False" if mode == "certain" else "return found[0]"
        self.define(name, len(arguments), write, closing)
        return name

    def function_body(self, planned: Sequence[tuple[int, Premise]], scope: Scope, mode: str, finish: Finish,
                      needed: set[str] | None = None) -> None:  # fmt: skip
        """A body that may fail before its first loop: a loop of one turn gives it something to leave."""
        self.line("for _ in (0,):")
        self.indent += 1
        self.sequence(planned, scope, mode, "continue", 1, [], needed or set(), finish)
        self.indent -= 1

    def define(self, name: str, arity: int, write: Callable[[], None], closing: str) -> None:
        lines, indent = self.lines, self.indent
        self.lines, self.indent = [], 1
        self.line(f"def {name}({', '.join(f'a{i}' for i in range(arity))}):")
        self.indent = 2
        write()
        self.line(closing)
        self.helpers += self.lines
        self.lines, self.indent = lines, indent

    def aggregate(self, premise: Aggregate, scope: Scope, mode: str, fail: str) -> None:
        bound_here = set(scope.names) - {premise.result.name}
        arguments = sorted(outer_variables(premise, bound_here))
        relations = [relation for relation, _, _ in premise_relations(premise.body)]
        doubt = self.doubt(relations, [a for a in arguments if a in scope.unknown], scope)
        own = sorted(bound_by(premise.body, arguments) - set(arguments))
        unknown_arguments = {a for a in arguments if a in scope.unknown}

        def collect(inner_mode: str, into: str) -> None:
            inner = Scope({a: f"a{i}" for i, a in enumerate(arguments)}, set(unknown_arguments))

            def keep(emitter: Emitter, found: Scope, inner_fail: str, sources: list[tuple[int, str]]) -> None:
                value = "1"
                if premise.value is not None:
                    value = emitter.value(premise.value, found, inner_fail, inner_mode == "possible")
                key = f"({', '.join(found.names[v] for v in own)}{',' if len(own) == 1 else ''})"
                if inner_mode == "certain":
                    emitter.line(f"{into}[{key}] = {value}")
                else:
                    emitter.line(f"s.keep({into}, {key}, {value}, {found.needs})")

            planned = self.planned(premise.body, arguments, inner_mode)
            wanted = set(own) | (set(term_variables(premise.value)) if premise.value is not None else set())
            self.function_body(planned, inner, inner_mode, keep, wanted)

        name = self.name("total")
        inner_doubt = self.doubt(
            relations, arguments, Scope({a: f"a{i}" for i, a in enumerate(arguments)}, unknown_arguments))

        def write() -> None:
            arguments_text = "".join(f"a{i}, " for i in range(len(arguments)))
            if doubt:
                # The certain and the open functions of a clause ask for the same totals.
                place = self.clause.body.index(premise) if premise in self.clause.body else name + mode
                self.line(f"key = ({self.number}, {place!r}, {arguments_text})")
                self.line("known = s.totals.get(key)")
                self.line("if known is not None: return known")
            self.line("certain = {}")
            collect("certain", "certain")
            if doubt:
                self.line(f"if {inner_doubt}:")
                self.indent += 1
                self.line("possible = {}")
                collect("possible", "possible")
                self.line(f"return s.total(key, {premise.function!r}, certain, possible)")
                self.indent -= 1

        self.define(name, len(arguments), write, f"return fold({premise.function!r}, certain), 0, True")
        result, needs, sure = self.name("v"), self.name("n"), self.name("c")
        passed = ", ".join(scope.names[a] for a in arguments)
        self.line(f"{result}, {needs}, {sure} = {name}({passed})")
        self.line(f"if {result} is None: {fail}")
        if mode == "certain":
            if doubt:
                self.line(f"if not {sure}: {fail}")
        elif doubt:
            more = self.name("n")
            self.line(f"{more} = {scope.needs} | {needs}")
            scope.needs = more
        if premise.result.name in scope.names:
            stand_in = Variable(self.name("@r"))
            scope.names[stand_in.name] = result
            if doubt:
                scope.unknown.add(stand_in.name)
            self.comparison(Comparison("=", premise.result, stand_in, premise.place), scope, fail, mode != "certain")
        else:
            scope.names[premise.result.name] = result
            if doubt:
                scope.unknown.add(premise.result.name)


def _plain(atom: Atom, bound: set[str]) -> bool:
    """Whether no variable of the atom's own occurs twice in it."""
    own = [term.name for term in atom.terms if isinstance(term, Variable) and term.name not in bound]
    return len(own) == len(set(own))


def emit(
    clause: Clause, number: int, around: Surroundings, mode: str, delta_at: int = -1, start_known: bool = False
) -> tuple[str, set[tuple[str, tuple[int, ...]]]]:
    """The text of one function of a clause, and the indexes it may ask for.

    `mode` is certain, possible or tail; `delta_at` the position of the premise to start from, and
    `start_known` says that the open rows it starts from hold no unknown value.

    Raises InputError when the clause is unsafe or too long.
    """
    atoms = sum(isinstance(premise, Atom) for premise in clause.body)
    if atoms > ATOMS_AT_MOST:
        raise InputError([fault_at(clause.place, f"it joins {atoms} premises",
                                   allowed=f"at most {ATOMS_AT_MOST} in one rule; conclude a part of it by itself")])
    emitter = Emitter(clause, number, around, start_known)
    planned = emitter.planned(clause.body, (), mode, delta_at if delta_at >= 0 else None)
    needed = set(term_variables_of(clause.head.terms))
    relation = clause.head.relation

    def conclude(self: Emitter, scope: Scope, fail: str, sources: list[tuple[int, str]]) -> None:
        missing = sorted(needed - set(scope.names))
        if missing:
            raise InputError([fault_at(clause.head.place if clause.head.place.line else clause.place,
                                       f"nothing binds ?{missing[0]} of the conclusion {relation}",
                                       allowed="variables that a positive premise binds")])
        rows_used = [row for _, row in sorted(sources)]
        provenance = f"({', '.join([str(number), *rows_used])}{',' if not sources else ''})"
        if mode == "certain":
            if scope.head:
                head = scope.head
            else:
                head = self.name("h")
                self.line(f"{head} = {self.head_row(scope, fail, False)}")
                self.line(f"if {head} in {self.rows(relation)}: {fail}")
            self.line(f"{self.rows(relation)}[{head}] = {provenance}")
            self.line(f"add({head})")
        elif scope.needs == "0":
            self.line("pass")
        else:
            self.line(f"if not {scope.needs}: {fail}")
            self.line(f"s.conclude_open({relation!r}, {self.head_row(scope, fail, True)}, {scope.needs}, "
                      f"{provenance}, add)")

    emitter.line("for _ in (0,):")
    emitter.indent += 1
    emitter.sequence(planned, Scope(concludes=True), mode, "continue", 1, [], needed, conclude, delta_at)
    emitter.indent -= 1
    text = ["def clause(s, add, delta):"]
    text += [f"    {name} = {expression}" for expression, name in emitter.hoisted.items()]
    return "\n".join([*text, *emitter.helpers, *emitter.lines, ""]), emitter.indexes


def compile_text(text: str, label: str) -> CodeType:
    """The code object of the function that `text` defines."""
    module = compile(text, f"<{label}>", "exec", dont_inherit=True, optimize=2)
    return next(constant for constant in module.co_consts if isinstance(constant, CodeType))
