"""Reads the hand-written annotations of the tests, and scores a reading against them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kg.ingest.model import Clause

ROLES = ("lead", "responsible", "coordinate", "aggregate")
KINDS = ("complete_by", "interim_by", "period", "ongoing", "on_event")

Assigned = tuple[str, str, str | None]
Limited = tuple[str, str | None, str | None]


@dataclass(slots=True)
class Gold:
    """What a clause says, as annotated: (agency, role, scope) and (kind, from, to), in order."""

    head: str
    assignments: list[Assigned] = field(default_factory=list)
    deadlines: list[Limited] = field(default_factory=list)


def read_gold(path: Path) -> list[Gold]:
    """The blocks of an annotation file: a head line, then lines of roles and deadlines."""
    blocks: list[Gold] = []
    for chunk in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in chunk.splitlines() if line.strip() and not line.startswith("#")]
        if not lines:
            continue
        gold = Gold(lines[0].strip())
        for line in lines[1:]:
            word, _, rest = line.strip().partition(" ")
            if word in ROLES:
                names, _, scope = rest.partition("@")
                gold.assignments += [(name, word, scope.strip() or None) for name in names.split()]
            elif word in KINDS:
                start, _, end = rest.strip().partition("..")
                gold.deadlines.append((word, start or None, end or None))
            else:
                raise ValueError(f"{path.name}: {line!r} is neither a role nor a deadline")
        blocks.append(gold)
    return blocks


def assigned(clause: Clause) -> list[Assigned]:
    return [(item.agency, item.role, item.scope) for item in clause.assignments]


def limited(clause: Clause) -> list[Limited]:
    return [(item.kind, item.start, item.end) for item in clause.deadlines]


@dataclass(slots=True)
class Score:
    """True positives, invented and missed, over everything added."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, found: list, gold: list) -> None:  # type: ignore[type-arg]
        both = Counter(found) & Counter(gold)
        self.right += both.total()
        self.invented += len(found) - both.total()
        self.missed += len(gold) - both.total()

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.invented + self.missed)
