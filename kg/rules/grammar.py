"""The grammar of statements and clauses: declarations, heads of rules, bases, validity, overrides and examples, in pyparsing."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyparsing as pp

from kg.dates import is_date
from kg.rules import words
from kg.rules.expressions import NOT_RESERVED, Expressions, keyword
from kg.rules.program import (
    Basis,
    Conclusion,
    Example,
    Override,
    Parameter,
    Relation,
    Rule,
    TypeDeclaration,
)
from kg.rules.source import Source

_NAME_AND_TEXT = re.compile(rf"({words.WORD})(?:[ \n]+({words.STRING}))?")
_SPOKEN = {"source": "from", "pointer": "from profile", "question_zh": "ask", "question_en": "ask", "parent": "is"}
_GIVEN = ("", "no", "maybe")  # what may stand after `gives`


class Grammar(Expressions):
    """The grammars of one reading, one attribute a kind of statement or clause."""

    def __init__(self) -> None:
        super().__init__()
        self._build_statements()

    def name_and_text(self, source: Source, masked: str, start: int, end: int) -> tuple[str, str] | None:
        """The name and the quoted text (empty when there is none), where the piece is no more than that."""
        match = _NAME_AND_TEXT.fullmatch(masked, start, end)
        return None if match is None else (match[1], words.unquoted(match[2]) if match[2] else "")

    def _build_statements(self) -> None:
        string = pp.Regex(words.STRING).set_parse_action(lambda text, at, tokens: words.unquoted(tokens[0]))
        string.set_name("a quoted text")
        word = pp.Regex(words.WORD).set_name("a name")
        date = pp.Regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\w)").set_name("a date (YYYY-MM-DD)")
        date.set_parse_action(lambda text, at, tokens: self._date(tokens[0], at))
        opening, closing = pp.Literal("(").suppress().set_name("("), pp.Literal(")").suppress()

        zh = (keyword("zh").suppress() - string).set_parse_action(lambda tokens: ("zh", tokens[0]))
        en = (keyword("en").suppress() - string).set_parse_action(lambda tokens: ("en", tokens[0]))
        is_a = (keyword("is").suppress() - word).set_parse_action(lambda tokens: ("parent", tokens[0]))
        self.type = (word - pp.ZeroOrMore(is_a | zh | en)).set_parse_action(self._type)

        parameter_name = pp.Regex(words.PARAMETER).set_name("an argument's name")
        type_name = pp.Regex(words.PARAMETER).set_name("a type's name")
        colon = pp.Literal(":").suppress().set_name("“:” and the argument's type")
        parameter = (parameter_name - colon - type_name).set_parse_action(self._parameter)
        parameters = pp.Opt(parameter + pp.ZeroOrMore(pp.Literal(",").suppress() - parameter))
        graph = keyword("graph").set_parse_action(lambda tokens: ("source", "graph"))
        pointer = pp.Opt(string).set_parse_action(lambda tokens: ("pointer", tokens[0] if tokens else None))
        profile = keyword("profile").set_parse_action(lambda tokens: ("source", "profile")) - pointer
        ask_zh = (keyword("zh").suppress() - string).set_parse_action(lambda tokens: ("question_zh", tokens[0]))
        ask_en = (keyword("en").suppress() - string).set_parse_action(lambda tokens: ("question_en", tokens[0]))
        ask = keyword("ask").suppress() - ask_zh - ask_en
        origin = keyword("from").suppress() - (graph | profile)
        name = pp.Regex(rf"{NOT_RESERVED}{words.NAME}").set_name("a relation's name")
        head = name - opening - pp.Group(parameters) - closing.set_name("“,” or “)”")
        self.zh, self.en = string, string  # as clauses of a rule, behind their words
        self.relation = (head - pp.ZeroOrMore(zh | en | origin | ask)).set_parse_action(self._relation)

        gloss = pp.Opt(string.copy().add_parse_action(lambda tokens: ("gloss", tokens[0])))
        self.rule_head = (word - gloss - pp.ZeroOrMore(zh | en)).set_parse_action(self._rule_head)
        self.table_head = name
        self.fact = self.call.copy().add_parse_action(lambda tokens: self._atom(tokens[0]))
        provision = pp.Opt(string | pp.Regex(words.WORD))
        self.basis = (word - provision).set_parse_action(
            lambda text, at, tokens: Basis(tokens[0], "".join(tokens[1:]), self._place(at, at + len(tokens[0])))
        )
        start, end = keyword("from").suppress() - date, keyword("to").suppress() - date
        last = end.copy().set_parse_action(lambda tokens: _Period(None, tokens[0]))
        period = (start + pp.Opt(end)).set_parse_action(lambda tokens: _Period(*tokens))
        self.valid = (period | last).set_name("from DATE, to DATE, or from DATE to DATE")
        ground = keyword("|".join(words.GROUNDS), "specialis, superior or posterior")
        reason = pp.Opt(keyword("as").suppress() - pp.Opt(keyword("lex").suppress()) - ground)
        self.overrides = (word - reason).set_parse_action(lambda text, at, tokens: self._override(at, *tokens))
        modality = pp.Regex(rf"(?:{'|'.join(words.MODALITIES)})(?=[ \n]+{words.NAME})")
        denied = pp.Opt(keyword("not")).set_parse_action(lambda tokens: bool(tokens))
        normed = pp.Opt(modality, default=None)
        conclusion = (denied + normed + self.call).set_parse_action(
            lambda tokens: Conclusion(self._atom(tokens[2]), tokens[0], tokens[1])
        )
        conclusion.set_name("a conclusion: relation(…), with not or a modality before it where needed")
        joint = (keyword("and") | pp.Literal(",")).suppress()
        self.conclusions = pp.Group(conclusion + pp.ZeroOrMore(joint - conclusion))
        given = (
            keyword("gives").suppress()
            - pp.Opt(pp.Regex(rf"(?:no|maybe)(?=[ \n]+{words.NAME})"), default="")
            - pp.Group(conclusion + pp.ZeroOrMore(keyword("and").suppress() - conclusion))
        ).set_parse_action(lambda tokens: _Given(tokens[0], list(tokens[1])))
        path = (string | word).set_name("a profile's path")
        self.example = (path - keyword("at").suppress() - date - pp.OneOrMore(given)).set_parse_action(self._example)

    def _override(self, at: int, rule: str, ground: str = "specialis") -> Override:
        return Override(rule, ground, self._place(at, at + len(rule)))

    def _date(self, text: str, at: int) -> str:
        if not is_date(text):
            raise self._fault("R006", at, at + len(text), f"{text} is not a day of the calendar", "YYYY-MM-DD")
        return text

    def _fields(self, at: int, pairs: list[tuple[str, str]]) -> dict[str, str]:
        fields: dict[str, str] = {}
        for key, value in pairs:
            if key in fields:
                raise self._fault("R008", at, at + 1, f"“{_SPOKEN.get(key, key)}” is said twice", "each at most once")
            fields[key] = value
        return fields

    def _parameter(self, text: str, at: int, tokens: pp.ParseResults) -> Parameter:
        at = text.index(tokens[0], at)
        end = text.index(tokens[1], at + len(tokens[0])) + len(tokens[1])
        return Parameter(tokens[0], tokens[1], self._place(at, end))

    def _rule_head(self, text: str, at: int, tokens: pp.ParseResults) -> Rule:
        name, *pairs = tokens
        said = self._fields(at, pairs)
        gloss, zh, en = (said.get(key, "") for key in ("gloss", "zh", "en"))
        return Rule(name, (), (), gloss, zh=zh, en=en, place=self._place(at, at + len(name)))

    def _type(self, text: str, at: int, tokens: pp.ParseResults) -> TypeDeclaration:
        name, *pairs = tokens
        return TypeDeclaration(name, **self._fields(at, pairs), place=self._place(at, at + len(name)))

    def _relation(self, text: str, at: int, tokens: pp.ParseResults) -> Relation:
        name, parameters, *pairs = tokens
        place = self._place(at, at + len(name))
        return Relation(name, tuple(parameters), **self._fields(at, pairs), place=place)

    def _example(self, text: str, at: int, tokens: pp.ParseResults) -> Example:
        profile, as_of, *givens = tokens
        atoms = {how: tuple(one for given in givens if given.how == how for one in given.conclusions) for how in _GIVEN}
        return Example(
            profile, as_of, atoms[""], atoms["no"], atoms["maybe"], self._place(at, len(text.rstrip()))
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Period:
    start: str | None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    how: str  # one of _GIVEN
    conclusions: list[Conclusion]
