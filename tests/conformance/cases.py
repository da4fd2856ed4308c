"""The cases of the package datalog-conformance, by id, and which of them are not expected to hold."""

from __future__ import annotations

from pathlib import Path

import yaml
from datalog_conformance import plugin
from datalog_conformance.schema import TestCase as Case

LARGE = 1_000_000  # bytes of a suite file that takes seconds


def not_run() -> dict[str, str]:
    """Case id -> reason, from NOT-RUN.txt."""
    lines = (Path(__file__).parent / "NOT-RUN.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(" | ") for line in lines if line and not line.startswith("#")]
    return {case: reason for case, _, reason in entries}


def files() -> list[Path]:
    """The suite files that the package brings."""
    return sorted(plugin.get_tests_dir().rglob("*.yaml"))


def cases_of(path: Path) -> dict[str, Case]:
    """The cases of one suite file, by the id that the package's plugin gives them.

    Read with the C parser where there is one: the package's own reader takes a quarter of an hour for the large files.
    """
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    cases = plugin._load_multi_case_file(raw, path) if "tests" in raw else [Case.from_dict(raw)]
    name = path.relative_to(plugin.get_tests_dir()).with_suffix("").as_posix()
    return {f"{name}::{case.name}": case for case in cases}
