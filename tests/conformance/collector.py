"""Makes `pytest --pyargs datalog_conformance --datalog-evaluator=…` run the package's cases.

The package brings its cases, fixtures and options, but not the test module that asks for them, so by itself that command
collects nothing. tests/conftest.py registers this when pytest runs in the checkout; from any other folder say
`-p tests.conformance.collector` and put the checkout on PYTHONPATH.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from datalog_conformance import plugin
from datalog_conformance.runner import YamlTestRunner
from datalog_conformance.schema import TestCase as Case

from .cases import cases_of, not_run

OURS = "tests.conformance.evaluator.Evaluator"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A suite file of the package, reached by `--pyargs datalog_conformance` or by its path."""
    if file_path.suffix == ".yaml" and file_path.is_relative_to(plugin.get_tests_dir()):
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """One suite file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases that have every tag of `--datalog-tags`."""
        wanted = plugin._parse_requested_tags(self.config.getoption("--datalog-tags"))
        for name, case in cases_of(self.path).items():
            if wanted <= set(case.tags):
                yield CaseItem.from_parent(self, name=case.name, case_id=name, case=case)


class CaseItem(pytest.Item):
    """One case. Those that NOT-RUN.txt lists must fail, for our evaluator."""

    def __init__(self, *, case_id: str, case: Case, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.case = case
        self.add_marker("conformance")
        reason = not_run().get(case_id)
        if reason and self.config.getoption("--datalog-evaluator") == OURS:
            self.add_marker(pytest.mark.xfail(reason=reason, strict=True))

    def runtest(self) -> None:
        """Run the case as the package runs it."""
        evaluator = self.config.getoption("--datalog-evaluator")
        if evaluator is None:
            pytest.skip(f"say --datalog-evaluator={OURS}")
        if self.case.skip is not None:
            pytest.skip(self.case.skip)
        YamlTestRunner.from_import_path(evaluator).run_test_case(self.case)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name
