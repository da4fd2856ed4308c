"""High-hazard chemicals at the border: where customs share in the task, importers and exporters are meant."""

from __future__ import annotations

import pytest

from kg.answer.obligations import answer
from kg.knowledge import Knowledge
from kg.profile.read import profile_from


@pytest.mark.parametrize(
    ("place", "task", "customs"),
    [("内蒙古自治区满洲里市", "neimenggu-2017/6", "满洲里海关"), ("广州市从化区", "conghua-2017/3", "从化海关")],
)
def test_an_importer_of_ammonium_nitrate(knowledge: Knowledge, place: str, task: str, customs: str) -> None:
    profile = {"name": "某进口公司", "place": place, "activities": ["import_export"], "chemicals": [{"name": "硝酸铵"}]}
    found = answer(knowledge, profile_from(profile, knowledge), "2017-12-01").obligations
    assert customs in {e["bearer"]["name"] for e in found if e["duty"]["id"] == task}


@pytest.mark.parametrize(("place", "task"), [("西安市雁塔区", "xian-2017/3"), ("北京市西城区", "xicheng-2017/2")])
def test_no_customs_share_in_it_elsewhere(knowledge: Knowledge, place: str, task: str) -> None:
    profile = {"name": "某进口公司", "place": place, "activities": ["import_export"], "chemicals": [{"name": "硝酸铵"}]}
    found = answer(knowledge, profile_from(profile, knowledge), "2017-12-01")
    assert all(e["duty"]["id"] != task for e in [*found.obligations, *found.open_questions])
