"""What changes between two profiles or two dates, and which facts made the difference, on the examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.answer.difference import difference
from kg.answer.obligations import Answer, answer
from kg.knowledge import Knowledge
from kg.profile.document import parse
from kg.profile.enterprise import Enterprise
from kg.profile.facts import IT, Facts
from kg.profile.read import profile_from, read_profile
from tests.conftest import EXAMPLES, kgquery

HOSPITAL, RESTAURANT = "xicheng-hospital", "xicheng-restaurant"


def of(knowledge: Knowledge, example: str, as_of: str = "2018-06-01", **changes: Any) -> Answer:
    """The answer for an example, with some fields of its profile replaced."""
    path = EXAMPLES / f"{example}.json"
    if not changes:
        return answer(knowledge, read_profile(str(path), knowledge), as_of)
    profile = json.loads(path.read_text("utf-8")) | changes
    return answer(knowledge, read({k: v for k, v in profile.items() if v is not None}, knowledge), as_of)


def read(profile: dict[str, Any], knowledge: Knowledge) -> Enterprise:
    return profile_from(parse(json.dumps(profile).encode(), "profile"), knowledge)


def ids(entries: list[dict[str, Any]]) -> set[str]:
    return {e["id"] for e in entries}


def test_two_profiles(knowledge: Knowledge) -> None:
    found = difference(knowledge, of(knowledge, HOSPITAL), of(knowledge, RESTAURANT))
    health = next(e for e in found["lost"] if e["duty"]["id"] == "xicheng-2017/1" and e["bearer"]["name"] == "区卫计委")
    assert health["otherwise"] == "not_owed"
    assert [(f["pointer"], f["side"], f["other"]) for f in health["facts"]] == [("/sectors", "before", ["餐饮"])]
    streets = next(e for e in found["gained"] if e["duty"]["id"] == "xicheng-2017/1" and e["bearer"]["name"] == "各街道办事处")
    # The rest falls to the subdistricts because no named scope covers a restaurant, as two did the hospital.
    assert {(f["pointer"], f["side"]) for f in streets["facts"]} == {("/sectors", "before"), ("/activities", "before")}
    fields = {c["pointer"]: c for c in found["profile"]}
    assert fields["/sectors"]["added"] == ["catering"] and fields["/sectors"]["removed"] == ["medical"]
    assert fields["/employees"] == {"pointer": "/employees", "before": 2600, "after": 25}
    assert "/place" not in fields and "/facilities" not in fields


def test_nothing_is_left_out_or_said_twice(knowledge: Knowledge) -> None:
    before, after = of(knowledge, HOSPITAL), of(knowledge, RESTAURANT)
    found = difference(knowledge, before, after)
    old, new = ids(before.obligations), ids(after.obligations)
    moved = {e["before_id"]: e["id"] for e in found["changed"] if "before_id" in e}
    assert ids(found["gained"]) | set(moved.values()) == new - old
    assert ids(found["lost"]) | set(moved) == old - new
    kept = [e for e in found["changed"] if "before_id" not in e]
    assert len(found["gained"]) > 10 and found["unchanged"] + len(kept) == len(old & new)
    back = difference(knowledge, after, before)
    assert (ids(back["lost"]), ids(back["gained"])) == (ids(found["gained"]), ids(found["lost"]))


@pytest.mark.parametrize(
    ("one", "other"),
    [(HOSPITAL, RESTAURANT), ("xian-chlorine-user-below", "xian-chlorine-plant-above"), ("xicheng-courier", "xian-courier")],
)
def test_the_facts_named_do_make_the_difference(knowledge: Knowledge, one: str, other: str) -> None:
    """Whoever has the facts named on one side, and lacks those named on the other, owes what was gained."""
    before, after = of(knowledge, one), of(knowledge, other)
    from kg.answer.difference import _Comparison

    comparison = _Comparison(knowledge, before, after, "zh")
    tried = 0
    for entry in difference(knowledge, before, after)["gained"][::6]:
        row = after.rows[entry["id"]]
        grounds = comparison.decisive.grounds("owes", row, 1)
        facts = Facts(before.enterprise, before.as_of)
        for ground in grounds:
            rows = facts.rows.setdefault(ground.relation, [])
            if ground.side == 1 and ground.kind == "fact":
                rows.append(ground.row)
            elif ground.side == 0 and ground.kind == "fact" and ground.row in rows:
                rows.remove(ground.row)
        assert grounds, entry["id"]
        tried += 1
        model = knowledge.prepared.infer(facts.rows, facts.open_rows)
        assert row in model.rows("owes"), (entry["id"], grounds)
    assert tried >= 3


def test_a_document_begins_and_its_tasks_end(knowledge: Knowledge) -> None:
    found = difference(knowledge, of(knowledge, HOSPITAL, "2017-11-08"), of(knowledge, HOSPITAL, "2017-11-09"))
    assert found["profile"] == [] and found["lost"] == []
    assert {e["duty"]["document"] for e in found["gained"]} == {"xicheng-2017"}
    sentences = {f["sentence"] for e in found["gained"] for f in e["facts"]}
    assert sentences == {"查询日期不早于2017-11-09"}
    found = difference(knowledge, of(knowledge, HOSPITAL, "2018-08-31"), of(knowledge, HOSPITAL, "2018-09-01"))
    ended = {e["duty"]["id"]: e for e in found["changed"] if {"field": "status", "before": "open", "after": "past"} in e["changes"]}
    assert "xicheng-2017/1" in ended
    assert [f["sentence"] for f in ended["xicheng-2017/1"]["facts"]] == ["查询日期晚于2018-08-31"]


def test_a_successor_changes_name_and_certainty(knowledge: Knowledge) -> None:
    found = difference(knowledge, of(knowledge, HOSPITAL, "2018-06-01"), of(knowledge, HOSPITAL, "2019-06-01"))
    entry = next(e for e in found["changed"] if e["duty"]["id"] == "xicheng-2017/1" and e["bearer"]["name"] == "区安全监管局")
    changes = {c["field"]: (c["before"], c["after"]) for c in entry["changes"]}
    assert changes["name_as_of"] == ("北京市西城区安全生产监督管理局", "北京市西城区应急管理局")
    assert changes["certainty"] == ("stated", "derived")
    assert any(f["kind"] == "name" and "北京市西城区应急管理局" in f["sentence"] for f in entry["facts"])


def test_an_amount_is_blamed_only_when_it_crosses_a_limit(knowledge: Knowledge) -> None:
    name = "xian-chlorine-plant-above"
    units = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))["units"]
    units[0]["chemicals"][0]["amount_t"] = 4  # S = 4/5
    found = difference(knowledge, of(knowledge, name, units=units, employees=1300), of(knowledge, name))
    assert {c["pointer"] for c in found["profile"]} == {"/units/0/chemicals/0/amount_t", "/employees"}
    assert len(found["gained"]) > 5 and found["lost"] == []
    for entry in found["gained"]:
        assert {f.get("pointer") for f in entry["facts"]} == {None, "/units/0/chemicals/0/amount_t"}, entry["id"]
    limits = {f["limit"] for e in found["gained"] for f in e["facts"] if f["kind"] == "limit"}
    assert "≥ 1" in limits


def test_open_questions_are_settled(knowledge: Knowledge) -> None:
    name = "xicheng-user-of-unknown-sector"
    before, after = of(knowledge, name), of(knowledge, name, sectors=["medical"])
    found = difference(knowledge, before, after)
    entry = next(e for e in found["gained"] if e["duty"]["id"] == "xicheng-2017/1")
    assert (entry["bearer"]["name"], entry["otherwise"], entry["needs"]) == ("区卫计委", "open", ["/sectors"])
    assert [(f["pointer"], f.get("unsaid")) for f in entry["facts"]] == [("/sectors", True)]
    outcomes = {
        q["bearer"]["name"]: q["outcome"] for q in found["open_questions"]["settled"] if q["duty"]["id"] == "xicheng-2017/1"
    }
    assert outcomes["区卫计委"] == "owed" and outcomes["区教委"] == "not_owed"
    assert found["open_questions"]["appeared"] == []
    back = difference(knowledge, after, before)["open_questions"]
    assert len(back["appeared"]) == len(found["open_questions"]["settled"]) > 10
    assert all(e["facts"] for e in found["gained"])


def test_every_difference_has_its_facts(knowledge: Knowledge) -> None:
    before, after = of(knowledge, "neimenggu-hospital"), of(knowledge, "neimenggu-border-exporter")
    found = difference(knowledge, before, after)
    assert all(e["facts"] for part in ("gained", "lost", "changed") for e in found[part])
    renamed = [e for e in found["changed"] if [c["field"] for c in e["changes"]] == ["name_as_of"]]
    assert renamed and {f.get("pointer") for e in renamed for f in e["facts"]} == {"/place"}


def test_fields_are_compared_as_what_they_mean(knowledge: Knowledge) -> None:
    profile = json.loads((EXAMPLES / "xicheng-hospital.json").read_text("utf-8"))
    profile |= {"place": "北京市西城区", "activities": ["储存", "使用"], "sectors": ["医疗"]}
    profile["chemicals"] = [{"name": "氧", "amount_t": 20.0}, {"cas": "1333-74-0", "amount_t": 0.20, "annual_use_t": 1.5}]
    same = answer(knowledge, read(profile, knowledge), "2018-06-01")
    found = difference(knowledge, of(knowledge, HOSPITAL), same)
    empty = (found["profile"], found["gained"], found["lost"], found["changed"])
    assert empty == ([], [], [], []) and found["unchanged"] > 50


def test_left_out_is_not_none(knowledge: Knowledge) -> None:
    found = difference(knowledge, of(knowledge, HOSPITAL), of(knowledge, HOSPITAL, units=None))
    assert found["profile"] == [{"pointer": "/units", "before": [], "after": None}]
    assert found["open_questions"]["appeared"] and found["gained"] == []


# -- the command ----------------------------------------------------------------------------------------------------


def profile(name: str) -> str:
    return str(EXAMPLES / f"{name}.json")


def test_command_in_both_languages_and_forms(tmp_path: Path) -> None:
    sides = ["-e", profile(HOSPITAL), "-e", profile(RESTAURANT), "--as-of", "2018-06-01"]
    text, english = kgquery("diff", *sides), kgquery("diff", *sides, "--lang", "en")
    assert (text.code, english.code) == (0, 0)
    assert "新增" in text.out and "西城某餐馆属于餐饮领域" in text.out and "/sectors" in text.out
    assert "gained" in english.out and "belongs to the sector catering" in english.out
    target = tmp_path / "diff.json"
    assert kgquery("diff", *sides, "--format", "json", "--output", str(target)).out == ""
    shown = json.loads(target.read_text("utf-8"))
    assert shown["before"]["enterprise"]["id"] == HOSPITAL and shown["after"]["as_of"] == "2018-06-01"
    own = json.loads(kgquery("diff", *sides, "--format", "json", "--bearer", "enterprise").out)
    assert {e["role"] for e in own["gained"] + own["lost"] + own["changed"]} == {"duty_holder"}
    assert len(own["gained"]) < len(shown["gained"])


def test_command_says_when_nothing_changes() -> None:
    found = kgquery("diff", "-e", profile(HOSPITAL), "-e", profile(HOSPITAL), "--as-of", "2018-06-01", "--lang", "en")
    assert found.code == 0 and "No difference" in found.out


def test_each_profile_at_its_own_date() -> None:
    dates = ["--as-of", "2018-06-01", "--as-of", "2019-06-01"]
    shown = json.loads(kgquery("diff", "-e", profile(HOSPITAL), "-e", profile(RESTAURANT), *dates, "--format", "json").out)
    assert [(shown[s]["enterprise"]["id"], shown[s]["as_of"]) for s in ("before", "after")] == [
        (HOSPITAL, "2018-06-01"), (RESTAURANT, "2019-06-01"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no profile is given"),
        (["-e", profile(HOSPITAL)], "one side only"),
        (["-e", profile(HOSPITAL), "--as-of", "2018-06-01"], "one side only"),
        (["-e", profile(HOSPITAL)] + ["-e", profile(RESTAURANT)] * 2, "found 3 profiles"),
        (["-e", profile(HOSPITAL)] + ["--as-of", "2018-06-01"] * 3, "found 3 dates"),
        (["-e", profile(HOSPITAL), "--as-of", "2018-06-01", "--as-of", "2018-06-31"], "2018-06-31"),
        (["-e", "-", "-e", "-"], "read once"),
        (["-e", profile(HOSPITAL), "-e", "no-such-file.json"], "no-such-file.json"),
    ],
)
def test_bad_input(arguments: list[str], said: str) -> None:
    found = kgquery("diff", *arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err and "Traceback" not in found.err


def test_faults_of_both_profiles_are_told_at_once(tmp_path: Path) -> None:
    paths = []
    for name, field in (("a", "activities"), ("b", "place")):
        value = json.loads((EXAMPLES / "xicheng-hospital.json").read_text("utf-8")) | {field: "nonsense"}
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(value), "utf-8")
    found = kgquery("diff", "-e", str(paths[0]), "-e", str(paths[1]))
    assert found.code == 2 and "/activities" in found.err and "/place" in found.err


def test_what_an_enterprise_owes_itself_is_the_same_duty_under_another_name(knowledge: Knowledge) -> None:
    before, after = of(knowledge, HOSPITAL), of(knowledge, HOSPITAL, name="某医院", id="other")
    found = difference(knowledge, before, after)
    assert (found["gained"], found["lost"], found["changed"]) == ([], [], [])
    assert any(after.rows[e["id"]][0] == IT for e in after.obligations)
