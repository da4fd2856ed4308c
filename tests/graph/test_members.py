"""The classes twice: the rule engine and HermiT read the same definitions and agree on every profile, whatever it leaves unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.graph.members import Said, members, said
from kg.knowledge import Knowledge
from kg.profile.document import parse
from kg.profile.enterprise import Enterprise
from kg.profile.facts import Facts
from kg.profile.read import profile_from
from tests.conftest import EXAMPLES

from .profiles import DATES, Profiles

Asked = dict[str, tuple[Said, frozenset[str]]]


def read(knowledge: Knowledge, profile: Any, name: str = "profile") -> Enterprise:
    """The enterprise of a profile as it would be read from a file, numbers exact."""
    return profile_from(parse(json.dumps(profile, ensure_ascii=False).encode(), name), knowledge, name)


def asked(knowledge: Knowledge, profiles: Iterable[tuple[str, Any, str]]) -> Asked:
    """For each (name, profile, date): what HermiT is told, and the certain classes by the rules."""
    found = {}
    for name, profile, as_of in profiles:
        enterprise = read(knowledge, profile, name)
        facts = Facts(enterprise, as_of)
        model = knowledge.prepared.infer(facts.rows, facts.open_rows)
        by_rules = frozenset(row[1] for row in model.rows("is-a")) - {"kg:Enterprise"}
        found[name] = (said(enterprise, [row[1] for row in model.rows("hazard")]), by_rules)
    return found


def disagreements(graph: ox.Store, found: Asked, as_individuals: bool = False) -> list[str]:
    by_owl = members(graph, {name: told for name, (told, _) in found.items()}, as_individuals)
    return [
        f"{name}: rules alone {sorted(by_rules - by_owl[name])}, HermiT alone {sorted(by_owl[name] - by_rules)}"
        for name, (_, by_rules) in found.items()
        if by_rules != by_owl[name]
    ]


def drawn(knowledge: Knowledge, graph: ox.Store, seed: int, count: int) -> Iterator[tuple[str, Any, str]]:
    """`count` random profiles that the reader accepts."""
    profiles = Profiles(knowledge, graph, seed)
    number = 0
    while number < count:
        profile, as_of = profiles.draw()
        try:
            read(knowledge, profile)
        except InputError:
            continue  # two names for one unit's chemical, and the like: no profile at all
        yield f"{seed}/{number} at {as_of} {json.dumps(profile, ensure_ascii=False)}", profile, as_of
        number += 1


def examples() -> Iterator[tuple[str, Any, str]]:
    for path in sorted(EXAMPLES.glob("*.json")):
        if not path.name.endswith(".expected.json"):
            for as_of in DATES[1::2]:
                yield f"{path.stem} at {as_of}", json.loads(path.read_text("utf-8")), as_of


def test_they_agree_on_all_examples(knowledge: Knowledge, graph: ox.Store, needs_java: None) -> None:
    found = asked(knowledge, examples())
    assert len(found) > 45
    assert disagreements(graph, found) == []


def test_they_agree_on_random_profiles(knowledge: Knowledge, graph: ox.Store, needs_java: None) -> None:
    assert disagreements(graph, asked(knowledge, drawn(knowledge, graph, 1, 120))) == []


@pytest.mark.slow
def test_they_agree_on_thousands_of_random_profiles(knowledge: Knowledge, graph: ox.Store, needs_java: None) -> None:
    found = asked(knowledge, drawn(knowledge, graph, 2, 2500))
    assert len({told for told, _ in found.values()}) >= 2000
    met = frozenset().union(*(classes for _, classes in found.values()))
    assert len(met) > 100, "the profiles are to reach most classes"
    assert disagreements(graph, found) == []


@pytest.mark.slow
def test_individuals_have_the_classes_that_are_above_the_class_of_what_they_say(
    knowledge: Knowledge, graph: ox.Store, needs_java: None
) -> None:
    found = asked(knowledge, drawn(knowledge, graph, 3, 25))
    assert disagreements(graph, found, as_individuals=True) == []


def test_a_definition_that_is_read_in_two_ways_is_noticed(
    knowledge: Knowledge, graph: ox.Store, needs_java: None
) -> None:
    changed = ox.Store()
    changed.bulk_extend(graph)
    kg, owl = "https://w3id.org/kgquery/ns#", "http://www.w3.org/2002/07/owl#"
    (old,) = changed.quads_for_pattern(
        ox.NamedNode(kg + "HazchemTrader"), ox.NamedNode(owl + "equivalentClass"), None, None
    )
    (value,) = changed.quads_for_pattern(old.object, ox.NamedNode(owl + "hasValue"), None, None)
    changed.remove(value)
    use = ox.NamedNode("https://w3id.org/kgquery/activity/use")
    changed.add(ox.Quad(value.subject, value.predicate, use))
    told = asked(knowledge, [("user", {"name": "甲", "place": "110102", "activities": ["use"]}, "2018-06-01")])
    (found,) = disagreements(changed, told)
    assert "'kg:HazchemTrader'" in found


def test_what_is_left_unsaid_is_not_asserted(knowledge: Knowledge) -> None:
    enterprise = read(knowledge, {"name": "甲", "place": "110102", "activities": ["use"]})
    assert [(p.value.split("#")[1], v.value.split("/")[-1]) for p, v in said(enterprise, ()).own] == [
        ("activity", "use")
    ]
