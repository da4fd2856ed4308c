"""The RDF graph: every Turtle file and every table of `ontology/`, in one Oxigraph store.

Oxigraph parses some fifty times faster than rdflib, which is what lets the knowledge base be built in seconds;
`rdf_graph` gives the same triples as an rdflib graph to whoever wants that library's API.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.content import folder
from kg.errors import Fault, InputError
from kg.names import BASE

if TYPE_CHECKING:
    import rdflib


def turtle_files(ontology: Path | None = None) -> list[Path]:
    """Every Turtle file below `ontology/` (the project's own when left out), except the shapes, in a fixed order."""
    root = ontology or folder("ontology")
    return sorted(p for p in root.rglob("*.ttl") if "shapes" not in p.relative_to(root).parts)


def load_store(ontology: Path | None = None, tables: bool = True) -> ox.Store:
    """A store with all of `ontology/`.

    Raises:
        InputError: a file does not parse; with file, line, column and the line itself.
    """
    store = ox.Store()
    faults: list[Fault] = []
    for path in turtle_files(ontology):
        try:
            store.bulk_extend(parse_turtle(path))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    if tables:
        from kg.graph.tables import table_quads

        store.bulk_extend(table_quads(ontology or folder("ontology")))
    return store


def parse_turtle(path: Path) -> Iterable[ox.Quad]:
    """The quads of one Turtle file.

    Raises:
        InputError: the file is missing or not Turtle.
    """
    try:
        return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE))
    except SyntaxError as error:
        raise InputError([syntax_fault(error, str(path), path.read_text("utf-8", "replace"), "Turtle")]) from None
    except OSError as error:
        raise InputError([Fault(str(path), "", f"the file cannot be read: {error.strerror}")]) from None


def syntax_fault(error: SyntaxError, name: str, text: str, language: str) -> Fault:
    """A parser's SyntaxError as a fault with the line and a caret below the place."""
    line, column = error.lineno or 0, error.offset or 1
    lines = text.splitlines()
    excerpt = ""
    if 0 < line <= len(lines):
        excerpt = f"    {lines[line - 1][:200]}\n    {' ' * min(max(column - 1, 0), 200)}^"
    place = f"{line}:{column}" if line else ""
    return Fault(name, place, f"not {language}: {error.msg}", "", "", excerpt)


def rdf_graph(ontology: Path | None = None) -> rdflib.Graph:
    """The same triples as an rdflib graph."""
    import io

    import rdflib

    buffer = io.BytesIO()
    load_store(ontology).dump(buffer, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    graph = rdflib.Graph()
    graph.parse(data=buffer.getvalue(), format="nt")
    return graph
