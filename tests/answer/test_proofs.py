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
