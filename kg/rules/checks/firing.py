"""Rules that can never fire: fed by nothing, contradicting themselves, or out of force at every date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from kg.rules.checks.report import Report, listed
from kg.rules.checks.satisfiable import contradiction
from kg.rules.checks.supply import Codes, Gap, Supply, examine, supplies
from kg.rules.program import Atom, Comparison, Conclusion, Constant, Negation, Place, Premise, Program, Rule, Variable
from kg.rules.text import value_text

_AS_OF = "as-of"  # the relation whose one row is the day that is asked about; so called in kg.engine.state, too


def check_firing(program: Program, report: Report, unread: Collection[str], codes: Codes) -> None:
    """Report rules that nothing feeds (R051), that contradict themselves (R052) or are never in force (R053)."""
    dead: set[str] = set()
    for rule in program.rules:
        if rule.valid_from is not None and rule.valid_to is not None and rule.valid_from > rule.valid_to:
            message = f"rule {rule.name} is in force on no day: {rule.valid_from} is after {rule.valid_to}"
            report.add("R053", rule.place, message, "a first day that is not after the last")
            dead.add(rule.name)
        elif (found := contradiction(_premises(rule))) is not None:
            report.add(
                "R052", found[1], f"rule {rule.name} can never fire: {found[0]}", "premises that can hold together"
            )
            dead.add(rule.name)
    if "*" in unread:  # what could not be read might feed anything
        return
    offered = supplies(program, unread, dead, codes)
    makers: dict[str, list[tuple[Rule, Conclusion]]] = defaultdict(list)
    for rule in program.rules:
        for conclusion in rule.conclusions:
            makers[conclusion.atom.relation].append((rule, conclusion))
    for rule in program.rules:
        for gap in examine(rule, offered)[2]:
            relation = gap.atom.relation
            if relation not in program.relations:
                continue  # R012 has said it
            if gap.kind == "rows":
                report.add("R051", gap.atom.place, *_unfed(makers[relation], rule, gap.atom))
            elif gap.kind == "days":
                report.add("R051", gap.atom.place, *_on_other_days(rule, gap, offered[relation]))
            else:
                report.add("R051", *_without_value(program, report, rule, gap, offered[relation], codes))


def _premises(rule: Rule) -> list[Premise]:
    """All that must hold for a rule to fire, with its exceptions denied and its validity said of the day that it looks at."""
    premises = [*rule.body, *(Negation(exception, exception[0].place) for exception in rule.exceptions)]
    for premise in rule.body:
        if isinstance(premise, Atom) and premise.relation == _AS_OF and len(premise.terms) == 1:
            day = premise.terms[0]
            if rule.valid_from is not None:
                premises.append(Comparison(">=", day, Constant(rule.valid_from), premise.place))
            if rule.valid_to is not None:
                premises.append(Comparison("<=", day, Constant(rule.valid_to), premise.place))
    return premises


def _on_other_days(rule: Rule, gap: Gap, supply: Supply) -> tuple[str, str]:
    message = f"rule {rule.name} can never fire: {gap.atom.relation} is concluded {_period(*supply.days)}, the rest holds {_period(*gap.days)}"
    return message, "days in common"


def _period(first: str, last: str) -> str:
    parts = [f"from {first}" if first > "0000" else "", f"up to {last}" if last < "9999" else ""]
    return " ".join(filter(None, parts)) or "always"


def _without_value(
    program: Program, report: Report, rule: Rule, gap: Gap, supply: Supply, codes: Codes
) -> tuple[Place, str, str, str]:
    term = gap.atom.terms[gap.column]
    offered = sorted(map(value_text, (supply.columns or ())[gap.column] or ()))
    parameter = program.relations[gap.atom.relation].parameters[gap.column]
    near = ""
    if isinstance(term, Constant):
        wanted = value_text(term.value)
        near = codes.get(parameter.type.lower(), {}).get(wanted) or report.near(wanted, offered)
    else:
        wanted = f"{' or '.join(sorted(map(value_text, gap.wanted or ())))}, as {'?' + term.name if isinstance(term, Variable) else 'it'} must be,"
    message = f"rule {rule.name} can never fire: no {gap.atom.relation} has {wanted} as its {parameter.name}"
    return term.place if term.place.line else gap.atom.place, message, listed(offered), near


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
