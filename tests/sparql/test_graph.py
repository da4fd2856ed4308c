"""The kept store: opened when whole, rebuilt when not, never in the way of an answer."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.sparql import graph as graphs
from kg.sparql.graph import Names, in_memory, open_graph
from kg.sparql.run import here

SMALL = """@prefix kg: <https://w3id.org/kgquery/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<a> a kg:Chemical ; rdfs:label "氯"@zh ; kg:cas "7782-50-5" . <b> a kg:Chemical ; rdfs:label "氯"@zh .
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small ontology in place of the project's, and a cache folder of its own."""
    ontology = tmp_path / "ontology"
    (ontology / "reference").mkdir(parents=True)
    (ontology / "small.ttl").write_text(SMALL, "utf-8")
    monkeypatch.setattr(graphs, "folder", lambda name: ontology)
    monkeypatch.setattr(graphs, "location", lambda name: str(ontology))
    monkeypatch.setattr("kg.graph.load.folder", lambda name: ontology)
    monkeypatch.setenv("KGQUERY_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir(mode=0o700)
    return tmp_path


def test_the_store_is_kept_and_opened_again(small: Path) -> None:
    with open_graph() as first:
        assert first.kept is not None and first.kept.parent == small / "cache"
        assert len(first.store) == 5
    made = first.kept.stat().st_mtime_ns
    with open_graph() as second:
        assert second.kept == first.kept and len(second.store) == 5
    assert first.kept.stat().st_mtime_ns == made
    assert [p.name for p in (small / "cache").iterdir()] == [first.kept.name], "nothing half-made is left behind"


def test_another_ontology_is_another_store(small: Path) -> None:
    before = open_graph().kept
    (small / "ontology" / "more.ttl").write_text("<c> a <d> .", "utf-8")
    after = open_graph()
    assert after.kept != before and len(after.store) == 6


@pytest.mark.parametrize("damage", ["half", "missing", "no-manifest"])
def test_a_damaged_store_is_made_anew(small: Path, damage: str) -> None:
    kept = open_graph().kept
    assert kept is not None
    table = max(kept.glob("*.sst"), key=lambda p: p.stat().st_size)
    if damage == "half":
        os.truncate(table, table.stat().st_size // 2)
    elif damage == "missing":
        table.unlink()
    else:
        next(kept.glob("MANIFEST-*")).unlink()
    with open_graph() as again:
        assert len(again.store) == 5 and again.kept == kept


class Broken:
    """A store that opens well and fails when it is asked."""

    def query(self, *_: object, **__: object) -> object:
        raise RuntimeError("Corruption: block checksum mismatch")


def test_damage_that_shows_only_in_a_query_does_not_spoil_the_answer(small: Path) -> None:
    graph = open_graph()
    graph.store = Broken()
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert here(graph, "q", query, "csv", 80).data == b"n\r\n5\r\n"
    assert graph.kept is not None and not graph.kept.exists()
    with pytest.raises(InputError, match="the query failed: Corruption"):
        here(graphs.Graph(Broken()), "q", query, "csv", 80)


def test_a_damaged_store_is_put_away_and_the_graph_held_in_memory(small: Path) -> None:
    graph = open_graph()
    assert graph.kept is not None
    fresh = in_memory(graph)
    assert fresh.kept is None and len(fresh.store) == 5 and not graph.kept.exists()


def test_a_cache_that_others_can_write_or_that_is_no_folder_is_not_used(small: Path) -> None:
    (small / "cache").chmod(0o777)
    assert open_graph().kept is None
    (small / "cache").rmdir()
    (small / "cache").write_text("a file", "utf-8")
    graph = open_graph()
    assert graph.kept is None and len(graph.store) == 5


def test_many_at_once_agree(small: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        sizes = list(pool.map(lambda _: len(open_graph().store), range(12)))
    assert sizes == [5] * 12


def test_more_triples_do_not_reach_the_kept_store(small: Path) -> None:
    quad = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.NamedNode("a:c"))
    with open_graph() as plain:
        with plain.extended([quad]) as extended:
            assert len(extended.store) == 6
            scratch = extended._scratch
            assert scratch is not None and scratch.is_dir()
        assert not scratch.exists() and len(plain.store) == 5
    assert len(open_graph().store) == 5


def test_where_nothing_can_be_copied_the_graph_is_extended_in_memory(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    plain = open_graph()
    monkeypatch.setattr(graphs.tempfile, "mkdtemp", full)
    quad = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.NamedNode("a:c"))
    with plain.extended([quad]) as extended:
        assert len(extended.store) == 6 and extended.kept is None
    assert len(plain.store) == 5


def test_names_lead_to_things(small: Path) -> None:
    names = Names(open_graph().store)
    base = "https://w3id.org/kgquery/id/"
    assert names.all("chemical") == [base + "a", base + "b"]
    assert names.known("chemical", base + "a") and not names.known("chemical", base + "c")
    assert not names.known("document", base + "a")
    assert names.named("chemical", "氯") == [base + "a", base + "b"]
    assert names.named("chemical", "7782-50-5") == [base + "a"]
    assert names.named("chemical", '" } #') == []
