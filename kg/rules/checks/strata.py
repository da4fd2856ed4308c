"""Stratification: nothing rests, by turns, on its own absence or on a total over itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.rules.checks.report import Report
from kg.rules.conflicts import opposed
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


def check_strata(program: Program, report: Report) -> None:
    """Report each negation or total (R041) that is part of a cycle, with the cycle."""
    edges = list(dict.fromkeys(_edges(program)))
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


def _edges(program: Program) -> Iterator[_Edge]:
    for rule in program.rules:
        node = ("rule", rule.name)
        for conclusion in rule.conclusions:
            yield _Edge(_stored(conclusion), node, "", rule.place)
        for relation, how, place in _rests(rule):
            yield _Edge(node, relation, how, place)
    yield from _contests(program)


def _contests(program: Program) -> Iterator[_Edge]:
    """A conclusion that others go against is drawn after it is known which rules on both sides apply.

    Those against it may keep it from being drawn, and those for it that override one may save it; the engine settles all of
    that first (kg.engine.defeasible), for the relation as a whole and not value by value.
    """
    makers: dict[str, dict[tuple[str, bool], list[Rule]]] = {}
    for rule in program.rules:
        for conclusion in rule.conclusions:
            kinds = makers.setdefault(conclusion.atom.relation, {})
            kinds.setdefault((conclusion.modality or "", conclusion.negated), []).append(rule)
    decisive: dict[str, Rule] = {}
    for relation, kinds in makers.items():
        for kind, rules in kinds.items():
            against = {rule.name: rule for other in kinds if opposed(kind, other) for rule in kinds[other]}
            saving = {rule.name: rule for rule in rules if any(o.rule in against for o in rule.overrides)}
            name = " ".join(filter(None, ("not" if kind[1] else "", kind[0], relation)))
            for rule in (*against.values(), *saving.values()):
                decisive[rule.name] = rule
                yield _Edge(name, ("not", rule.name), "", rule.place)
    for rule in decisive.values():
        for relation, _, place in _rests(rule):
            yield _Edge(("not", rule.name), relation, f"whether rule {rule.name} applies, so on", place)


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
