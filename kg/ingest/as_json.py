"""A document and a clause as JSON: what `kgquery ingest` and `kgquery clause` print."""

from __future__ import annotations

from typing import Any

from kg.ingest.layout import Lines, normalise
from kg.ingest.model import Assignment, Citation, Clause, Deadline, Document, Misread, Phase, Provision, Task


def clause_json(clause: Clause) -> dict[str, Any]:
    """`{"clause", "assignments", "deadlines", "unparsed"}` of one clause."""
    return {
        "clause": clause.text,
        "assignments": [_assignment(item) for item in clause.assignments],
        "deadlines": [_deadline(item) for item in clause.deadlines],
        "unparsed": [{"line": 1, "text": item.text, "reason": item.reason} for item in clause.unparsed],
    }


def document_json(document: Document, text: str, identifier: str | None = None) -> dict[str, Any]:
    """Everything read from one document; `text` is what it was read from, for the line numbers of `unparsed`.

    `position` is a stretch of the normalised text whose SHA-256 is in `source`; dates are ISO 8601, None where left open.
    """
    lines = Lines(normalise(text))
    start, end = document.period
    return {
        "document": {
            "id": identifier,
            "title": document.title,
            "notice_title": document.notice_title,
            "number": document.number,
            "issuer": document.issuer,
            "issued": document.issued,
            "period": {"from": start, "to": end},
            "phases": [{**_phase(phase), "periods": [_phase(period) for period in phase.periods]} for phase in document.phases],
            "based_on": [_citation(item) for item in document.based_on],
        },
        "tasks": [_task(task) for task in document.tasks],
        "annex": [
            {**_task(item.task), "differences": [{"aspect": d.aspect, "role": d.role, "prose": list(d.body), "annex": list(d.annex)} for d in item.differences]}
            for item in document.annex
        ],
        "reporting": [
            {
                "section": duty.section, "agencies": list(duty.agencies), "to": [duty.recipient], "subject": duty.subject,
                "deadlines": [_deadline(item) for item in duty.deadlines],
            }
            for duty in document.reporting
        ],
        "projects": [
            {"number": item.number, "title": item.title, "section": item.section, "provisions": [_provision(asks) for asks in item.provisions]}
            for item in document.projects
        ],
        "targets": [
            {"label": item.label, "value": item.value, "unit": item.unit, "bound": item.bound, "by": item.by}
            for item in document.targets
        ],
        "source": {"sha256": document.sha256, "characters": document.characters},
        "unparsed": [_misread(item, lines) for item in document.unparsed],
    }  # fmt: skip


def _misread(item: Misread, lines: Lines) -> dict[str, Any]:
    return {"line": lines.number(item.position), "text": item.text, "reason": item.reason}


def _task(task: Task) -> dict[str, Any]:
    # A plan's subsection is printed with its own number; the main task is then in `section`.
    printed = task.number if task.sub_number is None else task.sub_number
    return {
        "id": task.identifier,
        "section": task.section,
        "section_title": task.section_title,
        "number": printed,
        "part": task.part,
        "title": task.title,
        "clause": task.clause.text if task.clause else None,
        "assignments": [_assignment(item) for item in task.assignments],
        "deadlines": [_deadline(item) for item in task.deadlines],
        "refs": [_citation(item) for item in task.citations],
        "stages": task.activities,
        "hazards": task.hazards,
        "provisions": [_provision(item) for item in task.provisions],
        "prose_deadlines": [{**_deadline(item.deadline), "position": [item.first, item.last]} for item in task.prose_deadlines],
        "position": [task.start, task.end],
    }


def _phase(item: Phase) -> dict[str, Any]:
    return {"name": item.name, "from": item.start, "to": item.end}


def _provision(item: Provision) -> dict[str, Any]:
    return {"modality": item.modality, "subject": item.subject, "urged": item.urged, "position": [item.start, item.end]}


def _assignment(item: Assignment) -> dict[str, Any]:
    return {"agency": item.agency, "role": item.role, "scope": item.scope}


def _deadline(item: Deadline) -> dict[str, Any]:
    return {"kind": item.kind, "from": item.start, "to": item.end, "text": item.text}


def _citation(item: Citation) -> dict[str, Any]:
    return {"title": item.title, "number": item.number}
