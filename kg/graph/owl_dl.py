"""Whether a graph keeps to OWL 2 DL, as far as can be said without a reasoner.

Checked are the conditions that data written by hand breaks most: every property and class declared, each property of one kind,
values that fit the kind, datatypes of the OWL 2 datatype map, class expressions over declared terms. Not checked is what this
ontology has no use for: property chains, cardinalities on transitive properties, cycles of blank nodes.
See https://www.w3.org/TR/owl2-syntax/#Ontologies, section 3, and #Datatype_Maps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from kg.graph.checks import Finding
from kg.names import NS, OWL, RDF, RDFS, XSD, compact

_LANGUAGE = (OWL, RDF, RDFS, XSD)
_OBJECT, _DATA, _ANNOTATION = "ObjectProperty", "DatatypeProperty", "AnnotationProperty"
_DATATYPES = frozenset(
    [XSD + name for name in (
        "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger", "long", "int",
        "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "double", "float", "string",
        "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "boolean", "hexBinary", "base64Binary", "anyURI",
        "dateTime", "dateTimeStamp",
    )]
    + [OWL + "real", OWL + "rational", RDF + "PlainLiteral", RDF + "XMLLiteral", RDF + "langString", RDFS + "Literal"]
)  # fmt: skip
# Where the object of a triple is a class (or, for data properties, a range of data).
_OF_CLASSES = frozenset(
    [RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith", OWL + "complementOf", OWL + "someValuesFrom",
     OWL + "allValuesFrom", OWL + "onClass"]
)  # fmt: skip
_LISTS = frozenset([OWL + "unionOf", OWL + "intersectionOf", OWL + "members"])
_BUILT_IN = frozenset([OWL + "Thing", OWL + "Nothing"])

# A quad of RDF-star could hold a triple where OWL has a node; Turtle read here holds none.
Term = Any
Quad = Any


def profile_findings(store: ox.Store) -> list[Finding]:
    """What keeps the graph from being OWL 2 DL, one finding a term and problem, in the order of the terms."""
    return sorted(set(_Profile(store).findings()), key=lambda f: (f.thing, f.problem, f.detail))


def label_findings(store: ox.Store) -> list[Finding]:
    """The terms of our own vocabulary that lack a Chinese or an English label."""
    labels: dict[str, set[str]] = defaultdict(set)
    declared: set[str] = set()
    kinds = {ox.NamedNode(OWL + kind) for kind in ("Class", _OBJECT, _DATA, _ANNOTATION)}
    for kind in kinds:
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind, None):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(NS):
                declared.add(quad.subject.value)
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDFS + "label"), None, None):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            labels[quad.subject.value].add(quad.object.language or "")
    return [
        Finding(
            "label",
            "the term lacks a label",
            "Add rdfs:label in zh and en.",
            compact(iri),
            f"missing: {', '.join(missing)}",
        )
        for iri in sorted(declared)
        if (missing := sorted({"zh", "en"} - labels[iri]))
    ]


class _Profile:
    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self.classes: set[str] = set(_BUILT_IN)
        self.datatypes: set[str] = set(_DATATYPES)
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None, None):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
                continue
            kind = quad.object.value.removeprefix(OWL)
            if kind in (_OBJECT, _DATA, _ANNOTATION):
                self.kinds[quad.subject.value].add(kind)
            elif kind == "Class":
                self.classes.add(quad.subject.value)
            elif quad.object.value == RDFS + "Datatype" and not quad.subject.value.startswith(_LANGUAGE):
                self.datatypes.add(quad.subject.value)

    def findings(self) -> Iterator[Finding]:
        for iri, kinds in self.kinds.items():
            if len(kinds) > 1:
                yield self.finding(iri, "a property of two kinds", "Declare it once.", " and ".join(sorted(kinds)))
        for iri in self.classes & self.datatypes - _BUILT_IN:
            yield self.finding(iri, "both a class and a datatype", "Declare it as one of them.")
        quad: Quad
        for quad in self.store:
            predicate = quad.predicate.value
            if predicate == RDF + "type":
                yield from self.typed(quad.object)
            elif predicate in _OF_CLASSES:
                yield from self.class_or_range(quad.object)
            elif predicate in (RDFS + "domain", RDFS + "range"):
                yield from self.domain_or_range(quad)
            elif predicate in _LISTS:
                for item in self.items(quad.object):
                    yield from self.class_or_range(item)
            elif predicate == OWL + "onProperty":
                yield from self.restricted(quad)
            elif predicate == OWL + "imports":
                yield self.finding(
                    quad.object.value, "an import, which is not followed", "Put what is needed into the folder."
                )
            elif predicate == RDFS + "subPropertyOf":
                yield from self.below(quad)
            elif not predicate.startswith(_LANGUAGE):
                yield from self.value(quad)

    def finding(self, iri: str, problem: str, solution: str, detail: str = "") -> Finding:
        return Finding("owl-2-dl", problem, solution, compact(iri), detail)

    def typed(self, kind: Term) -> Iterator[Finding]:
        if isinstance(kind, ox.NamedNode) and not kind.value.startswith(_LANGUAGE):
            yield from self.class_or_range(kind)

    def class_or_range(self, term: Term) -> Iterator[Finding]:
        if isinstance(term, ox.NamedNode) and term.value not in self.classes and term.value not in self.datatypes:
            if term.value.startswith(XSD):
                yield self.no_datatype(term.value, term.value)
            else:
                yield self.finding(
                    term.value, "a class that is not declared", "Add `a owl:Class`, or correct the name."
                )

    def no_datatype(self, thing: str, datatype: str) -> Finding:
        solution = "Use a datatype of the OWL 2 datatype map, or declare the property as an annotation property."
        return self.finding(thing, "a datatype that OWL 2 does not know", solution, datatype.replace(XSD, "xsd:"))

    def domain_or_range(self, quad: Quad) -> Iterator[Finding]:
        iri = quad.subject.value
        if self.kinds.get(iri) == {_ANNOTATION}:
            return
        if iri not in self.kinds:
            yield self.undeclared(iri)
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(XSD):
            if quad.object.value not in self.datatypes:
                yield self.no_datatype(iri, quad.object.value)
        else:
            yield from self.class_or_range(quad.object)

    def undeclared(self, iri: str) -> Finding:
        return self.finding(iri, "a property that is not declared", "Declare its kind, or correct the name.")

    def restricted(self, quad: Quad) -> Iterator[Finding]:
        iri = quad.object.value
        kinds = self.kinds.get(iri, set())
        if not kinds:
            yield self.undeclared(iri)
        elif kinds == {_ANNOTATION}:
            yield self.finding(
                iri, "an annotation property in a class expression", "Declare it as an object or data property."
            )
        for value in self.store.quads_for_pattern(quad.subject, ox.NamedNode(OWL + "hasValue"), None, None):
            yield from self.fits(iri, value.object)

    def below(self, quad: Quad) -> Iterator[Finding]:
        lower, upper = self.kinds.get(quad.subject.value, set()), self.kinds.get(quad.object.value, set())
        for iri, kinds in ((quad.subject.value, lower), (quad.object.value, upper)):
            if not kinds:
                yield self.undeclared(iri)
        if lower and upper and lower != upper:
            detail = f"{compact(quad.object.value)} is an owl:{' and '.join(sorted(upper))}"
            yield self.finding(
                quad.subject.value, "a sub-property of a property of another kind", "Declare both alike.", detail
            )

    def value(self, quad: Quad) -> Iterator[Finding]:
        iri = quad.predicate.value
        if iri not in self.kinds:
            yield self.undeclared(iri)
        else:
            yield from self.fits(iri, quad.object, quad.subject)

    def fits(self, iri: str, value: Term, subject: Term | None = None) -> Iterator[Finding]:
        kinds = self.kinds.get(iri, set())
        of = f"of {compact(subject.value)}" if isinstance(subject, ox.NamedNode) else ""
        if kinds == {_OBJECT} and isinstance(value, ox.Literal):
            yield self.finding(
                iri, "an object property with a literal value", "Give a thing, or declare a data property.", of
            )
        if kinds == {_DATA}:
            if not isinstance(value, ox.Literal):
                yield self.finding(iri, "a data property with a value that is no literal", "Give a literal.", of)
            elif value.datatype.value not in self.datatypes:
                yield self.no_datatype(iri, value.datatype.value)

    def items(self, node: Term) -> Iterator[Term]:
        seen: set[str] = set()
        while not isinstance(node, ox.Literal) and node.value != RDF + "nil" and node.value not in seen:
            seen.add(node.value)
            for quad in self.store.quads_for_pattern(node, ox.NamedNode(RDF + "first"), None, None):
                yield quad.object
            rest = next(iter(self.store.quads_for_pattern(node, ox.NamedNode(RDF + "rest"), None, None)), None)
            if rest is None:
                return
            node = rest.object
