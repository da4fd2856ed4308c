"""Which enterprises are members of which classes, as HermiT concludes from the definitions in OWL.

The rule engine reads the same definitions (`kg.knowledge.classes`). Here HermiT says what follows from them and from what a
profile says: under the open world, so a field that is left out is merely not asserted. Hazards depend on sums and dates,
which OWL cannot say: they are taken as the rules conclude them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.graph.hermit import ReasonerError, reason, schema
from kg.names import BASE, NS, OWL, RDF, RDFS, XSD, compact, expand

if TYPE_CHECKING:
    from kg.profile.enterprise import Enterprise

# HermiT's time for more classes than this in one run grows faster than their number.
BATCH = 400
_RDF_TYPE = ox.NamedNode(RDF + "type")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_OWL_CLASS, _HAS_VALUE, _SOME = (ox.NamedNode(OWL + name) for name in ("Class", "hasValue", "someValuesFrom"))


@dataclass(frozen=True, slots=True)
class Said:
    """What is asserted of one enterprise: the predicate and object of each of its own statements, and those of its projects."""

    own: frozenset[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]
    projects: tuple[frozenset[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]], ...] = ()


def said(enterprise: Enterprise, hazards: Collection[str]) -> Said:
    """What a profile asserts, with the `hazards` (codes) that the rules are certain of."""
    own: set[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = set()
    for name, codes in (
        ("activity", enterprise.activities), ("sector", enterprise.sector_codes), ("facility", enterprise.facilities),
        ("hazard", hazards),
    ):  # fmt: skip
        own.update((_property(name), ox.NamedNode(expand(code, name))) for code in codes or ())
    held = [*(enterprise.chemicals or ()), *(h for u in enterprise.units or () for h in u.holdings or ())]
    own.update((_property("holdsChemical"), ox.NamedNode(expand(h.chemical))) for h in held if h.chemical is not None)
    if enterprise.employees is not None:
        literal = ox.Literal(str(enterprise.employees), datatype=ox.NamedNode(XSD + "integer"))
        own.add((_property("employees"), literal))
    for name, flag in (("blacklisted", enterprise.blacklisted), ("hadAccident", enterprise.had_accident)):
        if flag is not None:
            own.add((_property(name), ox.Literal(flag)))
    projects = []
    for project in enterprise.projects or ():
        described = {"projectKind": project.kind, "projectStage": project.stage}
        projects.append(
            frozenset(
                (_property(name), ox.NamedNode(expand(code, name.lower()))) for name, code in described.items() if code
            )
        )
    return Said(frozenset(own), tuple(projects))


def _property(name: str) -> ox.NamedNode:
    return ox.NamedNode(NS + name)


def members(store: ox.Store, profiles: Mapping[str, Said], as_individuals: bool = False) -> dict[str, frozenset[str]]:
    """The classes (compact names) of each profile by the definitions in `store`, without `kg:Enterprise`, which all are.

    A profile is asked about as the class of all enterprises of which the same can be said: whatever that is a subclass of,
    each of them is a member of. HermiT answers thousands of such questions in the time that a hundred individuals take;
    `as_individuals` asks about individuals all the same. Profiles that say the same are asked about once.

    Raises:
        JavaMissing: there is no Java.
        ReasonerError: HermiT refuses the graph, or the definitions contradict what a profile says.
    """
    distinct: dict[Said, str] = {}
    for each in profiles.values():
        distinct.setdefault(each, f"{BASE}enterprise/{len(distinct)}")
    definitions = schema(store)
    classes: dict[str, frozenset[str]] = {}
    pending = list(distinct.items())
    while pending:
        batch, pending = pending[:BATCH], pending[BATCH:]
        classes.update(_asked(definitions, batch, as_individuals))
    return {name: classes[distinct[each]] for name, each in profiles.items()}


def _asked(
    definitions: list[ox.Quad], batch: list[tuple[Said, str]], as_individuals: bool
) -> Iterator[tuple[str, frozenset[str]]]:
    """The classes of each of a batch, by its IRI."""
    quads = list(definitions)
    add = _individual if as_individuals else _class
    for each, iri in batch:
        add(quads, iri, each)
    found = reason(quads, [iri for _, iri in batch])
    impossible = [each for each, iri in batch if iri in found.unsatisfiable]
    if not found.consistent or impossible:
        shown = f": {_shown(impossible[0])}" if impossible else ""
        raise ReasonerError(f"the definitions of the classes contradict what a profile says{shown}")
    for iri, above in found.above.items():
        yield iri, frozenset(compact(c) for c in above if c.startswith(NS)) - {"kg:Enterprise"}


def _shown(each: Said) -> str:
    return ", ".join(sorted(f"{compact(p.value)} {compact(v.value)}" for p, v in each.own))


def _individual(quads: list[ox.Quad], iri: str, each: Said) -> None:
    node = ox.NamedNode(iri)
    quads.append(ox.Quad(node, _RDF_TYPE, _property("Enterprise")))
    quads.extend(ox.Quad(node, predicate, value) for predicate, value in each.own)
    for number, described in enumerate(each.projects):
        project = ox.NamedNode(f"{iri}/project/{number}")
        quads.append(ox.Quad(node, _property("project"), project))
        quads.extend(ox.Quad(project, predicate, value) for predicate, value in described)


def _class(quads: list[ox.Quad], iri: str, each: Said) -> None:
    node = ox.NamedNode(iri)
    quads += [ox.Quad(node, _RDF_TYPE, _OWL_CLASS), ox.Quad(node, _SUBCLASS, _property("Enterprise"))]
    for predicate, value in each.own:
        _restrict(quads, node, predicate, _HAS_VALUE, value)
    for number, described in enumerate(each.projects):
        project = ox.NamedNode(f"{iri}/project/{number}")
        quads.append(ox.Quad(project, _RDF_TYPE, _OWL_CLASS))
        for predicate, value in described:
            _restrict(quads, project, predicate, _HAS_VALUE, value)
        _restrict(quads, node, _property("project"), _SOME, project)


def _restrict(
    quads: list[ox.Quad],
    node: ox.NamedNode,
    predicate: ox.NamedNode,
    kind: ox.NamedNode,
    value: ox.NamedNode | ox.Literal,
) -> None:
    restriction = ox.BlankNode()
    quads += [
        ox.Quad(node, _SUBCLASS, restriction), ox.Quad(restriction, _RDF_TYPE, ox.NamedNode(OWL + "Restriction")),
        ox.Quad(restriction, ox.NamedNode(OWL + "onProperty"), predicate), ox.Quad(restriction, kind, value),
    ]  # fmt: skip
