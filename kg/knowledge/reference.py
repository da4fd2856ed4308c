"""The lookup indexes of the knowledge base, built from the tables of `ontology/reference/`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from kg.profile import forms, places, processes, substances

# Not a symbol of the standard: what a profile says of a substance that belongs to no class of table 2.
NO_CLASS = "none"


def indexes(ontology: Path) -> dict[str, Any]:
    """`substances`, `places`, `processes` and `forms` as plain data, and `symbols`, the hazard classes that a profile may name."""

    def rows(name: str) -> list[dict[str, str]]:
        with (ontology / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    characters, slips = rows("character_variants"), rows("character_slips")
    return {
        "substances": substances.build_index(
            rows("hazchem_catalogue") + rows("other_chemicals"), rows("substance_aliases"), characters, slips
        ),
        "places": places.build_index(rows("places"), characters),
        "processes": processes.build_index(
            rows("key_supervised_processes"), rows("process_aliases"), rows("other_processes"), characters, slips
        ),
        "forms": forms.build_index(rows("gb18218_named")),
        "symbols": [r["symbol"] for r in rows("gb18218_classes") if r["list"] == "gb18218_2018"] + [NO_CLASS],
    }
