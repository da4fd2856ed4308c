"""Which columns of the relations may hold unknown values, for the order of joins: a look-up by an unknown value selects nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kg.rules.program import Atom, Constant, Variable

from .normal import Clause

Doubts = Mapping[str, frozenset[int]]


def doubtful_columns(clauses: Sequence[Clause], closed: Collection[str]) -> Doubts:
    """By relation: the columns in which a row that follows from open input rows may hold an unknown value.

    Any column of what no clause concludes may, unless the relation is `closed`; a column of a conclusion only where no premise
    gives its variable from a closed relation, or from a column that holds known values. What is computed may be unknown.
    """
    concluded = {clause.head.relation for clause in clauses}
    atoms = [p for clause in clauses for p in clause.body if isinstance(p, Atom) and p.relation not in concluded]
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
