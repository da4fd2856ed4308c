"""Why a duty is not owed, on the examples; and that making good what is said to be lacking makes it owed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kg.answer.lacks import Lack, Lacking
from kg.answer.obligations import answer
from kg.answer.whynot import duties, why_not
from kg.engine import ANY
from kg.errors import InputError
from kg.knowledge import Knowledge
from kg.profile.facts import IT, Facts
from kg.profile.read import read_profile
from tests.conftest import EXAMPLES, kgquery


def asked(
    knowledge: Knowledge, name: str, duty: str, as_of: str = "2018-06-01", bearer: str | None = None, lang: str = "zh"
) -> dict[str, Any]:
    enterprise = read_profile(str(EXAMPLES / f"{name}.json"), knowledge)
    return why_not(knowledge, answer(knowledge, enterprise, as_of), duty, bearer, lang)


def leaves(lacks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for lack in lacks:
        inner = [k for way in lack.get("any_of", ()) for k in way]
        if inner:
            yield from leaves(inner)
        else:
            yield lack


def needed(shown: dict[str, Any], bearer: str) -> list[dict[str, Any]]:
    """The facts that a bearer's attempts lack, all ways together."""
    attempts = [a for r in shown["rules"] for a in r["attempts"] if any(b["name"] == bearer for b in a["bearers"])]
    assert attempts, bearer
    return [leaf for a in attempts for way in a["any_of"] for leaf in leaves(way)]


def values(lack: dict[str, Any]) -> set[str]:
    return {w["value"] for w in lack["wanted"]}


def test_the_place_and_the_date_are_lacking(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "shanghai-chlorine-plant", "xicheng-2017/1", "2016-06-01")
    assert not shown["owed"]
    place, date = shown["common"]
    assert (place["pointer"], values(place), place["found"]) == ("/place", {"place/110102"}, ["上海市金山区"])
    assert (date["sentence"], date["found"]) == ("查询日期不早于2017-11-09", ["2016-06-01"])
    # Named for producers, storers and traders, so that nothing else stands in the way; for carriers more does.
    assert needed(shown, "区安全监管局") != [] and needed(shown, "区运管处")[0]["pointer"] == "/activities"
    safety = [a for r in shown["rules"] for a in r["attempts"] if a["bearers"][0]["scope"] == "危险化学品生产、储存及经营环节"]
    assert [a["any_of"] for a in safety] == [[[]]]
    text = kgquery("explain", "--why-not", "xicheng-2017/1", "-e", str(EXAMPLES / "shanghai-chlorine-plant.json"),
                   "--as-of", "2016-06-01")  # fmt: skip
    assert text.code == 0 and "/place" in text.out and "上海市金山区" in text.out and "2017-11-09" in text.out


