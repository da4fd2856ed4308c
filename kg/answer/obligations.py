"""The obligations of one enterprise on one date, and the questions that its profile leaves open."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import Any

from kg.answer.caveats import caveats
from kg.answer.conflicts import conflicts
from kg.answer.entries import Entries, Shown
from kg.answer.labels import Labels
from kg.answer.sentences import Sentences
from kg.engine import Model
from kg.garbage import collecting_later
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise
from kg.profile.facts import IT, Facts

STATUSES = ("open", "upcoming", "past")


class Answer:
    """What `kgquery obligations` shows. `obligations` and `open_questions` are as `kgquery schema obligations` says, sorted.

    `rows` maps an obligation's id to the conclusion it stands for; with `model`, `labels` and `sentences` it gives proofs.
    `past` counts the obligations that are left out because they are past, by the id of their document.
    """

    def __init__(
        self, enterprise: Enterprise, as_of: str, obligations: list[dict[str, Any]], open_questions: list[dict[str, Any]],
        rows: dict[str, tuple[Any, ...]], model: Any, labels: Labels, sentences: Sentences, past: dict[str, int],
    ) -> None:  # fmt: skip
        self.enterprise = enterprise
        self.as_of = as_of
        self.obligations = obligations
        self.open_questions = open_questions
        self.rows = rows
        self.model = model
        self.labels = labels
        self.sentences = sentences
        self.past = past

    def caveats(self) -> list[dict[str, str]]:
        """The lists that the answer depends on and that are not held in full."""
        return caveats(self.labels.knowledge, self.enterprise, self.as_of, self.model)

    def document(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        who = {"id": self.enterprise.id, "name": self.enterprise.name, "place": self.enterprise.place}
        lacking = self.caveats()
        return {
            "enterprise": who, "as_of": self.as_of, **({"caveats": lacking} if lacking else {}),
            **({"conflicts": against} if (against := conflicts(self)) else {}),
            "obligations": self.obligations, "open_questions": self.open_questions,
        }  # fmt: skip


@collecting_later
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
    entries: Entries = knowledge.remember(f"entries {as_of}", lambda: Entries(knowledge, as_of))
    shown = Shown(entries, enterprise, facts.labels, model)
    # A statute's provision is concluded only while it is in force: without a status of a task it has that of its own deadline.
    status_of: dict[str, str] = {row[0]: row[1] for row in model.rows("status")}
    past = entries.past
    succeeded = set(model.rows("succeeded"))
    owed = model.rows("owes")
    drawn: dict[Any, Any] = model.state.rows["owes"]
    found: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {}
    left: dict[str, str] = {}
    for row in owed if bearer == "all" else [row for row in owed if _wanted(row[0], bearer)]:
        if succeeded and row[6] == "stated" and (row[2], row[0]) in succeeded:
            continue  # its successor bears it: that is concluded of its own
        status = status_of.get(row[2]) or ("past" if row[5] in past else "open")
        if status not in statuses:
            if status == "past":
                entry = entries.texts.entry(row)
                left[entry["id"]] = entry["duty"]["document"]
            continue
        order, entry = shown.obligation(row, drawn[row])
        entry["status"] = status
        known = found.get(entry["id"])
        # One bearer may owe one thing on two grounds; what the text states prevails over what a rule concludes.
        if known is None or (entry["certainty"], entry["rule"]) > (known[2]["certainty"], known[2]["rule"]):
            found[entry["id"]] = (order, row, entry)
    ordered = sorted(found.values(), key=itemgetter(0))
    questions = _open_questions(shown, model, facts, status_of, statuses, bearer)
    return Answer(
        enterprise, as_of, [entry for _, _, entry in ordered], questions, {entry["id"]: row for _, row, entry in ordered}, model,
        shown.labels, shown.sentences, dict(Counter(left.values())),
    )  # fmt: skip


def _wanted(body: str, bearer: str) -> bool:
    return bearer == "all" or (body == IT) == (bearer == "enterprise")


def _open_questions(
    shown: Shown, model: Model, facts: Facts, status_of: dict[str, str], statuses: tuple[str, ...], bearer: str
) -> list[dict[str, Any]]:
    opened = model.open_rows("owes")
    if not opened:
        return []
    past, question_of = shown.entries.past, shown.entries.question
    # Whether a body owes what it owes already on another ground is no question; that it owes more under the same provision is.
    certain = {(row[0], row[2], shown.entries.action(row[5])) for row in model.rows("owes")}
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    asked: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row, pointers in opened.items():
        body, _, duty, _, _, statement, _ = row
        if body.__class__ is not str or duty.__class__ is not str or not _wanted(body, bearer):
            continue
        status = status_of.get(duty) or ("past" if statement in past else "open")
        if status not in statuses:
            continue
        order, fields, document, name = question_of(duty, statement)
        action = fields.get("action_zh", "")
        key = (order, body, action, pointers)
        if key in found or (body != IT and (body, duty, action) in certain):
            continue
        needs = asked.get(pointers)
        if needs is None:
            needs = asked[pointers] = [_need(shown.catalogue, facts, p) for p in pointers]
        entry = found[key] = fields.copy()
        entry["bearer"] = shown.bearer(body, document, name)
        entry["needs"] = needs
    return [found[key] for key in sorted(found)]


def _need(catalogue: dict[str, Any], facts: Facts, pointer: str) -> dict[str, str]:
    chinese, english = catalogue["questions"].get(facts.questions.get(pointer, ""), (pointer, pointer))
    return {"pointer": pointer, "question": chinese, "question_en": english}
