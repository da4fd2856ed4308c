"""The checks of the data: each a SPARQL query in `queries/checks/` whose rows are faults, with its reason in its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.content import folder
from kg.graph.facts import fact, select_rows

_HEAD = re.compile(r"^# (Problem|Principle|Solution): (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of one check: the thing at fault and, where the query gives one, a detail."""

    check: str
    problem: str
    solution: str
    thing: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.thing}{detail}: {self.problem} [{self.check}] {self.solution}"


def check_files() -> list[Path]:
    """The checks that ship, by name."""
    return sorted((folder("queries") / "checks").glob("*.rq"))


def run_checks(store: ox.Store) -> list[Finding]:
    """Every finding of every check.

    Raises:
        InputError: a check's query does not parse.
    """
    findings = []
    for path in check_files():
        text = path.read_text("utf-8")
        head = dict(_HEAD.findall(text))
        for row in select_rows(store, text, str(path)):
            detail = str(row[1]) if len(row) > 1 else ""
            findings.append(Finding(path.stem, head["Problem"], head["Solution"], str(row[0]), detail))
    return findings


def citable(store: ox.Store) -> set[str]:
    """The ids that the basis of a rule may name: of documents and instruments."""
    rows: Any = store.query("""PREFIX eli: <http://data.europa.eu/eli/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT DISTINCT ?id WHERE { ?instrument a eli:LegalResource ; dcterms:identifier ?id }""")
    return {row["id"].value for row in rows}


def count(store: ox.Store, kind: str) -> int:
    """How many things of the class `kg:kind` the graph has."""
    rows: Any = store.query(f"SELECT (COUNT(?x) AS ?n) WHERE {{ ?x a <https://w3id.org/kgquery/ns#{kind}> }}")
    return int(str(fact(next(iter(rows))["n"])))
