"""What is certain holds in every completion; what holds in some completion is certain or open."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kg.engine import ANY, prepare
from kg.rules.program import Aggregate, Constant, Negation, Operation, Program, Variable

from .naive import naive
from .programs import INPUTS, NUMBERS, TEXTS, atom, compare, program, programs, relation, rows, rule

PATTERN = st.one_of(
    st.tuples(st.just("mark"), st.tuples(st.sampled_from(["a", "b", ANY]))),
    st.tuples(st.just("pair"), st.tuples(st.sampled_from(["a", ANY]), st.sampled_from(["b", "c"]))),
    st.tuples(st.just("pair"), st.tuples(st.just("a"), st.just(ANY))),
    st.tuples(st.just("amount"), st.tuples(st.sampled_from(["a", "b"]), st.sampled_from([1, 2, ANY]))),
    st.tuples(st.just("amount"), st.tuples(st.just(ANY), st.sampled_from([0, 2]))),
)
PATTERNS = st.lists(PATTERN, min_size=1, max_size=2)
# Of which nothing at all is said; too many rows to try every completion.
UNSAID = st.tuples(st.sampled_from(["pair", "amount"]), st.just((ANY, ANY)))


def instances(name: str, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The rows over the small domain that an open row stands for."""
    shape = next(r for r in INPUTS if r.name == name)
    columns = [
        [value] if value is not ANY else NUMBERS if parameter.type == "Number" else TEXTS
        for value, parameter in zip(row, shape.parameters, strict=True)
    ]
    return list(itertools.product(*columns))


