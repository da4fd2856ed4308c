"""Aggregates with open members: the bounds hold in every completion, and known parts settle what they can."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import ANY, prepare
from kg.engine.fold import fold, fold_open
from kg.engine.unknown import Unknown
from kg.rules.program import Aggregate, Negation, Program, Variable

from .naive import naive
from .programs import NUMBERS, atom, compare, program, relation, rule

SLOW = list(HealthCheck)
AMOUNT = [relation("amount", "Text Number", "profile"), relation("mark", "Text", "profile")]


@st.composite
def totals(draw: st.DrawFn) -> Program:
    """A total, a comparison of it, and what rests on the comparison's absence."""
    function = draw(st.sampled_from(["sum", "count", "min", "max"]))
    grouped = draw(st.booleans())
    value = None if function == "count" else Variable("q")
    member = atom("amount", "?x" if grouped else "?y", "?q")
    total = Aggregate(function, value, (member,), Variable("s"))
    operator = draw(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
    bound = draw(st.integers(0, 4))
    rules = [
        rule("total", atom("total", "?x", "?s"), atom("mark", "?x"), total),
        rule("reached", atom("reached", "?x"), atom("total", "?x", "?s"), compare("?s", operator, bound)),
        rule("direct", atom("direct", "?x"), atom("mark", "?x"), total, compare("?s", operator, bound)),
        rule("not", atom("not-reached", "?x"), atom("mark", "?x"), Negation((atom("reached", "?x"),))),
        rule("count", atom("how-many", "?n"), Aggregate("count", None, (atom("total", "?x", "?s"),), Variable("n"))),
    ]
    return program([*AMOUNT, relation("total", "Text Number"), relation("reached", "Text"), relation("direct", "Text"),
                    relation("not-reached", "Text"), relation("how-many", "Number")], rules)  # fmt: skip


OPEN = st.sampled_from([("a", 1), ("a", ANY), ("b", 2), ("b", ANY), (ANY, 0), (ANY, 2)])


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
@given(
    totals(),
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(NUMBERS)), max_size=3, unique=True),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=2, unique=True),
    st.lists(OPEN, min_size=1, max_size=2, unique_by=repr),
)
def test_totals_against_every_completion(
    made: Program, amounts: list[Any], marks: list[str], patterns: list[Any]
) -> None:
    marked = [(mark,) for mark in marks]
    model = prepare(made, {}).infer(
        {"amount": amounts, "mark": marked}, {"amount": [(row, f"/{i}") for i, row in enumerate(patterns)]}
    )
    may_hold = sorted({
        row for pattern in patterns
        for row in itertools.product("ab" if pattern[0] is ANY else [pattern[0]],
                                     NUMBERS if pattern[1] is ANY else [pattern[1]])
    })  # fmt: skip
    certain = {name: set(model.rows(name)) for name in made.relations}
    for size in range(len(may_hold) + 1):
        for chosen in itertools.combinations(may_hold, size):
            holds = naive(made, {"amount": [*amounts, *chosen], "mark": marked})
            for name in made.relations:
                expected = holds.get(name, set())
                assert certain[name] <= expected, (name, chosen)
                for row in expected - certain[name]:
                    assert any(all(o is ANY or o == v for o, v in zip(p, row, strict=True)) for p in model.open_rows(name)), (
                        name, row, chosen)  # fmt: skip


MEMBERS = st.dictionaries(st.tuples(st.sampled_from("abc")), st.integers(-2, 3), max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["sum", "count", "min", "max"]), MEMBERS, MEMBERS)
def test_bounds_enclose_every_choice_of_open_members(function: str, certain: Any, maybe: Any) -> None:
    possible = {**{key: (value, 0) for key, value in certain.items()},
                **{key: (value, 1) for key, value in maybe.items() if key not in certain}}  # fmt: skip
    extra = [key for key in possible if key not in certain]
    value, needs, sure = fold_open(function, certain, possible)
    results = []
    for size in range(len(extra) + 1):
        for chosen in itertools.combinations(extra, size):
            results.append(fold(function, {**certain, **{key: maybe[key] for key in chosen}}.values()))
    assert sure == (None not in results)
    known = [result for result in results if result is not None]
    if value is None:
        assert not known
    elif isinstance(value, Unknown):
        assert needs == 1
        assert value.low is None or value.low <= min(known)
        assert value.high is None or value.high >= max(known)
        if function != "count" and sure:
            assert (value.low, value.high) == (min(known), max(known))
    else:
        assert set(known) == {value}


@pytest.mark.parametrize(("function", "bound", "operator"), [("sum", 5, ">="), ("count", 2, ">="), ("max", 3, ">"), ("min", 2, "<=")])
def test_the_known_part_settles(function: str, bound: int, operator: str) -> None:
    value = None if function == "count" else Variable("q")
    made = program(AMOUNT, [
        rule("r", atom("r", "?s"), Aggregate(function, value, (atom("amount", "?y", "?q"),), Variable("s"))),
        rule("yes", atom("yes", "it"), atom("r", "?s"), compare("?s", operator, bound)),
    ])  # fmt: skip
    model = prepare(made, {}).infer({"amount": [("a", 2), ("b", 4)]}, {"amount": [((ANY, ANY), "/amounts")]})
    assert model.rows("yes") == [("it",)]
    assert model.rows("r") == [] and set(model.open_rows("r")) == {(ANY,)}
