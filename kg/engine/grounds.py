"""Why a row holds, in one step and without a proof: the rule, and its premises as rows.

A proof tree takes the whole program and is made for reading; an answer of hundreds of conclusions needs one line a
premise, quickly. So the shape of each clause's premises is worked out once, when the program is prepared, as plain data
in which every argument says where its value stands: in the conclusion or in the row of a premise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.engine.normal import Clause
from kg.rules.program import Atom, Comparison, Constant, Negation, Premise, Term, Variable

if TYPE_CHECKING:
    from kg.engine.prepared import Prepared

# A premise: ("row", relation), ("absence", ((relation, arguments), …)) or ("comparison", operator, left, right).
# An argument: (0, constant), (1, column of the conclusion), (2, premise row, column), or None where it stands nowhere.
Shape = tuple[Any, ...]
Grounds = list[tuple[str, tuple[Shape, ...]]]


def grounds(prepared: Prepared) -> Grounds:
    """By clause number: the rule's name and the shapes of its premises, as data that marshal can keep."""
    rules = prepared.program.rules
    return [(rules[c.rule].name if c.rule >= 0 else "", _shapes(c)) for c in prepared.clauses]


def _shapes(clause: Clause) -> tuple[Shape, ...]:
    places: dict[str, tuple[int, ...]] = {}
    row = 0
    for premise in clause.body:
        if isinstance(premise, Atom):
            for column, term in enumerate(premise.terms):
                if isinstance(term, Variable):
                    places.setdefault(term.name, (2, row, column))
            row += 1
    for column, term in enumerate(clause.head.terms):
        if isinstance(term, Variable):
            places.setdefault(term.name, (1, column))

    def argument(term: Term) -> tuple[Any, ...] | None:
        if isinstance(term, Constant):
            return (0, term.value)
        return places.get(term.name) if isinstance(term, Variable) else None

    shapes = [_shape(premise, argument) for premise in clause.body]
    return tuple(shape for shape in shapes if shape is not None)


def _shape(premise: Premise, argument: Any) -> Shape | None:
    if isinstance(premise, Atom):
        return ("row", premise.relation)
    if isinstance(premise, Comparison):
        left, right = argument(premise.left), argument(premise.right)
        return ("comparison", premise.operator, left, right) if left and right else None
    if isinstance(premise, Negation):
        atoms = [(p.relation, tuple(map(argument, p.terms))) for p in premise.body if isinstance(p, Atom)]
        return ("absence", tuple(atoms))
    return None
