"""The examples that stand beside the project's rules, and how an example is judged."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.errors import InputError
from kg.knowledge import Knowledge
from kg.rules import load
from kg.rules.coverage import FLOOR_FILE, floors_text, measure, read_floors
from kg.rules.examples import judge
from kg.rules.program import Example

RULES = Path(__file__).resolve().parents[2] / "rules"
ANY = object()


def test_every_rule_has_an_example() -> None:
    rules = load(RULES).rules
    assert len(rules) > 70
    assert [rule.name for rule in rules if not rule.examples] == []


def test_every_example_holds(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["rules", "test"])
    out, err = capfdbinary.readouterr()
    assert err.decode() == ""
    assert code == 0
    count = int(out.split()[0])
    assert count == sum(len(rule.examples) for rule in load(RULES).rules)


def test_an_example_that_names_no_profile_is_a_fault(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from dataclasses import replace

    program = knowledge.prepared.program
    rule = next(rule for rule in program.rules if rule.examples)
    wrong = replace(rule, examples=(replace(rule.examples[0], profile="examples/xicheng-hospitl.json"),))
    monkeypatch.setattr(knowledge.prepared, "_program", replace(program, rules=(wrong,)))
    monkeypatch.setattr("kg.knowledge.open_knowledge", lambda: knowledge)
    assert main(["rules", "test"]) == 2
    assert "examples/xicheng-hospital.json" in capfdbinary.readouterr().err.decode()


# -- a file of one's own ----------------------------------------------------------------------------------------------------

ORDER = """
relation 夜间运输(企业: Enterprise)
    zh "{企业}夜间运输"
    en "{企业} carries at night"
relation 事故(企业: Enterprise, 日: Date)
    zh "{企业}于{日}发生事故"
    en "{企业} had an accident on {日}"
relation 报告(企业: Enterprise, 日: Date)
    zh "{企业}于{日}报告"
    en "{企业} reported on {日}"
relation 按时(企业: Enterprise)
    zh "{企业}按时报告"
    en "{企业} reported in time"
fact 事故(it, 2024-03-01)
fact 报告(it, 2024-03-16)
rule 禁运
    if   activity(?企业, transport)
    then prohibition 夜间运输(?企业)
    example profile.json at 2024-06-01 gives prohibition 夜间运输(it)
rule 按时
    if   事故(?企业, ?甲)
         报告(?企业, ?乙)
         ?乙 within 15 days of ?甲
    then 按时(?企业)
    example profile.json at 2024-06-01 gives 按时(it)
