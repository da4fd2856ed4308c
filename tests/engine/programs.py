"""Builders for programs in tests, and random stratified programs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Parameter,
    Premise,
    Program,
    Relation,
    Rule,
    Term,
    Variable,
)


def term(value: Any) -> Term:
    """`?x` is a variable, a term stays itself, anything else is a constant."""
    if isinstance(value, (Variable, Constant, Operation)):
        return value
    return Variable(value[1:]) if isinstance(value, str) and value.startswith("?") else Constant(value)


def atom(relation: str, *terms: Any) -> Atom:
    return Atom(relation, tuple(map(term, terms)))


def compare(left: Any, operator: str, right: Any) -> Comparison:
    return Comparison(operator, term(left), term(right))


def rule(name: str, head: Atom, *body: Premise, **more: Any) -> Rule:
    return Rule(name, tuple(body), (Conclusion(head),), **more)


def relation(name: str, types: str, source: str | None = None) -> Relation:
    return Relation(name, tuple(Parameter(f"p{i}", t) for i, t in enumerate(types.split())), source=source)


def program(relations: list[Relation], rules: list[Rule], facts: tuple[Atom, ...] = ()) -> Program:
    return Program(relations={r.name: r for r in relations}, rules=tuple(rules), facts=facts)


TEXTS = ["a", "b", "c"]
NUMBERS = [0, 1, 2]
INPUTS = [
    relation("pair", "Text Text", "profile"),
    relation("mark", "Text", "profile"),
    relation("amount", "Text Number", "profile"),
    relation("known", "Text Text", "graph"),
]


@st.composite
def _atom(draw: st.DrawFn, relations: list[Relation], texts: list[str], numbers: list[str], constants: bool = True) -> Atom:
    chosen = draw(st.sampled_from(relations))
    terms: list[Term] = []
    for parameter in chosen.parameters:
        if parameter.type == "Number":
            options: list[Term] = [Variable(name) for name in numbers]
            values: list[Any] = list(NUMBERS)
        else:
            options = [Variable(name) for name in texts]
            values = list(TEXTS)
        if constants and draw(st.integers(0, 4)) == 0:
            terms.append(Constant(draw(st.sampled_from(values))))
        else:
            terms.append(draw(st.sampled_from(options)))
    return Atom(chosen.name, tuple(terms))


def _used(premises: list[Premise], names: list[str]) -> list[str]:
    found = {t.name for p in premises if isinstance(p, Atom) for t in p.terms if isinstance(t, Variable)}
    return [name for name in names if name in found]


@st.composite
def _rule(draw: st.DrawFn, head: Relation, lower: list[Relation], level: int, number: int) -> Rule:
    texts, numbers = ["x", "y", "z"], ["n", "m"]
    positive = [*lower, head] if draw(st.integers(0, 2)) == 0 else lower
    body: list[Premise] = draw(st.lists(_atom(positive, texts, numbers), min_size=1, max_size=3))
    if draw(st.integers(0, 5)) == 0:
        names = _used(body[:1], texts)
        if names:
            other = draw(st.sampled_from(lower))
            filled = tuple(Variable(names[0]) if p.type != "Number" else Constant(1) for p in other.parameters)
            body.append(Disjunction(((Atom(other.name, filled),), (compare("?" + names[0], "=", "a"),))))
    bound_texts, bound_numbers = _used(body, texts), _used(body, numbers)
    if bound_texts and draw(st.booleans()):
        inner: list[Premise] = [draw(_atom(lower, [*bound_texts, "w"], [*bound_numbers, "k"]))]
        if draw(st.integers(0, 3)) == 0:
            inner.append(draw(_atom(lower, [*bound_texts, "w"], [*bound_numbers, "k"])))
        if draw(st.integers(0, 4)) == 0:
            nested = [draw(_atom(lower, [*(_used(inner, [*texts, "w"]) or ["v"])], ["l"]))]
            inner.append(Negation(tuple(nested)))
        body.append(Negation(tuple(inner)))
    result_number: Term = Constant(draw(st.sampled_from(NUMBERS)))
    if bound_numbers:
        operator = draw(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
        if draw(st.booleans()):
            body.append(Comparison(operator, Variable(bound_numbers[0]), Constant(draw(st.sampled_from(NUMBERS)))))
        result_number = Variable(bound_numbers[-1])
    recursive = any(isinstance(p, Atom) and p.relation == head.name for p in body)
    if draw(st.integers(0, 2)) == 0:
        function = draw(st.sampled_from(["sum", "count", "min", "max"]))
        group = [*bound_texts[:1], "u", "t"]
        counted: list[Premise] = [draw(_atom(lower, group, ["q"], constants=False))]
        if function != "count":
            counted.insert(0, Atom("amount", (Variable(draw(st.sampled_from(group))), Variable("q"))))
        value = None if function == "count" else Variable("q")
        if value is not None and draw(st.integers(0, 3)) == 0:
            value = Operation(draw(st.sampled_from(["*", "+", "-", "/"])), (value, Constant(2)))  # type: ignore[assignment]
        body.append(Aggregate(function, value, tuple(counted), Variable("s")))
        if draw(st.booleans()):
            operator = draw(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
            body.append(Comparison(operator, Variable("s"), Constant(draw(st.integers(0, 3)))))
        elif not recursive:
            result_number = Variable("s")
    if isinstance(result_number, Variable) and not recursive and draw(st.integers(0, 5)) == 0:
        result_number = Operation(draw(st.sampled_from(["+", "-", "*", "/"])), (result_number, Constant(2)))
    terms: list[Term] = []
    for parameter in head.parameters:
        if parameter.type == "Number":
            terms.append(result_number)
        elif bound_texts and draw(st.integers(0, 6)):
            terms.append(Variable(draw(st.sampled_from(bound_texts))))
        else:
            terms.append(Constant(draw(st.sampled_from(TEXTS))))
    return Rule(f"r{level}-{number}", tuple(body), (Conclusion(Atom(head.name, tuple(terms))),))


@st.composite
def programs(draw: st.DrawFn, levels: int = 3) -> Program:
    """A stratified program over INPUTS; derived relations d0, d1 … rest on earlier ones."""
    shapes = ["Text", "Text Text", "Text Number"]
    lower = list(INPUTS)
    rules = []
    for level in range(levels):
        head = relation(f"d{level}", draw(st.sampled_from(shapes)))
        for number in range(draw(st.integers(1, 2))):
            rules.append(draw(_rule(head, list(lower), level, number)))
        lower.append(head)
    return program(lower, rules)


def _row(shape: Relation, numbers: st.SearchStrategy[Any], texts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*(numbers if p.type == "Number" else texts for p in shape.parameters))


def rows(shape: Relation, at_most: int = 5) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Rows of a relation with known values."""
    return st.lists(_row(shape, st.sampled_from(NUMBERS), st.sampled_from(TEXTS)), max_size=at_most, unique=True)
