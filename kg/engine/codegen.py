"""Clauses to Python functions: nested loops over hash indexes, in the order that kg.engine.plan chooses.

A clause has one *certain* function (and, where it is recursive, one a recursive premise, which starts from the rows that are
new) and *open* functions: one a premise that may be open, starting from its open rows, and a tail for open negations and
aggregates over certain rows. What the functions call is in kg.engine.runtime. A function takes the state `s` (see kg.engine.state),
`add` (told of every new row of a component that grows by itself) and `delta` (the rows to start from). What it concludes goes into
s.rows, with the rule and the premises' rows as provenance.

kg.engine.writer has the text and the values, kg.engine.inner_queries the negations and aggregates; here stand the joins and what
they conclude.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType

from kg.errors import InputError
from kg.rules.bounds import MAX_JOINED
from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Variable

from .inner_queries import Finish, InnerQueries
from .normal import Clause, fault_at, premise_variables, term_variables_of
from .plan import bound_columns
from .writer import Scope, Surroundings, Writer

LOOPS_IN_ONE_FUNCTION = 15
SETS_FROM = 12.0  # rows per lookup from which a difference of sets beats a loop


class Emitter(InnerQueries):
    """Writes the joins of one clause, and what it concludes innermost."""

    def joins(
        self, premises: Sequence[tuple[int, Premise]], scope: Scope, mode: str, needed: set[str], finish: Finish
    ) -> None:
        self.sequence(premises, scope, mode, "continue", 1, [], needed, finish)

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
        if position != delta_at:
            self.prune(premises, scope, mode, fail)
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
        else:
            raise TypeError(f"a clause holds no {type(premise).__name__}")  # to pass over it would make the rule fire too often
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
        row_may_be_unknown = possible and not self.is_closed(atom.relation)  # and so comes with its needs
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
                source = self.certain_and_open(atom, columns, keys, key, unsure)
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

    def certain_and_open(self, atom: Atom, columns: tuple[int, ...], keys: Sequence[str], key: str, unsure: bool) -> str:
        """An expression for the rows, certain and open, that agree with keys, each with its needs."""
        relation = atom.relation
        if unsure or not columns or relation in self.around.recursive:
            return f"s.both({relation!r}, {columns!r}, [{', '.join(keys)}])"
        if len(columns) < len(atom.terms):
            return f"{self.hoist(f's.finder({relation!r}, {columns!r})')}({key})"
        row = f"({', '.join(keys)}{',' if len(keys) == 1 else ''})"
        return f"((({row}, 0),) if {row} in {self.rows(relation)} else s.open_like({relation!r}, {row}) if {self.opens(relation)} else E)"

    def by_sets(self, atom: Atom, columns: tuple[int, ...], scope: Scope, free: dict[int, str]) -> bool:
        """Whether the last join of a recursive clause is done by sets: it gives one column of the conclusion, once."""
        (variable,) = free.values()
        terms = self.clause.head.terms
        small = atom.relation not in self.around.recursive and self.around.estimate(atom.relation, columns) < SETS_FROM
        return (
            scope.concludes
            and not small
            and bool(self.around.recursive)
            and self.is_closed(self.clause.head.relation)
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
        vague = set() if delta and self.start_known else self.vague_columns(atom.relation, bool(needs))
        refined: list[str] = []
        for column, key in zip(columns, keys, strict=True):
            term = atom.terms[column]
            if delta:
                if column in vague:
                    self.line(f"if not could_equal({row}[{column}], {key}): continue")
                else:
                    self.line(f"if not ({row}[{column}] == {key}): continue")
            elif possible and isinstance(term, Variable) and term.name in refined:
                # The variable stands twice: an unknown key selected each column for itself.
                self.line(f"if not could_equal({inner.names[term.name]}, {row}[{column}]): continue")
                better = self.name("x")
                self.line(f"{better} = meet({inner.names[term.name]}, {row}[{column}])")
                inner.names[term.name] = better
                if column not in vague:
                    inner.unknown.discard(term.name)
            elif possible and isinstance(term, Variable) and term.name in inner.unknown:
                better = self.name("x")
                if column in vague:
                    self.line(f"{better} = meet({inner.names[term.name]}, {row}[{column}])")
                else:
                    self.line(f"{better} = {row}[{column}]")
                    inner.unknown.discard(term.name)
                inner.names[term.name] = better
                refined.append(term.name)
        first_of: dict[str, int] = {}
        wanted = {i: v for i, v in free.items() if v in later or list(free.values()).count(v) > 1}
        for column, variable in wanted.items():
            value = f"{row}[{column}]"
            if variable in first_of:
                if column in vague or variable in inner.unknown:
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
            if column in vague:
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
        self.sequence(rest, inner, mode, "continue", depth + 1, [*sources, (position, row)], needed, finish, delta_at)
        relation = self.clause.head.relation
        loops = sum(isinstance(premise, Atom) for _, premise in rest)
        if self.is_closed(relation) and loops:
            # One look after each inner loop: a product of relations is stopped before it fills the memory, and where it
            # tries for too long. Profiles are small, and answering one has no time for it.
            grown = self.rows(relation) if scope.concludes else scope.members
            full = f"len({grown}) > MOST or " if grown and loops == 1 else ""
            self.line(f"if {full}STOP: raise halted(STOP, {relation!r}, {str(self.clause.place)!r}, MOST)")
        if before:
            self.line(f"if {before}: break")

    def vague_columns(self, relation: str, possible: bool) -> set[int]:
        """The columns in which a row that is read may hold an unknown value: an open row when it is only `possible`."""
        certain = {column for name, column in self.around.may_hold_unknowns if name == relation}
        return certain | set(self.around.doubts.get(relation, ())) if possible else certain

    def prune(self, premises: Sequence[tuple[int, Premise]], scope: Scope, mode: str, fail: str) -> None:
        """Once the conclusion is known, and before a premise that costs more than a look: nothing to do when it has been reached."""
        if scope.head or not scope.concludes or self.cheap(premises[0][1], scope, mode):
            return
        terms = self.clause.head.terms
        variables = set(term_variables_of(terms))
        if not variables <= set(scope.names) or not all(isinstance(t, Variable | Constant) for t in terms):
            return
        vague = variables & scope.unknown
        settled = not any(vague.intersection(premise_variables(p)) for _, p in premises if not isinstance(p, Negation))
        self.name_head(scope, mode != "certain" and settled, fail)
        relation = self.clause.head.relation
        scope.reached = f"{scope.head} in {self.rows(relation)}"
        if mode != "certain":
            # What is yet to be better known may lead to another conclusion.
            known = [] if settled else [f"{scope.names[v]}.__class__ is not U" for v in sorted(vague)]
            found = self.name("o")
            opened = self.hoist(f"s.open_rows({relation!r})")
            if all(self.adds_no_needs(premise) for _, premise in premises):
                same = f"({found} := {opened}.get({scope.head})) is not None and {found}[0] == ({scope.needs})"
                scope.reached = f"({scope.reached} or ({same}))"
            scope.reached = " and ".join([*known, scope.reached])
        self.line(f"if {scope.reached}: {fail}")

    def cheap(self, premise: Premise, scope: Scope, mode: str) -> bool:
        """Whether a premise is one look at a set of rows, or a comparison."""
        if isinstance(premise, Comparison):
            return True
        if isinstance(premise, Negation) and len(premise.body) == 1:
            premise = premise.body[0]
        if not isinstance(premise, Atom) or not (mode == "certain" or self.is_closed(premise.relation)):
            return False
        names = list(term_variables_of(premise.terms))
        return set(names) <= set(scope.names) and scope.unknown.isdisjoint(names)

    def adds_no_needs(self, premise: Premise) -> bool:
        """Whether a premise rests on nothing that may be open."""
        if isinstance(premise, Atom):
            return self.is_closed(premise.relation)
        if isinstance(premise, Negation | Aggregate):
            return all(map(self.adds_no_needs, premise.body))
        return isinstance(premise, Comparison)

    def name_head(self, scope: Scope, possible: bool, fail: str) -> None:
        """Writes the conclusion's row under a name, for the tests and the conclusion itself."""
        row = self.head_row(scope, fail, possible)
        scope.head = self.name("h")
        self.line(f"{scope.head} = {row}")
        vague = not possible and scope.unknown.intersection(term_variables_of(self.clause.head.terms))
        scope.head_from = () if vague else self.expressions_of_head(scope)

    def expressions_of_head(self, scope: Scope) -> tuple[str, ...]:
        """The expressions that the conclusion's variables have at this place."""
        return tuple(scope.names[name] for name in term_variables_of(self.clause.head.terms))


