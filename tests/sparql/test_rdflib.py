"""The same data and the same queries for users of rdflib."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kg.graph.load import rdf_graph
from kg.sparql.graph import Names, open_graph
from kg.sparql.parameters import bindings, bound
from kg.sparql.shipped import shipped

GIVEN = {
    "tasks-of-body": ["body=body/xicheng/work_safety"], "tasks-of-function": ["function=health"],
    "tasks-by-deadline": ["from=2018-01-01", "to=2018-03-31"],
}  # fmt: skip
# Minutes: rdflib evaluates the negations of this one row by row.
TOO_SLOW = {"prose-and-annex"}


def plain(row: Any) -> tuple[tuple[str, ...], ...]:
    """A row in which the order of words in a cell, which GROUP_CONCAT does not promise, makes no difference."""
    return tuple(tuple(sorted(re.split(r"[; ]+", str(term)))) if term is not None else () for term in row)


@pytest.mark.slow
def test_rdflib_reads_the_graph_and_answers_the_ready_queries() -> None:
    graph = rdf_graph()
    with open_graph() as ours:
        assert len(graph) == len(ours.store)
        for query in shipped():
            if query.needs_enterprise or query.name in TOO_SLOW:
                continue
            terms = bindings(query, GIVEN.get(query.name, []), "2019-06-01", Names(ours.store))
            text = bound(query.name, query.text, terms)
            expected = {plain(getattr(t, "value", None) for t in row) for row in ours.store.query(text)}
            assert {plain(row) for row in graph.query(text)} == expected, query.name
            assert expected, query.name
