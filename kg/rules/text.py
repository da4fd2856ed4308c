"""The program as text: terms, premises, conclusions, clauses and statements in their one canonical form."""

from __future__ import annotations

import re
from fractions import Fraction

from kg.dates import is_date
from kg.numbers import decimal
from kg.rules import words
from kg.rules.program import (
    Atom,
    Basis,
    Comparison,
    Conclusion,
    Constant,
    Disjunction,
    Example,
    Negation,
    Operation,
    Override,
    Premise,
    Program,
    Relation,
    Rule,
    Term,
    TypeDeclaration,
    Value,
)
from kg.rules.walk import is_anonymous

_CALL = re.compile(rf"{words.NAME}\(")
LINE = 118  # columns; a joined line that would be longer is broken
INDENT = "    "


def value_text(value: Value) -> str:
    """A constant as the language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        text = decimal(value)
        return f"({text.replace('/', ' / ')})" if "/" in text else text  # a fraction without end is written as a division
    plain = words.is_word(value) and value not in words.RESERVED and not words.is_number(value)
    if plain and words.looks_like_date(value):
        plain = is_date(value)
    return value if plain else words.quoted(value)


def term_text(term: Term, tightness: int = 0) -> str:
    """A term; in parentheses where what is around it binds tighter (1: a product or the right of a sum, 2: a factor)."""
    if isinstance(term, Constant):
        return value_text(term.value)
    if not isinstance(term, Operation):
        return "_" if is_anonymous(term) else f"?{term.name}"
    if term.operator in ("+", "-") and len(term.operands) == 2:
        text = f"{term_text(term.operands[0])} {term.operator} {term_text(term.operands[1], 1)}"
        return f"({text})" if tightness >= 1 else text
    if term.operator in ("*", "/"):
        text = f"{term_text(term.operands[0], 1)} {term.operator} {term_text(term.operands[1], 2)}"
        return f"({text})" if tightness >= 2 else text
    return f"{term.operator}({', '.join(term_text(operand) for operand in term.operands)})"


def atom_text(atom: Atom) -> str:
    """`relation(term, …)`."""
    return f"{atom.relation}({', '.join(term_text(term) for term in atom.terms)})"


def premise_text(premise: Premise, tightness: int = 0) -> str:
    """A premise; in parentheses where needed (1: beside `and`, behind `not`, in an aggregate)."""
    if isinstance(premise, Atom):
        return atom_text(premise)
    if isinstance(premise, Comparison):
        return f"{term_text(premise.left)} {premise.operator} {term_text(premise.right)}"
    if isinstance(premise, Negation):
        return f"not {group_text(premise.body)}"
    if isinstance(premise, Disjunction):
        branches = " or ".join(all_text(branch) for branch in premise.branches)
        return f"({branches})" if tightness >= 1 else branches
    value = "" if premise.value is None else f" of {term_text(premise.value)}"
    body = " and ".join(premise_text(inner, 1) for inner in premise.body)
    text = f"{term_text(premise.result)} = {premise.function}{value} over {body}"
    return f"({text})" if tightness >= 1 else text


def group_text(premises: tuple[Premise, ...]) -> str:
    """Premises as one operand."""
    if len(premises) == 1:
        return premise_text(premises[0], 1)
    return f"({all_text(premises)})"


def all_text(premises: tuple[Premise, ...]) -> str:
    """Premises joined by `and`, with parentheses around those that would take in what follows."""
    return " and ".join(
        premise if isinstance(premise, str) else premise_text(premise, 1) for premise in _grouped(premises)
    )


def _grouped(premises: tuple[Premise, ...]) -> list[Premise | str]:
    """The premises with each pair that `within` stands for as its text."""
    grouped: list[Premise | str] = []
    for premise in premises:
        before = grouped[-1] if grouped else None
        within = _within_text(before, premise) if isinstance(before, Comparison) else None
        if within is None:
            grouped.append(premise)
        else:
            grouped[-1] = within
    return grouped


def _within_text(first: Comparison, second: Premise) -> str | None:
    """`?d within 15 days of ?e`, when the two comparisons are what that stands for."""
    if not isinstance(second, Comparison) or (first.operator, second.operator) != (">=", "<="):
        return None
    if first.left != second.left:
        return None
    date = term_text(first.left)
    for anchor, limit, side, sign in (
        (first.right, second.right, "of", 1),
        (second.right, first.right, "before", -1),
    ):
        if not isinstance(limit, Operation) or limit.operator not in ("add_days", "add_months"):
            continue
        if len(limit.operands) != 2 or limit.operands[0] != anchor:
            continue
        amount = limit.operands[1]
        if not isinstance(amount, Constant) or not isinstance(amount.value, int) or isinstance(amount.value, bool):
            continue
        if amount.value * sign < 0 or (sign < 0 and amount.value == 0):
            continue
        count, unit = amount.value * sign, "days" if limit.operator == "add_days" else "months"
        if unit == "months" and count and count % 12 == 0:
            count, unit = count // 12, "years"
        return f"{date} within {count} {unit if count != 1 else unit[:-1]} {side} {term_text(anchor)}"
    return None


def conclusion_text(conclusion: Conclusion) -> str:
    """A conclusion with its denial and modality."""
    denied = "not " if conclusion.negated else ""
    modality = f"{conclusion.modality} " if conclusion.modality else ""
    return f"{denied}{modality}{atom_text(conclusion.atom)}"


def basis_text(basis: Basis) -> str:
    return f"{basis.instrument} {words.quoted(basis.provision)}" if basis.provision else basis.instrument


def override_text(override: Override) -> str:
    return f"{override.rule} as lex {override.ground}"


def period_text(start: str | None, end: str | None) -> str:
    """`from DATE to DATE`, or one of the two."""
    return " ".join(([f"from {start}"] if start else []) + ([f"to {end}"] if end else []))


def example_lines(example: Example) -> list[str]:
    """An example's head with what it gives, one `gives` a line when there are several."""
    head = f"{value_text(example.profile)} at {example.as_of}"
    gives = [f"gives {conclusion_text(one)}" for one in example.expected]
    gives += [f"gives no {conclusion_text(one)}" for one in example.absent]
    gives += [f"gives maybe {conclusion_text(one)}" for one in example.maybe]
    if len(gives) == 1:
        return [f"{head} {gives[0]}"]
    return [head, *gives]


