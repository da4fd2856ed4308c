"""The result of a query in the form that was asked for.

Rows (SELECT) as a table, SPARQL JSON, CSV, TSV or XML; a yes or no (ASK) as a word, JSON or XML; a graph (CONSTRUCT, DESCRIBE)
as Turtle, JSON-LD, RDF/XML or a table of its triples. CSV and TSV are those of https://www.w3.org/TR/sparql11-results-csv-tsv/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import Fault, InputError
from kg.names import BASE, PREFIXES, ROOT, SCHEMES
from kg.sparql.table import table

FORMATS = ("table", "json", "csv", "tsv", "xml", "ttl")
FITTING = {
    "SELECT": ("table", "json", "csv", "tsv", "xml"),
    "ASK": ("table", "json", "xml"),
    "CONSTRUCT": ("table", "json", "xml", "ttl"),
    "DESCRIBE": ("table", "json", "xml", "ttl"),
}
# Nobody reads a longer table, and laying one out takes every row in memory.
TABLE_ROWS = 10_000
_ROWS = {
    "json": ox.QueryResultsFormat.JSON, "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV, "xml": ox.QueryResultsFormat.XML,
}  # fmt: skip
_GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "xml": ox.RdfFormat.RDF_XML, "json": ox.RdfFormat.JSON_LD}
_XML_NAME = re.compile(r"[^\W\d][\w.\-]*$")

Found = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What to write, in UTF-8; `note` is what a person should know besides, such as rows that were left out."""

    data: bytes
    note: str = ""


def check_format(name: str, kind: str, form: str) -> None:
    """Refuse a format that does not fit the kind of query.

    Raises:
        InputError: it does not fit; with those that do.
    """
    if kind in FITTING and form not in FITTING[kind]:
        what = {"SELECT": "rows", "ASK": "a yes or no"}.get(kind, "a graph")
        message = f"{kind} gives {what}, which cannot be written as {form}"
        raise InputError([Fault(name, "--format", message, ", ".join(FITTING[kind]))])


def render(found: Found, form: str, columns: int) -> Rendered:
    """The result in one of the `FORMATS` that fit it (see `check_format`); `columns` is the width of a table.

    Raises:
        InputError: the graph has a property that RDF/XML cannot express.
    """
    if isinstance(found, ox.QueryBoolean):
        if form == "table":
            return Rendered(b"true\n" if found else b"false\n")
        return Rendered(bytes(found.serialize(format=_ROWS[form]) or b"") + b"\n")
    if isinstance(found, ox.QuerySolutions):
        if form != "table":
            data = bytes(found.serialize(format=_ROWS[form]) or b"")
            return Rendered(data if data.endswith(b"\n") else data + b"\n")
        names = [v.value for v in found.variables]
        rows: list[list[object]] = []
        for solution in found:
            if len(rows) == TABLE_ROWS:
                note = f"the table shows the first {TABLE_ROWS} rows only; the other formats, such as csv, have all"
                return Rendered(_table(names, rows, columns), note)
            rows.append(list(solution))
        return Rendered(_table(names, rows, columns))
    return _graph(found, form, columns)


def _table(names: list[str], rows: list[list[object]], columns: int) -> bytes:
    if not rows:
        return b"no rows\n"
    count = f"{len(rows)} row" + ("s" if len(rows) != 1 else "")
    return f"{table(names, rows, columns)}\n{count}\n".encode()


def _graph(triples: Iterable[ox.Triple], form: str, columns: int) -> Rendered:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    # Blank nodes are named by what they say, so that the same graph is written the same way each time.
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    ordered = sorted((q.triple for q in dataset), key=lambda t: (str(t.subject), _predicate_order(t), str(t.object)))
    if form == "table":
        if len(ordered) > TABLE_ROWS:
            note = f"the table shows the first {TABLE_ROWS} triples only; the other formats have all"
            return Rendered(_table(["subject", "predicate", "object"], [list(t) for t in ordered[:TABLE_ROWS]], columns), note)
        return Rendered(_table(["subject", "predicate", "object"], [list(t) for t in ordered], columns))
    unnamed = next((t.predicate.value for t in ordered if form == "xml" and not _XML_NAME.search(t.predicate.value)), None)
    if unnamed is not None:
        # The serialiser would write an element without a name.
        message = f"RDF/XML has no way to write the property <{unnamed}>, which does not end in an XML name"
        raise InputError([Fault("", "--format", message, "ttl, json, table")])
    data = ox.serialize(ordered, format=_GRAPHS[form], prefixes=_used(ordered), base_iri=BASE if form == "ttl" else None)
    written = bytes(data or b"")
    if form == "ttl":
        # The serialiser abbreviates even the prefixes by the base, which is right and hard to read.
        written = re.sub(rb"^(@prefix \w+: <)(?=/)", rb"\1" + ROOT.split("/kgquery/")[0].encode(), written, flags=re.M)
    return Rendered(written if written.endswith(b"\n") else written + b"\n")


def _predicate_order(triple: ox.Triple) -> tuple[bool, str]:
    # rdf:type first, as people write it.
    return triple.predicate.value != PREFIXES["rdf"] + "type", triple.predicate.value


def _used(triples: list[ox.Triple]) -> dict[str, str]:
    known = PREFIXES | {scheme: f"{ROOT}{scheme}/" for scheme in SCHEMES}
    iris = {t.value for triple in triples for t in triple if isinstance(t, ox.NamedNode)}
    iris |= {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
    return {prefix: space for prefix, space in known.items() if any(iri.startswith(space) for iri in iris)}
