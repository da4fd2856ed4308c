"""Proof trees: every conclusion down to facts, from the provenance that inference recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Rule

from .fold import fold
from .normal import parse_stored_name
from .solve import Binding, inner_binding, members, term_value, unify
from .state import Provenance, Row
from .strata import premise_relations
from .unknown import Unknown

if TYPE_CHECKING:
    from .model import Model

MEMBERS_SHOWN = 50
DEPTH_AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Proof:
    """One step of a proof.

    `kind` is fact, rule, open (a fact that is unsaid), absence, comparison, total, unopposed (a rule to the contrary that
    is overridden), pattern (inside an absence) or missing (in an explanation why not). `relation` is as declared (with
    `modality` and `negated` apart) and `row` its arguments; for a comparison `row` is (left, right) and `relation` the
    operator, for a total (result,) and the function's name. `needs` holds the pointers of what is open below.
    """

    kind: str
    relation: str
    row: Row
    rule: Rule | None = None
    premises: tuple[Proof, ...] = ()
    needs: tuple[str, ...] = ()
    modality: str | None = None
    negated: bool = False
    pruned: bool = False

    @property
    def certain(self) -> bool:
        """Whether the step holds whatever is unsaid."""
        return not self.needs


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two opposite conclusions about one row (stored names, see kg.engine.normal) and the proofs of each side's rules."""

    left: str
    right: str
    row: Row
    left_proofs: tuple[Proof, ...]
    right_proofs: tuple[Proof, ...]


def prove(model: Model, relation: str, row: Row, depth: int | None = None) -> Proof:
    """The proof of a certain or open row, at most `depth` rules deep (further down `pruned` is set).

    Raises KeyError when the row neither holds nor could hold.
    """
    certain = model.state.rows[relation]
    if row not in certain and row not in model.state.open.get(relation, {}):
        raw = model.raw_open_row(relation, row)
        if raw is None:
            raise KeyError(f"{relation}{row!r} is not concluded")
        row = raw
    return _Prover(model).prove(relation, row, DEPTH_AT_MOST if depth is None else depth)


