"""What a profile leaves out never turns an answer round: leaving fields out makes obligations open, and loses or gains none."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from kg.answer.obligations import Answer, answer
from kg.errors import InputError
from kg.graph.load import load_store
from kg.knowledge import Knowledge
from kg.profile.read import profile_from
from tests.graph.profiles import Profiles

TOP = ("sectors", "facilities", "chemicals", "processes", "units", "projects", "employees", "records")
INNER = ("amount_t", "annual_use_t", "exposed_population", "chemicals", "kind", "stage", "blacklisted", "accidents")

Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return load_store()


def whole_list_of_chemicals(profile: dict[str, Any]) -> None:
    """Names at the top what the units hold, as a list of chemicals that is given is taken to be whole."""
    if "chemicals" in profile:
        named = {c["cas"] for c in profile["chemicals"]}
        held = [c["cas"] for unit in profile.get("units", ()) for c in unit.get("chemicals", ())]
        profile["chemicals"] += [{"cas": c, "amount_t": 0, "annual_use_t": 0} for c in dict.fromkeys(held) if c not in named]


def optional(profile: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a profile with the name of a field of theirs that may be left out."""
    unsaid_units = any("chemicals" not in unit for unit in profile.get("units", ()))
    yield from ((profile, name) for name in TOP if name in profile and not (name == "units" and unsaid_units))
    parts = [*profile.get("chemicals", ()), *profile.get("units", ()), *profile.get("projects", ()), profile.get("records", {})]
    parts += [c for unit in profile.get("units", ()) for c in unit.get("chemicals", ())]
    yield from ((part, name) for part in parts for name in INNER if name in part)


def certain(shown: Answer) -> set[Key]:
    return {(o["bearer"]["id"], o["duty"]["id"], o.get("action_zh", "")) for o in shown.obligations}


def asked(shown: Answer) -> set[Key]:
    return {(o["bearer"]["id"], o["duty"]["id"], o.get("action_zh", "")) for o in shown.open_questions}


def compare(knowledge: Knowledge, graph: ox.Store, seed: int, count: int) -> int:
    drawn, chance = Profiles(knowledge, graph, seed), random.Random(seed)
    compared = 0
    for _ in range(count):
        full, as_of = drawn.draw()
        whole_list_of_chemicals(full)
        less = copy.deepcopy(full)
        fields = list(optional(less))
        for part, name in chance.sample(fields, min(len(fields), chance.randrange(1, 4))):
            part.pop(name, None)
        try:
            more, fewer = (answer(knowledge, profile_from(p, knowledge), as_of) for p in (full, less))
        except InputError:
            continue  # a chemical of several forms, and the like: no profile at all
        compared += 1
        told = json.dumps([as_of, full, less], ensure_ascii=False)
        assert certain(fewer) <= certain(more), told
        assert certain(more) <= certain(fewer) | asked(fewer), told
        assert asked(more) <= certain(fewer) | asked(fewer), told
    return compared


def test_fields_left_out_at_random(knowledge: Knowledge, graph: ox.Store) -> None:
    assert compare(knowledge, graph, 1, 120) > 100


@pytest.mark.slow
def test_many_fields_left_out_at_random(knowledge: Knowledge, graph: ox.Store) -> None:
    assert sum(compare(knowledge, graph, seed, 500) for seed in range(2, 6)) > 1500


def test_a_unit_that_does_not_say_what_it_holds_may_hold_anything(knowledge: Knowledge) -> None:
    profile = {
        "name": "某储罐区", "place": "110102", "activities": ["storage"], "chemicals": [{"cas": "64-17-5"}], "processes": [],
        "units": [{"id": "tank-1"}],
    }  # fmt: skip
    shown = answer(knowledge, profile_from(profile, knowledge), "2018-06-01")
    by_need = {need["pointer"]: (o["duty"]["id"], o["bearer"]["kind"]) for o in shown.open_questions for need in o["needs"]}
    assert "/units/0/chemicals" in by_need
    # Highly toxic chemicals need two keepers: owed if the tank holds one (条例 第24条).
    assert any(o["duty"]["id"].startswith("reg_hazchem_2013/24") for o in shown.open_questions)
