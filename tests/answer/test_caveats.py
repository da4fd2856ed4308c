"""Lists that are not held in full are named where an answer depends on them, and instruments that a task cites have their fate told."""

from __future__ import annotations

from typing import Any

import pytest

from kg.answer.classification import classify
from kg.answer.obligations import answer
from kg.knowledge import Knowledge
from kg.profile.read import profile_from
from tests.reference.rows import rows

PLANT: dict[str, Any] = {
    "name": "某厂", "place": "610100", "activities": ["use", "storage"], "sectors": ["chemical"], "facilities": [],
    "processes": [], "units": [], "projects": [], "employees": 50, "records": {"blacklisted": False, "accidents": []},
}  # fmt: skip
CHLORINE, BENZENE = {"cas": "7782-50-5"}, {"cas": "71-43-2"}


def of_class(knowledge: Knowledge, as_of: str, *chemicals: dict[str, Any], **more: Any) -> dict[str, dict[str, str]]:
    found = classify(knowledge, profile_from(PLANT | {"chemicals": list(chemicals)} | more, knowledge), as_of)
    return {c["list"]: c for c in found["caveats"]}


def of_duties(knowledge: Knowledge, as_of: str, *chemicals: dict[str, Any], **more: Any) -> set[str]:
    found = answer(knowledge, profile_from(PLANT | {"chemicals": list(chemicals)} | more, knowledge), as_of).document()
    assert found.get("caveats") != [], "left out when there are none"
    return {c["list"] for c in found.get("caveats", ())}


@pytest.mark.parametrize(
    ("identifier", "first", "last"),
    [(r["id"], r["in_force_from"], r["in_force_to"]) for r in rows("lists") if r["complete"] == "not_held"],
)
def test_a_list_that_is_not_held_is_named_on_its_days(knowledge: Knowledge, identifier: str, first: str, last: str) -> None:
    assert identifier in of_class(knowledge, first, CHLORINE)
    found = of_class(knowledge, last, CHLORINE)[identifier]
    assert (found["completeness"], bool(found["note_zh"]), bool(found["note_en"])) == ("not_held", True, True)
    assert identifier not in of_class(knowledge, "2022-01-01", CHLORINE)
    # Without chemicals no list of chemicals matters.
    assert of_class(knowledge, last) == {}
    assert of_duties(knowledge, last) == set()


def test_what_a_list_not_held_would_decide_is_undecided(knowledge: Knowledge) -> None:
    found = classify(knowledge, profile_from(PLANT | {"chemicals": [{"cas": "75-44-5"}]}, knowledge), "2015-04-30")
    assert (found["highly_toxic"], "highly_toxic" in found["undecided"]) == ([], True)
    found = classify(knowledge, profile_from(PLANT | {"chemicals": [{"cas": "75-44-5"}]}, knowledge), "2015-05-01")
    assert (found["highly_toxic"], "highly_toxic" in found["undecided"]) == (["75-44-5"], False)
    assert {"highly_toxic_2002", "explosive_precursors_2011"} <= of_duties(knowledge, "2015-04-30", CHLORINE)


def test_permit_quantities_matter_to_those_whom_the_permit_concerns(knowledge: Knowledge) -> None:
    day = "2018-06-01"
    assert "use_permit_2013" in of_duties(knowledge, day, BENZENE | {"annual_use_t": 5000})
    assert "use_permit_2013" in of_duties(knowledge, day, CHLORINE | {"annual_use_t": 200})
    assert "use_permit_2013" not in of_duties(knowledge, day, CHLORINE | {"annual_use_t": 1})
    assert "use_permit_2013" not in of_duties(knowledge, day, BENZENE | {"annual_use_t": 5000}, sectors=["medical"])
    assert "use_permit_2013" not in of_duties(knowledge, day, BENZENE | {"annual_use_t": 5000}, activities=["trade"])
    assert "use_permit_2013" not in of_duties(knowledge, "2013-04-30", BENZENE | {"annual_use_t": 5000})


def test_a_permit_that_hangs_on_a_quantity_not_held_is_an_open_question(knowledge: Knowledge) -> None:
    found = answer(knowledge, profile_from(PLANT | {"chemicals": [BENZENE | {"annual_use_t": 5000}]}, knowledge), "2018-06-01")
    asked = {(q["duty"]["id"].partition("/")[2], n["pointer"]) for q in found.open_questions for n in q["needs"]}
    assert ("29", "/chemicals") in {(article.partition(".")[0], pointer) for article, pointer in asked}


def test_a_form_that_the_catalogue_does_not_tell_apart(knowledge: Knowledge) -> None:
    day = "2022-01-01"
    assert "catalogue_2015" in of_class(knowledge, day, {"name": "硝酸铵（含可燃物≤0.2%）"})
    assert "catalogue_2015" in of_duties(knowledge, day, {"name": "硝酸（65%）"})
    assert "catalogue_2015" not in of_class(knowledge, day, {"name": "氯"}, {"name": "氯化氢[无水]"})


def test_classes_matter_while_a_chemical_may_be_key_only_by_its_class(knowledge: Knowledge) -> None:
    butanol = {"cas": "71-36-3"}
    assert "key_chemicals_1" in of_class(knowledge, "2022-01-01", butanol)
    assert "key_chemicals_1" not in of_class(knowledge, "2022-01-01", butanol | {"hazard_class": "W5.4"})
    assert "key_chemicals_1" not in of_class(knowledge, "2022-01-01", CHLORINE)
    assert "key_chemicals_1" not in of_class(knowledge, "2011-06-20", butanol)