class _Prover:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.state = model.state
        self.clauses = model.prepared.clauses
        self.rules = model.prepared.program.rules

    def prove(self, relation: str, row: Row, depth: int) -> Proof:
        provenance, needs, fact = self.found(relation, row)
        name, modality, negated = parse_stored_name(relation)
        pointers = self.model.needs(needs)
        if fact or provenance is None:
            return Proof("open" if needs else "fact", name.split("@")[-1], row, needs=pointers, modality=modality,
                         negated=negated)  # fmt: skip
        clause = self.clauses[provenance[0]]
        if clause.role in ("stands", "beaten"):
            premise = next(p for p in clause.body if isinstance(p, Atom))
            return self.prove(premise.relation, provenance[1], depth)
        if clause.role in ("decides", "definite"):
            return self.decided(relation, row, provenance, depth, pointers)
        rule = self.rules[clause.rule] if clause.rule >= 0 else None
        if clause.role in ("applies", "strict"):
            name, modality, negated = parse_stored_name(relation.split("@")[-1])
        if depth <= 0:
            return Proof("rule", name, row, rule, (), pointers, modality, negated, pruned=True)
        premises = self.premises(clause.body, provenance[1:], relation, row, provenance[0], depth - 1)
        return Proof("rule", name, row, rule, tuple(premises), pointers, modality, negated)

    def found(self, relation: str, row: Row) -> tuple[Provenance, int, bool]:
        """(provenance, needs, whether it is a fact)."""
        if relation in self.model.prepared.static:
            return self.model.prepared.provenance(relation, row), 0, False
        certain = self.state.rows[relation]
        if row in certain:
            return certain[row] or self.model.prepared.provenance(relation, row), 0, False
        needs, provenance = self.state.open[relation][row]
        return provenance, needs, False

    def decided(self, relation: str, row: Row, provenance: tuple[Any, ...], depth: int, needs: tuple[str, ...]) -> Proof:
        """A contested conclusion: the proof of the rule that applies, and that nothing overrules it."""
        clause = self.clauses[provenance[0]]
        premise = next(p for p in clause.body if isinstance(p, Atom))
        inner = self.prove(premise.relation, provenance[1], depth)
        if clause.role == "definite":
            return inner
        name, modality, negated = parse_stored_name(relation)
        beaten = [
            Proof("unopposed", r.name, (), rule=r)
            for r in self.opposing(clause.body, row)
        ]  # fmt: skip
        return Proof(inner.kind, name, row, inner.rule, (*inner.premises, *beaten), needs or inner.needs, modality, negated,
                     inner.pruned)  # fmt: skip

    def opposing(self, body: Sequence[Premise], row: Row) -> list[Rule]:
        """The rules to the contrary that apply to the row and are overridden."""
        result = []
        for premise in body:
            if isinstance(premise, Negation) and isinstance(premise.body[0], Atom):
                name = premise.body[0].relation
                for clause in self.clauses:
                    if clause.head.relation != name or clause.role != "stands" or not isinstance(clause.body[0], Atom):
                        continue
                    applies = clause.body[0].relation
                    if row in self.state.rows[applies]:
                        rule_name = applies.split("@")[1]
                        result += [rule for rule in self.rules if rule.name == rule_name]
        return result

    def premises(
        self, body: Sequence[Premise], rows: Sequence[Row], relation: str, row: Row, number: int, depth: int
    ) -> list[Proof]:
        """The proofs of a clause's premises, in the order in which they are written."""
        binding: Binding = {}
        given = iter(rows)
        for premise in body:
            if isinstance(premise, Atom):
                binding = unify(premise.terms, next(given), binding) or binding
        binding = unify(self.clauses[number].head.terms, row, binding) or binding
        self.complete(body, binding)
        given = iter(rows)
        result: list[Proof] = []
        for premise in body:
            if isinstance(premise, Atom):
                used = next(given)
                inner = self.prove(premise.relation, used, depth)
                if "@" in premise.relation and premise.relation.startswith(("either@", "group@")):
                    result += inner.premises if premise.relation.startswith("either@") else ()
                else:
                    result.append(inner)
            elif isinstance(premise, Comparison):
                left, right = term_value(premise.left, binding), term_value(premise.right, binding)
                result.append(Proof("comparison", premise.operator, (left, right)))
            elif isinstance(premise, Negation):
                result.append(self.absence(premise, binding))
            elif isinstance(premise, Aggregate):
                result.append(self.total(premise, binding, depth))
        return result

    def complete(self, body: Sequence[Premise], binding: Binding) -> None:
        """Adds the values that comparisons and totals give to variables."""
        for _ in body:
            for premise in body:
                if isinstance(premise, Aggregate) and premise.result.name not in binding:
                    binding[premise.result.name] = self.total_value(premise, binding)
                if isinstance(premise, Comparison) and premise.operator == "=":
                    for side, other in ((premise.left, premise.right), (premise.right, premise.left)):
                        if hasattr(side, "name") and side.name not in binding:
                            value = term_value(other, binding)
                            if value is not None:
                                binding[side.name] = value

    def total_value(self, premise: Aggregate, binding: Binding) -> Any:
        """The value of an aggregate, or what its certain members say of it when others are open."""
        if any(value.__class__ is Unknown for value in inner_binding(premise, binding).values()):
            return Unknown()  # of which group is not known
        known = fold(premise.function, members(self.state, premise, binding).values())
        if any(self.state.open.get(relation) for relation, _, _ in premise_relations(premise.body)):
            return Unknown(None, known) if premise.function == "min" else Unknown(known)
        return known

    def absence(self, premise: Negation, binding: Binding) -> Proof:
        """That no row satisfies the negated premises; with the pattern of each negated atom as premises."""
        patterns = []
        for inner in premise.body:
            if isinstance(inner, Atom):
                name, modality, negated = parse_stored_name(inner.relation)
                row = tuple(self.shown(term, binding) for term in inner.terms)
                patterns.append(Proof("pattern", name, row, modality=modality, negated=negated))
            elif isinstance(inner, Comparison):
                row = (self.shown(inner.left, binding), self.shown(inner.right, binding))
                patterns.append(Proof("pattern", inner.operator, row))
        return Proof("absence", "", (), premises=tuple(patterns))

    def shown(self, term: Any, binding: Binding) -> Any:
        value = term_value(term, binding)
        return Unknown() if value is None and not isinstance(term, Constant) else value

    def total(self, premise: Aggregate, binding: Binding, depth: int) -> Proof:
        """An aggregate with the proofs of its members (at most MEMBERS_SHOWN of them)."""
        found: list[Proof] = []

        def visit(inner: Binding) -> None:
            for atom in premise.body:
                if isinstance(atom, Atom) and len(found) < MEMBERS_SHOWN:
                    row = tuple(term_value(term, inner) for term in atom.terms)
                    if row in self.state.rows[atom.relation]:
                        found.append(self.prove(atom.relation, row, depth))

        values = members(self.state, premise, binding, visit)
        result = binding.get(premise.result.name)
        return Proof("total", premise.function, (result,), premises=tuple(found), pruned=len(values) > MEMBERS_SHOWN)


