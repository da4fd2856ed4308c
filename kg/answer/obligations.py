"""The obligations of one enterprise on one date, and the questions that its profile leaves open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kg.answer.labels import Labels, generic_name, name_at, provision_title, scope_phrase, split_provision
from kg.answer.sentences import Sentences
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise
from kg.profile.facts import IT, Facts

STATUSES = ("open", "upcoming", "past")
_ROLES = {"lead": 0, "responsible": 1, "coordinate": 2, "aggregate": 3, "duty_holder": 4}


@dataclass
class Answer:
    """What `kgquery obligations` shows. `obligations` and `open_questions` are as CONTRACT and schema say, sorted.

    `rows` maps an obligation's id to the conclusion it stands for, for proofs.
    """

    enterprise: Enterprise
    as_of: str
    obligations: list[dict[str, Any]]
    open_questions: list[dict[str, Any]]
    rows: dict[str, tuple[Any, ...]] = field(repr=False)
    model: Any = field(repr=False)
    labels: Labels = field(repr=False)
    sentences: Sentences = field(repr=False)

    def document(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        who = {"id": self.enterprise.id, "name": self.enterprise.name, "place": self.enterprise.place}
        return {
            "enterprise": who, "as_of": self.as_of,
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
    rows = {
        row: maker.status(row[2])
        for row in model.rows("owes")
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
    questions = maker.open_questions(statuses, bearer, {r[:3] for r in model.rows("owes")})
    return Answer(
        enterprise, as_of, [e for _, e in ordered], questions, {e["id"]: r for r, e in ordered}, model,
        maker.labels, maker.sentences,
    )  # fmt: skip


class _Maker:
    def __init__(self, knowledge: Knowledge, enterprise: Enterprise, as_of: str, facts: Facts, model: Any) -> None:
        self.knowledge = knowledge
        self.catalogue = knowledge.catalogue
        self.enterprise = enterprise
        self.as_of = as_of
        self.facts = facts
        self.model = model
        self.labels = Labels(knowledge, facts.labels, as_of)
        self.bearers: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.sentences = Sentences(self.catalogue["phrases"], self.labels)

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
        body, _, duty, role, modality, statement, certainty = row
        said = self.catalogue["statements"].get(statement, {})
        bearer = self.bearer(body, duty, said)
        if (duty, body) in self.succeeded:
            certainty = "derived"
        clause, *premises = self.model.state.rows["owes"][row]
        rule, shapes = self.catalogue["grounds"][clause]
        entry = {
            "id": self.identity(row, said), "modality": modality, "certainty": certainty, "role": role,
            "status": status, "bearer": bearer, "duty": self.duty(duty), "scope": scope_phrase(said.get("scope")),
            "deadlines": self.deadlines(duty, said),
            "source": self.source(duty), "rule": rule,
            "because": self.sentences.because(shapes, row, tuple(premises)),
        }  # fmt: skip
        for key in ("action_zh", "action_en", "event_zh", "event_en"):
            if key in said:
                entry[key] = said[key]
        return entry

    def identity(self, row: tuple[Any, ...], said: dict[str, Any]) -> str:
        body, _, duty, role, modality, _, _ = row
        # The statement's own words, not its number, so that an id outlives a re-reading of the document.
        words = (body, duty, role, modality, said.get("scope", ""), said.get("action_zh", ""))
        return f"{duty}~{hashlib.sha256(chr(31).join(map(str, words)).encode()).hexdigest()[:10]}"

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
        return {"id": body, "kind": "agency", "name": name, "full_name": full, "name_as_of": full}

    def duty(self, duty: str) -> dict[str, Any]:
        task = self.catalogue["tasks"].get(duty)
        if task is not None:
            return {"id": duty, "document": task["document"], "number": task.get("number"), "title": task["title"]}
        instrument, article, _ = split_provision(duty)
        return {
            "id": duty, "document": instrument, "number": int(article) if article.isdigit() else None,
            "title": provision_title(duty, self.catalogue),
        }  # fmt: skip

    def deadlines(self, duty: str, said: dict[str, Any]) -> list[dict[str, Any]]:
        if "deadline" in said:
            shown = {"kind": said["deadline"], "from": None, "to": None}
            return [shown | ({"interval": said["interval"]} if "interval" in said else {})]
        return [{k: d[k] for k in ("kind", "from", "to")} for d in self.catalogue["deadlines"].get(duty, ())]

    def source(self, duty: str) -> dict[str, Any]:
        task = self.catalogue["tasks"].get(duty)
        if task is not None:
            document = self.catalogue["documents"].get(task["document"], {})
            title = document.get("number") or document.get("title") or task["document"]
            return {"document": title, "section": task.get("section"), "number": task.get("number")}
        instrument, article, paragraph = split_provision(duty)
        entry = self.catalogue["instruments"].get(instrument, {})
        section = (f"第{article}条" + (f"第{paragraph}款" if paragraph else "")) if article else None
        return {
            "document": entry.get("number") or entry.get("title") or instrument, "section": section,
            "number": int(article) if article.isdigit() else None,
        }  # fmt: skip

    def order(self, row: tuple[Any, ...], identity: str) -> tuple[Any, ...]:
        duty = row[2]
        task = self.catalogue["tasks"].get(duty)
        if task is not None:
            place: tuple[Any, ...] = (0, task["document"], task.get("number") or 0, task.get("part") or 0, duty)
        else:
            instrument, article, paragraph = split_provision(duty)
            numbers = (int(n) if n.isdigit() else 0 for n in (article, paragraph))
            place = (1, instrument, *numbers, duty)
        statement = self.catalogue["statements"].get(row[5], {})
        return (*place, _ROLES.get(row[3], 9), statement.get("order", 0), row[0], identity)

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
            entry = {
                "duty": self.duty(duty), "bearer": self.bearer(body, duty, said),
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
