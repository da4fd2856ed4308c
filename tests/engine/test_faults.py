"""What is wrong with a program or with rows is said, at its place; what may never end is stopped."""

from __future__ import annotations

import marshal
import time

import pytest

from kg.engine import Prepared, prepare
from kg.engine.runtime import GLOBALS
from kg.errors import InputError
from kg.rules import load
from kg.rules.program import (
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Place,
    Rule,
    Variable,
)

from .programs import atom, compare, program, relation, rule

P = [relation("p", "Text", "profile"), relation("n", "Number", "graph")]


def faults(*rules: Rule, base: dict[str, list[tuple[object, ...]]] | None = None) -> str:
    with pytest.raises(InputError) as caught:
        prepare(program(P, list(rules)), base or {})
    return str(caught.value)


def test_unsafe_variables_are_named_at_their_place() -> None:
    made = Rule("r", (Atom("p", (Variable("x"),)),),
                (Conclusion(Atom("q", (Variable("y"),), Place("a.rules", 3, 8))),))  # fmt: skip
    assert faults(made).startswith("a.rules:3:8: nothing binds ?y")
    loose = Comparison("<", Variable("x"), Variable("z"), Place("b.rules", 5, 2))
    assert "b.rules:5:2: nothing binds ?z" in faults(Rule("s", (atom("p", "?x"), loose), (Conclusion(atom("q", "?x")),)))


def test_a_cycle_through_a_negation_is_named() -> None:
    first = Rule("a", (atom("p", "?x"), Negation((atom("b", "?x"),), Place("c.rules", 7, 3))), (Conclusion(atom("a", "?x")),))
    text = faults(first, rule("b", atom("b", "?x"), atom("a", "?x")))
    assert text.startswith("c.rules:7:3: a rests on the absence")
    assert "a, b" in text


def test_all_unsafe_rules_are_reported_at_once() -> None:
    text = faults(rule("r", atom("q", "?y"), atom("p", "?x")), rule("s", atom("u", "?z"), atom("p", "?x")))
    assert "?y" in text and "?z" in text


def test_wrong_numbers_of_arguments() -> None:
    assert "given 2 arguments" in faults(rule("r", atom("q", "?x"), atom("p", "?x", "?y")))
    assert "has 2 values" in faults(base={"n": [(1, 2)]})


def test_growing_numbers_stop_at_the_bound() -> None:
    more = rule("more", atom("m", Operation("+", (Variable("x"), Constant(1)))), atom("m", "?x"))
    made = program(P, [rule("start", atom("m", "?x"), atom("n", "?x")), more])
    with pytest.raises(InputError, match="beyond 1000 rows"):
        prepare(made, {"n": [(1,)]}, limit=1000)
    dynamic = program([relation("n", "Number", "profile")], list(made.rules))
    with pytest.raises(InputError, match="beyond 500 rows"):
        prepare(dynamic, {}, limit=500).infer({"n": [(1,)]})


def test_values_of_unlike_types_name_the_rule() -> None:
    made = program([relation("p", "Text", "profile")], [rule("older", atom("q", "?x"), atom("p", "?x"), compare("?x", ">", 3))])
    with pytest.raises(InputError, match="rule older"):
        prepare(made, {}).infer({"p": [("a",)]})


def test_disjunctions_that_multiply_are_bounded() -> None:
    choice = Disjunction(((atom("p", "?x"),), (compare("?x", "=", "a"),)))
    assert "more than 2000 cases" in faults(Rule("r", (atom("p", "?x"), *[choice] * 12), (Conclusion(atom("q", "?x")),)))


def test_ten_thousand_premises_are_refused_quickly() -> None:
    body = [atom("p", f"?x{i}") for i in range(10_000)]
    assert "at most 80" in faults(rule("long", atom("q", "?x0"), *body))


