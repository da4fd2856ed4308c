"""Judges the examples that stand beside the rules, against the rows that an inference gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.rules.program import Atom, Conclusion, Constant, Example, Place, Variable
from kg.rules.text import conclusion_text

ENTERPRISE = "it"  # how an example names the enterprise of its profile

Row = tuple[Any, ...]
Rows = Callable[[Conclusion], Iterable[Row]]


def judge(
    example: Example, rows: Rows, open_rows: Rows, enterprise: str = ENTERPRISE, anything: Any = None
) -> list[tuple[Place, str]]:
    """What the example says and the rows do not bear out, each with its place; empty when it holds.

    `rows` gives the certain rows of what a conclusion speaks of (its relation, modality and denial) and `open_rows` those that could hold, in which `anything` stands for every
    value; `enterprise` is the value that stands for the profile's enterprise.
    """
    failures = []
    said = f"{example.profile} at {example.as_of}"
    for one in example.expected:
        if not matching(one, rows(one), enterprise):
            failures.append((one.atom.place, f"{said} does not give {conclusion_text(one)}"))
    for one in example.absent:
        for found in matching(one, rows(one), enterprise)[:1]:
            shown = ", ".join(map(str, found))
            name = conclusion_text(one).partition("(")[0]
            failures.append((one.atom.place, f"{said} gives {name}({shown})"))
    for one in example.maybe:
        if not matching(one, open_rows(one), enterprise, anything):
            failures.append((one.atom.place, f"{said} does not leave open {conclusion_text(one)}"))
    return failures


def matching(one: Conclusion, rows: Iterable[Row], enterprise: str = ENTERPRISE, anything: Any = None) -> list[Row]:
    """Those of the rows that are (or could be) as the conclusion says."""
    return [row for row in rows if _matches(one.atom, row, enterprise, anything)]


def _matches(atom: Atom, row: Row, enterprise: str, anything: Any = None) -> bool:
    """Whether the row is (or could be) as the atom says; a variable stands for any value, and the same one for the same value."""
    if len(atom.terms) != len(row):
        return False
    bound: dict[str, Any] = {}
    for term, value in zip(atom.terms, row, strict=True):
        if anything is not None and value is anything:
            continue
        if isinstance(term, Variable):
            if bound.setdefault(term.name, value) != value:
                return False
        elif not isinstance(term, Constant) or value != (enterprise if term.value == ENTERPRISE else term.value):
            return False
    return True
