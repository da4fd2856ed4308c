"""`classify` against units reckoned by hand from the printed tables of GB 18218: thresholds, forms, names, editions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kg.answer.classification import classify
from kg.errors import InputError
from kg.knowledge import Knowledge
from kg.profile.read import profile_from

WHOLE: dict[str, Any] = {
    "name": "某厂", "place": "310112", "activities": ["use", "storage"], "sectors": ["chemical"], "facilities": [],
    "chemicals": [], "processes": [], "units": [], "projects": [], "employees": 50,
    "records": {"blacklisted": False, "accidents": []},
}  # fmt: skip
NOW, BEFORE = "2019-03-01", "2019-02-28"


def classified(knowledge: Knowledge, as_of: str, **said: Any) -> dict[str, Any]:
    return classify(knowledge, profile_from(WHOLE | said, knowledge), as_of)


def unit(knowledge: Knowledge, as_of: str, held: list[tuple[Any, ...]], people: int | None) -> dict[str, Any]:
    items = [
        {"name": name, "amount_t": Decimal(str(tonnes))} | ({"hazard_class": symbol[0]} if symbol else {})
        for name, tonnes, *symbol in held
    ]
    one = {"id": "u", "chemicals": items} | ({} if people is None else {"exposed_population": people})
    found: dict[str, Any] = classified(knowledge, as_of, units=[one])["units"][0]
    return found


# What a unit holds (name, tonnes, class if said), the people within 500 m, the day; then S, R and grade by hand.
# R is alpha (none 0.5, 1-29 1, 30-49 1.2, 50-99 1.5, 100 or more 2) times the sum of beta q/Q.
DECIDED = [
    # chlorine: Q 5, beta 4
    ([("氯", "4.999999999")], 0, NOW, "0.9999999998", None, None),
    ([("液氯", 5)], 0, NOW, 1, 2, 4),
    ([("氯", 5)], 100, NOW, 1, 8, 4),
    ([("氯气", "12.5")], 99, NOW, "2.5", 15, 3),
    # ammonia: Q 10, beta 2; R exactly at 10, 50 and 100 is the graver grade
    ([("液氨", 50)], 29, NOW, 5, 10, 3),
    ([("氨", "49.999")], 29, NOW, "4.9999", "9.9998", 4),
    ([("氨", 250)], 1, NOW, 25, 50, 2),
    ([("氨", "249.999")], 1, NOW, "24.9999", "49.9998", 3),
    ([("氨", 500)], 1, NOW, 50, 100, 1),
    ([("氨", "499.99")], 1, NOW, "49.999", "99.998", 2),
    # alpha steps
    ([("氨", 50)], 0, NOW, 5, 5, 4),
    ([("氨", 50)], 30, NOW, 5, 12, 3),
    ([("氨", 50)], 49, NOW, 5, 12, 3),
    ([("氨", 50)], 50, NOW, 5, 15, 3),
    ([("氨", 50)], 100, NOW, 5, 20, 3),
    # thirds that add up: phosgene 0.1/0.3 with beta 20, methyl isocyanate 0.5/0.75 with beta 20; 0.5 * 20 is exactly 10
    ([("光气", "0.1"), ("异氰酸甲酯", "0.5")], 0, NOW, 1, 10, 3),
    # 0.4 + 0.6, neither of which a binary float holds exactly
    ([("氯", 2), ("氨", 6)], 0, NOW, 1, "1.4", 4),
    ([("氯", "0.5")] * 10, 0, NOW, 1, 2, 4),
    # Q by name goes before any class; beta by the class said where table 3 does not name the substance
    ([("苯", 50, "W5.3")], 1, NOW, 1, 1, 4),
    ([("苯", 50, "W5.1")], 1, NOW, 1, "1.5", 4),
    ([("氯", 5, "J1")], 1, NOW, 1, 4, 4),
    ([("一氧化碳", 20, "J1")], 1, NOW, 1, 2, 4),
    # classes: Q and beta of tables 2 and 4
    ([("某混合炸药", 1, "W1.1")], 50, NOW, 1, 3, 4),
    ([("某气", 5, "J1")], 1, NOW, 1, 4, 4),
    ([("某氧化性气体", 50, "W4")], 1, NOW, 1, 1, 4),
    ([("某氧化性气体", 50, "W4")], 1, BEFORE, "1/4", None, None),
    ([("某过氧化物", 10, "W7.1")], 1, NOW, 1, "1.5", 4),
    ([("某过氧化物", 10, "W7.1")], 1, BEFORE, "1/5", None, None),
    ([("柴油", 5000, "W5.4")], 1, NOW, 1, 1, 4),
    ([("某液", 999, "W5.3"), ("某固体", "0.2", "W11")], 1, NOW, 1, 1, 4),
    ([("某液", 999, "W5.3"), ("某固体", "0.1999", "W11")], 1, NOW, "0.9999995", None, None),
    # forms
    ([("硝酸铵（含可燃物≤0.2%）", 50)], 1, NOW, 1, 1, 4),
    ([("硝酸铵（含可燃物≤0.2%）", 50)], 1, BEFORE, "1/6", None, None),
    ([("硝酸铵（含可燃物＞0.2%）", 5)], 1, NOW, 1, 2, 4),
    ([("硝酸（９８％）", 100)], 1, NOW, 1, 1, 4),
    ([("硝酸（65%）", 200, "W9.2")], 1, NOW, 1, 1, 4),
    ([("发烟硝酸", 20)], 1, NOW, 1, 1, 4),
    ([("甲醛（95%）", 5)], 1, NOW, 1, 2, 4),
    ([("硝化纤维素（含水≥25%）", 50)], 1, NOW, 1, 1, 4),
    ([("硝化棉", 10)], 1, BEFORE, 1, 2, 4),
    # only one edition names it
    ([("氧", 200)], 1, NOW, 1, 1, 4),
    ([("液氧", 200)], 1, NOW, 1, 1, 4),
    ([("发烟硫酸", 100)], 1, BEFORE, 1, 1, 4),
    # names: Arabic digits of full width, traditional characters, trade names, an entry's bracket
    ([("１，３－丁二烯", 5)], 1, NOW, 1, "1.5", 4),
    ([("環氧乙烷", 10)], 1, NOW, 1, 2, 4),
    ([("LPG", 25), ("丙烷", 25)], 1, NOW, 1, "1.5", 4),
    ([("CNG", 50)], 1, NOW, 1, "1.5", 4),
    ([("三乙基铝", 1)], 1, NOW, 1, 1, 4),
    ([("黄磷", 50)], 1, NOW, 1, 1, 4),
    ([("环氧氯丙烷", 20)], 1, NOW, 1, 1, 4),
    ([("无水氟化氢", 1)], 0, NOW, 1, "2.5", 4),
    ([("氢", 5), ("氧", 200)], 0, NOW, 2, "1.25", 4),
]  # fmt: skip


@pytest.mark.parametrize(("held", "people", "day", "total", "risk", "grade"), DECIDED)
def test_units_reckoned_by_hand(
    knowledge: Knowledge, held: list[tuple[Any, ...]], people: int, day: str, total: Any, risk: Any, grade: int | None
) -> None:
    found = unit(knowledge, day, held, people)
    assert Fraction(found["S_exact"]) == Fraction(str(total))
    assert found["major_hazard"] is (Fraction(str(total)) >= 1)
    assert (None if found["R"] is None else Fraction(found["R_exact"])) == (None if risk is None else Fraction(str(risk)))
    assert (found["grade"], found["undecided"]) == (grade, [])


@pytest.mark.parametrize(
    ("held", "day", "major"),
    [
        # One of the two lines of 硝酸铵 applies: the larger quantity, 50 t (300 t before 2019-03-01), is the most it can be.
        ([("硝酸铵", 50)], NOW, True),
        ([("硝酸铵", "49.999")], NOW, None),
        ([("硝酸铵", 50)], BEFORE, None),
        ([("硝酸铵", 300)], BEFORE, True),
        ([("硝酸铵", 40), ("氯", 1)], NOW, True),
        ([("硝酸铵", 40), ("氯", "0.9999")], NOW, None),
        # Of the lines of 硝化纤维素 it may be none.
        ([("硝化棉", 50)], NOW, None),
        # Named for a form that is not meant, or not named: the class decides, and is not said.
        ([("硝酸（65%）", 10**4)], NOW, None),
        ([("甲醛(37%)", 10**4)], NOW, None),
        ([("氢氟酸", 10**4)], NOW, None),
        ([("盐酸", 10**4)], NOW, None),
        ([("发烟硫酸", 10**4)], NOW, None),
        ([("异丁烷", 10**4)], NOW, None),
    ],
)
def test_units_that_a_form_or_class_leaves_open(knowledge: Knowledge, held: list[tuple[Any, ...]], day: str, major: bool | None) -> None:
    found = unit(knowledge, day, held, 0)
    assert found["S"] is None and found["grade"] is None
    assert found["major_hazard"] is bool(major)
    assert ("major_hazard" in found["undecided"]) is (major is None)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"cas": "7647-01-0", "amount_t": 20}, ("several entries match", "氯化氢", "盐酸")),
        ({"cas": "7782-50-5", "name": "氨", "amount_t": 20}, ("different substances", "7664-41-7")),
        ({"cas": "7782-50-6", "amount_t": 5}, ("check digit",)),
        ({"name": "氯", "amount_t": -1}, ("-1",)),
        ({"name": "氯", "amount_t": True}, ("true", "a number")),
        ({"name": "氯", "amount_t": "5吨"}, ("5吨", "a number")),
        ({"name": "某品", "amount_t": 1, "hazard_class": "W12"}, ("W12", "W1.2")),
        ({"name": "氯水", "amount_t": 1}, ("氯水", "hazard_class")),
    ],
)
def test_what_cannot_be_told_apart_is_refused(knowledge: Knowledge, item: dict[str, Any], said: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as fault:
        classified(knowledge, NOW, units=[{"id": "u", "exposed_population": 0, "chemicals": [item]}])
    assert all(word in str(fault.value) for word in said)


@pytest.mark.parametrize(
    ("written", "process"),
    [
        ("加氫工藝", "加氢工艺"), ("加氢　工艺", "加氢工艺"), ("加氢反应", "加氢工艺"), ("加氢裂化", "加氢工艺"),
        ("氨基化工艺", "胺基化工艺"), ("催化裂化装置", "裂解（裂化）工艺"), ("氧氯化", "氯化工艺"),
        ("煤制甲醇", "新型煤化工工艺"), ("甲醇制烯烃（MTO）", "新型煤化工工艺"), ("氯碱电解", "电解工艺（氯碱）"),
        ("hydrogenation", "加氢工艺"),
    ],
)  # fmt: skip
def test_processes_spelt_otherwise_and_typical_ones(knowledge: Knowledge, written: str, process: str) -> None:
    assert classified(knowledge, NOW, processes=[written])["key_processes"] == [process]


@pytest.mark.parametrize("written", ["电解", "悬浮聚合", "氨化", "加青工艺"])
def test_processes_that_may_be_a_listed_one_are_asked_about(knowledge: Knowledge, written: str) -> None:
    with pytest.raises(InputError):
        classified(knowledge, NOW, processes=[written])
