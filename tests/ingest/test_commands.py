"""`kgquery ingest` and `kgquery clause` from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import kgquery, kgquery_process

FOLDER = Path(__file__).parent / "documents"
COAL = str(FOLDER / "heldout" / "coal-province-2024.txt")


def test_ingest_json_has_the_promised_fields() -> None:
    outcome = kgquery("ingest", COAL)
    assert outcome.code == 0
    found = json.loads(outcome.out)
    assert found["document"]["number"] == "北安委〔2024〕1号"
    assert found["document"]["period"] == {"from": "2024-01-01", "to": "2026-12-31"}
    assert {"title", "number", "issuer", "issued", "period", "phases", "based_on"} <= found["document"].keys()
    task = found["tasks"][0]
    assert {"section", "section_title", "number", "part", "title", "clause", "assignments", "deadlines", "refs", "stages", "hazards"} <= task.keys()
    assert task["assignments"][0] == {"agency": "省应急管理厅", "role": "responsible", "scope": None}
    assert task["deadlines"] == [{"kind": "complete_by", "from": None, "to": "2024-06-30", "text": "2024年6月底前"}]
    assert found["unparsed"] == []
    assert "5 tasks, 5 with a responsibility clause" in outcome.err


def test_ingest_turtle_parses_and_is_the_same_every_time(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    first = kgquery("ingest", COAL, "--format", "ttl", "--id", "beishan-2024")
    second = kgquery("ingest", COAL, "--format", "ttl", "--id", "beishan-2024")
    assert first.code == 0
    assert first.out == second.out
    graph = rdflib.Graph().parse(data=first.out, format="turtle")
    names = {str(name) for name in graph.objects(None, rdflib.URIRef("https://w3id.org/kgquery/ns#agencyName"))}
    assert "国家矿山安全监察局北山局" in names


def test_what_is_not_understood_is_named_with_its_line_and_exit_1(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("一、任务\n1.甲。（市应急局牵头，另行明确的其他事项，2020年底前完成）\n", encoding="utf-8")
    outcome = kgquery("ingest", str(path))
    assert outcome.code == 1
    assert json.loads(outcome.out)["unparsed"] == [
        {"line": 2, "text": "另行明确的其他事项", "reason": "not understood as bodies with a role"}
    ]
    assert "line 2" in outcome.err


def test_a_text_without_tasks_needs_an_eye(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("各位同事：明天上午开会，请准时参加。\n", encoding="utf-8")
    outcome = kgquery("ingest", str(path))
    assert outcome.code == 1
    assert json.loads(outcome.out)["tasks"] == []
    assert "no task was found" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ingest", "no-such-file.txt"), "no such file"),
        (("ingest", COAL, "--id", "Bei Shan"), "lower-case letters"),
        (("ingest", "--check", "xicheng-2071", COAL), "did you mean xicheng-2017"),
        (("ingest", COAL, COAL, "--id", "x"), "one FILE only"),
        (("clause", " "), "empty"),
        (("clause", "（市应急局负责）", "--year", "3"), "a year from"),
    ],
)
def test_bad_usage_exits_2_with_nothing_on_standard_output(arguments: tuple[str, ...], message: str) -> None:
    outcome = kgquery(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert message in outcome.err
    assert "Traceback" not in outcome.err


def test_standard_input_and_empty_input() -> None:
    data = Path(COAL).read_bytes()
    done = kgquery_process("ingest", "-", input=data)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["tasks"]) == 5
    empty = kgquery_process("ingest", "-", input=b"")
    assert (empty.returncode, empty.stdout) == (2, b"")
    noise = kgquery_process("ingest", "-", input=bytes(range(256)) * 50)
    assert (noise.returncode, noise.stdout) == (2, b"")
    assert b"Traceback" not in noise.stderr


def test_many_files_go_into_a_folder_and_one_bad_one_does_not_stop_them(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(bytes(range(256)) * 50)
    out = tmp_path / "out"
    outcome = kgquery("ingest", COAL, str(bad), str(FOLDER / "known" / "fire-table-2021.txt"), "--output", str(out))
    assert outcome.code == 2
    assert sorted(path.name for path in out.iterdir()) == ["coal-province-2024.json", "fire-table-2021.json"]
    assert "bad.txt" in outcome.err


def test_check_says_where_a_text_and_the_committed_data_differ(shared: Path, tmp_path: Path) -> None:
    source = shared / "seeds" / "xian-2017.txt"
    same = kgquery("ingest", "--check", "xian-2017", str(source))
    assert (same.code, same.out) == (0, "")
    copy = tmp_path / "copy.txt"
    copy.write_text(source.read_text(encoding="utf-8").replace("市财政局牵头", "市审计局牵头"), encoding="utf-8")
    other = kgquery("ingest", "--check", "xian-2017", str(copy))
    assert other.code == 1
    assert "xian-2017/29#a1 kg:agencyName 市审计局: only in the text" in other.out
    assert "xian-2017/29#a1 kg:agencyName 市财政局: only in the committed data" in other.out


def test_clause() -> None:
    outcome = kgquery("clause", "（区应急局牵头，区公安分局配合，6月底前完成）", "--year", "2022")
    assert outcome.code == 0
    assert json.loads(outcome.out) == {
        "clause": "区应急局牵头，区公安分局配合，6月底前完成",
        "assignments": [
            {"agency": "区应急局", "role": "lead", "scope": None},
            {"agency": "区公安分局", "role": "coordinate", "scope": None},
        ],
        "deadlines": [{"kind": "complete_by", "from": None, "to": "2022-06-30", "text": "6月底前完成"}],
        "unparsed": [],
    }
    assert kgquery("clause", "今天天气很好").code == 1


def test_no_document_of_many_takes_the_place_of_another(tmp_path: Path) -> None:
    text = "一、任务\n1.{}。（市应急局牵头）\n"
    for name, title in (("甲市.txt", "甲"), ("乙市.txt", "乙"), ("a/plan.txt", "丙"), ("b/plan.txt", "丁"), ("plan-2.txt", "戊")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text.format(title), encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("甲市.txt", "乙市.txt", "a/plan.txt", "b/plan.txt", "plan-2.txt")]
    assert kgquery("ingest", *paths, "--output", str(tmp_path / "out")).code == 0
    written = [json.loads(path.read_text("utf-8")) for path in sorted((tmp_path / "out").iterdir())]
    assert sorted(document["tasks"][0]["title"] for document in written) == sorted("甲乙丙丁戊")
    assert len({document["document"]["id"] for document in written}) == 5
    lines = kgquery("ingest", *paths).out.splitlines()
    assert [json.loads(line)["tasks"][0]["title"] for line in lines] == list("甲乙丙丁戊")
