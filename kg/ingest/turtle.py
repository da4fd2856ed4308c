"""A document as Turtle, in the shapes that ontology/documents/ holds.

Written by hand rather than through an RDF library, so that the same text gives the same bytes, one statement a line,
and a change of one deadline is a change of one line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.ingest.difference_words import difference_words
from kg.ingest.model import AnnexStatement, Assignment, Citation, Deadline, Document, Provision, ReportingDuty, Task
from kg.turtle import literal

PREFIXES = """\
@base <https://w3id.org/kgquery/id/> .
@prefix kg: <https://w3id.org/kgquery/ns#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix activity: <https://w3id.org/kgquery/activity/> .
@prefix role: <https://w3id.org/kgquery/role/> .
@prefix deadline: <https://w3id.org/kgquery/deadline/> .
@prefix modality: <https://w3id.org/kgquery/modality/> .
"""


class _Writer:
    """Collects subjects with their properties, in order."""

    def __init__(self) -> None:
        self.blocks: list[str] = []

    def subject(self, name: str, kinds: str, properties: list[tuple[str, str]]) -> None:
        lines = [f"<{name}> a {kinds}"] + [f"    {key} {value}" for key, value in properties]
        self.blocks.append(" ;\n".join(lines) + " .\n")


def to_turtle(document: Document, identifier: str) -> str:
    """The document `identifier` in Turtle; the same document gives the same bytes."""
    writer = _Writer()
    _document(writer, document, identifier)
    for task in document.tasks:
        _task(writer, task, identifier)
    for statement in document.annex:
        _annex(writer, statement, identifier)
    for number, duty in enumerate(document.reporting, 1):
        _reporting(writer, duty, identifier, number)
    for number, target in enumerate(document.targets, 1):
        writer.subject(
            f"{identifier}/target/{number}", "kg:Target",
            [
                ("eli:is_part_of", f"<{identifier}>"),
                ("rdfs:label", literal(target.label, "zh")),
                *_optional("kg:targetValue", target.value, lambda value: f'"{value}"^^xsd:decimal'),
                *_optional("kg:targetBound", target.bound, literal),
                *_optional("kg:unit", target.unit, literal),
                *_optional("kg:by", target.by, date),
            ],
        )  # fmt: skip
    for project in document.projects:
        name = f"{identifier}/project-{project.number}"
        writer.subject(
            name, "kg:Task, kg:PlanProject, eli:LegalResourceSubdivision",
            [("eli:is_part_of", f"<{identifier}>"), ("kg:number", str(project.number)), ("kg:part", "1"), ("kg:section", literal(project.section)),
             ("eli:title", literal(project.title, "zh"))]
            + ([("kg:provision", _names(name, len(project.provisions), "p"))] if project.provisions else [])
            + [("kg:textPosition", f"<{name}#text>")],
        )  # fmt: skip
        _position(writer, f"{name}#text", project.start, project.end)
        _provisions(writer, name, project.provisions)
    return PREFIXES + "\n" + "\n".join(writer.blocks)


def date(value: str) -> str:
    """An ISO date, or a year and month, as a typed literal."""
    return f'"{value}"^^xsd:date' if len(value) == 10 else f'"{value}"^^xsd:gYearMonth'


def _optional(key: str, value: str | None, form: Callable[[str], str]) -> list[tuple[str, str]]:
    return [(key, form(value))] if value else []


def _names(prefix: str, count: int, letter: str) -> str:
    return ", ".join(f"<{prefix}#{letter}{number}>" for number in range(1, count + 1))


def _document(writer: _Writer, document: Document, identifier: str) -> None:
    citations = [*document.based_on, *(c for c in document.citations if Citation(c.title, c.number, True) not in document.based_on)]
    start, end = document.period
    properties = [("dcterms:identifier", literal(identifier))]
    properties += _optional("eli:id_local", document.number, literal)
    properties += [("eli:title", literal(document.title, "zh"))]
    properties += _optional("kg:noticeTitle", document.notice_title, lambda words: literal(words, "zh"))
    properties += _optional("kg:issuerName", document.issuer, literal)
    properties += _optional("eli:date_document", document.issued, date)
    properties += _optional("kg:periodFrom", start, date) + _optional("kg:periodTo", end, date)
    if document.phases:
        properties.append(("kg:phase", ", ".join(f"<{identifier}/phase/{n}>" for n in range(1, len(document.phases) + 1))))
    if citations:
        properties.append(("kg:citation", _names(identifier, len(citations), "c")))
    properties += [("kg:sourceSha256", literal(document.sha256)), ("kg:sourceCharacters", str(document.characters))]
    writer.subject(identifier, "kg:Document, eli:LegalResource", properties)
    for order, phase in enumerate(document.phases, 1):
        writer.subject(
            f"{identifier}/phase/{order}", "kg:Phase",
            [
                ("rdfs:label", literal(phase.name, "zh")),
                ("kg:order", str(order)),
                *_optional("kg:from", phase.start or document.issued, date),
                *_optional("kg:to", phase.end, date),
            ],
        )  # fmt: skip
        for inner, period in enumerate(phase.periods, 1):
            # No kg:phase leads to it, so that those are still the phases that the text counts.
            writer.subject(
                f"{identifier}/phase/{order}/period/{inner}", "kg:Phase",
                [
                    ("eli:is_part_of", f"<{identifier}/phase/{order}>"),
                    ("rdfs:label", literal(period.name, "zh")),
                    ("kg:order", str(inner)),
                    *_optional("kg:from", period.start, date),
                    *_optional("kg:to", period.end, date),
                ],
            )  # fmt: skip
    _citations(writer, identifier, citations)


def _citations(writer: _Writer, subject: str, citations: list[Citation]) -> None:
    for order, citation in enumerate(citations, 1):
        writer.subject(
            f"{subject}#c{order}", "kg:Citation",
            _optional("kg:citedTitle", citation.title, literal) + _optional("kg:citedNumber", citation.number, literal)
            + ([("kg:basis", "true")] if citation.basis else []) + [("kg:order", str(order))],
        )  # fmt: skip


def _task(writer: _Writer, task: Task, identifier: str) -> None:
    name = f"{identifier}/{task.identifier}"
    properties = [("eli:is_part_of", f"<{identifier}>"), ("kg:number", str(task.number))]
    if task.sub_number is not None:
        properties.append(("kg:subNumber", str(task.sub_number)))
    properties.append(("kg:part", str(task.part)))
    if task.section:
        properties.append(("kg:section", literal(task.section)))
    if task.section_title:
        properties.append(("kg:sectionTitle", literal(task.section_title, "zh")))
    properties.append(("eli:title", literal(task.title or "—", "zh")))
    properties += _clause_links(name, task.assignments, task.deadlines)
    if task.citations:
        properties.append(("kg:citation", _names(name, len(task.citations), "c")))
    if task.provisions:
        properties.append(("kg:provision", _names(name, len(task.provisions), "p")))
    if task.prose_deadlines:
        properties.append(("kg:proseDeadline", _names(name, len(task.prose_deadlines), "q")))
    if task.activities:
        properties.append(("kg:mentionsActivity", ", ".join(f"activity:{code}" for code in task.activities)))
    if task.hazards:
        properties.append(("kg:mentionsHazard", ", ".join(literal(words, "zh") for words in task.hazards)))
    properties.append(("kg:textPosition", f"<{name}#text>"))
    writer.subject(name, "kg:Task, eli:LegalResourceSubdivision", properties)
    _position(writer, f"{name}#text", task.start, task.end)
    _clause(writer, name, task.assignments, task.deadlines)
    _citations(writer, name, task.citations)
    _provisions(writer, name, task.provisions)
    for order, limit in enumerate(task.prose_deadlines, 1):
        # No kg:Deadline: it limits what one sentence asks, not the task.
        writer.subject(
            f"{name}#q{order}", "kg:ProseDeadline",
            [("kg:order", str(order)), *_deadline(limit.deadline), ("kg:textPosition", f"<{name}#q{order}-text>")],
        )  # fmt: skip
        _position(writer, f"{name}#q{order}-text", limit.first, limit.last)


def _provisions(writer: _Writer, name: str, provisions: Sequence[Provision]) -> None:
    for order, provision in enumerate(provisions, 1):
        writer.subject(
            f"{name}#p{order}", "kg:Provision",
            [("kg:order", str(order)), ("kg:modality", f"modality:{provision.modality}")]
            + _optional("kg:subjectPhrase", provision.subject, literal)
            + ([("kg:urged", "true")] if provision.urged else []) + [("kg:textPosition", f"<{name}#p{order}-text>")],
        )  # fmt: skip
        _position(writer, f"{name}#p{order}-text", provision.start, provision.end)


def _clause_links(name: str, assignments: list[Assignment], deadlines: list[Deadline]) -> list[tuple[str, str]]:
    links: list[tuple[str, str]] = []
    if assignments:
        links.append(("kg:assignment", _names(name, len(assignments), "a")))
    if deadlines:
        links.append(("kg:deadline", _names(name, len(deadlines), "d")))
    return links


def _clause(writer: _Writer, name: str, assignments: list[Assignment], deadlines: list[Deadline]) -> None:
    for order, assignment in enumerate(assignments, 1):
        writer.subject(
            f"{name}#a{order}", "kg:Assignment",
            [
                ("kg:order", str(order)),
                ("kg:agencyName", literal(assignment.agency)),
                ("kg:role", f"role:{assignment.role}"),
                *_optional("kg:scopePhrase", assignment.scope, literal),
            ],
        )  # fmt: skip
    for order, deadline in enumerate(deadlines, 1):
        writer.subject(f"{name}#d{order}", "kg:Deadline", [("kg:order", str(order)), *_deadline(deadline)])


def _deadline(deadline: Deadline) -> list[tuple[str, str]]:
    return [
        ("kg:deadlineKind", f"deadline:{deadline.kind}"),
        *_optional("kg:from", deadline.start, date),
        *_optional("kg:to", deadline.end, date),
        ("kg:deadlineText", literal(deadline.text, "zh")),
    ]


def _position(writer: _Writer, name: str, start: int, end: int) -> None:
    writer.subject(name, "oa:TextPositionSelector", [("oa:start", str(start)), ("oa:end", str(end))])


def _annex(writer: _Writer, statement: AnnexStatement, identifier: str) -> None:
    task = statement.task
    name = f"{identifier}/annex/{task.identifier}"
    properties = [("kg:restates", f"<{identifier}/{task.identifier}>")]
    properties += _clause_links(name, task.assignments, task.deadlines)
    if statement.differences:
        properties.append(("kg:differs", _names(name, len(statement.differences), "x")))
    properties.append(("kg:textPosition", f"<{name}#text>"))
    writer.subject(name, "kg:AnnexStatement", properties)
    _position(writer, f"{name}#text", task.start, task.end)
    _clause(writer, name, task.assignments, task.deadlines)
    for order, difference in enumerate(statement.differences, 1):
        zh, en = difference_words(difference)
        writer.subject(
            f"{name}#x{order}", "kg:Difference",
            [("kg:aspect", literal(difference.aspect)), ("rdfs:comment", f"{literal(zh, 'zh')}, {literal(en, 'en')}")],
        )  # fmt: skip


def _reporting(writer: _Writer, duty: ReportingDuty, identifier: str, number: int) -> None:
    name = f"{identifier}/reporting/{number}"
    properties = [("eli:is_part_of", f"<{identifier}>"), ("kg:order", str(number)), ("kg:section", literal(duty.section))]
    properties.append(("kg:agencyName", ", ".join(literal(agency) for agency in duty.agencies)))
    properties.append(("kg:reportsTo", literal(duty.recipient)))
    properties.append(("kg:subject", literal(duty.subject, "zh")))
    if duty.deadlines:
        properties.append(("kg:deadline", _names(name, len(duty.deadlines), "d")))
    writer.subject(name, "kg:ReportingDuty", properties)
    for order, deadline in enumerate(duty.deadlines, 1):
        writer.subject(f"{name}#d{order}", "kg:Deadline", [("kg:order", str(order)), *_deadline(deadline)])
