"""The terms of other vocabularies that the project uses exist there; the graph loads in rdflib and in owlready2."""

from __future__ import annotations

import io

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ODRL2, ORG, PROV, RDF, RDFS, SKOS, VANN

from kg.graph.load import load_store, rdf_graph
from kg.names import ROOT

# rdflib ships the terms of these, and knows each of them.
SHIPPED = {str(space): space for space in (DCTERMS, ODRL2, ORG, PROV, RDF, RDFS, SKOS, VANN)}
# Those of the others that are in use, read in: the ELI ontology 1.5, the Web Annotation vocabulary, OWL-Time, the metamodel
# of LegalRuleML 1.0, and OWL 2 with the facets of XSD.
READ = {
    "http://data.europa.eu/eli/ontology#": "LegalResource LegalResourceSubdivision InForce-inForce InForce-notInForce "
    "InForce-partiallyInForce based_on cites date_document date_no_longer_in_force first_date_entry_in_force id_local in_force "
    "is_part_of jurisdiction relevant_for title type_document",
    "http://www.w3.org/ns/oa#": "TextPositionSelector start end hasSelector",
    "http://www.w3.org/2006/time#": "TemporalEntity ProperInterval hasBeginning hasEnd inXSDDate hasXSDDuration",
    "http://docs.oasis-open.org/legalruleml/ns/v1.0/metamodel#": "Obligation Prohibition Permission",
    "http://www.w3.org/2002/07/owl#": "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty Restriction onProperty "
    "hasValue someValuesFrom unionOf intersectionOf equivalentClass disjointWith AllDisjointClasses members onDatatype "
    "withRestrictions",
    "http://www.w3.org/2001/XMLSchema#": "integer string boolean decimal date gYear gYearMonth minInclusive minExclusive "
    "maxInclusive maxExclusive",
}


def split(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def known(iri: str) -> bool:
    space, name = split(iri)
    if space in READ:
        return name in READ[space].split()
    return space in SHIPPED and bool(name) and name in SHIPPED[space]


def test_every_foreign_term_exists_in_its_vocabulary() -> None:
    used: set[str] = set()
    for quad in load_store():
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and not term.value.startswith(ROOT):
                used.add(term.value)
    used -= {"https://www.apache.org/licenses/LICENSE-2.0", ROOT + "ns"}
    assert len(used) > 60
    assert sorted(iri for iri in used if not known(iri)) == []


def test_a_term_that_does_not_exist_is_noticed() -> None:
    assert not known("http://data.europa.eu/eli/ontology#entitled")
    assert not known("http://www.w3.org/ns/org#FormalOrganisation")
    assert not known("http://example.org/term")


def test_rdflib_has_the_same_triples() -> None:
    assert len(rdf_graph()) == len(load_store())


def test_owlready2_loads_classes_properties_and_individuals() -> None:
    import owlready2

    world = owlready2.World()
    try:
        data = ox.serialize((q.triple for q in load_store(tables=False)), format=ox.RdfFormat.N_TRIPLES)
        world.get_ontology("https://w3id.org/kgquery/ns#").load(fileobj=io.BytesIO(data or b""), only_local=True)
        station = world["https://w3id.org/kgquery/ns#PetrolStation"]
        assert isinstance(station, owlready2.ThingClass) and station.equivalent_to
        task = world[ROOT + "id/xicheng-2017/1"]
        assert task is not None and world["https://w3id.org/kgquery/ns#Task"] in task.is_a
        assert isinstance(world["https://w3id.org/kgquery/ns#role"], owlready2.ObjectPropertyClass)
    finally:
        world.close()
