"""The tables as RDF, and what is said of a table or its metadata that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.content import folder
from kg.errors import InputError
from kg.graph.tables import quads, read_metadata, table_quads, tables
from kg.names import BASE, NS

from .rows import rows


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(table_quads(folder("ontology")))
    return store


def ask(store: ox.Store, pattern: str) -> list[tuple[str, ...]]:
    prefixes = f"BASE <{BASE}> PREFIX kg: <{NS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    return sorted(tuple(term.value for term in solution) for solution in store.query(prefixes + pattern))


def test_chlorine_has_its_names_lists_and_quantities(store: ox.Store) -> None:
    chlorine = "<chemical/7782-50-5>"
    assert ask(store, f"SELECT ?n {{ {chlorine} rdfs:label|skos:altLabel ?n }}") == [("氯",), ("氯气",), ("液氯",)]
    kinds = ask(store, f"SELECT DISTINCT ?k {{ ?l kg:listsChemical {chlorine} ; kg:inList/kg:listKind ?k }}")
    assert ("key_chemicals",) in kinds and ("highly_toxic",) in kinds and ("special_control",) in kinds
    found = ask(
        store,
        f"SELECT ?list ?q ?b {{ ?l a kg:CriticalQuantityLine ; kg:listsChemical {chlorine} ; kg:inList ?list ; kg:criticalQuantity ?q ; kg:beta ?b }}",
    )
    assert found == [(f"{BASE}list/gb18218_2009", "5", "4"), (f"{BASE}list/gb18218_2018", "5", "4")]


def test_a_list_says_when_it_is_in_force(store: ox.Store) -> None:
    found = ask(store, "SELECT ?from ?to { <list/gb18218_2009> kg:from ?from ; kg:to ?to }")
    assert found == [("2009-12-01", "2019-02-28")]
    assert ask(store, "SELECT ?to { <list/gb18218_2018> kg:to ?to }") == []


def test_a_place_lies_in_larger_ones(store: ox.Store) -> None:
    found = ask(store, "SELECT ?p { <place/110102> kg:within+ ?p }")
    assert [iri.removeprefix(BASE) for (iri,) in found] == ["place/000000", "place/110000", "place/110100"]
    assert ask(store, "SELECT ?p { <place/440184> kg:supersededBy ?p }") == [(f"{BASE}place/440117",)]
    assert ask(store, "SELECT ?l { <place/110100> kg:placeLevel ?l }") == []


def test_every_chemical_of_the_tables_is_there(store: ox.Store) -> None:
    known = {row["chemical"] for table in ("hazchem_catalogue", "other_chemicals") for row in rows(table)}
    assert {iri.removeprefix(f"{BASE}chemical/") for (iri,) in ask(store, "SELECT ?c { ?c a kg:Chemical }")} == known
    assert ask(store, "SELECT DISTINCT ?c { ?l kg:listsChemical ?c FILTER NOT EXISTS { ?c a kg:Chemical } }") == []


def test_every_property_is_declared() -> None:
    from kg.graph.load import load_store

    used = set()
    for table in tables(folder("ontology")):
        if not table.path.name.startswith("statutory"):
            for quad in quads(table):
                used.add(quad.predicate.value)
                if quad.predicate.value.endswith("#type"):
                    used.add(quad.object.value)
    query = "SELECT ?p { ?p a ?t FILTER(isIRI(?p)) }"
    declared = {iri for (iri,) in ask(load_store(tables=False), query)}
    assert {iri for iri in used if iri.startswith(NS)} <= declared


def metadata(tmp_path: Path, columns: list[dict[str, Any]], text: str, **more: Any) -> Path:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "t.csv-metadata.json"
    path.write_text(
        json.dumps({"url": "t.csv", "tableSchema": {"aboutUrl": "thing/{id}", "columns": columns}, **more}), "utf-8"
    )
    return path


ID = {"name": "id", "suppressOutput": True, "required": True}
SIZE = {"name": "size", "propertyUrl": NS + "size", "datatype": "decimal"}


def test_lists_templates_and_empty_cells(tmp_path: Path) -> None:
    columns = [
        ID, SIZE, {"name": "part", "propertyUrl": NS + "part", "separator": ";", "valueUrl": "thing/{id}/{part}"},
        {"name": "kind", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": NS + "Thing"},
    ]  # fmt: skip
    path = metadata(tmp_path, columns, "id,size,part\na b,1.50,x;y\nc,,\n")
    found = sorted(map(str, quads(read_metadata(path))))
    here, kind = f"<{BASE}thing/a%20b>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert found == sorted(
        [
            f'{here} <{NS}size> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            f"{here} <{NS}part> <{BASE}thing/a%20b/x>",
            f"{here} <{NS}part> <{BASE}thing/a%20b/y>",
            f"{here} {kind} <{NS}Thing>",
            f"<{BASE}thing/c> {kind} <{NS}Thing>",
        ]
    )


@pytest.mark.parametrize(
    ("columns", "text", "place", "said"),
    [
        ([ID, SIZE], "id,size\na,much\n", "2:1", "'much'"),
        ([ID, SIZE], "id,weight\na,1\n", "1:1", "weight"),
        ([ID, SIZE], "id,size\na\n", "2:1", "1 cells"),
        ([ID, SIZE], "id,size\n,1\n", "2:1", "id is empty"),
        ([ID, {**SIZE, "datatype": "decimals"}], "id,size\na,1\n", "/tableSchema/columns/1/datatype", "decimal?"),
        ([ID, {**SIZE, "seperator": ";"}], "id,size\na,1\n", "/tableSchema/columns/1/seperator", "separator?"),
        ([ID, {**SIZE, "valueUrl": "x/{sise}"}], "id,size\na,1\n", "", "size?"),
        (
            [ID, {"name": "kind", "virtual": True, "propertyUrl": "rdf:type"}],
            "id\na\n",
            "/tableSchema/columns/1",
            "valueUrl",
        ),
        (["id"], "id\na\n", "/tableSchema/columns/0", "name"),
    ],
)
def test_faults(tmp_path: Path, columns: list[Any], text: str, place: str, said: str) -> None:
    path = metadata(tmp_path, columns, text)
    with pytest.raises(InputError) as caught:
        list(quads(read_metadata(path)))
    (fault, *_) = caught.value.faults
    assert fault.place == place
    assert said in str(fault)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"url": "t.csv", "tableSchema": []}'])
def test_metadata_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv-metadata.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError):
        read_metadata(path)


def test_a_table_that_is_missing(tmp_path: Path) -> None:
    path = metadata(tmp_path, [ID], "id\n")
    (tmp_path / "t.csv").unlink()
    with pytest.raises(InputError, match=r"no file t\.csv"):
        read_metadata(path)


def test_all_metadata_can_be_read() -> None:
    assert {table.path.stem for table in tables(folder("ontology"))} >= {"lists", "hazchem_catalogue", "places"}
