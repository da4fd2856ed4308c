"""The project's program as Datalog, run by clingo on the example enterprises, concludes what our engine concludes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kg.cli.main import main
from kg.engine.exchange import predicate_name
from kg.knowledge import Knowledge
from kg.profile.facts import Facts
from kg.profile.read import read_profile
from tests.conftest import EXAMPLES

clingo = pytest.importorskip("clingo")

CASES = [
    ("conghua-hydrogenation-plant", "2017-06-15"), ("conghua-importer", "2020-01-01"),
    ("conghua-petrol-station", "2018-06-01"), ("neimenggu-chemical-park-plant", "2018-06-01"),
    ("neimenggu-hospital", "2017-06-01"), ("neimenggu-pipeline-operator", "2018-06-01"),
    ("shanghai-speciality-plant", "2020-06-01"), ("xian-chlorine-plant-above", "2018-06-01"),
    ("xian-chlorine-user-below", "2018-06-01"), ("xian-plant-after-accident", "2019-12-01"),
    ("xicheng-hospital", "2018-06-01"), ("xicheng-restaurant", "2018-08-31"), ("xicheng-city-gas", "2019-03-01"),
    ("xicheng-user-of-unknown-sector", "2022-06-01"), ("xicheng-courier", "2017-11-08"),
]  # fmt: skip


def run_clingo(text: str) -> dict[str, set[tuple[Any, ...]]]:
    """The atoms of each predicate; every program of ours is settled by grounding alone."""
    messages: list[str] = []
    control = clingo.Control(logger=lambda code, message: messages.append(message))
    control.add("base", [], text)
    control.ground([("base", [])])
    assert messages == []
    found: dict[str, set[tuple[Any, ...]]] = {}
    for atom in control.symbolic_atoms:
        assert atom.is_fact
        values = (a.number if a.type == clingo.SymbolType.Number else a.string for a in atom.symbol.arguments)
        found.setdefault(atom.symbol.name, set()).add(tuple(values))
    return found


@pytest.mark.parametrize(("profile", "day"), CASES)
def test_clingo_gives_the_same_obligations(
    knowledge: Knowledge, profile: str, day: str, tmp_path: Path
) -> None:
    path, output = str(EXAMPLES / f"{profile}.json"), tmp_path / "program.lp"
    arguments = ["rules", "export", "--to", "datalog", "--enterprise", path, "--as-of", day, "--output", str(output)]
    assert main(arguments) == 0
    model = knowledge.prepared.infer(Facts(read_profile(path, knowledge), day).rows)
    found = run_clingo(output.read_text("utf-8"))
    assert model.rows("owes")
    for name in ("owes", "is-a", "status", "hazard"):
        assert found.get(predicate_name(name), set()) == set(model.rows(name)), name


def test_what_is_left_out_stands_at_the_head(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "export", "--to", "datalog"]) == 0
    text = capfdbinary.readouterr().out.decode()
    head = [line for line in text.splitlines() if line.startswith("%")]
    assert any(line.startswith("%   rule term: ") for line in head)
    assert any("major-hazard = p_major_2d_hazard/1" in line for line in head)
    assert "#defined p_major_2d_hazard/1." in text
    assert not re.search(r"^p_term\(", text, re.M)
    # Nothing follows without a profile but what the rule files themselves state.
    assert set(run_clingo(text)) <= {"p_one_2d_of", "p_own_2d_law"}


def test_a_profile_and_rules_of_ones_own_do_not_go_together(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rules = tmp_path / "my.rules"
    rules.write_text("relation p(x: Text)\n", "utf-8")
    profile = str(EXAMPLES / "xicheng-courier.json")
    assert main(["rules", "export", "--to", "datalog", "--enterprise", profile, str(rules)]) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"--enterprise" in err
