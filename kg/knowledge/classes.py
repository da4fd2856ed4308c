"""The classes of enterprises, from their OWL definitions to rules.

A class is defined once, in `ontology/classes/`, as a class expression over the properties of a profile. Here each
definition becomes one rule that concludes `is-a(?enterprise, class)`; HermiT reads the very same definitions, and a
test holds the two against each other. A property `kg:holdsChemical` is the relation `holds-chemical`.
"""

from __future__ import annotations

import re
from itertools import count

import pyoxigraph as ox

from kg.errors import Fault, InputError
from kg.graph.facts import fact
from kg.names import NS, compact
from kg.rules.program import (
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Disjunction,
    Place,
    Premise,
    Rule,
    Variable,
)

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_FACETS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}

Node = ox.NamedNode | ox.BlankNode | ox.Literal


def relation_of(iri: str) -> str:
    """The relation that holds a property's facts: `…#holdsChemical` is `holds-chemical`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "-" + m[1].lower(), iri.removeprefix(NS))


def class_rules(store: ox.Store) -> list[Rule]:
    """One rule for each defined class of enterprises.

    Raises:
        InputError: a definition uses what this translation does not cover, or defines a class by itself.
    """
    reader = _Reader(store)
    rules = []
    for name in reader.defined():
        enterprise = Variable("enterprise")
        body = tuple(reader.premises(ox.NamedNode(name), enterprise, ()))
        label = reader.label(name)
        head = Conclusion(Atom("is-a", (enterprise, Constant(compact(name)))))
        place = Place("ontology/classes", 0, 0)
        rules.append(Rule("class " + compact(name), body, (head,), f"The definition of {label}.", place=place))
    return rules


class _Reader:
    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.fresh = count(1)

    def one(self, subject: Node, predicate: str) -> Node | None:
        for quad in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None):
            return quad.object  # type: ignore[no-any-return]
        return None

    def defined(self) -> list[str]:
        pattern = self.store.quads_for_pattern(None, ox.NamedNode(_OWL + "equivalentClass"), None, None)
        return sorted({q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode)})

    def label(self, name: str) -> str:
        quads = self.store.quads_for_pattern(ox.NamedNode(name), ox.NamedNode(_RDFS + "label"), None, None)
        labels = {q.object.language: q.object.value for q in quads}
        return str(labels.get("zh") or compact(name))

    def items(self, node: Node | None) -> list[Node]:
        found: list[Node] = []
        while node is not None and node.value != _RDF + "nil":
            first = self.one(node, _RDF + "first")
            if first is not None:
                found.append(first)
            node = self.one(node, _RDF + "rest")
        return found

    def premises(self, node: Node, subject: Variable, within: tuple[str, ...]) -> list[Premise]:
        if isinstance(node, ox.NamedNode):
            definition = self.one(node, _OWL + "equivalentClass")
            if definition is None:
                raise self.fault(node, within, "the class has no definition", "a class with owl:equivalentClass")
            if node.value in within:
                raise self.fault(node, within, "the class is defined by itself", "a definition without a circle")
            return self.premises(definition, subject, (*within, node.value))
        union = self.one(node, _OWL + "unionOf")
        if union is not None:
            branches = tuple(tuple(self.premises(n, subject, within)) for n in self.items(union))
            return [Disjunction(branches)] if len(branches) > 1 else list(branches[0])
        parts = self.one(node, _OWL + "intersectionOf")
        if parts is not None:
            return [p for n in self.items(parts) for p in self.premises(n, subject, within)]
        prop = self.one(node, _OWL + "onProperty")
        if prop is not None:
            return self.restriction(node, relation_of(prop.value), subject, within)
        raise self.fault(
            node, within, "the class expression is of a kind that has no rule",
            "owl:intersectionOf, owl:unionOf, owl:hasValue, owl:someValuesFrom",
        )  # fmt: skip

    def restriction(self, node: Node, relation: str, subject: Variable, within: tuple[str, ...]) -> list[Premise]:
        value = self.one(node, _OWL + "hasValue")
        if value is not None:
            return [Atom(relation, (subject, Constant(fact(value))))]
        filler = self.one(node, _OWL + "someValuesFrom")
        if filler is None:
            raise self.fault(node, within, "the restriction is of a kind that has no rule", "hasValue, someValuesFrom")
        inner = Variable(f"x{next(self.fresh)}")
        atom = Atom(relation, (subject, inner))
        facets = self.one(filler, _OWL + "withRestrictions")
        if facets is None:
            return [atom, *self.premises(filler, inner, within)]
        return [atom, *self.facets(facets, inner)]

    def facets(self, facets: Node, inner: Variable) -> list[Premise]:
        comparisons: list[Premise] = []
        for facet in self.items(facets):
            for name, operator in _FACETS.items():
                bound = self.one(facet, _XSD + name)
                if bound is not None:
                    comparisons.append(Comparison(operator, inner, Constant(fact(bound))))
        return comparisons

    def fault(self, node: Node, within: tuple[str, ...], message: str, allowed: str) -> InputError:
        name = compact((within or (node.value,))[0])
        return InputError([Fault("ontology/classes", name, message, allowed)])
