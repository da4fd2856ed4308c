"""What rules conclude against each other is told, side by side; neither is an answer."""

from __future__ import annotations

import json
import shutil

import jsonschema
import pytest

from kg.answer.obligations import answer
from kg.cli.main import main
from kg.content import folder
from kg.knowledge import Knowledge, cache
from kg.knowledge.build import build
from kg.profile.read import read_profile
from tests.conftest import EXAMPLES, kgquery

HOSPITAL = str(EXAMPLES / "xicheng-hospital.json")
CONTRARY = """
relation trusted(enterprise: Enterprise)
    zh "{enterprise}可以免检"
    en "{enterprise} is trusted"
rule users-are-trusted
    if   activity(?enterprise, use)
    then trusted(?enterprise)
rule storers-are-not
    if   activity(?enterprise, storage)
    then not trusted(?enterprise)
"""


@pytest.fixture(scope="module")
def contrary(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    rules = tmp_path_factory.mktemp("content") / "rules"
    shutil.copytree(folder("rules"), rules)
    (rules / "contrary.rules").write_text(CONTRARY, "utf-8")
    return Knowledge(cache.Sections(build(rules=rules)))


def test_a_conflict_is_told_with_both_sides_and_their_proofs(
    contrary: Knowledge, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("kg.knowledge.open_knowledge", lambda: contrary)
    assert main(["obligations", "-e", HOSPITAL, "--as-of", "2018-06-01", "--format", "json", "--lang", "en"]) == 1
    out, err = capfdbinary.readouterr()
    document = json.loads(out)
    jsonschema.validate(document, json.loads(kgquery("schema", "obligations").out))
    ((first, second),) = [conflict["sides"] for conflict in document["conflicts"]]
    assert {first["rules"][0], second["rules"][0]} == {"users-are-trusted", "storers-are-not"}
    facts = {side["rules"][0]: [p["fact"] for proof in side["proofs"] for p in proof["premises"]] for side in (first, second)}
    assert facts == {"users-are-trusted": [["activity", "it", "use"]], "storers-are-not": [["activity", "it", "storage"]]}
    said = err.decode()
    assert "users-are-trusted" in said and "storers-are-not" in said and "neither is concluded" in said
    found = answer(contrary, read_profile(HOSPITAL, contrary), "2018-06-01")
    assert (found.model.rows("trusted"), found.model.rows("not trusted")) == ([], [])


def test_where_the_rules_agree_nothing_is_said_of_conflicts() -> None:
    done = kgquery("obligations", "-e", HOSPITAL, "--as-of", "2018-06-01", "--format", "json")
    assert "conflicts" not in json.loads(done.out)
    assert (done.code, done.err) == (0, "")
