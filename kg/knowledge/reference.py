"""The lookup indexes of the knowledge base, built from the tables of `ontology/reference/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.errors import Fault, InputError
from kg.graph.tables import csv_lines
from kg.profile import forms, places, processes, substances

# Not a symbol of the standard: what a profile says of a substance that belongs to no class of table 2.
NO_CLASS = "none"
# The tables whose rows name substances of the catalogue, in words of their own.
_LISTS = (
    "gb18218_named", "key_supervised_chemicals", "special_control_chemicals", "explosive_precursors", "drug_precursors",
)  # fmt: skip


def indexes(ontology: Path) -> dict[str, Any]:
    """`substances`, `places`, `processes` and `forms` as plain data, and `symbols`, the hazard classes that a profile may name.

    Raises:
        InputError: a table is missing or cannot be read, lacks a column, or contradicts another.
    """
    try:
        return _indexes(ontology / "reference")
    except ValueError as error:
        raise InputError([Fault(str(ontology / "reference"), "", str(error), "tables that agree with each other")]) from None
    except KeyError as error:
        allowed = "the columns of the project's own tables"
        raise InputError([Fault(str(ontology / "reference"), "", f"a table has no column {error}", allowed)]) from None


def _indexes(tables: Path) -> dict[str, Any]:
    def rows(name: str) -> list[dict[str, str]]:
        lines = csv_lines(tables / f"{name}.csv")
        _, header = next(lines, (1, []))
        return [dict(zip(header, cells, strict=False)) for _, cells in lines]

    characters, slips = rows("character_variants"), rows("character_slips")
    listed = [row for name in _LISTS for row in rows(name)]
    return {
        "substances": substances.build_index(
            rows("hazchem_catalogue") + rows("other_chemicals"), rows("substance_aliases"), characters, slips, listed
        ),
        "places": places.build_index(rows("places"), characters),
        "processes": processes.build_index(
            rows("key_supervised_processes"), rows("process_aliases"), rows("other_processes"), characters, slips
        ),
        "forms": forms.build_index(rows("gb18218_named")),
        "symbols": [r["symbol"] for r in rows("gb18218_classes") if r["list"] == "gb18218_2018"] + [NO_CLASS],
    }
