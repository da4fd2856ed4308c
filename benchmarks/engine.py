"""How fast the engine is: one profile on a large program, its growth, and recursive joins beside clingo.

    python -m benchmarks engine                          # all, as text
    python -m benchmarks engine --json out.json          # the numbers
    python -m benchmarks engine --plot growth.svg        # growth with rules, documents and facts, drawn (.svg or .html)

Times are the best of several runs in one process; compare ratios, not milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks._growth import best, growth, real_documents, slowdowns
from benchmarks._growth_plot import draw
from benchmarks._programs import atom, rule
from kg.engine import prepare
from kg.rules.program import Program


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
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the growth to this .svg or .html file, and measure no more than that")
    options = parser.parse_args()
    if options.plot and options.plot.suffix not in (".svg", ".html"):
        parser.error(f"--plot {options.plot}: a picture is an .svg or .html file")
    points, once = growth()
    measured: dict[str, Any] = {
        "growth (ms of one profile)": points, "programs (ms)": once, "ten times as much (times slower)": slowdowns(points),
    }  # fmt: skip
    if options.plot:
        draw(points, options.plot)
    else:
        measured["own documents (ms)"] = real_documents()
        measured["beside clingo (s)"] = beside_clingo(options.suite)
    for title, numbers in measured.items():
        print(title)
        for line in _lines(numbers):
            print(f"  {line}")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


def _lines(numbers: Any) -> Iterator[str]:
    if isinstance(numbers, list):
        for point in numbers:
            yield f"{point['size']} {point['axis']}, {point['profile']}: {point['ms']:.3f}"
        return
    for label, number in numbers.items():
        shown = ", ".join(f"{k} {v:.3f}" for k, v in number.items()) if isinstance(number, dict) else f"{number:.2f}"
        yield f"{label}: {shown}"


if __name__ == "__main__":
    main()
