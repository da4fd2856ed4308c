"""How the time of one profile grows with rules, documents and facts: on a program of any size, and on the project's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks._programs import obligations, profiles
from kg.engine import Prepared, prepare

RULES, DOCUMENTS = 300, 100
SIZES = {"rules": (30, 100, 300, 1000, 3000), "documents": (10, 30, 100, 300, 1000), "facts": (10, 30, 100, 300, 1000)}
EXAMPLES = (
    "xicheng-restaurant", "xicheng-hospital", "xicheng-petrol-station", "xian-chlorine-plant-above", "conghua-importer",
    "neimenggu-chemical-park-plant", "shanghai-speciality-plant",
)  # fmt: skip
AS_OF = "2018-06-01"
ROUNDS = 12

Point = dict[str, Any]  # axis, size, profile, ms


def best(run: Callable[[], Any], times: int = 7) -> float:
    """The least processor time of several runs, in seconds; what else the machine does counts little."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def growth() -> tuple[list[Point], dict[str, float]]:
    """Milliseconds of one profile at growing sizes, one thing growing at a time; and those of preparing and loading each program.

    `facts` are the lines of stock that the profile gives; rules and documents are the program's.
    """
    points: list[Point] = []
    once: dict[str, float] = {}
    programs: dict[tuple[int, int], Prepared] = {}

    def program(rules: int, documents: int) -> Prepared:
        if (rules, documents) not in programs:
            label = f"{rules} rules, {documents} documents"
            made, base = obligations(rules, documents)
            start = time.perf_counter()
            blob = prepare(made, base).dump()
            once[f"prepare, {label}"] = (time.perf_counter() - start) * 1000
            once[f"load, {label}"] = best(lambda: Prepared.load(blob)) * 1000
            programs[rules, documents] = Prepared.load(blob)
        return programs[rules, documents]

    runs: list[Callable[[], Any]] = []
    for axis, sizes in SIZES.items():
        for size in sizes:
            one = program(size if axis == "rules" else RULES, size if axis == "documents" else DOCUMENTS)
            for name, (rows, opened) in profiles(size if axis == "facts" else None).items():
                points.append({"axis": axis, "size": size, "profile": name, "ms": float("inf")})
                runs.append(partial(one.infer, rows, opened))
    # In rounds over all of them, so that what else the machine does does not fall on one size alone.
    for _ in range(ROUNDS):
        for point, run in zip(points, runs, strict=True):
            point["ms"] = min(point["ms"], best(run, 2) * 1000)
    return points, once


def slowdowns(points: list[Point]) -> dict[str, float]:
    """How many times slower ten times the size makes a profile, at worst along each axis."""
    found: dict[str, float] = {}
    at = {(p["axis"], p["size"], p["profile"]): p["ms"] for p in points}
    for (axis, size, profile), ms in at.items():
        smaller = at.get((axis, size // 10, profile))
        if smaller is not None:
            key = f"ten times the {axis}, {profile}"
            found[key] = max(found.get(key, 0.0), ms / smaller)
    return found


def real_documents(times: int = 10) -> dict[str, dict[str, float]]:
    """Milliseconds of example profiles on the project's own rules and documents, and with copies of the documents that bind other places."""
    from kg.content import folder
    from kg.graph.facts import base_rows
    from kg.graph.load import load_store
    from kg.knowledge import open_knowledge
    from kg.knowledge.build import whole_program
    from kg.profile.facts import Facts
    from kg.profile.read import read_profile

    store = load_store()
    program, base = whole_program(folder("rules"), store), base_rows(store, folder("rules"))
    many = {name: [copy for row in rows for copy in _copies(name, row, base, times)] for name, rows in base.items()}
    ones = [Prepared.load(prepare(program, rows).dump()) for rows in (base, many)]
    knowledge = open_knowledge()
    least: dict[str, list[float]] = {name: [float("inf")] * 2 for name in EXAMPLES}
    asked = {name: Facts(read_profile(str(folder("examples") / f"{name}.json"), knowledge), AS_OF) for name in EXAMPLES}
    for _ in range(ROUNDS):
        for name, facts in asked.items():
            now = [best(partial(one.infer, facts.rows, facts.open_rows), 2) * 1000 for one in ones]
            least[name] = [min(pair) for pair in zip(least[name], now, strict=True)]
    return {
        name: {"as they are": few, f"{times} times the documents": more, "ratio": more / few}
        for name, (few, more) in least.items()
    }


def _copies(name: str, row: tuple[Any, ...], base: dict[str, Any], times: int) -> Iterator[tuple[Any, ...]]:
    """The row, and where it speaks of a document, the rows that say the same of its copies, which bind places of their own."""
    documents = [document for document, _ in base["binds-in"]]
    yield row
    spoken = [d for d in documents for value in row if isinstance(value, str) and (value == d or f"{d}/" in value or f"{d}#" in value)]
    for copy in range(1, times if spoken else 1):
        made = tuple(value.replace(spoken[0], f"{spoken[0]}-copy{copy}") if isinstance(value, str) else value for value in row)
        yield (made[0], f"place/copy{copy}") if name == "binds-in" else made
