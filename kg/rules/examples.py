"""Judges the examples that stand beside the rules, against the rows that an inference gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.rules.program import Atom, Constant, Example, Place, Variable
from kg.rules.text import atom_text

ENTERPRISE = "it"  # how an example names the enterprise of its profile

Rows = Callable[[str], Iterable[tuple[Any, ...]]]


def judge(
    example: Example, rows: Rows, open_rows: Rows, enterprise: str = ENTERPRISE, anything: Any = None
) -> list[tuple[Place, str]]:
    """What the example says and the rows do not bear out, each with its place; empty when it holds.

    `rows` gives the certain rows of a relation and `open_rows` those that could hold, in which `anything` stands for every
    value; `enterprise` is the value that stands for the profile's enterprise.
    """
    failures = []
    said = f"{example.profile} at {example.as_of}"
    for atom in example.expected:
        if not any(_matches(atom, row, enterprise) for row in rows(atom.relation)):
            failures.append((atom.place, f"{said} does not give {atom_text(atom)}"))
    for atom in example.absent:
        found = next((row for row in rows(atom.relation) if _matches(atom, row, enterprise)), None)
        if found is not None:
            shown = ", ".join(map(str, found))
            failures.append((atom.place, f"{said} gives {atom.relation}({shown})"))
    for atom in example.maybe:
        if not any(_matches(atom, row, enterprise, anything) for row in open_rows(atom.relation)):
            failures.append((atom.place, f"{said} does not leave open {atom_text(atom)}"))
    return failures


def _matches(atom: Atom, row: tuple[Any, ...], enterprise: str, anything: Any = None) -> bool:
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
