"""What is asked of an enterprise that says where it is and what it does, and no more."""

from __future__ import annotations

import pytest

from kg.answer.obligations import answer
from kg.knowledge import Knowledge
from kg.profile.read import profile_from


@pytest.mark.parametrize(
    ("place", "activity", "duty", "pointer"),
    [
        ("110102", "use", "xicheng-2017/1", "/sectors"),
        ("110102", "use", "xicheng-2017/2", "/chemicals"),
        ("110102", "transport", "xicheng-2017/5", "/facilities"),
        ("110102", "transport", "xicheng-2017/5", "/sectors"),
        ("150600", "production", "neimenggu-2017/5", "/facilities"),
        ("150600", "production", "neimenggu-2017/6", "/chemicals"),
        ("150600", "production", "neimenggu-2017/7", "/units"),
        ("150600", "production", "neimenggu-2017/8", "/facilities"),
        ("150600", "production", "neimenggu-2017/9", "/facilities"),
        ("150600", "production", "neimenggu-2017/19", "/records/accidents"),
        ("150600", "production", "neimenggu-2017/24", "/projects"),
    ],
)
def test_each_task_asks_for_the_field_it_hangs_on(
    knowledge: Knowledge, place: str, activity: str, duty: str, pointer: str
) -> None:
    profile = {"name": "某单位", "place": place, "activities": [activity]}
    questions = answer(knowledge, profile_from(profile, knowledge), "2017-11-15").open_questions
    assert pointer in {need["pointer"] for q in questions if q["duty"]["id"] == duty for need in q["needs"]}


def test_all_that_may_make_it_so_is_asked_for(knowledge: Knowledge) -> None:
    # 内蒙古 29: a safety instrumented system where there is a key process, a key chemical or a major hazard.
    profile = {"name": "某化工厂", "place": "150600", "activities": ["production"], "sectors": ["chemical"], "projects": []}

    def asked(**said: object) -> set[str]:
        questions = answer(knowledge, profile_from(profile | said, knowledge), "2017-11-15").open_questions
        return {
            need["pointer"] for q in questions
            if q["duty"]["id"] == "neimenggu-2017/29" and "安全仪表系统" in q.get("action_zh", "") for need in q["needs"]
        }  # fmt: skip

    assert asked() == {"/chemicals", "/processes", "/units"}
    assert asked(units=[]) == {"/chemicals", "/processes"}
    assert asked(chemicals=[], processes=[], units=[]) == set()
