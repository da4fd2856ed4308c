"""The bodies, functions, reforms, instruments and documents of `ontology/` in one store, and questions that tests ask it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.content import folder
from kg.graph.load import parse_turtle
from kg.names import BASE, compact

PREFIXES = """
PREFIX kg: <https://w3id.org/kgquery/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
DOCUMENTS = ("conghua-2017", "neimenggu-2017", "xian-2017", "xicheng-145", "xicheng-2017")


@cache
def store() -> ox.Store:
    """Bodies, instruments, schemes and documents; no shapes, no tables."""
    graph = ox.Store()
    for part in ("agencies", "instruments", "schemes", "documents"):
        for path in sorted((folder("ontology") / part).glob("*.ttl")):
            graph.bulk_extend(parse_turtle(path))
    return graph


def select(query: str) -> list[dict[str, str]]:
    """The rows of a SELECT; IRIs by compact name, literals by their text, unbound variables left out."""
    solutions = store().query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: compact(term.value) for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def sources() -> dict[str, str]:
    """The five source texts without any white space, by document id; empty where `../shared` is absent."""
    root = Path(__file__).resolve().parents[3] / "shared" / "seeds"
    return {
        document: re.sub(r"\s", "", (root / f"{document}.txt").read_text("utf-8"))
        for document in DOCUMENTS
        if (root / f"{document}.txt").is_file()
    }


def document_files() -> list[Path]:
    """The documents' Turtle files, as far as they are there."""
    return sorted((folder("ontology") / "documents").glob("*.ttl"))


@dataclass(frozen=True, slots=True)
class Name:
    """A full name over an inclusive period; None is an open end."""

    label: str
    first: date | None
    last: date | None


@cache
def names() -> dict[tuple[str, str], tuple[Name, ...]]:
    """Body and function to the names of its holder in time order. A name without a function counts for all of them."""
    rows = select("""SELECT ?node ?body ?function ?label ?from ?to WHERE {
        ?body kg:fullName ?node . ?node rdfs:label ?label .
        OPTIONAL { ?node kg:function ?own } OPTIONAL { ?body kg:function ?all }
        BIND(COALESCE(?own, ?all) AS ?function) FILTER(!BOUND(?own) || ?own = ?function)
        OPTIONAL { ?node kg:from ?from } OPTIONAL { ?node kg:to ?to } }""")
    found: dict[tuple[str, str], set[Name]] = defaultdict(set)
    for row in rows:
        name = Name(row["label"], _day(row.get("from")), _day(row.get("to")))
        found[row["body"], row.get("function", "")].add(name)
    return {key: tuple(sorted(group, key=lambda name: name.first or date.min)) for key, group in found.items()}


def holder(body: str, function: str, day: date) -> str:
    """The full name of the holder of a body's function on a day; the body without `body/`."""
    hits = [
        name.label
        for name in names()[f"body/{body}", function]
        if (name.first is None or name.first <= day) and (name.last is None or day <= name.last)
    ]
    assert len(hits) == 1, (body, function, day, hits)
    return hits[0]


def denotes(name: str, document: str) -> str:
    """The one body that a name as written denotes in a document, without `body/`."""
    rows = select(f"""SELECT DISTINCT ?body WHERE {{
        ?body kg:naming [ kg:nameAsWritten "{name}" ; kg:inDocument <{BASE}{document}> ] }}""")
    assert len(rows) == 1, (name, document, rows)
    return rows[0]["body"].removeprefix("body/")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
