"""The answer for people: grouped by who owes, with deadlines and sources, and at the end what is still unknown."""

from __future__ import annotations

from typing import Any

from kg.answer import deadlines
from kg.answer.deadlines import deadlines_text
from kg.answer.labels import Labels
from kg.answer.obligations import Answer
from kg.answer.text import pad, width, wrap

_WORDS = {
    "zh": {
        "none": "没有符合条件的义务。", "count": "共{n}项义务，涉及{b}个承担者", "questions": "尚不确定（补充以下信息后可以判断）",
        "affects": "影响{n}项：", "then": "；", "more": "等{n}项", "own": "企业自身", "now": "现为", "derived": "推定", "event_is": "情形：", "to": "向",
        "past": "另有{n}项已过期，未列出：{each}（--status all 一并列出）", "each": "{document}{n}项", "until": "（至{day}）", "statutes": "法规", "sep": "，",
        "lacking": "所依据的目录不全",
    },
    "en": {
        "none": "No obligation fits.", "count": "{n} obligations of {b} bearers", "questions": "Open (these would settle it)",
        "affects": "bears on {n}: ", "then": "; ", "more": " and {n} in all", "own": "the enterprise itself", "now": "now", "derived": "derived",
        "event_is": "when: ", "to": "to ",
        "past": "{n} more are past and not listed: {each} (--status all lists them)", "each": "{n} of {document}", "until": " (until {day})",
        "statutes": "statutes", "sep": ", ", "lacking": "Lists that are not held in full",
    },
}  # fmt: skip


def table(answer: Answer, columns: int = 80, lang: str = "zh") -> str:
    """The answer as text of at most `columns` columns, in Chinese or English (`lang`)."""
    words = _WORDS[lang]
    labels = answer.labels
    place = labels("Place", "place/" + answer.enterprise.place, lang)
    lines = wrap(f"{answer.enterprise.name} · {place} · {answer.as_of}", columns)
    groups: dict[tuple[bool, str], list[dict[str, Any]]] = {}
    for entry in answer.obligations:
        bearer = entry["bearer"]
        groups.setdefault((bearer["kind"] == "enterprise", bearer["id"]), []).append(entry)
    if answer.obligations:
        lines.append(words["count"].format(n=len(answer.obligations), b=len(groups)))
    else:
        lines.append(words["none"])
    if answer.past:
        lines += wrap(_past(answer, words), columns)
    for (own, _), entries in sorted(groups.items(), key=lambda g: g[0][0]):
        lines += ["", *wrap(_heading(entries[0]["bearer"], own, words), columns)]
        for entry in entries:
            lines += _entry(entry, columns, labels, words, lang)
    if answer.open_questions:
        lines += ["", words["questions"], *_questions(answer.open_questions, columns, words, lang)]
    lacking = answer.caveats()
    if lacking:
        lines += ["", words["lacking"]]
        for caveat in lacking:
            first, *rest = wrap(caveat[f"note_{lang}"], columns - 2)
            lines += ["! " + first, *("  " + line for line in rest)]
    return "\n".join(lines) + "\n"


def _past(answer: Answer, words: dict[str, str]) -> str:
    """How much is left out as past, plan by plan with the last day of its period, and of all statutes together."""
    documents = answer.labels.knowledge.catalogue["documents"]
    each = []
    for identifier in sorted(documents.keys() & answer.past.keys()):
        document = documents[identifier]
        over = document["period_to"] < answer.as_of
        name = document.get("number") or document["title"]
        name += words["until"].format(day=document["period_to"]) if over else ""
        each.append(words["each"].format(document=name, n=answer.past[identifier]))
    statutes = sum(n for identifier, n in answer.past.items() if identifier not in documents)
    if statutes:
        each.append(words["each"].format(document=words["statutes"], n=statutes))
    return words["past"].format(n=sum(answer.past.values()), each=words["sep"].join(each))


def _heading(bearer: dict[str, Any], own: bool, words: dict[str, str]) -> str:
    if own:
        return f"■ {bearer['name']}（{words['own']}）"
    names = [bearer["full_name"]] if bearer["full_name"] != bearer["name"] else []
    if bearer["name_as_of"] not in (bearer["full_name"], bearer["name"]):
        names.append(f"{words['now']}{' ' if words['now'].isascii() else ''}{bearer['name_as_of']}")
    return f"■ {bearer['name']}" + (f"（{'，'.join(names)}）" if names else "")


def _entry(
    entry: dict[str, Any], columns: int, labels: Labels, words: dict[str, str], lang: str
) -> list[str]:
    role = labels("Role", entry["role"], lang)
    if entry["role"] == "duty_holder":
        role = labels("Modality", entry["modality"], lang)
    head = pad(labels("Status", entry["status"], lang), 8) + pad(role, 12)
    title = entry.get(f"action_{lang}") or entry.get("action_zh") or entry["duty"]["title"]
    if entry["scope"]:
        title += f"（{entry['scope']}）"
    if entry["certainty"] == "derived":
        title += f" [{words['derived']}]"
    event = entry.get(f"event_{lang}") or entry.get("event_zh")
    where = source_text(entry)
    details = [
        deadlines_text(entry["deadlines"], deadlines.WORDS[lang]),
        words["to"] + recipients(entry) if entry.get("to") else "", where, *([words["event_is"] + event] if event else []), entry["id"],
    ]  # fmt: skip
    indent = " " * (2 + width(head))
    room = max(20, columns - len(indent))
    first, *rest = wrap(title, room)
    lines = ["  " + head + first, *(indent + line for line in rest)]
    return lines + [indent + line for line in wrap(" · ".join(filter(None, details)), room)]


def recipients(entry: dict[str, Any]) -> str:
    """The bodies that receive what is owed, as they are called on the day; empty where the text names none."""
    return "、".join(dict.fromkeys(body["name_as_of"] for body in entry.get("to", ())))


def source_text(entry: dict[str, Any]) -> str:
    """Where an obligation stands: document, section and number of a task, title and article of a provision."""
    source = entry["source"]
    if entry["duty"]["title"].startswith("《"):
        return str(entry["duty"]["title"])
    number = f" 第{source['number']}项" if source["number"] is not None else ""
    return f"{source['document']} {source['section'] or ''}{number}"


def _questions(questions: list[dict[str, Any]], columns: int, words: dict[str, str], lang: str) -> list[str]:
    by_need: dict[tuple[str, str], list[str]] = {}
    for entry in questions:
        for need in entry["needs"]:
            title = entry.get(f"action_{lang}") or entry.get("action_zh") or entry["duty"]["title"]
            by_need.setdefault((need["pointer"], need["question_en" if lang == "en" else "question"]), []).append(title)
    lines = []
    for (pointer, question), titles in by_need.items():
        lines += [("  " if n else "? ") + line for n, line in enumerate(wrap(f"{question} {pointer}", columns - 2))]
        distinct = list(dict.fromkeys(titles))
        shown = words["then"].join(distinct[:3]) + (words["more"].format(n=len(distinct)) if len(distinct) > 3 else "")
        lines += ["    " + line for line in wrap(words["affects"].format(n=len(distinct)) + shown, columns - 4)]
    return lines
