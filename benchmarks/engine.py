"""How fast the engine is: one profile on a large program, its growth, and recursive joins beside clingo.

    python benchmarks/engine.py                 # all, as text
    python benchmarks/engine.py --json out.json # the numbers, for a plot

Times are the best of several runs in one process; compare ratios, not milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.engine import ANY, Prepared, prepare
from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Negation,
    Parameter,
    Program,
    Relation,
    Rule,
    Variable,
)


def atom(relation: str, *terms: Any) -> Atom:
    """`?x` is a variable, anything else a value."""
    return Atom(relation, tuple(
        Variable(t[1:]) if isinstance(t, str) and t.startswith("?") else Constant(t) for t in terms))


def rule(name: str, head: Atom, *body: Any, **more: Any) -> Rule:
    """A rule with one conclusion."""
    return Rule(name, tuple(body), (Conclusion(head),), **more)


def best(run: Callable[[], Any], times: int = 7) -> float:
    """The least time of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


SECTORS = [f"sector{i}" for i in range(13)]
ACTIVITIES = [f"activity{i}" for i in range(8)]


def obligations(rules: int, documents: int, tasks: int = 40) -> tuple[Program, dict[str, list[tuple[Any, ...]]]]:
    """A program of the real one's shape: classes from sectors and stocks, bearers from documents, duties with exceptions."""
    chance = random.Random(7)
    relations = {
        name: Relation(name, tuple(Parameter(f"p{i}", t) for i, t in enumerate(types.split())), source=source)
        for name, types, source in [
            ("sector", "Enterprise Sector", "profile"), ("activity", "Enterprise Activity", "profile"),
            ("stock", "Enterprise Chemical Number", "profile"), ("located", "Enterprise Place", "profile"),
            ("blacklisted", "Enterprise", "profile"),
            ("critical", "Chemical Number", "graph"), ("hazard", "Chemical Hazard", "graph"),
            ("assigned", "Task Body Role Scope", "graph"), ("concerns", "Task Class", "graph"),
            ("binds", "Document Place", "graph"), ("part-of", "Task Document", "graph"), ("within", "Place Place", "graph"),
        ]
    }  # fmt: skip
    made = [
        rule("inside", atom("inside", "?p", "?q"), atom("within", "?p", "?q")),
        rule("inside-more", atom("inside", "?p", "?r"), atom("within", "?p", "?q"), atom("inside", "?q", "?r")),
        rule("bound", atom("bound", "?e", "?d"), atom("located", "?e", "?p"), atom("inside", "?p", "?q"),
             atom("binds", "?d", "?q")),
        rule("ratio", atom("load", "?e", "?s"), atom("located", "?e", "?p"), Aggregate(
            "sum", Variable("q"), (atom("stock", "?e", "?c", "?q"), atom("critical", "?c", "?l")), Variable("s"))),
        rule("major", atom("member", "?e", "major"), atom("load", "?e", "?s"), Comparison(">=", Variable("s"), Constant(50))),
        rule("owes", atom("owes", "?b", "?e", "?t", "?r"), atom("bound", "?e", "?d"), atom("part-of", "?t", "?d"),
             atom("concerns", "?t", "?k"), atom("member", "?e", "?k"), atom("assigned", "?t", "?b", "?r", "?s"),
             valid_from="2017-01-01"),
    ]  # fmt: skip
    classes = ["major"]
    for number in range((rules - len(made)) // 3):
        name = f"class{number}"
        classes.append(name)
        sector, activity = chance.choice(SECTORS), chance.choice(ACTIVITIES)
        made.append(rule(f"class-{number}", atom("member", "?e", name), atom("sector", "?e", sector),
                         atom("activity", "?e", activity)))
        made.append(rule(f"stocks-{number}", atom("member", "?e", name), atom("stock", "?e", "?c", "?q"),
                         atom("hazard", "?c", f"hazard{number % 30}"), atom("activity", "?e", activity)))
        made.append(rule(f"duty-{number}", atom("must", "?e", f"duty{number}"), atom("member", "?e", name),
                         atom("bound", "?e", "?d"), Negation((atom("blacklisted", "?e"),))))  # fmt: skip
    base: dict[str, list[tuple[Any, ...]]] = {
        "critical": [(f"chemical{i}", chance.randint(1, 200)) for i in range(600)],
        "hazard": [(f"chemical{i}", f"hazard{chance.randrange(30)}") for i in range(2800)],
        "within": [(f"place{i}", f"place{i // 10}") for i in range(1, 400)],
        "binds": [  # eight documents bind the enterprise's own place or one around it, the others bind elsewhere
            (f"document{d}", ["place399", "place39", "place3", "place0"][d % 4] if d < 8 else f"place{40 + d % 300}")
            for d in range(documents)
        ],
        "part-of": [(f"task{d}-{t}", f"document{d}") for d in range(documents) for t in range(tasks)],
        "concerns": [(f"task{d}-{t}", chance.choice(classes)) for d in range(documents) for t in range(tasks)],
        "assigned": [
            (f"task{d}-{t}", f"body{d % 40}-{chance.randrange(30)}", chance.choice(["lead", "responsible"]), f"scope{t % 5}")
            for d in range(documents) for t in range(tasks) for _ in range(4)
        ],
    }  # fmt: skip
    return Program(relations=relations, rules=tuple(made)), base


def one_profile(unsaid: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """A plant with ten chemicals; `unsaid` leaves out its chemicals and its record."""
    rows = {
        "as-of": [("2018-06-01",)],
        "located": [("it", "place399")],
        "sector": [("it", SECTORS[3])],
        "activity": [("it", ACTIVITIES[2]), ("it", ACTIVITIES[5])],
        "stock": [] if unsaid else [("it", f"chemical{i * 37}", i + 1) for i in range(10)],
    }
    opened = {"stock": [(("it", ANY, ANY), "/chemicals")], "blacklisted": [(("it",), "/records/blacklisted")]}
    return rows, opened if unsaid else {}


def profiles() -> dict[str, float]:
    """Milliseconds to load, and to infer one profile, at growing numbers of documents and rules."""
    found: dict[str, float] = {}
    for rules, documents in ((300, 10), (300, 100), (300, 1000), (30, 100), (3000, 100)):
        program, base = obligations(rules, documents)
        start = time.perf_counter()
        prepared = prepare(program, base)
        label = f"{rules} rules, {documents} documents"
        found[f"prepare, {label}"] = (time.perf_counter() - start) * 1000
        blob = prepared.dump()
        found[f"load, {label}"] = best(lambda blob=blob: Prepared.load(blob)) * 1000
        first_rows, _ = one_profile()
        found[f"load and first profile, {label}"] = best(
            lambda blob=blob, rows=first_rows: Prepared.load(blob).infer(rows)) * 1000
        loaded = Prepared.load(blob)
        for unsaid in (False, True):
            rows, opened = one_profile(unsaid)
            found[f"one profile{', fields unsaid' if unsaid else ''}, {label}"] = (
                best(lambda one=loaded, rows=rows, opened=opened: one.infer(rows, opened)) * 1000
            )
    return found


def recursive_cases() -> dict[str, tuple[Program, dict[str, list[tuple[Any, ...]]]]]:
    """Recursive and join-heavy programs: closure of a graph, same generation, triangles, and points-to."""
    chance = random.Random(11)
    edges = sorted({(f"n{chance.randrange(400)}", f"n{chance.randrange(400)}") for _ in range(900)})
    tree = [(f"n{i}", f"n{i // 3}") for i in range(1, 700)]
    dense = sorted({(f"n{chance.randrange(200)}", f"n{chance.randrange(200)}") for _ in range(5000)})
    assign = sorted({(f"v{chance.randrange(1500)}", f"v{chance.randrange(1500)}") for _ in range(2500)})
    new = [(f"v{i * 10}", f"o{i}") for i in range(150)]
    store = sorted({(f"v{chance.randrange(1500)}", f"v{chance.randrange(1500)}") for _ in range(400)})
    closure = [
        rule("step", atom("path", "?x", "?y"), atom("edge", "?x", "?y")),
        rule("steps", atom("path", "?x", "?z"), atom("path", "?x", "?y"), atom("edge", "?y", "?z")),
    ]
    same = [
        rule("siblings", atom("same", "?x", "?y"), atom("up", "?x", "?p"), atom("up", "?y", "?p")),
        rule("cousins", atom("same", "?x", "?y"), atom("up", "?x", "?p"), atom("same", "?p", "?q"), atom("up", "?y", "?q")),
    ]
    triangles = [rule("triangle", atom("triangle", "?x", "?y", "?z"), atom("edge", "?x", "?y"), atom("edge", "?y", "?z"),
                      atom("edge", "?z", "?x"))]  # fmt: skip
    points = [
        rule("new", atom("points", "?v", "?o"), atom("new", "?v", "?o")),
        rule("assign", atom("points", "?v", "?o"), atom("assign", "?v", "?w"), atom("points", "?w", "?o")),
        rule("store", atom("heap", "?a", "?b"), atom("store", "?v", "?w"), atom("points", "?v", "?a"),
             atom("points", "?w", "?b")),
        rule("load", atom("points", "?v", "?b"), atom("load", "?v", "?w"), atom("points", "?w", "?a"),
             atom("heap", "?a", "?b")),
    ]  # fmt: skip
    return {
        "closure": (Program(rules=tuple(closure)), {"edge": edges}),
        "same generation": (Program(rules=tuple(same)), {"up": tree}),
        "triangles": (Program(rules=tuple(triangles)), {"edge": dense}),
        "points-to": (Program(rules=tuple(points)), {"new": new, "assign": assign, "store": store, "load": store[::2]}),
    }


def suite_cases() -> dict[str, tuple[Program, dict[str, list[tuple[Any, ...]]]]]:
    """The two large cases of the datalog-conformance package, when it is installed."""
    try:
        import yaml
        from datalog_conformance.plugin import get_tests_dir

        from tests.conformance.syntax import read_rule
    except ImportError:
        return {}
    found = {}
    for name in ("lubm", "hmmer"):
        text = (get_tests_dir() / "recursion" / f"souffle_example_{name}.yaml").read_text(encoding="utf-8")
        case = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["tests"][0]["program"]
        made = Program(rules=tuple(read_rule(f"r{i}", line) for i, line in enumerate(case["rules"])))
        found[f"suite: {name}"] = (made, {key: [tuple(row) for row in rows] for key, rows in case["facts"].items()})
    return found


def beside_clingo(suite: bool) -> dict[str, dict[str, float]]:
    """Seconds of our engine and of clingo (reading and grounding, which computes the model of such programs)."""
    try:
        import clingo

        from kg.engine.exchange import to_datalog
    except ImportError:
        return {}
    found = {}
    for name, (program, base) in {**recursive_cases(), **(suite_cases() if suite else {})}.items():
        text = to_datalog(program, base, dialect="clingo")

        def ground(text: str = text) -> None:
            control = clingo.Control(["--warn=none"])
            control.add("base", [], text)
            control.ground([("base", [])])

        times = 1 if name.endswith("hmmer") else 3
        ours = best(lambda program=program, base=base: prepare(program, base), times)
        theirs = best(ground, times)
        found[name] = {"ours": ours, "clingo": theirs, "ratio": ours / theirs}
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    parser.add_argument("--suite", action="store_true", help="also the two large cases of datalog-conformance (a minute)")
    options = parser.parse_args()
    measured: dict[str, Any] = {"profiles (ms)": profiles(), "beside clingo (s)": beside_clingo(options.suite)}
    for title, numbers in measured.items():
        print(title)
        for label, number in numbers.items():
            shown = ", ".join(f"{k} {v:.3f}" for k, v in number.items()) if isinstance(number, dict) else f"{number:.2f}"
            print(f"  {label}: {shown}")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
