"""Small graphs written as Turtle, for tests that plant one fault."""

from __future__ import annotations

import pyoxigraph as ox

from kg.names import BASE

PREFIXES = """
@prefix kg: <https://w3id.org/kgquery/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix role: <https://w3id.org/kgquery/role/> .
@prefix deadline: <https://w3id.org/kgquery/deadline/> .
@prefix modality: <https://w3id.org/kgquery/modality/> .
@prefix certainty: <https://w3id.org/kgquery/certainty/> .
@prefix function: <https://w3id.org/kgquery/function/> .
@prefix level: <https://w3id.org/kgquery/level/> .
@prefix topic: <https://w3id.org/kgquery/topic/> .
@prefix activity: <https://w3id.org/kgquery/activity/> .
"""


def store(text: str) -> ox.Store:
    """The graph of a piece of Turtle; relative IRIs are things of the project."""
    found = ox.Store()
    found.bulk_extend(ox.parse((PREFIXES + text).encode(), ox.RdfFormat.TURTLE, base_iri=BASE))
    return found
