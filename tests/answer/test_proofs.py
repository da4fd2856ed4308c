"""Proofs of obligations: each language to the end, as text, JSON and PROV-O."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import EXAMPLES, kgquery

ASK = ("explain", "xicheng-2017/1", "-e", str(EXAMPLES / "xicheng-restaurant.json"), "--as-of", "2018-06-01")


def steps(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield told
    for premise in told.get("premises", ()):
        yield from steps(premise)


def proofs(*arguments: str) -> list[dict[str, Any]]:
    return [entry["proof"] for entry in json.loads(kgquery(*ASK, "--format", "json", *arguments).out)["proofs"]]


def test_rules_explain_themselves_in_the_language_asked_for() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for language in ("zh", "en"):
        glosses = {s["gloss"] for proof in proofs("--lang", language) for s in steps(proof) if "rule" in s}
        assert len(glosses) > 5
        assert all(bool(chinese.search(gloss)) == (language == "zh") for gloss in glosses), glosses
    assert "各项点名范围均未涵盖的企业" in kgquery(*ASK).out
    assert "What no named scope covers" in kgquery(*ASK, "--lang", "en").out


def test_every_branch_ends_in_a_fact_with_its_source() -> None:
    for proof in proofs():
        for step in steps(proof):
            if not step.get("premises"):
                assert step["kind"] in ("fact", "comparison", "absence"), step
            if step["kind"] == "fact":
                assert step["source"] in ("profile", "graph", "rules") and step["fact"][0]


@pytest.mark.parametrize(
    ("date", "lang", "said"),
    [
        ("2018-06-01", "zh", "危险化学品重大危险源辨识 GB 18218-2009规定第29项的临界量为5吨"),
        ("2019-06-01", "zh", "危险化学品重大危险源辨识 GB 18218-2018规定第12项的临界量为5吨"),
        ("2018-06-01", "en", "Identification of major hazard installations, 2009"),
    ],
)
def test_a_list_and_its_lines_are_called_by_name(date: str, lang: str, said: str) -> None:
    """Chlorine is line 29 of table 1 of GB 18218-2009 and line 12 of that of 2018."""
    ask = ("explain", "xian-2017/4", "-e", str(EXAMPLES / "xian-chlorine-plant-above.json"), "--as-of", date, "--lang", lang)
    text = kgquery(*ask).out
    assert said in text
    assert "list/" not in text and "listing/" not in text


def test_facts_say_where_in_the_profile_or_in_which_text_they_stand() -> None:
    facts = {tuple(s["fact"][:2]): s for proof in proofs() for s in steps(proof) if s["kind"] == "fact"}
    assert facts["located-in", "it"]["pointer"] == "/place"
    assert facts["binds-in", "xicheng-2017"]["text"] == {
        "id": "xicheng-2017", "document": "西政办发〔2017〕23号", "section": None, "number": None,
    }  # fmt: skip
    assert facts["task-of", "xicheng-2017/1"]["text"] == {
        "id": "xicheng-2017/1", "document": "西政办发〔2017〕23号", "section": "五（一）", "number": 1,
    }  # fmt: skip
    assert "〔企业档案 /place〕" in kgquery(*ASK).out


def test_depth_cuts_the_proof() -> None:
    assert all(s.get("pruned") or s["kind"] != "rule" for p in proofs("--depth", "1") for s in p["premises"])


# 从府办〔2017〕26号 task 20: 区安全监管局牵头，从化海关、从化出入境检验检疫局. Inspection went to customs on 2018-04-20, work safety to
# the emergency bureau in March 2019.
INSPECTION = ("中华人民共和国从化出入境检验检疫局", "中华人民共和国从化海关")


def of_task_20(date: str) -> list[dict[str, Any]]:
    ask = ("explain", "conghua-2017/20", "-e", str(EXAMPLES / "conghua-importer.json"), "--as-of", date, "--format", "json")
    return [entry["proof"] for entry in json.loads(kgquery(*ask).out)["proofs"]]


def test_a_proof_shows_who_took_over_and_when() -> None:
    before = {proof["rule"] for proof in of_task_20("2018-04-19")}
    assert before == {"named-bearer", "enterprise-duty-of-plan"}
    taken = [proof for proof in of_task_20("2018-04-20") if proof["rule"] == "successor-bearer"]
    assert [proof["sentence"].partition("对")[0] for proof in taken] == [INSPECTION[1]]
    assert f"{INSPECTION[0]}自2018-04-20起由{INSPECTION[1]}承继" in {step["sentence"] for step in steps(taken[0])}


def test_a_document_is_quoted_with_the_names_of_its_day() -> None:
    named = {s["sentence"].partition("写明")[2] for p in of_task_20("2019-06-01") for s in steps(p) if s.get("fact", [""])[0] == "assigned"}
    assert named == {"广州市从化区安全生产监督管理局为牵头", f"{INSPECTION[0]}为负责", f"{INSPECTION[1]}为负责"}


def test_the_heading_of_a_proof_says_the_certainty_of_its_obligation() -> None:
    stated = {proof["rule"] for proof in of_task_20("2019-06-01") if "文本载明" in proof["sentence"]}
    assert stated == {"named-bearer"}
    assert all("规则推出" in proof["sentence"] for proof in of_task_20("2019-06-01") if proof["rule"] == "successor-bearer")


def test_turtle_says_which_rule_made_which_step() -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=kgquery(*ASK, "--format", "ttl").out, format="turtle")
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    rule = rdflib.URIRef("https://w3id.org/kgquery/id/rule/residual-bearer")
    assert (rule, rdflib.RDF.type, prov.Plan) in graph
    assert graph.value(rule, rdflib.RDFS.comment).language == "zh"
    texts = set(graph.objects(None, prov.hadPrimarySource))
    assert {rdflib.URIRef(f"https://w3id.org/kgquery/id/{name}") for name in ("xicheng-2017", "xicheng-2017/1")} <= texts
    told = sum(1 for proof in proofs() for _ in steps(proof))
    assert len(set(graph.subjects(rdflib.RDF.type, prov.Entity))) == told


@pytest.mark.parametrize("depth", ["-1", "two", "1.5"])
def test_a_depth_that_is_no_number_of_levels_is_refused(depth: str) -> None:
    outcome = kgquery("explain", "xicheng-2017/1", "-e", str(EXAMPLES / "xicheng-hospital.json"), "--depth", depth)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"found '{depth}'; allowed: a whole number of levels" in outcome.err
