"""Where an enterprise lies: the plans of its place and of the places around it bind it, those of places inside it may."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.answer.obligations import Answer, answer
from kg.knowledge import Knowledge
from kg.profile.read import profile_from
from tests.conftest import EXAMPLES


def ask(knowledge: Knowledge, as_of: str = "2018-06-01", **fields: Any) -> Answer:
    profile = {"name": "某商店", "activities": ["use"], "sectors": ["catering"]} | fields
    return answer(knowledge, profile_from(profile, knowledge), as_of)


def documents(entries: list[dict[str, Any]]) -> set[str]:
    return {e["duty"]["document"] for e in entries if "-20" in e["duty"]["document"]}


def test_a_plan_reaches_the_places_inside_its_own(knowledge: Knowledge) -> None:
    assert "xian-2017" in documents(ask(knowledge, place="西安市雁塔区").obligations)
    assert "neimenggu-2017" in documents(ask(knowledge, place="150603").obligations)
    assert not documents(ask(knowledge, place="110105").obligations)


def test_a_city_alone_leaves_its_districts_plan_open(knowledge: Knowledge) -> None:
    found = ask(knowledge, place="广州市")
    assert not documents(found.obligations)
    asked = [q for q in found.open_questions if q["duty"]["document"] == "conghua-2017"]
    assert asked and all(any(n["pointer"] == "/place" for n in q["needs"]) for q in asked)
    assert not documents(ask(knowledge, place="四川省").open_questions)


def test_the_local_body_is_the_one_of_the_register(knowledge: Knowledge) -> None:
    bearers = {
        e["bearer"]["name"] for e in ask(knowledge, place="110102", subdistrict="月坛街道").obligations
        if e["duty"]["id"] == "xicheng-2017/1"
    }  # fmt: skip
    assert {"各街道办事处", "北京市西城区人民政府月坛街道办事处"} <= bearers


def test_a_subdistrict_that_the_district_does_not_have_invents_no_body(knowledge: Knowledge) -> None:
    found = ask(knowledge, place="440117", subdistrict="月坛街道")
    assert not any("月坛" in e["bearer"]["name"] for e in found.obligations)


def test_a_duty_of_towns_falls_to_one_town_or_to_none_by_name(knowledge: Knowledge) -> None:
    for subdistrict in ({}, {"subdistrict": "月坛街道"}):
        found = ask(knowledge, "2022-06-01", place="110102", **subdistrict)
        local = {e["bearer"]["id"] for e in found.obligations if "/street/" in e["bearer"]["id"]}
        assert len(local) <= 1


def test_the_local_bodies_of_an_unknown_town_are_called_after_the_place_around_it(knowledge: Knowledge) -> None:
    found = ask(knowledge, "2022-06-01", place="330102")
    names = {e["bearer"]["name_as_of"] for e in found.obligations if e["bearer"]["kind"] == "territorial"}
    assert names == {"浙江省杭州市上城区乡镇人民政府、街道办事处"}


@pytest.mark.parametrize("place", ["香港特别行政区", "820000", "710000"])
def test_the_statutes_do_not_reach_where_other_law_holds(knowledge: Knowledge, place: str) -> None:
    profile = json.loads((EXAMPLES / "shanghai-chlorine-plant.json").read_text("utf-8"))
    assert answer(knowledge, profile_from(profile, knowledge), "2022-06-01").obligations
    shown = answer(knowledge, profile_from(profile | {"place": place}, knowledge), "2022-06-01")
    assert (shown.obligations, shown.open_questions) == ([], [])
