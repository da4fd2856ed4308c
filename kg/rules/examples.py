"""Judges the examples that stand beside the rules, against the rows that an inference gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.rules.program import Atom, Constant, Example, Place, Variable
from kg.rules.text import atom_text

ENTERPRISE = "it"  # how an example names the enterprise of its profile

Rows = Callable[[str], Iterable[tuple[Any, ...]]]


def judge(example: Example, rows: Rows, enterprise: str) -> list[tuple[Place, str]]:
    """What the example says and the rows do not bear out, each with its place; empty when it holds.

    `rows` gives the certain rows of a relation; `enterprise` is the value that stands for the profile's enterprise.
    """
    failures = []
    for atom in example.expected:
        if not any(_matches(atom, row, enterprise) for row in rows(atom.relation)):
            failures.append((atom.place, f"{example.profile} at {example.as_of} does not give {atom_text(atom)}"))
    for atom in example.absent:
        found = next((row for row in rows(atom.relation) if _matches(atom, row, enterprise)), None)
        if found is not None:
            shown = ", ".join(map(str, found))
            failures.append((atom.place, f"{example.profile} at {example.as_of} gives {atom.relation}({shown})"))
    return failures


def _matches(atom: Atom, row: tuple[Any, ...], enterprise: str) -> bool:
    """Whether the row is as the atom says; a variable stands for any value, and the same one for the same value."""
    if len(atom.terms) != len(row):
        return False
    bound: dict[str, Any] = {}
    for term, value in zip(atom.terms, row, strict=True):
        if isinstance(term, Variable):
            if bound.setdefault(term.name, value) != value:
                return False
        elif not isinstance(term, Constant) or value != (enterprise if term.value == ENTERPRISE else term.value):
            return False
    return True
