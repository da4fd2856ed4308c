"""The list of conformance cases that are not run is true: each case on it exists and does fail, and no small case off it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

conformance = pytest.importorskip("datalog_conformance")
import yaml  # noqa: E402
from datalog_conformance import plugin  # noqa: E402
from datalog_conformance.runner import YamlTestRunner  # noqa: E402
from datalog_conformance.schema import Policy  # noqa: E402
from datalog_conformance.schema import TestCase as Case  # noqa: E402

from .evaluator import Evaluator  # noqa: E402

LARGE = 1_000_000  # bytes; the large suites are for the full run of the package


def not_run() -> dict[str, str]:
    """Case id -> reason."""
    lines = (Path(__file__).parent / "NOT-RUN.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(" | ") for line in lines if line and not line.startswith("#")]
    return {case: reason for case, _, reason in entries}


def small_cases() -> dict[str, Any]:
    """The cases of all suite files that are not large, by id."""
    root = plugin.get_tests_dir()
    found = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(root.rglob("*.yaml")):
        if path.stat().st_size > LARGE:
            continue
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        cases = plugin._load_multi_case_file(raw, path) if "tests" in raw else [Case.from_dict(raw)]
        for case in cases:
            found[f"{path.relative_to(root).with_suffix('').as_posix()}::{case.name}"] = case
    return found


CASES = small_cases()


@pytest.mark.parametrize("name", sorted(set(CASES) - set(not_run())))
def test_case(name: str) -> None:
    YamlTestRunner(Evaluator()).run_test_case(CASES[name])


@pytest.mark.parametrize("name", sorted(not_run()))
def test_what_is_not_run_would_fail(name: str) -> None:
    with pytest.raises((AssertionError, ValueError)):
        YamlTestRunner(Evaluator()).run_test_case(CASES[name])


@pytest.mark.parametrize("name", [name for name in sorted(not_run()) if "ambiguity/" in name])
def test_the_blocking_half_of_cases_that_also_ask_for_propagation(name: str) -> None:
    case = CASES[name]
    model = Evaluator().evaluate(case.theory, Policy.BLOCKING)
    for section, predicates in case.expect_per_policy["blocking"].items():
        for predicate, rows in predicates.items():
            assert model.sections[section].get(predicate, set()) == set(rows), (section, predicate)
