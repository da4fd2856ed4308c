"""Which columns hold numbers and which texts: what typed dialects (SQL, Soufflé) must declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Program, Term, Variable

from .functions import FUNCTIONS
from .normal import Clause
from .state import Row

NUMBER, TEXT = "number", "symbol"
Columns = dict[str, list[str]]


def column_kinds(program: Program, clauses: Sequence[Clause], rows: Mapping[str, Iterable[Row]]) -> Columns:
    """For every relation the kind of each column: as declared, else as its rows and rules give it."""
    columns: Columns = {
        name: [NUMBER if p.type == "Number" else TEXT for p in relation.parameters]
        for name, relation in program.relations.items()
    }
    made = {clause.head.relation for clause in clauses}
    for name, given in rows.items():
        for row in given:
            columns.setdefault(name, [TEXT if isinstance(v, (str, bool)) else NUMBER for v in row])
            break
    for clause in clauses:
        for name, width in _read(clause.body):
            if name not in columns and name not in made:
                columns[name] = [TEXT] * width  # such as the day that is asked about, where nobody declared it
    changed = True
    while changed:
        changed = False
        for clause in clauses:
            kinds = variable_kinds(clause.body, columns)
            found = [term_kind(term, kinds) for term in clause.head.terms]
            name = clause.head.relation
            if name in program.relations and columns.get(name) is not None:
                continue
            before = columns.get(name, [TEXT] * len(found))
            merged = [NUMBER if NUMBER in pair else TEXT for pair in zip(found, before, strict=True)]
            if columns.get(name) != merged:
                columns[name] = merged
                changed = True
    return columns


def _read(body: Iterable[Premise]) -> Iterator[tuple[str, int]]:
    """The relations that a conjunction reads, each with its number of columns."""
    for premise in body:
        if isinstance(premise, Atom):
            yield premise.relation, len(premise.terms)
        elif isinstance(premise, Negation | Aggregate):
            yield from _read(premise.body)


def variable_kinds(body: Iterable[Premise], columns: Columns) -> dict[str, str]:
    """The kinds of a conjunction's variables."""
    premises = list(body)
    found: dict[str, str] = {}
    for premise in premises:
        if isinstance(premise, Atom):
            kinds = columns.get(premise.relation, [TEXT] * len(premise.terms))
            for term, kind in zip(premise.terms, kinds, strict=True):
                if isinstance(term, Variable) and found.get(term.name) != NUMBER:
                    found[term.name] = kind
    for _ in premises:
        for premise in premises:
            if isinstance(premise, Comparison) and premise.operator == "=":
                for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
                    if isinstance(side, Variable) and side.name not in found:
                        found[side.name] = term_kind(other, found)
            elif isinstance(premise, Aggregate):
                inner = {**found, **variable_kinds(premise.body, columns)}
                found[premise.result.name] = (
                    NUMBER if premise.value is None or premise.function == "sum" else term_kind(premise.value, inner)
                )
    return found


def term_kind(term: Term, kinds: Mapping[str, str]) -> str:
    """The kind of a term's value."""
    if isinstance(term, Variable):
        return kinds.get(term.name, TEXT)
    if isinstance(term, Constant):
        return TEXT if isinstance(term.value, (str, bool)) else NUMBER
    function = FUNCTIONS.get(term.operator)
    return NUMBER if function is None or function.result == "Number" else TEXT
