"""What an answer leaves in the memory of a running process."""

from __future__ import annotations

import gc

from kg.answer.obligations import answer
from kg.knowledge import Knowledge
from kg.profile.read import profile_from


def test_an_answer_is_freed_without_a_search_for_cycles(knowledge: Knowledge) -> None:
    enterprise = profile_from({"name": "某单位", "place": "110102", "activities": ["use"]}, knowledge)
    answer(knowledge, enterprise, "2018-06-01")  # what is kept for the day is made once
    gc.collect()
    gc.disable()
    try:
        answer(knowledge, enterprise, "2018-06-01")
        assert gc.collect() == 0
    finally:
        gc.enable()
