"""Negations and aggregates in the text of a function: each becomes a test or a local function beside the joins."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from kg.rules.program import Aggregate, Atom, Comparison, Negation, Premise, Variable

from .normal import bound_by, term_variables
from .plan import bound_columns, outer_variables
from .strata import premise_relations
from .writer import Scope, Writer

Finish = Callable[[Writer, Scope, str, list[tuple[int, str]]], None]


class InnerQueries(Writer, ABC):
    """Writes what asks about a conjunction as a whole; how a conjunction is joined is the subclass's."""

    @abstractmethod
    def joins(
        self, premises: Sequence[tuple[int, Premise]], scope: Scope, mode: str, needed: set[str], finish: Finish
    ) -> None:
        """Writes the joins of a conjunction inside a loop of its own, and `finish` innermost."""

    def doubt(self, relations: Sequence[str], arguments: Sequence[str], scope: Scope) -> str:
        """An expression that is true when open rows or unknown arguments may matter; empty when they never can."""
        parts = [self.opens(r) for r in dict.fromkeys(relations) if not self.is_closed(r)]
        parts += [f"{scope.names[a]}.__class__ is U" for a in arguments if a in scope.unknown]
        return " or ".join(parts)

    def negation(self, premise: Negation, scope: Scope, mode: str, fail: str) -> None:
        """Writes a negation: fails when its conjunction holds, and adds to the needs what could make it hold."""
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
        elif not all(self.is_closed(relation) for relation in relations):
            more = self.name("n")
            self.line(f"{more} = {scope.needs} | (({possible} or 0) if {doubt} else 0)")
            scope.needs = more

    def helper(self, body: Sequence[Premise], arguments: list[str], scope: Scope, mode: str) -> str:
        """A local function that says whether a conjunction holds (certain) or could (its needs, or None)."""
        name = self.name("holds" if mode == "certain" else "could")
        inner = Scope({a: f"a{i}" for i, a in enumerate(arguments)}, {a for a in arguments if a in scope.unknown})

        def succeed(writer: Writer, found: Scope, fail: str, sources: list[tuple[int, str]]) -> None:
            if mode == "certain":
                writer.line("return True")
            else:
                writer.line(f"found[0] = {found.needs} if found[0] is None else found[0] | {found.needs}")

        def write() -> None:
            if mode != "certain":
                self.line("found = [None]")
            planned = self.planned(body, arguments, mode)
            self.function_body(planned, inner, mode, succeed)
            self.line("return False" if mode == "certain" else "return found[0]")

        self.define(name, len(arguments), write)
        return name

    def function_body(self, planned: Sequence[tuple[int, Premise]], scope: Scope, mode: str, finish: Finish,
                      needed: set[str] | None = None) -> None:  # fmt: skip
        """A body that may fail before its first loop: a loop of one turn gives it something to leave."""
        self.line("for _ in (0,):")
        self.indent += 1
        self.joins(planned, scope, mode, needed or set(), finish)
        self.indent -= 1

    def define(self, name: str, arity: int, write: Callable[[], None]) -> None:
        """Writes a local function before everything else; `write` writes its lines."""
        lines, indent = self.lines, self.indent
        self.lines, self.indent = [], 1
        self.line(f"def {name}({', '.join(f'a{i}' for i in range(arity))}):")
        self.indent = 2
        write()
        self.helpers += self.lines
        self.lines, self.indent = lines, indent

    def aggregate(self, premise: Aggregate, scope: Scope, mode: str, fail: str) -> None:
        """Writes an aggregate: a local function that collects the members, and its result in a variable."""
        bound_here = set(scope.names) - {premise.result.name}
        arguments = sorted(outer_variables(premise, bound_here))
        relations = [relation for relation, _, _ in premise_relations(premise.body)]
        doubt = self.doubt(relations, [a for a in arguments if a in scope.unknown], scope)
        own = sorted(bound_by(premise.body, arguments) - set(arguments))
        unknown_arguments = {a for a in arguments if a in scope.unknown}

        def collect(inner_mode: str, into: str) -> None:
            inner = Scope({a: f"a{i}" for i, a in enumerate(arguments)}, set(unknown_arguments), members=into)

            def keep(writer: Writer, found: Scope, inner_fail: str, sources: list[tuple[int, str]]) -> None:
                value = "1"
                if premise.value is not None:
                    value = writer.value(premise.value, found, inner_fail, inner_mode == "possible")
                key = f"({', '.join(found.names[v] for v in own)}{',' if len(own) == 1 else ''})"
                if inner_mode == "certain":
                    writer.line(f"{into}[{key}] = {value}")
                else:
                    writer.line(f"s.keep({into}, {key}, {value}, {found.needs})")

            planned = self.planned(premise.body, arguments, inner_mode)
            wanted = set(own) | (set(term_variables(premise.value)) if premise.value is not None else set())
            self.function_body(planned, inner, inner_mode, keep, wanted)

        name = self.name("total")
        single = None if unknown_arguments else _single(premise, arguments)
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
            if single is not None:
                self.total_of_rows(premise, single, arguments, bool(doubt))
                if not doubt:
                    return
            self.line("certain = {}")
            collect("certain", "certain")
            if doubt and single is None:
                self.line(f"if not ({inner_doubt}): return fold({premise.function!r}, certain.values()), 0, True")
            if doubt:
                self.line("possible = {}")
                collect("possible", "possible")
                self.line(f"return s.total(key, {premise.function!r}, certain, possible)")
            else:
                self.line(f"return fold({premise.function!r}, certain.values()), 0, True")

        self.define(name, len(arguments), write)
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

    def total_of_rows(self, premise: Aggregate, atom: Atom, arguments: Sequence[str], doubt: bool) -> None:
        """Writes the total of a single premise: every row is a member, and what is open of other groups does not matter."""
        columns = bound_columns(atom, set(arguments))
        scope = Scope({a: f"a{i}" for i, a in enumerate(arguments)})
        keys = [self.value(atom.terms[c], scope, "", False) for c in columns]
        key = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        self.line(f"found = {self.index(atom.relation, columns)}.get({key}, E)" if columns else f"found = {self.rows(atom.relation)}")
        taken = "found"
        if isinstance(premise.value, Variable):
            column = next(i for i, t in enumerate(atom.terms) if isinstance(t, Variable) and t.name == premise.value.name)
            taken = f"[r[{column}] for r in found]"
        total = f"fold({premise.function!r}, {taken}), 0, True"
        if not doubt:
            self.line(f"return {total}")
            return
        parts = [f"({self.opens(atom.relation)} and s.could_match({atom.relation!r}, {columns!r}, [{', '.join(keys)}]))"]
        vague = [f"r[{c}].__class__ is U" for c in range(len(atom.terms)) if (atom.relation, c) in self.around.may_hold_unknowns]
        if vague:
            parts.append(f"any([{' or '.join(vague)} for r in found])")
        self.line(f"if not ({' or '.join(parts)}):")
        self.line(f"    s.totals[key] = known = {total}")
        self.line("    return known")


def _single(premise: Aggregate, arguments: Sequence[str]) -> Atom | None:
    """The one premise of an aggregate whose rows are its members as they stand."""
    atom = premise.body[0]
    if len(premise.body) > 1 or not isinstance(atom, Atom) or not _plain(atom, set(arguments)):
        return None
    own = {term.name for term in atom.terms if isinstance(term, Variable)} - set(arguments)
    fits = premise.value is None or (isinstance(premise.value, Variable) and premise.value.name in own)
    return atom if fits else None


def _plain(atom: Atom, bound: set[str]) -> bool:
    """Whether no variable of the atom's own occurs twice in it."""
    own = [term.name for term in atom.terms if isinstance(term, Variable) and term.name not in bound]
    return len(own) == len(set(own))
