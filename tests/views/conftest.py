"""Graphs and pictures that several tests look at, each made once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.answer.obligations import STATUSES, Answer, answer
from kg.knowledge import Knowledge
from kg.profile.read import read_profile
from kg.views.enterprise import enterprise_graph, enterprise_picture
from kg.views.nodes import Graph
from kg.views.picture import Picture
from kg.views.responsibility import responsibility_graph, responsibility_picture
from tests.conftest import EXAMPLES


@pytest.fixture(scope="session")
def plans(knowledge: Knowledge) -> Graph:
    return responsibility_graph(knowledge, list(knowledge.catalogue["documents"]), "2018-06-01", "zh")


@pytest.fixture(scope="session")
def xicheng(knowledge: Knowledge) -> Picture:
    return responsibility_picture(responsibility_graph(knowledge, ["xicheng-2017"], None, "zh"), knowledge)


@pytest.fixture(scope="session")
def answers(knowledge: Knowledge) -> Callable[[str, str], Answer]:
    def ask(name: str, as_of: str) -> Answer:
        return answer(knowledge, read_profile(str(EXAMPLES / f"{name}.json"), knowledge), as_of, STATUSES)

    return ask


@pytest.fixture(scope="session")
def hospital(answers: Callable[[str, str], Answer]) -> Answer:
    return answers("xicheng-hospital", "2018-06-01")


@pytest.fixture(scope="session")
def hospital_graph(hospital: Answer) -> Graph:
    return enterprise_graph(hospital, "zh")


@pytest.fixture(scope="session")
def hospital_picture(knowledge: Knowledge, hospital_graph: Graph) -> Picture:
    return enterprise_picture(hospital_graph, knowledge.catalogue["labels"])
