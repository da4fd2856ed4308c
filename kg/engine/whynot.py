"""Why a conclusion is not drawn: for each rule that could draw it, the premise that fails and what would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.rules.program import Atom, Comparison, Constant, Negation, Premise, Rule, Variable

from .normal import parse_stored_name
from .proof import Proof, prove
from .solve import Binding, Progress, inner_binding, solutions, term_value
from .unknown import ANY, Unknown

if TYPE_CHECKING:
    from .model import Model

BLOCKERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One rule that does not conclude what was asked for.

    `satisfied` of `premises` hold in the attempt that came furthest; `failed` is the premise that does not (a Proof node of
    kind missing, comparison, absence or total, with ANY for what may be anything). `blocking` holds the proofs of what stands
    in the way of an absence. `needs` are the pointers that would settle it when it is only open. `deeper` says why the
    missing premise is itself not concluded.
    """

    rule: Rule | None
    satisfied: int
    premises: int
    failed: Proof | None
    blocking: tuple[Proof, ...] = ()
    needs: tuple[str, ...] = ()
    deeper: tuple[Obstacle, ...] = ()


def why_not(model: Model, relation: str, pattern: Sequence[Any], depth: int = 2) -> list[Obstacle]:
    """What keeps every row that looks like `pattern` (ANY or None for any value) from being certain.

    Empty when such a row is certain. The rules that came furthest stand first.
    """
    clauses = model.prepared.clauses
    found: list[Obstacle] = []
    for number, clause in enumerate(clauses):
        if clause.head.relation != relation:
            continue
        binding: Binding | None = {}
        for term, value in zip(clause.head.terms, pattern, strict=True):
            if value is None or value.__class__ is Unknown or binding is None:
                continue
            if (isinstance(term, Constant) and term.value != value) or (isinstance(term, Variable) and binding.setdefault(term.name, value) != value):
                binding = None
        if binding is None:
            continue
        progress = Progress()
        if next(solutions(model.state, clause.body, binding, progress), None) is not None:
            if _certain(model, relation, pattern):
                return []
            continue
        found += _obstacles(model, number, progress, depth)
    return sorted(found, key=lambda o: (-o.satisfied / max(1, o.premises), o.rule.name if o.rule else ""))


def _certain(model: Model, relation: str, pattern: Sequence[Any]) -> bool:
    return any(
        all(w is None or w.__class__ is Unknown or v == w for v, w in zip(row, pattern, strict=True))
        for row in model.rows(relation)
    )


def _obstacles(model: Model, number: int, progress: Progress, depth: int) -> list[Obstacle]:
    clause = model.prepared.clauses[number]
    rule = model.prepared.program.rules[clause.rule] if clause.rule >= 0 else None
    premise, binding = progress.failed, progress.binding or {}
    if premise is None:
        return []
    if isinstance(premise, Atom) and clause.role in ("decides", "definite", "either", "group"):
        return why_not(model, premise.relation, _pattern(premise, binding), depth)
    failed, blocking, needs, deeper = _failed(model, premise, binding, depth)
    return [Obstacle(rule, progress.reached, len(clause.body), failed, blocking, needs, deeper)]


def _pattern(atom: Atom, binding: Binding) -> tuple[Any, ...]:
    values = (term_value(term, binding) for term in atom.terms)
    return tuple(ANY if value is None else value for value in values)


def _failed(
    model: Model, premise: Premise, binding: Binding, depth: int
) -> tuple[Proof, tuple[Proof, ...], tuple[str, ...], tuple[Obstacle, ...]]:
    if isinstance(premise, Atom):
        row = _pattern(premise, binding)
        name, modality, negated = parse_stored_name(premise.relation.split("@")[-1])
        needs: set[str] = set()
        for opened, pointers in model.open_rows(premise.relation).items():
            if all(a is ANY or b is ANY or a == b for a, b in zip(opened, row, strict=True)):
                needs.update(pointers)
        deeper: tuple[Obstacle, ...] = ()
        if depth > 0:
            deeper = tuple(why_not(model, premise.relation, row, depth - 1))
        return Proof("missing", name, row, modality=modality, negated=negated), (), tuple(sorted(needs)), deeper
    if isinstance(premise, Comparison):
        values = (term_value(premise.left, binding), term_value(premise.right, binding))
        shown = tuple(ANY if value is None else value for value in values)
        return Proof("comparison", premise.operator, shown), (), (), ()
    if isinstance(premise, Negation):
        patterns = []
        blocking: list[Proof] = []
        inner = inner_binding(premise, binding)
        for atom in premise.body:
            if isinstance(atom, Atom):
                name, modality, negated = parse_stored_name(atom.relation.split("@")[-1])
                patterns.append(Proof("pattern", name, _pattern(atom, binding), modality=modality, negated=negated))
        for solution in solutions(model.state, premise.body, inner):
            for atom in premise.body:
                if isinstance(atom, Atom) and len(blocking) < BLOCKERS_SHOWN:
                    row = tuple(term_value(term, solution) for term in atom.terms)
                    if row in model.state.rows[atom.relation]:
                        blocking.append(prove(model, atom.relation, row))
            if len(blocking) >= BLOCKERS_SHOWN:
                break
        return Proof("absence", "", (), premises=tuple(patterns)), tuple(blocking), (), ()
    result = getattr(premise, "result", None)
    value = binding.get(result.name) if result is not None else None
    function = getattr(premise, "function", "")
    return Proof("total", function, (ANY if value is None else value,)), (), (), ()
