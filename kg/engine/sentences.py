"""Sentences for the steps of proofs, made from the phrases with which relations are declared.

`{parameter}` in a phrase stands for an argument. A `label` (type, value, language) gives names for values.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from kg.numbers import decimal

from .unknown import Unknown

if TYPE_CHECKING:
    from kg.rules.program import Program

    from .proof import Proof

WORDS = {
    "zh": {
        "none": "没有：{x}", "and": "，且", "total": "{f}为{x}", "unopposed": "规则“{x}”被优先规则排除", "any": "任何", "unsaid": "（未填）",
        "sum": "合计", "count": "计数", "min": "最小", "max": "最大", "at least": "至少{x}", "at most": "至多{x}",
        "obligation": "应当：{x}", "prohibition": "不得：{x}", "permission": "可以：{x}", "not": "并非：{x}", "missing": "缺少：{x}",
    },
    "en": {
        "none": "there is none: {x}", "and": " and ", "total": "the {f} is {x}", "unopposed": "the rule “{x}” is overridden",
        "any": "any", "unsaid": "(unsaid)", "sum": "sum", "count": "count", "min": "least", "max": "greatest",
        "at least": "at least {x}", "at most": "at most {x}", "obligation": "it is required that {x}",
        "prohibition": "it is forbidden that {x}", "permission": "it is permitted that {x}", "not": "it is not so that {x}",
        "missing": "missing: {x}",
    },
}  # fmt: skip
OPERATORS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}

# By relation: the names and the types of its parameters, and its phrases in Chinese and English.
Phrases = dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]]

_PLAIN = frozenset({str, int, bool, Fraction})


class Label(Protocol):
    """Names a value: the declared type of the argument, the value, and the language (zh or en)."""

    def __call__(self, kind: str, value: Any, lang: str = ...) -> str: ...


def value_text(value: Any) -> str:
    """A bare value."""
    return decimal(value) if isinstance(value, Fraction) else str(value)


def as_it_is(kind: str, value: Any, lang: str = "zh") -> str:
    """The label of a value of which nothing more is known."""
    return value_text(value)


def phrases_of(program: Program) -> Phrases:
    """The phrases with which a program declares its relations."""
    return {
        r.name: (tuple(p.name for p in r.parameters), tuple(p.type for p in r.parameters), r.zh, r.en)
        for r in program.relations.values()
    }


class Sentences:
    """Turns the steps of proofs into sentences; each is made once."""

    def __init__(self, phrases: Phrases, label: Label = as_it_is) -> None:
        self.phrases = phrases
        self.label = label
        self._made: dict[tuple[Any, ...], str] = {}
        self._templates: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}

    def __call__(self, step: Proof, lang: str = "zh") -> str:
        """The sentence of one step."""
        words = WORDS[lang]
        if step.kind == "comparison":
            return self.comparison(step, lang)
        if step.kind == "absence":
            return words["none"].format(x=words["and"].join(self.pattern(p, lang) for p in step.premises))
        if step.kind == "total":
            return words["total"].format(f=words[step.relation], x=self.number(step.row[0], lang))
        if step.kind == "unopposed":
            return words["unopposed"].format(x=step.relation)
        if step.kind == "missing":
            return words["missing"].format(x=self.atom(step, lang))
        return self.atom(step, lang, "unsaid" if step.kind == "open" else "any")

    def pattern(self, step: Proof, lang: str) -> str:
        """A premise inside an absence."""
        return self.comparison(step, lang) if step.relation in OPERATORS else self.atom(step, lang)

    def atom(self, step: Proof, lang: str, unknown: str = "any") -> str:
        """The phrase of a step's relation, with its denial and modality."""
        text = self.phrase(step.relation, step.row, lang, unknown)
        if step.modality:
            text = WORDS[lang][step.modality].format(x=text)
        return WORDS[lang]["not"].format(x=text) if step.negated else text

    def comparison(self, step: Proof, lang: str) -> str:
        """`6 ≥ 5`."""
        left, right = (self.number(value, lang) for value in step.row)
        return f"{left} {OPERATORS[step.relation]} {right}"

    def number(self, value: Any, lang: str, unknown: str = "any") -> str:
        """A bare value, or what is known of one that is open; `unknown` is the word where that is nothing."""
        if value is None:
            return WORDS[lang][unknown]
        if value.__class__ is not Unknown:
            return value_text(value)
        if value.low:
            return WORDS[lang]["at least"].format(x=value_text(value.low))
        if value.high is not None:
            return WORDS[lang]["at most"].format(x=value_text(value.high))
        return WORDS[lang][unknown]

    def phrase(self, relation: str, row: tuple[Any, ...], lang: str, unknown: str = "any") -> str:
        """The phrase of `relation` with the labels of `row` filled in; the word `unknown` stands where a value is left open."""
        key = (relation, row, lang, unknown)
        made = self._made.get(key)
        if made is not None:
            return made
        template = self._templates.get((relation, lang))
        if template is None:
            template = self._templates[relation, lang] = self.template(relation, lang, len(row))
        text, types = template
        made = self._made[key] = text.format(*self.arguments(relation, types, row, lang, unknown))
        return made

    def arguments(self, relation: str, types: tuple[str, ...], row: tuple[Any, ...], lang: str, unknown: str) -> list[str]:
        """What the values of `row`, of the given types, are called in the phrase of `relation`."""
        label = self.label
        return [
            label(kind, value, lang) if value.__class__ in _PLAIN else self.number(value, lang, unknown)
            for kind, value in zip(types, row, strict=True)
        ]

    def template(self, relation: str, lang: str, arity: int) -> tuple[str, tuple[str, ...]]:
        """A phrase as a format string over a row's columns, and the types of the columns."""
        names, types, zh, en = self.phrases.get(relation, ((), ("",) * arity, "", ""))
        text = (en or zh) if lang == "en" else (zh or en)
        if not text:
            return f"{_escaped(relation)}({', '.join(['{}'] * arity)})", types
        text = _escaped(text)
        for column, name in enumerate(names):
            text = text.replace("{{" + name + "}}", "{" + str(column) + "}")
        return text, types


def _escaped(text: str) -> str:
    """The text as a format string that gives it."""
    return text.replace("{", "{{").replace("}", "}}")
