"""Which relation rests on which: dependencies, components and strata.

A relation that is concluded from another's absence (or from a sum or count over it) must come after it. Where that cannot
be (a cycle through a negation or an aggregate) the program has no stratified meaning, and that is an error at its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.errors import Fault, InputError
from kg.rules.program import NOWHERE, Aggregate, Atom, Disjunction, Negation, Place, Premise, Program


@dataclass(frozen=True, slots=True)
class Edge:
    """`head` rests on `body`; `negative` when through a negation or an aggregate, which `place` points at."""

    head: str
    body: str
    negative: bool
    place: Place = NOWHERE


def premise_relations(premises: Iterable[Premise], negative: bool = False) -> Iterator[tuple[str, bool, Place]]:
    """The relations that premises mention, with whether it is under a negation or an aggregate, and where."""
    for premise in premises:
        if isinstance(premise, Atom):
            yield premise.relation, negative, premise.place
        elif isinstance(premise, (Negation, Aggregate)):
            for relation, _, place in premise_relations(premise.body, True):
                yield relation, True, place if place.line else premise.place
        elif isinstance(premise, Disjunction):
            for branch in premise.branches:
                yield from premise_relations(branch, negative)


def program_edges(program: Program) -> list[Edge]:
    """The dependencies of a program as written (before modality and overriding are worked in)."""
    edges = []
    for rule in program.rules:
        for conclusion in rule.conclusions:
            head = conclusion.atom.relation
            edges += [Edge(head, *found) for found in premise_relations(rule.body)]
            for exception in rule.exceptions:
                edges += [Edge(head, *found) for found in premise_relations(exception, True)]
    return edges


def components(nodes: Iterable[str], edges: Iterable[Edge]) -> list[list[str]]:
    """Strongly connected components, each after those it rests on (Tarjan's algorithm, without recursion)."""
    targets: dict[str, list[str]] = {node: [] for node in nodes}
    for edge in edges:
        targets.setdefault(edge.head, []).append(edge.body)
        targets.setdefault(edge.body, [])
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in targets:
        if root in order:
            continue
        work = [(root, iter(targets[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for target in following:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(targets[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    found.append(component[::-1])
    return found


def stratify(nodes: Iterable[str], edges: Sequence[Edge]) -> list[list[str]]:
    """Components in the order of evaluation.

    Raises InputError, with a fault for every negation or aggregate inside a cycle, when there is no such order.
    """
    ordered = components(nodes, edges)
    number = {node: index for index, component in enumerate(ordered) for node in component}
    faults = []
    for edge in dict.fromkeys(edges):
        if edge.negative and number[edge.head] == number[edge.body]:
            cycle = ", ".join(sorted(ordered[number[edge.head]])[:6])
            faults.append(
                Fault(
                    edge.place.file,
                    f"{edge.place.line}:{edge.place.column}" if edge.place.line else "",
                    f"{edge.head} rests on the absence of (or a total over) {edge.body}, which rests on {edge.head}",
                    allowed=f"negation and totals only over relations concluded earlier (the cycle: {cycle})",
                )
            )
    if faults:
        raise InputError(faults)
    return ordered
