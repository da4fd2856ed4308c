"""When two conclusions go against each other, and which rules are therefore defeasible."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.errors import Fault, InputError
from kg.rules.bounds import MAX_COLLISIONS
from kg.rules.program import Atom, Conclusion, Constant, Rule

Collision = tuple[Rule, Rule, Conclusion, Conclusion]
_Kind = tuple[str, bool]
_Entry = tuple[int, Conclusion]

# (modality, negated) that cannot stand together about the same thing: what is obliged is also permitted, and
# what is prohibited is not permitted.
_AGAINST = {
    frozenset({("", False), ("", True)}),
    frozenset({("obligation", False), ("obligation", True)}),
    frozenset({("obligation", False), ("prohibition", False)}),
    frozenset({("obligation", False), ("permission", True)}),
    frozenset({("prohibition", False), ("prohibition", True)}),
    frozenset({("prohibition", False), ("permission", False)}),
    frozenset({("permission", False), ("permission", True)}),
}


def opposed(one: _Kind, other: _Kind) -> bool:
    """Whether conclusions of these kinds, each a modality (or none) and whether it is denied, cannot stand together."""
    return frozenset({one, other}) in _AGAINST


def may_meet(one: Atom, other: Atom) -> bool:
    """Whether the atoms can be the same for some values of their variables."""
    if one.relation != other.relation or len(one.terms) != len(other.terms):
        return False
    pairs = zip(one.terms, other.terms, strict=True)
    return all(
        left.value == right.value for left, right in pairs if isinstance(left, Constant) and isinstance(right, Constant)
    )


def collisions(rules: tuple[Rule, ...]) -> Iterator[Collision]:
    """Each pair of rules with conclusions that go against each other, whichever prevails; a rule may collide with itself.

    Raises InputError when there are more than MAX_COLLISIONS.
    """
    by_relation: dict[str, list[_Entry]] = defaultdict(list)
    for index, rule in enumerate(rules):
        for conclusion in rule.conclusions:
            by_relation[conclusion.atom.relation].append((index, conclusion))
    found = looked_at = 0
    for relation, entries in by_relation.items():
        kinds: dict[_Kind, list[_Entry]] = defaultdict(list)
        for entry in entries:
            kinds[entry[1].modality or "", entry[1].negated].append(entry)
        for one_kind, other_kind in itertools.combinations(sorted(kinds), 2):
            if not opposed(one_kind, other_kind):
                continue
            index_of_others = _Index(kinds[other_kind])
            for first, one in kinds[one_kind]:
                for second, other in index_of_others.meeting(one.atom):
                    looked_at += 1
                    met = may_meet(one.atom, other.atom)
                    found += met
                    if found > MAX_COLLISIONS or looked_at > 100 * MAX_COLLISIONS:
                        raise _too_many(relation, rules[first])
                    if met:
                        a, b = ((first, one), (second, other)) if first <= second else ((second, other), (first, one))
                        yield rules[a[0]], rules[b[0]], a[1], b[1]


class _Index:
    """Conclusions of one relation by the constant at the position where most of them have one."""

    def __init__(self, entries: list[_Entry]) -> None:
        self.entries = entries
        widest = max(len(entry[1].atom.terms) for entry in entries)
        constants = [
            sum(1 for _, c in entries if len(c.atom.terms) > position and isinstance(c.atom.terms[position], Constant))
            for position in range(widest)
        ]
        self.position = constants.index(max(constants)) if constants else 0
        self.buckets: dict[object, list[_Entry]] = defaultdict(list)
        for entry in entries:
            self.buckets[self._key(entry[1].atom)].append(entry)

    def _key(self, atom: Atom) -> object:
        term = atom.terms[self.position] if self.position < len(atom.terms) else None
        return term.value if isinstance(term, Constant) else None

    def meeting(self, atom: Atom) -> Iterable[_Entry]:
        """The entries that may meet the atom, as far as that position tells."""
        key = self._key(atom)
        if key is None:
            return self.entries
        return itertools.chain(self.buckets.get(key, ()), self.buckets.get(None, ()))


def _too_many(relation: str, rule: Rule) -> InputError:
    message = f"R007: too many rules conclude against each other about {relation}"
    place = f"{rule.place.line}:{rule.place.column}"
    return InputError([Fault(rule.place.file, place, message, f"at most {MAX_COLLISIONS} pairs")])


def with_defeasibility(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules with `defeasible` set where a rule overrides, is overridden, or has its conclusion denied."""
    names = {override.rule for rule in rules for override in rule.overrides}
    names |= {rule.name for rule in rules if rule.overrides}
    for one, other, _, _ in collisions(rules):
        names |= {one.name, other.name}
    return tuple(replace(rule, defeasible=True) if rule.name in names else rule for rule in rules)
