"""What a body is called on a day: every body that the five documents name, through every reform, as answers show it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kg.answer.labels import generic_name, name_at
from kg.answer.obligations import answer
from kg.knowledge import Knowledge, open_knowledge
from kg.profile.read import read_profile
from tests.conftest import EXAMPLES
from tests.ontology.bodies_graph import DOCUMENTS, select

DAYS = [f"{year}-{day}" for year in range(2011, 2027) for day in ("01-01", "07-01", "11-22")]
BODIES = open_knowledge().catalogue["bodies"]
NAMED = sorted(body for body, entry in BODIES.items() if set(entry["names"]) & set(DOCUMENTS))
# What succeeded an organisation, by the function that moved: the body that documents name, the function, the day, the new holder.
CHANGES = [
    (row["body"], row["function"], row["date"], row["label"])
    for row in select("""SELECT DISTINCT ?body ?function ?date ?label WHERE {
        ?change a org:ChangeEvent ; org:originalOrganization ?body ; org:resultingOrganization ?next ; kg:function ?function ; dcterms:date ?date .
        ?next rdfs:label ?label . ?body kg:fullName/rdfs:label ?any FILTER(lang(?label) IN ("zh", "")) }""")
]  # fmt: skip


def before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))


def test_the_documents_name_many_bodies_and_reforms_changed_many() -> None:
    assert len(NAMED) > 200
    assert len({c[0] for c in CHANGES}) > 60
    assert len(CHANGES) > 80


@pytest.mark.parametrize("body", [b for b in NAMED if BODIES[b]["kind"] in ("agency", "enterprise")])
def test_a_body_has_a_name_on_every_day(body: str) -> None:
    entry = BODIES[body]
    assert [d for d in DAYS if not name_at(entry, d).strip()] == []
    starts = [start for start, _, _, function in entry["full"] if start and function in ("", entry.get("main", function))]
    for start in starts:
        if start > "2011-01-01":
            # On the day on which a name begins, and not before, that is the name.
            assert name_at(entry, start) != name_at(entry, before(start))


@pytest.mark.parametrize(("body", "function", "day", "holder"), CHANGES, ids=[f"{c[0]}:{c[1]}@{c[2]}" for c in CHANGES])
def test_a_function_goes_by_its_new_holder_from_the_day_of_the_change(body: str, function: str, day: str, holder: str) -> None:
    entry = BODIES[body]
    assert name_at(entry, day, function) == holder
    assert name_at(entry, before(day), function) != holder


def test_a_second_change_follows_the_first() -> None:
    """Who took over may itself be replaced (fire corps, then fire rescue): the body that documents name goes by the last."""
    chained = select("""SELECT DISTINCT ?old ?new ?function ?date WHERE {
        ?change a org:ChangeEvent ; org:originalOrganization ?first ; org:resultingOrganization ?next ; kg:function ?function ; dcterms:date ?date .
        ?first rdfs:label ?old . ?next rdfs:label ?new . FILTER(LANG(?old) != "en" && LANG(?new) != "en") FILTER NOT EXISTS { ?first kg:fullName ?any } }""")
    assert len(chained) >= 3
    followed = 0
    for row in chained:
        for entry in BODIES.values():
            # A body of one function leaves the function out of its names.
            functions = {n[3] for n in entry["full"] if n[2] == row["old"]} & {"", row["function"]}
            for function in functions:
                assert name_at(entry, before(row["date"]), function) == row["old"]
                assert name_at(entry, row["date"], function) == row["new"]
                followed += 1
    assert followed >= 3


def test_a_split_gives_each_function_its_own_name() -> None:
    """One body whose functions went to several: the answer shows that of its main function, and the others by function."""
    split: dict[tuple[str, str], dict[str, str]] = {}
    for body, function, day, holder in CHANGES:
        split.setdefault((body, day), {})[function] = holder
    several = {key: found for key, found in split.items() if len(set(found.values())) > 1}
    assert several
    for (body, day), holders in several.items():
        main = BODIES[body].get("main")
        assert main, body
        for function, holder in holders.items():
            assert name_at(BODIES[body], day, function) == holder
        if main in holders:
            assert name_at(BODIES[body], day) == holders[main]


@pytest.mark.parametrize("function", sorted(open_knowledge().catalogue["generic"]))
def test_statutes_have_a_name_for_every_department_on_every_day(knowledge: Knowledge, function: str) -> None:
    entries = knowledge.catalogue["generic"][function]
    for level in ("national", "province", "city", "district"):
        if any(e[2] in ("", level) for e in entries):
            assert [d for d in DAYS if not generic_name(entries, level, d)] == [], level


@pytest.mark.parametrize("day", ["2017-12-01", "2018-06-01", "2019-03-01", "2021-05-01", "2026-11-22"])
def test_answers_name_every_bearer_as_of_the_day(knowledge: Knowledge, day: str) -> None:
    seen = 0
    for path in sorted(EXAMPLES.glob("*.json")):
        if path.name.endswith(".expected.json"):
            continue
        found = answer(knowledge, read_profile(str(path), knowledge), day)
        for entry in found.obligations:
            bearer: dict[str, Any] = entry["bearer"]
            assert bearer["name"] and bearer["full_name"] and bearer["name_as_of"], (path.name, entry["id"])
            known = BODIES.get(bearer["id"])
            if known is not None and known["full"]:
                assert bearer["name_as_of"] in {n[2] for n in known["full"]}, (path.name, entry["id"])
                assert bearer["name_as_of"] == name_at(known, day)
            seen += 1
    assert seen > 300
