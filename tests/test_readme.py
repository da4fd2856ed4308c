"""Every command that the README prints does what it says, and the help of every command teaches by example."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from kg.cli.main import COMMANDS
from tests.conftest import ROOT, kgquery

README = (ROOT / "README.md").read_text("utf-8")
PRINTED = [line[2:] for block in re.findall(r"```console\n(.*?)```", README, re.S) for line in block.splitlines()]
ASKED = [shlex.split(line)[1:] for line in PRINTED if line.startswith("kgquery ")]


@pytest.mark.parametrize("arguments", ASKED, ids=lambda a: " ".join(a))
def test_a_command_of_the_readme_works(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = kgquery(*arguments)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.strip()


def test_the_first_command_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = kgquery(*ASKED[0])
    assert (outcome.code, outcome.err) == (0, "")
    assert kgquery(*(part.replace("hospital", "hospitl") for part in ASKED[0])).code == 2


def test_the_readme_prints_the_test_command_that_ci_runs() -> None:
    assert "python -m pytest" in PRINTED
    assert re.search(r"^python -m pytest$", (ROOT / ".ci" / "run").read_text("utf-8"), re.M)


def test_the_first_answer_is_as_the_readme_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = json.loads(kgquery(*ASKED[0], "--format", "json").out)["obligations"]
    survey = next(o for o in found if o["duty"]["id"] == "xicheng-2017/1" and o["bearer"]["name"] == "区卫计委")
    assert survey["deadlines"] == [{"kind": "complete_by", "from": None, "to": "2018-08-31"}]
    assert any(o["modality"] == "prohibition" and o["duty"]["id"] == "xicheng-2017/13" for o in found)


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (script,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(script, "README.md", "exec"), {})
    assert "区卫计委 全面摸排风险" in capsys.readouterr().out


def test_the_profile_of_the_readme_is_one(tmp_path: Path) -> None:
    (profile,) = re.findall(r"```json\n(.*?)```", README, re.S)
    path = tmp_path / "profile.json"
    path.write_text(profile, "utf-8")
    assert kgquery("obligations", "-e", str(path), "--as-of", "2018-06-01").code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_its_help_has_examples(command: str) -> None:
    assert f"`{command}`" in README
    outcome = kgquery(command, "--help")
    assert outcome.code == 0
    assert "examples:" in outcome.out
    assert "kgquery " + command in outcome.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_names_profiles_that_exist(command: str) -> None:
    named = re.findall(r"examples/[\w.-]+", kgquery(command, "--help").out)
    assert [name for name in named if not (ROOT / name).is_file()] == []
