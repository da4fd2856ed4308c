"""What the law asks of a chemical park's management is not the town's to bear."""

from __future__ import annotations

import pytest

from kg.answer.obligations import answer
from kg.knowledge import open_knowledge
from kg.profile.read import profile_from


@pytest.mark.parametrize(
    ("as_of", "duty"),
    [
        # 安委办〔2012〕37号 lets the park's management assess the whole park; 危险化学品安全法第19条 names 化工园区管理机构.
        ("2018-06-01", "awh_office_37_2012"),
        ("2026-06-01", "law_hazchem_safety_2025/19.1"),
        ("2026-06-01", "law_hazchem_safety_2025/17.3"),
    ],
)
def test_the_management_of_the_park_bears_what_is_the_parks(as_of: str, duty: str) -> None:
    knowledge = open_knowledge()
    profile = {"name": "某厂", "place": "江苏省苏州市昆山市", "activities": ["生产"], "sectors": ["化工"], "facilities": ["化工园区"]}
    found = answer(knowledge, profile_from(profile, knowledge), as_of).obligations
    bearers = [o["bearer"]["full_name"] for o in found if o["duty"]["id"] == duty]
    assert bearers == ["江苏省苏州市昆山市化工园区管理机构"]
