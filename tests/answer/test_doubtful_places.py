"""A subdistrict that its district does not have, and a place with laws of its own, are told; the rest of the answer stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main
from tests.conftest import EXAMPLES


def written(tmp_path: Path, **fields: str) -> str:
    profile = json.loads((EXAMPLES / "xicheng-hospital.json").read_text("utf-8")) | fields
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile), encoding="utf-8")
    return str(path)


def ask(tmp_path: Path, subdistrict: str) -> list[str]:
    return ["obligations", "-e", written(tmp_path, subdistrict=subdistrict), "--as-of", "2018-06-01", "--format", "json"]


def test_a_slip_in_the_name_needs_a_look(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(ask(tmp_path, "月潭街道")) == 1
    said = capfd.readouterr()
    assert json.loads(said.out)["obligations"]
    assert "/subdistrict" in said.err and "did you mean 月坛街道?" in said.err


@pytest.mark.parametrize("name", ["月坛街道", "月坛街道办事处", " 月坛街道\n"])
def test_area_and_body_name_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    assert main(ask(tmp_path, name)) == 0
    said = capfd.readouterr()
    assert not said.err
    assert "body/xicheng/street/yuetan" in {o["bearer"]["id"] for o in json.loads(said.out)["obligations"]}


@pytest.mark.parametrize("command", [["explain", "xicheng-2017/1"], ["explain", "--why-not", "xicheng-2017/5"],
                                     ["diff", "-e", str(EXAMPLES / "xicheng-hospital.json")]])  # fmt: skip
def test_every_command_about_the_enterprise_tells(tmp_path: Path, capfd: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert main([*command, "-e", written(tmp_path, subdistrict="月潭街道"), "--as-of", "2018-06-01"]) == 1
    said = capfd.readouterr()
    assert said.out and "/subdistrict" in said.err


def test_where_other_law_holds_an_empty_answer_is_no_all_clear(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = ["obligations", "-e", written(tmp_path, place="810000", subdistrict="中西区"), "--as-of", "2018-06-01"]
    assert main(asked) == 1
    assert "/place: 香港特别行政区 has laws of its own" in capfd.readouterr().err
