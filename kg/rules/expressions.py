"""The grammar of premises and terms, in pyparsing.

Premises and terms share one expression grammar without backtracking: a call is read as a call, and its surroundings
decide whether it is a relation's atom or a function of terms. The scanner (`kg.rules.lines`) supplies the pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pyparsing as pp

from kg.dates import is_date
from kg.errors import Fault
from kg.rules import words
from kg.rules.bounds import MAX_CHOICES, MAX_DIGITS, MAX_NESTING
from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Place,
    Premise,
    Term,
    Variable,
)
from kg.rules.source import Source

_RESERVED = "|".join(sorted(words.RESERVED - {"true", "false"}))
NOT_RESERVED = rf"(?!(?:{_RESERVED})(?!{words.BESIDE}))"
_SIMPLE = rf"{words.VARIABLE}|_(?!\w)|{words.STRING}|-{words.NUMBER}|{NOT_RESERVED}{words.WORD}"
_PLAIN_CALL = rf"{NOT_RESERVED}{words.NAME}[ ]*\([ \n]*(?:(?:{_SIMPLE})(?:[ \n]*,[ \n]*(?:{_SIMPLE}))*)?[ \n]*\)"
_CALL = re.compile(_PLAIN_CALL)
_PLAIN_LINE = re.compile(rf"{_PLAIN_CALL}(?:[ \n]+and[ \n]+{_PLAIN_CALL})*")
_ARGUMENT = re.compile(_SIMPLE)
_NAME_AT_HEAD = re.compile(words.NAME)
_NEXT_TOKEN = re.compile(rf"{words.STRING}|\?\w*|{words.WORD}|\S")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}


class SyntaxFault(Exception):
    """A piece that does not follow the grammar; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Call:
    """`name(argument, …)`: an atom or a function's application."""

    name: str
    arguments: tuple[Term, ...]
    place: Place
    start: int
    end: int
    depth: int = 1


@dataclass(frozen=True, slots=True)
class _Premises:
    """Premises that hold together, in parentheses or joined by `and`."""

    premises: tuple[Premise, ...]
    start: int
    end: int
    depth: int = 1


@dataclass(frozen=True, slots=True)
class _Term:
    term: Term
    start: int
    end: int
    depth: int = 0


_Node = _Call | _Premises | _Term


def keyword(word: str, name: str = "") -> pp.ParserElement:
    """A word of the language (or one of several, divided by |) that no further letter follows."""
    return pp.Regex(rf"(?:{word})(?!{words.BESIDE})").set_name(name or word.replace("|", " or "))


