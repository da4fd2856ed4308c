"""The rows of the reference tables, read plainly: as the tests see them, not as the programs do."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "ontology" / "reference"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "reference"


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of `ontology/reference/TABLE.csv`."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def shared_rows(table: str) -> list[dict[str, str]]:
    """The rows of a table that the reference tables were taken from."""
    with (SHARED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
