"""Random programs, as trees, for tests that print and read them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from kg.rules.conflicts import with_defeasibility
from kg.rules.program import (
    Aggregate,
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
    Parameter,
    Premise,
    Program,
    Relation,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
)

# Words that the scanner or grammar could take for something else are in on purpose.
NAMES = st.sampled_from(
    ["p", "owes", "falls-in", "承担", "kg:Class", "type", "rule", "table", "valid", "before", "of", "sum", "obligation", "q.r"]
)
TEXTS = st.one_of(
    st.sampled_from(
        ["lead", "区安全监管局", "xicheng-2017/1", "7782-50-5", "〔2017〕23号", "or", "true", "12", "2018-02-30", "valid",
         "type", "-x", "a b", "", '"', "\\", "“x”", "a\nb", "#x", "x#y", "）", "a|b", "?x", "_", "_x", "\t", "\r\n", "if", "ｘ"]
    ),
    st.text(max_size=8).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text)),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, 1000)).map(lambda f: f.numerator if f.denominator == 1 else f),
)
DATES = st.dates().map(lambda day: day.isoformat())
CONSTANTS = st.one_of(TEXTS, NUMBERS, DATES, st.booleans()).map(Constant)
VARIABLES = st.sampled_from(["x", "Q", "企业", "due-date", "x1", "if"]).map(Variable)


def _terms(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.builds(Operation, st.sampled_from(["+", "-", "*", "/"]), pairs),
        st.builds(Operation, st.sampled_from(["add_days", "year", "f"]), st.lists(inner, max_size=3).map(tuple)),
    )


TERMS: st.SearchStrategy[Term] = st.recursive(st.one_of(CONSTANTS, VARIABLES), _terms, max_leaves=5)
ARGUMENTS = st.lists(st.one_of(CONSTANTS, VARIABLES, st.just(Variable("_")), TERMS), max_size=4).map(tuple)
ATOMS = st.builds(Atom, NAMES, ARGUMENTS)
WITHIN = st.builds(
    lambda date, anchor, count, function, back: (
        (Comparison(">=", date, Operation(function, (anchor, Constant(-count)))), Comparison("<=", date, anchor))
        if back
        else (Comparison(">=", date, anchor), Comparison("<=", date, Operation(function, (anchor, Constant(count)))))
    ),
    TERMS, TERMS, st.integers(0, 40), st.sampled_from(["add_days", "add_months"]), st.booleans(),
)  # fmt: skip


def _bodies(inner: st.SearchStrategy[Premise]) -> st.SearchStrategy[tuple[Premise, ...]]:
    lists = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(lists, st.tuples(lists, WITHIN).map(lambda pair: pair[0] + pair[1]))


def _premises(inner: st.SearchStrategy[Premise]) -> st.SearchStrategy[Premise]:
    bodies = _bodies(inner)
    return st.one_of(
        st.builds(Negation, bodies),
        st.builds(Disjunction, st.lists(bodies, min_size=2, max_size=3).map(tuple)),
        st.builds(Aggregate, st.sampled_from(["sum", "min", "max"]), TERMS, bodies, VARIABLES),
        st.builds(Aggregate, st.just("count"), st.none(), bodies, VARIABLES),
    )


_SIMPLE: st.SearchStrategy[Premise] = st.one_of(
    ATOMS, st.builds(Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), TERMS, TERMS)
)
PREMISES = st.recursive(_SIMPLE, _premises, max_leaves=6)
BODIES = st.one_of(st.just(()), _bodies(PREMISES))
CONCLUSIONS = st.builds(
    Conclusion, ATOMS, st.booleans(), st.sampled_from([None, "obligation", "prohibition", "permission"])
)
WORDS = st.sampled_from(["a", "规则", "reg_2013", "x-1", "kg:x", "if-then"])
EXAMPLES = st.builds(
    lambda profile, day, given, absent, maybe: Example(profile, day, given, absent, maybe),
    TEXTS, DATES, st.lists(CONCLUSIONS, min_size=1, max_size=2).map(tuple), st.lists(CONCLUSIONS, max_size=2).map(tuple),
    st.lists(CONCLUSIONS, max_size=2).map(tuple),
)  # fmt: skip
RULES = st.builds(
    Rule, WORDS, BODIES, st.lists(CONCLUSIONS, min_size=1, max_size=3).map(tuple), TEXTS,
    st.lists(st.builds(Basis, WORDS, TEXTS), max_size=2).map(tuple), st.none() | DATES, st.none() | DATES,
    st.lists(_bodies(PREMISES), max_size=2).map(tuple),
    st.lists(st.builds(Override, WORDS, st.sampled_from(["specialis", "superior", "posterior"])), max_size=2).map(tuple),
    st.lists(EXAMPLES, max_size=2).map(tuple), zh=TEXTS, en=TEXTS,
)  # fmt: skip
RELATIONS = st.builds(
    Relation, NAMES, st.lists(st.builds(Parameter, st.sampled_from(["x", "y", "企业"]), WORDS.filter(lambda w: ":" not in w)), max_size=3).map(tuple),
    TEXTS, TEXTS, st.sampled_from([None, "graph"]), st.none(), TEXTS, TEXTS,
)  # fmt: skip
TYPES = st.builds(TypeDeclaration, WORDS, TEXTS, TEXTS, st.none() | WORDS)
FACTS = st.builds(Atom, NAMES, st.lists(CONSTANTS, max_size=3).map(tuple))


def _numbered(tree: Any, counter: list[int]) -> Any:
    """The tree with anonymous variables numbered as the reader numbers them."""
    if isinstance(tree, Variable):
        if tree.name != "_":
            return tree
        counter[0] += 1
        return Variable(f"_{counter[0]}")
    if isinstance(tree, tuple):
        return tuple(_numbered(part, counter) for part in tree)
    if isinstance(tree, Atom):
        return Atom(tree.relation, _numbered(tree.terms, counter))
    if isinstance(tree, Operation):
        return Operation(tree.operator, _numbered(tree.operands, counter))
    if isinstance(tree, Comparison):
        return Comparison(tree.operator, _numbered(tree.left, counter), _numbered(tree.right, counter))
    if isinstance(tree, Negation):
        return Negation(_numbered(tree.body, counter))
    if isinstance(tree, Disjunction):
        return Disjunction(_numbered(tree.branches, counter))
    if isinstance(tree, Aggregate):
        value = _numbered(tree.value, counter)
        return Aggregate(tree.function, value, _numbered(tree.body, counter), tree.result)
    if isinstance(tree, Conclusion):
        return replace(tree, atom=_numbered(tree.atom, counter))
    if isinstance(tree, Example):
        return replace(tree, expected=_numbered(tree.expected, counter), absent=_numbered(tree.absent, counter),
                       maybe=_numbered(tree.maybe, counter))  # fmt: skip
    return tree


def _canonical(rule: Rule) -> Rule:
    counter = [0]
    body = _numbered(rule.body, counter)
    exceptions = _numbered(rule.exceptions, counter)
    conclusions = _numbered(rule.conclusions, counter)
    return replace(
        rule, body=body, exceptions=exceptions, conclusions=conclusions, examples=_numbered(rule.examples, counter)
    )


def _program(
    types: list[TypeDeclaration], relations: list[Relation], rules: list[Rule], facts: list[Atom]
) -> Program:
    named = {rule.name: _canonical(rule) for rule in rules}
    return Program(
        {declaration.name: declaration for declaration in types},
        {relation.name: relation for relation in relations},
        with_defeasibility(tuple(named.values())),
        tuple(facts),
    )


PROGRAMS = st.builds(
    _program,
    st.lists(TYPES, max_size=2), st.lists(RELATIONS, max_size=2), st.lists(RULES, max_size=2), st.lists(FACTS, max_size=3),
)  # fmt: skip
