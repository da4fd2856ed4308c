"""The cases of the package datalog-conformance, run as the package itself runs them.

NOT-RUN.txt lists those that are not expected to hold, each with a reason; that each of them does fail is tested too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("datalog_conformance")
from datalog_conformance import plugin
from datalog_conformance.runner import YamlTestRunner
from datalog_conformance.schema import Policy

from .cases import LARGE, cases_of, files, not_run
from .collector import OURS
from .evaluator import Evaluator

ROOT = Path(__file__).resolve().parents[2]
LARGE_FILES = [path for path in files() if path.stat().st_size > LARGE]
CASES = {name: case for path in files() if path not in LARGE_FILES for name, case in cases_of(path).items()}


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


def pytest_summary(*arguments: str, folder: Path = ROOT) -> str:
    """The last line of a run of pytest with our evaluator, without the time it took."""
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider", f"--datalog-evaluator={OURS}", *arguments]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=paths, check=False)
    assert done.stdout.strip(), done.stderr
    return done.stdout.strip().splitlines()[-1].strip("= ").partition(" in ")[0]


@pytest.mark.slow
def test_the_whole_package_is_run_by_its_name() -> None:
    expected = sum(len(cases_of(path)) for path in files()) - len(not_run())
    assert pytest_summary("--pyargs", "datalog_conformance") == f"{expected} passed, {len(not_run())} xfailed"


def test_some_files_are_run_from_another_folder(tmp_path: Path) -> None:
    chosen = [str(plugin.get_tests_dir() / name) for name in ("errors", "defeasible/closure")]
    collecting = ("-p", "tests.conformance.collector")
    assert pytest_summary(*collecting, *chosen, folder=tmp_path) == "6 passed, 2 xfailed"
    assert pytest_summary(*collecting, *chosen, "-m", "conformance", "-k", "closures", folder=tmp_path) == "6 deselected, 2 xfailed"
    assert pytest_summary(*collecting, chosen[1], "--datalog-tags=closure,morris2020", folder=tmp_path) == "2 xfailed"


def test_a_module_that_asks_for_the_fixtures_of_the_package(tmp_path: Path) -> None:
    # The package's own way of finding its cases takes a quarter of an hour; a plugin beside the module narrows it.
    (tmp_path / "narrow.py").write_text(
        "from datalog_conformance import plugin\n"
        "found, folder = plugin.discover_yaml_tests, plugin.get_tests_dir() / 'negation'\n"
        "plugin.discover_yaml_tests = lambda: found(folder)\n"
    )
    (tmp_path / "test_cases.py").write_text("def test_case(runner, yaml_test_case):\n    runner.run_test_case(yaml_test_case[1])\n")
    assert pytest_summary("-p", "narrow", "test_cases.py", folder=tmp_path) == "33 passed"
