"""Stratification: nothing rests, by turns, on its own absence or on a total over itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.rules.checks.report import Report
from kg.rules.conflicts import Collision
from kg.rules.cycles import components, path
from kg.rules.program import Aggregate, Atom, Conclusion, Disjunction, Negation, Place, Premise, Program, Rule

# A relation, a rule, or ("not", rule): that the rule does not apply. Rules stand between what they conclude and what
# they rest on, so that the graph grows with the text and not with premises times conclusions.
_Node = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Edge:
    """`head` rests on `body`; `how` says through what when it must be complete before (else empty)."""

    head: _Node
    body: _Node
    how: str
    place: Place


def check_strata(program: Program, found: Iterable[Collision], report: Report) -> None:
    """Report each negation or total (R041) that is part of a cycle, with the cycle."""
    edges = list(dict.fromkeys(_edges(program, found)))
    graph: dict[_Node, list[_Node]] = {}
    for edge in edges:
        graph.setdefault(edge.head, []).append(edge.body)
        graph.setdefault(edge.body, [])
    component = components(graph)
    for edge in edges:
        if edge.how and component[edge.head] == component[edge.body]:
            circle = [edge.body, *path(graph, edge.body, edge.head)[1:], edge.body]
            names = [node for node in circle if isinstance(node, str)]
            message = f"{edge.body} rests on {edge.how} {edge.body} itself: {' ← '.join(names)}"
            if len(names) > 2:
                message = (
                    f"{names[-2]} rests on {edge.how} {edge.body}, which rests on {names[-2]}: {' ← '.join(names)}"
                )
            report.add("R041", edge.place, message, "negation and totals only over what is settled without them")


def _stored(conclusion: Conclusion) -> str:
    name = conclusion.atom.relation
    if conclusion.modality:
        name = f"{conclusion.modality} {name}"
    return f"not {name}" if conclusion.negated else name


def _edges(program: Program, found: Iterable[Collision]) -> Iterator[_Edge]:
    for rule in program.rules:
        node = ("rule", rule.name)
        for conclusion in rule.conclusions:
            yield _Edge(_stored(conclusion), node, "", rule.place)
        for relation, how, place in _rests(rule):
            yield _Edge(node, relation, how, place)
    blocking: set[str] = set()
    for one, other, first, second in found:
        over = {override.rule for override in one.overrides}
        under = {override.rule for override in other.overrides}
        # A rule that is not stronger is blocked by the other's applying, and so waits for what the other rests on.
        for conclusion, against, stronger in ((first, other, over), (second, one, under)):
            if against.name in stronger:
                continue
            yield _Edge(_stored(conclusion), ("not", against.name), "", conclusion.atom.place)
            if against.name not in blocking:
                blocking.add(against.name)
                for relation, _, place in _rests(against):
                    yield _Edge(("not", against.name), relation, f"rule {against.name} not applying, so on", place)


def _rests(rule: Rule) -> Iterator[tuple[str, str, Place]]:
    yield from _mentions(rule.body, "")
    for exception in rule.exceptions:
        yield from _mentions(exception, "the absence of")


def _mentions(premises: Iterable[Premise], how: str) -> Iterator[tuple[str, str, Place]]:
    for premise in premises:
        if isinstance(premise, Atom):
            yield premise.relation, how, premise.place
        elif isinstance(premise, Negation):
            yield from _mentions(premise.body, how or "the absence of")
        elif isinstance(premise, Aggregate):
            yield from _mentions(premise.body, how or f"a {premise.function} over")
        elif isinstance(premise, Disjunction):
            for branch in premise.branches:
                yield from _mentions(branch, how)
