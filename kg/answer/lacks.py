"""What a conclusion lacks: the rules read backwards, down to the facts that would make it hold.

For each rule that could draw the conclusion, the premises that texts and readings decide (relations that rest on no
profile) are solved first. What is left over depends on the enterprise and the date: premises that hold are taken as they
are, those that do not are explained in turn, until what is lacking is a fact of a profile, a date, a number, or the
absence of something. A premise that no text or reading could ever satisfy makes its rule irrelevant, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from kg.answer.comparisons import TURNED
from kg.engine import ANY, Model, Unknown
from kg.engine.normal import Clause, bound_by, premise_variables, term_variables
from kg.engine.plan import bound_columns, outer_variables, ready
from kg.engine.solve import Binding, inner_binding, solutions, step, term_value, unify
from kg.engine.unknown import could
from kg.rules.program import Aggregate, Atom, Comparison, Negation, Premise, Variable

Row = tuple[Any, ...]
Way = tuple["Lack", ...]

WAYS_AT_MOST = 600
ROWS_TRIED = 40
BLOCKERS_SHOWN = 3
LISTED_AT_MOST = 20
# Conclusions that are always shown by name, whatever they rest on: that an enterprise is one of a class.
SHOWN_BY_NAME = frozenset({"is-a"})


@dataclass(frozen=True)
class Lack:
    """One premise that does not hold.

    `kind` is `fact` (of the profile), `step` (a conclusion; `ways` holds the sets of lacks of which any one set, made good, would
    give it), `comparison` (`relation` is the operator, `row` left and right), `blocked` (`blockers` hold and must not; `ways` as for
    a step where a further fact would lift them), `open` (only what the profile leaves unsaid stands in the way) or `also` (what a
    text says of the thing that is lacking, whatever it be).
    `row` has ANY for a value that does not matter. A fact may have several `rows`, of which any one will do; they differ in
    one column. `limits` are (column, operator, value): what the number there must satisfy. `origin` is the row from which the
    left side of a comparison was taken. `needs` are JSON pointers of fields that are unsaid and bear on it.
    """

    kind: str
    relation: str
    row: Row
    rows: tuple[Row, ...] = ()
    ways: tuple[Way, ...] = ()
    needs: tuple[str, ...] = ()
    limits: tuple[tuple[int, str, Any], ...] = ()
    origin: tuple[str, Row] | None = None
    blockers: tuple[tuple[str, Row], ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One way in which a rule could conclude `row` (ANY for what is not settled) if its `lacks` were made good.

    `needs` are the JSON pointers that would settle whether it holds, when the profile leaves that open. `provisos` do not hold now and must
    not come to hold with what is made good: the exceptions that the rules on the way make.
    """

    clause: int
    row: Row
    lacks: Way
    needs: tuple[str, ...] = ()
    provisos: tuple[tuple[str, Row], ...] = ()


@dataclass(frozen=True)
class _Partial:
    binding: Binding
    lacks: Way = ()
    origins: tuple[tuple[str, Atom, Row], ...] = ()  # the atoms that held, or the lacking ones, with their rows
    provisos: tuple[tuple[str, Row], ...] = ()
    fixed: frozenset[str] = frozenset()  # variables whose values texts and readings gave


