"""`kgquery rules`: what each action prints, and its exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.content import folder
from kg.rules import load

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


# -- the examples of other files --------------------------------------------------------------------------------------------

LARGE_USER = """type Enterprise
type Activity
relation activity(enterprise: Enterprise, activity: Activity) from profile
relation employees(enterprise: Enterprise, people: Number) from profile
relation large-user(enterprise: Enterprise)
rule large
    if   activity(?e, use)
         employees(?e, ?n)
         ?n >= 100
    then large-user(?e)
"""


def profile_of(employees: int) -> str:
    return json.dumps({"name": "某厂", "place": "110102", "activities": ["use"], "employees": employees})


def test_examples_of_other_files_are_judged(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "small.json").write_text(profile_of(99), "utf-8")
    (tmp_path / "large.json").write_text(profile_of(100), "utf-8")
    path = tmp_path / "own.rules"
    path.write_text(LARGE_USER + "    example large.json at 2018-06-01 gives large-user(it)\n"
                    "    example small.json at 2018-06-01 gives no large-user(it)\n", "utf-8")  # fmt: skip
    assert main(["rules", "test", str(path)]) == 0
    assert capfdbinary.readouterr().out == b"2 examples, 0 failed\n"
    path.write_text(LARGE_USER + "    example small.json at 2018-06-01 gives large-user(it)\n", "utf-8")
    assert main(["rules", "test", str(path)]) == 1
    err = capfdbinary.readouterr().err.decode()
    assert err == f"{path}:11:44: rule large: small.json at 2018-06-01 does not give large-user(it)\n"


def test_examples_of_other_files_stand_beside_the_projects(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "own.rules"
    path.write_text("relation large-user(enterprise: Enterprise)\nrule large if owes(_, ?e, _, _, _, _, _) then large-user(?e)\n"
                    "    example examples/xicheng-hospital.json at 2018-06-01 gives large-user(it)\n", "utf-8")  # fmt: skip
    assert main(["rules", "test", str(path), "--with-project"]) == 0
    alone = sum(len(rule.examples) for rule in load(folder("rules")).rules)
    assert capfdbinary.readouterr().out.decode() == f"{alone + 1} examples, 0 failed\n"


def test_a_relation_that_profiles_do_not_feed_as_declared_is_a_fault(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "own.rules"
    text = LARGE_USER.replace("relation employees(", "relation employes(").replace("    employees(", "    employes(")
    path.write_text(text.replace("activity: Activity", "activity: Activity, since: Date").replace("use)", "use, _)"), "utf-8")
    assert main(["rules", "test", str(path)]) == 2
    err = capfdbinary.readouterr().err.decode()
    assert "own.rules:3:10: activity has 3 arguments here, and 2 in the facts of a profile" in err
    assert "own.rules:4:10: no field of a profile gives facts of employes" in err and "did you mean employees?" in err


# -- other files, for other engines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [("datalog",), ("datalog", "--dialect", "souffle"), ("sparql",)])
def test_faults_of_other_files_are_said_before_they_are_exported(
    rules: Path, to: tuple[str, ...], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rules.write_text(GOOD + "rule r if pp(?x) then q(?y)\n", "utf-8")
    assert main(["rules", "export", "--to", *to, str(rules)]) == 2
    out, err = capfdbinary.readouterr()
    assert (out, [code in err.decode() for code in ("R012", "R031")]) == (b"", [True, True])


def test_a_rule_with_a_validity_reads_the_day_as_an_input(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rules.write_text(GOOD.replace("    if   p", "    valid from 2018-01-01\n    if   p"), "utf-8")
    assert main(["rules", "export", "--to", "datalog", "--dialect", "souffle", str(rules)]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert ".decl p_as_2d_of(a0:symbol)\n.input p_as_2d_of\n" in text
    assert main(["rules", "export", "--to", "datalog", "--as-of", "2018-06-01", str(rules)]) == 0
    assert 'p_as_2d_of("2018-06-01").' in capfdbinary.readouterr().out.decode()
    assert main(["rules", "export", "--to", "sparql", "--as-of", "2018-06-01", str(rules)]) == 0
    assert "relation/as-of/1> \"2018-06-01\"" in capfdbinary.readouterr().out.decode()
    rules.write_text(rules.read_text("utf-8") + "\nrelation as-of(day: Date)\nfact as-of(2018-06-01)\n", "utf-8")
    assert main(["rules", "export", "--to", "datalog", str(rules)]) == 0
    assert 'p_as_2d_of("2018-06-01").' in capfdbinary.readouterr().out.decode()
    assert main(["rules", "export", "--to", "datalog", "--as-of", "2018-06-02", str(rules)]) == 2
    assert b"--as-of" in capfdbinary.readouterr().err


def test_other_files_are_exported_with_what_the_graph_says_of_their_relations(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "own.rules"
    path.write_text("type Duty\ntype Document\nrelation task-of(task: Duty, document: Document) from graph\nrelation first(document: Document)\n"
                    "rule first if task-of(xicheng-2017/1, ?document) then first(?document)\n", "utf-8")  # fmt: skip
    assert main(["rules", "export", "--to", "datalog", str(path)]) == 0
    assert "xicheng-2017/1\", \"xicheng-2017\")." not in capfdbinary.readouterr().out.decode()
    for to in ("datalog", "sparql"):
        assert main(["rules", "export", "--to", to, "--with-facts", str(path)]) == 0
        text = capfdbinary.readouterr().out.decode()
        assert "xicheng-2017/1" in text and "conghua-2017/3" in text
        assert "binds" not in text  # which the file does not speak of


@pytest.mark.parametrize("written", ["运输", "transprot"])
def test_check_knows_the_codes_that_a_profile_can_give(tmp_path: Path, capfd: pytest.CaptureFixture[str], written: str) -> None:
    path = tmp_path / "night.rules"
    path.write_text(f"""type Activity
relation activity(enterprise: Enterprise, activity: Activity)
    from profile "/activities"
type Enterprise
relation resting(enterprise: Enterprise)
rule night
    "Carriers rest at night."
    if   activity(?enterprise, {written})
    then resting(?enterprise)
""", "utf-8")  # fmt: skip
    assert main(["rules", "check", str(path)]) == 2
    err = capfd.readouterr().err
    assert f"{path}:8:32: R051: rule night can never fire: no activity has {written} as its activity" in err
    assert "did you mean transport?" in err
