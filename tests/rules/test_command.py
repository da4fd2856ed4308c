"""`kgquery rules`: what each action prints, and its exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kg.cli.main import main

GOOD = """# kept
relation p(x: Text)
    en "{x} is p"
relation q(x: Text)
fact p(a)
rule q
    "Every p is q."
    if   p(?x)
    then q(?x)
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "my.rules"
    path.write_text(GOOD, "utf-8")
    return path


def test_check_counts_what_it_read(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "check", str(rules)]) == 0
    assert capfdbinary.readouterr().out == b"1 rules, 2 relations, 1 facts: no fault\n"


def test_check_reports_syntax_and_meaning_together_on_standard_error(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rules.write_text(GOOD + "rule r if pp(?x) then q(?y)\nrule s if p( then q(?x)\n", "utf-8")
    assert main(["rules", "check", str(rules)]) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert [code in err.decode() for code in ("R012", "R031", "R005")] == [True, True, True]


def test_check_knows_the_instruments_of_the_graph(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rules.write_text(
        GOOD + '    basis reg_hazchem_2013 "4"\n    basis reg_hazchem_2031 "4"\n    basis xicheng-2017\n', "utf-8"
    )
    assert main(["rules", "check", str(rules)]) == 2
    err = capfdbinary.readouterr().err.decode()
    assert err.count("R017") == 1
    assert "did you mean reg_hazchem_2013?" in err


def test_format_writes_in_place_and_then_leaves_alone(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "format", "--check", str(rules)]) == 1
    assert rules.read_text("utf-8") == GOOD
    assert main(["rules", "format", str(rules)]) == 0
    laid_out = rules.read_text("utf-8")
    assert laid_out != GOOD
    assert laid_out.startswith("# kept\nrelation p(x: Text)\n")
    assert main(["rules", "format", "--check", str(rules)]) == 0


def test_format_of_a_file_with_faults_leaves_it_alone(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rules.write_text("rule r if p(", "utf-8")
    assert main(["rules", "format", str(rules)]) == 2
    assert rules.read_text("utf-8") == "rule r if p("


def test_list_as_table_and_json(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "list", str(rules)]) == 0
    assert capfdbinary.readouterr().out == b"q  Every p is q.\n"
    assert main(["rules", "list", "--relations", "--format", "json", str(rules)]) == 0
    assert [entry["name"] for entry in json.loads(capfdbinary.readouterr().out)] == ["p", "q"]


def test_rules_are_listed_in_the_language_asked_for(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rules.write_text(GOOD.replace('"Every p is q."', 'zh "凡p皆q。" en "Every p is q."'), "utf-8")
    for language, shown in (("zh", "凡p皆q。"), ("en", "Every p is q.")):
        assert main(["rules", "list", str(rules), "--lang", language]) == 0
        assert capfdbinary.readouterr().out.decode() == f"q  {shown}\n"
    assert main(["rules", "check", "--bilingual", str(rules)]) == 2
    assert b"R020: relation p has no zh" in capfdbinary.readouterr().err


def test_show_says_who_concludes_and_reads(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "show", "p", str(rules)]) == 0
    assert "引用它的规则: q" in capfdbinary.readouterr().out.decode()
    assert main(["rules", "show", "p", str(rules), "--lang", "en"]) == 0
    assert b"read by: q" in capfdbinary.readouterr().out
    assert main(["rules", "show", "R042"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"## R042")
    assert main(["rules", "show", "nothing-like-it", str(rules)]) == 2


def test_export_reads_back_as_the_same_program(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from kg.rules import load

    assert main(["rules", "export", "--to", "rules", str(rules)]) == 0
    assert load(capfdbinary.readouterr().out.decode()) == load(rules)


@pytest.mark.parametrize("action", ["check", "list", "show"])
def test_a_missing_file_is_a_fault(action: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    name = ["p"] if action == "show" else []
    assert main(["rules", action, *name, str(tmp_path / "absent.rules")]) == 2
    assert b"R001" in capfdbinary.readouterr().err


def test_no_parser_is_loaded_for_the_help() -> None:
    import subprocess

    code = "import sys, kg.rules, kg.cli.rules; sys.exit('pyparsing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