class Expressions:
    """The grammar of what stands inside a clause; it knows where the piece being read lies, so that faults can say so."""

    def __init__(self) -> None:
        self._source = Source("", "")
        self._base = 0
        self._anonymous = 0
        self._alone = False
        self._build_expressions()

    # Reading a piece

    def read(self, grammar: pp.ParserElement, source: Source, masked: str, start: int, end: int) -> Any:
        """What the grammar makes of `masked[start:end]`; raises SyntaxFault."""
        self._source, self._base = source, start
        text = masked[start:end]
        try:
            return grammar.parse_string(text, parse_all=True)[0]
        except pp.ParseBaseException as error:
            raise self._unexpected(text, error) from None
        except RecursionError:
            raise self._too_deep(0, len(text)) from None

    def premises(self, source: Source, masked: str, start: int, end: int, alone: bool) -> tuple[Premise, ...]:
        """The premises of one line; `alone` says that its clause has no other, so that a leading `or` is clear."""
        if _PLAIN_LINE.fullmatch(masked, start, end) is not None:
            self._source, self._base = source, start
            calls = _CALL.finditer(masked[start:end])
            return tuple(self._atom(self._called(match[0], match.start())) for match in calls)
        self._alone = alone
        return self._premises_of(self.read(self.line, source, masked, start, end))

    def plain_atom(self, source: Source, masked: str, start: int, end: int) -> Atom | None:
        """The atom, where the piece is one with simple arguments; most lines are, and this is much quicker."""
        if _CALL.fullmatch(masked, start, end) is None:
            return None
        self._source, self._base = source, start
        return self._atom(self._called(masked[start:end], 0))

    def begin_rule(self) -> None:
        """Number anonymous variables from one again."""
        self._anonymous = 0

    def _unexpected(self, text: str, error: pp.ParseBaseException) -> SyntaxFault:
        at = error.loc
        while at < len(text) and text[at].isspace():
            at += 1
        allowed = error.msg.removeprefix("Expected ").replace(
            "end of text", "and, or, an operator, or the end of the line"
        )
        token = _NEXT_TOKEN.match(text, at)
        if token is None:
            at = len(text.rstrip())
            return self._fault("R004", at, at + 1, "something is missing here", allowed)
        if token[0] in words.CLAUSES:
            allowed = f"“{token[0]}” at the head of a line of its own"
        return self._fault("R004", at, token.end(), f"“{token[0]}” is not expected here", allowed)

    def _fault(
        self, code: str, start: int, end: int, message: str, allowed: str = "", nearest: str = ""
    ) -> SyntaxFault:
        return SyntaxFault(self._source.fault(code, self._base + start, self._base + end, message, allowed, nearest))

    def _too_deep(self, start: int, end: int) -> SyntaxFault:
        allowed = f"at most {MAX_NESTING} steps inside one another; name a part of it with a variable of its own"
        return self._fault("R007", start, end, "this nests too deep", allowed)

    def _deeper(self, start: int, end: int, *nodes: _Node) -> int:
        """The nesting depth of a node made of these, which is bounded so that every later walk of the tree is."""
        depth = 1 + max((node.depth for node in nodes), default=0)
        if depth > MAX_NESTING:
            raise self._too_deep(start, end)
        return depth

    def _place(self, start: int, end: int) -> Place:
        return self._source.place(self._base + start, self._base + end)

    # Terms

    def _simple(self, text: str, start: int) -> _Term:
        end = start + len(text)
        place = self._place(start, end)
        first = text[0]
        term: Term
        if first == "?":
            term = Variable(text[1:], place)
        elif text == "_":
            self._anonymous += 1
            term = Variable(f"_{self._anonymous}", place)
        elif first in '"“':
            term = Constant(words.unquoted(text), place)
        elif text in ("true", "false"):
            term = Constant(text == "true", place)
        elif first == "-":
            term = Constant(-self._number(text[1:], start), place)
        elif words.is_number(text):
            term = Constant(self._number(text, start), place)
        else:
            if words.looks_like_date(text) and not is_date(text):
                raise self._fault(
                    "R006", start, end, f"{text} is not a day of the calendar", "YYYY-MM-DD, or quoted text"
                )
            term = Constant(text, place)
        return _Term(term, start, end)

    def _number(self, text: str, start: int) -> int | Fraction:
        if len(text) > MAX_DIGITS:
            raise self._fault(
                "R007", start, start + len(text), "this number is too long", f"at most {MAX_DIGITS} digits"
            )
        number = Fraction(text)
        return number.numerator if number.denominator == 1 else number

    def _term_of(self, node: _Node) -> Term:
        if isinstance(node, _Term):
            return node.term
        if isinstance(node, _Call):
            return Operation(node.name, node.arguments, node.place)
        raise self._fault(
            "R009", node.start, node.end, "a premise stands where a value is needed",
            "a variable, a constant, arithmetic or a function",
        )  # fmt: skip

    def _premises_of(self, node: _Node) -> tuple[Premise, ...]:
        if isinstance(node, _Premises):
            return node.premises
        if isinstance(node, _Call):
            return (self._atom(node),)
        raise self._fault(
            "R009", node.start, node.end, "a value stands where a premise is needed",
            "relation(…), a comparison, not …, or a group in parentheses",
        )  # fmt: skip

    @staticmethod
    def _atom(call: _Call) -> Atom:
        return Atom(call.name, call.arguments, call.place)

    def _operation(self, operator: str, left: _Node, right: _Node) -> _Term:
        place = self._place(left.start, right.end)
        depth = self._deeper(left.start, right.end, left, right)
        operation = Operation(operator, (self._term_of(left), self._term_of(right)), place)
        return _Term(operation, left.start, right.end, depth)

    # Parse actions

    def _plain_call(self, text: str, at: int, tokens: pp.ParseResults) -> _Call:
        return self._called(tokens[0], at)

    def _called(self, call: str, at: int) -> _Call:
        head = _NAME_AT_HEAD.match(call)
        assert head is not None
        inner = call.index("(", head.end()) + 1
        arguments = tuple(
            self._simple(match[0], at + match.start()).term for match in _ARGUMENT.finditer(call, inner, len(call) - 1)
        )
        end = at + len(call)
        return _Call(head[0], arguments, self._place(at, end), at, end)

    def _general_call(self, text: str, at: int, tokens: pp.ParseResults) -> _Call:
        name, *arguments, closing = tokens
        end = closing + 1
        depth = self._deeper(at, end, *arguments)
        return _Call(name, tuple(map(self._term_of, arguments)), self._place(at, end), at, end, depth)

    def _group(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        node, end = tokens[0], tokens[1] + 1
        grouped: _Node = replace(node, start=at, end=end)
        return grouped

    def _arithmetic(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        node: _Node = tokens[0]
        for operator, operand in zip(tokens[1::2], tokens[2::2], strict=True):
            node = self._operation(operator, node, operand)
        return node

    def _minus(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        operand: _Node = tokens[0]
        term = self._term_of(operand)
        place = self._place(at, operand.end)
        if isinstance(term, Constant) and isinstance(term.value, int | Fraction) and not isinstance(term.value, bool):
            return _Term(Constant(-term.value, place), at, operand.end)
        depth = self._deeper(at, operand.end, operand)
        return _Term(Operation("-", (Constant(0, place), term), place), at, operand.end, depth)

    def _comparison(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        left: _Node = tokens[0]
        if len(tokens) == 1:
            return left
        operator: str = tokens[1]
        if operator == "within":
            return self._within(*tokens)
        if isinstance(tokens[2], str):
            return self._aggregate(left, tokens)
        right: _Node = tokens[2]
        place = self._place(left.start, right.end)
        comparison = Comparison(_SIGNS.get(operator, operator), self._term_of(left), self._term_of(right), place)
        return _Premises((comparison,), left.start, right.end, self._deeper(left.start, right.end, left, right))

    def _aggregate(self, left: _Node, tokens: pp.ParseResults) -> _Node:
        operator, function, *parts = tokens[1:]
        result = self._term_of(left)
        if not isinstance(result, Variable) or operator != "=":
            raise self._fault(
                "R009", left.start, left.end, f"{function} … over needs a variable for its result", "?name = … over …"
            )
        value = None
        end = parts[-1].end
        depth = self._deeper(left.start, end, *(part.node if isinstance(part, _Of) else part for part in parts))
        if isinstance(parts[0], _Of):
            value = self._term_of(parts.pop(0).node)
        body = tuple(premise for node in parts for premise in self._premises_of(node))
        if (value is None) != (function == "count"):
            raise self._fault(
                "R004", left.start, end, f"{function} is written with{'out' if value else ''} “of”",
                "count over …; sum of ?value over …; min of …; max of …",
            )  # fmt: skip
        place = self._place(left.start, end)
        return _Premises((Aggregate(function, value, body, result, place),), left.start, end, depth)

    def _within(self, left: _Node, _: str, amount: _Node, unit: str, side: str, anchor: _Node) -> _Node:
        date, other, count = map(self._term_of, (left, anchor, amount))
        place = self._place(left.start, anchor.end)
        factor = words.UNITS[unit]
        if factor != 1:
            if isinstance(count, Constant) and isinstance(count.value, int) and not isinstance(count.value, bool):
                count = Constant(count.value * factor, count.place)
            else:
                count = Operation("*", (count, Constant(factor, place)), place)
        function = "add_days" if unit[0] in "dw" else "add_months"
        if side == "before":
            if isinstance(count, Constant) and isinstance(count.value, int):
                count = Constant(-count.value, count.place)
            else:
                count = Operation("-", (Constant(0, place), count), place)
        limit = Operation(function, (other, count), place)
        first, last = (limit, other) if side == "before" else (other, limit)
        return _Premises(
            (Comparison(">=", date, first, place), Comparison("<=", date, last, place)), left.start, anchor.end
        )

    def _negation(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        node: _Node = tokens[0]
        depth = self._deeper(at, node.end, node)
        return _Premises((Negation(self._premises_of(node), self._place(at, node.end)),), at, node.end, depth)

    def _conjunction(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        if len(tokens) == 1:
            only: _Node = tokens[0]
            return only
        premises = tuple(premise for node in tokens for premise in self._premises_of(node))
        return _Premises(premises, tokens[0].start, tokens[-1].end, max(node.depth for node in tokens))

    def _disjunction(self, text: str, at: int, tokens: pp.ParseResults) -> _Node:
        if len(tokens) == 1:
            only: _Node = tokens[0]
            return only
        branches = tuple(self._premises_of(node) for node in tokens)
        start, end = min(at, tokens[0].start), tokens[-1].end
        depth = self._deeper(start, end, *tokens)
        if 1 + max(map(_choices, branches)) > MAX_CHOICES:
            allowed = f"at most {MAX_CHOICES} levels; give an inner one a relation of its own"
            raise self._fault("R007", start, end, "alternatives nest too deep", allowed)
        return _Premises((Disjunction(branches, self._place(start, end)),), start, end, depth)

    def _or_at_line_head(self, text: str, at: int, tokens: pp.ParseResults) -> None:
        if not self._alone and text[:at].rstrip(" ").endswith("\n"):
            raise self._fault(
                "R004", at, at + 2, "it is not clear how far back this “or” reaches",
                "“either” before the first alternative, and each further one behind an “or” on a line of its own",
            )  # fmt: skip

    # Building

    def _build_expressions(self) -> None:
        opening = pp.Literal("(").suppress().set_name("(")
        closing = pp.Literal(")").set_parse_action(lambda text, at, tokens: at).set_name("“,” or “)”")
        comma = pp.Literal(",").suppress()
        group = pp.Forward()
        additive = pp.Forward()

        plain_call = pp.Regex(_PLAIN_CALL).set_parse_action(self._plain_call)
        call_name = pp.Regex(rf"{NOT_RESERVED}{words.NAME}(?=[ ]*\()")
        arguments = pp.Opt(~closing + additive + pp.ZeroOrMore(comma - additive))
        general_call = (call_name + opening - arguments - closing).set_parse_action(self._general_call)
        self.call = (plain_call | general_call).set_name("relation(…)")
        simple = pp.Regex(rf"{words.VARIABLE}|_(?!\w)|{words.STRING}|{NOT_RESERVED}{words.WORD}")
        simple.set_parse_action(lambda text, at, tokens: self._simple(tokens[0], at))

        parenthesised = (opening - group - closing).set_parse_action(self._group)
        primary = pp.Forward()
        negative = (pp.Literal("-").suppress() + primary).set_parse_action(self._minus)
        primary <<= (self.call | parenthesised | simple | negative).set_name("a premise or a value")
        multiplicative = (primary + pp.ZeroOrMore(pp.one_of("* /") - primary)).set_parse_action(self._arithmetic)
        additive <<= (multiplicative + pp.ZeroOrMore(pp.one_of("+ -") - multiplicative)).set_parse_action(
            self._arithmetic
        )
        additive.set_name("a value")

        negation = pp.Forward()
        conjoined = negation + pp.ZeroOrMore(keyword("and").suppress() - negation)
        function = pp.Regex(rf"(?:{'|'.join(words.AGGREGATES)})(?=[ \n]+(?:of|over)(?!{words.BESIDE}))")
        of = (keyword("of").suppress() - additive).set_parse_action(lambda text, at, tokens: _Of(tokens[0]))
        aggregate = function - pp.Opt(of) - keyword("over").suppress() - conjoined
        unit = keyword("|".join(words.UNITS), "days, weeks, months or years")
        duration = keyword("within") - additive - unit - keyword("of|after|before") - additive
        sign = pp.one_of("<= >= != = < > ≤ ≥ ≠").set_name("a comparison")
        comparison = (additive + pp.Opt((sign - (aggregate | additive)) | duration)).set_parse_action(self._comparison)
        negated = (keyword("not").suppress() - negation).set_parse_action(self._negation)
        negation <<= negated | comparison

        joint = (keyword("and") | pp.Literal(",")).suppress()
        conjunction = (negation + pp.ZeroOrMore(joint - negation)).set_parse_action(self._conjunction)
        inner_or = keyword("or").suppress()
        outer_or = keyword("or").set_parse_action(self._or_at_line_head).suppress()
        either = keyword("either").suppress() - conjunction - pp.OneOrMore(inner_or - conjunction)
        either.set_parse_action(self._disjunction)
        group <<= either | (conjunction + pp.ZeroOrMore(inner_or - conjunction)).set_parse_action(self._disjunction)
        group.set_name("a premise or a value")
        self.line = either | (conjunction + pp.ZeroOrMore(outer_or - conjunction)).set_parse_action(self._disjunction)
        self.line.set_name("a premise")


@dataclass(frozen=True, slots=True)
class _Of:
    node: _Node


def _choices(premises: tuple[Premise, ...]) -> int:
    """How many alternatives stand inside one another in the premises."""
    depth = 0
    for premise in premises:
        if isinstance(premise, Disjunction):
            depth = max(depth, 1 + max(map(_choices, premise.branches)))
        elif isinstance(premise, Negation | Aggregate):
            depth = max(depth, _choices(premise.body))
    return depth
