"""Which columns of the relations may hold unknown values: in open rows, and in rows that are certain to be there.

By an unknown value nothing can be looked up, which decides the order of joins; a known one needs none of the care that an
unknown one takes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Variable

from .normal import Clause, term_variables
from .strata import premise_relations

Doubts = Mapping[str, frozenset[int]]


def doubtful_columns(clauses: Sequence[Clause], closed: Collection[str], inputs: Collection[str]) -> Doubts:
    """By relation: the columns in which a row that follows from open input rows may hold an unknown value.

    Any column of an input, or of what no clause concludes, may, unless the relation is `closed`; a column of a conclusion only
    where no premise gives its variable from a closed relation, or from a column that holds known values. What is computed may be unknown.
    """
    concluded = {clause.head.relation for clause in clauses} - set(inputs)
    atoms = [atom for clause in clauses for atom in (clause.head, *_atoms(clause.body)) if atom.relation not in concluded]
    found = {atom.relation: set(range(len(atom.terms))) for atom in atoms if atom.relation not in closed}

    def doubtful(relation: str, column: int) -> bool:
        return column in found.get(relation, ())

    def known(clause: Clause) -> set[str]:
        return {
            term.name
            for premise in clause.body
            if isinstance(premise, Atom)
            for column, term in enumerate(premise.terms)
            if isinstance(term, Variable) and (premise.relation in closed or not doubtful(premise.relation, column))
        }

    growing = True
    while growing:
        growing = False
        for clause in clauses:
            head = clause.head
            if head.relation in closed:
                continue
            sure = known(clause)
            for column, term in enumerate(head.terms):
                if isinstance(term, Constant) or (isinstance(term, Variable) and term.name in sure):
                    continue
                if column not in found.setdefault(head.relation, set()):
                    found[head.relation].add(column)
                    growing = True
    return {relation: frozenset(columns) for relation, columns in found.items()}


def _atoms(body: Iterable[Premise]) -> Iterable[Atom]:
    for premise in body:
        if isinstance(premise, Atom):
            yield premise
        elif isinstance(premise, Negation | Aggregate):
            yield from _atoms(premise.body)


def columns_with_unknowns(clauses: Sequence[Clause], closed: frozenset[str]) -> frozenset[tuple[str, int]]:
    """(relation, column) of the values in certain rows that may not be known: totals with open members, and what follows from them."""
    found: set[tuple[str, int]] = set()
    waiting = [clause for clause in clauses if clause.head.relation not in closed]
    grown = True
    while grown:
        before = len(found)
        for clause in waiting:
            unknown = _unknown_variables(clause.body, found, closed)
            found.update((clause.head.relation, column) for column, term in enumerate(clause.head.terms)
                         if unknown.intersection(term_variables(term)))  # fmt: skip
        grown = len(found) > before
    return frozenset(found)


def _unknown_variables(body: Iterable[Premise], columns: set[tuple[str, int]], closed: frozenset[str]) -> set[str]:
    unknown: set[str] = set()
    equations = []
    for premise in body:
        if isinstance(premise, Atom):
            unknown.update(term.name for column, term in enumerate(premise.terms)
                           if isinstance(term, Variable) and (premise.relation, column) in columns)  # fmt: skip
        elif isinstance(premise, Aggregate):
            if any(relation not in closed for relation, _, _ in premise_relations(premise.body)):
                unknown.add(premise.result.name)
        elif isinstance(premise, Comparison) and premise.operator == "=":
            equations.append(premise)
    for _ in equations:  # as often as one may wait for another
        for equation in equations:
            for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
                if isinstance(side, Variable) and unknown.intersection(term_variables(other)):
                    unknown.add(side.name)
    return unknown
