"""The graph without its bulk: the thousands of lines of places, chemicals and lists, all alike, that tables bring.

Their form was checked when the tables were read; shapes and reasoner need no more of them than their types.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.names import NS, RDF

BULK = ("Place", "Chemical", "Listing", "CriticalQuantityLine")
_RDF_TYPE = ox.NamedNode(RDF + "type")


def without_bulk(store: ox.Store) -> Iterator[ox.Quad]:
    """Every quad but those of `BULK` things, of which only the types are kept."""
    bulk = {
        quad.subject
        for name in BULK
        for quad in store.quads_for_pattern(None, _RDF_TYPE, ox.NamedNode(NS + name), None)
    }
    return (quad for quad in store if quad.predicate == _RDF_TYPE or quad.subject not in bulk)
