"""The functions of the rule language: dates as the calendar has them, and the same in SQL."""

from __future__ import annotations

from typing import Any

import pytest

from kg.engine.functions import FUNCTIONS, divide
from kg.engine.unknown import Unknown


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("add_days", ("2018-02-20", 15), "2018-03-07"), ("add_days", ("2018-02-30", 1), None),
        ("add_months", ("2018-01-31", 1), "2018-02-28"), ("add_months", ("2018-12-31", 2), "2019-02-28"),
        ("add_years", ("2016-02-29", 1), "2017-02-28"), ("days_between", ("2018-01-01", "2018-12-31"), 364),
        ("end_of_month", ("2018-08-05",), "2018-08-31"), ("end_of_month", ("2018-12-05",), "2018-12-31"),
        ("year", ("2018-08-05",), 2018), ("month", ("2018-08-05",), 8), ("add_days", ("9999-12-31", 1), None),
    ],
)  # fmt: skip
def test_dates(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    assert FUNCTIONS[name].compute(*arguments) == expected


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_sql_computes_the_same(name: str) -> None:
    connection = pytest.importorskip("duckdb").connect()
    function = FUNCTIONS[name]
    for day in ("2018-01-31", "2016-02-29", "2018-12-31", "2018-03-15", "2018-02-30"):
        for number in (-13, 0, 1, 25):
            second = {"Date": "2018-05-05", "Number": number}
            arguments = [day, *(second[kind] for kind in function.parameters[1:])]
            written = [f"'{a}'" if isinstance(a, str) else f"{a}::DOUBLE" for a in arguments]
            found = connection.execute(f"SELECT TRY({function.sql.format(*written)})").fetchone()[0]
            assert found == function.compute(*arguments), (name, arguments)


def test_a_quotient_by_what_may_be_zero_has_no_certain_value() -> None:
    assert divide(1, Unknown(0, 5)) is None
    assert divide(6, Unknown(2, 3)).low == 2 and divide(6, Unknown(2, 3)).high == 3
