"""Rules that can never fire: fed by nothing, contradicting themselves, or out of force at every date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kg.rules.checks.report import Report
from kg.rules.checks.satisfiable import contradiction
from kg.rules.program import Atom, Conclusion, Disjunction, Negation, Place, Premise, Program, Rule


def check_firing(program: Program, report: Report, unread: Collection[str]) -> None:
    """Report rules that nothing feeds (R051), that contradict themselves (R052) or are never in force (R053)."""
    for rule in program.rules:
        if rule.valid_from is not None and rule.valid_to is not None and rule.valid_from > rule.valid_to:
            message = f"rule {rule.name} is in force on no day: {rule.valid_from} is after {rule.valid_to}"
            report.add("R053", rule.place, message, "a first day that is not after the last")
        found = contradiction([*rule.body, *(Negation(exception, _place(exception)) for exception in rule.exceptions)])
        if found is not None:
            report.add(
                "R052", found[1], f"rule {rule.name} can never fire: {found[0]}", "premises that can hold together"
            )
    if "*" in unread:  # what could not be read might feed anything
        return
    fed = _fed(program, unread)
    makers: dict[str, list[tuple[Rule, Conclusion]]] = defaultdict(list)
    for rule in program.rules:
        for conclusion in rule.conclusions:
            makers[conclusion.atom.relation].append((rule, conclusion))
    for rule in program.rules:
        for atom in _missing(rule.body, fed):
            if atom.relation not in program.relations:
                continue  # R012 has said it
            report.add("R051", atom.place, *_unfed(makers[atom.relation], rule, atom))


def _fed(program: Program, unread: Collection[str]) -> set[str]:
    """The relations that can have facts, as the least fixed point over the rules."""
    fed = {name for name, relation in program.relations.items() if relation.source is not None}
    fed |= {fact.relation for fact in program.facts} | set(unread)
    waiting: dict[str, list[Rule]] = defaultdict(list)
    ready = list(program.rules)
    while ready:
        rule = ready.pop()
        missing = _missing(rule.body, fed)
        for relation in {atom.relation for atom in missing}:
            waiting[relation].append(rule)
        if missing:
            continue
        for conclusion in rule.conclusions:
            relation = conclusion.atom.relation
            if relation not in fed and not conclusion.negated and conclusion.modality is None:
                fed.add(relation)
                ready += waiting.pop(relation, ())
    return fed


def _missing(premises: Iterable[Premise], fed: set[str]) -> list[Atom]:
    """The premises that must hold and that nothing feeds."""
    missing: list[Atom] = []
    for premise in premises:
        if isinstance(premise, Atom) and premise.relation not in fed:
            missing.append(premise)
        elif isinstance(premise, Disjunction):
            branches = [_missing(branch, fed) for branch in premise.branches]
            if all(branches):
                missing += [atom for branch in branches for atom in branch]
    return missing


def _unfed(makers: list[tuple[Rule, Conclusion]], rule: Rule, atom: Atom) -> tuple[str, str]:
    message = f"rule {rule.name} can never fire: nothing feeds {atom.relation}"
    plain = {other.name for other, made in makers if not made.negated and made.modality is None}
    if not makers:
        return (
            message,
            "a fact, a table, a rule that concludes it, or “from graph” or “from profile” in its declaration",
        )
    if not plain:
        return f"{message} (rules conclude it only with a modality or denied)", "a rule that concludes it as such"
    if plain == {rule.name}:
        return f"{message} but this rule itself", "a first fact, or another rule to start from"
    return f"{message} (the rules that conclude it can never fire either)", "facts to start from"


def _place(premises: tuple[Premise, ...]) -> Place:
    return premises[0].place
