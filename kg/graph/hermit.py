"""HermiT, the OWL reasoner that comes with owlready2: asked whether a graph is consistent, and what is a member of what.

Nothing is fetched: a graph's `owl:imports` are left out before owlready2 sees it. HermiT needs Java; `java()` says whether there
is one. Values of datatypes that OWL 2 does not know, xsd:date among them, are passed over; `kg.graph.owl_dl` reports them.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.names import OWL, RDF

_RDF_TYPE = ox.NamedNode(RDF + "type")
_IMPORTS = ox.NamedNode(OWL + "imports")
_IGNORE = "--ignoreUnsupportedDatatypes"
_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
_SCHEMA = frozenset(
    ox.NamedNode(OWL + name)
    for name in (
        "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Ontology", "AllDisjointClasses",
        "AllDisjointProperties", "FunctionalProperty", "InverseFunctionalProperty", "TransitiveProperty",
        "SymmetricProperty", "AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty",
    )
)  # fmt: skip


class ReasonerError(Exception):
    """HermiT could not work on the graph; the message is its own, in short."""


class JavaMissing(ReasonerError):
    """There is no Java to run HermiT with."""

    def __init__(self) -> None:
        super().__init__("Java is missing: HermiT, the OWL reasoner, cannot run")


@dataclass(frozen=True, slots=True)
class Reasoned:
    """What HermiT found: nothing but `consistent=False` where the graph contradicts itself.

    `unsatisfiable` are the IRIs of classes that can have no member; `above` holds, for each individual or class asked about,
    the IRIs of the named classes that it belongs to or is a subclass of, itself left out.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    above: dict[str, frozenset[str]] = field(default_factory=dict)


@cache
def java() -> str | None:
    """The Java that runs, or None: a stub that only offers to install one is none."""
    import owlready2

    found = shutil.which(owlready2.JAVA_EXE)
    if found is None:
        return None
    try:
        answer = subprocess.run([found, "-version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found if answer.returncode == 0 else None


def schema(store: ox.Store) -> list[ox.Quad]:
    """The quads that declare, define and relate classes and properties: all but the data."""
    quads: list[ox.Quad] = []
    seen: set[Any] = set()
    pending: list[Any] = [
        quad.subject for kind in _SCHEMA for quad in store.quads_for_pattern(None, _RDF_TYPE, kind, None)
    ]
    while pending:
        subject = pending.pop()
        if subject in seen:
            continue
        seen.add(subject)
        for quad in store.quads_for_pattern(subject, None, None, None):
            quads.append(quad)
            if isinstance(quad.object, ox.BlankNode):
                pending.append(quad.object)
    return quads


def reason(quads: Iterable[ox.Quad], things: Collection[str] = ()) -> Reasoned:
    """Classify a graph with owlready2 and HermiT, and say which named classes are above each of the `things`.

    `things` are IRIs of individuals or classes. A class costs some hundredth of a second, an individual a third of one and
    more the more there are, so what is much is better asked as classes, and the data of the whole graph not at all.

    Raises:
        JavaMissing: there is no Java.
        ReasonerError: HermiT refuses the graph.
    """
    import owlready2

    _need_java()
    world = owlready2.World()
    try:
        ontology = world.get_ontology("https://w3id.org/kgquery/check#")
        ontology.load(fileobj=io.BytesIO(_n_triples(quads)), only_local=True)
        try:
            # HermiT makes an IRI of the folder it runs in, and cannot make one of the root.
            with contextlib.chdir(tempfile.gettempdir()):
                owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Reasoned(False)
        except owlready2.OwlReadyJavaError as error:
            raise ReasonerError(_first_lines(str(error))) from None
        unsatisfiable = tuple(sorted(c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing))
        return Reasoned(True, unsatisfiable, {iri: _above(world[iri]) for iri in things})
    finally:
        world.close()


def _above(thing: Any) -> frozenset[str]:
    """The named classes above an individual or a class of owlready2, after reasoning; none where nothing is known of it."""
    if thing is None:
        return frozenset()
    found = thing.ancestors() if hasattr(thing, "ancestors") else thing.INDIRECT_is_a
    return frozenset(c.iri for c in found if hasattr(c, "iri") and c is not thing and not c.iri.startswith(OWL))


def is_consistent(quads: Iterable[ox.Quad]) -> bool:
    """Whether a graph has a model. Quicker than `reason`, for graphs with much data: nothing is classified.

    Raises:
        JavaMissing: there is no Java.
        ReasonerError: HermiT refuses the graph.
    """
    import owlready2

    program = _need_java()
    folder = Path(owlready2.__file__).parent / "hermit"
    handle, name = tempfile.mkstemp(suffix=".nt")
    try:
        with open(handle, "wb") as file:
            file.write(_n_triples(quads))
        class_path = os.pathsep.join([str(folder), str(folder / "HermiT.jar")])
        command = [
            program,
            f"-Xmx{owlready2.reasoning.JAVA_MEMORY}M",
            "-cp",
            class_path,
            _MAIN,
            _IGNORE,
            "-k",
            Path(name).as_uri(),
        ]
        run = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, cwd=tempfile.gettempdir()
        )
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)
    if run.returncode == 0 and "is satisfiable" in run.stdout:
        return True
    if "is not satisfiable" in run.stdout or "InconsistentOntologyException" in run.stderr:
        return False
    raise ReasonerError(_first_lines(run.stderr or run.stdout))


def _need_java() -> str:
    found = java()
    if found is None:
        raise JavaMissing
    return found


def _n_triples(quads: Iterable[ox.Quad]) -> bytes:
    triples = (quad.triple for quad in quads if quad.predicate != _IMPORTS)
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _first_lines(text: str, most: int = 4) -> str:
    """The lines of Java's message that say something; not its stack."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for line in lines if line and not line.startswith(("at ", "...", "Java error message is"))]
    return " ".join(kept[:most])
