"""Whether the ontology contradicts itself, as HermiT finds it: classes without a possible member, data without a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from kg.graph.bulk import without_bulk
from kg.graph.checks import Finding
from kg.graph.hermit import is_consistent, reason, schema
from kg.graph.load import parse_turtle, turtle_files
from kg.names import compact

Say = Callable[[str], None]


def consistency_findings(store: ox.Store, ontology: Path | None = None, say: Say = lambda text: None) -> list[Finding]:
    """The contradictions of a graph: of its definitions, then of its data.

    `store` is the whole graph and `ontology` the folder it was read from (the project's own when left out), in which the file
    that holds a contradiction is looked for. `say` is told what is being done.

    Raises:
        JavaMissing: there is no Java.
        ReasonerError: HermiT refuses the graph.
    """
    definitions = schema(store)
    say("HermiT: definitions of classes")
    found = reason(definitions)
    if not found.consistent:
        return [_finding("ontology", "the definitions of classes and properties contradict each other")]
    findings = [
        _finding(compact(iri), "the class can have no member: its definition contradicts others")
        for iri in found.unsatisfiable
    ]
    say("HermiT: data")
    if is_consistent(without_bulk(store)):
        return findings
    guilty = []
    for path in turtle_files(ontology):
        say(f"HermiT: {path.name}")
        if not is_consistent([*definitions, *parse_turtle(path)]):
            guilty.append(_finding(str(path), "the file contradicts the definitions of classes and properties"))
    together = _finding(
        "ontology", "the files contradict each other, or a table contradicts the definitions; no file does so alone"
    )
    return findings + (guilty or [together])


def _finding(thing: str, problem: str) -> Finding:
    return Finding("consistency", problem, "Compare its types with the domains, ranges and disjoint classes.", thing)
