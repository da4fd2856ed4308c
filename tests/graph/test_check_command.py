"""`kgquery check`: exit codes, parts, other people's folders, and what it says where Java is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.graph import hermit
from kg.knowledge.reference import indexes
from tests.conftest import ROOT, kgquery

QUICK = ("--only", "data", "--only", "rules")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the project's folders, to break."""
    for name in ("ontology", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def check(own: Path, *arguments: str):
    return kgquery("check", "--ontology", str(own / "ontology"), "--rules", str(own / "rules"), *arguments)


def test_the_project_is_clean_and_counted() -> None:
    found = kgquery("check", *QUICK)
    assert (found.code, found.err) == (0, "")
    assert "5 documents" in found.out
    assert found.out.splitlines()[-1] == "no finding in 2 parts"


def test_json_has_the_same() -> None:
    found = json.loads(kgquery("check", *QUICK, "--format", "json").out)
    assert [part["part"] for part in found["parts"]] == ["data", "rules"]
    assert found["findings"] == 0 and all(part["not_checked"] is None for part in found["parts"])


def test_a_finding_is_one_line_with_its_thing_and_exit_1(own: Path) -> None:
    path = own / "ontology" / "readings" / "own.ttl"
    path.write_text(
        "<https://w3id.org/kgquery/id/r> <https://w3id.org/kgquery/ns#reads> <https://w3id.org/kgquery/id/no/1> .",
        "utf-8",
    )
    found = check(own, "--only", "data")
    assert found.code == 1
    assert [
        line for line in found.out.splitlines() if line.startswith("  r (no/1): ") and "[reading-of-nothing]" in line
    ]
    assert found.out.splitlines()[-1] == "1 finding in 1 parts"


def test_a_fault_of_meaning_in_a_rule_is_a_finding_with_its_place(own: Path) -> None:
    (own / "rules" / "own.rules").write_text(
        'rule own\n  "G."\n  if enterprize(?e)\n  then is-a(?e, "kg:X")\n', "utf-8"
    )
    found = check(own, "--only", "rules")
    assert found.code == 1
    assert "own.rules:3:" in found.out and "enterprise" in found.out


def test_files_that_do_not_parse_are_all_named_and_exit_2(own: Path) -> None:
    (own / "ontology" / "bad.ttl").write_text("kg:a kg:b\n", "utf-8")
    (own / "ontology" / "shapes" / "bad-shape.ttl").write_text("x\n", "utf-8")
    (own / "rules" / "bad.rules").write_text("rule\n", "utf-8")
    (own / "rules" / "facts" / "bad.rq").write_text("SELECT ?x WHERE {\n", "utf-8")
    found = check(own)
    assert (found.code, found.out) == (2, "")
    for name in ("bad.ttl:1:", "bad-shape.ttl:1:", "bad.rules:1:", "bad.rq:"):
        assert name in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize("option", ["--ontology", "--rules"])
def test_a_folder_that_is_none_or_empty_is_refused(option: str, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        found = kgquery("check", option, str(path))
        assert (found.code, found.out) == (2, "")
        assert str(path) in found.err


def test_an_unknown_part_is_refused() -> None:
    found = kgquery("check", "--only", "shape")
    assert found.code == 2 and "shapes" in found.err


def test_without_java_the_rest_is_checked_and_what_is_not_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "java", lambda: None)
    found = kgquery("check", "--only", "data", "--only", "consistency", "--only", "classes")
    assert found.code == 0
    assert found.out.count("NOT CHECKED: Java is missing") == 2
    assert found.out.splitlines()[-1] == "no finding in 1 parts; not checked: consistency, classes"


def test_a_class_that_contradicts_itself_is_a_finding(own: Path, needs_java: None) -> None:
    text = """@prefix kg: <https://w3id.org/kgquery/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        kg:Impossible a owl:Class ; rdfs:subClassOf kg:Enterprise, kg:Document ; rdfs:label "无"@zh, "none"@en ;
            owl:equivalentClass [ a owl:Restriction ; owl:onProperty kg:activity ; owl:hasValue <https://w3id.org/kgquery/activity/use> ] ."""
    (own / "ontology" / "classes" / "own.ttl").write_text(text, "utf-8")
    found = check(own, "--only", "consistency", "--only", "classes")
    assert found.code == 1
    assert "kg:Impossible" in found.out


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from kg.cli.main import main; sys.exit(main())",
        "check",
        "--only",
        "data",
    ]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_table_that_is_not_utf_8_is_named(own: Path) -> None:
    path = own / "ontology" / "reference" / "places.csv"
    path.write_bytes(path.read_bytes() + b"\xff\xfe,x\n")
    found = check(own, "--only", "data")
    assert (found.code, found.out) == (2, "")
    assert f"{path}: byte 0xff" in found.err and "is not UTF-8" in found.err


def test_a_literal_that_is_no_number_is_named(own: Path) -> None:
    (own / "ontology" / "own.ttl").write_text(
        "<https://w3id.org/kgquery/id/xicheng-2017/1> <https://w3id.org/kgquery/ns#number> "
        '"abc"^^<http://www.w3.org/2001/XMLSchema#integer> .', "utf-8",
    )  # fmt: skip
    found = check(own, "--only", "classes")
    assert (found.code, found.out) == (2, "")
    assert 'the literal "abc"' in found.err


def test_a_lookup_table_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        indexes(tmp_path)
    assert raised.value.faults[0].file == str(tmp_path / "reference" / "character_variants.csv")


def test_a_lookup_table_without_a_column_is_a_fault(own: Path) -> None:
    path = own / "ontology" / "reference" / "character_slips.csv"
    path.write_text(path.read_text("utf-8").replace("written", "typed", 1), "utf-8")
    with pytest.raises(InputError, match="no column 'written'"):
        indexes(own / "ontology")
