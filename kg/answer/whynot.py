"""Why a duty is not owed: for each rule that could conclude it, what the enterprise or the date lacks.

`kg.answer.lacks` finds what is lacking; here it is put in order and into words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kg.answer.comparisons import limit_text
from kg.answer.labels import scope_phrase
from kg.answer.lacks import Attempt, Lack, Lacking, Way, varying
from kg.answer.obligations import Answer
from kg.answer.texts import Texts
from kg.engine import ANY, Unknown
from kg.engine.normal import Clause
from kg.engine.sentences import OPERATORS, value_text
from kg.errors import Fault, InputError, nearest_name
from kg.knowledge import Knowledge
from kg.profile.facts import IT

OWES = "owes"
ENTERPRISE = ("enterprise", "企业")
VALUES_SHOWN = 6

_WORDS = {
    "zh": {
        "or": " 或 ", "more": " 等{n}项之一", "any": "（某个）", "unsaid": "（未填）", "not_before": "查询日期不早于{d}",
        "not_after": "查询日期不晚于{d}", "after": "查询日期晚于{d}", "before": "查询日期早于{d}", "and": "，且",
        "not": "并非：{x}", "restricted": "不受所列限制", "open": "取决于未填的信息",
    },
    "en": {
        "or": " or ", "more": " (one of {n})", "any": "(some)", "unsaid": "(unsaid)",
        "not_before": "a date not before {d}", "not_after": "a date not after {d}", "after": "a date after {d}",
        "before": "a date before {d}", "and": " and ", "not": "it is not so that {x}", "restricted": "the limit that the text sets does not stand in the way",
        "open": "depends on what the profile leaves unsaid",
    },
}  # fmt: skip
_DATES = {">=": "not_before", "<=": "not_after", ">": "after", "<": "before"}


def why_not(
    knowledge: Knowledge, answer: Answer, duty: str, bearer: str | None = None, lang: str = "zh"
) -> dict[str, Any]:
    """What keeps `duty` (a task's or provision's id) from being owed, by anyone or by `bearer` (a name or id of a body, or `enterprise`).

    `answer` must have been made with every status and bearer. The result has `enterprise`, `as_of`, `duty`, `bearer`, `owed` and

    * when it is owed, `obligations`: the ids of the obligations;
    * else `common`, what every rule lacks, and `rules`: for each rule `rule`, `gloss`, `basis` and `attempts`, each with `bearers`
      (id, name, scope, role, action), `any_of`, the sets of lacks of which one set would have to be made good, and `provided`: exceptions that
      must not come to apply with it (`sentence`, `unsaid`).

    A lack has `kind`, `sentence` and, as the case is, `pointer` (the field of the profile), `wanted`, `found`, `unsaid` (fields that are
    left out), `question`, `any_of` and `because` (what stands in the way).

    Raises:
        InputError: no such duty, or no such body; with the nearest known one.
    """
    known = duties(knowledge)
    duty = duty.partition("~")[0]
    if duty not in known:
        allowed = "the id of a task (xicheng-2017/1) or provision (reg_hazchem_2013/25.2)"
        raise InputError([Fault("--why-not", "", f"no duty is called {duty!r}", allowed, nearest_name(duty, known, 0.5))])
    texts: Texts = knowledge.remember("texts", lambda: Texts(knowledge.catalogue))
    bodies = [None] if bearer is None else _bodies(knowledge, answer, duty, bearer)
    who = {"id": answer.enterprise.id, "name": answer.enterprise.name, "place": answer.enterprise.place}
    shown: dict[str, Any] = {"enterprise": who, "as_of": answer.as_of, "duty": texts.duty(duty), "bearer": bearer}
    owed = [
        e["id"] for e in answer.obligations
        if e["duty"]["id"] == duty and (bearer is None or answer.rows[e["id"]][0] in bodies)
    ]  # fmt: skip
    if owed:
        return shown | {"owed": True, "obligations": owed}
    lacking = Lacking(answer.model)
    attempts = [
        a for b in bodies for a in lacking.attempts(OWES, (b, IT, duty, None, None, None, None))
        if b is None or (b == IT) == _binds_itself(lacking.clauses[a.clause])
    ]  # fmt: skip
    told = _Told(knowledge, answer, lacking, lang)
    if not attempts:
        others = lacking.attempts(OWES, (None, IT, duty, None, None, None, None)) if bearer is not None else []
        names = list(dict.fromkeys(told.bearer(a)["name"] for a in others))
        names += [n for n in _owing(answer, duty) if n not in names]
        return shown | {"owed": False, "common": [], "rules": [], "could_bear": names}
    return shown | {"owed": False, **told.rules(attempts, bearer is not None)}


def duties(knowledge: Knowledge) -> list[str]:
    """The ids of every duty that a text sets: tasks of the plans and provisions of statutes."""
    prepared = knowledge.prepared
    provisions = (str(row[1]) for relation in ("statute-duty", "agency-duty") for row in prepared.rows(relation))
    return sorted({*knowledge.catalogue["tasks"], *provisions})


def _binds_itself(clause: Clause) -> bool:
    """Whether what the clause concludes to be owed is owed by the enterprise that it is about."""
    bearer, enterprise = clause.head.terms[:2]
    return bearer == enterprise


def _owing(answer: Answer, duty: str) -> list[str]:
    return list(dict.fromkeys(e["bearer"]["name"] for e in answer.obligations if e["duty"]["id"] == duty))


def _bodies(knowledge: Knowledge, answer: Answer, duty: str, name: str) -> list[str]:
    """The ids of the bodies that `name` may mean: those that the duty's document calls so, else all.

    Raises:
        InputError: nobody is called so.
    """
    catalogue = knowledge.catalogue
    if name in (*ENTERPRISE, answer.enterprise.name, answer.enterprise.id):
        return [IT]
    names: dict[str, set[str]] = {}

    def add(body: str, *called: str) -> None:
        for word in (body, *called):
            if word:
                names.setdefault(word, set()).add(body)

    for body, entry in catalogue["bodies"].items():
        add(body, *(n for written in entry["names"].values() for n in written), *(full[2] for full in entry["full"]))
    for _, _, body in knowledge.prepared.rows("generic-body"):
        add(body, answer.labels("Body", body))
    for relation in ("local-body", "regulator"):
        for row in answer.model.rows(relation):
            body = row[1] if relation == "local-body" else row[3]
            add(body, answer.labels("Body", body))
    for entry in answer.obligations:
        body = answer.rows[entry["id"]][0]
        add(body, *(entry["bearer"][key] for key in ("name", "full_name", "name_as_of")))
    if name not in names:
        allowed = "a name or id of a body, or `enterprise`"
        raise InputError([Fault("--bearer", "", f"nobody is called {name!r}", allowed, nearest_name(name, names, 0.5))])
    document = catalogue["tasks"].get(duty, {}).get("document", "")
    here = {b for b in names[name] if name in catalogue["bodies"].get(b, {"names": {}})["names"].get(document, ())}
    return sorted(here or names[name])


class _Told:
    """Lacks as plain data, in words of one language."""

    def __init__(self, knowledge: Knowledge, answer: Answer, lacking: Lacking, lang: str) -> None:
        self.catalogue = knowledge.catalogue
        self.answer = answer
        self.lacking = lacking
        self.program = answer.model.prepared.program
        self.lang = lang
        self.words = _WORDS[lang]

    def rules(self, attempts: list[Attempt], one_bearer: bool) -> dict[str, Any]:
        """`common` and `rules` of the result."""
        # What a collective's members owe hangs on what the collective owes, which has its own rule.
        own = [a for a in attempts if not any(k.relation == OWES for k in a.lacks)]
        chosen = [plain for a in (attempts if one_bearer or not own else own) for plain in self.plain(a)]
        common: list[Lack] = []
        if len({a.row for a in chosen}) > 1:
            common = [k for k in _required(chosen[0].lacks) if all(k in _required(a.lacks) for a in chosen)]
        ways: dict[tuple[int, str], dict[Any, tuple[Attempt, list[Way]]]] = {}
        for attempt in chosen:
            rule = self.lacking.clauses[attempt.clause].rule
            heads = ways.setdefault((rule, self.program.rules[rule].name), {})
            heads.setdefault(attempt.row, (attempt, []))[1].append(_remaining(attempt.lacks, common))
        rules = []
        for (number, name), heads in ways.items():
            groups: dict[tuple[Way, ...], list[Attempt]] = {}
            for attempt, found in heads.values():
                groups.setdefault(tuple(dict.fromkeys(found)), []).append(attempt)
            rule = self.program.rules[number]
            rules.append(
                {
                    "rule": name, "gloss": rule.said(self.lang),
                    "basis": [{"instrument": b.instrument, "provision": b.provision} for b in rule.basis],
                    "attempts": [self.attempt(group, found) for found, group in sorted(groups.items(), key=_size)],
                }
            )  # fmt: skip
        return {"common": [self.lack(k) for k in common], "rules": rules}

    def plain(self, attempt: Attempt) -> list[Attempt]:
        """An attempt with what the duty itself lacks in place of conclusions about the duty: those say what the heading says."""
        ways: list[Way] = [()]
        for lack in attempt.lacks:
            own = lack.kind == "step" and attempt.row[2] in lack.row and lack.ways
            ways = [way + more for way in ways for more in (lack.ways if own else ((lack,),))]
        return [replace(attempt, lacks=tuple(dict.fromkeys(way))) for way in ways]

    def attempt(self, group: list[Attempt], ways: tuple[Way, ...]) -> dict[str, Any]:
        unsaid = sorted({pointer for attempt in group for pointer in attempt.needs})
        shown = {"bearers": [self.bearer(a) for a in group], "any_of": [[self.lack(k) for k in w] for w in ways]}
        provisos = dict.fromkeys(p for attempt in group for p in attempt.provisos)
        if provisos:
            shown["provided"] = [self.proviso(relation, row) for relation, row in provisos]
        return shown | ({"unsaid": unsaid} if unsaid else {})

    def proviso(self, relation: str, row: tuple[Any, ...]) -> dict[str, Any]:
        """An exception that does not apply now, as far as is said."""
        unsaid = self.lacking.unsaid(relation, row)
        shown: dict[str, Any] = {"sentence": self.words["not"].format(x=self.phrase(relation, row))}
        return shown | ({"unsaid": list(unsaid)} if unsaid else {})

    def bearer(self, attempt: Attempt) -> dict[str, Any]:
        body, _, duty, role, modality, statement, _ = attempt.row
        said = self.catalogue["statements"].get(statement, {}) if isinstance(statement, str) else {}
        document = self.catalogue["tasks"].get(duty, {}).get("document", "")
        written = self.catalogue["bodies"].get(body, {"names": {}})["names"].get(document, ()) if body is not ANY else ()
        if body is ANY:
            name = self.words["any"]
        elif said.get("name") in written:
            name = said["name"]
        else:
            name = written[0] if written else self.answer.labels("Body", body, self.lang)
        shown = {"id": None if body is ANY else self.answer.enterprise.id if body == IT else body, "name": name}
        shown["role"] = None if role is ANY else role
        shown["modality"] = None if modality is ANY else modality
        shown["scope"] = scope_phrase(said.get("scope"))
        action = said.get(f"action_{self.lang}") or said.get("action_zh")
        return shown | ({"action": action} if action else {})

    # -- one lack ---------------------------------------------------------------------------------------------------

    def lack(self, lack: Lack) -> dict[str, Any]:
        """A lack as plain data."""
        shown: dict[str, Any] = {"kind": lack.kind, "sentence": self.sentence(lack)}
        if lack.kind == "fact":
            shown |= self.fact(lack)
        elif lack.kind == "comparison" and lack.origin is not None:
            relation, row = lack.origin
            pointer = self.pointer(relation)
            shown |= {"pointer": pointer} if pointer else {}
            shown["found"] = [value_text(lack.row[0])] if relation == "as-of" else [self.phrase(relation, row)]
        elif lack.kind == "blocked":
            fixed = [b for b in lack.blockers if b[0] in self.lacking.static]
            shown["because"] = [self.phrase(relation, row) for relation, row in fixed]
        if lack.needs:
            shown["unsaid"] = list(lack.needs)
        if lack.ways:
            shown["any_of"] = [[self.lack(k) for k in way] for way in lack.ways]
        return shown

    def fact(self, lack: Lack) -> dict[str, Any]:
        """The field, what is wanted there and what is found."""
        column = varying(lack)
        kind = self.types(lack.relation)[column] if column >= 0 else ""
        shown: dict[str, Any] = {"pointer": self.pointer(lack.relation)}
        given = [row[column] for row in lack.rows] if column > 0 else []
        shown["wanted"] = [{"value": _plain(v), "label": self.label(kind, v)} for v in given]
        found = [
            row for row in self.answer.model.rows(lack.relation)
            if all(w is ANY or n == column or v == w for n, (v, w) in enumerate(zip(row, lack.row, strict=True)))
        ]  # fmt: skip
        shown_columns = [n for n, v in enumerate(lack.row) if n == column or v is ANY]
        values = [(self.types(lack.relation)[n], row[n]) for row in found for n in shown_columns if n > 0]
        if lack.relation == "located-in":
            values = values[:1]  # the rest is where that lies
        shown["found"] = list(dict.fromkeys(self.label(k, v) for k, v in values))
        question = self.catalogue["questions"].get(lack.relation)
        return shown | ({"question": question[self.lang == "en"]} if lack.needs and question else {})

    def sentence(self, lack: Lack) -> str:
        """What would have to be so."""
        if lack.kind == "comparison":
            return self.comparison(lack)
        if lack.kind == "blocked":
            inner = [self.phrase(relation, row) for relation, row in lack.blockers if relation not in self.lacking.static]
            return self.words["not"].format(x=self.words["and"].join(inner)) if inner else self.words["restricted"]
        if lack.kind == "open":
            return self.words["open"]
        limits = {column: [(o, v) for c, o, v in lack.limits if c == column] for column, _, _ in lack.limits}
        return self.phrase(lack.relation, lack.row, lack.rows, limits)

    def comparison(self, lack: Lack) -> str:
        left, right = (self.words["unsaid"] if v is None or v.__class__ is Unknown else value_text(v) for v in lack.row)
        if lack.origin is not None and lack.origin[0] == "as-of" and lack.relation in _DATES:
            return self.words[_DATES[lack.relation]].format(d=right)
        if lack.origin is None:
            return f"{left} {OPERATORS.get(lack.relation, lack.relation)} {right}"
        relation, row = lack.origin
        columns = [n for n, value in enumerate(row) if value is lack.row[0] or value == lack.row[0]]
        open_ones = [n for n, value in enumerate(row) if value is ANY]
        column = (columns or open_ones or [len(row) - 1])[-1]
        return self.phrase(relation, (*row[:column], ANY, *row[column + 1 :]), (), {column: [(lack.relation, lack.row[1])]})

    def phrase(
        self, relation: str, row: tuple[Any, ...], rows: Iterable[tuple[Any, ...]] = (),
        limits: dict[int, list[tuple[str, Any]]] | None = None,
    ) -> str:  # fmt: skip
        """The phrase of a relation with the labels of a row, of several rows where they differ, and limits on numbers."""
        found = self.catalogue["phrases"].get(relation)
        alternatives = list(rows) or [row]
        values = []
        for column in range(len(row)):
            kind = found[1][column] if found else ""
            if limits and column in limits:
                values.append(self.words["and"].join(limit_text(o, v) for o, v in limits[column]))
                continue
            distinct = list(dict.fromkeys(r[column] for r in alternatives))
            text = self.words["or"].join(self.label(kind, v) for v in distinct[:VALUES_SHOWN])
            values.append(text + (self.words["more"].format(n=len(distinct)) if len(distinct) > VALUES_SHOWN else ""))
        if found is None:
            return f"{relation}({', '.join(values)})"
        text = found[3] if self.lang == "en" else found[2]
        for name, value in zip(found[0], values, strict=True):
            text = text.replace("{" + name + "}", value)
        return str(text)

    def label(self, kind: str, value: Any) -> str:
        if value is ANY or value is None:
            return self.words["any"]
        return self.answer.labels(kind, value, self.lang)

    def types(self, relation: str) -> tuple[str, ...]:
        found = self.catalogue["phrases"].get(relation)
        return tuple(found[1]) if found else ("",) * 9

    def pointer(self, relation: str) -> str | None:
        declared = self.program.relations.get(relation)
        return declared.pointer if declared is not None else None


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | str | int) else value_text(value)


def _size(group: tuple[tuple[Way, ...], list[Attempt]]) -> tuple[int, int]:
    ways, attempts = group
    return (min(map(len, ways)), -len(attempts))


def _required(lacks: Way) -> list[Lack]:
    """Everything that has to be made good whatever way is taken."""
    found: list[Lack] = []
    for lack in lacks:
        found.append(lack)
        if lack.kind == "step" and len(lack.ways) == 1:
            found += _required(lack.ways[0])
    return list(dict.fromkeys(found))


def _remaining(lacks: Way, common: list[Lack]) -> Way:
    """What is left of lacks when those in `common` are told of elsewhere."""
    left: list[Lack] = []
    for lack in lacks:
        if lack in common:
            continue
        if lack.kind == "step" and len(lack.ways) == 1 and lack.ways[0]:
            inner = _remaining(lack.ways[0], common)
            if not inner and not lack.limits:
                continue
            lack = replace(lack, ways=(inner,) if inner else ())
        left.append(lack)
    return tuple(left)
