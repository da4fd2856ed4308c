"""Proofs reach the facts, say so in words, and explanations name the premise that fails."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import ANY, Model, Prepared, prepare
from kg.engine.proof import Proof
from kg.engine.telling import Teller
from kg.engine.unknown import Unknown
from kg.numbers import decimal
from kg.rules.program import Aggregate, Basis, Negation, Parameter, Program, Relation, Variable

from .programs import INPUTS, atom, compare, program, programs, relation, rows, rule

STOCK = [
    Relation("stock", (Parameter("chemical", "Chemical"), Parameter("tonnes", "Number")), zh="存有{chemical}{tonnes}吨",
             en="{tonnes} t of {chemical} are kept", source="profile"),
    Relation("limit", (Parameter("chemical", "Chemical"), Parameter("tonnes", "Number")), zh="{chemical}的临界量为{tonnes}吨",
             en="the critical quantity of {chemical} is {tonnes} t", source="graph"),
    Relation("exempt", (Parameter("chemical", "Chemical"),), zh="{chemical}豁免", en="{chemical} is exempt", source="profile"),
    Relation("major", (Parameter("total", "Number"),), zh="构成重大危险源（{total}）", en="it is a major hazard ({total})"),
]  # fmt: skip
RULES = [
    rule("over", atom("over", "?c"), atom("stock", "?c", "?q"), atom("limit", "?c", "?l"), compare("?q", ">=", "?l"),
         Negation((atom("exempt", "?c"),)), zh="达到临界量的。", en="What reaches its limit.", basis=(Basis("gb-18218-2018", "4.1"),)),
    rule("sum", atom("major", "?s"), Aggregate("sum", Variable("q"), (atom("stock", "?c", "?q"),), Variable("s")),
         compare("?s", ">=", 10)),
    rule("chain", atom("alarm", "?c"), atom("over", "?c")),
]  # fmt: skip


def model_of(rows_given: dict[str, list[tuple[object, ...]]], **more: object) -> Model:
    prepared = prepare(program(STOCK, RULES), {"limit": [("a", 5), ("b", Fraction(15, 2))]})
    return Prepared.load(prepared.dump()).infer(rows_given, **more)  # type: ignore[arg-type]


def test_a_proof_in_words_down_to_the_facts() -> None:
    model = model_of({"stock": [("a", 6), ("b", Fraction(13, 2))]})
    proof = model.proof("alarm", ("a",))
    teller = Teller.of(model.prepared.program, "en")
    assert teller.text(teller.tell(proof)).splitlines() == [
        "alarm(a)  〔rule chain〕",
        "└─ over(a)  〔rule over〕",
        "      basis：gb-18218-2018 4.1",
        "   ├─ 6 t of a are kept  〔profile〕",
        "   ├─ the critical quantity of a is 5 t  〔documents or readings〕",
        "   ├─ 6 ≥ 5",
        "   └─ there is none: a is exempt",
    ]
    chinese = Teller.of(model.prepared.program, "zh", lambda kind, value, lang="zh": f"〔{value}〕")
    text = chinese.text(chinese.tell(proof.premises[0]))
    assert "存有〔a〕〔6〕吨" in text and "没有：〔a〕豁免" in text and "说明：达到临界量的。" in text


def test_a_total_shows_its_members() -> None:
    model = model_of({"stock": [("a", 6), ("b", Fraction(13, 2))]})
    proof = model.proof("major", (Fraction(25, 2),))
    total, comparison = proof.premises
    assert total.kind == "total" and {member.row for member in total.premises} == {("a", 6), ("b", Fraction(13, 2))}
    assert comparison.row == (Fraction(25, 2), 10)
    told = Teller.of(model.prepared.program, "en").tell(proof)
    assert json.loads(json.dumps(told))["sentence"] == "it is a major hazard (12.5)"
    assert told["premises"][0]["sentence"] == "the sum is 12.5"
    assert told["premises"][0]["premises"][1]["fact"] == ["stock", "b", "6.5"]


def test_depth_prunes() -> None:
    model = model_of({"stock": [("a", 6)]})
    assert model.proof("alarm", ("a",), depth=1).premises[0].pruned
    assert not model.proof("alarm", ("a",), depth=1).pruned
    teller = Teller.of(model.prepared.program, "en")
    assert "(more below)" in teller.text(teller.tell(model.proof("alarm", ("a",), depth=1)))


def test_an_open_row_proves_from_what_is_unsaid() -> None:
    model = model_of({}, open_rows={"stock": [((ANY, ANY), "/chemicals")]})
    proof = model.proof("alarm", ("b",))
    assert proof.needs == ("/chemicals",) and not proof.certain
    assert proof.premises[0].premises[0].kind == "open"
    teller = Teller.of(model.prepared.program, "en")
    assert "(unsaid) t of (unsaid) are kept  〔profile〕  〔depends on /chemicals〕" in teller.text(teller.tell(proof))
    with pytest.raises(KeyError):
        model.proof("alarm", ("z",))


def test_turtle_is_prov() -> None:
    rdflib = pytest.importorskip("rdflib")
    model = model_of({"stock": [("a", 6), ("b", 8)]})
    teller = Teller.of(model.prepared.program, "en")
    text = teller.turtle([("proof/alarm", teller.tell(model.proof("alarm", ("a",))))])
    graph = rdflib.Graph().parse(data=text, format="turtle")
    prov, base = rdflib.Namespace("http://www.w3.org/ns/prov#"), rdflib.Namespace("https://w3id.org/kgquery/id/")
    assert len(set(graph.subjects(rdflib.RDF.type, prov.Activity))) == 2
    assert len(list(graph.triples((None, prov.wasDerivedFrom, None)))) == 5
    assert {str(o) for o in graph.objects(None, rdflib.DCTERMS.source)} == {"gb-18218-2018 4.1"}
    assert graph.value(base["proof/alarm/1/1"], rdflib.RDFS.label) == rdflib.Literal("6 t of a are kept", lang="en")
    assert graph.value(base["rule/over"], rdflib.RDFS.comment) == rdflib.Literal("What reaches its limit.", lang="en")


def test_why_not_names_the_failing_premise_and_what_is_missing() -> None:
    teller = Teller.of(program(STOCK, RULES), "en")
    model = model_of({"stock": [("a", 4)], "exempt": [("b",)]})
    (obstacle,) = model.why_not("alarm", ("a",))
    assert obstacle.rule is not None and obstacle.rule.name == "chain"
    (deeper,) = obstacle.deeper
    assert deeper.failed is not None and deeper.failed.kind == "comparison" and deeper.failed.row == (4, 5)
    assert "fails: 4 ≥ 5" in teller.obstacles([obstacle])
    model = model_of({"stock": [("b", 9)], "exempt": [("b",)]})
    (deeper,) = model.why_not("alarm", ("b",))[0].deeper
    assert [proof.row for proof in deeper.blocking] == [("b",)]
    model = model_of({"stock": []})
    (deeper,) = model.why_not("alarm", ("a",))[0].deeper
    assert deeper.failed is not None and deeper.failed.kind == "missing"
    model = model_of({"stock": [("a", 6)]})
    assert model.why_not("alarm", ("a",)) == []
    model = model_of({}, open_rows={"stock": [(("a", ANY), "/chemicals/0/amount_t")]})
    (deeper,) = model.why_not("alarm", ("a",))[0].deeper
    assert deeper.needs == ("/chemicals/0/amount_t",)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.tuples(*map(rows, INPUTS)))
def test_every_conclusion_of_a_random_program_has_a_proof_that_ends_in_facts(
    made: Program, given_rows: tuple[list[tuple[object, ...]], ...]
) -> None:
    facts = dict(zip([r.name for r in INPUTS], given_rows, strict=True))
    prepared = Prepared.load(prepare(made, {"known": facts["known"]}).dump())
    model = prepared.infer({name: facts[name] for name in ("pair", "mark", "amount")})

    teller = Teller.of(made, "zh")

    def check(proof: Proof) -> None:
        assert proof.needs == () and not proof.pruned
        if proof.kind == "fact":
            assert proof.row in facts[proof.relation]
        elif proof.kind == "rule":
            assert proof.rule is not None and proof.row in model.rows(proof.relation)
        elif proof.kind == "comparison":
            assert None not in proof.row
        for premise in proof.premises:
            if premise.kind != "pattern":
                check(premise)

    for name in made.relations:
        for row in model.rows(name):
            proof = model.proof(name, row)
            check(proof)
            assert teller.text(teller.tell(proof))
            assert model.why_not(name, row) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 2), "0.5"), (Fraction(-5, 4), "-1.25"), (Fraction(1, 3), "1/3"), (Fraction(6, 2), "3"), (7, "7"),
     (Fraction(1, 1000), "0.001")],
)  # fmt: skip
def test_numbers_stay_exact_in_words(value: Fraction, text: str) -> None:
    assert decimal(value) == text


def test_relations_without_phrases_are_shown_as_written() -> None:
    made = program([relation("p", "Text", "profile")], [rule("q", atom("q", "?x"), atom("p", "?x"))])
    model = prepare(made, {}).infer({"p": [("a",)]})
    assert Teller.of(made, "zh").tell(model.proof("q", ("a",)))["sentence"] == "q(a)"


def test_the_total_of_an_unknown_group_is_not_that_of_all_groups() -> None:
    below = program(
        [relation("mark", "Text", "profile"), relation("amount", "Text Number", "graph")],
        [rule("below", atom("below", "?x"), atom("mark", "?x"),
              Aggregate("sum", Variable("q"), (atom("amount", "?x", "?q"),), Variable("s")), compare("?s", "<", 5))],
    )  # fmt: skip
    model = prepare(below, {"amount": [("a", 3), ("b", 4)]}).infer({}, {"mark": [((ANY,), "/marks")]})
    assert model.open_rows("below") == {(ANY,): ("/marks",)}
    _, total, comparison = model.proof("below", (ANY,)).premises
    assert isinstance(total.row[0], Unknown) and isinstance(comparison.row[0], Unknown)  # not 7, which is not below 5