class Lacking:
    """Explains what keeps conclusions of one model from being certain."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.state = model.state
        self.clauses = model.prepared.clauses
        self.static = model.prepared.static
        self.dated = model.prepared.dated
        self.inputs = model.prepared.inputs
        self.by_head: dict[str, list[int]] = {}
        for number, clause in enumerate(self.clauses):
            self.by_head.setdefault(clause.head.relation, []).append(number)
        self.known: dict[tuple[str, Row], list[Attempt]] = {}

    def attempts(self, relation: str, pattern: Sequence[Any], within: frozenset[Any] = frozenset()) -> list[Attempt]:
        """Every way in which a rule could conclude a row that looks like `pattern` (ANY or None for any value)."""
        wanted = tuple(ANY if v is None or v.__class__ is Unknown else v for v in pattern)
        goal = (relation, wanted)
        if goal in within:
            return []
        if goal not in self.known:
            found = [a for number in self.by_head.get(relation, ()) for a in self._of_clause(number, wanted, within | {goal})]
            if any(relation == seen for seen, _ in within):
                return found  # cut short where it came back to itself: not the whole answer to another question
            self.known[goal] = found
        return self.known[goal]

    def _of_clause(self, number: int, pattern: Row, within: frozenset[Any]) -> Iterator[Attempt]:
        clause = self.clauses[number]
        binding: Binding | None = {}
        for term, value in zip(clause.head.terms, pattern, strict=True):
            if value is not ANY and binding is not None:
                binding = unify((term,), (value,), binding)
        if binding is None:
            return
        start = _Partial(binding, fixed=frozenset(binding))
        seen = set()
        for found in islice(self._solve(clause, list(clause.body), start, within), WAYS_AT_MOST):
            row = tuple(_shown(term_value(term, found.binding)) for term in clause.head.terms)
            lacks = found.lacks
            needs = self.unsaid(clause.head.relation, row)
            if not lacks:
                if not needs:
                    continue  # it holds: nothing is lacking
                lacks = (Lack("open", clause.head.relation, row, needs=needs),)
            if (row, lacks) not in seen:
                seen.add((row, lacks))
                yield Attempt(number, row, lacks, needs, tuple(dict.fromkeys(found.provisos)))

    # -- one conjunction --------------------------------------------------------------------------------------------

    def _solve(self, clause: Clause, left: list[Premise], at: _Partial, within: frozenset[Any]) -> Iterator[_Partial]:
        chosen = self._next(clause, left, at)
        if chosen is None:
            yield self._limited(left, at)
            return
        rest = [p for p in left if p is not chosen]
        for found in self._premise(chosen, at, within):
            yield from self._solve(clause, rest, found, within)

    def _next(self, clause: Clause, left: list[Premise], at: _Partial) -> Premise | None:
        """What to look at next: filters first, then what texts say of what is known, then the day, then the enterprise."""
        bound = set(at.binding)
        bindable = bound_by(clause.body, bound)
        connected: list[tuple[int, Atom]] = []
        for premise in left:
            if isinstance(premise, Comparison) and ready(premise, bound):
                return premise
            if isinstance(premise, Negation) and outer_variables(premise, bindable) <= bound:
                return premise
            if isinstance(premise, Atom):
                keys = len(bound_columns(premise, bound))
                if premise.relation in self.static:
                    if keys:
                        return premise
                else:
                    connected.append((keys, premise))
        of_the_day = [p for keys, p in connected if keys and p.relation in self.dated]
        held = of_the_day or [p for keys, p in connected if keys or len(p.terms) == 1]
        if held:
            return held[0]
        for premise in left:
            if isinstance(premise, Aggregate) and outer_variables(premise, bindable) - {premise.result.name} <= bound:
                return premise
        return connected[0][1] if connected and not at.lacks else None

    def _premise(self, premise: Premise, at: _Partial, within: frozenset[Any]) -> Iterator[_Partial]:
        if isinstance(premise, Atom):
            yield from self._atom(premise, at, within)
        elif isinstance(premise, Comparison):
            yield from self._comparison(premise, at)
        elif isinstance(premise, Negation):
            yield from self._negation(premise, at)
        elif isinstance(premise, Aggregate):
            found = list(step(self.state, premise, at.binding))
            if found:
                yield from (replace(at, binding=b) for b in found)
            else:
                # No member: what each member would need is needed.
                inner = inner_binding(premise, at.binding)
                part = Clause(Atom("", ()), premise.body, -1)
                for way in islice(self._solve(part, list(premise.body), _Partial(inner), within), ROWS_TRIED):
                    if way.lacks:
                        yield replace(at, lacks=_joined(at.lacks, way.lacks))

    def _atom(self, atom: Atom, at: _Partial, within: frozenset[Any]) -> Iterator[_Partial]:
        static = atom.relation in self.static
        found = False
        for binding in islice(step(self.state, atom, at.binding), None if static else ROWS_TRIED):
            found = True
            row = tuple(_shown(term_value(t, binding)) for t in atom.terms)
            fixed = at.fixed | set(premise_variables(atom)) if static else at.fixed
            yield replace(at, binding=binding, origins=(*at.origins, ("held", atom, row)), fixed=fixed)
        if found or static:
            return
        row = tuple(_shown(term_value(t, at.binding)) for t in atom.terms)
        if atom.relation in self.inputs:
            lack = Lack("fact", atom.relation, row, (row,), needs=self.unsaid(atom.relation, row))
            yield replace(at, lacks=_joined(at.lacks, (lack,)), origins=(*at.origins, ("lacks", atom, row)))
            return
        by_row: dict[Row, list[Way]] = {}
        provisos: dict[Row, tuple[tuple[str, Row], ...]] = {}
        for attempt in self.attempts(atom.relation, row, within):
            by_row.setdefault(attempt.row, []).append(attempt.lacks)
            provisos[attempt.row] = (*provisos.get(attempt.row, ()), *attempt.provisos)
        for concluded, ways in by_row.items():
            bound = unify(atom.terms, concluded, at.binding)
            if bound is None:
                continue
            binding = {name: value for name, value in bound.items() if value.__class__ is not Unknown or name in at.binding}
            needs = self.unsaid(atom.relation, concluded)
            lack = Lack("step", atom.relation, concluded, ways=simplified(ways), needs=needs)
            lacks = _joined(at.lacks, (lack,))
            yield replace(
                at, binding=binding, lacks=lacks, origins=(*at.origins, ("lacks", atom, concluded)),
                provisos=(*at.provisos, *provisos[concluded]),
            )  # fmt: skip

    def _comparison(self, premise: Comparison, at: _Partial) -> Iterator[_Partial]:
        found = list(step(self.state, premise, at.binding))
        if found:
            yield from (replace(at, binding=binding) for binding in found)
            return
        names = {*term_variables(premise.left), *term_variables(premise.right)}
        if names <= at.fixed:
            return  # texts alone decide it
        operator, sides = premise.operator, (premise.left, premise.right)
        if not isinstance(sides[0], Variable) or sides[0].name in at.fixed:
            operator, sides = TURNED[operator], (sides[1], sides[0])
        left, right = (term_value(side, at.binding) for side in sides)
        origin = None
        if isinstance(sides[0], Variable):
            for how, atom, row in at.origins:
                if how == "held" and atom.relation not in self.static and sides[0] in atom.terms:
                    origin = (atom.relation, row)
                    break
        known = left is not None and right is not None
        needs: tuple[str, ...] = ()
        if known and Unknown in (left.__class__, right.__class__) and could(operator, left, right) and origin:
            needs = self.unsaid(*origin)
        lack = Lack("comparison", operator, (left, right), origin=origin, needs=needs)
        yield replace(at, lacks=_joined(at.lacks, (lack,)))

    def _negation(self, premise: Negation, at: _Partial) -> Iterator[_Partial]:
        inner = inner_binding(premise, at.binding)
        found = list(islice(solutions(self.state, premise.body, inner), BLOCKERS_SHOWN))
        if not found:
            yield replace(at, provisos=(*at.provisos, *self._provisos(premise, inner)))
            return
        blockers: dict[tuple[str, Row], None] = {}
        lifting: list[Way] = []
        movable = False
        for binding in found:
            for atom in premise.body:
                if isinstance(atom, Atom):
                    row = tuple(_shown(term_value(t, binding)) for t in atom.terms)
                    blockers[atom.relation, row] = None
                    movable = movable or atom.relation not in self.static
                elif isinstance(atom, Negation):
                    # What must not be absent: having it would lift the obstacle.
                    wanted = [
                        Lack("fact", a.relation, row, (row,), needs=self.unsaid(a.relation, row))
                        for a in atom.body
                        if isinstance(a, Atom) and a.relation in self.inputs
                        for row in [tuple(_shown(term_value(t, binding)) for t in a.terms)]
                    ]
                    movable = movable or bool(wanted)
                    if wanted:
                        lifting.append(tuple(wanted))
        if movable:
            lack = Lack("blocked", "", (), blockers=tuple(blockers), ways=simplified(lifting))
            yield replace(at, lacks=_joined(at.lacks, (lack,)))

    def _provisos(self, premise: Negation, inner: Binding) -> list[tuple[str, Row]]:
        """What would make a negation fail that holds now: of the enterprise, where texts have said the rest."""
        parts = [p for p in premise.body if isinstance(p, Atom)]
        said = [p for p in parts if p.relation in self.static]
        if len(parts) < len(premise.body) or len(said) == len(parts):
            return []
        return [
            (p.relation, tuple(_shown(term_value(t, binding)) for t in p.terms))
            for binding in solutions(self.state, said, inner)
            for p in parts
            if p.relation not in self.static
        ]

    def _limited(self, left: list[Premise], at: _Partial) -> _Partial:
        """Comparisons of a value that a lacking premise would give become limits on that premise."""
        lacks = list(at.lacks)
        for premise in left:
            if isinstance(premise, Atom) and premise.relation in self.static:
                lacks.append(Lack("also", premise.relation, tuple(_shown(term_value(t, at.binding)) for t in premise.terms)))
            if not isinstance(premise, Comparison):
                continue
            for side, other, operator in (
                (premise.left, premise.right, premise.operator), (premise.right, premise.left, TURNED[premise.operator]),
            ):  # fmt: skip
                value = term_value(other, at.binding)
                if not isinstance(side, Variable) or side.name in at.binding or value is None:
                    continue
                for how, atom, row in at.origins:
                    if how == "lacks" and side in atom.terms:
                        lacks = [
                            replace(k, limits=(*k.limits, (atom.terms.index(side), operator, value)))
                            if (k.relation, k.row) == (atom.relation, row) and k.kind in ("fact", "step") else k
                            for k in lacks
                        ]  # fmt: skip
        return replace(at, lacks=tuple(lacks))

    def unsaid(self, relation: str, row: Row) -> tuple[str, ...]:
        """The pointers that would settle whether a row like `row` holds; none when nothing unsaid could give it."""
        columns = tuple(n for n, value in enumerate(row) if value is not ANY)
        bits = 0
        for found, needs in self.state.both(relation, columns, [row[n] for n in columns]):
            if found not in self.state.rows[relation]:
                bits |= needs
        return self.model.needs(bits)


def _shown(value: Any) -> Any:
    return ANY if value is None or value.__class__ is Unknown else value


def _joined(lacks: Way, more: Iterable[Lack]) -> Way:
    return tuple(dict.fromkeys((*lacks, *more)))


# -- fewer words ------------------------------------------------------------------------------------------------------


def simplified(ways: Iterable[Way]) -> tuple[Way, ...]:
    """The same alternatives in fewer words: facts that differ in one value become one fact with several values, and a way
    that needs more than another is left out."""
    kept = list(dict.fromkeys(plain for way in ways for plain in _opened(way)))
    return tuple(sorted(_merged(_least(kept)), key=len))


def _opened(way: Way) -> list[Way]:
    """A way with steps replaced by what they lack: a step that is all of the way, and one that has one way only."""
    if len(way) == 1 and _opens(way[0]):
        return [plain for inner in way[0].ways for plain in _opened(inner)]
    lacks: list[Lack] = []
    for lack in way:
        if len(lack.ways) == 1 and _opens(lack):
            lacks += lack.ways[0]
        else:
            lacks.append(lack)
    shown = (_without(k, lacks) if k.kind == "step" and k.limits else k for k in lacks)
    return [tuple(k for k in dict.fromkeys(shown) if not any(_says_more(other, k) for other in lacks))]


def _without(lack: Lack, others: list[Lack]) -> Lack:
    """A step without the parts that other lacks of the same way bring with them."""
    ways = tuple(tuple(k for k in way if not any(_says_more(other, k) for other in others)) for way in lack.ways)
    return replace(lack, ways=ways if all(ways) else ())


def _opens(lack: Lack) -> bool:
    """Whether a step says nothing that its parts do not: no limit, and no list of facts too long to read without its name."""
    if lack.kind != "step" or not lack.ways or lack.limits or lack.relation in SHOWN_BY_NAME:
        return False
    return all(len(k.rows) <= LISTED_AT_MOST for way in lack.ways for k in way)


def _says_more(other: Lack, lack: Lack) -> bool:
    """Whether a fact is one that another, with more of its values given, brings with it."""
    return (
        other is not lack and other.kind == lack.kind == "fact" and other.relation == lack.relation and other.row != lack.row
        and not lack.limits and all(b is ANY or a == b for a, b in zip(other.row, lack.row, strict=True))
    )  # fmt: skip


def _least(ways: list[Way]) -> list[Way]:
    ordered = sorted(range(len(ways)), key=lambda n: (len(ways[n]), n))
    kept: list[int] = []
    for n in ordered:
        if not any(_enough(ways[k], ways[n]) for k in kept) and not _covered([ways[k] for k in kept], ways[n]):
            kept.append(n)
    return [ways[n] for n in sorted(kept)]


def _enough(less: Way, more: Way) -> bool:
    """Whether whoever makes good `more` has made good `less` as well."""
    return all(
        any(
            wanted == given
            or (
                wanted.kind == given.kind == "fact"
                and (wanted.relation, wanted.limits) == (given.relation, given.limits)
                and set(given.rows) <= set(wanted.rows)
            )
            for given in more
        )
        for wanted in less
    )


def _covered(known: list[Way], way: Way) -> bool:
    """Whether every way to make good one step of `way` brings one of the known ways with it."""
    for lack in way:
        if lack.kind == "step" and lack.ways:
            rest = tuple(other for other in way if other is not lack)
            if all(any(_enough(k, (*inner, *rest)) for k in known) for inner in lack.ways):
                return True
    return False


def _merged(ways: list[Way]) -> list[Way]:
    changed = True
    while changed and len(ways) > 1:
        changed = False
        for position in range(max(map(len, ways))):
            groups: dict[Any, list[Way]] = {}
            for way in ways:
                groups.setdefault(_likeness(way, position), []).append(way)
            if len(groups) < len(ways):
                ways = [_one(group, position) for group in groups.values()]
                changed = True
    return ways


def _likeness(way: Way, position: int) -> Any:
    """What two ways share when they differ at most in one value of the fact at `position`."""
    if position >= len(way) or way[position].kind != "fact":
        return way
    fact = way[position]
    column = varying(fact)
    blank = tuple(None if n == column else value for n, value in enumerate(fact.row))
    return (way[:position], way[position + 1 :], fact.relation, blank, fact.needs, fact.limits)


def varying(fact: Lack) -> int:
    """The column whose value says which: the last one that is given."""
    return max((n for n, value in enumerate(fact.row) if value is not ANY), default=-1)


def _one(group: list[Way], position: int) -> Way:
    if len(group) == 1:
        return group[0]
    first = group[0]
    rows = tuple(dict.fromkeys(row for way in group for row in way[position].rows))
    return (*first[:position], replace(first[position], rows=rows), *first[position + 1 :])
