"""What an exported program is made of: clauses in an order in which they can be run one group after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.rules.cycles import components
from kg.rules.program import Atom, Premise
from kg.rules.walk import flat


class Clause(Protocol):
    """One conclusion from one conjunction without alternatives; negation, comparison and totals may stand in it."""

    @property
    def head(self) -> Atom: ...
    @property
    def body(self) -> tuple[Premise, ...]: ...


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses to run together; `repeat` until nothing new follows, where they rest on one another."""

    clauses: tuple[Clause, ...]
    repeat: bool


def groups(clauses: Iterable[Clause]) -> list[Group]:
    """The clauses in groups, each after those that it rests on."""
    heads: dict[str, list[Clause]] = {}
    for clause in clauses:
        heads.setdefault(clause.head.relation, []).append(clause)
    graph = {name: _mentioned(found) for name, found in heads.items()}
    component = components(graph)
    members: dict[int, list[str]] = {}
    for name in heads:
        members.setdefault(component[name], []).append(name)
    ordered = []
    for number in sorted(members):
        names = members[number]
        repeat = any(name in graph[other] for name in names for other in names)
        ordered.append(Group(tuple(clause for name in names for clause in heads[name]), repeat))
    return ordered


def _mentioned(clauses: Sequence[Clause]) -> list[str]:
    found = (premise.relation for clause in clauses for premise in flat(clause.body) if isinstance(premise, Atom))
    return list(dict.fromkeys(found))
