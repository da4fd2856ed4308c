"""Columns and rows of a picture from a view's graph: how bearers are ordered and named, when a task runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from kg.answer.deadlines import deadlines_text
from kg.views.nodes import Graph, printed_number
from kg.views.picture import Column, Mark, Row, Span
from kg.views.words import Words

# An enterprise that a plan names as a bearer (a railway, say) stands behind the agencies; the one asked about stands first.
_KINDS = {"agency": 1, "function": 2, "enterprise": 3, "collective": 4, "territorial": 5}


def columns_of(graph: Graph, edges: Iterable[tuple[str, dict[str, Any]]], words: Words) -> tuple[Column, ...]:
    """A column for each bearer of `edges` (bearer, attributes of its edge), the enterprise first, then agencies by how much
    they lead and bear, then collectives and territorial bodies. A column bears the name that is written most often."""
    leads: Counter[str] = Counter()
    total: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    for bearer, data in edges:
        total[bearer] += 1
        leads[bearer] += data.get("role") == "lead"
        names.setdefault(bearer, Counter())[data["name"]] += 1

    def weight(bearer: str) -> tuple[Any, ...]:
        rank = 0 if graph.nodes[bearer]["kind"] == "enterprise" else _KINDS.get(graph.nodes[bearer]["bearer_kind"], 6)
        return rank, -leads[bearer], -total[bearer], bearer

    often = {bearer: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) for bearer, found in names.items()}
    shared = Counter(written[0][0] for written in often.values())
    found = []
    for bearer in sorted(total, key=weight):
        written = often[bearer]
        # Departments of two levels may go by one generic name: then the full names tell them apart.
        label = written[0][0] if shared[written[0][0]] == 1 else graph.nodes[bearer]["label"]
        if graph.nodes[bearer]["kind"] == "enterprise":
            label = words["itself"]
        other = words["comma"].join(name for name, _ in written[1:])
        detail = "\n".join(filter(None, (name_in(graph, bearer, written[0][0], words), other)))
        found.append(Column(bearer, label, detail))
    return tuple(found)


def name_in(graph: Graph, bearer: str, written: str, words: Words) -> str:
    """A bearer as the text names it, with its full name, its name on the day asked about and its English name behind."""
    data = graph.nodes[bearer]
    extra = [data["label"]] if data["label"] != written else []
    now = data.get("name_as_of")
    if now and now not in (written, data["label"]):
        extra.append(words["now"].format(name=now))
    if data.get("bearer_kind") == "function":
        extra.append(words["by_function"])
    if words["comma"] == ", " and data.get("label_en"):
        extra.append(data["label_en"])
    if not extra:
        return written
    return written + words["open_bracket"] + words["comma"].join(extra) + words["close_bracket"]


def task_row(task: str, data: dict[str, Any], marks: tuple[Mark, ...], words: Words, label: str = "") -> Row:
    """The row of a task: its marks, and its deadlines as spans between the first and the last day on which it runs."""
    deadlines = data.get("deadlines", [])
    phrase = deadlines_text(deadlines, words)
    status = data.get("status", "")
    title = label or data["label"]
    state = words["open_status" if status == "open" else status] if status else ""
    detail = "\n".join(filter(None, (title, phrase, state, "" if marks else words["no_clause"])))
    spans = []
    for deadline in deadlines:
        start = deadline["from"] or data.get("first_day")
        end = deadline["to"] or data.get("last_day")
        if start and end:
            spans.append(Span(deadline["kind"], start, end, deadlines_text([deadline], words)))
    return Row(task, printed_number(task), title, detail, status, marks, tuple(spans), phrase)


def merged(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks of one bearer that look the same (one role for two scopes, say) as one mark that tells of both."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for mark in marks:
        found.setdefault((mark.column, mark.code, mark.hollow), []).append(mark.detail)
    return tuple(Mark(*key, "\n\n".join(dict.fromkeys(details))) for key, details in found.items())
