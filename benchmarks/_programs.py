"""A program of the real one's shape, of any size, and profiles to ask it about."""

from __future__ import annotations

import random
from typing import Any

from kg.engine import ANY
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
        # Each document draws by itself, so that what binds the enterprise is the same however many others there are.
        "concerns": [
            (f"task{d}-{t}", own.choice(classes)) for d in range(documents) for own in [random.Random(d)] for t in range(tasks)
        ],
        "assigned": [
            (f"task{d}-{t}", f"body{d % 40}-{own.randrange(30)}", own.choice(["lead", "responsible"]), f"scope{t % 5}")
            for d in range(documents) for own in [random.Random(d)] for t in range(tasks) for _ in range(4)
        ],
    }  # fmt: skip
    return Program(relations=relations, rules=tuple(made)), base


def profiles(lines: int | None = None) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Certain and open rows of profiles by name; `lines` says how many lines of stock each has, where it has any.

    A plant with ten chemicals, a depot with sixty, a shop in another place with two; and a plant that leaves out its chemicals
    and its record.
    """

    def stock(usual: int) -> list[tuple[Any, ...]]:
        return [("it", f"chemical{i * 37 % 2800}", i % 20 + 1) for i in range(lines or usual)]

    def rows(place: str, sector: int, activities: tuple[int, ...], lines_held: list[tuple[Any, ...]]) -> dict[str, Any]:
        return {
            "as-of": [("2018-06-01",)], "located": [("it", place)], "sector": [("it", SECTORS[sector])],
            "activity": [("it", ACTIVITIES[a]) for a in activities], "stock": lines_held,
        }  # fmt: skip

    opened = {"stock": [(("it", ANY, ANY), "/chemicals")], "blacklisted": [(("it",), "/records/blacklisted")]}
    found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "plant": (rows("place399", 3, (2, 5), stock(10)), {}),
        "depot": (rows("place399", 7, (0, 1, 4), stock(60)), {}),
        "shop": (rows("place250", 1, (6,), stock(2)), {}),
    }
    if lines is None:
        found["plant, much left out"] = (rows("place399", 3, (2, 5), []), opened)
    return found