def test_one_bearer(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-hospital", "xicheng-2017/1", bearer="区教委", lang="en")
    (lack,) = needed(shown, "区教委")
    assert (lack["pointer"], values(lack), lack["found"]) == ("/sectors", {"education"}, ["medical"])
    assert asked(knowledge, "xicheng-hospital", "xicheng-2017/1", bearer="区卫计委")["owed"]


def test_the_rest_is_covered_by_a_named_scope(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-hospital", "xicheng-2017/1", bearer="各街道办事处")
    (lack,) = needed(shown, "各街道办事处")
    assert lack["kind"] == "blocked" and "使用危险化学品的医疗机构" in lack["sentence"] + str(lack["because"])


def test_one_of_several_values_will_do(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-hospital", "xian-2017/3")
    facts = {k["pointer"]: k for k in shown["common"] if k.get("pointer")} | {
        leaf["pointer"]: leaf for leaf in leaves(shown["common"])
    }
    # The plan names three substances; any one of them would make the plan's task concern the enterprise.
    assert values(facts["/chemicals"]) == {"chemical/143-33-9", "chemical/6484-52-2", "chemical/9004-70-0"}
    assert values(facts["/place"]) == {"place/610100"}


def test_what_is_unsaid_is_asked(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-user-of-unknown-sector", "xicheng-2017/5")
    found = needed(shown, "西城规划分局")
    assert {(k["pointer"], tuple(k["unsaid"])) for k in found} == {("/sectors", ("/sectors",)), ("/facilities", ("/facilities",))}
    assert all(k["question"].endswith("？") for k in found)
    assert {p for r in shown["rules"] for a in r["attempts"] for p in a["unsaid"]} >= {"/sectors"}


def test_a_number_too_low(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-hospital", "law_work_safety_2014/21.2", bearer="enterprise")
    (many,) = {k["sentence"]: k for k in needed(shown, "西城某三级医院") if k["kind"] == "comparison"}.values()
    assert many["pointer"] == "/employees" and "≤ 100" in many["sentence"] and "2600" in many["found"][0]
    # The provision excepts those that handle dangerous goods: that must not come to apply.
    assert all(a["provided"] for r in shown["rules"] for a in r["attempts"])
    shown = asked(knowledge, "xian-chlorine-user-below", "rule_40_2011/8.1", bearer="enterprise")
    found = json.dumps(shown["rules"], ensure_ascii=False)
    assert "的S为≥ 1" in found


def test_a_duty_of_the_administration_itself(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-hospital", "xicheng-2017/19")
    assert (shown["owed"], shown["rules"], shown["could_bear"]) == (False, [], [])
    out = kgquery("explain", "--why-not", "xicheng-2017/19", "-e", str(EXAMPLES / "xicheng-hospital.json"), "--lang", "en")
    assert out.code == 0 and "No rule can conclude it" in out.out


def test_a_body_that_no_rule_could_mean(knowledge: Knowledge) -> None:
    shown = asked(knowledge, "xicheng-hospital", "xicheng-2017/1", bearer="市邮政局")
    assert shown["rules"] == [] and "市邮政局西区分局" in shown["could_bear"] and "区卫计委" in shown["could_bear"]


def test_unknown_names(knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match="did you mean xicheng-2017/10"):
        asked(knowledge, "xicheng-hospital", "xicheng-2017/100")
    with pytest.raises(InputError, match="nobody is called"):
        asked(knowledge, "xicheng-hospital", "xicheng-2017/1", bearer="区卫计")


# -- the property that matters ----------------------------------------------------------------------------------------


def made_good(lacks: tuple[Lack, ...], facts: Facts) -> bool:
    """Adds to `facts` what the first way of each lack needs; False when that takes more than facts and a date."""
    for lack in lacks:
        if lack.kind == "fact" and not lack.limits and not any(v is ANY for v in lack.rows[-1]):
            facts.rows.setdefault(lack.relation, []).append(lack.rows[-1])
        elif lack.kind == "comparison" and lack.origin and lack.origin[0] == "as-of" and lack.relation in (">=", "<="):
            (day,) = facts.rows["as-of"][0]
            if day != facts.first and day != lack.row[1]:  # type: ignore[attr-defined]
                return False
            facts.rows["as-of"] = [(lack.row[1],)]
        elif lack.kind == "step" and lack.ways and not lack.limits:
            if not made_good(lack.ways[0], facts):
                return False
        else:
            return False
    return True


def like(row: tuple[Any, ...], pattern: tuple[Any, ...]) -> bool:
    return all(w is ANY or v == w for v, w in zip(row, pattern, strict=True))


@pytest.mark.parametrize("name", ["xicheng-hospital", "xian-courier", "shanghai-chlorine-plant"])
def test_what_is_lacking_would_be_enough(knowledge: Knowledge, name: str) -> None:
    enterprise, as_of = read_profile(str(EXAMPLES / f"{name}.json"), knowledge), "2019-03-01"
    found = answer(knowledge, enterprise, as_of)
    owed = {e["duty"]["id"] for e in found.obligations}
    lacking = Lacking(found.model)
    tried = 0
    for duty in [d for d in duties(knowledge) if d not in owed][::9]:
        for attempt in lacking.attempts("owes", (None, IT, duty, None, None, None, None))[:2]:
            assert attempt.lacks, (duty, attempt.row)
            facts = Facts(enterprise, as_of)
            facts.first = as_of  # type: ignore[attr-defined]
            if made_good(attempt.lacks, facts):
                tried += 1
                model = knowledge.prepared.infer(facts.rows, facts.open_rows)
                fits = [r for r in model.rows("owes") if like(r, attempt.row)]
                excepted = [p for p in attempt.provisos if any(like(r, p[1]) for r in [*model.rows(p[0]), *model.open_rows(p[0])])]
                assert fits or excepted, (duty, attempt.row, attempt.lacks)
    assert tried > 20


# -- the command ----------------------------------------------------------------------------------------------------


def explain(*arguments: str) -> Any:
    return kgquery("explain", "-e", str(EXAMPLES / "xicheng-hospital.json"), "--as-of", "2018-06-01", *arguments)


def test_owed_after_all() -> None:
    found = explain("--why-not", "xicheng-2017/1", "--lang", "en")
    assert found.code == 0 and "is owed" in found.out and "kgquery explain 'xicheng-2017/1~" in found.out
    shown = json.loads(explain("--why-not", "xicheng-2017/1", "--format", "json").out)
    assert shown["owed"] and all(i.startswith("xicheng-2017/1~") for i in shown["obligations"])
    proof = explain(shown["obligations"][0])
    assert proof.code == 0 and shown["obligations"][0] in proof.out


def test_json_and_text_say_the_same() -> None:
    shown = json.loads(explain("--why-not", "xicheng-2017/5", "--format", "json").out)
    text = explain("--why-not", "xicheng-2017/5").out.replace("\n", "").replace(" ", "")
    for rule in shown["rules"]:
        assert f"规则{rule['rule']}" in text
        for attempt in rule["attempts"]:
            for lack in (leaf for way in attempt["any_of"] for leaf in leaves(way)):
                assert lack["sentence"].replace(" ", "") in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "either OBLIGATION-ID or --why-not DUTY"),
        (["xicheng-2017/1", "--why-not", "xicheng-2017/1"], "either OBLIGATION-ID or --why-not DUTY"),
        (["xicheng-2017/1", "--bearer", "区教委"], "--why-not only"),
        (["--why-not", "xicheng-2017/5", "--format", "ttl"], "--format text or json"),
        (["--why-not", "xicheng-2017/5", "--depth", "2"], "--format text or json"),
        (["--why-not", "xicheng-2017/100"], "did you mean xicheng-2017/10?"),
        (["--why-not", "xicheng-2017/1", "--bearer", "区卫计"], "did you mean"),
    ],
)
def test_bad_input(arguments: list[str], said: str) -> None:
    found = explain(*arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err and "Traceback" not in found.err
