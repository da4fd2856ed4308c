"""The checks of `queries/checks/`: each says what it is for and finds a planted fault; the project's data is clean."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.checks import check_files, run_checks

from .graphs import store

TASK = '<d/1> a kg:Task ; eli:is_part_of <d> ; kg:assignment <d/1#a1> . <d> a kg:Document . <d/1#a1> kg:agencyName "甲局" .'
PLANTED = {
    "agency-without-function": ("<b> a kg:Agency ; kg:level level:district .", "b"),
    "ambiguous-agency": ('<b> kg:naming [ kg:nameAsWritten "甲局" ; kg:inDocument <d> ] . <c> kg:naming [ kg:nameAsWritten "甲局" ; kg:inDocument <d> ] .', "b"),
    "circular-succession": ("<e1> org:originalOrganization <b> ; org:resultingOrganization <c> . <e2> org:originalOrganization <c> ; org:resultingOrganization <b> .", "b"),
    "class-of-unknown-chemical": ("kg:C owl:equivalentClass [ owl:onProperty kg:holdsChemical ; owl:hasValue <chemical/0-0-0> ] .", "chemical/0-0-0"),
    "deadline-without-date": ("<x> a kg:Deadline ; kg:deadlineKind deadline:complete_by .", "x"),
    "reading-of-nothing": ("<r> kg:reads <d/99> .", "r"),
    "reading-without-reason": ('<r> a kg:ScopeReading ; kg:reason "甲"@zh .', "r"),
    "reversed-period": ('<x> kg:from "2018-02-01"^^xsd:date ; kg:to "2018-01-01"^^xsd:date .', "x"),
    "scope-reading-unused": (TASK + '<r> a kg:ScopeReading ; kg:reads <d/1> ; kg:scopePhrase "辖区内" .', "r"),
    "task-without-document": ("<d/1> a kg:Task ; eli:is_part_of <d> .", "d/1"),
    "unaligned-task": ("<d/1> a kg:Task ; eli:is_part_of <d> . <d/2> a kg:Task ; eli:is_part_of <d> . <r> a kg:TopicReading ; kg:reads <d/2> ; kg:topic topic:survey .", "d/1"),
    "unknown-agency": (TASK + '<b> kg:naming [ kg:nameAsWritten "乙局" ; kg:inDocument <d> ] .', "d/1#a1"),
    "unknown-class": ("<r> kg:exceptFor kg:Nobody .", "r"),
    "unread-document": ("<d> a kg:Document .", "d"),
    "unread-scope": ('<d/annex/1> kg:restates <d/1> ; kg:assignment <x> . <d/1> eli:is_part_of <d> . <x> kg:scopePhrase "辖区内" .', "x"),
    "unread-task": ("<d/1> a kg:Task . <r> a kg:ApplicabilityReading ; kg:reads <d/1> .", "d/1"),
    "unresolved-citation": ('<d> kg:citation <c> . <c> kg:citedTitle "甲法" . <l> kg:citedAs [ kg:citedTitle "乙法" ] .', "c"),
}  # fmt: skip


def test_the_project_is_clean(graph: ox.Store) -> None:
    assert [str(f) for f in run_checks(graph)] == []


def test_every_check_has_a_planted_fault() -> None:
    assert {path.stem for path in check_files()} == set(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    text, thing = PLANTED[name]
    found = [f for f in run_checks(store(text)) if f.check == name]
    assert thing in {f.thing for f in found}
    assert found[0].problem and found[0].solution


def test_each_check_says_what_is_wrong_why_and_what_to_do() -> None:
    for path in check_files():
        heads = [line.split(":")[0] for line in path.read_text("utf-8").splitlines()[:3]]
        assert heads == ["# Problem", "# Principle", "# Solution"], path.name
