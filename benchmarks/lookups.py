"""How fast substances, places and processes are found, as ratios to a Python process that does nothing.

Run: python -m benchmarks.lookups
"""

from __future__ import annotations

import csv
import marshal
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from kg.content import folder
from kg.knowledge.reference import indexes
from kg.profile.places import Places
from kg.profile.processes import Processes
from kg.profile.substances import Substances

CHEMICALS = 200


def seconds(run: Callable[[], Any], times: int) -> float:
    """The median time of one run."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return median(taken)


def measure() -> dict[str, float]:
    """Seconds: an idle process; loading each index; one first search; 200 chemicals in a running process."""
    found = indexes(folder("ontology"))
    stored = {name: marshal.dumps(found[name]) for name in ("substances", "places", "processes")}
    with (folder("ontology") / "reference" / "hazchem_catalogue.csv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["cas"]][::14][:CHEMICALS]
    queries = [(row["cas"].split(";")[0], None) if n % 2 else (None, row["name_zh"]) for n, row in enumerate(listed)]

    def two_hundred() -> None:
        # A new one each time, so that nothing is remembered.
        substances = Substances(found["substances"])
        for cas, name in queries:
            substances.find(cas, name)

    with (folder("ontology") / "reference" / "places.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file) if not row["listed_to"]][::17][:200]
    named = Places(found["places"])
    full = [place.full_name for place in (named.find(code).place for code in codes) if place is not None]

    def two_hundred_places() -> None:
        places = Places(found["places"])
        for name in full:
            places.find(name)

    return {
        "idle process": seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 15),
        "load substances": seconds(lambda: marshal.loads(stored["substances"]), 50),
        "load places": seconds(lambda: marshal.loads(stored["places"]), 50),
        "load processes": seconds(lambda: marshal.loads(stored["processes"]), 50),
        "load and find one substance": seconds(
            lambda: Substances(marshal.loads(stored["substances"])).find(name="液氯"), 50
        ),
        "load and find one place": seconds(lambda: Places(marshal.loads(stored["places"])).find("广州市从化区"), 50),
        "load and find one process": seconds(lambda: Processes(marshal.loads(stored["processes"])).find("加氢"), 50),
        "200 different chemicals": seconds(two_hundred, 20),
        "200 different places": seconds(two_hundred_places, 20),
    }


def main() -> None:
    """Print each time and its ratio to the idle process."""
    times = measure()
    idle = times["idle process"]
    for name, taken in times.items():
        print(f"{name:30} {taken * 1000:8.2f} ms {taken / idle:8.3f} × idle")


if __name__ == "__main__":
    main()
