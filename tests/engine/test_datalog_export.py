"""What Datalog cannot say is left out, named, and replaced by rows; the rest concludes the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import prepare
from kg.engine.datalog import export_datalog
from kg.engine.exchange import predicate_name
from kg.rules import load
from kg.rules.program import Program

from .programs import INPUTS, programs, rows

PROGRAM = """
relation stock(site: Text, kind: Text, tonnes: Number) from profile "/stock"
relation filed(site: Text, on: Date) from profile "/filed"
relation limit(kind: Text, tonnes: Number) from graph
relation weight(kind: Text, factor: Number) from graph
relation share(site: Text, part: Number)
relation beyond(site: Text)
relation late(site: Text)
relation watched(site: Text)
relation quiet(site: Text)
relation last(site: Text, on: Date)
relation doubled(site: Text, tonnes: Number)
relation heavy(kind: Text)
fact limit(gas, 5)
fact limit(oil, 200)
rule share
    if   stock(?s, ?k, ?t) and limit(?k, ?l)
    then share(?s, ?t / ?l)
rule beyond if share(?s, ?p) and ?p >= 1 then beyond(?s)
rule late if filed(?s, ?d) and ?d > add_days(2018-01-01, 30) then late(?s)
rule watched-late if late(?s) then watched(?s)
rule watched-gas if stock(?s, gas, _) then watched(?s)
rule quiet
    if   stock(?s, _, _)
    unless filed(?s, ?d) and watched(?s)
    then quiet(?s)
rule last if ?m = max of ?d over filed(?s, ?d) then last(?s, ?m)
rule doubled if stock(?s, _, ?t) then doubled(?s, 2 * ?t)
rule heavy if weight(?k, ?f) and ?f > 1 then heavy(?k)
"""
ROWS = {
    "stock": [("a", "gas", 10), ("b", "oil", 7), ("c", "gas", 1)],
    "filed": [("a", "2018-01-31"), ("b", "2018-03-01"), ("b", "2018-02-01")],
}
SAID = ("beyond", "late", "watched", "quiet", "last", "doubled")


def exported(dialect: str = "clingo", rows: dict[str, list[tuple[Any, ...]]] | None = None) -> tuple[str, Any]:
    prepared = prepare(load(PROGRAM), {"weight": [("gas", 1)]})
    model = prepared.infer(ROWS if rows is None else rows)
    return export_datalog(prepared, dialect, model), model


def test_clingo_concludes_the_same_with_the_rows_that_stand_in() -> None:
    clingo = pytest.importorskip("clingo")
    text, model = exported()
    control = clingo.Control()
    control.add("base", [], text)
    control.ground([("base", [])])
    for name in SAID:
        found = {
            tuple(a.number if a.type == clingo.SymbolType.Number else a.string for a in atom.symbol.arguments)
            for atom in control.symbolic_atoms
            if atom.symbol.name == predicate_name(name)
        }
        assert found == set(model.rows(name)), name
        assert found, name
    assert not [atom for atom in control.symbolic_atoms if atom.symbol.name == "p_share"]


def test_only_rows_of_what_is_left_out_stand_in() -> None:
    text, _ = exported()
    assert 'p_beyond("a").' in text
    assert 'p_late("b").' in text
    assert 'p_watched("b").' not in text  # the rule that concludes it remains
    assert 'p_watched(Vs) :- p_late(Vs).' in text


def test_the_head_names_rules_relations_and_inputs() -> None:
    text, _ = exported()
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("%"))
    assert "rule share: / has no exact counterpart in Datalog" in head
    assert "rule beyond: it reads share" in head
    assert "rule late: add_days has no exact counterpart" in head
    assert "beyond = p_beyond/1" in head
    assert "rule watched" not in head


@pytest.mark.parametrize("number", [2**31, -(2**31), 10**30])
def test_numbers_beyond_32_bits_are_not_written(number: int) -> None:
    text, _ = exported(rows={"stock": [("a", "gas", number)]})
    assert str(number) not in re.sub(r"^%.*$", "", text, flags=re.M)
    assert f"stock: holds {number}" in text
    assert "rule doubled: it reads stock" in text


def test_souffle_declares_every_predicate_with_its_columns() -> None:
    text, _ = exported("souffle")
    declared = {name: kinds.count(":") for name, kinds in re.findall(r"^\.decl (\w+)\((.*)\)$", text, re.M)}
    used = re.findall(r"!?(p_\w+)\(([^()]*)\)", re.sub(r"^(//|\.).*$", "", text, flags=re.M))
    assert len(used) > 10
    for name, arguments in used:
        assert declared[name] == len([a for a in arguments.split(",") if a.strip()]), name
    assert "rule last: Soufflé has no max of texts and dates" in text
    assert 'p_last("b", "2018-03-01").' in text
    assert ".decl p_doubled(a0:symbol, a1:number)" in text


def test_souffle_reads_from_files_what_is_not_there() -> None:
    text = export_datalog(prepare(load(PROGRAM), {}), "souffle")
    assert ".input p_stock" in text
    assert ".input p_beyond" in text
    assert ".output p_quiet" in text


CONTESTED = """
relation bird(x: Text)
relation penguin(x: Text)
relation flies(x: Text)
relation nests(x: Text)
table bird
    tux
    tom
