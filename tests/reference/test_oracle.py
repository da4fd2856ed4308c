"""Units worked out by hand from the standard's tables."""

from __future__ import annotations

from fractions import Fraction

import pytest

from .gb18218_oracle import Assessment, Stock, Undecided, assess, list_at


def at(date: str, *stocks: Stock, population: int = 0) -> Assessment:
    return assess(date, stocks, population)


def chlorine(tonnes: str) -> Stock:
    return Stock(Fraction(tonnes), "7782-50-5")


@pytest.mark.parametrize(
    ("date", "edition", "grading"),
    [
        ("2009-11-30", None, None),
        ("2009-12-01", "gb18218_2009", None),
        ("2011-11-30", "gb18218_2009", None),
        ("2011-12-01", "gb18218_2009", "rule_40_grading"),
        ("2019-02-28", "gb18218_2009", "rule_40_grading"),
        ("2019-03-01", "gb18218_2018", "gb18218_2018"),
        ("2026-11-22", "gb18218_2018", "gb18218_2018"),
    ],
)
def test_editions_by_date(date: str, edition: str | None, grading: str | None) -> None:
    assert list_at("major_hazard", date) == edition
    assert list_at("major_hazard_grading", date) == grading


def test_twelve_tonnes_of_chlorine_among_120_people() -> None:
    # q/Q = 12/5; alpha 2.0 from 100 people; beta of chlorine 4: R = 2 · 4 · 2.4 = 19.2, third grade.
    assert at("2020-01-01", chlorine("12"), population=120) == Assessment(
        Fraction(12, 5), (Fraction(12, 5),), Fraction(96, 5), 3
    )


@pytest.mark.parametrize(("tonnes", "hazard"), [("4.999999999999", False), ("5", True), ("5.000000000001", True)])
def test_the_critical_quantity_itself_is_a_major_hazard(tonnes: str, hazard: bool) -> None:
    found = at("2020-01-01", chlorine(tonnes))
    assert (found.S >= 1) is hazard
    assert (found.grade is not None) is hazard


def test_thirds_add_up_to_one() -> None:
    # 1/3 of the quantity of ammonia, chlorine and hydrogen each cannot be written in decimals; tenths can miss 1 in floats.
    tenths = [Stock(Fraction("0.5"), "7782-50-5")] * 10
    assert at("2020-01-01", *tenths).S == 1


@pytest.mark.parametrize(
    ("people", "factor"),
    [(0, "0.5"), (1, "1"), (29, "1"), (30, "1.2"), (49, "1.2"), (50, "1.5"), (99, "1.5"), (100, "2"), (5000, "2")],
)
def test_alpha_by_population(people: int, factor: str) -> None:
    assert 4 * Fraction(factor) == at("2020-01-01", chlorine("5"), population=people).R


@pytest.mark.parametrize(
    ("tonnes", "grade"), [("24.99", 4), ("25", 3), ("124.99", 3), ("125", 2), ("249.99", 2), ("250", 1)]
)
def test_grade_at_its_thresholds(tonnes: str, grade: int) -> None:
    # Nobody near: alpha 0.5, beta 4, so R = 2 · q/5.
    assert at("2020-01-01", chlorine(tonnes)).grade == grade


def test_editions_differ_for_nitrocellulose_and_ammonium_nitrate() -> None:
    assert at("2018-01-01", Stock(Fraction(10), "9004-70-0")).S == 1
    assert Fraction(1, 5) == at("2020-01-01", Stock(Fraction(10), "9004-70-0", line="41")).S
    assert at("2018-01-01", Stock(Fraction(300), "6484-52-2", line="62")).S == 1
    assert at("2020-01-01", Stock(Fraction(300), "6484-52-2", line="44")).S == 6
    with pytest.raises(Undecided):
        at("2020-01-01", Stock(Fraction(10), "6484-52-2"))


def test_oxygen_is_named_only_in_2018() -> None:
    assert at("2020-01-01", Stock(Fraction(200), "7782-44-7")).S == 1
    with pytest.raises(Undecided):
        at("2018-01-01", Stock(Fraction(200), "7782-44-7"))


def test_a_mixture_counts_by_its_class() -> None:
    # W5.3: 1000 t, beta 1; W7.1: 10 t, beta 1.5.
    found = at("2020-01-01", Stock(Fraction(500), symbol="W5.3"), Stock(Fraction(20), symbol="W7.1"), population=30)
    assert found == Assessment(Fraction(5, 2), (Fraction(1, 2), Fraction(2)), Fraction("1.2") * Fraction(7, 2), 4)


def test_a_symbol_that_the_older_edition_does_not_tell_apart_is_undecided() -> None:
    assert at("2018-01-01", Stock(Fraction(1000), symbol="W5.3")).S == 1
    with pytest.raises(Undecided):
        at("2018-01-01", Stock(Fraction(5), symbol="W1.1"))


def test_anhydrous_hydrogen_chloride_but_not_the_acid_is_named() -> None:
    found = at("2020-01-01", Stock(Fraction(40), "7647-01-0.1475"), population=50)
    assert (found.S, found.R, found.grade) == (2, 9, 4)
    with pytest.raises(Undecided):
        at("2020-01-01", Stock(Fraction(40), "7647-01-0.2507"))