def emit(
    clause: Clause, number: int, around: Surroundings, mode: str, delta_at: int = -1, start_known: bool = False
) -> tuple[str, set[tuple[str, tuple[int, ...]]]]:
    """The text of one function of a clause, and the indexes it may ask for.

    `mode` is certain, possible or tail; `delta_at` the position of the premise to start from, and
    `start_known` says that the open rows it starts from hold no unknown value.

    Raises InputError when the clause is unsafe or too long.
    """
    atoms = sum(isinstance(premise, Atom) for premise in clause.body)
    if atoms > MAX_JOINED:
        raise InputError([fault_at(clause.place, f"it joins {atoms} premises",
                                   allowed=f"at most {MAX_JOINED} in one rule; conclude a part of it by itself")])
    emitter = Emitter(clause, number, around, start_known)
    planned = emitter.planned(clause.body, (), mode, delta_at if delta_at >= 0 else None)
    needed = set(term_variables_of(clause.head.terms))
    relation = clause.head.relation

    def conclude(self: Writer, scope: Scope, fail: str, sources: list[tuple[int, str]]) -> None:
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
                self.line(f"{self.rows(relation)}[{head}] = {provenance}")
            else:
                # Asked and added in one: hashing a row of exact numbers is what costs here.
                head, why = self.name("h"), self.name("w")
                self.line(f"{head} = {self.head_row(scope, fail, False)}")
                self.line(f"{why} = {provenance}")
                self.line(f"if {self.rows(relation)}.setdefault({head}, {why}) is not {why}: {fail}")
            self.tell(head)
        elif scope.needs == "0":
            self.line("pass")
        else:
            # What any derivation of an open row hangs on bears on it: the answer to one may leave the others.
            self.line(f"if not {scope.needs}: {fail}")
            before = self.name("o")
            opened = self.hoist(f"s.open_rows({relation!r})")
            if not scope.head or scope.head_from != emitter.expressions_of_head(scope):
                emitter.name_head(scope, True, fail)
            head = scope.head
            self.line(f"if {head} in {self.rows(relation)}: {fail}")
            self.line(f"{before} = {opened}.get({head})")
            needs = self.name("n")
            self.line(f"{needs} = {scope.needs}")
            self.line(f"if {before} is None: {opened}[{head}] = ({needs}, {provenance})")
            self.line(f"elif {before}[0] == {needs}: {fail}")
            self.line(f"elif {before}[0] | {needs} == {before}[0]:")
            if not self.around.recursive:  # where the row may stand in its own derivation, its first proof is the sound one
                self.line(f"    {opened}[{head}] = ({before}[0], {provenance})")  # it is shown by what hangs on less
            self.line(f"    {fail}")
            self.line(f"else: {opened}[{head}] = ({needs} := {needs} | {before}[0], {before}[1])")
            self.tell(f"({head}, {needs})")

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
