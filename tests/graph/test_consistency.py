"""HermiT: the project contradicts itself nowhere, and a planted contradiction is found and placed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph import hermit
from kg.graph.consistency import consistency_findings
from kg.graph.hermit import ReasonerError, is_consistent, reason

from .graphs import PREFIXES, store

SCHEMA = """
kg:Cat a owl:Class . kg:Dog a owl:Class ; owl:disjointWith kg:Cat .
kg:barksAt a owl:ObjectProperty ; rdfs:domain kg:Dog .
"""


@pytest.mark.slow
def test_the_project_is_consistent(graph: ox.Store, needs_java: None) -> None:
    assert consistency_findings(graph) == []


def test_a_class_without_possible_member_is_found(needs_java: None) -> None:
    found = consistency_findings(store(SCHEMA + "kg:Chimera a owl:Class ; rdfs:subClassOf kg:Cat, kg:Dog ."))
    assert [(f.thing, f.check) for f in found] == [("kg:Chimera", "consistency")]


def test_a_file_that_contradicts_the_definitions_is_named(tmp_path: Path, needs_java: None) -> None:
    (tmp_path / "schema.ttl").write_text(PREFIXES + SCHEMA, "utf-8")
    (tmp_path / "good.ttl").write_text(PREFIXES + "<a> a kg:Dog ; kg:barksAt <b> .", "utf-8")
    (tmp_path / "bad.ttl").write_text(PREFIXES + "<b> a kg:Cat ; kg:barksAt <a> .", "utf-8")
    whole = store(SCHEMA + "<a> a kg:Dog ; kg:barksAt <b> . <b> a kg:Cat ; kg:barksAt <a> .")
    assert [f.thing for f in consistency_findings(whole, tmp_path)] == [str(tmp_path / "bad.ttl")]


def test_files_that_only_contradict_each_other_are_said_to(tmp_path: Path, needs_java: None) -> None:
    (tmp_path / "schema.ttl").write_text(PREFIXES + SCHEMA, "utf-8")
    (tmp_path / "one.ttl").write_text(PREFIXES + "<b> a kg:Cat .", "utf-8")
    (tmp_path / "two.ttl").write_text(PREFIXES + "<b> a kg:Dog .", "utf-8")
    found = consistency_findings(store(SCHEMA + "<b> a kg:Cat, kg:Dog ."), tmp_path)
    assert [f.thing for f in found] == ["ontology"]


def test_an_import_is_not_fetched(needs_java: None) -> None:
    text = SCHEMA + "<http://example.org/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/nowhere> . <a> a kg:Dog ."
    assert is_consistent(store(text))
    assert reason(store(text)).consistent


def test_the_reasoner_runs_in_any_folder(monkeypatch: pytest.MonkeyPatch, needs_java: None) -> None:
    monkeypatch.chdir("/")
    assert is_consistent(store(SCHEMA))
    assert reason(store(SCHEMA)).consistent


def test_what_hermit_refuses_is_an_error_with_its_reason(needs_java: None) -> None:
    # A transitive property in a number restriction: beyond OWL 2 DL, and undecidable.
    text = """kg:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:p ; owl:maxCardinality
        "1"^^xsd:nonNegativeInteger ] . kg:p a owl:ObjectProperty, owl:TransitiveProperty ."""
    with pytest.raises(ReasonerError, match=r"[Nn]on-simple"):
        is_consistent(store(text))


def test_a_contradiction_among_definitions_is_found(needs_java: None) -> None:
    assert reason(store(SCHEMA + "<a> a kg:Cat, kg:Dog .")).consistent is False


def test_without_java_the_reasoner_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "java", lambda: None)
    for ask in (reason, is_consistent):
        with pytest.raises(ReasonerError, match="Java is missing"):
            ask(store(SCHEMA))
