"""The obligations of one enterprise on one date, and the questions that its profile leaves open."""

from __future__ import annotations

import zlib
from functools import cached_property
from typing import Any

from kg.answer.caveats import caveats, notes
from kg.answer.labels import Labels, generic_name, name_at, provision_title, scope_phrase, split_provision
from kg.answer.sentences import Sentences
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise
from kg.profile.facts import IT, Facts

STATUSES = ("open", "upcoming", "past")
_ROLES = {"lead": 0, "responsible": 1, "coordinate": 2, "aggregate": 3, "duty_holder": 4}


class Answer:
    """What `kgquery obligations` shows. `obligations` and `open_questions` are as `kgquery schema obligations` says, sorted.

    `rows` maps an obligation's id to the conclusion it stands for; with `model`, `labels` and `sentences` it gives proofs.
    """

    def __init__(
        self, enterprise: Enterprise, as_of: str, obligations: list[dict[str, Any]], open_questions: list[dict[str, Any]],
        rows: dict[str, tuple[Any, ...]], model: Any, labels: Labels, sentences: Sentences,
    ) -> None:  # fmt: skip
        self.enterprise = enterprise
        self.as_of = as_of
        self.obligations = obligations
        self.open_questions = open_questions
        self.rows = rows
        self.model = model
        self.labels = labels
        self.sentences = sentences

    def document(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        who = {"id": self.enterprise.id, "name": self.enterprise.name, "place": self.enterprise.place}
        lacking = caveats(self.labels.knowledge, self.enterprise, self.as_of, self.model)
        return {
            "enterprise": who, "as_of": self.as_of, **({"caveats": lacking} if lacking else {}),
            "obligations": self.obligations, "open_questions": self.open_questions,
        }  # fmt: skip


def answer(
    knowledge: Knowledge,
    enterprise: Enterprise,
    as_of: str,
    statuses: tuple[str, ...] = STATUSES,
    bearer: str = "all",
) -> Answer:
    """Who owes what for `enterprise` on the day `as_of` (ISO date), limited to `statuses` and to bearers of one kind.

    Args:
        bearer: `all`, `enterprise` (what it owes itself) or `agency` (what others owe).
    """
    facts = Facts(enterprise, as_of)
    model = knowledge.prepared.infer(facts.rows, facts.open_rows)
    maker = _Maker(knowledge, enterprise, as_of, facts, model)
    owed = model.rows("owes")
    rows = {
        row: maker.status(row[2])
        for row in owed
        if bearer == "all" or (row[0] == IT) == (bearer == "enterprise")
    }
    chosen = {row: status for row, status in rows.items() if status in statuses}
    found: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {}
    for row, status in chosen.items():
        entry = maker.obligation(row, status)
        known = found.get(entry["id"])
        # One bearer may owe one thing on two grounds; what the text states prevails over what a rule concludes.
        if known is None or (entry["certainty"], entry["rule"]) > (known[1]["certainty"], known[1]["rule"]):
            found[entry["id"]] = (row, entry)
    ordered = sorted(found.values(), key=lambda pair: maker.order(pair[0], pair[1]["id"]))
    questions = maker.open_questions(statuses, bearer, {r[:3] for r in owed})
    return Answer(
        enterprise, as_of, [e for _, e in ordered], questions, {e["id"]: r for r, e in ordered}, model,
        maker.labels, maker.sentences,
    )  # fmt: skip


class Texts:
    """What the texts themselves give for a duty, whoever asks: made once for a knowledge base and shared by all answers."""

    def __init__(self, catalogue: dict[str, Any]) -> None:
        self.catalogue = catalogue
        self._entries: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._orders: dict[str, tuple[Any, ...]] = {}

    def entry(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """The fields of an obligation that do not depend on enterprise or date; a new dict, its parts shared."""
        key = (row[0], *row[2:6])
        found = self._entries.get(key)
        if found is None:
            found = self._entries[key] = self.make(*key)
        return found.copy()

    def make(self, body: str, duty: str, role: str, modality: str, statement: str) -> dict[str, Any]:
        said = self.catalogue["statements"].get(statement, {})
        # The statement's own words, not its number, so that an id outlives a re-reading of the document.
        words = (body, duty, role, modality, said.get("scope", ""), said.get("action_zh", ""))
        digest = f"{zlib.crc32(chr(31).join(words).encode()):08x}"
        entry = {
            "id": f"{duty}~{digest}", "modality": modality, "certainty": "", "role": role, "status": "", "bearer": {},
            "duty": self.duty(duty), "scope": scope_phrase(said.get("scope")), "deadlines": self.deadlines(duty, said),
            "source": self.source(duty), "rule": "", "because": [],
        }  # fmt: skip
        return entry | {k: said[k] for k in ("action_zh", "action_en", "event_zh", "event_en") if k in said}

    def duty(self, duty: str) -> dict[str, Any]:
        """The `duty` object of a task or provision."""
        task = self.catalogue["tasks"].get(duty)
        if task is not None:
            return {"id": duty, "document": task["document"], "number": task.get("number"), "title": task["title"]}
        instrument, article, _ = split_provision(duty)
        return {
            "id": duty, "document": instrument, "number": int(article) if article.isdigit() else None,
            "title": provision_title(duty, self.catalogue),
        }  # fmt: skip

    def deadlines(self, duty: str, said: dict[str, Any]) -> list[dict[str, Any]]:
        """The deadlines of a task, or the one that a statutory statement carries, with its interval and what that means."""
        if "deadline" in said:
            shown = {"kind": said["deadline"], "from": None, "to": said.get("deadline_to")}
            return [shown | {k: said[k] for k in ("interval", "interval_kind") if k in said}]
        return [{k: d[k] for k in ("kind", "from", "to")} for d in self.catalogue["deadlines"].get(duty, ())]

    def source(self, duty: str) -> dict[str, Any]:
        """The `source` object: the document's number (or title), section and number."""
        task = self.catalogue["tasks"].get(duty)
        if task is not None:
            document = self.catalogue["documents"].get(task["document"], {})
            title = document.get("number") or document.get("title") or task["document"]
            return {"document": title, "section": task.get("section"), "number": task.get("printed")}
        instrument, article, paragraph = split_provision(duty)
        entry = self.catalogue["instruments"].get(instrument, {})
        section = (f"第{article}条" + (f"第{paragraph}款" if paragraph else "")) if article else None
        return {
            "document": entry.get("number") or entry.get("title") or instrument, "section": section,
            "number": int(article) if article.isdigit() else None,
        }  # fmt: skip

    def order(self, duty: str) -> tuple[Any, ...]:
        """The place of a duty in a list: plans before statutes, then by number."""
        found = self._orders.get(duty)
        if found is None:
            task = self.catalogue["tasks"].get(duty)
            if task is not None:
                found = (0, task["document"], task.get("number") or 0, task.get("part") or 0, duty)
            else:
                instrument, article, paragraph = split_provision(duty)
                found = (1, instrument, *(int(n) if n.isdigit() else 0 for n in (article, paragraph)), duty)
            self._orders[duty] = found
        return found


class _Maker:
    def __init__(self, knowledge: Knowledge, enterprise: Enterprise, as_of: str, facts: Facts, model: Any) -> None:
        self.knowledge = knowledge
        self.catalogue = knowledge.catalogue
        self.enterprise = enterprise
        self.as_of = as_of
        self.facts = facts
        self.model = model
        self.texts: Texts = knowledge.remember("texts", lambda: Texts(knowledge.catalogue))
        shared = knowledge.remember(f"sentences {as_of}", dict)
        self.labels = Labels(knowledge, facts.labels, as_of)
        self.bearers: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.sentences = Sentences(self.catalogue["phrases"], self.labels, facts.labels, shared)

    @cached_property
    def statuses(self) -> dict[str, str]:
        return dict(self.model.rows("status"))

    @cached_property
    def succeeded(self) -> set[tuple[Any, ...]]:
        return set(self.model.rows("succeeded"))

    def status(self, duty: str) -> str:
        # A statute's provision is concluded only while it is in force: it is open then.
        return self.statuses.get(duty, "open")

    def obligation(self, row: tuple[Any, ...], status: str) -> dict[str, Any]:
        body, _, duty, _, _, statement, certainty = row
        clause, *premises = self.model.state.rows["owes"][row]
        rule, shapes = self.catalogue["grounds"][clause]
        entry = self.texts.entry(row)
        entry["certainty"] = "derived" if (duty, body) in self.succeeded else certainty
        entry["status"] = status
        entry["bearer"] = self.bearer(body, duty, self.catalogue["statements"].get(statement, {}))
        entry["rule"] = rule
        entry["because"] = self.sentences.because(shapes, row, tuple(premises))
        became = notes(self.knowledge, duty, self.as_of)
        if became:
            entry["notes"] = became
        return entry

    def bearer(self, body: str, duty: str, said: dict[str, Any]) -> dict[str, Any]:
        key = (body, self.catalogue["tasks"].get(duty, {}).get("document", ""), said.get("name", ""))
        if key not in self.bearers:
            self.bearers[key] = self.name(body, key[1], said)
        return self.bearers[key]

    def name(self, body: str, document: str, said: dict[str, Any]) -> dict[str, Any]:
        if body == IT:
            name = self.enterprise.name
            return {"id": self.enterprise.id, "kind": "enterprise", "name": name, "full_name": name, "name_as_of": name}
        if body.startswith("generic/"):
            return self.generic(body)
        entry = self.catalogue["bodies"].get(body)
        if entry is None:
            name = self.facts.labels.get(body, body)
            return {"id": body, "kind": "territorial", "name": name, "full_name": name, "name_as_of": name}
        written = entry["names"].get(document, ())
        start = self.catalogue["documents"].get(document, {}).get("issued", self.as_of)
        full = name_at(entry, start) or (written[0] if written else body)
        name = said["name"] if said.get("name") in written else (written[0] if written else full)
        return {
            "id": body, "kind": entry["kind"], "name": name, "full_name": full,
            "name_as_of": name_at(entry, self.as_of) or full,
        }  # fmt: skip

    def generic(self, body: str) -> dict[str, Any]:
        """A body that is known only by its function and level, `generic/work_safety/district`."""
        _, function, level = body.split("/")
        name = generic_name(self.catalogue["generic"].get(function, ()), level, self.as_of) or function
        place = self.labels.place_at(self.enterprise.places, level)
        full = (place or self.labels("Level", level)) + name
        kind = "territorial" if level == "town_street" else "agency"
        return {"id": body, "kind": kind, "name": name, "full_name": full, "name_as_of": full}

    def order(self, row: tuple[Any, ...], identity: str) -> tuple[Any, ...]:
        statement = self.catalogue["statements"].get(row[5], {})
        return (*self.texts.order(row[2]), _ROLES.get(row[3], 9), statement.get("order", 0), row[0], identity)

    def open_questions(
        self, statuses: tuple[str, ...], bearer: str, certain: set[tuple[Any, ...]]
    ) -> list[dict[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for row, pointers in self.model.open_rows("owes").items():
            body, _, duty, _, _, statement, _ = row
            if not (isinstance(body, str) and isinstance(duty, str)) or self.status(duty) not in statuses:
                continue
            if bearer != "all" and (body == IT) != (bearer == "enterprise"):
                continue
            said = self.catalogue["statements"].get(statement, {}) if isinstance(statement, str) else {}
            if row[:3] in certain and body != IT:
                continue
            entry: dict[str, Any] = {
                "duty": self.texts.duty(duty), "bearer": self.bearer(body, duty, said),
                "needs": [{"pointer": p, "question": self.question(p)} for p in sorted(pointers)],
            }  # fmt: skip
            key = (duty, body, said.get("action_zh", ""), tuple(sorted(pointers)))
            if said.get("action_zh"):
                entry["action_zh"], entry["action_en"] = said["action_zh"], said.get("action_en")
            found.setdefault(key, entry)  # type: ignore[arg-type]
        places = {key: self.order((key[1], IT, key[0], "", "", "", ""), key[2]) for key in found}  # type: ignore[misc]
        return [found[key] for key in sorted(found, key=lambda k: (places[k], k))]

    def question(self, pointer: str) -> str:
        relation = self.facts.questions.get(pointer, "")
        pair = self.catalogue["questions"].get(relation)
        return pair[0] if pair else pointer
