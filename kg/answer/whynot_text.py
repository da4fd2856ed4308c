"""Why a duty is not owed, for people: each rule, who would owe under it, and what is lacking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.answer.text import wrap
from kg.answer.whynot import ENTERPRISE

_WORDS = {
    "zh": {
        "nobody": "{duty}在{date}不由任何人对{name}承担", "not_by": "{duty}在{date}不由“{bearer}”对{name}承担",
        "owed": "{duty}在{date}已对{name}成立，共{n}项；证明见：", "common": "下列各规则都缺：", "rule": "规则 {rule}：{gloss}",
        "where": "档案 {pointer}", "found": "现为{found}", "empty": "档案中无", "unsaid": "未填 {pointers}", "any_of": "满足其一：",
        "because": "依据：{x}", "also_unsaid": "未填而有关：{pointers}", "could": "按文件和规则只可能由下列机构承担：{names}",
        "never": "没有规则能得出它：没有文件或解读说明它由谁、对哪一类企业承担（例如属于政府内部工作）。",
        "everyone": "其余条件都已满足：{names}", "sep": "；", "names": "、", "hint": "  kgquery explain '{id}' --enterprise … --as-of {date}",
        "more": "等{n}个", "provided": "前提：{x}",
    },
    "en": {
        "nobody": "{duty}: nobody owes it towards {name} on {date}", "not_by": "{duty}: {bearer} does not owe it towards {name} on {date}",
        "owed": "{duty} is owed towards {name} on {date} ({n} obligations); for the proof:", "common": "Every rule below lacks:",
        "rule": "rule {rule}: {gloss}", "where": "profile {pointer}", "found": "now {found}", "empty": "the profile has none",
        "unsaid": "{pointers} is left out", "any_of": "any one of:", "because": "for {x}",
        "also_unsaid": "left out and bearing on it: {pointers}", "could": "by the texts and rules only these could bear it: {names}",
        "never": "No rule can conclude it: no text or reading says who bears it towards which enterprises (it may be the administration's own work).",
        "everyone": "nothing else is lacking for: {names}", "sep": "; ", "names": ", ",
        "hint": "  kgquery explain '{id}' --enterprise … --as-of {date}", "more": " and {n} in all", "provided": "provided that {x}",
    },
}  # fmt: skip
NAMES_SHOWN = 6
WAYS_SHOWN = 6
OBLIGATIONS_SHOWN = 3

Label = Callable[[str, Any, str], str]


def as_text(shown: dict[str, Any], lang: str, columns: int, label: Label) -> str:
    """What `kg.answer.whynot.why_not` found, as text of about `columns` columns; `label` as in `kg.answer.labels.Labels`."""
    words = _WORDS[lang]
    duty = f"{shown['duty']['id']} {label('Duty', shown['duty']['id'], lang)}"
    facts = {"duty": duty, "date": shown["as_of"], "name": shown["enterprise"]["name"], "bearer": shown["enterprise"]["name"] if shown["bearer"] in ENTERPRISE else shown["bearer"]}
    if shown["owed"]:
        found = shown["obligations"]
        hints = [words["hint"].format(id=i, date=shown["as_of"]) for i in found[:OBLIGATIONS_SHOWN]]
        return "\n".join([words["owed"].format(n=len(found), **facts), *hints]) + "\n"
    page = _Page(words, columns, lang, label)
    page.add(0, words["not_by" if shown["bearer"] else "nobody"].format(**facts))
    if not shown["rules"]:
        names = shown.get("could_bear")
        page.add(1, words["could"].format(names=words["names"].join(names)) if names else words["never"])
    if shown["common"]:
        page.add(0, "")
        page.add(0, words["common"])
        page.lacks(shown["common"], 1)
    for rule in shown["rules"]:
        page.add(0, "")
        page.add(0, words["rule"].format(**rule))
        for attempt in rule["attempts"]:
            page.attempt(attempt)
    return "\n".join(page.lines) + "\n"


class _Page:
    def __init__(self, words: dict[str, str], columns: int, lang: str, label: Label) -> None:
        self.words = words
        self.columns = columns
        self.lang = lang
        self.label = label
        self.lines: list[str] = []

    def add(self, depth: int, text: str, sign: str = "") -> None:
        indent = "  " * depth
        first, *rest = wrap(text, max(30, self.columns - 2 * depth - len(sign))) or [""]
        self.lines.append((indent + sign + first).rstrip())
        self.lines += [indent + " " * (2 if sign else 0) + line for line in rest]

    def attempt(self, attempt: dict[str, Any]) -> None:
        names = list(dict.fromkeys(self.bearer(b) for b in attempt["bearers"]))
        shown = self.words["names"].join(names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            shown += self.words["more"].format(n=len(names))
        ways = attempt["any_of"]
        if ways == [[]]:
            self.add(1, self.words["everyone"].format(names=shown), "– ")
        else:
            self.add(1, shown, "– ")
            self.ways(ways, 2)
        if attempt.get("provided"):
            provided = attempt["provided"]
            text = self.words["sep"].join(self.proviso(p) for p in provided[:NAMES_SHOWN])
            text += self.words["more"].format(n=len(provided)) if len(provided) > NAMES_SHOWN else ""
            self.add(2, self.words["provided"].format(x=text))
        covered = {pointer for way in ways for lack in way for pointer in _unsaid(lack)}
        if set(attempt.get("unsaid", ())) - covered:
            self.add(2, self.words["also_unsaid"].format(pointers=self.words["names"].join(attempt["unsaid"])), "? ")

    def proviso(self, proviso: dict[str, Any]) -> str:
        pointers = self.words["names"].join(proviso.get("unsaid", ()))
        return str(proviso["sentence"]) + (f"〔{self.words['unsaid'].format(pointers=pointers)}〕" if pointers else "")

    def bearer(self, bearer: dict[str, Any]) -> str:
        role = bearer["role"]
        if role == "duty_holder" and bearer["modality"]:
            about = [self.label("Modality", bearer["modality"], self.lang), bearer.get("action")]
        else:
            about = [self.label("Role", role, self.lang) if role else None, bearer["scope"], bearer.get("action")]
        inside = self.words["sep"].join(a for a in about if a)
        return f"{bearer['name']}（{inside}）" if inside else str(bearer["name"])

    def ways(self, ways: list[list[dict[str, Any]]], depth: int) -> None:
        if len(ways) == 1:
            self.lacks(ways[0], depth)
            return
        self.add(depth, self.words["any_of"])
        for way in ways[:WAYS_SHOWN]:
            start = len(self.lines)
            self.lacks(way, depth + 1)
            # The first line of each way carries the mark of a list, so that ways and their parts can be told apart.
            indent = "  " * (depth + 1)
            self.lines[start] = self.lines[start].replace(indent, indent[:-2] + "• ", 1)
        if len(ways) > WAYS_SHOWN:
            self.add(depth + 1, "…" + self.words["more"].format(n=len(ways)))

    def lacks(self, lacks: list[dict[str, Any]], depth: int) -> None:
        for lack in lacks:
            self.lack(lack, depth)

    def lack(self, lack: dict[str, Any], depth: int) -> None:
        notes = []
        if lack.get("pointer") and lack["pointer"] != "/":
            notes.append(self.words["where"].format(pointer=lack["pointer"]))
        if lack.get("unsaid"):
            if lack["kind"] == "fact":
                notes = [self.words["unsaid"].format(pointers=self.words["names"].join(lack["unsaid"]))]
                notes += [lack["question"]] if lack.get("question") else []
        elif "found" in lack:
            found = self.words["names"].join(lack["found"][:NAMES_SHOWN])
            notes.append(self.words["found"].format(found=found) if found else self.words["empty"])
        note = f"〔{self.words['sep'].join(notes)}〕" if notes else ""
        sign = "? " if lack.get("unsaid") and lack["kind"] in ("fact", "open") else "✗ "
        self.add(depth, lack["sentence"] + note, sign)
        if lack.get("because"):
            self.add(depth + 1, self.words["because"].format(x=self.words["sep"].join(lack["because"])))
        if lack.get("any_of"):
            self.ways(lack["any_of"], depth + 1)


def _unsaid(lack: dict[str, Any]) -> set[str]:
    found = set(lack.get("unsaid", ())) if lack["kind"] in ("fact", "open") else set()
    for way in lack.get("any_of", ()):
        for inner in way:
            found |= _unsaid(inner)
    return found
