"""One enterprise in the terms of the ontology: what its profile says, what it is, and who owes what.

Said: the fields of the profile. Inferred: its classes and hazards (certain ones only), the documents that apply, and the
obligations as `kg.answer.exchange` writes them, whatever their status. What could hold, were an open field known, is no
fact: it is a `kg:OpenQuestion` that `kg:needs` the pointers which would settle it; each pointer has a node with its question.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pyoxigraph as ox

from kg.answer.exchange import as_turtle
from kg.answer.obligations import Answer
from kg.names import BASE, DCTERMS, NS, RDF, RDFS, XSD, expand
from kg.numbers import decimal
from kg.profile.enterprise import Enterprise, Holding
from kg.profile.facts import IT
from kg.turtle import iri_part

_RDF_TYPE = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
Term = ox.NamedNode | ox.BlankNode | ox.Literal


def enterprise_quads(answer: Answer) -> list[ox.Quad]:
    """The triples of the enterprise of an answer, its obligations and its open questions, in the default graph."""
    graph = _Triples(answer.enterprise)
    graph.said(answer.enterprise)
    graph.inferred(answer.model)
    graph.asked(answer.open_questions, answer.as_of)
    return [*graph.quads, *ox.parse(as_turtle(answer).encode("utf-8"), ox.RdfFormat.TURTLE)]


class _Triples:
    def __init__(self, enterprise: Enterprise) -> None:
        self.quads: list[ox.Quad] = []
        # As in kg.answer.exchange, so that both speak of one node.
        self.it = self.node(f"enterprise/{iri_part(enterprise.id)}")

    def node(self, local: str) -> ox.NamedNode:
        return ox.NamedNode(BASE + local)

    def add(self, subject: ox.NamedNode | ox.BlankNode, name: str, value: Term) -> None:
        self.quads.append(ox.Quad(subject, ox.NamedNode(NS + name), value))

    def a(self, subject: ox.NamedNode | ox.BlankNode, name: str) -> None:
        self.quads.append(ox.Quad(subject, _RDF_TYPE, ox.NamedNode(expand(name))))

    def number(self, subject: ox.NamedNode | ox.BlankNode, name: str, value: Fraction | int | None) -> None:
        if isinstance(value, Fraction):
            self.add(subject, name, ox.Literal(decimal(value), datatype=ox.NamedNode(XSD + "decimal")))
        elif value is not None:
            self.add(subject, name, ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer")))

    def said(self, enterprise: Enterprise) -> None:
        it = self.it
        for place in enterprise.places[:1]:
            self.add(it, "locatedIn", ox.NamedNode(expand(place)))
        if enterprise.subdistrict:
            self.add(it, "subdistrictName", ox.Literal(enterprise.subdistrict))
        for name, codes in (("activity", enterprise.activities), ("sector", enterprise.sector_codes), ("facility", enterprise.facilities)):
            for code in codes or ():
                self.add(it, name, ox.NamedNode(expand(code, name)))
        for process in enterprise.processes or ():
            # One that no list knows goes by its name, which may hold anything.
            self.add(it, "runsProcess", self.node(iri_part(process)))
        for n, holding in enumerate(enterprise.chemicals or ()):
            self.holding(it, f"chemical/{n}", holding)
        for unit in enterprise.units or ():
            node = self.node(f"enterprise/{iri_part(enterprise.id)}/unit/{iri_part(unit.id)}")
            self.a(node, "kg:ProductionOrStorageUnit")
            self.add(it, "hasUnit", node)
            self.number(node, "exposedPopulation", unit.exposed_population)
            if unit.kind:
                self.add(node, "unitKind", ox.NamedNode(expand(unit.kind, "unitkind")))
            for n, holding in enumerate(unit.holdings or ()):
                self.holding(node, f"unit/{iri_part(unit.id)}/{n}", holding)
        for project in enterprise.projects or ():
            node = self.node(f"enterprise/{iri_part(enterprise.id)}/project/{iri_part(project.id)}")
            self.a(node, "kg:Project")
            self.add(it, "project", node)
            for name, value in (("projectKind", project.kind), ("projectStage", project.stage)):
                if value:
                    self.add(node, name, ox.NamedNode(expand(value, name.lower())))
        self.number(it, "employees", enterprise.employees)
        for name, flag in (("blacklisted", enterprise.blacklisted), ("hadAccident", enterprise.had_accident)):
            if flag is not None:
                self.add(it, name, ox.Literal(flag))

    def holding(self, owner: ox.NamedNode, local: str, holding: Holding) -> None:
        node = ox.NamedNode(f"{self.it.value}/holding/{local}")
        self.a(node, "kg:Holding")
        self.add(owner, "holding", node)
        self.quads.append(ox.Quad(node, _LABEL, ox.Literal(holding.name)))
        if holding.chemical is not None:
            chemical = ox.NamedNode(expand(holding.chemical))
            self.add(node, "chemical", chemical)
            # A chemical of a unit is one of the enterprise's as well.
            self.add(self.it, "holdsChemical", chemical)
        if holding.symbol is not None:
            self.add(node, "symbol", ox.Literal(holding.symbol))
        self.number(node, "amountTonnes", holding.amount)
        self.number(node, "annualUseTonnes", holding.annual_use)

    def inferred(self, model: Any) -> None:
        for thing, name in model.rows("is-a"):
            if thing == IT:
                self.a(self.it, name)
        for thing, code in model.rows("hazard"):
            if thing == IT:
                self.add(self.it, "hazard", ox.NamedNode(expand(code, "hazard")))
        for document, thing in model.rows("applies"):
            if thing == IT:
                self.add(ox.NamedNode(expand(document)), "appliesTo", self.it)

    def asked(self, questions: list[dict[str, Any]], as_of: str) -> None:
        unsaid: dict[str, str] = {}
        for n, question in enumerate(questions):
            node = ox.NamedNode(f"{self.it.value}/question/{as_of}/{n}")
            self.a(node, "kg:OpenQuestion")
            self.add(node, "towards", self.it)
            self.add(node, "duty", self.node(iri_part(question["duty"]["id"])))
            bearer = question["bearer"]
            own = bearer["kind"] == "enterprise"
            self.add(node, "bearer", self.it if own else self.node(iri_part(bearer["id"])))
            self.add(node, "bearerName", ox.Literal(bearer["name"], language="zh"))
            title = question.get("action_zh") or question["duty"]["title"]
            self.quads.append(ox.Quad(node, ox.NamedNode(DCTERMS + "title"), ox.Literal(title, language="zh")))
            self.add(node, "asOf", ox.Literal(as_of, datatype=ox.NamedNode(XSD + "date")))
            for need in question["needs"]:
                self.add(node, "needs", ox.Literal(need["pointer"]))
                unsaid[need["pointer"]] = need["question"]
        for n, (pointer, asked) in enumerate(sorted(unsaid.items())):
            field = ox.NamedNode(f"{self.it.value}/unsaid/{n}")
            self.quads.append(ox.Quad(field, ox.NamedNode(DCTERMS + "identifier"), ox.Literal(pointer)))
            self.add(field, "question", ox.Literal(asked, language="zh"))
