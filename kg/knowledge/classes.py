"""The classes of enterprises, from their OWL definitions to rules.

A class is defined once, in `ontology/classes/`, as a class expression over the properties of a profile. Here each
definition becomes rules that conclude `is-a(?enterprise, class)`; HermiT reads the very same definitions, and a
test holds the two against each other. A property `kg:holdsChemical` is the relation `holds-chemical`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyoxigraph as ox

from kg.errors import Fault, InputError
from kg.graph.facts import fact
from kg.names import NS, OWL, RDF, RDFS, XSD, compact
from kg.rules.program import (
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Parameter,
    Place,
    Premise,
    Relation,
    Rule,
    Variable,
)

_FACETS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}

_PLACE = Place("ontology/classes", 0, 0)

Node = ox.NamedNode | ox.BlankNode | ox.Literal


def relation_of(iri: str) -> str:
    """The relation that holds a property's facts: `…#holdsChemical` is `holds-chemical`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "-" + m[1].lower(), iri.removeprefix(NS))


@dataclass(frozen=True)
class Classes:
    """The classes as a part of a rule program: a relation for each (and for each union inside one), rules, facts of `one-of`."""

    relations: dict[str, Relation]
    rules: tuple[Rule, ...]
    facts: tuple[Atom, ...]


def class_program(store: ox.Store) -> Classes:
    """The definitions of all classes of enterprises as relations and rules.

    A class is a relation of its own name, so that other definitions can use it; `is-a` gathers them all. A union of
    values of one property becomes one premise with `one-of`, any other union inside a definition a relation of its own:
    multiplying unions out would give one rule for every combination.

    Raises:
        InputError: a definition uses what this translation does not cover, or defines a class by itself.
    """
    reader = _Reader(store)
    for name in reader.defined():
        reader.define(name)
    return Classes(reader.relations, tuple(reader.rules), tuple(reader.facts))


