"""Random profiles: any code of any scheme, fields left out at random, amounts and numbers near the thresholds."""

from __future__ import annotations

import random
from typing import Any

import pyoxigraph as ox

from kg.knowledge import Knowledge
from kg.names import BASE

EMPLOYEES = (0, 1, 50, 99, 100, 101, 299, 300, 301, 1000)
TONNES = (0, 0.001, 0.5, 1, 4.999, 5, 9, 10, 20, 50, 500)
DATES = ("2010-01-01", "2012-06-01", "2014-12-01", "2018-06-01", "2019-03-01", "2022-01-01", "2026-06-01")
PLACES = ("110102", "610100", "150000", "440117", "310115")
PROCESSES = ("加氢工艺", "氯化工艺", "聚合工艺", "硝化工艺", "混合")


class Profiles:
    """Draws profiles with their dates; the same seed draws the same."""

    def __init__(self, knowledge: Knowledge, graph: ox.Store, seed: int) -> None:
        self.random = random.Random(seed)
        self.codes = {scheme: sorted(set(words.values())) for scheme, words in knowledge.terms.items()}
        chemical = BASE + "chemical/"
        values = graph.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/2002/07/owl#hasValue"), None, None)
        self.named = sorted(
            {q.object.value.removeprefix(chemical) for q in values if q.object.value.startswith(chemical)}
        )
        query = "SELECT ?c { ?l <https://w3id.org/kgquery/ns#listsChemical> ?c }"
        listed: Any = graph.query(query)
        self.listed = sorted({s["c"].value.removeprefix(chemical) for s in listed})

    def draw(self) -> tuple[dict[str, Any], str]:
        """A profile as JSON, and a date."""
        profile: dict[str, Any] = {
            "name": "某单位", "place": self.random.choice(PLACES), "activities": self.some("activity", 3),
        }  # fmt: skip
        fields = {
            "sectors": lambda: self.some("sector", 2),
            "facilities": lambda: self.some("facility", 2),
            "chemicals": lambda: [self.chemical() for _ in range(self.random.randrange(4))],
            "processes": lambda: self.random.sample(PROCESSES, self.random.randrange(3)),
            "units": lambda: [self.unit(n) for n in range(self.random.randrange(3))],
            "projects": lambda: [self.project() for _ in range(self.random.randrange(3))],
            "employees": lambda: self.random.choice(EMPLOYEES),
            "records": self.records,
        }
        for name, make in fields.items():
            if self.random.random() < 0.75:
                profile[name] = make()
        return profile, self.random.choice(DATES)

    def some(self, scheme: str, most: int) -> list[str]:
        return self.random.sample(self.codes[scheme], self.random.randrange(min(most, len(self.codes[scheme])) + 1))

    def chemical(self) -> dict[str, Any]:
        cas = self.random.choice(self.named if self.random.random() < 0.6 else self.listed)
        found: dict[str, Any] = {"cas": cas}
        if "-" not in cas or not cas.replace("-", "").isdigit():  # an entry of the tables without a CAS number
            found = {"cas": self.random.choice([c for c in self.named if c.replace("-", "").isdigit()])}
        for field in ("amount_t", "annual_use_t"):
            if self.random.random() < 0.7:
                found[field] = self.random.choice(TONNES)
        return found

    def unit(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = {"id": f"u{number}"}
        if self.random.random() < 0.7:
            found["exposed_population"] = self.random.choice((0, 29, 30, 100))
        if self.random.random() < 0.8:
            found["chemicals"] = [self.chemical() for _ in range(self.random.randrange(3))]
        return found

    def project(self) -> dict[str, Any]:
        found = {}
        for field, scheme in (("kind", "projectkind"), ("stage", "projectstage")):
            if self.random.random() < 0.8:
                found[field] = self.random.choice(self.codes[scheme])
        return found

    def records(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.random.random() < 0.7:
            found["blacklisted"] = self.random.random() < 0.5
        if self.random.random() < 0.7:
            found["accidents"] = [{}] if self.random.random() < 0.5 else []
        return found