table penguin
    tux
fact nests(tux)
rule birds-fly if bird(?x) then flies(?x)
rule penguins-do-not if penguin(?x) then not flies(?x)
    overrides birds-fly as lex specialis
rule fliers-nest if flies(?x) then nests(?x)
rule penguins-do-not-nest if penguin(?x) then not nests(?x)
rule may if bird(?x) then permission nests(?x)
rule must-not if penguin(?x) then prohibition nests(?x)
"""


@pytest.mark.parametrize("dialect", ["clingo", "souffle"])
def test_rules_that_override_one_another_are_written(dialect: str) -> None:
    clingo = pytest.importorskip("clingo")
    prepared = prepare(load(CONTESTED), {})
    text = export_datalog(prepared, dialect)
    assert "definite_40_not" not in text  # no fact and no strict rule says so, and nothing need be declared for it
    names = ("flies", "not flies", "nests", "not nests", "permission nests", "prohibition nests")
    concluded = {name: {row[0] for row in prepared.rows(name)} for name in names}
    assert concluded == {"flies": {"tom"}, "not flies": {"tux"}, "nests": {"tom", "tux"}, "not nests": set(),
                         "permission nests": {"tom"}, "prohibition nests": set()}  # fmt: skip
    if dialect == "clingo":
        control = clingo.Control()
        control.add("base", [], text)
        control.ground([("base", [])])
        for name in names:
            assert {a.symbol.arguments[0].string for a in control.symbolic_atoms.by_signature(predicate_name(name), 1)} == concluded[name]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.tuples(*map(rows, INPUTS)))
def test_random_programs_conclude_the_same_in_clingo(made: Program, given_rows: tuple[list[Any], ...]) -> None:
    """Programs with division and fractions too: all relations that are written hold what the engine concludes."""
    clingo = pytest.importorskip("clingo")
    facts = dict(zip([relation.name for relation in INPUTS], given_rows, strict=True))
    prepared = prepare(made, {"known": facts.pop("known")})
    model = prepared.infer(facts)
    text = export_datalog(prepared, "clingo", model)
    listed = text.partition("% Relations that are not written:\n")[2].partition("\n%\n")[0]
    unwritten = set(re.findall(r"^%   ([^:]+): ", listed, re.M))
    control = clingo.Control(["--warn=none"])
    control.add("base", [], text)
    control.ground([("base", [])])
    found: dict[str, set[tuple[Any, ...]]] = {}
    with control.solve(yield_=True) as handle:  # grounding alone does not settle every recursion
        for symbol in next(iter(handle)).symbols(atoms=True):
            values = (a.number if a.type == clingo.SymbolType.Number else a.string for a in symbol.arguments)
            found.setdefault(symbol.name, set()).add(tuple(values))
    for name in made.relations:
        expected = set() if name in unwritten else set(model.rows(name))
        assert found.get(predicate_name(name), set()) == expected, name
