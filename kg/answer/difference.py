"""What changes between two answers: obligations gained, lost and changed, open questions, and the facts that made the difference."""

from __future__ import annotations

from typing import Any

from kg.answer.comparisons import limit_text
from kg.answer.decisive import Decisive, Ground
from kg.answer.obligations import Answer
from kg.answer.profile_changes import pointers_of, profile_changes
from kg.engine import ANY
from kg.engine.sentences import value_text
from kg.engine.state import AS_OF
from kg.knowledge import Knowledge
from kg.profile.facts import IT

SIDES = ("before", "after")
FIELDS = ("status", "certainty", "name_as_of", "deadlines")

_WORDS = {
    "zh": {
        ">=": "查询日期不早于{d}", "<=": "查询日期不晚于{d}", ">": "查询日期晚于{d}", "<": "查询日期早于{d}", "=": "查询日期为{d}",
        "!=": "查询日期不是{d}", "named": "自{d}起称为{name}", "dates": "查询日期为{d}", "said": "已填写{p}",
    },
    "en": {
        ">=": "the date is not before {d}", "<=": "the date is not after {d}", ">": "the date is after {d}",
        "<": "the date is before {d}", "=": "the date is {d}", "!=": "the date is not {d}", "named": "called {name} from {d}",
        "dates": "the date asked about is {d}", "said": "{p} is filled in",
    },
}  # fmt: skip


def difference(knowledge: Knowledge, before: Answer, after: Answer, lang: str = "zh") -> dict[str, Any]:
    """What is owed in one answer and not, or otherwise, in the other; both must have been made with every status.

    An obligation is the same when its id is: bearer, duty, role and the text's own words. One whose text, role and level stay while
    another body bears it is changed, not lost and gained. The result has

    * `before`, `after`: `enterprise` (id, name, place) and `as_of`;
    * `profile`: the fields that differ (see `kg.answer.profile_changes`);
    * `gained`, `lost`: obligations as `kgquery obligations` gives them, each with `facts`, and with `otherwise` (`not_owed` or `open`: what
      it is on the other side) and, when open, `needs` (pointers);
    * `changed`: `id`, `duty`, `bearer`, `role`, `scope`, `changes` (`field`, `before`, `after`) and `facts`;
    * `unchanged`: how many are the same;
    * `open_questions`: `appeared`, `settled` (with `outcome`: `owed` or `not_owed`) and `changed` (with `before`, `after`: pointers).

    A fact has `kind` (`fact`, `date`, `limit`, `name` or `said`), `side` (`before` or `after`: where it holds), `sentence`, and as the case is
    `pointer` (the field of the profile) and `other` (what the other side has there; `unsaid` true when it leaves the field out).
    """
    return _Comparison(knowledge, before, after, lang).document()


