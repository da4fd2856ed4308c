"""What can feed a relation: on which days, and with which constants in each column.

An over-estimate, as the least fixed point over the rules: where it says that nothing can, nothing can.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.rules.program import (
    Atom,
    Comparison,
    Constant,
    Disjunction,
    Premise,
    Program,
    Rule,
    Term,
    Value,
    Variable,
)

VALUES_AT_MOST = 30  # of a column that are told apart; beyond it anything may stand there
_ALWAYS = ("0000", "9999")

Values = frozenset[Value] | None  # None: anything
Days = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Supply:
    """The days on which a relation may have rows, from the first to the last, and what may stand in its columns."""

    days: Days
    columns: tuple[Values, ...] | None  # None: anything in any


ANYTHING = Supply(_ALWAYS, None)


@dataclass(frozen=True, slots=True)
class Gap:
    """A premise that nothing feeds: no row at all (`kind` rows), none on a common day (days) or with a common value (values).

    `days` are those of what the premise stands beside; `column` and `wanted` say where which values would have been needed.
    """

    atom: Atom
    kind: str
    days: Days = _ALWAYS
    column: int = 0
    wanted: Values = None


Codes = Mapping[str, Mapping[str, str]]  # by the name of a type in small letters: the words for its values, to the values


def supplies(program: Program, unread: Collection[str], dead: Collection[str], codes: Codes) -> dict[str, Supply]:
    """The supply of every relation that may have rows. Rules named in `dead` feed nothing, those in `unread` are not known.

    A profile gives no other values than `codes` has, of the types that it has at all.
    """
    found = {name: ANYTHING for name, relation in program.relations.items() if relation.source is not None}
    for name, declared in program.relations.items():
        if declared.source == "profile":
            known = [codes.get(parameter.type.lower()) for parameter in declared.parameters]
            found[name] = Supply(_ALWAYS, tuple(None if words is None else frozenset(words.values()) for words in known))
    found |= dict.fromkeys(unread, ANYTHING)
    for fact in program.facts:
        _grow(found, fact.relation, Supply(_ALWAYS, tuple(_value(term, {}) for term in fact.terms)))
    readers: dict[str, list[Rule]] = defaultdict(list)
    alive = [rule for rule in program.rules if rule.name not in dead]
    for rule in alive:
        for relation in _relations(rule.body):
            readers[relation].append(rule)
    waiting = deque(alive)
    queued = {id(rule) for rule in alive}
    while waiting:
        rule = waiting.popleft()
        queued.discard(id(rule))
        days, values, gaps = examine(rule, found)
        if gaps:
            continue
        for conclusion in rule.conclusions:
            relation = conclusion.atom.relation
            if conclusion.negated or conclusion.modality is not None:
                continue
            if _grow(found, relation, Supply(days, tuple(_value(term, values) for term in conclusion.atom.terms))):
                fresh = [reader for reader in readers[relation] if id(reader) not in queued]
                queued.update(map(id, fresh))
                waiting += fresh
    return found


def examine(rule: Rule, found: dict[str, Supply]) -> tuple[Days, dict[str, Values], list[Gap]]:
    """The days and values for which a rule may fire, and the premises that keep it from firing at all."""
    days = rule.valid_from or _ALWAYS[0], rule.valid_to or _ALWAYS[1]
    return _examine(rule.body, _ALWAYS if days[0] > days[1] else days, {}, found)


def _examine(
    premises: Iterable[Premise], days: Days, values: dict[str, Values], found: dict[str, Supply]
) -> tuple[Days, dict[str, Values], list[Gap]]:
    premises = list(premises)
    values = dict(values)
    for premise in premises:
        if isinstance(premise, Comparison) and premise.operator == "=":
            for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
                if isinstance(side, Variable) and isinstance(other, Constant):
                    values.setdefault(side.name, frozenset((other.value,)))
    gaps: list[Gap] = []
    for premise in premises:
        if isinstance(premise, Atom):
            supply = found.get(premise.relation)
            if supply is None:
                gaps.append(Gap(premise, "rows"))
                continue
            both = max(days[0], supply.days[0]), min(days[1], supply.days[1])
            if both[0] > both[1]:
                gaps.append(Gap(premise, "days", days))
                continue
            days = both
            gaps += _values_gap(premise, supply, values)
        elif isinstance(premise, Disjunction):
            branches = [_examine(branch, days, values, found)[2] for branch in premise.branches]
            if all(branches):
                gaps += [gap for branch in branches for gap in branch]
    return days, values, gaps


def _values_gap(atom: Atom, supply: Supply, values: dict[str, Values]) -> list[Gap]:
    """Narrows the values of the atom's variables to those that the supply offers; the first place that offers none."""
    if supply.columns is None or len(supply.columns) != len(atom.terms):
        return []
    for column, (term, offered) in enumerate(zip(atom.terms, supply.columns, strict=True)):
        wanted = _value(term, values)
        if offered is None or not isinstance(term, Constant | Variable):
            continue
        common = offered if wanted is None else offered & wanted
        if not common:
            return [Gap(atom, "values", column=column, wanted=wanted)]
        if isinstance(term, Variable):
            values[term.name] = common
    return []


def _value(term: Term, values: dict[str, Values]) -> Values:
    if isinstance(term, Constant):
        return frozenset((term.value,))
    return values.get(term.name) if isinstance(term, Variable) else None


def _grow(found: dict[str, Supply], relation: str, more: Supply) -> bool:
    """Adds to what a relation may hold; whether that was more than before."""
    before = found.get(relation)
    if before is None:
        found[relation] = more
        return True
    days = min(before.days[0], more.days[0]), max(before.days[1], more.days[1])
    columns: tuple[Values, ...] | None = None
    if before.columns is not None and more.columns is not None and len(before.columns) == len(more.columns):
        columns = tuple(_union(one, other) for one, other in zip(before.columns, more.columns, strict=True))
    found[relation] = Supply(days, columns)
    return found[relation] != before


def _union(one: Values, other: Values) -> Values:
    if one is None or other is None:
        return None
    both = one | other
    return both if len(both) <= VALUES_AT_MOST else None


def _relations(premises: Iterable[Premise]) -> set[str]:
    found: set[str] = set()
    for premise in premises:
        if isinstance(premise, Atom):
            found.add(premise.relation)
        elif isinstance(premise, Disjunction):
            for branch in premise.branches:
                found |= _relations(branch)
    return found
