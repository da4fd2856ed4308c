"""Namespaces, and the compact names that stand for IRIs in rules, JSON and messages.

A thing drops the base (`xicheng-2017/1`), a scheme concept its scheme (`lead`), a term of our vocabulary keeps
its prefix (`kg:PetrolStation`); any other IRI stays whole.
"""

from __future__ import annotations

ROOT = "https://w3id.org/kgquery/"
NS = ROOT + "ns#"
BASE = ROOT + "id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
# The prefixes that queries and the metadata of tables may use without declaring them.
PREFIXES = {
    "kg": NS,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": DCTERMS,
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
}
SCHEMES = (
    "activity", "sector", "role", "function", "level", "deadline", "modality", "certainty",
    "facility", "hazard", "projectkind", "projectstage", "unitkind", "status", "topic",
)  # fmt: skip


def compact(iri: str) -> str:
    """The compact name of an IRI."""
    if iri.startswith(BASE):
        return iri[len(BASE) :]
    if iri.startswith(NS):
        return "kg:" + iri[len(NS) :]
    if iri.startswith(ROOT):
        scheme, _, code = iri[len(ROOT) :].partition("/")
        if scheme in SCHEMES and code:
            return code
    return iri


def expand(name: str, scheme: str | None = None) -> str:
    """The IRI of a compact name; `scheme` says which scheme a bare code belongs to."""
    if name.startswith("kg:"):
        return NS + name[3:]
    if scheme is not None:
        return f"{ROOT}{scheme}/{name}"
    if "://" in name:
        return name
    return BASE + name
