"""Certain conclusions equal those of the naive evaluator, and a stored program answers as a fresh one does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import Prepared, prepare
from kg.rules.program import Aggregate, Negation, Operation, Program, Variable

from .naive import naive
from .programs import INPUTS, atom, compare, program, programs, relation, rows, rule


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.tuples(*map(rows, INPUTS)))
def test_random_programs_equal_the_naive_evaluator(made: Program, given_rows: tuple[list[Any], ...]) -> None:
    facts = dict(zip([r.name for r in INPUTS], given_rows, strict=True))
    expected = naive(made, facts)
    prepared = prepare(made, {"known": facts["known"]})
    profile = {name: facts[name] for name in ("pair", "mark", "amount")}
    for tried in (prepared, Prepared.load(prepared.dump())):
        model = tried.infer(profile)
        for name in made.relations:
            assert set(model.rows(name)) == expected.get(name, set()), name


def test_fractions_stay_exact_through_storage() -> None:
    made = program(
        [relation("limit", "Text Number", "graph"), relation("stock", "Text Number", "profile")],
        [
            rule("share", atom("share", "?c", Operation("/", (Variable("q"), Variable("l")))),
                 atom("stock", "?c", "?q"), atom("limit", "?c", "?l")),
            rule("total", atom("total", "?s"), Aggregate("sum", Variable("f"), (atom("share", "?c", "?f"),), Variable("s"))),
            rule("reached", atom("reached", "yes"), atom("total", "?s"), compare("?s", ">=", 1)),
        ],
    )  # fmt: skip
    prepared = Prepared.load(prepare(made, {"limit": [("a", 3), ("b", Fraction(3, 2))]}).dump())
    model = prepared.infer({"stock": [("a", 1), ("b", 1)]})
    assert model.rows("total") == [(1,)]
    assert model.rows("reached") == [("yes",)]
    assert prepared.infer({"stock": [("a", 1), ("b", Fraction(999, 1000))]}).rows("reached") == []


def test_many_premises_in_one_rule() -> None:
    chain = [atom("next", f"?x{i}", f"?x{i + 1}") for i in range(60)]
    made = program(
        [relation("next", "Text Text", "profile")], [rule("long", atom("long", "?x0", "?x60"), *chain)]
    )
    assert prepare(made, {}).infer({"next": [(f"n{i}", f"n{i + 1}") for i in range(61)]}).rows("long") == [
        ("n0", "n60"), ("n1", "n61")
    ]  # fmt: skip


def test_negation_over_a_conjunction_with_a_comparison_of_outer_values() -> None:
    made = program(
        [relation("amount", "Text Number", "profile")],
        [rule("largest", atom("largest", "?c"), atom("amount", "?c", "?q"),
              Negation((atom("amount", "?d", "?r"), compare("?r", ">", "?q"))))],
    )  # fmt: skip
    model = prepare(made, {}).infer({"amount": [("a", 1), ("b", 3), ("c", 3)]})
    assert sorted(model.rows("largest")) == [("b",), ("c",)]
