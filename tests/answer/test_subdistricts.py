"""A subdistrict that its district does not have is told, not passed over; the rest of the answer stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main
from tests.conftest import EXAMPLES


def ask(tmp_path: Path, subdistrict: str) -> list[str]:
    profile = json.loads((EXAMPLES / "xicheng-hospital.json").read_text("utf-8")) | {"subdistrict": subdistrict}
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile), encoding="utf-8")
    return ["obligations", "--enterprise", str(path), "--as-of", "2018-06-01", "--format", "json"]


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
