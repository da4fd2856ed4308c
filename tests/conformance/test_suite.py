"""The cases of the package datalog-conformance, run as the package itself runs them.

The package brings fixtures and YAML but no test module, and reads its YAML with a parser in Python that takes a quarter of an
hour for the large files; so its cases are taken from it here, with the C parser. NOT-RUN.txt lists those that are not
expected to hold, each with a reason; that each of them does fail is tested too.
"""

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

LARGE = 1_000_000  # bytes


def not_run() -> dict[str, str]:
    """Case id -> reason."""
    lines = (Path(__file__).parent / "NOT-RUN.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(" | ") for line in lines if line and not line.startswith("#")]
    return {case: reason for case, _, reason in entries}


def cases_of(path: Path) -> dict[str, Any]:
    """The cases of one suite file, by id."""
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    cases = plugin._load_multi_case_file(raw, path) if "tests" in raw else [Case.from_dict(raw)]
    name = path.relative_to(plugin.get_tests_dir()).with_suffix("").as_posix()
    return {f"{name}::{case.name}": case for case in cases}


FILES = sorted(plugin.get_tests_dir().rglob("*.yaml"))
LARGE_FILES = [path for path in FILES if path.stat().st_size > LARGE]
CASES = {name: case for path in FILES if path not in LARGE_FILES for name, case in cases_of(path).items()}


@pytest.mark.parametrize("name", sorted(set(CASES) - set(not_run())))
def test_case(name: str) -> None:
    YamlTestRunner(Evaluator()).run_test_case(CASES[name])


@pytest.mark.slow
@pytest.mark.parametrize("path", LARGE_FILES, ids=lambda path: path.stem)
def test_large_case(path: Path) -> None:
    for case in cases_of(path).values():
        YamlTestRunner(Evaluator()).run_test_case(case)


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
