"""What changes between two answers, for people: grouped by the facts that make the difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.answer import deadlines
from kg.answer.deadlines import deadlines_text
from kg.answer.table import source_text
from kg.answer.text import wrap

_WORDS = {
    "zh": {
        "before": "甲", "after": "乙", "none": "两者的义务和待定问题完全相同（共{n}项义务）。", "profile": "档案的差异",
        "gained": "新增{n}项（乙有，甲无）", "lost": "消失{n}项（甲有，乙无）", "changed": "变化{n}项", "unchanged": "其余{n}项不变。",
        "facts": "起作用的事实：", "unknown": "（没有找到单独起作用的事实）", "unsaid": "{side}未填", "otherside": "{side}为{other}",
        "nothing": "{side}无", "appeared": "新出现的待定问题{n}个", "settled": "不再待定的问题{n}个", "rests": "待定问题所依据的信息变化{n}个",
        "owed": "现已成立", "not_owed": "现不成立", "left_out": "（未填）", "absent": "（无）", "sep": "；", "names": "、", "was_open": "另一方尚不确定，取决于{needs}",
        "status": "状态", "certainty": "确定性", "name_as_of": "现名称", "deadlines": "时限", "bearer": "承担者", "dated": "{side}的查询日期为{other}",
        "by": "{bearer}（{role}）：{title}", "needs": "取决于{needs}", "to": "{field}：{before} → {after}", "no": "未写明",
    },
    "en": {
        "before": "A", "after": "B", "none": "No difference: the same {n} obligations and the same open questions.", "profile": "The profiles differ",
        "gained": "{n} gained (owed in B, not in A)", "lost": "{n} lost (owed in A, not in B)", "changed": "{n} changed",
        "unchanged": "{n} others are the same.", "facts": "What makes the difference: ", "unknown": "(no single fact found)",
        "unsaid": "{side} leaves it out", "otherside": "{side}: {other}", "nothing": "{side} has none", "appeared": "{n} open questions appear",
        "settled": "{n} open questions are settled", "rests": "{n} open questions hang on other fields", "owed": "now owed",
        "not_owed": "now not owed", "left_out": "(left out)", "absent": "(none)", "sep": "; ", "names": ", ", "was_open": "open on the other side, hangs on {needs}",
        "status": "status", "certainty": "certainty", "name_as_of": "name now", "deadlines": "deadlines", "bearer": "bearer",
        "dated": "{side} is asked about {other}", "by": "{bearer} ({role}): {title}", "needs": "hangs on {needs}",
        "to": "{field}: {before} → {after}", "no": "none given",
    },
}  # fmt: skip
_KINDS = {"status": "Status", "certainty": "Certainty"}
VALUES_SHOWN = 8

Label = Callable[[str, Any, str], str]


def as_text(shown: dict[str, Any], lang: str, columns: int, label: Label) -> str:
    """What `kg.answer.difference.difference` found, as text of about `columns` columns; `label` as in `kg.answer.labels.Labels`."""
    page = _Page(lang, columns, label)
    for side in ("before", "after"):
        page.side(side, shown[side])
    if shown["profile"]:
        page.heading(page.words["profile"])
        for change in shown["profile"]:
            page.change(change)
    questions = shown["open_questions"]
    if not any((shown["gained"], shown["lost"], shown["changed"], *questions.values())):
        page.add(0, "")
        page.add(0, page.words["none"].format(n=shown["unchanged"]))
        return page.text()
    for part, sign in (("gained", "+ "), ("lost", "- "), ("changed", "~ ")):
        if shown[part]:
            page.heading(page.words[part].format(n=len(shown[part])))
            page.grouped(shown[part], sign)
    for part, word in (("appeared", "appeared"), ("settled", "settled"), ("changed", "rests")):
        if questions[part]:
            page.heading(page.words[word].format(n=len(questions[part])))
            page.questions(questions[part])
    page.heading(page.words["unchanged"].format(n=shown["unchanged"]))
    return page.text()


class _Page:
    def __init__(self, lang: str, columns: int, label: Label) -> None:
        self.lang = lang
        self.words = _WORDS[lang]
        self.columns = columns
        self.label = label
        self.lines: list[str] = []

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def add(self, depth: int, text: str, sign: str = "") -> None:
        indent = "  " * depth
        first, *rest = wrap(text, max(30, self.columns - 2 * depth - len(sign)))
        self.lines.append((indent + sign + first).rstrip())
        self.lines += [indent + " " * len(sign) + line for line in rest]

    def heading(self, text: str) -> None:
        self.add(0, "")
        self.add(0, text)

    def side(self, side: str, shown: dict[str, Any]) -> None:
        place = self.label("Place", "place/" + shown["enterprise"]["place"], self.lang)
        self.add(0, f"{self.words[side]}  {shown['enterprise']['name']} · {place} · {shown['as_of']}")

    def change(self, change: dict[str, Any]) -> None:
        signed = [f"+{v}" for v in change.get("added", ())] + [f"-{v}" for v in change.get("removed", ())]
        if signed:
            self.add(1, f"{change['pointer']}  {' '.join(signed)}")
            return
        field = not change["pointer"].rpartition("/")[2].isdigit()
        before, after = (self.value(change[side], field) for side in ("before", "after"))
        self.add(1, f"{change['pointer']}  {before} → {after}")

    def value(self, value: Any, field: bool) -> str:
        if value is None:
            return self.words["left_out" if field else "absent"]
        if isinstance(value, list):
            more = "…" if len(value) > VALUES_SHOWN else ""
            return "[" + ", ".join(map(str, value[:VALUES_SHOWN])) + more + "]"
        return str(value).lower() if isinstance(value, bool) else str(value)

    # -- obligations ------------------------------------------------------------------------------------------------

    def grouped(self, entries: list[dict[str, Any]], sign: str) -> None:
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for entry in entries:
            groups.setdefault(tuple(self.fact(f) for f in entry["facts"]), []).append(entry)
        for facts, members in groups.items():
            shown = self.words["sep"].join(facts) if facts else self.words["unknown"]
            self.add(1, self.words["facts"] + shown)
            for entry in members:
                self.entry(entry, sign)

    def fact(self, fact: dict[str, Any]) -> str:
        """A fact, where it stands, and what the other side has instead."""
        side = self.words["before" if fact["side"] == "after" else "after"]
        if fact["kind"] == "name":
            return str(fact["sentence"])
        if fact["kind"] == "date":
            return f"{fact['sentence']}〔{self.words['dated'].format(side=side, other=fact['other'][0])}〕"
        notes = [fact["pointer"]] if fact.get("pointer") else []
        notes += [fact["limit"]] if fact.get("limit") else []
        if fact.get("unsaid"):
            notes.append(self.words["unsaid"].format(side=side))
        elif fact["other"]:
            notes.append(self.words["otherside"].format(side=side, other=self.words["names"].join(fact["other"][:VALUES_SHOWN])))
        else:
            notes.append(self.words["nothing"].format(side=side))
        return f"{fact['sentence']}〔{self.words['sep'].join(notes)}〕"

    def entry(self, entry: dict[str, Any], sign: str) -> None:
        title = entry.get(f"action_{self.lang}") or entry.get("action_zh") or entry["duty"]["title"]
        if entry["scope"]:
            title += f"（{entry['scope']}）"
        text = self.words["by"].format(bearer=entry["bearer"]["name"], role=self.role(entry), title=title)
        self.add(2, f"{text} · {source_text(entry)} · {entry['id']}", sign)
        for change in entry.get("changes", ()):
            self.add(3, self.words["to"].format(
                field=self.words[change["field"]], before=self.field(change, "before"), after=self.field(change, "after"),
            ))  # fmt: skip
        if entry.get("otherwise") == "open":
            self.add(3, self.words["was_open"].format(needs=self.words["names"].join(entry["needs"])))

    def role(self, entry: dict[str, Any]) -> str:
        if entry["role"] == "duty_holder":
            return self.label("Modality", entry["modality"], self.lang)
        return self.label("Role", entry["role"], self.lang)

    def field(self, change: dict[str, Any], side: str) -> str:
        value = change[side]
        if change["field"] in _KINDS:
            return self.label(_KINDS[change["field"]], value, self.lang)
        if change["field"] == "deadlines":
            return deadlines_text(value, deadlines.WORDS[self.lang]) or self.words["no"]
        return str(value)

    def questions(self, questions: list[dict[str, Any]]) -> None:
        """Questions by how they end or what they hang on, then by duty: one line a duty."""
        groups: dict[str, dict[str, list[str]]] = {}
        for question in questions:
            if "outcome" in question:
                about = self.words[question["outcome"]]
            elif "needs" in question:
                about = self.words["needs"].format(needs=self.words["names"].join(n["pointer"] for n in question["needs"]))
            else:
                about = " → ".join(self.words["names"].join(question[side]) for side in ("before", "after"))
            of_duty = groups.setdefault(about, {}).setdefault(f"{question['duty']['id']} {question['duty']['title']}", [])
            action = question.get(f"action_{self.lang}") or question.get("action_zh")
            of_duty.append(action or question["bearer"]["name"])
        for about, duties in groups.items():
            self.add(1, about)
            for duty, items in duties.items():
                self.add(2, f"{duty}：{self.words['sep'].join(dict.fromkeys(items))}", "? ")
