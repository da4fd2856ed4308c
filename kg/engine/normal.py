"""From rules as written to clauses: one conclusion each, no disjunction, no arithmetic inside atoms.

What a clause's head is called: `flies` for a plain conclusion, `not flies` for its denial, `obligation pays`,
`prohibition pays`, `permission pays` for norms (and `not obligation pays`). A name with a blank cannot be
declared by a rule file, so nothing collides. Auxiliary relations hold `@` in their names.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.errors import Fault, InputError
from kg.rules.bounds import MAX_CASES
from kg.rules.program import (
    NOWHERE,
    Aggregate,
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Place,
    Premise,
    Program,
    Rule,
    Term,
    Variable,
)

from .state import AS_OF


@dataclass(frozen=True, slots=True)
class Clause:
    """One conclusion from one conjunction; `rule` indexes Program.rules, or is -1 where no rule as such is meant.

    `role` says what an auxiliary clause is for: "" (a rule's own conclusion), "group" (groups of an aggregate),
    "either" (a disjunction inside an aggregate), "applies", "beaten", "stands", "decides", "definite" (see defeasible).
    """

    head: Atom
    body: tuple[Premise, ...]
    rule: int
    role: str = ""
    place: Place = NOWHERE


def stored_name(relation: str, modality: str | None = None, negated: bool = False) -> str:
    """The name under which conclusions of that modality and sign are kept."""
    name = f"{modality} {relation}" if modality else relation
    return f"not {name}" if negated else name


def parse_stored_name(name: str) -> tuple[str, str | None, bool]:
    """(relation, modality, negated) of a stored name."""
    words = name.split(" ")
    negated = words[0] == "not" and len(words) > 1
    if negated:
        words = words[1:]
    return words[-1], (words[0] if len(words) > 1 else None), negated


def fault_at(place: Place, message: str, allowed: str = "", nearest: str = "") -> Fault:
    """A fault at a place of a rule file."""
    return Fault(place.file, f"{place.line}:{place.column}" if place.line else "", message, allowed, nearest)


def term_variables(term: Term) -> Iterator[str]:
    """The names of a term's variables, in order, repeated as they occur."""
    if isinstance(term, Variable):
        yield term.name
    elif isinstance(term, Operation):
        for operand in term.operands:
            yield from term_variables(operand)


def premise_variables(premise: Premise) -> Iterator[str]:
    """The names of all variables in a premise, also those inside negations and aggregates."""
    if isinstance(premise, Atom):
        for term in premise.terms:
            yield from term_variables(term)
    elif isinstance(premise, Comparison):
        yield from term_variables(premise.left)
        yield from term_variables(premise.right)
    elif isinstance(premise, Negation):
        for inner in premise.body:
            yield from premise_variables(inner)
    elif isinstance(premise, Disjunction):
        for branch in premise.branches:
            for inner in branch:
                yield from premise_variables(inner)
    else:
        yield premise.result.name
        yield from aggregate_variables(premise)


def aggregate_variables(premise: Aggregate) -> Iterator[str]:
    """The variables of an aggregate's body and value (not its result)."""
    if premise.value is not None:
        yield from term_variables(premise.value)
    for inner in premise.body:
        yield from premise_variables(inner)


def bound_by(premises: Iterable[Premise], bound: Iterable[str] = ()) -> set[str]:
    """The variables that evaluating the premises binds, given those bound already."""
    known = set(bound)
    waiting: list[Comparison] = []
    for premise in premises:
        if isinstance(premise, Atom):
            known.update(term.name for term in premise.terms if isinstance(term, Variable))
        elif isinstance(premise, Aggregate):
            known.add(premise.result.name)
        elif isinstance(premise, Disjunction):
            branches = [bound_by(branch, known) for branch in premise.branches]
            if branches:
                known |= set.intersection(*branches)
        elif isinstance(premise, Comparison) and premise.operator == "=":
            waiting.append(premise)
    changed = True
    while changed:
        changed = False
        for premise in waiting:
            for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
                if isinstance(side, Variable) and side.name not in known and known.issuperset(term_variables(other)):
                    known.add(side.name)
                    changed = True
    return known


class Normaliser:
    """Turns the rules of one program into clauses."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.clauses: list[Clause] = []
        self.faults: list[Fault] = []
        self._fresh = itertools.count()

    def run(self) -> list[Clause]:
        """All clauses. Raises InputError with every fault found on the way."""
        for index, rule in enumerate(self.program.rules):
            for conclusion in rule.conclusions:
                self._rule(index, rule, conclusion)
        if self.faults:
            raise InputError(self.faults)
        return self.clauses

    def _variable(self, place: Place) -> Variable:
        return Variable(f"@{next(self._fresh)}", place)

    def _rule(self, index: int, rule: Rule, conclusion: Conclusion) -> None:
        head = replace(
            conclusion.atom, relation=stored_name(conclusion.atom.relation, conclusion.modality, conclusion.negated)
        )
        body = list(rule.body) + list(self._validity(rule))
        body += [Negation(exception, rule.place) for exception in rule.exceptions]
        for branch in self._branches(body, rule.place):
            self._clause(head, branch, index, rule)

    def _validity(self, rule: Rule) -> Iterator[Premise]:
        if rule.valid_from is None and rule.valid_to is None:
            return
        day = self._variable(rule.place)
        yield Atom(AS_OF, (day,), rule.place)
        if rule.valid_from is not None:
            yield Comparison(">=", day, Constant(rule.valid_from), rule.place)
        if rule.valid_to is not None:
            yield Comparison("<=", day, Constant(rule.valid_to), rule.place)

    def _branches(self, premises: Iterable[Premise], place: Place) -> list[tuple[Premise, ...]]:
        """The disjunctive normal form of a conjunction."""
        branches: list[tuple[Premise, ...]] = [()]
        for premise in premises:
            if isinstance(premise, Disjunction):
                options = [b for branch in premise.branches for b in self._branches(branch, place)]
            elif isinstance(premise, Negation):
                inner = self._branches(premise.body, premise.place)
                options = [tuple(Negation(self._lift(branch), premise.place) for branch in inner)]
            elif isinstance(premise, Atom):
                options = [self._lift((premise,))]
            else:
                options = [(premise,)]
            branches = [done + option for done in branches for option in options]
            if len(branches) > MAX_CASES:
                self.faults.append(
                    fault_at(place, f"its disjunctions multiply to more than {MAX_CASES} cases",
                             "fewer disjunctions in one rule: give each its own relation"))
                return []
        return branches

    def _lift(self, premises: tuple[Premise, ...]) -> tuple[Premise, ...]:
        """Takes arithmetic out of atoms: p(?x + 1) becomes p(?v), ?v = ?x + 1."""
        result: list[Premise] = []
        for premise in premises:
            if isinstance(premise, Atom) and any(isinstance(term, Operation) for term in premise.terms):
                terms: list[Term] = []
                for term in premise.terms:
                    if isinstance(term, Operation):
                        stand_in = self._variable(term.place)
                        result.append(Comparison("=", stand_in, term, term.place))
                        terms.append(stand_in)
                    else:
                        terms.append(term)
                result.append(replace(premise, terms=tuple(terms)))
            else:
                result.append(premise)
        return tuple(result)

    def _clause(self, head: Atom, body: tuple[Premise, ...], index: int, rule: Rule) -> None:
        final: list[Premise] = []
        for position, premise in enumerate(body):
            if isinstance(premise, Aggregate):
                rest = [*body[:position], *body[position + 1 :]]
                final += self._aggregate(premise, rest, head, index)
            else:
                final.append(premise)
        self.clauses.append(Clause(head, tuple(final), index, "", rule.place))

    def _aggregate(self, premise: Aggregate, rest: list[Premise], head: Atom, index: int) -> list[Premise]:
        """The aggregate over a plain conjunction, and a premise that binds its groups where nothing else does."""
        branches = self._branches(premise.body, premise.place)
        outside = set(term_variables_of(head.terms)) | {v for other in rest for v in premise_variables(other)}
        outside.discard(premise.result.name)
        if len(branches) == 1:
            body = branches[0]
        else:
            names = sorted(set.intersection(*[bound_by(branch) for branch in branches])) if branches else []
            atom = Atom(self._name("either", index), tuple(Variable(name) for name in names), premise.place)
            for branch in branches:
                self._plain_clause(Clause(atom, branch, index, "either", premise.place))
            body = (atom,)
        nested: list[Premise] = []
        for position, inner in enumerate(body):
            if isinstance(inner, Aggregate):
                others = [*body[:position], *body[position + 1 :], *rest]
                nested += self._aggregate(inner, others, head, index)
            else:
                nested.append(inner)
        body = tuple(nested)
        inside = {v for inner in body for v in premise_variables(inner)}
        if premise.value is not None:
            inside.update(term_variables(premise.value))
        groups = sorted((inside & outside) - {premise.result.name})
        unbound = [name for name in groups if name not in bound_by(rest)]
        result: list[Premise] = []
        if unbound:
            atom = Atom(self._name("group", index), tuple(Variable(name) for name in groups), premise.place)
            self._plain_clause(Clause(atom, body, index, "group", premise.place))
            result.append(atom)
        result.append(replace(premise, body=body))
        return result

    def _plain_clause(self, clause: Clause) -> None:
        self.clauses.append(clause)

    def _name(self, kind: str, index: int) -> str:
        return f"{kind}@{self.program.rules[index].name}@{next(self._fresh)}"


def term_variables_of(terms: Iterable[Term]) -> Iterator[str]:
    """The variables of several terms."""
    for term in terms:
        yield from term_variables(term)
