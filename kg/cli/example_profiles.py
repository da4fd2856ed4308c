"""The project's example profiles, and the days on which their answers are worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.engine import Model, Prepared
    from kg.profile.enterprise import Enterprise
    from kg.profile.facts import Facts

# A profile of which nothing is expected is asked about on a day on which the documents of 2017 bind.
UNDATED = "2018-06-01"


def example_profiles() -> list[Path]:
    """The profiles of `examples/`, by name, without the files that hold expected answers."""
    from kg.content import folder

    return [path for path in sorted(folder("examples").glob("*.json")) if not path.name.endswith(".expected.json")]


def expected_days(profile: Path) -> set[str]:
    """The days (ISO dates) that the expected answer beside an example profile names; none where there is no such answer."""
    expected = profile.with_suffix(".expected.json")
    if not expected.is_file():
        return set()
    return {case["as_of"] for case in json.loads(expected.read_text("utf-8"))["cases"]}


def inferred(prepared: Prepared, enterprise: Enterprise, as_of: str) -> tuple[Model, Facts]:
    """What the rules conclude of an enterprise on a day (ISO date), and the facts from which they do."""
    from kg.profile.facts import Facts

    facts = Facts(enterprise, as_of)
    return prepared.infer(facts.rows, facts.open_rows), facts
