"""Every example enterprise gets the answer that the texts require, as worked out by hand from them.

Beside `NAME.json` lies `NAME.expected.json`: cases, each a date with what must be there, what must not, and what must be
asked. Each expectation says why, by section and number.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.answer.obligations import Answer, answer
from kg.knowledge import Knowledge
from kg.profile.read import read_profile
from tests.conftest import EXAMPLES

CASES = [
    pytest.param(path, case, id=f"{path.name.removesuffix('.expected.json')}@{case['as_of']}")
    for path in sorted(EXAMPLES.glob("*.expected.json"))
    for case in json.loads(path.read_text("utf-8"))["cases"]
]


def fits(entry: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether an obligation is the one that an expectation describes; every key of the expectation counts."""
    tests = {
        "duty": lambda v: entry["duty"]["id"] == v,
        "bearer": lambda v: v in (entry["bearer"]["name"], entry["bearer"]["full_name"]),
        "kind": lambda v: entry["bearer"]["kind"] == v,
        "role": lambda v: entry["role"] == v,
        "modality": lambda v: entry["modality"] == v,
        "scope_contains": lambda v: v in (entry["scope"] or ""),
        "certainty": lambda v: entry["certainty"] == v,
        "status": lambda v: entry["status"] == v,
        "deadline_to": lambda v: any(d["to"] == v for d in entry["deadlines"]),
        "name_as_of": lambda v: entry["bearer"]["name_as_of"] == v,
        "action_contains": lambda v: v in entry.get("action_zh", ""),
        "why": lambda v: True,
    }  # fmt: skip
    return all(tests[key](value) for key, value in wanted.items())


@pytest.mark.parametrize(("path", "case"), CASES)
def test_example(knowledge: Knowledge, path: Path, case: dict[str, Any]) -> None:
    profile = path.with_name(path.name.replace(".expected", ""))
    found: Answer = answer(knowledge, read_profile(str(profile), knowledge), case["as_of"])
    shown = [e for e in found.obligations if case.get("status", "all") in ("all", e["status"])]
    missing = [w for w in case.get("must", ()) if not any(fits(e, w) for e in shown)]
    unwanted = [w for w in case.get("must_not", ()) if any(fits(e, w) for e in shown)]
    asked = {(q["duty"]["id"], n["pointer"]) for q in found.open_questions for n in q["needs"]}
    unasked = [o for o in case.get("open", ()) if (o["duty"], o["pointer"]) not in asked]
    assert (missing, unwanted, unasked) == ([], [], [])
    if case.get("nothing"):
        assert shown == []


def test_there_are_examples_of_many_kinds() -> None:
    assert len({c.values[0] for c in CASES}) >= 15
