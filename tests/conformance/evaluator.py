"""Our engine behind the protocol of the datalog-conformance package.

`pytest --pyargs datalog_conformance --datalog-evaluator=tests.conformance.evaluator.Evaluator`
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, ClassVar

from datalog_conformance.schema import DefeasibleModel, DefeasibleTheory, Model, Policy
from datalog_conformance.schema import Program as CoreProgram

from kg.engine import Prepared, prepare
from kg.engine.normal import premise_variables
from kg.errors import InputError
from kg.rules.program import Atom, Negation, Override, Program, Rule

from .syntax import ConformanceError, read_parts, read_rule

Row = tuple[Any, ...]
Rows = dict[str, set[Row]]
UNIVERSE_AT_MOST = 10_000

CODES = (
    ("nothing binds", "unbound_variable"),
    ("rests on the absence", "cyclic_negation"),
    ("arguments", "arity_mismatch"),
    ("values", "arity_mismatch"),
)


class Evaluator:
    """Evaluates core programs, and defeasible theories under ambiguity blocking."""

    _last: ClassVar[tuple[Any, Any, Any] | None] = None  # suites ask the same program once a relation

    def evaluate(self, program: CoreProgram | DefeasibleTheory, policy: Policy = Policy.BLOCKING) -> Any:
        """The model of a program or theory. Raises ConformanceError, or ValueError for a policy we do not have."""
        if isinstance(program, DefeasibleTheory) and policy is not Policy.BLOCKING:
            raise ValueError(f"this engine blocks ambiguity; it has no policy {policy.value}")
        last = Evaluator._last
        rules = program.rules if isinstance(program, CoreProgram) else program
        if last is not None and last[0] == rules and last[1] == program.facts:
            return last[2]
        result = self._core(program) if isinstance(program, CoreProgram) else self._theory(program)
        Evaluator._last = (rules, program.facts, result)
        return result

    def _core(self, core: CoreProgram) -> Model:
        rules = [read_rule(f"r{number}", text) for number, text in enumerate(core.rules)]
        prepared = _prepare(rules, dict(core.facts))
        names = set(core.facts) | {rule.conclusions[0].atom.relation for rule in rules}
        return Model({name: set(prepared.rows(name)) for name in names})

    def _theory(self, theory: DefeasibleTheory) -> DefeasibleModel:
        for left, right in theory.conflicts:
            if left.removeprefix("~") != right.removeprefix("~"):
                raise ConformanceError("unsupported", f"{left} against {right}: only a literal and its denial conflict")
        over: dict[str, list[Override]] = {}
        for winner, loser in theory.superiority:
            over.setdefault(winner, []).append(Override(loser))
        rules = [
            replace(read_parts(r.id, r.head, r.body), force=force, defeasible=force != "strict",
                    overrides=tuple(over.get(r.id, ())))
            for force, given in (("strict", theory.strict_rules), ("", theory.defeasible_rules),
                                 ("defeater", theory.defeaters))
            for r in given
        ]  # fmt: skip
        facts = {_stored(name): rows for name, rows in theory.facts.items()}
        strict = _prepare([rule for rule in rules if rule.force == "strict"], facts, facts_only=True)
        prepared = _prepare(rules, facts)
        names = {_stored_head(rule) for rule in rules} | set(facts)
        names |= {p.relation for rule in rules for p in rule.body if isinstance(p, Atom)}
        names |= {_opposite(name) for name in names}
        definitely = {name: set(strict.rows(name)) for name in names}
        defeasibly = {name: set(prepared.rows(name)) for name in names}
        undecided = _undecided(rules, theory, definitely, defeasibly)
        universe = _universe(rules, facts, names)
        refuted = {
            name: universe.get(name, set()) - defeasibly[name] - undecided.get(name, set()) for name in names
        }
        return DefeasibleModel(
            {
                "definitely": _shown(definitely),
                "defeasibly": _shown(defeasibly),
                "not_defeasibly": _shown(refuted),
                "undecided": _shown(undecided),
            }
        )


def _prepare(rules: list[Rule], facts: dict[str, list[Row]], facts_only: bool = False) -> Prepared:
    defined = set(facts) | {_stored_head(rule) for rule in rules}
    for rule in rules:
        positive = {v for p in rule.body if isinstance(p, Atom) for v in premise_variables(p)}
        for premise in rule.body:
            if not isinstance(premise, Negation) or not isinstance(premise.body[0], Atom):
                continue
            own = {v for v in premise_variables(premise) if not v.startswith("_")} - positive
            # The suite has both conventions: such a variable means "any" in the cases from Nemo, and is refused where
            # nothing says what the relation holds. Ours means "any", and an unknown relation is an error.
            if own and premise.body[0].relation not in defined:
                raise ConformanceError("SafetyViolationError", f"{rule.name}: {min(own)} occurs under `not` only")
    if facts_only:
        # Without their opposites in one program strict rules are plain clauses: each sign by itself is a relation.
        rules = [
            replace(rule, conclusions=tuple(replace(c, atom=replace(c.atom, relation=_flat(_stored_head(rule))), negated=False)
                                            for c in rule.conclusions),
                    body=tuple(replace(p, relation=_flat(p.relation)) if isinstance(p, Atom) else p for p in rule.body))
            for rule in rules
        ]  # fmt: skip
        facts = {_flat(name): rows for name, rows in facts.items()}
    try:
        prepared = prepare(Program(rules=tuple(rules)), facts)
    except InputError as error:
        message = str(error)
        code = next((code for words, code in CODES if words in message), "error")
        raise ConformanceError(code, message) from error
    return _Flat(prepared) if facts_only else prepared  # type: ignore[return-value]


class _Flat:
    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared

    def rows(self, name: str) -> Any:
        return self.prepared.rows(_flat(name))


def _flat(name: str) -> str:
    return name.replace("not ", "denied:")


def _stored(name: str) -> str:
    return "not " + name[1:] if name.startswith("~") else name


def _stored_head(rule: Rule) -> str:
    head = rule.conclusions[0]
    return f"not {head.atom.relation}" if head.negated else head.atom.relation


def _opposite(name: str) -> str:
    return name[4:] if name.startswith("not ") else f"not {name}"


def _shown(rows: Rows) -> Rows:
    return {("~" + name[4:] if name.startswith("not ") else name): found for name, found in rows.items()}


def _undecided(rules: list[Rule], theory: DefeasibleTheory, definitely: Rows, defeasibly: Rows) -> Rows:
    """Literals that are not concluded, but supported by a rule that nothing refutes.

    The rule's premises are each concluded or themselves undecided, the opposite is not definite, and no applicable
    rule prevails over it; an applicable defeater that the rule does not override refutes as well.
    """
    contested = {_stored_head(rule) for rule in rules} & {_opposite(_stored_head(rule)) for rule in rules}
    if not contested:
        return {}
    superior = set(theory.superiority)
    facts: dict[str, list[Row]] = {}
    for name, found in defeasibly.items():
        facts[f"could {_flat(name)}"] = list(found)
        facts[f"is {_flat(name)}"] = list(found)
    for name, found in definitely.items():
        facts[f"definite {_flat(name)}"] = list(found)
    made: list[Rule] = []
    for rule in rules:
        if rule.force == "defeater":
            continue
        name = _stored_head(rule)
        terms = rule.conclusions[0].atom.terms
        body: list[Any] = [
            replace(p, relation=f"could {_flat(p.relation)}") if isinstance(p, Atom) else p for p in rule.body
        ]
        body.append(Negation((Atom(f"definite {_flat(_opposite(name))}", terms),)))
        for other in rules:
            if _stored_head(other) != _opposite(name) or (rule.name, other.name) in superior:
                continue
            if (other.name, rule.name) in superior or other.force == "defeater":
                applies = f"applies {other.name}"
                made.append(Rule(applies, tuple(replace(p, relation=f"is {_flat(p.relation)}") if isinstance(p, Atom) else p
                                                for p in other.body),
                                 (replace(other.conclusions[0], negated=False,
                                          atom=replace(other.conclusions[0].atom, relation=applies)),)))  # fmt: skip
                body.append(Negation((Atom(applies, terms),)))
        head = replace(rule.conclusions[0], negated=False,
                       atom=replace(rule.conclusions[0].atom, relation=f"could {_flat(name)}"))  # fmt: skip
        made.append(Rule(rule.name, tuple(body), (head,)))
    prepared = prepare(Program(rules=tuple(dict.fromkeys(made))), facts)
    return {name: set(prepared.rows(f"could {_flat(name)}")) - found for name, found in defeasibly.items()}


def _universe(rules: list[Rule], facts: dict[str, list[Row]], names: set[str]) -> Rows:
    """Every literal over the theory's constants, for relations where that is a small number."""
    constants = {value for rows in facts.values() for row in rows for value in row}
    widths = {name: len(rows[0]) for name, rows in facts.items() if rows}
    for rule in rules:
        widths[_stored_head(rule)] = len(rule.conclusions[0].atom.terms)
        widths.update({p.relation: len(p.terms) for p in rule.body if isinstance(p, Atom)})
    result: Rows = {}
    for name in names:
        width = widths.get(name, widths.get(_opposite(name), 0))
        if len(constants) ** width <= UNIVERSE_AT_MOST:
            result[name] = set(itertools.product(constants, repeat=width))
    return result