class _Comparison:
    def __init__(self, knowledge: Knowledge, before: Answer, after: Answer, lang: str) -> None:
        self.catalogue = knowledge.catalogue
        self.answers = (before, after)
        self.lang = lang
        self.words = _WORDS[lang]
        self.changes = profile_changes(before.enterprise, after.enterprise)
        self.decisive = Decisive(before.model, after.model)
        self.pointers = [pointers_of(a.enterprise) for a in self.answers]
        self.program = before.model.prepared.program
        self.entries = [{e["id"]: e for e in a.obligations} for a in self.answers]

    def document(self) -> dict[str, Any]:
        old, new = self.entries
        lost = [i for i in old if i not in new]
        gained = [i for i in new if i not in old]
        moved = self.moved(lost, gained)
        changed = [found for i in new if (found := self.changed(i, i) if i in old else self.changed(moved[i], i) if i in moved else None)]
        same = sum(1 for i in new if i in old) - sum(1 for c in changed if "before_id" not in c)
        taken = set(moved.values())
        return {
            **{side: _who(a) for side, a in zip(SIDES, self.answers, strict=True)},
            "profile": self.changes,
            "gained": [self.one_sided(i, 1) for i in gained if i not in moved],
            "lost": [self.one_sided(i, 0) for i in lost if i not in taken],
            "changed": changed,
            "unchanged": same,
            "open_questions": self.questions(),
        }

    def moved(self, lost: list[str], gained: list[str]) -> dict[str, str]:
        """By gained id, the lost one that stands on the same statement in the same role at the same level, where both are single."""
        keyed: list[dict[Any, list[str]]] = []
        for side, ids in enumerate((lost, gained)):
            groups: dict[Any, list[str]] = {}
            for identity in ids:
                body, _, duty, role, modality, statement, _ = self.answers[side].rows[identity]
                groups.setdefault((duty, role, modality, statement, self.level(body)), []).append(identity)
            keyed.append(groups)
        return {new[0]: keyed[0][k][0] for k, new in keyed[1].items() if len(new) == 1 and len(keyed[0].get(k, ())) == 1}

    def level(self, body: str) -> Any:
        if body.startswith("generic/"):
            return body.rpartition("/")[2]
        return self.catalogue["bodies"].get(body, {}).get("level", body if body == IT else "")

    # -- obligations ------------------------------------------------------------------------------------------------

    def one_sided(self, identity: str, side: int) -> dict[str, Any]:
        """An obligation that one side has, and why."""
        row = self.answers[side].rows[identity]
        entry = {k: v for k, v in self.entries[side][identity].items() if k not in ("because", "notes", "notes_en")}
        needs = self.open(1 - side, "owes", row)
        entry["otherwise"] = "open" if needs else "not_owed"
        if needs:
            entry["needs"] = needs
        entry["facts"] = self.facts(list(self.decisive.grounds("owes", row, side))) or self.said(needs, side)
        return entry

    def changed(self, old: str, new: str) -> dict[str, Any] | None:
        """How one obligation differs between the sides; None when it does not."""
        entries = (self.entries[0][old], self.entries[1][new])
        rows = (self.answers[0].rows[old], self.answers[1].rows[new])
        values = [
            {"status": e["status"], "certainty": e["certainty"], "deadlines": e["deadlines"]}
            | ({} if e["bearer"]["kind"] == "enterprise" else {"name_as_of": e["bearer"]["name_as_of"]})
            for e in entries
        ]  # fmt: skip
        if old != new:
            for value, entry in zip(values, entries, strict=True):
                value["bearer"] = entry["bearer"]["name"]
                value.pop("name_as_of", None)
        changes = [
            {"field": f, "before": values[0].get(f), "after": values[1].get(f)}
            for f in ("bearer", *FIELDS)
            if values[0].get(f) != values[1].get(f)
        ]
        if not changes:
            return None
        fields = {c["field"] for c in changes}
        grounds: list[Ground] = []
        duty = rows[0][2]
        if "status" in fields:
            for side in (1, 0):
                grounds += self.decisive.grounds("status", (duty, entries[side]["status"]), side)
        if fields & {"certainty", "bearer", "deadlines"}:
            grounds += self.decisive.grounds("owes", rows[1], 1) + self.decisive.grounds("owes", rows[0], 0)
        if "name_as_of" in fields and rows[1][0].startswith("generic/"):
            for side in (1, 0):  # a body known by its function and level is called after the place
                grounds += self.decisive.grounds("located-in", (IT, "place/" + self.answers[side].enterprise.place), side)
        named = self.named(rows[1][0], entries[1]["bearer"]["name_as_of"]) if "name_as_of" in fields else None
        if named and self.answers[0].as_of == self.answers[1].as_of:
            named = None
        entry = entries[1]
        shown = {"id": new, "duty": entry["duty"], "bearer": entry["bearer"], "role": entry["role"], "modality": entry["modality"]}
        shown |= {"scope": entry["scope"]} | {k: entry[k] for k in ("action_zh", "action_en") if k in entry}
        if old != new:
            shown["before_id"] = old
        facts = self.facts(grounds, named)
        return shown | {"source": entry["source"], "changes": changes, "facts": facts}

    def named(self, body: str, name: str) -> dict[str, Any] | None:
        """Since when a body has the name that it has on the later side."""
        date = self.answers[1].as_of
        if body.startswith("generic/"):
            _, function, level = body.split("/")
            entries = [(f, n) for f, to, at, n in self.catalogue["generic"].get(function, ()) if at in ("", level) and f <= date < to]
            starts = [start for start, generic in entries if name.endswith(generic)]
        else:
            full = self.catalogue["bodies"].get(body, {}).get("full", ())
            starts = [start for start, _, called, _ in full if called == name and start <= date]
        if not starts or not starts[-1]:
            return None
        return {"kind": "name", "side": SIDES[1], "sentence": self.words["named"].format(d=starts[-1], name=name)}

    # -- facts ------------------------------------------------------------------------------------------------------

    def facts(self, grounds: list[Ground], more: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Grounds as plain data; the dates themselves, or places, when nothing finer is known."""
        limited = {(g.side, g.relation, g.row) for g in grounds if g.kind != "fact"}
        kept = [g for g in dict.fromkeys(grounds) if g.kind != "fact" or (g.side, g.relation, g.row) not in limited]
        found = [self.fact(g) for g in kept] + ([more] if more else [])
        # Where an enterprise lies is one fact, though it lies in a district, a city and a province.
        found = list({(f["side"], f["sentence"]): f for f in found}.values())
        dates = [a.as_of for a in self.answers]
        if not found and dates[0] != dates[1]:
            sentence = self.words["dates"].format(d=dates[1])
            found = [{"kind": "date", "side": SIDES[1], "sentence": sentence, "other": [dates[0]]}]
        return found

    def said(self, needs: list[str], side: int) -> list[dict[str, Any]]:
        """That a profile fills in what the other leaves out, where that alone decides: an exception then surely does not apply."""
        sentence = self.words["said"]
        return [{"kind": "said", "side": SIDES[side], "sentence": sentence.format(p=p), "pointer": p, "unsaid": True, "other": []} for p in needs]

    def fact(self, ground: Ground) -> dict[str, Any]:
        """One ground as plain data."""
        answer, other = self.answers[ground.side], self.answers[1 - ground.side]
        side = SIDES[ground.side]
        if ground.kind == "date":
            limit = value_text(ground.limit)
            sentence = self.words[ground.operator].format(d=limit)
            return {"kind": "date", "side": side, "sentence": sentence, "other": [other.as_of]}
        sentence = answer.sentences.phrase(ground.relation, ground.row, self.lang)
        shown: dict[str, Any] = {"kind": ground.kind, "side": side, "sentence": sentence}
        pointer = self.pointer(ground.relation, ground.row, ground.side)
        shown |= {"pointer": pointer} if pointer else {}
        if ground.kind == "limit":
            shown["limit"] = limit_text(ground.operator, ground.limit)
            if ground.other is not None:
                shown["other"] = [other.sentences.phrase(ground.relation, ground.other, self.lang)]
            return shown
        unsaid = self.open(1 - ground.side, ground.relation, ground.row)
        if unsaid:
            return shown | {"unsaid": True, "other": []}
        return shown | {"other": self.instead(ground, other)}

    def instead(self, ground: Ground, other: Answer) -> list[str]:
        """What the other side's profile has where this one has a fact."""
        types = self.catalogue["phrases"].get(ground.relation, ((), ("",) * len(ground.row)))[1]
        last = len(ground.row) - 1
        rows = [r for r in other.model.rows(ground.relation) if r[:last] == ground.row[:last]]
        if ground.relation == "located-in":
            rows = rows[:1]
        return list(dict.fromkeys(other.labels(types[last], r[last], self.lang) for r in rows if r[last] is not ANY))

    def pointer(self, relation: str, row: tuple[Any, ...], side: int) -> str | None:
        """The field of the profile that a fact stands in."""
        if relation == AS_OF:
            return None
        for value in row[::-1]:
            found = self.pointers[side].get((relation, value)) if isinstance(value, str) else None
            if found is not None:
                return found
        declared = self.program.relations.get(relation)
        return declared.pointer if declared is not None else None

    def open(self, side: int, relation: str, row: tuple[Any, ...]) -> list[str]:
        """The pointers that would settle whether a row holds on a side; none when nothing unsaid could give it."""
        model = self.answers[side].model
        needs: set[str] = set()
        for found, bits in model.state.both(relation, tuple(range(len(row))), list(row)):
            if found not in model.state.rows[relation]:
                needs.update(model.needs(bits))
        return sorted(needs)

    # -- questions --------------------------------------------------------------------------------------------------

    def questions(self) -> dict[str, list[dict[str, Any]]]:
        """Open questions that appear, are settled, or hang on other fields."""
        old, new = (_questions(a) for a in self.answers)
        owed = {
            (e["duty"]["id"], _body(e["bearer"]), e.get("action_zh", "")): i for i, e in self.entries[1].items()
        }  # fmt: skip
        settled = []
        for key, question in old.items():
            if key not in new:
                outcome = {"outcome": "owed", "id": owed[key]} if key in owed else {"outcome": "not_owed"}
                settled.append(question | outcome)
        changed = [
            {k: v for k, v in question.items() if k != "needs"} | {"before": _needs(old[key]), "after": _needs(question)}
            for key, question in new.items()
            if key in old and _needs(old[key]) != _needs(question)
        ]
        return {"appeared": [q for k, q in new.items() if k not in old], "settled": settled, "changed": changed}


def _who(answer: Answer) -> dict[str, Any]:
    enterprise = answer.enterprise
    who = {"id": enterprise.id, "name": enterprise.name, "place": enterprise.place}
    return {"enterprise": who, "as_of": answer.as_of}


def _body(bearer: dict[str, Any]) -> str:
    return IT if bearer["kind"] == "enterprise" else str(bearer["id"])


def _questions(answer: Answer) -> dict[Any, dict[str, Any]]:
    """Open questions by duty, bearer and action, each with everything that bears on it."""
    found: dict[Any, dict[str, Any]] = {}
    for question in answer.open_questions:
        key = (question["duty"]["id"], _body(question["bearer"]), question.get("action_zh", ""))
        if key in found:
            known = found[key]["needs"]
            found[key] = found[key] | {"needs": known + [n for n in question["needs"] if n not in known]}
        else:
            found[key] = question
    return found


def _needs(question: dict[str, Any]) -> list[str]:
    return sorted({need["pointer"] for need in question["needs"]})
