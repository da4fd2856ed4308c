"""Rules that override one another: ambiguity blocking, team defeat, norms, conflicts, unknowns through all of it."""

from __future__ import annotations

from typing import Any

import pytest

from kg.engine import ANY, Model, Prepared, prepare
from kg.errors import InputError
from kg.rules.program import Conclusion, Override, Program, Relation, Rule

from .programs import atom, program, relation, rule

BIRDS = [relation("bird", "Text", "profile"), relation("penguin", "Text", "profile"), relation("injured", "Text", "profile")]


def denies(name: str, head: Any, *body: Any, **more: Any) -> Rule:
    return Rule(name, tuple(body), (Conclusion(head, negated=True),), **more)


def norm(name: str, modality: str, head: Any, *body: Any, **more: Any) -> Rule:
    return Rule(name, tuple(body), (Conclusion(head, modality=modality),), **more)


def infer(rules: list[Rule], rows: dict[str, Any], opened: dict[str, Any] | None = None,
          relations: list[Relation] | None = None) -> Model:  # fmt: skip
    prepared = prepare(program(relations or BIRDS, rules), {})
    return Prepared.load(prepared.dump()).infer(rows, opened)


FLIES = rule("birds-fly", atom("flies", "?x"), atom("bird", "?x"))
PENGUINS = denies("penguins-do-not", atom("flies", "?x"), atom("penguin", "?x"))


def test_neither_side_holds_where_neither_overrides_and_the_conflict_shows_both_proofs() -> None:
    model = infer([FLIES, PENGUINS], {"bird": [("tux",), ("tom",)], "penguin": [("tux",)]})
    assert model.rows("flies") == [("tom",)]
    assert model.rows("not flies") == []
    (conflict,) = model.conflicts
    assert (conflict.left, conflict.right, conflict.row) == ("flies", "not flies", ("tux",))
    assert [proof.rule.name for proof in conflict.left_proofs if proof.rule] == ["birds-fly"]
    assert [proof.rule.name for proof in conflict.right_proofs if proof.rule] == ["penguins-do-not"]


def test_the_overriding_rule_prevails_and_its_proof_says_over_what() -> None:
    special = denies("penguins-do-not", atom("flies", "?x"), atom("penguin", "?x"), overrides=(Override("birds-fly"),))
    model = infer([FLIES, special], {"bird": [("tux",), ("tom",)], "penguin": [("tux",)]})
    assert model.rows("flies") == [("tom",)]
    assert model.rows("not flies") == [("tux",)]
    assert model.conflicts == []
    proof = model.proof("not flies", ("tux",))
    assert proof.rule is not None and proof.rule.name == "penguins-do-not" and proof.negated
    assert [premise.relation for premise in proof.premises] == ["penguin", "birds-fly"]
    assert proof.premises[1].kind == "unopposed"


def test_team_defeat() -> None:
    """Each rule against is overridden by some rule for, though no rule for overrides them all."""
    rules = [
        rule("p1", atom("p", "?x"), atom("bird", "?x"), overrides=(Override("q1"),)),
        rule("p2", atom("p", "?x"), atom("penguin", "?x"), overrides=(Override("q2"),)),
        denies("q1", atom("p", "?x"), atom("bird", "?x")),
        denies("q2", atom("p", "?x"), atom("penguin", "?x")),
    ]
    model = infer(rules, {"bird": [("a",), ("b",)], "penguin": [("a",), ("c",)]})
    assert sorted(model.rows("p")) == [("a",), ("b",), ("c",)]
    assert model.rows("not p") == []
    model = infer([*rules[:1], *rules[2:]], {"bird": [("a",), ("b",)], "penguin": [("a",)]})
    assert model.rows("p") == [("b",)]  # nothing overrides q2 now
    assert [conflict.row for conflict in model.conflicts] == [("a",)]


def test_ambiguity_is_blocked() -> None:
    rules = [
        rule("a", atom("a", "?x"), atom("bird", "?x")),
        denies("not-a", atom("a", "?x"), atom("bird", "?x")),
        rule("p", atom("p", "?x"), atom("bird", "?x")),
        denies("not-p", atom("p", "?x"), atom("a", "?x")),
    ]
    model = infer(rules, {"bird": [("x",)]})
    assert model.rows("a") == model.rows("not a") == []
    assert model.rows("p") == [("x",)]


def test_strict_rules_and_facts_come_first_and_defeaters_only_oppose() -> None:
    strict = denies("wing", atom("flies", "?x"), atom("injured", "?x"), force="strict")
    model = infer([FLIES, strict], {"bird": [("a",), ("b",)], "injured": [("a",)]})
    assert model.rows("flies") == [("b",)] and model.rows("not flies") == [("a",)]
    defeater = denies("maybe-not", atom("flies", "?x"), atom("injured", "?x"), force="defeater")
    model = infer([FLIES, defeater], {"bird": [("a",), ("b",)], "injured": [("a",)]})
    assert model.rows("flies") == [("b",)] and model.rows("not flies") == []


def test_prohibition_against_permission_and_obligation() -> None:
    rules = [
        norm("may", "permission", atom("sell", "?x"), atom("bird", "?x")),
        norm("must-not", "prohibition", atom("sell", "?x"), atom("penguin", "?x"), overrides=(Override("may"),)),
        norm("must", "obligation", atom("sell", "?x"), atom("injured", "?x")),
    ]
    model = infer(rules, {"bird": [("a",), ("b",)], "penguin": [("a",), ("c",)], "injured": [("c",)]})
    assert model.rows("permission sell") == [("b",)]
    assert model.rows("prohibition sell") == [("a",)]
    assert model.rows("obligation sell") == []
    assert [conflict.row for conflict in model.conflicts] == [("c",)]


def test_what_an_unsaid_fact_could_override_is_open() -> None:
    special = denies("penguins-do-not", atom("flies", "?x"), atom("penguin", "?x"), overrides=(Override("birds-fly"),))
    model = infer([FLIES, special], {"bird": [("tux",)]}, {"penguin": [((ANY,), "/penguin")]})
    assert model.rows("flies") == []
    assert model.open_rows("flies") == {("tux",): ("/penguin",)}
    assert model.open_rows("not flies") == {(ANY,): ("/penguin",)}


def test_a_cycle_through_a_denial_is_refused() -> None:
    rules = [
        rule("r1", atom("p", "?x"), atom("bird", "?x")),
        denies("r2", atom("p", "?x"), atom("q", "?x")),
        rule("r3", atom("q", "?x"), atom("p", "?x")),
    ]
    with pytest.raises(InputError, match="absence"):
        prepare(program(BIRDS, rules), {})


def test_what_a_profile_fills_cannot_be_contested() -> None:
    with pytest.raises(InputError, match="filled from a profile"):
        prepare(program(BIRDS, [denies("no-birds", atom("bird", "?x"), atom("penguin", "?x"))]), {})


def test_rules_without_opposites_stay_plain() -> None:
    prepared = prepare(program(BIRDS, [FLIES]), {})
    assert [clause.role for clause in prepared.clauses] == [""]
    assert isinstance(prepared.program, Program)
