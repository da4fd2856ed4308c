"""One enterprise as triples: what its profile says, what follows, and nothing that is only possible."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.answer.obligations import answer
from kg.knowledge import Knowledge
from kg.names import BASE, NS
from kg.profile.read import read_profile
from kg.sparql.enterprise import enterprise_quads
from kg.sparql.graph import open_graph
from tests.conftest import EXAMPLES

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PLANT = {
    "id": "厂 1", "name": "某\"厂\"", "place": "110102", "activities": ["production", "storage"], "sectors": ["chemical"],
    "chemicals": [{"cas": "7782-50-5", "amount_t": 0.1, "annual_use_t": 3}],
    "units": [{"id": "罐 a", "kind": "storage", "exposed_population": 120, "chemicals": [{"cas": "7782-50-5", "amount_t": 12.25}]}],
    "facilities": ["tank_farm"], "projects": [{"kind": "new", "stage": "design"}], "processes": ["加氢工艺", "精馏 <2 塔>"],
    "employees": 30, "records": {"blacklisted": False, "accidents": []},
}  # fmt: skip


def store_of(knowledge: Knowledge, path: Path, as_of: str = "2018-06-01") -> ox.Store:
    store = ox.Store()
    store.bulk_extend(enterprise_quads(answer(knowledge, read_profile(str(path), knowledge), as_of)))
    return store


def values(store: ox.Store, pattern: str) -> set[str]:
    found = store.query(f"PREFIX kg: <{NS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?v {{ {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)
    return {str(s["v"].value).removeprefix(BASE).removeprefix(NS).removeprefix("https://w3id.org/kgquery/") for s in found}


def test_what_the_profile_says(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PLANT), "utf-8")
    store = store_of(knowledge, tmp_path / "p.json")
    it = "?it a kg:Enterprise"
    assert values(store, f"{it} ; rdfs:label ?v") == {'某"厂"'}
    assert values(store, f"{it} ; kg:activity ?v") == {"activity/production", "activity/storage"}
    assert values(store, f"{it} ; kg:facility ?v") == {"facility/tank_farm"}
    assert values(store, f"{it} ; kg:locatedIn ?v") == {"place/110102"}
    assert values(store, f"{it} ; kg:holdsChemical ?v") == {"chemical/7782-50-5"}
    assert values(store, f"{it} ; kg:holding/kg:annualUseTonnes ?v") == {"3"}
    assert values(store, f"{it} ; kg:hasUnit/kg:holding/kg:amountTonnes ?v") == {"12.25"}
    assert values(store, f"{it} ; kg:hasUnit/kg:exposedPopulation ?v") == {"120"}
    assert values(store, f"{it} ; kg:project/kg:projectStage ?v") == {"projectstage/design"}
    assert values(store, f"{it} ; kg:employees ?v") == {"30"}
    # 加氢工艺 is no. 8 of the first list; a process that no list knows goes by its name.
    unlisted = "process/" + quote("精馏 <2 塔>")
    assert values(store, f"{it} ; kg:runsProcess ?v") == {"process/key_processes_1.8", unlisted}
    assert values(store, f"{it} ; kg:blacklisted ?v") == {"false"} == values(store, f"{it} ; kg:hadAccident ?v")


def test_what_follows(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PLANT), "utf-8")
    store = store_of(knowledge, tmp_path / "p.json")
    assert {"hazard/major_hazard", "hazard/key_chemical", "hazard/key_process"} <= values(store, "?it kg:hazard ?v")
    assert {"Enterprise", "HazchemStorer", "TwoKeyOneMajorEnterprise"} <= values(store, "?it a kg:Enterprise , ?v")
    assert values(store, "?v kg:appliesTo ?it") == {"xicheng-2017"}
    assert values(store, "?it a kg:Obligation ; kg:towards ?v") == {"enterprise/%E5%8E%82%201"}


@pytest.mark.parametrize("name", ["xicheng-hospital", "conghua-hydrogenation-plant", "xicheng-user-of-unknown-sector"])
def test_every_thing_that_it_points_to_is_in_the_graph(knowledge: Knowledge, name: str) -> None:
    store = store_of(knowledge, EXAMPLES / f"{name}.json")
    properties = ("activity", "sector", "facility", "hazard", "locatedIn", "holdsChemical", "runsProcess", "projectKind", "projectStage",
                  "role", "status", "certainty", "deadlineKind", "unitKind", "chemical")  # fmt: skip
    with open_graph() as graph:
        for short in properties:
            for quad in store.quads_for_pattern(None, ox.NamedNode(NS + short), None):
                assert any(True for _ in graph.store.quads_for_pattern(quad.object, None, None)), quad.object
        for quad in store.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), None):
            known = [graph.store.quads_for_pattern(quad.object, None, None), graph.store.quads_for_pattern(None, None, quad.object)]
            assert any(True for pattern in known for _ in pattern), quad.object


def test_what_is_only_possible_is_no_fact(knowledge: Knowledge) -> None:
    store = store_of(knowledge, EXAMPLES / "xicheng-user-of-unknown-sector.json")
    assert values(store, "?it kg:sector ?v") == set()
    assert "MedicalInstitutionUsingChemicals" not in values(store, "?it a kg:Enterprise , ?v")
    assert "/sectors" in values(store, "?q a kg:OpenQuestion ; kg:needs ?v")
    assert values(store, "?q a kg:OpenQuestion ; kg:asOf ?v") == {"2018-06-01"}


def test_every_term_of_ours_is_declared(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PLANT), "utf-8")
    used = set()
    for path in (tmp_path / "p.json", EXAMPLES / "xicheng-user-of-unknown-sector.json"):
        for quad in store_of(knowledge, path):
            used |= {t.value for t in (quad.predicate, quad.object) if isinstance(t, ox.NamedNode) and t.value.startswith(NS)}
    with open_graph() as graph:
        undeclared = {t for t in used if not any(True for _ in graph.store.quads_for_pattern(ox.NamedNode(t), RDF_TYPE, None))}
    assert undeclared == set()


def test_as_many_obligations_as_the_answer_has(knowledge: Knowledge) -> None:
    enterprise = read_profile(str(EXAMPLES / "conghua-hydrogenation-plant.json"), knowledge)
    found = answer(knowledge, enterprise, "2018-06-01")
    store = ox.Store()
    store.bulk_extend(enterprise_quads(found))
    assert len(values(store, "?v a kg:Obligation")) == len(found.obligations)
    assert len(values(store, "?v a kg:OpenQuestion")) == len(found.open_questions)
