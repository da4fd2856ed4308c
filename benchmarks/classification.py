"""How long a classification takes: 200 chemicals in 20 units, inside a running process (at most 10 ms).

The peer is the same sum in plain Python, S and R of every unit with exact fractions and the quantities in a dictionary:
what there is to reckon, without finding the list of the day, what is open, and why. Three profiles: every substance named by GB 18218;
every one with a class of hazard stated; and ordinary entries of the catalogue whose class nobody stated, so that all is open.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2022-01-01"
UNITS, EACH = 20, 10
REST: dict[str, Any] = {
    "name": "某厂", "place": "110102", "activities": ["use", "storage"], "sectors": ["chemical"], "chemicals": [], "processes": [],
    "facilities": [], "projects": [], "employees": 300, "records": {"blacklisted": False, "accidents": []},
}  # fmt: skip


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "ontology" / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def profiles(found: Callable[[str], bool]) -> dict[str, dict[str, Any]]:
    """The three profiles; `found` says whether a CAS number names one substance."""
    named = [r for r in rows("gb18218_named") if r["list"] == "gb18218_2018"]
    of_a_form = {r["cas"] for r in named if r["condition_zh"]}
    plain = [r["cas"] for r in named if r["cas"] not in of_a_form and ";" not in r["beta"] and found(r["cas"])]
    anything = [r["cas"] for r in rows("hazchem_catalogue") if found(r["cas"])]
    symbols = [r["symbol"] for r in rows("gb18218_classes") if r["list"] == "gb18218_2018"]
    chance = random.Random(18218)

    def profile(item: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        units = [
            {"id": f"unit-{u}", "exposed_population": chance.randrange(150), "chemicals": [
                item() | {"amount_t": chance.randrange(1, 500) / 10, "annual_use_t": chance.randrange(100)} for _ in range(EACH)
            ]}
            for u in range(UNITS)
        ]  # fmt: skip
        return REST | {"units": units}

    return {
        "named": profile(lambda: {"cas": chance.choice(plain)}),
        "by class": profile(lambda: {"cas": chance.choice(anything), "hazard_class": chance.choice(symbols)}),
        "class unsaid": profile(lambda: {"cas": chance.choice(anything)}),
    }


def best(work: Callable[[], object], rounds: int = 15) -> float:
    """The least processor time of some rounds, in milliseconds, so that other work on the machine does not count."""
    least = 1e9
    for _ in range(rounds):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least * 1e3


def plain_sums(units: list[list[tuple[Fraction, Fraction, Fraction]]]) -> list[tuple[Fraction, Fraction]]:
    """S and Σ β q/Q of each unit, from (q, Q, beta)."""
    zero = Fraction(0)
    return [
        (sum((q / limit for q, limit, _ in unit), zero), sum((beta * q / limit for q, limit, beta in unit), zero)) for unit in units
    ]


def main() -> None:
    import json

    from kg.answer.classification import classify
    from kg.knowledge import open_knowledge
    from kg.profile.document import parse
    from kg.profile.read import profile_from

    knowledge = open_knowledge()
    for title, profile in profiles(lambda cas: bool(cas) and knowledge.substances.find(cas).kind == "found").items():
        data = json.dumps(profile).encode()
        enterprise = profile_from(parse(data, title), knowledge)
        read = best(lambda data=data, title=title: profile_from(parse(data, title), knowledge))  # type: ignore[misc]
        taken = best(lambda enterprise=enterprise: classify(knowledge, enterprise, AS_OF))  # type: ignore[misc]
        held = [[(h.amount or Fraction(0), Fraction(10), Fraction(2)) for h in u.holdings or ()] for u in enterprise.units or ()]
        peer = best(lambda held=held: plain_sums(held))  # type: ignore[misc]
        print(f"{title + ':':14}classified in {taken:.1f} ms (bar: 10), {taken / peer:.1f} times the bare sums; read in {read:.1f} ms")


if __name__ == "__main__":
    main()
