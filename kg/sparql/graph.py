"""The graph, ready to be asked: kept on disk between runs, read from `ontology/` when it is not there.

Parsing all of `ontology/` takes a second or more; opening a store that was written once takes some thirty milliseconds. The
store is a cache like the knowledge base (`kg.knowledge.cache`): made from the content folders, belonging to one version of them,
of the loader and of Oxigraph, written beside its final name and moved into place, opened for reading only, and free to be
deleted. Where nothing can be kept, the graph is held in memory.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.content import PACKAGE, folder, location
from kg.graph.load import load_store, parse_turtle, turtle_files
from kg.graph.tables import table_quads
from kg.knowledge import cache
from kg.names import PREFIXES, ROOT
from kg.sparql.declared import THINGS

_STALE_DAYS = 7
# Oxigraph reports a store that it cannot read as one of these.
UNREADABLE = (OSError, RuntimeError)


class Graph:
    """The graph of the project, and nothing else unless `extended`. Use it as a context manager.

    `kept` is the folder of the store on disk, None when the graph is in memory.
    """

    def __init__(self, store: ox.Store, kept: Path | None = None, scratch: Path | None = None) -> None:
        self.store = store
        self.kept = kept
        self._scratch = scratch

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        if self._scratch is not None:
            # Letting the store go closes it: while it is open it may write a file into the folder that is being removed.
            self.store = ox.Store()
            shutil.rmtree(self._scratch, ignore_errors=True)
            if self._scratch.exists():
                shutil.rmtree(self._scratch, ignore_errors=True)

    def extended(self, quads: Sequence[ox.Quad]) -> Graph:
        """This graph with more in it; the kept store is copied, never changed."""
        if self.kept is None:
            self.store.bulk_extend(quads)
            return self
        scratch = None
        try:
            scratch = Path(tempfile.mkdtemp(prefix="kgquery-graph-"))
            shutil.copytree(self.kept, scratch / "store", copy_function=shutil.copyfile)
            store = ox.Store(str(scratch / "store"))
            store.extend(quads)
            return Graph(store, None, scratch)
        except UNREADABLE:
            # No room for a copy: the same graph in memory.
            if scratch is not None:
                shutil.rmtree(scratch, ignore_errors=True)
            store = load_store()
            store.bulk_extend(quads)
            return Graph(store)


def open_graph() -> Graph:
    """The project's graph, from the cache when it is there and whole.

    Raises:
        InputError: a file of `ontology/` does not parse.
    """
    name = _name()
    for place in map(Path, cache.cache_folders()):
        if cache.is_private(str(place)) and (place / name).is_dir():
            with contextlib.suppress(*UNREADABLE):
                return Graph(ox.Store.read_only(str(place / name)), place / name)
            _discard(place / name)
    for place in map(Path, cache.cache_folders()):
        with contextlib.suppress(*UNREADABLE):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if cache.is_private(str(place)) and os.access(place, os.W_OK):
                kept = _keep(place, name)
                return Graph(ox.Store.read_only(str(kept)), kept)
    return Graph(load_store())


def in_memory(graph: Graph) -> Graph:
    """The graph read anew into memory, after its kept store turned out to be damaged; that store is discarded."""
    if graph.kept is not None:
        _discard(graph.kept)
    return Graph(load_store())


def _name() -> str:
    state = cache.fingerprint([location("ontology"), os.path.join(PACKAGE, "graph")])
    loader = zlib.crc32((Path(PACKAGE) / "names.py").read_bytes())
    return f"graph-{state}-{loader:08x}-{ox.__version__}"


def _keep(place: Path, name: str) -> Path:
    """Write the store to `place/name`, whole or not at all."""
    making = Path(tempfile.mkdtemp(prefix=".making-graph-", dir=place))
    try:
        store = ox.Store(str(making / "store"))
        store.bulk_extend(_quads())
        store.flush()
        # Closed before it is moved: nothing may hold its lock or write to it any more.
        del store
        with contextlib.suppress(OSError):
            # Fails when another process was faster; its store is as good.
            os.rename(making / "store", place / name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    _remove_stale(place, name)
    return place / name


def _quads() -> Iterator[ox.Quad]:
    for path in turtle_files():
        yield from parse_turtle(path)
    yield from table_quads(folder("ontology"))


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        aside = Path(tempfile.mkdtemp(prefix=".making-graph-", dir=path.parent))
        os.rename(path, aside / "store")
        shutil.rmtree(aside, ignore_errors=True)


def _remove_stale(place: Path, keep: str) -> None:
    limit = time.time() - _STALE_DAYS * 86400
    for pattern in ("graph-*", ".making-graph-*"):
        for path in place.glob(pattern):
            with contextlib.suppress(OSError):
                if path.name != keep and path.stat().st_mtime < limit:
                    shutil.rmtree(path, ignore_errors=True)


class Names:
    """The things of a graph by id and by name, for parameters."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def _things(self, query: str) -> list[str]:
        found = self.store.query(query, prefixes=PREFIXES)
        assert isinstance(found, ox.QuerySolutions)
        return sorted(s["thing"].value for s in found if isinstance(s["thing"], ox.NamedNode))

    def _pattern(self, kind: str) -> str:
        if kind in THINGS:
            return f"{{ ?thing a {THINGS[kind]} }}" + (" UNION { ?thing a kg:Collective }" if kind == "body" else "")
        return f"?thing skos:inScheme <{ROOT}{kind}/>"

    def known(self, kind: str, iri: str) -> bool:
        """Whether there is a thing of the type with this IRI."""
        thing = str(ox.NamedNode(iri))
        return bool(self._things(f"SELECT ?thing {{ VALUES ?thing {{ {thing} }} {self._pattern(kind)} }} LIMIT 1"))

    def named(self, kind: str, name: str) -> list[str]:
        """The IRIs of the things of the type that bear the name: as a label, title, number, or as a document writes it."""
        return self._things(f"""SELECT DISTINCT ?thing {{
            {{ ?thing rdfs:label|skos:prefLabel|skos:altLabel|eli:title|eli:id_local|kg:cas|kg:code|dcterms:identifier ?name }}
            UNION {{ ?thing kg:naming/kg:nameAsWritten ?name }} UNION {{ ?thing kg:fullName/rdfs:label ?name }}
            FILTER(STR(?name) = {ox.Literal(name)}) {self._pattern(kind)} }}""")

    def all(self, kind: str) -> list[str]:
        """The IRIs of all things of the type."""
        return self._things(f"SELECT DISTINCT ?thing {{ {self._pattern(kind)} }}")
