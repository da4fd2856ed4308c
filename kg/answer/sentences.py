"""Sentences for the steps of a proof, made from the phrases with which relations are declared."""

from __future__ import annotations

from fractions import Fraction
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


_PLAIN = frozenset({str, int, bool, Fraction})

class Label(Protocol):
    def __call__(self, kind: str, value: Any, lang: str = ...) -> str: ...


class Sentences:
    """Turns the steps of proofs into sentences; each is made once."""

    def __init__(self, phrases: Phrases, label: Label) -> None:
        self.phrases = phrases
        self.label = label
        self._made: dict[tuple[Any, ...], str] = {}
        self._templates: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}

    def because(self, shapes: Any, row: tuple[Any, ...], premises: tuple[Any, ...], lang: str = "zh") -> list[str]:
        """One line a premise of a conclusion: `shapes` as `kg.engine.grounds` gives them, `premises` the rows used."""
        lines = []
        used = 0
        for shape in shapes:
            if shape[0] == "row":
                if shape[1] not in UNSAID:
                    lines.append(self.phrase(shape[1], premises[used], lang))
                used += 1
            elif shape[0] == "comparison":
                left, right = (value_text(value_at(place, row, premises)) for place in shape[2:])
                lines.append(f"{left} {_OPERATORS[shape[1]]} {right}")
            else:
                inner = [
                    self.phrase(relation, tuple(value_at(place, row, premises) for place in places), lang)
                    for relation, places in shape[1]
                ]
                lines.append(_WORDS[lang]["none"].format(x=_WORDS[lang]["and"].join(inner)))
        return lines

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
        return self.phrase(step.relation, step.row, lang)

    def pattern(self, step: Any, lang: str) -> str:
        if step.relation in _OPERATORS:
            return f"{value_text(step.row[0])} {_OPERATORS[step.relation]} {value_text(step.row[1])}"
        return self.phrase(step.relation, step.row, lang)

    def phrase(self, relation: str, row: tuple[Any, ...], lang: str) -> str:
        """The phrase of `relation` with the labels of `row` filled in; `any` stands where a value is left open."""
        key = (relation, row, lang)
        made = self._made.get(key)
        if made is not None:
            return made
        template = self._templates.get((relation, lang))
        if template is None:
            template = self._templates[relation, lang] = self.template(relation, lang, len(row))
        text, types = template
        label = self.label
        labels = [
            label(kind, value, lang) if value.__class__ in _PLAIN else _WORDS[lang]["any"]
            for kind, value in zip(types, row, strict=True)
        ]
        made = self._made[key] = text.format(*labels)
        return made

    def template(self, relation: str, lang: str, arity: int) -> tuple[str, tuple[str, ...]]:
        """A phrase as a format string over a row's columns, and the types of the columns."""
        found = self.phrases.get(relation)
        if found is None:
            return f"{relation}({', '.join(['{}'] * arity)})", ("",) * arity
        names, types, zh, en = found
        text = en if lang == "en" else zh
        for column, name in enumerate(names):
            text = text.replace("{" + name + "}", "{" + str(column) + "}")
        return text, types


def value_text(value: Any) -> str:
    """A bare value."""
    return decimal(value) if hasattr(value, "denominator") and not isinstance(value, int) else str(value)


def value_at(place: tuple[Any, ...] | None, row: tuple[Any, ...], premises: tuple[Any, ...]) -> Any:
    """The value of an argument as `kg.engine.grounds` places it, for a conclusion and its premise rows; None where it stands nowhere."""
    if place is None:
        return None
    if place[0] == 0:
        return place[1]
    return row[place[1]] if place[0] == 1 else premises[place[1]][place[2]]
