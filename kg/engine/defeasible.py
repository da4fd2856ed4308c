"""Rules that override one another, as plain clauses with negation.

A conclusion is *contested* when some rule concludes its opposite: `p` against `not p`; a prohibition against an
obligation or a permission of the same atom; an obligation against a denied permission; any of these against its denial.
Contested conclusions follow defeasible logic with ambiguity blocking and team defeat:

    q holds   if  definite q,
              or  some rule for q applies, no opposite of q is definite, and every rule for an opposite
                  that applies is overridden by some rule for q that applies.

A rule applies when its premises hold (not merely could have held). *Definite* is what facts and strict rules alone
give. Where two sides apply and neither is overridden, neither holds. A defeater only opposes. Overriding is as stated, not its
transitive closure. Relations that nobody contests stay plain clauses and cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.errors import InputError
from kg.rules.program import Atom, Negation, Premise, Program, Variable

from .normal import Clause, fault_at, parse_stored_name, stored_name
from .strata import premise_relations


@dataclass(frozen=True, slots=True)
class Contest:
    """Two opposite conclusions; for each the relations (one a rule) that tell where its rules apply."""

    left: str
    right: str
    left_applies: tuple[str, ...]
    right_applies: tuple[str, ...]


def opposites(name: str) -> list[str]:
    """The stored names whose rows contradict those of `name`."""
    relation, modality, negated = parse_stored_name(name)
    found = [stored_name(relation, modality, not negated)]
    if not negated and modality == "prohibition":
        found += [stored_name(relation, "obligation"), stored_name(relation, "permission")]
    elif not negated and modality in ("obligation", "permission"):
        found.append(stored_name(relation, "prohibition"))
    if modality == "obligation" and not negated:
        found.append(stored_name(relation, "permission", True))
    elif modality == "permission" and negated:
        found.append(stored_name(relation, "obligation"))
    return found


def transform(
    clauses: list[Clause], program: Program, given: Iterable[str] = ()
) -> tuple[list[Clause], list[Contest], set[str]]:
    """(clauses with contested conclusions worked out, the contests, relations whose given rows are facts).

    `given` names the relations that have rows of their own. The given rows of a relation R in the third result belong
    under `fact@R`. Raises InputError when a relation that profiles fill is contested.
    """
    heads = {clause.head.relation for clause in clauses}
    given = set(given)
    profile = {name for name, relation in program.relations.items() if relation.source == "profile"}
    present = heads | given | profile
    contested = sorted(name for name in present if any(other in present for other in opposites(name)))
    if not contested:
        return clauses, [], set()
    faults = [
        fault_at(program.relations[name].place, f"{name} is filled from a profile and also concluded against",
                 allowed="rules that conclude a relation of their own from it")
        for name in contested
        if name in profile
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    return _Transformation(clauses, program, given, contested).run()


class _Transformation:
    def __init__(self, clauses: list[Clause], program: Program, given: set[str], contested: list[str]) -> None:
        self.clauses = clauses
        self.program = program
        self.given = given
        self.contested = contested
        self.arity = {c.head.relation: len(c.head.terms) for c in clauses}
        for name, relation in program.relations.items():
            self.arity.setdefault(name, len(relation.parameters))
        for name in contested:
            if name not in self.arity:
                known = [self.arity[other] for other in opposites(name) if other in self.arity]
                self.arity[name] = known[0] if known else 0
        self.result: list[Clause] = []
        self.facts: set[str] = set()
        self.wanted: list[str] = []
        self.tainted = self._tainted()
        self.over = {(rule.name, o.rule) for rule in program.rules for o in rule.overrides}

    def _tainted(self) -> set[str]:
        """Relations that rest on something defeasible, whose definite part is therefore smaller."""
        found = set(self.contested)
        found |= {c.head.relation for c in self.clauses if c.rule >= 0 and self.program.rules[c.rule].defeasible}
        changed = True
        while changed:
            changed = False
            for clause in self.clauses:
                if clause.head.relation not in found and any(
                    relation in found for relation, _, _ in premise_relations(clause.body)
                ):
                    found.add(clause.head.relation)
                    changed = True
        return found

    def _atom(self, kind: str, name: str) -> Atom:
        terms = tuple(Variable(f"@a{i}") for i in range(self.arity[name]))
        return Atom(f"{kind}@{name}" if kind else name, terms)

    def run(self) -> tuple[list[Clause], list[Contest], set[str]]:
        contested = set(self.contested)
        for clause in self.clauses:
            if clause.head.relation not in contested:
                self.result.append(clause)
        rules_for = {
            name: list(dict.fromkeys(c.rule for c in self.clauses if c.head.relation == name)) for name in self.contested
        }
        for clause in self.clauses:
            name = clause.head.relation
            if name in contested:
                head = replace(clause.head, relation=self._applies(clause.rule, name))
                self.result.append(replace(clause, head=head, role="applies"))
        for name in self.contested:
            self._definite(name)
            against = [other for other in opposites(name) if other in contested]
            for other in against:
                self._definite(other)
            self._decide(name, against, rules_for)
        self._definite_clauses()
        contests = [
            Contest(name, other, self._supporting(name, rules_for), self._supporting(other, rules_for))
            for name in self.contested
            for other in opposites(name)
            if other in contested and name < other
        ]
        return _without_empty(self.result), contests, self.facts

    def _applies(self, rule: int, name: str) -> str:
        return f"applies@{self.program.rules[rule].name}@{name}"

    def _supporting(self, name: str, rules_for: dict[str, list[int]]) -> tuple[str, ...]:
        return tuple(self._applies(r, name) for r in rules_for[name] if self.program.rules[r].force != "defeater")

    def _decide(self, name: str, against: list[str], rules_for: dict[str, list[int]]) -> None:
        rules = self.program.rules
        head = self._atom("", name)
        self.result.append(Clause(head, (self._atom("definite", name),), -1, "definite"))
        opposed = self._atom("opposed", name)
        some = False
        for other in against:
            for rule in rules_for[other]:
                applies = replace(opposed, relation=self._applies(rule, other))
                body: tuple[Premise, ...] = (applies,)
                beating = [
                    t for t in rules_for[name]
                    if rules[t].force != "defeater" and (rules[t].name, rules[rule].name) in self.over
                ]  # fmt: skip
                if beating:
                    beaten = replace(opposed, relation=f"beaten@{rules[rule].name}@{other}@{name}")
                    for t in beating:
                        winner = replace(opposed, relation=self._applies(t, name))
                        self.result.append(Clause(beaten, (winner,), -1, "beaten"))
                    body = (applies, Negation((beaten,)))
                self.result.append(Clause(opposed, body, -1, "stands"))
                some = True
        limits: list[Premise] = [Negation((self._atom("definite", other),)) for other in against]
        if some:
            limits.append(Negation((opposed,)))
        for rule in rules_for[name]:
            if rules[rule].force != "defeater":
                applies = replace(head, relation=self._applies(rule, name))
                self.result.append(Clause(head, (applies, *limits), -1, "decides", rules[rule].place))

    def _definite(self, name: str) -> str:
        if name not in self.tainted:
            return name
        if name not in self.wanted:
            self.wanted.append(name)
        return f"definite@{name}"

    def _definite_clauses(self) -> None:
        position = 0
        contested = set(self.contested)
        while position < len(self.wanted):
            name = self.wanted[position]
            position += 1
            head = self._atom("definite", name)
            if name in self.given:
                fact = self._atom("fact", name)
                self.facts.add(name)
                self.result.append(Clause(head, (fact,), -1, "definite"))
                if name not in contested:
                    self.result.append(Clause(self._atom("", name), (fact,), -1, "definite"))
            for clause in self.clauses:
                if clause.head.relation != name or not self._is_strict(clause, contested):
                    continue
                if any(r in self.tainted for premise in clause.body if not isinstance(premise, Atom)
                       for r, _, _ in premise_relations([premise])):  # fmt: skip
                    continue  # what another rule may yet deny is not definitely absent
                body = tuple(
                    replace(premise, relation=self._definite(premise.relation)) if isinstance(premise, Atom) else premise
                    for premise in clause.body
                )
                self.result.append(replace(clause, head=replace(clause.head, relation=head.relation), body=body,
                                           role="strict"))  # fmt: skip

    def _is_strict(self, clause: Clause, contested: set[str]) -> bool:
        if clause.rule < 0:
            return True
        rule = self.program.rules[clause.rule]
        if clause.head.relation in contested:
            return rule.force == "strict"
        return not rule.defeasible and rule.force != "defeater"


def _without_empty(clauses: list[Clause]) -> list[Clause]:
    """The clauses without what speaks of definite conclusions where no fact and no strict rule gives any."""
    while True:
        made = {clause.head.relation for clause in clauses}

        def empty(premise: Premise, made: set[str] = made) -> bool:
            return isinstance(premise, Atom) and premise.relation.startswith("definite@") and premise.relation not in made

        kept = []
        for clause in clauses:
            if not any(empty(premise) for premise in clause.body):
                body = tuple(p for p in clause.body if not (isinstance(p, Negation) and empty(p.body[0])))
                kept.append(clause if len(body) == len(clause.body) else replace(clause, body=body))
        if len(kept) == len(clauses):
            return kept
        clauses = kept