def could_be(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two open rows may stand for the same row."""
    return all(a is ANY or b is ANY or a == b for a, b in zip(one, other, strict=True))


def covered(row: tuple[Any, ...], opened: dict[tuple[Any, ...], Any]) -> bool:
    return any(all(o is ANY or o == v for o, v in zip(pattern, row, strict=True)) for pattern in opened)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.tuples(*(rows(r, 3) for r in INPUTS)), PATTERNS)
def test_certain_and_open_against_every_completion(
    made: Program, given_rows: tuple[list[Any], ...], patterns: list[tuple[str, tuple[Any, ...]]]
) -> None:
    facts = dict(zip([r.name for r in INPUTS], given_rows, strict=True))
    may_hold = sorted({(name, row) for name, pattern in patterns for row in instances(name, pattern)}, key=repr)
    assume(len(may_hold) <= 6)
    opened: dict[str, list[Any]] = {}
    for number, (name, pattern) in enumerate(patterns):
        opened.setdefault(name, []).append((pattern, f"/{number}"))
    model = prepare(made, {"known": facts["known"]}).infer(
        {name: facts[name] for name in ("pair", "mark", "amount")}, opened
    )
    certain = {name: set(model.rows(name)) for name in made.relations}
    open_rows = {name: model.open_rows(name) for name in made.relations}
    for size in range(len(may_hold) + 1):
        for chosen in itertools.combinations(may_hold, size):
            completed = {name: list(given) for name, given in facts.items()}
            for name, row in chosen:
                completed[name].append(row)
            expected = naive(made, completed)
            for name in made.relations:
                holds = expected.get(name, set())
                assert certain[name] <= holds, (name, "certain but false where", chosen)
                for row in holds - certain[name]:
                    assert covered(row, open_rows[name]), (name, row, "neither certain nor open, true where", chosen)
    for name in made.relations:
        for row, needs in open_rows[name].items():
            assert needs, (name, row, "open for no reason")
            assert row not in certain[name]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.tuples(*(rows(r, 3) for r in INPUTS)), st.lists(PATTERN | UNSAID, min_size=1, max_size=3), st.booleans())
def test_answering_all_that_a_row_hangs_on_settles_it(
    made: Program, given_rows: tuple[list[Any], ...], patterns: list[tuple[str, tuple[Any, ...]]], holds: bool
) -> None:
    facts = dict(zip([r.name for r in INPUTS], given_rows, strict=True))
    prepared = prepare(made, {"known": facts.pop("known")})

    def infer(answered: tuple[str, ...]) -> Any:
        """With the fields at these pointers answered: everything that they could say holds, or nothing does."""
        said = {name: list(found) for name, found in facts.items()}
        opened: dict[str, list[Any]] = {}
        for number, (name, pattern) in enumerate(patterns):
            if f"/{number}" not in answered:
                opened.setdefault(name, []).append((pattern, f"/{number}"))
            elif holds:
                said[name] += instances(name, pattern)
        return prepared.infer(said, opened)

    asked = infer(())
    for name in made.relations:
        opened = asked.open_rows(name)
        for row in opened:
            needs = tuple({need for other, found in opened.items() if could_be(other, row) for need in found})
            assert row not in infer(needs).open_rows(name), (name, row, needs)


def stock_program() -> Program:
    return program(
        [relation("stock", "Text Number", "profile"), relation("flag", "Text", "profile"),
         relation("listed", "Text", "graph")],
        [
            rule("total", atom("total", "?s"), Aggregate("sum", Variable("q"), (atom("stock", "?c", "?q"),), Variable("s"))),
            rule("major", atom("major", "yes"), atom("total", "?s"), compare("?s", ">=", 10)),
            rule("minor", atom("minor", "yes"), atom("total", "?s"), compare("?s", "<", 10)),
            rule("none", atom("none", "?f"), atom("flag", "?f"), Negation((atom("stock", "?c", "?q"), atom("listed", "?c")))),
            rule("handles", atom("handles", "?c"), atom("stock", "?c", "?q"), atom("listed", "?c")),
        ],
    )  # fmt: skip


def test_a_known_part_that_reaches_the_bound_settles_a_sum() -> None:
    prepared = prepare(stock_program(), {"listed": [("a",), ("b",)]})
    unsaid = {"stock": [((ANY, ANY), "/chemicals")]}
    below = prepared.infer({"stock": [("c", 5)]}, unsaid)
    assert below.rows("major") == [] and below.open_rows("major") == {("yes",): ("/chemicals",)}
    assert below.rows("minor") == [] and below.open_rows("minor") == {("yes",): ("/chemicals",)}
    reached = prepared.infer({"stock": [("c", 12)]}, unsaid)
    assert reached.rows("major") == [("yes",)]
    assert reached.rows("minor") == [] and reached.open_rows("minor") == {}
    assert reached.rows("total") == [] and reached.open_rows("total") == {(ANY,): ("/chemicals",)}


def test_unsaid_is_open_and_empty_is_false() -> None:
    prepared = prepare(stock_program(), {"listed": [("a",), ("b",)]})
    unsaid = prepared.infer({"flag": [("f",)]}, {"stock": [((ANY, ANY), "/chemicals")]})
    assert unsaid.rows("handles") == []
    assert unsaid.open_rows("handles") == {("a",): ("/chemicals",), ("b",): ("/chemicals",)}
    assert unsaid.rows("none") == [] and unsaid.open_rows("none") == {("f",): ("/chemicals",)}
    said = prepared.infer({"flag": [("f",)], "stock": []})
    assert said.rows("none") == [("f",)] and said.open_rows("none") == {}
    assert said.open_rows("handles") == {}


def test_needs_name_each_open_fact_used() -> None:
    model = prepare(stock_program(), {"listed": [("a",)]}).infer(
        {}, {"stock": [(("a", ANY), "/chemicals/0/amount_t")], "flag": [(("f",), "/flags")]}
    )
    assert model.open_rows("none") == {("f",): ("/chemicals/0/amount_t", "/flags")}


def test_needs_name_what_any_way_of_being_true_hangs_on() -> None:
    both = program(
        [relation("sector", "Text", "profile"), relation("facility", "Text", "profile")],
        [
            rule("by sector", atom("operator", "yes"), atom("sector", "pipeline")),
            rule("by facility", atom("operator", "yes"), atom("facility", "oil")),
        ],
    )  # fmt: skip
    unsaid = {"sector": [((ANY,), "/sectors")], "facility": [((ANY,), "/facilities")]}
    assert prepare(both, {}).infer({}, unsaid).open_rows("operator") == {("yes",): ("/facilities", "/sectors")}
    assert prepare(both, {}).infer({"sector": [("pipeline",)]}, {"facility": unsaid["facility"]}).open_rows("operator") == {}


def test_an_unknown_sum_is_not_taken_for_what_is_computed_from_it() -> None:
    halved = program(
        [relation("stock", "Text Number", "profile")],
        [
            rule("total", atom("total", "?s"), Aggregate("sum", Variable("q"), (atom("stock", "?c", "?q"),), Variable("s"))),
            rule("half", atom("half", Operation("/", (Variable("s"), Constant(2)))), atom("total", "?s")),
            rule("same", atom("same", "yes"), atom("total", "?s"), atom("half", "?s")),
        ],
    )  # fmt: skip
    model = prepare(halved, {}).infer({}, {"stock": [((ANY, ANY), "/chemicals")]})  # true of a stock of nothing only
    assert model.rows("same") == [] and model.open_rows("same") == {("yes",): ("/chemicals",)}


def test_one_unknown_value_is_the_same_in_both_places() -> None:
    loops = program(
        [relation("mark", "Text", "profile"), relation("pair", "Text Text", "profile"), relation("known", "Text Text", "graph")],
        [
            rule("loop", atom("loop", "?x"), atom("mark", "?x"), atom("pair", "?x", "?x")),
            rule("known loop", atom("known-loop", "?x"), atom("mark", "?x"), atom("known", "?x", "?x")),
        ],
    )  # fmt: skip
    prepared = prepare(loops, {"known": [("a", "b"), ("c", "c")]})
    model = prepared.infer({"pair": [("a", "b"), ("b", "b")]}, {"mark": [((ANY,), "/marks")]})
    assert model.open_rows("loop") == {("b",): ("/marks",)}
    assert model.open_rows("known-loop") == {("c",): ("/marks",)}


def test_an_input_row_that_rules_conclude_is_no_longer_open() -> None:
    marks = program(
        [relation("mark", "Text", "profile"), relation("big", "Text", "profile")],
        [rule("big is marked", atom("mark", "?x"), atom("big", "?x"))],
    )
    model = prepare(marks, {}).infer({"big": [("a",)]}, {"mark": [(("a",), "/a"), (("b",), "/b")]})
    assert model.rows("mark") == [("a",)] and model.open_rows("mark") == {("b",): ("/b",)}
