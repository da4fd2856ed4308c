"""The project's example profiles, and the days on which their answers are worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.engine import Model, Prepared
    from kg.profile.enterprise import Enterprise

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


def profile_path(profile: str, rule_file: str = "") -> Path:
    """Where the profile of an example lies: as written, beside the rule's file, or among the project's examples.

    Raises:
        InputError: it is in none of these places.
    """
    from kg.content import folder
    from kg.errors import Fault, InputError, nearest_name

    own = folder("examples")
    for path in (Path(profile), Path(rule_file).parent / profile, own.parent / profile):
        if path.is_file():
            return path.resolve()
    known = [f"{own.name}/{path.name}" for path in own.glob("*.json")]
    raise InputError([Fault(profile, "", "there is no such profile", "a profile's path", nearest_name(profile, known))])


def inferred(prepared: Prepared, enterprise: Enterprise, as_of: str) -> Model:
    """What rules conclude of an enterprise on a day (ISO date), from the facts of its profile that they declare."""
    from kg.profile.facts import Facts

    facts = Facts(enterprise, as_of)
    known = prepared.inputs
    rows = {name: found for name, found in facts.rows.items() if name in known}
    return prepared.infer(rows, {name: found for name, found in facts.open_rows.items() if name in known})
