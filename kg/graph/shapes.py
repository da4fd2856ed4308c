"""The SHACL shapes of `ontology/shapes/`, held against the graph by pyshacl."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.content import folder
from kg.errors import Fault, InputError
from kg.graph.bulk import without_bulk
from kg.graph.checks import Finding
from kg.graph.load import parse_turtle
from kg.names import compact

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"


def shape_files(ontology: Path | None = None) -> list[Path]:
    """The shapes of an ontology folder, or the project's own where it has none."""
    own = sorted((ontology / "shapes").glob("*.ttl")) if ontology is not None else []
    return own or sorted((folder("ontology") / "shapes").glob("*.ttl"))


def shape_findings(store: ox.Store, files: Iterable[Path]) -> list[Finding]:
    """Where the graph does not have the form that the shapes ask for: one finding a thing, property and constraint.

    Raises:
        InputError: a file of shapes is not Turtle.
    """
    import pyshacl

    shapes: list[ox.Quad] = []
    faults: list[Fault] = []
    for path in files:
        try:
            shapes.extend(parse_turtle(path))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    report: Any
    _, report, _ = pyshacl.validate(_rdflib(without_bulk(store)), shacl_graph=_rdflib(shapes), do_owl_imports=False)
    return _findings(report)


def _rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    data = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
    graph.parse(io.BytesIO(data), format="nt")
    return graph


def _findings(report: rdflib.Graph) -> list[Finding]:
    from rdflib import RDF, URIRef

    def one(subject: Any, name: str) -> str:
        value = report.value(subject, URIRef(_SH + name))
        return "" if value is None else str(value)

    findings = set()
    for result in report.subjects(RDF.type, URIRef(_SH + "ValidationResult")):
        path, value = one(result, "resultPath"), one(result, "value")
        problem = one(result, "resultMessage") or one(result, "sourceConstraintComponent").removeprefix(_SH)
        detail = " ".join(part for part in (compact(path), f"= {value!r}" if value else "") if part)
        findings.add(Finding("shape", " ".join(problem.split()), "", compact(one(result, "focusNode")), detail))
    return sorted(findings, key=lambda f: (f.thing, f.detail, f.problem))
