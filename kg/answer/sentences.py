"""The lines that say why an obligation is owed: one a premise, without a proof."""

from __future__ import annotations

from typing import Any

from kg.answer.labels import Labels
from kg.dates import day_before
from kg.engine import sentences
from kg.engine.sentences import OPERATORS, WORDS, value_text

# Premises that go without saying: that a value is in the list that a class definition gives, that the country's statutes hold.
UNSAID = frozenset({"one-of", "under-statutes"})


class Sentences(sentences.Sentences):
    """Sentences for the steps of proofs, and for the premises of a conclusion that was drawn without recording a proof.

    What a document says, it says of the bodies that there were when it was issued: in such a sentence they go by their names
    of that day, not by those of the date asked about.
    """

    def __init__(self, phrases: sentences.Phrases, label: Labels) -> None:
        super().__init__(phrases, label)
        self.labels = label

    def arguments(self, relation: str, types: tuple[str, ...], row: tuple[Any, ...], lang: str, unknown: str) -> list[str]:
        texts = super().arguments(relation, types, row, lang, unknown)
        if "Body" in types:
            if relation == "succession":
                texts[0] = self.labels.body(row[0], day_before(row[2]))
            issued = self.issued(dict(zip(types, row, strict=True)))
            for at, (kind, value) in enumerate(zip(types, row, strict=True)):
                if issued and kind == "Body" and isinstance(value, str) and value not in self.labels.own:
                    texts[at] = self.labels.body(value, issued)
        return texts

    def issued(self, said: dict[str, Any]) -> str:
        """When the document was issued that states a row, given by the types of its values; nothing for what a rule concludes.

        A row about an enterprise is concluded, save where its certainty says that the text states it.
        """
        if said["Certainty"] != "stated" if "Certainty" in said else "Enterprise" in said:
            return ""
        return self.labels.issued(said.get("Document"), said.get("Duty"))

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
                lines.append(f"{left} {OPERATORS[shape[1]]} {right}")
            else:
                inner = [
                    self.phrase(relation, tuple(value_at(place, row, premises) for place in places), lang)
                    for relation, places in shape[1]
                ]
                lines.append(WORDS[lang]["none"].format(x=WORDS[lang]["and"].join(inner)))
        return lines


def value_at(place: tuple[Any, ...] | None, row: tuple[Any, ...], premises: tuple[Any, ...]) -> Any:
    """The value of an argument as `kg.engine.grounds` places it, for a conclusion and its premise rows; None where it stands nowhere."""
    if place is None:
        return None
    if place[0] == 0:
        return place[1]
    return row[place[1]] if place[0] == 1 else premises[place[1]][place[2]]
