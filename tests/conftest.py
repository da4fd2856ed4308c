"""What all tests share: the project's folders, its knowledge base, and how to call the command line."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.knowledge import Knowledge, open_knowledge

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests that take long")


def pytest_configure(config: pytest.Config) -> None:
    """Lets `pytest --pyargs datalog_conformance` find that package's cases: see tests/conformance/collector.py."""
    if config.pluginmanager.hasplugin("datalog_conformance"):
        from tests.conformance import collector

        if not config.pluginmanager.is_registered(collector):
            config.pluginmanager.register(collector, collector.__name__)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="slow; run with --slow"))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return open_knowledge()


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with the source texts is not here")
    return SHARED


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


class _Bytes(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def kgquery(*arguments: str) -> Outcome:
    """Run the command line inside this process."""
    from kg.cli.main import main

    out, err = _Bytes(), _Bytes()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(list(arguments))
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Outcome(code, out.text(), err.text())


def kgquery_process(*arguments: str, input: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    command = [sys.executable, "-m", "kg.cli.main", *arguments]
    return subprocess.run(command, input=input, capture_output=True, cwd=ROOT, env=os.environ | environment, check=False)
