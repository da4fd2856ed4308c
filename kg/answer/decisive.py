"""Which facts make a conclusion hold in one model and not in another of the same program.

A proof is followed down as far as its steps fail on the other side. A premise that differs but would do as well with what the
other side has (a date that lies after the same day of issue, say) decides nothing and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from kg.answer.comparisons import TURNED
from kg.engine import Model, Unknown
from kg.engine.normal import premise_variables, term_variables
from kg.engine.solve import Binding, inner_binding, members, solutions, step, term_value, unify
from kg.engine.state import AS_OF
from kg.rules.program import Aggregate, Atom, Comparison, Negation, Premise

Row = tuple[Any, ...]

TRIED = 20


@dataclass(frozen=True)
class Ground:
    """A fact that holds on one side only, or a limit that only one side meets.

    `side` is 0 for the model asked about and 1 for the other: where it holds. `kind` is `fact` (of a profile), `date` or `limit` (a comparison:
    `operator` and `limit` are what the value must satisfy, `row` the row that has it and `other` the row of the other side that
    does not satisfy it).
    """

    kind: str
    side: int
    relation: str
    row: Row
    operator: str = ""
    limit: Any = None
    other: Row | None = None


class Decisive:
    """Follows the proofs of one model into the facts that another lacks, and the other way round."""

    def __init__(self, here: Model, there: Model) -> None:
        self.models = (here, there)
        self.clauses = here.prepared.clauses
        self.inputs = here.prepared.inputs
        self.static = here.prepared.static
        self.known: dict[tuple[str, Row, int], tuple[Ground, ...]] = {}

    def grounds(self, relation: str, row: Row, side: int = 0) -> tuple[Ground, ...]:
        """Why `row` holds in the model of `side` and not in the other; empty when it holds in both."""
        key = (relation, row, side)
        found = self.known.get(key)
        if found is None:
            self.known[key] = ()  # a conclusion never rests on itself
            found = self.known[key] = tuple(dict.fromkeys(self._grounds(relation, row, side)))
        return found

    def holds(self, relation: str, row: Row, side: int) -> bool:
        return relation in self.static or row in self.models[side].state.rows[relation]

    def _grounds(self, relation: str, row: Row, side: int) -> list[Ground]:
        if self.holds(relation, row, 1 - side):
            return []
        here = self.models[side]
        provenance = None if relation in self.inputs else here.state.rows[relation].get(row)
        if provenance is None:
            return [] if relation == AS_OF else [Ground("fact", side, relation, row)]
        clause = self.clauses[provenance[0]]
        binding = self._binding(clause.head, clause.body, row, provenance[1:], here)
        rows = dict(zip((id(p) for p in clause.body if isinstance(p, Atom)), provenance[1:], strict=True))
        found: list[Ground] = []
        differing: list[tuple[str, Row]] = []
        for premise in clause.body:
            if isinstance(premise, Atom):
                used = rows[id(premise)]
                if self.holds(premise.relation, used, 1 - side):
                    continue
                differing.append((premise.relation, used))
                limits = self._limits(premise, clause.head, clause.body, binding, used, side)
                if limits is None:
                    continue  # what the other side has would do as well
                found += limits
                found += self.grounds(premise.relation, used, side)
            elif isinstance(premise, Negation):
                found += self._blocking(premise, binding, side)
            elif isinstance(premise, Aggregate):
                found += self._members(premise, binding, side)
        if not found:
            for name, used in differing:
                found += self.grounds(name, used, side)
        return found

    def _binding(self, head: Atom, body: tuple[Premise, ...], row: Row, rows: tuple[Row, ...], model: Model) -> Binding:
        binding: Binding = {}
        given = iter(rows)
        for premise in body:
            if isinstance(premise, Atom):
                binding = unify(premise.terms, next(given), binding) or binding
        binding = unify(head.terms, row, binding) or binding
        for premise in body:
            if isinstance(premise, Aggregate | Comparison):
                binding = next(step(model.state, premise, binding), binding)
        return binding

    def _limits(
        self, atom: Atom, head: Atom, body: tuple[Premise, ...], binding: Binding, used: Row, side: int
    ) -> list[Ground] | None:
        """The comparisons by which a premise differs between the sides; None when the other side's value would do as well."""
        tests = [p for p in body if isinstance(p, Comparison)]
        elsewhere = set(premise_variables(head))
        for premise in body:
            if premise is not atom and (not isinstance(premise, Comparison) or premise.operator == "="):
                elsewhere |= set(premise_variables(premise))
        own = set(premise_variables(atom)) - elsewhere
        free = {name: value for name, value in binding.items() if name not in own}
        there = self.models[1 - side].state
        failed: list[Ground] = []
        for candidate in islice(step(there, atom, free), TRIED):
            met = True
            for test in tests:
                if own & set(premise_variables(test)) and not list(step(there, test, candidate)):
                    met = False
                    failed.append(self._limit(test, atom, own, binding, candidate, used, side))
            if met:
                return None
        return failed[:1]

    def _limit(
        self, test: Comparison, atom: Atom, own: set[str], binding: Binding, candidate: Binding, used: Row, side: int
    ) -> Ground:
        operator, limit = test.operator, test.right
        if not own & set(term_variables(test.left)):
            operator, limit = TURNED[operator], test.left
        other = tuple(term_value(t, candidate) for t in atom.terms)
        kind = "date" if atom.relation == AS_OF else "limit"
        return Ground(kind, side, atom.relation, used, operator, term_value(limit, binding), other)

    def _blocking(self, premise: Negation, binding: Binding, side: int) -> list[Ground]:
        """What the other side has and must not have."""
        found: list[Ground] = []
        there = self.models[1 - side]
        for solution in islice(solutions(there.state, premise.body, inner_binding(premise, binding)), TRIED):
            for atom in premise.body:
                if isinstance(atom, Atom) and atom.relation not in self.static:
                    row = tuple(term_value(t, solution) for t in atom.terms)
                    found += self.grounds(atom.relation, row, 1 - side)
                elif isinstance(atom, Negation):
                    found += self._lifted(atom, solution, side)
        return found

    def _lifted(self, premise: Negation, binding: Binding, side: int) -> list[Ground]:
        """What this side has that the other lacks, and that lifts an obstacle."""
        found: list[Ground] = []
        here = self.models[side]
        for solution in islice(solutions(here.state, premise.body, inner_binding(premise, binding)), TRIED):
            for atom in premise.body:
                if isinstance(atom, Atom) and atom.relation not in self.static:
                    found += self.grounds(atom.relation, tuple(term_value(t, solution) for t in atom.terms), side)
        return found

    def _members(self, premise: Aggregate, binding: Binding, side: int) -> list[Ground]:
        """The members of a total that one side has and the other has not, or has otherwise."""
        found: list[Ground] = []
        for where in (side, 1 - side):
            state = self.models[where].state

            def visit(inner: Binding, where: int = where) -> None:
                for atom in premise.body:
                    if isinstance(atom, Atom) and atom.relation not in self.static:
                        row = tuple(term_value(t, inner) for t in atom.terms)
                        if Unknown not in map(type, row):
                            found.extend(self.grounds(atom.relation, row, where))

            members(state, premise, binding, visit)
        return found
