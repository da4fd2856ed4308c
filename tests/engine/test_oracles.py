"""Random programs give the same rows in our engine, in clingo and in DuckDB."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kg.engine import prepare
from kg.engine.exchange import predicate_name, to_datalog
from kg.engine.normal import Normaliser
from kg.engine.sql import SqlProgram
from kg.errors import InputError
from kg.rules.exchange.sparql import argument, queries, row_turtle
from kg.rules.program import Program

from .programs import INPUTS, programs, rows

SLOW = list(HealthCheck)


def ours(made: Program, facts: dict[str, list[Any]]) -> dict[str, set[Any]]:
    model = prepare(made, {"known": facts["known"]}).infer({n: facts[n] for n in ("pair", "mark", "amount")})
    return {name: set(model.rows(name)) for name in made.relations}


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(programs(), st.tuples(*map(rows, INPUTS)))
def test_clingo_gives_the_same_rows(made: Program, given_rows: tuple[list[Any], ...]) -> None:
    clingo = pytest.importorskip("clingo")
    facts = dict(zip([r.name for r in INPUTS], given_rows, strict=True))
    try:
        text = to_datalog(made, facts)
    except InputError as error:
        assert "exact counterpart" in str(error)  # division, which clingo would round
        assume(False)
    control = clingo.Control(["--warn=none"])
    control.add("base", [], text)
    control.ground([("base", [])])
    found: dict[str, set[Any]] = {predicate_name(name): set() for name in made.relations}
    with control.solve(yield_=True) as handle:
        model = next(iter(handle))
        for symbol in model.symbols(atoms=True):
            if symbol.name in found:
                found[symbol.name].add(
                    tuple(a.number if a.type == clingo.SymbolType.Number else a.string for a in symbol.arguments)
                )
    assert found == {predicate_name(name): held for name, held in ours(made, facts).items()}


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(programs(), st.lists(st.tuples(*map(rows, INPUTS)), min_size=1, max_size=3))
def test_duckdb_gives_the_same_rows_for_a_register(made: Program, register: list[tuple[list[Any], ...]]) -> None:
    duckdb = pytest.importorskip("duckdb")
    known = register[0][-1]  # the lasting facts are the same for every profile
    profiles = {
        f"profile{number}": dict(zip([r.name for r in INPUTS[:3]], given_rows[:3], strict=True))
        for number, given_rows in enumerate(register)
    }
    prepared = prepare(made, {"known": known})
    sql = SqlProgram(prepared)
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    sql.run(connection, profiles)
    for name in made.relations:
        if name in prepared.static:
            continue
        found = sql.rows(connection, name)
        for key, facts in profiles.items():
            expected = set(prepared.infer(facts).rows(name))
            assert {_nine(row) for row in found.get(key, set())} == {_nine(row) for row in expected}, (name, key)


def _nine(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value if isinstance(value, str) else round(Fraction(value), 9) for value in row)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(programs(), st.tuples(*(rows(r, 4) for r in INPUTS)))
def test_an_rdf_store_gives_the_same_rows(made: Program, given_rows: tuple[list[Any], ...]) -> None:
    oxigraph = pytest.importorskip("pyoxigraph")
    facts = dict(zip([r.name for r in INPUTS], given_rows, strict=True))
    try:
        groups = queries(Normaliser(made).run())
    except InputError:
        assume(False)
    store = oxigraph.Store()
    for name, given_facts in facts.items():
        for row in given_facts:
            store.load(row_turtle(name, row).encode(), format=oxigraph.RdfFormat.N_TRIPLES)
    for texts, repeat in groups:
        before = -1
        while before != len(store):
            before = len(store)
            for text in texts:
                store.extend(oxigraph.Quad(*triple) for triple in list(store.query(text)))
            if not repeat:
                break
    expected = ours(made, facts)
    for name, relation in made.relations.items():
        columns = " ".join(f"?c{i}" for i in range(len(relation.parameters)))
        patterns = " ".join(f"?r {argument(name, i + 1)} ?c{i} ." for i in range(len(relation.parameters)))
        found = set()
        for solution in store.query(f"SELECT {columns} {{ {patterns} }}"):
            found.add(tuple(solution[i].value if p.type != "Number" else Fraction(solution[i].value)
                            for i, p in enumerate(relation.parameters)))  # fmt: skip
        assert found == expected[name], name
