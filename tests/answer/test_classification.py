"""`classify`: lists and quantities at a date, S, R and grade against an independent reckoning, what is left open."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.answer.classification import classify, number
from kg.cli.main import main
from kg.errors import InputError
from kg.knowledge import Knowledge, open_knowledge
from kg.profile.read import profile_from
from tests.conftest import kgquery
from tests.reference.gb18218_oracle import Stock, Undecided, assess, limit_and_beta, list_at, named_line
from tests.reference.rows import rows

DAYS = ("2009-12-01", "2011-11-30", "2011-12-01", "2018-06-01", "2019-02-28", "2019-03-01", "2026-11-22")
# Everything said that the classification asks for, so that nothing is open but what a test leaves out.
WHOLE: dict[str, Any] = {
    "name": "某厂", "place": "310112", "activities": ["use", "storage"], "sectors": ["chemical"], "facilities": [],
    "chemicals": [], "processes": [], "units": [], "projects": [], "employees": 50,
    "records": {"blacklisted": False, "accidents": []},
}  # fmt: skip


def classified(knowledge: Knowledge, as_of: str = "2022-01-01", **profile: Any) -> dict[str, Any]:
    return classify(knowledge, profile_from(WHOLE | profile, knowledge), as_of)


def unit(knowledge: Knowledge, *chemicals: dict[str, Any], people: int | None = 0, as_of: str = "2022-01-01") -> dict[str, Any]:
    held = {"id": "u", "chemicals": list(chemicals)} | ({} if people is None else {"exposed_population": people})
    found: dict[str, Any] = classified(knowledge, as_of, units=[held])["units"][0]
    return found


def exact(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))


# ---- against the oracle ---------------------------------------------------------------------------------------------


def _item(chemical: str) -> dict[str, str] | None:
    """How a profile names an entry so that it is found for certain, None where only its form would decide the line."""
    substance = open_knowledge().substances.by_id("chemical/" + chemical)
    if substance is None:
        return None
    item = {"name": substance.name} | ({"cas": substance.cas[0]} if substance.cas else {})
    found = open_knowledge().substances.find(item.get("cas"), item["name"])
    return item if found.substance == substance and not found.qualifier else None


def _named() -> dict[str, dict[str, str]]:
    lines = rows("gb18218_named")
    chemicals = {c for row in lines for c in row["chemical"].split(";")}
    chemicals -= {c for row in lines if row["condition_zh"] for c in row["chemical"].split(";")}
    return {c: item for c in sorted(chemicals) if (item := _item(c))}


NAMED = _named()
SYMBOLS = [row["symbol"] for row in rows("gb18218_classes") if row["list"] == "gb18218_2018"]
# Symbols that are one class in both editions.
DECIDED = [row["symbol"] for row in rows("gb18218_symbol_bridge") if row["symbol_2009"]]


@st.composite
def stocks(draw: st.DrawFn) -> tuple[Stock, dict[str, Any]]:
    """A stock as the oracle takes it and as a profile writes it; half of the amounts are at or beside a threshold."""
    if draw(st.integers(0, 3)):
        chemical = draw(st.sampled_from(sorted(NAMED)))
        symbol = draw(st.sampled_from(["", "", "", *DECIDED]))
        item: dict[str, Any] = dict(NAMED[chemical])
    else:
        chemical, symbol, item = "", draw(st.sampled_from(SYMBOLS)), {"name": "某混合物"}
    limits = {Fraction(r["critical_quantity_t"]) for r in rows("gb18218_named") if chemical in r["chemical"].split(";")}
    limits |= {Fraction(r["critical_quantity_t"]) for r in rows("gb18218_classes") if symbol and r["symbol"] == symbol}
    limit = draw(st.sampled_from(sorted(limits)))
    share = draw(st.sampled_from(["1", "0.5", "0.25", "0.2", "0.1", "0.999999999", "1.000000001", "2", "50"]))
    amount = draw(st.one_of(st.just(Decimal(str(float(limit))) * Decimal(share)), st.decimals(0, 400, places=3)))
    if symbol:
        item["hazard_class"] = symbol
    return Stock(Fraction(amount), chemical, symbol), item | {"amount_t": amount}


UNITS = st.lists(
    st.tuples(st.lists(stocks(), max_size=5), st.sampled_from([None, 0, 1, 29, 30, 49, 50, 99, 100, 5000])), min_size=1, max_size=3
)


def expected(as_of: str, held: list[Stock], people: int | None) -> dict[str, Any]:
    """What the oracle says of a unit: S, R and grade, each None where it is undecided; `major` None likewise."""
    edition = list_at("major_hazard", as_of)
    assert edition is not None
    try:
        limits = [limit_and_beta(edition, stock)[0] for stock in held]
    except Undecided:
        return {"S": None}
    total = sum((s.tonnes / q for s, q in zip(held, limits, strict=True)), Fraction(0))
    found: dict[str, Any] = {"S": total, "major": total >= 1, "R": None, "grade": None}
    try:
        several = [assess(as_of, held, p) for p in ([0, 1, 30, 50, 100] if people is None else [people])]
    except Undecided:
        return found | {"doubtful": True}
    if people is not None:
        found["R"] = several[0].R
    grades = {a.grade for a in several}
    found["grade"] = grades.pop() if len(grades) == 1 else None
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(day=st.sampled_from(DAYS), units=UNITS)
def test_units_are_reckoned_as_the_standard_does(day: str, units: list[tuple[list[tuple[Stock, dict[str, Any]]], int | None]]) -> None:
    profile = [
        {"id": f"u{n}", "chemicals": [item for _, item in held]} | ({} if people is None else {"exposed_population": people})
        for n, (held, people) in enumerate(units)
    ]
    found = classified(open_knowledge(), day, units=profile)
    known = []
    for got, (held, people) in zip(found["units"], units, strict=True):
        # Of what there is none, nothing needs to be known.
        wanted = expected(day, [stock for stock, _ in held if stock.tonnes], people)
        assert exact(got["S_exact"]) == wanted["S"], (got, wanted)
        if wanted["S"] is None:
            assert "S" in got["undecided"]
            continue
        assert got["major_hazard"] is wanted["major"]
        known.append(wanted["major"])
        if wanted.get("doubtful"):
            assert got["R"] is None
            continue
        assert exact(got["R_exact"]) == wanted["R"], (got, wanted)
        assert got["grade"] == wanted["grade"], (got, wanted)
    assert ("major_hazard" in found["hazards"]) is any(u["major_hazard"] for u in found["units"])
    assert any(known) <= found["two_key_one_major"]


@pytest.mark.parametrize("chemical", sorted(NAMED))
def test_every_named_substance_at_its_quantity(knowledge: Knowledge, chemical: str) -> None:
    for day in ("2018-06-01", "2022-01-01"):
        line = named_line(str(list_at("major_hazard", day)), Stock(Fraction(1), chemical))
        if line is None:
            continue
        limit = Decimal(line["critical_quantity_t"])
        assert [
            unit(knowledge, NAMED[chemical] | {"amount_t": amount}, as_of=day)["major_hazard"]
            for amount in (limit - Decimal("1e-9"), limit)
        ] == [False, True]


def test_a_third_and_two_thirds_make_exactly_one(knowledge: Knowledge) -> None:
    phosgene = [{"name": "光气", "amount_t": Decimal("0.1")}, {"cas": "75-44-5", "amount_t": Decimal("0.2")}]
    found = unit(knowledge, *phosgene)
    assert (found["S"], found["major_hazard"]) == (1, True)
    assert [t["q/Q"] for t in found["terms"]] == ["1/3", "2/3"]


def test_the_floats_of_another_parser_count_by_their_digits(knowledge: Knowledge) -> None:
    # 0.1 + 0.2 t of 碳酰氯 (0.3 t) reach it exactly, which the sum of the binary fractions would miss or pass.
    held = [{"cas": "75-44-5", "amount_t": amount} for amount in (0.1, 0.2)]
    assert unit(knowledge, *held)["S_exact"] == "1"
    for amount in (float("nan"), float("inf")):
        with pytest.raises(InputError, match="/units/0/chemicals/0/amount_t"):
            unit(knowledge, {"cas": "75-44-5", "amount_t": amount})


def test_units_are_never_added_together(knowledge: Knowledge) -> None:
    tank = {"chemicals": [{"cas": "7782-50-5", "amount_t": Decimal("4.9")}], "exposed_population": 0}
    found = classified(knowledge, units=[{"id": "a"} | tank, {"id": "b"} | tank])
    assert [u["S"] for u in found["units"]] == [0.98, 0.98]
    assert "major_hazard" not in found["hazards"]
    # Stock outside units belongs to none of them.
    found = classified(knowledge, chemicals=[{"cas": "7782-50-5", "amount_t": 100}], units=[{"id": "a"} | tank])
    assert (found["units"][0]["S"], "major_hazard" in found["hazards"]) == (0.98, False)


def test_the_edition_is_that_of_the_day(knowledge: Knowledge) -> None:
    oxygen = {"cas": "7782-44-7", "amount_t": 200}
    assert unit(knowledge, oxygen, as_of="2019-03-01")["S"] == 1
    before = unit(knowledge, oxygen, as_of="2019-02-28")
    assert (before["S"], before["S_at_least"]) == (None, 0)
    chlorine = {"cas": "7782-50-5", "amount_t": 12}
    assert [unit(knowledge, chlorine, people=120, as_of=d)["grade"] for d in ("2011-11-30", "2011-12-01")] == [None, 3]
    # Before 2011-12-01 there was no grading, which leaves nothing to be decided.
    assert unit(knowledge, chlorine, people=120, as_of="2011-11-30")["undecided"] == []
    older = classified(knowledge, "2009-11-30", units=[{"id": "a", "chemicals": [chlorine]}])
    assert (older["units"][0]["S"], older["units"][0]["undecided"]) == (None, ["S", "major_hazard"])
    assert {"major_hazard", "two_key_one_major"} <= set(older["undecided"])
    assert "gb18218" in {c["list"] for c in older["caveats"]}


# ---- classes of hazard ----------------------------------------------------------------------------------------------


def test_a_mixture_counts_by_its_class(knowledge: Knowledge) -> None:
    found = unit(
        knowledge, {"name": "某混合物", "hazard_class": "W5.3", "amount_t": 500}, {"hazard_class": "W7.1", "amount_t": 20}, people=30
    )  # fmt: skip
    assert (found["S"], found["R"], found["grade"]) == (2.5, 4.2, 4)


def test_none_says_that_a_stock_belongs_to_no_class(knowledge: Knowledge) -> None:
    chlorine = {"cas": "7782-50-5", "amount_t": 6}
    found = unit(knowledge, chlorine, {"name": "某液", "hazard_class": "none", "amount_t": 10**6})
    assert (found["S"], found["undecided"]) == (1.2, [])


def test_an_unknown_class_leaves_the_sum_open(knowledge: Knowledge) -> None:
    solvent = {"cas": "71-36-3", "amount_t": 50}
    found = classified(
        knowledge, units=[{"id": "u", "exposed_population": 0, "chemicals": [{"cas": "7782-50-5", "amount_t": 2}, solvent]}]
    )
    assert (found["units"][0]["S"], found["units"][0]["S_at_least"]) == (None, 0.4)
    assert found["units"][0]["undecided"] == ["S", "major_hazard", "R", "grade"]
    assert {"major_hazard", "two_key_one_major"} & set(found["undecided"]) == {"major_hazard"}, "chlorine is key"
    question = next(q for q in found["open_questions"] if q["pointer"] == "/units/0/chemicals/1/hazard_class")
    assert "GB 18218" in question["question"]


def test_an_unknown_class_cannot_lift_a_little_over_the_limit(knowledge: Knowledge) -> None:
    # The lowest critical quantity of any class is 1 t: 0.1 t adds at most 0.1, and beta at most 2 of it.
    found = unit(knowledge, {"cas": "71-36-3", "amount_t": Decimal("0.1")}, {"cas": "7782-50-5", "amount_t": 1})
    assert (found["S"], found["major_hazard"], found["undecided"]) == (None, False, ["S"])
    found = unit(knowledge, {"cas": "71-36-3", "amount_t": Decimal("0.1")}, {"cas": "7782-50-5", "amount_t": 5})
    assert (found["S"], found["major_hazard"], found["R"], found["grade"]) == (None, True, None, 4)


@pytest.mark.parametrize("symbol", sorted(set(SYMBOLS) - set(DECIDED)))
def test_a_symbol_that_the_older_edition_divides_otherwise_is_asked_about(knowledge: Knowledge, symbol: str) -> None:
    item = {"name": "某品", "hazard_class": symbol, "amount_t": 10**5}
    found = classified(knowledge, "2018-06-01", units=[{"id": "u", "exposed_population": 0, "chemicals": [item]}])
    assert (found["units"][0]["S"], found["units"][0]["S_at_least"], found["units"][0]["major_hazard"]) == (None, 0, False)
    assert any("GB 18218-2009" in q["question"] for q in found["open_questions"])
    assert unit(knowledge, item)["S"] is not None


def test_a_stated_class_decides_beta_where_the_standard_does_not_name_it(knowledge: Knowledge) -> None:
    # 砷化氢: sources give category 1 (beta 4) or 2, 3 (beta 2).
    arsine = {"cas": "7784-42-1", "amount_t": 2}
    assert unit(knowledge, arsine)["R"] is None
    assert unit(knowledge, arsine)["S"] == 2
    assert [unit(knowledge, arsine | {"hazard_class": s})["R"] for s in ("J1", "J3")] == [4, 2]
    # 氯 keeps the factor that table 3 gives it by name.
    chlorine = {"cas": "7782-50-5", "amount_t": 5}
    assert [unit(knowledge, chlorine | extra)["R"] for extra in ({}, {"hazard_class": "J3"})] == [2, 2]


def test_beta_by_name_goes_by_the_substance_and_not_by_its_line(knowledge: Knowledge) -> None:
    # Table 1 puts carbon monoxide and mixed gases on one line (煤气); table 3 names carbon monoxide alone.
    for day in ("2018-06-01", "2022-01-01"):
        for symbol in ({}, {"hazard_class": "J1"}, {"hazard_class": "W2"}):
            found = unit(knowledge, {"cas": "630-08-0", "amount_t": 40} | symbol, as_of=day)
            assert (found["S"], found["R"], found["terms"][0]["beta"]) == (2, 2, 2)
    mixed = {"name": "水煤气", "amount_t": 40}
    assert [unit(knowledge, mixed | extra)["R"] for extra in ({}, {"hazard_class": "J1"})] == [2, 4]


def test_a_grade_that_every_population_gives_needs_no_count(knowledge: Knowledge) -> None:
    few, many = ({"cas": "7664-41-7", "amount_t": n} for n in (12, 60))
    assert (unit(knowledge, few, people=None)["grade"], unit(knowledge, few, people=None)["R"]) == (4, None)
    assert unit(knowledge, many, people=None)["grade"] is None
    assert "grade" in unit(knowledge, many, people=None)["undecided"]


# ---- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("symbol", "certain", "possible"), [("W8", True, True), ("W2", False, True), ("W11", False, True), ("W5.3", False, False)])
def test_classes_under_key_supervision(knowledge: Knowledge, symbol: str, certain: bool, possible: bool) -> None:
    item = {"name": "某混合物", "hazard_class": symbol, "amount_t": 1}
    for profile in ({"chemicals": [item]}, {"units": [{"id": "u", "exposed_population": 0, "chemicals": [item]}]}):
        found = classified(knowledge, **profile)
        assert ("key_chemical" in found["hazards"]) is certain
        assert found["two_key_one_major"] is certain
        assert found["key_classes"] == ([{"hazard_class": symbol, "chemical": "某混合物"}] if certain else [])
        assert ("key_chemical" in found["undecided"]) is (possible and not certain)
    before = classified(knowledge, "2011-06-20", chemicals=[item])
    assert "key_chemical" not in before["hazards"] + before["undecided"]
    assert ("key_chemical" in classified(knowledge, "2011-06-21", chemicals=[item])["hazards"]) is certain


def test_a_listed_chemical_of_a_key_class_is_listed_by_number(knowledge: Knowledge) -> None:
    found = classified(knowledge, chemicals=[{"cas": "97-93-8", "hazard_class": "W8"}])
    assert found["key_chemicals"] == ["97-93-8"]
    # The example that the list gives of its class of phosgenes.
    assert classified(knowledge, chemicals=[{"cas": "32315-10-9"}])["key_chemicals"] == ["32315-10-9"]


@pytest.mark.parametrize(
    ("cas", "field", "day"),
    [
        ("7782-50-5", "key_chemicals", "2011-06-21"),
        ("75-44-5", "highly_toxic", "2015-05-01"),
        ("7664-41-7", "special_control", "2020-05-30"),
        ("7697-37-2", "explosive_precursors", "2017-05-11"),
    ],
)
def test_a_list_counts_from_its_day(knowledge: Knowledge, cas: str, field: str, day: str) -> None:
    from datetime import date, timedelta

    before = str(date.fromisoformat(day) - timedelta(days=1))
    assert [classified(knowledge, d, chemicals=[{"cas": cas}])[field] for d in (before, day)] == [[], [cas]]


def test_a_chemical_is_listed_by_the_number_that_the_profile_gives(knowledge: Knowledge) -> None:
    # 汽油 is 8006-61-9 in the list of key supervised chemicals and 86290-81-5 in the catalogue.
    for given_number in ("8006-61-9", "86290-81-5"):
        found = classified(knowledge, chemicals=[{"cas": given_number}])
        assert found["key_chemicals"] == found["special_control"] == [given_number]
    assert classified(knowledge, chemicals=[{"name": "汽油"}])["key_chemicals"] == ["86290-81-5"]


def test_the_number_of_natural_gas_leaves_open_whether_it_is_liquefied(knowledge: Knowledge) -> None:
    # 特别管控危险化学品目录 no. 12 is 液化天然气 only; the number is that of 天然气, of which the key list speaks.
    by_number = {"cas": "8006-14-2", "amount_t": 1, "annual_use_t": 1}
    found = classified(knowledge, chemicals=[by_number])
    assert found["key_chemicals"] == ["8006-14-2"] and found["special_control"] == []
    assert "special_control" in found["undecided"]
    assert "/chemicals/0/name" in [q["pointer"] for q in found["open_questions"]]
    gas = classified(knowledge, chemicals=[by_number | {"name": "天然气"}])
    assert gas["special_control"] == [] and "special_control" not in gas["undecided"]
    liquid = classified(knowledge, chemicals=[by_number | {"name": "液化天然气"}])
    assert liquid["special_control"] == ["8006-14-2"]
    # A name in one part of the profile is enough.
    held = {"id": "u", "exposed_population": 0, "chemicals": [{"cas": "8006-14-2", "amount_t": 1}]}
    both = classified(knowledge, chemicals=[by_number | {"name": "天然气"}], units=[held])
    assert "special_control" not in both["undecided"]


@pytest.mark.parametrize(
    ("item", "pointer", "read_as"),
    [
        # 西政办发〔2017〕23号 itself prints 氰化纳.
        ({"name": "氰化纳"}, "/chemicals/0/name", "氰化钠（CAS 143-33-9）"),
        ({"cas": "1333-74-0", "name": "高纯氢"}, "/chemicals/0/name", "氢（CAS 1333-74-0）"),
        ({"cas": "8006-20-0", "name": "煤气"}, "/chemicals/0/cas", "煤气"),
    ],
)
def test_what_no_table_has_is_told(knowledge: Knowledge, item: dict[str, str], pointer: str, read_as: str) -> None:
    (told,) = classified(knowledge, chemicals=[item])["read_as"]
    assert told == {"pointer": pointer, "found": item[pointer.rpartition("/")[2]], "read_as": read_as}
    assert classified(knowledge, chemicals=[{"cas": "1333-74-0", "name": "氢气"}])["read_as"] == []


def test_processes_of_the_batches_in_force(knowledge: Knowledge) -> None:
    found = [classified(knowledge, d, processes=["加氢工艺", "电石生产工艺"])["key_processes"] for d in ("2013-01-14", "2013-01-15")]
    assert [len(p) for p in found] == [1, 2]
    assert all(any("加氢" in name for name in names) for names in found)


@pytest.mark.parametrize("row", rows("use_permit_quantities"), ids=lambda r: r["chemical"])
def test_use_from_its_quantity_calls_for_a_permit(knowledge: Knowledge, row: dict[str, str]) -> None:
    item = _item(row["chemical"].split(";")[0])
    assert item is not None
    limit = Decimal(row["min_annual_use_t"])
    less, enough = (
        classified(knowledge, chemicals=[item | {"annual_use_t": used}]) for used in (limit - Decimal("0.001"), limit)
    )
    assert "use_permit_quantity" not in less["hazards"] + less["undecided"]
    assert "use_permit_quantity" in enough["hazards"]
    assert "use_permit_2013" not in {c["list"] for c in less["caveats"]}
    assert "use_permit_2013" in {c["list"] for c in enough["caveats"]}


def test_use_adds_up_over_the_enterprise(knowledge: Knowledge) -> None:
    used = {"cas": "7782-50-5", "annual_use_t": 90}
    for profile in (
        {"chemicals": [used, used]},
        {"chemicals": [used], "units": [{"id": "u", "exposed_population": 0, "chemicals": [used | {"amount_t": 0}]}]},
    ):
        assert "use_permit_quantity" in classified(knowledge, **profile)["hazards"]
    assert "use_permit_quantity" not in classified(knowledge, chemicals=[used])["hazards"]


def test_a_quantity_that_is_not_held_is_undecided(knowledge: Knowledge) -> None:
    def undecided(item: dict[str, Any], as_of: str = "2022-01-01") -> bool:
        found = classified(knowledge, as_of, chemicals=[item])
        assert "use_permit_quantity" not in found["hazards"]
        return "use_permit_quantity" in found["undecided"]

    benzene = {"cas": "71-43-2"}
    assert undecided(benzene | {"annual_use_t": 5000})
    assert undecided(benzene)
    assert not undecided(benzene | {"annual_use_t": 0})
    assert not undecided(benzene | {"annual_use_t": 5000}, "2013-04-30")
    held = {"id": "u", "exposed_population": 0, "chemicals": [{"cas": "7782-50-5", "amount_t": 1}]}
    assert "use_permit_quantity" in classified(knowledge, units=[held])["undecided"]


# ---- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "pointer", "said"),
    [
        ({"chemicals": [{"cas": "7647-01-0", "amount_t": 1}]}, "/chemicals/0/cas", ("several entries match", "氯化氢", "盐酸")),
        ({"chemicals": [{"cas": "7782-50-5", "amount_t": "12吨"}]}, "/chemicals/0/amount_t", ("12吨", "a number")),
        ({"units": [{"id": "u", "chemicals": [{"cas": "7664-39-3"}]}]}, "/units/0/chemicals/0/cas", ("氟化氢", "氢氟酸")),
        ({"processes": ["加青工艺"]}, "/processes/0", ("加氢",)),
    ],
)
def test_what_is_not_clear_is_refused_with_the_candidates(
    tmp_path: Path, change: dict[str, Any], pointer: str, said: tuple[str, ...]
) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(WHOLE | change, ensure_ascii=False), "utf-8")
    outcome = kgquery("classify", "--enterprise", str(path), "--as-of", "2022-01-01")
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
    assert f"profile.json:{pointer}:" in outcome.err
    assert all(word in outcome.err for word in said)


def test_the_command_prints_the_classification(tmp_path: Path, knowledge: Knowledge) -> None:
    profile = WHOLE | {"units": [{"id": "u", "exposed_population": 120, "chemicals": [{"cas": "7782-50-5", "amount_t": 12}]}]}
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile, ensure_ascii=False), "utf-8")
    outcome = kgquery("classify", "--enterprise", str(path), "--as-of", "2022-01-01")
    assert outcome.code == 0
    assert json.loads(outcome.out) == classified(knowledge, units=profile["units"])
    assert json.loads(outcome.out)["units"][0] | {"terms": []} == {
        "id": "u", "S": 2.4, "S_exact": "2.4", "S_at_least": 2.4, "R": 19.2, "R_exact": "19.2", "grade": 3, "major_hazard": True, "undecided": [], "alpha": 2, "terms": []
    }  # fmt: skip


@given(st.fractions(max_denominator=10**6) | st.decimals(-(10**9), 10**9, places=6).map(Fraction))
def test_numbers_are_written_exactly(value: Fraction) -> None:
    assert Fraction(json.loads(json.dumps(str(number(value))))) == value


def test_a_stream_of_text_serves_as_standard_output(tmp_path: Path) -> None:
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps(WHOLE), "utf-8")
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["classify", "--enterprise", str(profile)]) == 0
    assert json.loads(out.getvalue())["enterprise"]["name"] == "某厂"
