"""Sentences for the steps of a proof, made from the phrases with which relations are declared."""

from __future__ import annotations

from typing import Any, Protocol

from kg.answer.labels import decimal

_WORDS = {
    "zh": {"none": "没有：{x}", "and": "，且", "total": "{f}为{x}", "unopposed": "规则“{x}”被优先规则排除", "any": "任何",
           "sum": "合计", "count": "计数", "min": "最小", "max": "最大"},
    "en": {"none": "there is none: {x}", "and": " and ", "total": "the {f} is {x}",
           "unopposed": "the rule “{x}” is overridden", "any": "any", "sum": "sum", "count": "count", "min": "least",
           "max": "greatest"},
}  # fmt: skip
_OPERATORS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}

# Premises that only serve the machine: that a value is in the list that a class definition gives.
UNSAID = frozenset({"one-of"})

# By relation: the names and the types of its parameters, and its phrases in Chinese and English.
Phrases = dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]]


class Label(Protocol):
    def __call__(self, kind: str, value: Any, lang: str = ...) -> str: ...


class Sentences:
    """Turns proof steps into sentences; each is made once."""

    def __init__(self, phrases: Phrases, label: Label) -> None:
        self.phrases = phrases
        self.label = label
        self._made: dict[tuple[Any, ...], str] = {}

    def __call__(self, step: Any, lang: str = "zh") -> str:
        """The sentence of one step (a `kg.engine.proof.Proof`)."""
        words = _WORDS[lang]
        if step.kind == "comparison":
            return f"{value_text(step.row[0])} {_OPERATORS[step.relation]} {value_text(step.row[1])}"
        if step.kind == "absence":
            inner = words["and"].join(self.pattern(p, lang) for p in step.premises)
            return words["none"].format(x=inner)
        if step.kind == "total":
            return words["total"].format(f=words[step.relation], x=value_text(step.row[0]))
        if step.kind == "unopposed":
            return words["unopposed"].format(x=step.relation)
        key = (step.relation, step.row, lang)
        try:
            return self._made[key]
        except KeyError:
            made = self._made[key] = self.phrase(step.relation, step.row, lang)
            return made

    def pattern(self, step: Any, lang: str) -> str:
        if step.relation in _OPERATORS:
            return f"{value_text(step.row[0])} {_OPERATORS[step.relation]} {value_text(step.row[1])}"
        return self.phrase(step.relation, step.row, lang)

    def phrase(self, relation: str, row: tuple[Any, ...], lang: str) -> str:
        """The phrase of `relation` with the labels of `row` filled in."""
        found = self.phrases.get(relation)
        if found is None:
            return f"{relation}({', '.join(map(value_text, row))})"
        names, types, zh, en = found
        any_word = _WORDS[lang]["any"]
        text = en if lang == "en" else zh
        for name, kind, value in zip(names, types, row, strict=True):
            known = isinstance(value, str | int) or hasattr(value, "denominator")
            text = text.replace("{" + name + "}", self.label(kind, value, lang) if known else any_word)
        return text


def value_text(value: Any) -> str:
    """A bare value."""
    return decimal(value) if hasattr(value, "denominator") and not isinstance(value, int) else str(value)
