"""Obligations as they are shown, each made once for all enterprises that owe it on the same ground on the same day."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from kg.answer.labels import Labels, generic_name, name_at
from kg.answer.references import notes
from kg.answer.sentences import Sentences
from kg.answer.texts import Texts, sort_key
from kg.engine import Model
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise
from kg.profile.facts import IT

Row = tuple[Any, ...]

# Stands for the enterprise's name in what is made for all of them; no text has this character.
_NAME = "\x00"
_KEPT = 20_000  # entries, some 40 MB; a register whose profiles have nothing in common would fill the memory otherwise
_ROLES = {"lead": 0, "responsible": 1, "coordinate": 2, "aggregate": 3, "duty_holder": 4}


class Made(NamedTuple):
    """An obligation without what depends on the enterprise.

    `named` are the places of the lines of `because` that name it, with what stands between its names; `body` is what
    `Shown.bearer` wants; `to` are the functions and levels of the bodies that are to receive what is owed.
    """

    entry: dict[str, Any]
    because: list[str]
    named: tuple[tuple[int, list[str]], ...]
    order: str
    body: tuple[str, str, str]
    to: tuple[tuple[str, str], ...]


class Entries:
    """The obligations of one day, whoever owes them; `Shown` gives those of one enterprise."""

    def __init__(self, knowledge: Knowledge, as_of: str) -> None:
        self.knowledge = knowledge
        self.catalogue = knowledge.catalogue
        self.as_of = as_of
        self.texts: Texts = knowledge.remember("texts", lambda: Texts(knowledge.catalogue))
        self.past = self.texts.done_by(as_of)
        self.forget()

    def forget(self) -> None:
        """Begins anew with nothing made."""
        self.made: dict[tuple[Row, Row], Made] = {}
        self.questions: dict[tuple[str, Any], tuple[str, dict[str, Any], str, str]] = {}
        self.labels = Labels(self.knowledge, {IT: _NAME}, self.as_of)
        self.sentences = Sentences(self.catalogue["phrases"], self.labels)

    def shared(self, row: Row, why: Row) -> Made:
        """The obligation that the conclusion `row`, drawn as `why` says, is for every enterprise of which it is drawn; kept."""
        if len(self.made) >= _KEPT:
            self.forget()
        found = self.made[row, why] = self.make(row, why, self.sentences)
        return found

    def make(self, row: Row, why: Row, sentences: Sentences) -> Made:
        body, _, duty, _, _, statement, certainty = row
        rule, shapes = self.catalogue["grounds"][why[0]]
        said = self.catalogue["statements"].get(statement, {})
        document = self.catalogue["tasks"].get(duty, {}).get("document", "")
        entry = self.texts.entry(row) | {"certainty": certainty, "rule": rule}
        became = notes(self.knowledge, duty, self.as_of)
        if became:
            entry["notes"], entry["notes_en"] = became, notes(self.knowledge, duty, self.as_of, "en")
        lines = sentences.because(shapes, row, why[1:])
        named = tuple((at, line.split(_NAME)) for at, line in enumerate(lines) if _NAME in line)
        return Made(entry, lines, named, self.order(row, entry["id"]), (body, document, said.get("name", "")),
                    tuple(said.get("to", ())))  # fmt: skip

    def action(self, statement: Any) -> str:
        """What a statement asks to be done, in Chinese; nothing where its task says that."""
        return str(self.catalogue["statements"].get(statement, {}).get("action_zh", ""))

    def question(self, duty: str, statement: Any) -> tuple[str, dict[str, Any], str, str]:
        """An open question about a duty, less its bearer and what it needs: its place, fields, document, and the bearer as written.

        `statement` is ANY when it is not known which one would be owed.
        """
        found = self.questions.get((duty, statement))
        if found is None:
            said = self.catalogue["statements"].get(statement, {})
            document = self.catalogue["tasks"].get(duty, {}).get("document", "")
            fields = {"duty": self.texts.duty(duty), "bearer": {}, "needs": []}
            if said.get("action_zh"):
                fields |= {"action_zh": said["action_zh"], "action_en": said.get("action_en")}
            found = self.questions[duty, statement] = (self.texts.order(duty), fields, document, said.get("name", ""))
        return found

    def order(self, row: Row, identity: str) -> str:
        """The place of an obligation in a list, as a text to sort by: by duty, role, the order in which the text names the bodies."""
        statement = self.catalogue["statements"].get(row[5], {})
        return sort_key(self.texts.order(row[2]), _ROLES.get(row[3], 9), statement.get("order", 0), row[0], identity)


class Shown:
    """The obligations of one enterprise on one day.

    `model` is what the rules conclude of it, and `own` are the labels of the values that mean something in its profile only
    (units, holdings, itself).
    """

    def __init__(self, entries: Entries, enterprise: Enterprise, own: dict[str, str], model: Model) -> None:
        self.entries = entries
        self.catalogue = entries.catalogue
        self.as_of = entries.as_of
        self.enterprise = enterprise
        self.model = model
        self.own = own
        self.others = frozenset(own) - {IT}
        self.labels = Labels(entries.knowledge, own, entries.as_of)
        self.sentences = Sentences(self.catalogue["phrases"], self.labels)
        self.bearers: dict[tuple[str, str, str], dict[str, Any]] = {}

    def obligation(self, row: Row, why: Row) -> tuple[str, dict[str, Any]]:
        """The obligation that the conclusion `row` is, drawn as `why` (clause number, premises) says, and its place."""
        made = self.entries.made.get((row, why))
        if made is None:
            own = self.others and self.has_own(row, why)
            made = self.entries.make(row, why, self.sentences) if own else self.entries.shared(row, why)
        entry = made.entry.copy()
        because = entry["because"] = made.because.copy()
        for at, parts in made.named:
            because[at] = self.enterprise.name.join(parts)
        entry["bearer"] = self.bearers.get(made.body) or self.bearer(*made.body)
        if made.to:
            to = [self.bearer(body, "") for wanted in made.to for body in self.regulators.get(wanted, ())]
            if to:
                entry["to"] = to
        return made.order, entry

    @cached_property
    def regulators(self) -> dict[tuple[str, str], list[str]]:
        """The bodies for a function at a level where the enterprise lies."""
        found: dict[tuple[str, str], list[str]] = {}
        for _, function, level, body in self.model.rows("regulator"):
            found.setdefault((function, level), []).append(body)
        return found

    def has_own(self, row: Row, why: Row) -> bool:
        """Whether a conclusion or a premise of it holds a value that means something in this profile only."""
        return not self.others.isdisjoint(chain(row, *why[1:]))

    def bearer(self, body: str, document: str, written: str = "") -> dict[str, Any]:
        """The `bearer` object of a body that a document names, `written` in its words."""
        key = (body, document, written)
        found = self.bearers.get(key)
        if found is None:
            found = self.bearers[key] = self.name(*key)
        return found

    def name(self, body: str, document: str, written: str) -> dict[str, Any]:
        if body == IT:
            name = self.enterprise.name
            return {"id": self.enterprise.id, "kind": "enterprise", "name": name, "full_name": name, "name_as_of": name}
        if body.startswith("generic/"):
            return self.generic(body)
        entry = self.catalogue["bodies"].get(body)
        if entry is None:
            name = self.own.get(body, body)
            return {"id": body, "kind": "territorial", "name": name, "full_name": name, "name_as_of": name}
        names = entry["names"].get(document, ())
        start = self.catalogue["documents"].get(document, {}).get("issued", self.as_of)
        full = name_at(entry, start) or (names[0] if names else body)
        name = written if written in names else (names[0] if names else full)
        return {
            "id": body, "kind": entry["kind"], "name": name, "full_name": full,
            "name_as_of": name_at(entry, self.as_of) or full,
        }  # fmt: skip

    def generic(self, body: str) -> dict[str, Any]:
        """A body that is known only by its function and level, `generic/work_safety/district`."""
        _, function, level = body.split("/")
        name = generic_name(self.catalogue["generic"].get(function, ()), level, self.as_of) or function
        if level == "town_street":
            # No place code is that of a town: which one it is, the place around it says as nearly as the profile does.
            kind, place = "territorial", self.labels.place(self.enterprise.places[0])
        else:
            kind, place = "agency", self.labels.place_at(self.enterprise.places, level)
        full = (place or self.labels("Level", level)) + name
        return {"id": body, "kind": kind, "name": name, "full_name": full, "name_as_of": full}
