"""GB 18218 worked out from the tables in the plainest way, to hold against the rule engine.

S = Σ q/Q over what one unit holds; a unit is a major hazard from S = 1; then R = α Σ β q/Q and the grade. Everything is a
fraction, so nothing is lost at a threshold. Nothing here is shared with the package.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .rows import rows


class Undecided(Exception):
    """The tables do not settle it: several lines, no line and no class, or two values of beta."""


@dataclass(frozen=True)
class Stock:
    """What a unit holds: a chemical (`7782-50-5`), a class symbol, or both; `line` chooses among a chemical's lines."""

    tonnes: Fraction
    chemical: str = ""
    symbol: str = ""
    line: str = ""


@dataclass(frozen=True)
class Assessment:
    """`terms` are q/Q, in the order of the stock; `R` and `grade` are None where S < 1 or no grading is in force."""

    S: Fraction
    terms: tuple[Fraction, ...]
    R: Fraction | None
    grade: int | None


def list_at(kind: str, date: str) -> str | None:
    """The list of a kind (`major_hazard`, `major_hazard_grading`) in force on a date; the 2018 edition grades by itself."""
    kinds = {kind, "major_hazard"} if kind == "major_hazard_grading" else {kind}
    found = [
        row["id"]
        for row in rows("lists")
        if row["kind"] in kinds and row["in_force_from"] <= date <= (row["in_force_to"] or "9999-12-31")
    ]
    if kind == "major_hazard_grading":
        found = [name for name in found if any(row["list"] == name for row in rows("gb18218_grades"))]
    if len(found) > 1:
        raise AssertionError(f"{found} are in force together on {date}")
    return found[0] if found else None


def named_line(edition: str, stock: Stock) -> dict[str, str] | None:
    """The line of table 1 for a chemical, None where it has none."""
    lines = [
        row
        for row in rows("gb18218_named")
        if row["list"] == edition
        and stock.chemical in row["chemical"].split(";")
        and (not stock.line or row["seq"] == stock.line)
    ]
    if len(lines) > 1 or any(row["condition_zh"] and not stock.line for row in lines):
        raise Undecided(f"{stock.chemical} has lines that depend on its form")
    return lines[0] if lines else None


def class_row(edition: str, symbol: str) -> dict[str, str]:
    """The row of table 2 for a symbol of the 2018 edition."""
    symbols = [symbol]
    if edition == "gb18218_2009":
        bridge = next(row for row in rows("gb18218_symbol_bridge") if row["symbol"] == symbol)
        symbols = [bridge["symbol_2009"]]
    found = [row for row in rows("gb18218_classes") if row["list"] == edition and row["symbol"] in symbols]
    if len(found) != 1:
        raise Undecided(f"{symbol} is no single class of {edition}")
    return found[0]


def limit_and_beta(edition: str, stock: Stock) -> tuple[Fraction, Fraction | None]:
    """Q in tonnes and beta of one stock; beta is None where the tables leave two values."""
    line = named_line(edition, stock) if stock.chemical else None
    if line is None and not stock.symbol:
        raise Undecided(f"{stock.chemical} is not named and its class is not known")
    row = line or class_row(edition, stock.symbol)
    gas_list = "gb18218_2018" if edition == "gb18218_2018" else "rule_40_grading"
    gas = [r for r in rows("gb18218_gas_beta") if r["list"] == gas_list and r["chemical"] == stock.chemical]
    if gas:
        return Fraction(row["critical_quantity_t"]), Fraction(gas[0]["beta"])
    if line is not None and stock.symbol:
        row = {**row, "beta": class_row(edition, stock.symbol)["beta"]}
    values = {Fraction(value) for value in row["beta"].split(";")}
    return Fraction(row["critical_quantity_t"]), values.pop() if len(values) == 1 else None


def alpha(grading: str, population: int) -> Fraction:
    """The factor for the people within 500 m."""
    for row in rows("gb18218_alpha"):
        if row["list"] == grading and int(row["population_min"]) <= population <= int(
            row["population_max"] or population
        ):
            return Fraction(row["alpha"])
    raise AssertionError(f"no alpha for {population} people")


def grade(grading: str, risk: Fraction) -> int:
    """The grade for R."""
    for row in rows("gb18218_grades"):
        low, high = row["r_min_inclusive"], row["r_max_exclusive"]
        if row["list"] == grading and (not low or risk >= Fraction(low)) and (not high or risk < Fraction(high)):
            return int(row["grade"])
    raise AssertionError(f"no grade for {risk}")


def assess(date: str, stocks: Iterable[Stock], population: int) -> Assessment:
    """S, R and grade of one unit on a date.

    Raises:
        Undecided: the tables do not settle it, or no edition that we hold is in force.
    """
    edition = list_at("major_hazard", date)
    if edition is None:
        raise Undecided(f"no edition of GB 18218 that we hold is in force on {date}")
    held = list(stocks)
    limits = [limit_and_beta(edition, stock) for stock in held]
    terms = tuple(stock.tonnes / quantity for stock, (quantity, _) in zip(held, limits, strict=True))
    total = sum(terms, Fraction(0))
    grading = list_at("major_hazard_grading", date)
    if total < 1 or grading is None:
        return Assessment(total, terms, None, None)
    if any(beta is None for _, beta in limits):
        raise Undecided("beta of a stock is not settled")
    weighed = sum((term * beta for term, (_, beta) in zip(terms, limits, strict=True) if beta is not None), Fraction(0))
    risk = alpha(grading, population) * weighed
    return Assessment(total, terms, risk, grade(grading, risk))