def test_a_damaged_or_foreign_store_is_refused() -> None:
    blob = prepare(program(P, []), {}).dump()
    for damaged in (b"", b"nonsense", blob[: len(blob) // 2], marshal.dumps({"format": "another"}), marshal.dumps([1])):
        with pytest.raises(ValueError, match="prepared"):
            Prepared.load(damaged)


def test_facts_of_an_unknown_relation_are_refused() -> None:
    with pytest.raises(ValueError, match="did you mean p"):
        prepare(program(P, []), {}).infer({"pp": [("a",)]})


def test_division_by_zero_and_impossible_dates_fail_their_premise_only() -> None:
    made = program(
        [relation("n", "Number", "profile"), relation("day", "Date", "profile")],
        [
            rule("half", atom("half", Operation("/", (Constant(1), Variable("x")))), atom("n", "?x")),
            rule("later", atom("later", Operation("add_days", (Variable("d"), Constant(15)))), atom("day", "?d")),
        ],
    )
    model = prepare(made, {}).infer({"n": [(0,), (2,)], "day": [("2018-02-20",), ("2018-02-30",)]})
    assert [str(row[0]) for row in model.rows("half")] == ["1/2"]
    assert model.rows("later") == [("2018-03-07",)]


def test_validity_needs_the_day() -> None:
    dated = rule("r", atom("q", "?x"), atom("p", "?x"), valid_from="2018-01-01", valid_to="2018-12-31")
    prepared = prepare(program(P, [dated]), {})
    for day, holds in [("2017-12-31", False), ("2018-01-01", True), ("2018-12-31", True), ("2019-01-01", False)]:
        assert bool(prepared.infer({"p": [("a",)], "as-of": [(day,)]}).rows("q")) is holds


def test_numbers_that_feed_on_themselves_are_stopped() -> None:
    for text in ("?y = ?x * ?x", "?y = ?x + ?x", "?y = ?x / 3", "?y = 1 / ?x + ?x"):
        program = load(f"relation n(x: Number)\nfact n(2)\nrule up if n(?x) and {text} then n(?y)")
        with pytest.raises(InputError, match="grows beyond 1,233 digits"):
            prepare(program, {})


def test_a_product_is_stopped_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GLOBALS, "MOST", 50_000)
    facts = "\n".join(f"fact p(a{number})" for number in range(300))
    program = load(f"relation p(x: Text)\nrelation q(a: Text, b: Text, c: Text, d: Text)\n{facts}\n"
                   "rule r if p(?a) and p(?b) and p(?c) and p(?d) then q(?a, ?b, ?c, ?d)")  # fmt: skip
    with pytest.raises(InputError, match="concluding q goes beyond 50000 rows"):
        prepare(program, {})


FEW_AND_MANY = {
    "a join": "rule r if n(?a) and n(?b) and n(?c) and n(?d) and ?a + ?b + ?c + ?d < 0 then q(?a)",
    "a negation": "rule r if n(0) and not (n(?a) and n(?b) and n(?c) and n(?d) and ?a + ?b + ?c + ?d < 0) then q(1)",
    "a total": "rule r if ?m = max of ?a over n(?a) and n(?b) and n(?c) and n(?d) and ?a + ?b + ?c + ?d < 0 then q(?m)",
    "a recursion": "rule s then q(1)\nrule r if q(?a) and n(?b) and n(?c) and n(?d) and ?a + ?b + ?c + ?d < 0 then q(?b)",
}


@pytest.mark.parametrize("rules", FEW_AND_MANY.values(), ids=FEW_AND_MANY.keys())
def test_what_tries_very_much_and_concludes_little_ends_in_time(rules: str) -> None:
    made = load(f"relation n(n: Number) from graph\nrelation q(n: Number)\n{rules}")
    start = time.perf_counter()
    with pytest.raises(InputError, match=r"^<text>:[34]:6: concluding q takes too long"):
        prepare(made, {"n": [(number,) for number in range(2_000)]}, seconds=0.2)
    assert time.perf_counter() - start < 20  # left alone it takes days


def test_a_total_over_a_product_is_stopped_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GLOBALS, "MOST", 50_000)
    made = load("relation n(n: Number) from graph\nrelation q(n: Number)\nrule r if ?m = count over n(?a) and n(?b) and n(?c) then q(?m)")
    with pytest.raises(InputError, match="q goes beyond 50000 rows"):
        prepare(made, {"n": [(number,) for number in range(300)]})
