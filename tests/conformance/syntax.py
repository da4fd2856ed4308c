"""The rule syntax of the datalog-conformance package, as rule programs.

`Head(X, Y+1) :- P(X, "text"), not Q(X), X <= 25.` An unquoted name among arguments is a variable, `_` an anonymous one; what
stands in quotes or is a number is a value. `~p` is the denial of p.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from kg.rules.program import (
    Atom,
    Comparison,
    Conclusion,
    Constant,
    Negation,
    Operation,
    Premise,
    Rule,
    Term,
    Variable,
)

TOKEN = re.compile(
    r'\s*(?:(?P<text>"[^"]*")|(?P<number>\d+(?![\w.]))|(?P<arrow>:-)|(?P<name>~?[^\W\d][\w:]*)|(?P<sign><=|>=|!=|[-+*/<>=(),.~]))'
)


class ConformanceError(Exception):
    """A program that the suite expects to be refused; `code` is the suite's name for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while text[position:].strip():
            found = TOKEN.match(text, position)
            if found is None:
                raise ConformanceError("syntax_error", f"cannot read {text[position:]!r}")
            self.tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            position = found.end()
        self.at = 0
        self.anonymous = itertools.count()

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> tuple[str, str]:
        if self.at >= len(self.tokens) or (expected and self.peek() != expected):
            raise ConformanceError("syntax_error", f"{expected or 'more'} expected in {self.text!r}")
        self.at += 1
        return self.tokens[self.at - 1]

    def rule(self, name: str) -> Rule:
        head = self.atom()
        body: list[Premise] = []
        if self.peek() == ":-":
            self.take()
            body = list(self.premises())
        if self.peek() == ".":
            self.take()
        if self.at < len(self.tokens):
            raise ConformanceError("syntax_error", f"{self.peek()!r} is left over in {self.text!r}")
        return Rule(name, tuple(body), (conclusion(head),))

    def premises(self) -> Iterator[Premise]:
        while self.at < len(self.tokens) and self.peek() != ".":
            yield self.premise()
            if self.peek() == ",":
                self.take()

    def premise(self) -> Premise:
        if self.peek() == "not":
            self.take()
            return Negation((self.atom(),))
        if self.peek() == "(":
            self.take()
            inner = self.premise()
            self.take(")")
            return inner
        following = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
        if self.tokens[self.at][0] == "name" and following not in ("<", ">", "<=", ">=", "=", "!=", "+", "-", "*", "/"):
            return self.atom()
        left = self.term()
        operator = self.take()[1]
        return Comparison(operator, left, self.term())

    def atom(self) -> Atom:
        kind, name = self.take()
        if kind != "name":
            raise ConformanceError("syntax_error", f"{name!r} is not a predicate in {self.text!r}")
        terms: list[Term] = []
        if self.peek() == "(":
            self.take()
            while self.peek() != ")":
                terms.append(self.term())
                if self.peek() == ",":
                    self.take()
            self.take(")")
        return Atom(name.removeprefix("~") if not name.startswith("~") else "not " + name[1:], tuple(terms))

    def term(self) -> Term:
        result = self.factor()
        while self.peek() in ("+", "-"):
            operator = self.take()[1]
            result = Operation(operator, (result, self.factor()))
        return result

    def factor(self) -> Term:
        result = self.operand()
        while self.peek() in ("*", "/"):
            operator = self.take()[1]
            result = Operation(operator, (result, self.operand()))
        return result

    def operand(self) -> Term:
        if self.peek() == "(":
            self.take()
            inner = self.term()
            self.take(")")
            return inner
        if self.peek() == "-":
            self.take()
            inner = self.operand()
            return Constant(-int(inner.value)) if isinstance(inner, Constant) else Operation("-", (inner,))
        kind, text = self.take()
        if kind == "text":
            return Constant(text[1:-1])
        if kind == "number":
            return Constant(int(text))
        if kind == "name":
            return Variable(f"_{next(self.anonymous)}") if text == "_" else Variable(text)
        raise ConformanceError("syntax_error", f"{text!r} is not a value in {self.text!r}")


def conclusion(atom: Atom) -> Conclusion:
    """A head as a conclusion; `not p` is the denial of p."""
    if atom.relation.startswith("not "):
        return Conclusion(Atom(atom.relation[4:], atom.terms, atom.place), negated=True)
    return Conclusion(atom)


def read_rule(name: str, text: str) -> Rule:
    """A rule of a core program. Raises ConformanceError."""
    rule = _Reader(text).rule(name)
    if any(t.name.startswith("_") for c in rule.conclusions for t in c.atom.terms if isinstance(t, Variable)):
        raise ConformanceError("safety_violations", f"_ stands in the head of {text!r}")
    return rule


def read_parts(name: str, head: str, body: list[str]) -> Rule:
    """A rule of a theory: its head and the texts of its premises. Raises ConformanceError."""
    return read_rule(name, f"{head} :- {', '.join(body)}" if body else head)