"""


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    profile = {"name": "某运输公司", "place": "110102", "activities": ["运输"]}
    (tmp_path / "profile.json").write_text(json.dumps(profile), "utf-8")
    (tmp_path / "order.rules").write_text(ORDER, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "order.rules"


def test_the_examples_of_a_file_of_ones_own_are_judged_and_explained(order: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "test", str(order), "--with-project", "--explain"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert re.search(r"^\d+ examples, 0 failed$", out, re.M)
    for sentence in ("不得：某运输公司夜间运输", "某运输公司从事运输", "某运输公司按时报告", "某运输公司于2024-03-01发生事故"):
        assert sentence in out
    assert main(["rules", "test", str(order), "--with-project", "--explain", "--lang", "en"]) == 0
    assert "某运输公司 reported on 2024-03-16" in capfdbinary.readouterr().out.decode()


def test_an_example_of_ones_own_that_does_not_hold_is_told(order: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    order.write_text(ORDER.replace("2024-03-16", "2024-03-17"), "utf-8")
    assert main(["rules", "test", str(order), "--with-project"]) == 1
    out, err = capfdbinary.readouterr()
    assert out.endswith(b" examples, 1 failed\n")
    assert "rule 按时: profile.json at 2024-06-01 does not give 按时(it)" in err.decode()


def test_proofs_are_for_files_that_are_given(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "--explain"]) == 2
    assert "kgquery rules test FILE" in capfd.readouterr().err


# -- judging --------------------------------------------------------------------------------------------------------------


def example(gives: str) -> Example:
    text = f"relation p(x: Text, y: Text)\nrule r if p(?x, ?y) then p(?y, ?x)\n    example a.json at 2018-06-01 {gives}"
    return load(text).rules[0].examples[0]


def faults(gives: str) -> list[str]:
    rows = {(None, False): [("e", "a"), ("b", "b")], ("prohibition", False): [("e", "n")], (None, True): [("e", "d")]}
    open_rows = {(None, False): [("e", "z"), ("c", ANY)]}
    said = judge(
        example(gives), lambda one: rows.get((one.modality, one.negated), []), lambda one: open_rows[one.modality, one.negated], "e", ANY
    )
    return [message for _, message in said]


@pytest.mark.parametrize(
    "gives",
    [
        "gives p(it, a)", "gives p(_, a)", "gives p(?x, ?x)", "gives p(it, a) and p(b, b)", "gives no p(it, b)",
        "gives no p(it, z)", "gives maybe p(it, z)", "gives maybe p(c, whatever)", "gives p(it, a) gives no p(a, _)",
        "gives prohibition p(it, n)", "gives no p(it, n)", "gives not p(it, d)", "gives no obligation p(it, n)",
    ],
)  # fmt: skip
def test_an_example_holds(gives: str) -> None:
    assert faults(gives) == []


@pytest.mark.parametrize(
    ("gives", "message"),
    [
        ("gives p(it, b)", "does not give p(it, b)"), ("gives p(it, a) and p(a, a)", "does not give p(a, a)"),
        ("gives no p(it, _)", "gives p(e, a)"), ("gives no p(?x, ?x)", "gives p(b, b)"),
        ("gives p(it, z)", "does not give p(it, z)"), ("gives maybe p(it, a)", "does not leave open p(it, a)"),
        ("gives maybe p(d, whatever)", "does not leave open"), ("gives maybe p(?x, ?x) ", ""),
        ("gives prohibition p(it, a)", "does not give prohibition p(it, a)"), ("gives no prohibition p(_, _)", "gives prohibition p(e, n)"),
    ],
)  # fmt: skip
def test_an_example_that_does_not_hold_says_what(gives: str, message: str) -> None:
    found = faults(gives)
    assert len(found) == (1 if message else 0)
    assert all(message in text for text in found)


# -- coverage -------------------------------------------------------------------------------------------------------------


def test_the_examples_reach_the_committed_floor(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "coverage", "--floor", "--format", "json"]) == 0
    report = json.loads(capfdbinary.readouterr().out)
    examples = [path for path in (RULES.parent / "examples").glob("*.json") if ".expected" not in path.name]
    assert report["examples"] >= len(examples)
    floors = read_floors(RULES / FLOOR_FILE)
    assert floors["rules"] >= 90
    assert floors["duties"] >= 85
    assert set(report["silent_rules"]).isdisjoint({"named-bearer", "use-permit-quantity-unsaid", "term-in-doubt"})
    assert not set(report["housekeeping"]) & set(report["unreached_duties"])


def test_less_than_a_floor_needs_attention(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "coverage", "--floor", "100"]) == 1
    assert b"coverage of rules is below the floor of 100.0%" in capfdbinary.readouterr().err
    assert main(["rules", "coverage", "--duty-floor", "100"]) == 1
    assert b"coverage of duties is below the floor of 100.0%" in capfdbinary.readouterr().err
    assert main(["rules", "coverage", "--floor", "10", "--duty-floor", "10"]) == 0


def test_a_floor_rises_and_never_falls(tmp_path: Path) -> None:
    half = measure(["a", "b"], ["c", "d", "e"], [({"a"}, {"c"})])
    path = tmp_path / FLOOR_FILE
    path.write_text(floors_text({}, half), "utf-8")
    assert read_floors(path) == {"rules": 50, "duties": Fraction("33.3")}
    path.write_text(floors_text({"rules": Fraction(70), "duties": Fraction(10)}, half), "utf-8")
    assert read_floors(path) == {"rules": 70, "duties": Fraction("33.3")}


@pytest.mark.parametrize(
    "text", ["", "rules 90\n", "rules 90\nduties\n", "rules 90\nduties 101\n", "rules 9\nrules 9\nduties 1\n", "rules x\n"]
)
def test_a_floor_file_that_says_something_else_is_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / FLOOR_FILE
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"coverage-floor\.txt"):
        read_floors(path)


def test_the_rules_are_laid_out(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "format", "--check", str(RULES)]) == 0
    assert capfdbinary.readouterr().err == b""
