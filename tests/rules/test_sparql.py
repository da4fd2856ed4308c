"""The exported CONSTRUCT queries, run by Oxigraph, conclude what our engine concludes."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kg.cli.main import main
from kg.engine import prepare
from kg.errors import InputError
from kg.rules import load
from kg.rules.exchange.sparql import RELATION, argument, row_turtle, script

ox = pytest.importorskip("pyoxigraph")

Rows = dict[str, set[tuple[Any, ...]]]


def run_script(text: str, given: Rows) -> Any:
    """A store with the given rows and all that the script's queries add."""
    store = ox.Store()
    triples = "".join(row_turtle(name, row) for name, rows in given.items() for row in rows)
    store.bulk_load(triples.encode(), format=ox.RdfFormat.N_TRIPLES)
    steps: dict[str, list[str]] = {}
    for head, query in re.findall(r"^# (step [^\n]*)\n(.*?)(?=^# step|\Z)", text, re.S | re.M):
        steps.setdefault(head, []).append(query)
    assert steps
    for head, queries in steps.items():
        before = -1
        while before != len(store):
            before = len(store)
            for query in queries:
                store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in store.query(query)])
            if "until" not in head:
                break
    return store


def rows_of(store: Any, relation: str, arity: int) -> set[tuple[Any, ...]]:
    pattern = "".join(f" ; {argument(relation, n)} ?a{n}" for n in range(1, arity + 1))
    found = store.query(f"SELECT * WHERE {{ ?row a <{RELATION}{relation}>{pattern} }}")
    return {tuple(value_of(solution[f"a{n}"]) for n in range(1, arity + 1)) for solution in found}


def value_of(literal: Any) -> Any:
    if literal.datatype.value.endswith("#decimal"):
        return Fraction(literal.value)
    return literal.value == "true" if literal.datatype.value.endswith("#boolean") else literal.value


PROGRAM = """
relation edge(x: Text, y: Text, n: Number)
relation reach(x: Text, y: Text)
relation lonely(x: Text)
relation node(x: Text)
relation total(x: Text, n: Number)
relation degree(x: Text, n: Number)
relation longest(x: Text, n: Number)
relation share(x: Text, y: Text, n: Number)
relation big(x: Text)
relation due(x: Text, d: Date)
relation soon(x: Text, y: Number)
relation flagged(x: Text, b: Boolean)
relation bird(x: Text)
relation penguin(x: Text)
relation flies(x: Text)
relation unflagged(x: Text)
table edge
    a | b | 3
    b | c | 0.5
    c | a | 2
    c | d | 2
table due
    a | 2018-08-31
    b | 2019-01-01
fact flagged(a, true)
fact flagged(b, false)
fact node("e \\"x\\" \\\\")
rule from if edge(?x, _, _) then node(?x)
rule to if edge(_, ?y, _) then node(?y)
rule step if edge(?x, ?y, _) then reach(?x, ?y)
rule far if edge(?x, ?y, _) and reach(?y, ?z) then reach(?x, ?z)
rule lonely if node(?x) and not (edge(?x, ?y, _) and reach(?y, ?x)) then lonely(?x)
rule total if node(?x) and ?s = sum of ?n over edge(?x, _, ?n) then total(?x, ?s)
rule degree if node(?x) and ?s = count over edge(?x, _, _) then degree(?x, ?s)
rule longest if ?m = max of ?n over edge(?x, _, ?n) then longest(?x, ?m)
rule share if edge(?x, ?y, ?n) and total(?x, ?s) then share(?x, ?y, 2 * ?n / ?s + 1)
rule big
    if   total(?x, ?s)
         either ?s > 2.5
         or     flagged(?x, true)
    unless ?s = 3
    then big(?x)
rule soon if due(?x, ?d) and ?d <= 2018-12-31 and ?y = year(?d) then soon(?x, ?y)
rule unflagged if node(?x) and not flagged(?x, true) then unflagged(?x)
rule birds if node(?x) then bird(?x)
rule penguins if flagged(?x, _) then penguin(?x)
rule birds-fly if bird(?x) then flies(?x)
rule penguins-do-not
    if   penguin(?x)
    then not flies(?x)
    overrides birds-fly as lex specialis
"""


def test_queries_conclude_what_the_engine_concludes(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "program.rules"
    path.write_text(PROGRAM, "utf-8")
    program = load(path)
    model = prepare(program, {}).infer({})
    assert main(["rules", "export", "--to", "sparql", str(path)]) == 0
    store = run_script(capfdbinary.readouterr().out.decode(), {})
    concluded = {conclusion.atom.relation for rule in program.rules for conclusion in rule.conclusions}
    for name in concluded:
        arity = len(program.relations[name].parameters)
        found = rows_of(store, name, arity)
        assert found == set(model.rows(name)), name
        assert found, name


def test_what_sparql_cannot_say_is_refused_with_its_place() -> None:
    program = load(("dates.rules", "relation d(x: Date)\nrule r if d(?x) and ?y = add_days(?x, 1) then d(?y)"))
    from kg.engine.normal import Normaliser

    with pytest.raises(InputError, match=r"dates.rules:2:47: R061: .*add_days"):
        script(Normaliser(program).run())


SLOW = [
    "conghua-petrol-station", "neimenggu-chemical-park-plant", "shanghai-speciality-plant", "xian-chlorine-plant-above",
    "xian-chlorine-user-below", "xicheng-hospital", "xicheng-restaurant",
]  # fmt: skip


@pytest.mark.parametrize("profile", ["xicheng-courier", *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)])
def test_the_project_gives_the_same_obligations(profile: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from kg.content import folder
    from kg.knowledge import open_knowledge
    from kg.profile.facts import Facts
    from kg.profile.read import read_profile

    knowledge = open_knowledge()
    path = str(folder("examples") / f"{profile}.json")
    model = knowledge.prepared.infer(Facts(read_profile(path, knowledge), "2018-06-01").rows)
    assert main(["rules", "export", "--to", "sparql", "--enterprise", path, "--as-of", "2018-06-01"]) == 0
    store = run_script(capfdbinary.readouterr().out.decode(), {})
    relations = knowledge.prepared.program.relations
    for name in ("owes", "is-a", "status", "hazard"):
        expected = set(model.rows(name))
        assert expected or name in ("status", "hazard")
        assert rows_of(store, name, len(relations[name].parameters)) == expected, name
