"""OWL 2 DL: the project keeps to it, by our own check and by that of the OWL API, and each kind of breach is found."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph.owl_dl import label_findings, profile_findings

from .graphs import store

DECLARED = """
kg:A a owl:Class . kg:B a owl:Class .
kg:object a owl:ObjectProperty . kg:data a owl:DatatypeProperty . kg:note a owl:AnnotationProperty .
<x> a kg:A ; kg:object <y> ; kg:data 3 ; kg:note "甲"@zh, "2018-01-01"^^xsd:date .
kg:B owl:equivalentClass [ a owl:Class ; owl:unionOf ( kg:A [ a owl:Restriction ; owl:onProperty kg:object ; owl:hasValue <y> ] ) ] .
"""
BREACHES = {
    "a property that is not declared": ("<x> kg:objekt <y> .", "kg:objekt"),
    "a class that is not declared": ("<x> a kg:Aa .", "kg:Aa"),
    "a class that is not declared, in an expression": ("kg:A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( kg:B kg:Cc ) ] .", "kg:Cc"),
    "a class that is not declared, as a filler": ("kg:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:object ; owl:someValuesFrom kg:Dd ] .", "kg:Dd"),
    "a class that is not declared, as a range": ("kg:object rdfs:range kg:Ee .", "kg:Ee"),
    "a property of two kinds": ("kg:object a owl:DatatypeProperty .", "kg:object"),
    "an object property with a literal": ('<x> kg:object "y" .', "kg:object"),
    "a data property with a thing": ("<x> kg:data <y> .", "kg:data"),
    "a date in a data property": ('<x> kg:data "2018-01-01"^^xsd:date .', "kg:data"),
    "a date as a range of data": ("kg:data rdfs:range xsd:date .", "kg:data"),
    "an annotation property in an expression": ('kg:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:note ; owl:hasValue "z" ] .', "kg:note"),
    "a literal for an object property in an expression": ('kg:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:object ; owl:hasValue "z" ] .', "kg:object"),
    "a sub-property of another kind": ("kg:object rdfs:subPropertyOf kg:note .", "kg:object"),
    "an import": ("<o> a owl:Ontology ; owl:imports <http://example.org/far> .", "http://example.org/far"),
}  # fmt: skip


def test_the_project_is_in_owl_2_dl(graph: ox.Store) -> None:
    assert [str(f) for f in profile_findings(graph)] == []


def test_every_term_of_the_project_has_both_labels(graph: ox.Store) -> None:
    assert [str(f) for f in label_findings(graph)] == []


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert profile_findings(store(DECLARED)) == []


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_found_at_its_term(name: str) -> None:
    text, term = BREACHES[name]
    assert term in {f.thing for f in profile_findings(store(DECLARED + text))}


def test_a_term_without_english_label_is_named() -> None:
    found = label_findings(store('kg:A a owl:Class ; rdfs:label "甲"@zh . <x> a owl:Class .'))
    assert [(f.thing, f.detail) for f in found] == [("kg:A", "missing: en")]


CHECKER = """
import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.profiles.*;

public class Profile {
    public static void main(String[] arguments) throws Exception {
        var ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[0]));
        for (var violation : new OWL2DLProfile().checkOntology(ontology).getViolations()) System.out.println(violation);
        System.out.println("axioms " + ontology.getAxiomCount());
    }
}
"""


@pytest.mark.slow
def test_the_owl_api_finds_the_project_in_owl_2_dl(graph: ox.Store, tmp_path: Path) -> None:
    """The checker of the OWL API, which owlready2 brings along for its reasoners."""
    import owlready2

    if shutil.which("javac") is None:
        pytest.skip("there is no Java compiler, so the OWL API cannot be asked")
    jars = sorted((Path(owlready2.__file__).parent / "pellet").glob("*.jar"))
    (tmp_path / "Profile.java").write_text(CHECKER, "utf-8")
    graph.dump(str(tmp_path / "graph.rdf"), ox.RdfFormat.RDF_XML, from_graph=ox.DefaultGraph())
    command = ["java", "-cp", ":".join(map(str, jars)), str(tmp_path / "Profile.java"), str(tmp_path / "graph.rdf")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    *violations, axioms = run.stdout.splitlines()
    assert violations == []
    assert int(axioms.removeprefix("axioms ")) > 50_000
