"""The answer in its five formats: the JSON keeps its schema, the table fits its width, the others read back."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from kg.answer.text import width, wrap
from tests.conftest import EXAMPLES, kgquery, kgquery_process

PROFILE = str(EXAMPLES / "xicheng-user-of-unknown-sector.json")
ASK = ("obligations", "-e", PROFILE, "--as-of", "2018-06-01")


@pytest.mark.parametrize("name", sorted(p.name for p in EXAMPLES.glob("*.json") if "expected" not in p.name))
def test_every_answer_is_as_the_schema_says(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(kgquery("schema", "obligations").out)
    found = json.loads(kgquery("obligations", "-e", str(EXAMPLES / name), "--as-of", "2018-06-01", "--format", "json").out)
    jsonschema.Draft202012Validator(schema).validate(found)
    ids = [o["id"] for o in found["obligations"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", sorted(p.name for p in EXAMPLES.glob("*.json") if "expected" not in p.name))
def test_every_profile_is_as_the_printed_schema_says(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(kgquery("schema", "profile").out)
    jsonschema.Draft202012Validator(schema).validate(json.loads((EXAMPLES / name).read_text("utf-8")))


def test_the_same_question_gives_the_same_bytes_in_every_process() -> None:
    answers = {kgquery_process(*ASK, "--format", "json", PYTHONHASHSEED=str(seed)).stdout for seed in range(3)}
    assert len(answers) == 1


@pytest.mark.parametrize("columns", [40, 80, 140])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = kgquery(*ASK, "--lang", lang).out.splitlines()
    assert max(map(width, lines)) <= max(columns, 44)
    assert not any(line.strip()[:1] in "，。；）》" for line in lines if line.strip())


def test_the_table_ends_with_what_is_unknown() -> None:
    out = kgquery(*ASK).out
    assert out.index("尚不确定") > out.index("■")
    assert "/sectors" in out[out.index("尚不确定") :]


def test_the_table_ends_with_the_lists_that_are_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    # A chemical plant that uses toluene: whether its quantity needs a permit hangs on a list of which a part is held.
    monkeypatch.setenv("COLUMNS", "200")
    ask = ("obligations", "-e", str(EXAMPLES / "shanghai-toluene-user.json"), "--as-of", "2018-06-01")
    notes = [caveat["note_zh"] for caveat in json.loads(kgquery(*ask, "--format", "json").out)["caveats"]]
    assert kgquery(*ask).out.splitlines()[-len(notes) - 1 :] == ["所依据的目录不全", *("! " + note for note in notes)]
    assert "所依据的目录不全" not in kgquery("obligations", "-e", str(EXAMPLES / "xicheng-hospital.json")).out


def test_the_table_says_what_is_past_and_left_out() -> None:
    ask = ("obligations", "-e", str(EXAMPLES / "xicheng-hospital.json"), "--as-of")
    after = kgquery(*ask, "2020-06-01").out.splitlines()
    assert after[2].startswith("另有") and "西政办发〔2017〕23号（至2020-05-31）" in after[2]
    counts = [int(re.findall(r"\d+", line)[0]) for line in after[1:3]]
    assert kgquery(*ask, "2020-06-01", "--status", "all").out.splitlines()[1].startswith(f"共{sum(counts)}项")
    # On the last day of August 2018 nothing is over yet; the day after, task 1 and the like are, the plan is not.
    assert "过期" not in kgquery(*ask, "2018-08-31").out
    assert "西政办发〔2017〕23号（至" not in (out := kgquery(*ask, "2018-09-01").out) and "项已过期" in out


def test_a_line_breaks_between_characters_but_not_before_a_full_stop() -> None:
    assert wrap("一二三四五。", 10) == ["一二三四", "五。"]
    assert wrap("see reg_hazchem_2013/25.2 now", 12) == ["see", "reg_hazchem_", "2013/25.2", "now"]


def test_csv_has_a_row_for_each_obligation_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(kgquery(*ASK, "--format", "csv").out)))
    found = json.loads(kgquery(*ASK, "--format", "json").out)["obligations"]
    assert [r["id"] for r in rows] == [o["id"] for o in found]
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_csv_markdown_and_turtle_say_on_what_event_and_how_soon() -> None:
    """第23条第1款 of 条例591号: who finds highly toxic chemicals lost reports it to the police at once."""
    ask = ("obligations", "-e", str(EXAMPLES / "xian-chlorine-plant-above.json"), "--as-of", "2018-06-01", "--format")
    rows = csv.DictReader(io.StringIO(kgquery(*ask, "csv").out))
    (row,) = (r for r in rows if r["duty"] == "reg_hazchem_2013/23.1" and "报告" in r["action"] and r["bearer_kind"] == "enterprise")
    assert row["how_soon"] == "立即" and "丢失" in row["event"] and "公安" in row["to"]
    cells = f"| {row['event']} | {row['to']} | 事件触发（立即） |"
    assert any(row["action"] in line and cells in line for line in kgquery(*ask, "md").out.splitlines())
    turtle = kgquery(*ask, "ttl").out
    assert f'kg:onEvent "{row["event"]}"@zh' in turtle and 'kg:deadlineText "立即"@zh' in turtle


def test_turtle_reads_back_with_one_node_an_obligation() -> None:
    import pyoxigraph as ox

    quads = list(ox.parse(kgquery(*ASK, "--format", "ttl").out.encode(), format=ox.RdfFormat.TURTLE))
    nodes = {q.subject for q in quads if getattr(q.object, "value", "").endswith("ns#Obligation")}
    assert len(nodes) == len(json.loads(kgquery(*ASK, "--format", "json").out)["obligations"])


def test_output_goes_to_the_file_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answer.md"
    outcome = kgquery(*ASK, "--format", "md", "--output", str(path))
    assert (outcome.code, outcome.out) == (0, "")
    assert path.read_text("utf-8").startswith("# 西城")


def test_a_unit_that_is_called_like_a_document_renames_no_task(tmp_path: Path) -> None:
    unit = {"id": "xicheng-2017", "chemicals": [{"cas": "7782-50-5", "amount_t": 1}] * 2}
    profile = {"name": "某厂", "place": "110102", "activities": ["use", "storage"], "sectors": ["medical"], "units": [unit]}
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile), "utf-8")
    found = json.loads(kgquery("obligations", "-e", str(path), "--as-of", "2018-06-01", "--format", "json").out)["obligations"]
    reasons = [line for o in found if o["duty"]["id"] == "xicheng-2017/1" for line in o["because"]]
    assert any("“全面摸排风险”是西政办发〔2017〕23号的任务" in line for line in reasons)
    assert not any("氯" in line for line in reasons)
