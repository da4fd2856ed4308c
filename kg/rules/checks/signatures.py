"""The functions that terms may call, with the types of their arguments and results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """Argument types and result type, all of them value types."""

    parameters: tuple[str, ...]
    result: str


ARITHMETIC = ("+", "-", "*", "/")

FUNCTIONS: dict[str, Signature] = {
    "add_days": Signature(("Date", "Number"), "Date"),
    "add_months": Signature(("Date", "Number"), "Date"),
    "add_years": Signature(("Date", "Number"), "Date"),
    "days_between": Signature(("Date", "Date"), "Number"),
    "year": Signature(("Date",), "Number"),
    "month": Signature(("Date",), "Number"),
    "end_of_month": Signature(("Date",), "Date"),
}
