"""When two conclusions go against each other, and which rules are therefore defeasible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from kg.rules.program import Atom, Conclusion, Constant, Rule

# (modality, negated) that cannot stand together about the same thing: what is obliged is also permitted, and
# what is prohibited is not permitted.
_AGAINST = {
    frozenset({("obligation", False), ("obligation", True)}),
    frozenset({("obligation", False), ("prohibition", False)}),
    frozenset({("obligation", False), ("permission", True)}),
    frozenset({("prohibition", False), ("prohibition", True)}),
    frozenset({("prohibition", False), ("permission", False)}),
    frozenset({("permission", False), ("permission", True)}),
}


def go_against(one: Conclusion, other: Conclusion) -> bool:
    """Whether both conclusions cannot stand for some same arguments."""
    if not may_meet(one.atom, other.atom):
        return False
    if one.modality is None and other.modality is None:
        return one.negated != other.negated
    return frozenset({(one.modality, one.negated), (other.modality, other.negated)}) in _AGAINST


def may_meet(one: Atom, other: Atom) -> bool:
    """Whether the atoms can be the same for some values of their variables."""
    if one.relation != other.relation or len(one.terms) != len(other.terms):
        return False
    pairs = zip(one.terms, other.terms, strict=True)
    return all(
        left.value == right.value for left, right in pairs if isinstance(left, Constant) and isinstance(right, Constant)
    )


def collisions(rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Rule, Conclusion, Conclusion]]:
    """Each pair of rules with conclusions that go against each other, whichever prevails; a rule may collide with itself."""
    by_relation: dict[str, list[tuple[int, Conclusion]]] = defaultdict(list)
    for index, rule in enumerate(rules):
        for conclusion in rule.conclusions:
            by_relation[conclusion.atom.relation].append((index, conclusion))
    for entries in by_relation.values():
        kinds = {(conclusion.modality, conclusion.negated) for _, conclusion in entries}
        if len(kinds) < 2:
            continue
        for position, (first, one) in enumerate(entries):
            for second, other in entries[position + 1 :]:
                if go_against(one, other):
                    yield rules[first], rules[second], one, other


def with_defeasibility(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules with `defeasible` set where a rule overrides, is overridden, or has its conclusion denied."""
    names = {override.rule for rule in rules for override in rule.overrides}
    names |= {rule.name for rule in rules if rule.overrides}
    for one, other, _, _ in collisions(rules):
        names |= {one.name, other.name}
    return tuple(replace(rule, defeasible=True) if rule.name in names else rule for rule in rules)
