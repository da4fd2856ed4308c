"""The obligations of one enterprise on one date, and the questions that its profile leaves open."""

from __future__ import annotations

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
    found: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], dict[str, Any]]] = {}
    for row in owed if bearer == "all" else [row for row in owed if _wanted(row[0], bearer)]:
        status = status_of.get(row[2]) or ("past" if row[5] in past else "open")
        if status not in statuses:
            continue
        order, entry = shown.obligation(row, drawn[row])
        entry["status"] = status
        if (row[2], row[0]) in succeeded:
            entry["certainty"] = "derived"
        known = found.get(entry["id"])
        # One bearer may owe one thing on two grounds; what the text states prevails over what a rule concludes.
        if known is None or (entry["certainty"], entry["rule"]) > (known[2]["certainty"], known[2]["rule"]):
            found[entry["id"]] = (order, row, entry)
    ordered = sorted(found.values(), key=itemgetter(0))
    questions = _open_questions(shown, model, facts, status_of, statuses, bearer)
    return Answer(
        enterprise, as_of, [entry for _, _, entry in ordered], questions, {entry["id"]: row for _, row, entry in ordered}, model,
        shown.labels, shown.sentences,
    )  # fmt: skip


def _wanted(body: str, bearer: str) -> bool:
    return bearer == "all" or (body == IT) == (bearer == "enterprise")


def _open_questions(
    shown: Shown, model: Model, facts: Facts, status_of: dict[str, str], statuses: tuple[str, ...], bearer: str
) -> list[dict[str, Any]]:
    opened = model.open_rows("owes")
    if not opened:
        return []
    certain = {row[:3] for row in model.rows("owes")}
    past = shown.entries.past
    catalogue, texts = shown.catalogue, shown.entries.texts
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    asked: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row, pointers in opened.items():
        body, _, duty, _, _, statement, _ = row
        if not (isinstance(body, str) and isinstance(duty, str)) or not _wanted(body, bearer):
            continue
        status = status_of.get(duty) or ("past" if statement in past else "open")
        if status not in statuses or (row[:3] in certain and body != IT):
            continue
        said = catalogue["statements"].get(statement, {}) if isinstance(statement, str) else {}
        action = said.get("action_zh", "")
        key = (texts.order(duty), duty, body, action, pointers)
        if key in found:
            continue
        if pointers not in asked:
            asked[pointers] = [_need(catalogue, facts, p) for p in pointers]
        document = catalogue["tasks"].get(duty, {}).get("document", "")
        entry: dict[str, Any] = {
            "duty": texts.duty(duty), "bearer": shown.bearer(body, document, said.get("name", "")), "needs": asked[pointers],
        }  # fmt: skip
        if action:
            entry["action_zh"], entry["action_en"] = action, said.get("action_en")
        found[key] = entry
    return [found[key] for key in sorted(found)]


def _need(catalogue: dict[str, Any], facts: Facts, pointer: str) -> dict[str, str]:
    chinese, english = catalogue["questions"].get(facts.questions.get(pointer, ""), (pointer, pointer))
    return {"pointer": pointer, "question": chinese, "question_en": english}
