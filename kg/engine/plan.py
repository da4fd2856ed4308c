"""The order in which a clause's premises are joined.

Greedy: whatever only filters goes as soon as its variables are bound; among the atoms, the one expected to match the
fewest rows goes next. Aggregates go last. A clause for which no order binds every variable is unsafe.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from kg.errors import Fault, InputError
from kg.rules.program import Aggregate, Atom, Comparison, Negation, Premise, Variable

from .normal import aggregate_variables, bound_by, fault_at, premise_variables, term_variables

Estimate = Callable[[str, tuple[int, ...]], float]


def bound_columns(atom: Atom, bound: set[str]) -> tuple[int, ...]:
    """The columns of an atom whose value is known before it is looked up."""
    return tuple(
        index for index, term in enumerate(atom.terms) if not isinstance(term, Variable) or term.name in bound
    )


def outer_variables(premise: Negation | Aggregate, bindable: set[str]) -> set[str]:
    """The variables of a negation or aggregate that its surroundings bind; the others are its own."""
    if isinstance(premise, Aggregate):
        return set(aggregate_variables(premise)) & bindable
    return set(premise_variables(premise)) & bindable


def ready(comparison: Comparison, bound: set[str]) -> bool:
    """Whether a comparison can be tested, or binds its one free side."""
    left = {*term_variables(comparison.left)} - bound
    right = {*term_variables(comparison.right)} - bound
    if not left and not right:
        return True
    if comparison.operator != "=":
        return False
    return (isinstance(comparison.left, Variable) and not right) or (
        isinstance(comparison.right, Variable) and not left
    )


def order(
    premises: Sequence[Premise],
    bound: Iterable[str],
    estimate: Estimate,
    first: int | None = None,
    negations_last: bool = False,
    may_be_unknown: Callable[[str], Collection[int] | None] | None = None,
    start_known: bool = False,
) -> list[tuple[int, Premise]]:
    """Premises with their positions, in the order of evaluation; `first` is put first.

    Values in the columns that `may_be_unknown` gives of a relation may be unknown, and then select nothing: lasting relations
    (for which it gives None) are looked up by them only when nothing better is left. What `first` gives is known when `start_known`. Raises InputError naming the variables that nothing binds.
    """
    known = set(bound)
    bindable = bound_by(premises, known)
    unsure: set[str] = set()
    remaining = list(enumerate(premises))
    result: list[tuple[int, Premise]] = []

    def take(position: int, premise: Premise) -> None:
        remaining.remove((position, premise))
        result.append((position, premise))
        added = bound_by([premise], known)
        if may_be_unknown is not None:
            if isinstance(premise, Atom):
                doubtful = may_be_unknown(premise.relation) or ()
                sure = {t.name for i, t in enumerate(premise.terms) if isinstance(t, Variable) and i not in doubtful}
                unsure.update(added - known)
                unsure.difference_update(sure)
            elif unsure.intersection(premise_variables(premise)):
                unsure.update(added - known)
        known.update(added)

    def matching(atom: Atom) -> float:
        if may_be_unknown is None or may_be_unknown(atom.relation) is not None:
            return estimate(atom.relation, bound_columns(atom, known))
        return estimate(atom.relation, bound_columns(atom, known - unsure))

    if first is not None:
        take(first, premises[first])
        if start_known:
            unsure.clear()
    while remaining:
        filters = [
            item
            for item in remaining
            if (isinstance(item[1], Comparison) and ready(item[1], known))
            or (isinstance(item[1], Negation) and not negations_last and outer_variables(item[1], bindable) <= known)
        ]
        if filters:
            take(*min(filters, key=lambda item: isinstance(item[1], Negation)))
            continue
        atoms = [(matching(p), i, p) for i, p in remaining if isinstance(p, Atom)]
        if atoms:
            _, position, chosen = min(atoms, key=lambda item: item[:2])
            take(position, chosen)
            continue
        totals = [
            (i, p)
            for i, p in remaining
            if isinstance(p, Aggregate) and outer_variables(p, bindable) - {p.result.name} <= known
        ]
        if totals:
            take(*totals[0])
            continue
        last = [(i, p) for i, p in remaining if isinstance(p, Negation) and outer_variables(p, bindable) <= known]
        if last:
            take(*last[0])
            continue
        raise InputError(_unbound(premise, known, bindable) for _, premise in remaining)
    return result


def _unbound(premise: Premise, known: set[str], bindable: set[str]) -> Fault:
    free = sorted({name for name in premise_variables(premise) if name not in known and not name.startswith("@")})
    names = ", ".join(f"?{name}" for name in free) or "a value"
    return fault_at(
        premise.place,
        f"nothing binds {names} before it is compared or computed with",
        allowed="variables that also occur in a positive premise, or on one side of = with the other side bound",
    )
