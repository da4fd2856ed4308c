"""The facts of the base relations: one SPARQL SELECT each in `rules/facts/`, whose rows are the relation's rows.

The file's name is the relation's; its variables, in order, are the relation's arguments. So a person can see, and
change, where a fact comes from without touching Python.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pyoxigraph as ox

from kg.errors import Fault, InputError
from kg.graph.load import syntax_fault
from kg.names import XSD, compact

Fact = str | int | bool | Fraction


def select_rows(store: ox.Store, query: str, name: str) -> list[tuple[Fact, ...]]:
    """The rows of one SELECT, as compact names, strings, integers, exact fractions and booleans; rows with a gap are left out.

    Raises:
        InputError: the query does not parse; with line, column and the line itself.
    """
    try:
        solutions = store.query(query)
    except SyntaxError as error:
        raise InputError([syntax_fault(error, name, query, "SPARQL")]) from None
    if not isinstance(solutions, ox.QuerySolutions):
        raise InputError([Fault(name, "", "this is no SELECT", "a SELECT whose variables are the arguments")])
    rows: set[tuple[Fact, ...]] = set()
    for solution in solutions:
        terms = list(solution)
        if all(term is not None for term in terms):
            rows.add(tuple(fact(term) for term in terms))
    return sorted(rows, key=repr)


def base_rows(store: ox.Store, rules: Path) -> dict[str, list[tuple[Fact, ...]]]:
    """The rows of every base relation, by name.

    Raises:
        InputError: a query does not parse.
    """
    rows: dict[str, list[tuple[Fact, ...]]] = {}
    faults: list[Fault] = []
    for path in sorted((rules / "facts").glob("*.rq")):
        try:
            rows[path.stem] = select_rows(store, path.read_text("utf-8"), str(path))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return rows


def fact(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Fact:
    """The rule engine's value of an RDF term.

    Raises:
        InputError: a literal whose text is no number, though its datatype says so.
    """
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if isinstance(term, ox.BlankNode):
        return "_:" + term.value
    kind = term.datatype.value
    try:
        if kind == XSD + "integer":
            return int(term.value)
        if kind == XSD + "decimal":
            value = Fraction(term.value)
            # Whole numbers as such: they are stored, hashed and compared in a fraction of the time.
            return value.numerator if value.denominator == 1 else value
    except ValueError:
        raise InputError([Fault("ontology", "", f"found the literal {term}", "digits, as its datatype says")]) from None
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    return str(term.value)