def type_lines(declaration: TypeDeclaration) -> list[str]:
    parent = f" is {declaration.parent}" if declaration.parent else ""
    zh = f" zh {words.quoted(declaration.zh)}" if declaration.zh else ""
    en = f" en {words.quoted(declaration.en)}" if declaration.en else ""
    return [f"type {declaration.name}{parent}{zh}{en}"]


def relation_lines(relation: Relation) -> list[str]:
    parameters = ", ".join(f"{parameter.name}: {parameter.type}" for parameter in relation.parameters)
    lines = [f"relation {relation.name}({parameters})"]
    if relation.zh:
        lines.append(f"{INDENT}zh {words.quoted(relation.zh)}")
    if relation.en:
        lines.append(f"{INDENT}en {words.quoted(relation.en)}")
    asks = ""
    if relation.question_zh or relation.question_en:
        asks = f" ask zh {words.quoted(relation.question_zh)} en {words.quoted(relation.question_en)}"
    if relation.source:
        pointer = "" if relation.pointer is None else f" {words.quoted(relation.pointer)}"
        lines.append(f"{INDENT}from {relation.source}{pointer}{asks}")
    elif asks:
        lines.append(f"{INDENT}{asks.strip()}")
    return lines


def premise_lines(premises: tuple[Premise, ...]) -> list[str]:
    """Each premise on a line of its own, and each alternative of a disjunction too."""
    found = []
    for premise in _grouped(premises):
        if isinstance(premise, Disjunction):
            branches = [all_text(branch) for branch in premise.branches]
            found += [f"{'or    ' if number else 'either'} {branch}" for number, branch in enumerate(branches)]
        else:
            found.append(_apart(premise if isinstance(premise, str) else premise_text(premise)))
    return found


def _apart(line: str) -> str:
    """The line so written that it is not taken for a clause or for a part of the line before."""
    if line[0] in '(?"0123456789':
        return line
    return line if _CALL.match(line) or line.startswith("not ") else f"({line})"


def exception_lines(premises: tuple[Premise, ...]) -> list[str]:
    """The premises of an exception: on one line where they fit."""
    if not any(isinstance(premise, Disjunction) for premise in premises):
        joined = _apart(all_text(premises))
        if len(joined) + len(INDENT) + len("unless ") <= LINE:
            return [joined]
    return premise_lines(premises)


def clause_lines(word: str, lines: list[str]) -> list[str]:
    """A clause: its word, and its lines below one another."""
    lead = f"{word:<4} "
    return [f"{INDENT}{' ' * len(lead) if number else lead}{line}" for number, line in enumerate(lines)]


def rule_head_lines(rule: Rule) -> list[str]:
    """A rule's name, and what it says in a sentence."""
    lines = [f"rule {rule.name}"]
    if rule.gloss:
        lines.append(INDENT + words.quoted(rule.gloss))
    if rule.zh:
        lines.append(f"{INDENT}zh {words.quoted(rule.zh)}")
    if rule.en:
        lines.append(f"{INDENT}en {words.quoted(rule.en)}")
    return lines


def rule_lines(rule: Rule) -> list[str]:
    """A rule in the canonical order of its clauses."""
    lines = rule_head_lines(rule)
    lines += [f"{INDENT}basis {basis_text(basis)}" for basis in rule.basis]
    if rule.valid_from or rule.valid_to:
        lines.append(f"{INDENT}valid {period_text(rule.valid_from, rule.valid_to)}")
    if rule.body:
        lines += clause_lines("if", premise_lines(rule.body))
    for exception in rule.exceptions:
        lines += clause_lines("unless", exception_lines(exception))
    lines += clause_lines("then", [conclusion_text(conclusion) for conclusion in rule.conclusions])
    lines += [f"{INDENT}overrides {override_text(override)}" for override in rule.overrides]
    for example in rule.examples:
        first, *rest = example_lines(example)
        lines += [f"{INDENT}example {first}", *(f"{INDENT}        {line}" for line in rest)]
    return lines


def program_text(program: Program) -> str:
    """The whole program; reading it again gives the same program."""
    blocks = ["\n".join(line for declaration in program.types.values() for line in type_lines(declaration))]
    blocks += ["\n".join(relation_lines(relation)) for relation in program.relations.values()]
    blocks += ["\n".join(f"fact {atom_text(fact)}" for fact in program.facts)]
    blocks += ["\n".join(rule_lines(rule)) for rule in program.rules]
    return "\n\n".join(block for block in blocks if block) + "\n"