class _Reader:
    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.fresh = count(1)
        self.relations: dict[str, Relation] = {}
        self.rules: list[Rule] = []
        self.facts: list[Atom] = []
        self.sets: dict[tuple[Any, ...], str] = {}

    def one(self, subject: Node, predicate: str) -> Node | None:
        if isinstance(subject, ox.Literal):
            return None
        for quad in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None):
            if not isinstance(quad.object, ox.Triple):
                return quad.object
        return None

    def defined(self) -> list[str]:
        pattern = self.store.quads_for_pattern(None, ox.NamedNode(OWL + "equivalentClass"), None, None)
        return sorted({q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode)})

    def labels(self, name: str) -> tuple[str, str]:
        quads = self.store.quads_for_pattern(ox.NamedNode(name), ox.NamedNode(RDFS + "label"), None, None)
        labels = {q.object.language: q.object.value for q in quads if isinstance(q.object, ox.Literal)}
        return labels.get("zh", compact(name)), labels.get("en", compact(name))

    def items(self, node: Node | None) -> list[Node]:
        found: list[Node] = []
        while node is not None and node.value != RDF + "nil":
            first = self.one(node, RDF + "first")
            if first is not None:
                found.append(first)
            node = self.one(node, RDF + "rest")
        return found

    def define(self, iri: str) -> None:
        name = compact(iri)
        zh, en = self.labels(iri)
        pattern = self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(OWL + "equivalentClass"), None, None)
        if len(list(pattern)) > 1:  # HermiT would take both, and a rule one of them
            raise self.fault(name, "the class has two definitions", "one owl:equivalentClass")
        definition = self.one(ox.NamedNode(iri), OWL + "equivalentClass")
        if definition is None or self.reaches(definition, iri, set()):
            message = "the class is defined by itself"
            raise InputError([Fault("ontology/classes", name, message, "a definition without a circle")])
        enterprise = Variable("enterprise")
        self.conclude(name, (f"“{zh}”的定义。", f"The definition of {en}."), zh, en, definition)
        head = Conclusion(Atom("is-a", (enterprise, Constant(name))))
        body = (Atom(name, (enterprise,)),)
        called = (f"符合{zh}定义的企业，即称为{zh}。", f"Whatever is {en} is so called.")
        self.rules.append(Rule(f"is-a {name}", body, (head,), place=_PLACE, zh=called[0], en=called[1]))

    def conclude(self, relation: str, glosses: tuple[str, str], zh: str, en: str, definition: Node) -> None:
        subject = Variable("enterprise")
        self.relations[relation] = Relation(
            relation, (Parameter("enterprise", "Enterprise"),), "{enterprise}属于" + zh, "{enterprise} is one: " + en
        )
        head = (Conclusion(Atom(relation, (subject,))),)
        for body in self.branches(definition, subject, relation):
            self.rules.append(Rule(relation, body, head, zh=glosses[0], en=glosses[1], place=_PLACE))

    def reaches(self, node: Node, iri: str, seen: set[str]) -> bool:
        """Whether a definition comes back to the class it defines."""
        if node.value == iri:
            return True
        if node.value in seen or isinstance(node, ox.Literal):
            return False
        seen.add(node.value)
        follow = ("equivalentClass", "unionOf", "intersectionOf", "someValuesFrom")
        nexts = [self.one(node, OWL + p) for p in follow] + [self.one(node, RDF + p) for p in ("first", "rest")]
        return any(n is not None and self.reaches(n, iri, seen) for n in nexts)

    def branches(self, node: Node, subject: Variable, within: str) -> list[tuple[Premise, ...]]:
        """The conjunctions of which any one is enough."""
        union = None if isinstance(node, ox.NamedNode) else self.one(node, OWL + "unionOf")
        if union is None:
            return [tuple(self.premises(node, subject, within))]
        values: dict[str, list[Any]] = {}
        others: list[tuple[Premise, ...]] = []
        for item in self.items(union):
            value = None if isinstance(item, ox.NamedNode) else self.one(item, OWL + "hasValue")
            prop = self.one(item, OWL + "onProperty") if value is not None else None
            if value is not None and prop is not None:
                values.setdefault(relation_of(prop.value), []).append(fact(value))
            else:
                others += self.branches(item, subject, within)
        return [self.among(r, subject, v) for r, v in values.items()] + others

    def among(self, relation: str, subject: Variable, values: list[Any]) -> tuple[Premise, ...]:
        if len(values) == 1:
            return (Atom(relation, (subject, Constant(values[0]))),)
        key = tuple(sorted(values))
        if key not in self.sets:
            self.sets[key] = f"set-{len(self.sets) + 1}"
            self.facts += [Atom("one-of", (Constant(v), Constant(self.sets[key]))) for v in key]
        value = Variable(f"x{next(self.fresh)}")
        return Atom(relation, (subject, value)), Atom("one-of", (value, Constant(self.sets[key])))

    def premises(self, node: Node, subject: Variable, within: str) -> list[Premise]:
        if isinstance(node, ox.NamedNode):
            if node.value == NS + "Enterprise":
                return [Atom("enterprise", (subject,))]
            if self.one(node, OWL + "equivalentClass") is None:
                raise self.fault(within, f"{compact(node.value)} has no definition", "a class with owl:equivalentClass")
            return [Atom(compact(node.value), (subject,))]
        if self.one(node, OWL + "unionOf") is not None:
            alternatives = self.branches(node, subject, within)
            if len(alternatives) == 1:
                return list(alternatives[0])
            part = f"{within}/{next(self.fresh)}"
            zh, en = "其定义的一部分", "a part of its definition"
            glosses = (f"{within} 定义的一部分。", f"Part of the definition of {within}.")
            self.conclude(part, glosses, zh, en, node)
            return [Atom(part, (subject,))]
        parts = self.one(node, OWL + "intersectionOf")
        if parts is not None:
            return [p for n in self.items(parts) for p in self.premises(n, subject, within)]
        prop = self.one(node, OWL + "onProperty")
        if prop is not None:
            return self.restriction(node, relation_of(prop.value), subject, within)
        raise self.fault(
            within, "the class expression is of a kind that has no rule",
            "owl:intersectionOf, owl:unionOf, owl:hasValue, owl:someValuesFrom",
        )  # fmt: skip

    def restriction(self, node: Node, relation: str, subject: Variable, within: str) -> list[Premise]:
        value = self.one(node, OWL + "hasValue")
        if value is not None:
            return [Atom(relation, (subject, Constant(fact(value))))]
        filler = self.one(node, OWL + "someValuesFrom")
        if filler is None:
            raise self.fault(within, "the restriction is of a kind that has no rule", "hasValue, someValuesFrom")
        inner = Variable(f"x{next(self.fresh)}")
        atom = Atom(relation, (subject, inner))
        facets = self.one(filler, OWL + "withRestrictions")
        if facets is None:
            return [atom, *self.premises(filler, inner, within)]
        return [atom, *self.facets(facets, inner, within)]

    def facets(self, facets: Node, inner: Variable, within: str) -> list[Premise]:
        comparisons: list[Premise] = []
        for facet in self.items(facets):
            bounds = {operator: self.one(facet, XSD + name) for name, operator in _FACETS.items()}
            found = [Comparison(o, inner, Constant(fact(bound))) for o, bound in bounds.items() if bound is not None]
            if not found:  # left aside it would make the class wider than it is
                raise self.fault(within, "a facet is of a kind that has no rule", ", ".join(f"xsd:{name}" for name in _FACETS))
            comparisons += found
        return comparisons

    def fault(self, within: str, message: str, allowed: str) -> InputError:
        return InputError([Fault("ontology/classes", within, message, allowed)])
