"""The answer as CSV, Markdown and Turtle."""

from __future__ import annotations

import csv
import io
from typing import Any

from kg.answer import deadlines
from kg.answer.deadlines import deadlines_text
from kg.answer.obligations import Answer
from kg.answer.table import recipients, source_text
from kg.names import BASE, NS, ROOT, expand
from kg.turtle import iri_part as iri
from kg.turtle import literal

COLUMNS = (
    "id", "status", "modality", "certainty", "role", "bearer_id", "bearer_kind", "bearer", "full_name", "name_as_of",
    "duty", "title", "action", "scope", "to", "deadlines", "how_soon", "event", "document", "section", "number", "rule",
)  # fmt: skip


def flat(entry: dict[str, Any]) -> dict[str, Any]:
    """One obligation as one row of `COLUMNS`."""
    bearer, duty, source = entry["bearer"], entry["duty"], entry["source"]
    limits = "; ".join(
        f"{d['kind']} {d['from'] or ''}/{d['to'] or ''}" if d["from"] or d["to"] else d["kind"] for d in entry["deadlines"]
    )
    how_soon = "; ".join(d.get("text") or d.get("interval", "") for d in entry["deadlines"])
    return {
        **{k: entry[k] for k in ("id", "status", "modality", "certainty", "role", "scope", "rule")},
        "bearer_id": bearer["id"], "bearer_kind": bearer["kind"], "bearer": bearer["name"],
        "full_name": bearer["full_name"], "name_as_of": bearer["name_as_of"],
        "duty": duty["id"], "title": duty["title"], "action": entry.get("action_zh"), "to": recipients(entry) or None, "deadlines": limits,
        "how_soon": how_soon or None, "event": entry.get("event_zh"),
        "document": source["document"], "section": source["section"], "number": source["number"],
    }  # fmt: skip


def as_csv(answer: Answer) -> str:
    """RFC 4180 with a header row. Cells that a spreadsheet would take for a formula are quoted with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for entry in answer.obligations:
        writer.writerow({k: _harmless(v) for k, v in flat(entry).items()})
    return buffer.getvalue()


def _harmless(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1] else value


def as_markdown(answer: Answer) -> str:
    """A heading, a table of obligations and a list of open questions."""
    name = answer.enterprise.name
    lines = [f"# {_md(name)} · {answer.as_of}", ""]
    head = ("承担者", "角色", "状态", "事项", "范围", "情形", "向谁", "时限", "依据")
    lines += ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for entry in answer.obligations:
        row = flat(entry)
        cells = (
            row["bearer"], answer.labels("Role", row["role"]), answer.labels("Status", row["status"]),
            row["action"] or row["title"], row["scope"] or "", row["event"] or "", row["to"] or "",
            deadlines_text(entry["deadlines"], deadlines.WORDS["zh"]),
            source_text(entry),
        )  # fmt: skip
        lines.append("| " + " | ".join(_md(str(c)) for c in cells) + " |")
    if answer.open_questions:
        lines += ["", "## 尚不确定", ""]
        for question in answer.open_questions:
            needs = "；".join(f"{n['question']}（`{n['pointer']}`）" for n in question["needs"])
            title = question.get("action_zh") or question["duty"]["title"]
            lines.append(f"- {_md(question['bearer']['name'])}：{_md(title)}：{needs}")
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def as_turtle(answer: Answer) -> str:
    """ODRL rules with PROV-O and ELI links: one node an obligation, a permission or a prohibition."""
    lines = [
        "@prefix odrl: <http://www.w3.org/ns/odrl/2/> .",
        "@prefix prov: <http://www.w3.org/ns/prov#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        f"@prefix kg: <{NS}> .",
        f"@base <{BASE}> .",
        "",
    ]
    enterprise = f"<enterprise/{iri(answer.enterprise.id)}>"
    lines += [f"{enterprise} a kg:Enterprise ;\n  rdfs:label {literal(answer.enterprise.name)}@zh .", ""]
    kinds = {"obligation": "Duty", "prohibition": "Prohibition", "permission": "Permission"}
    for entry in answer.obligations:
        bearer = entry["bearer"]
        who = enterprise if bearer["kind"] == "enterprise" else f"<{iri(bearer['id'])}>"
        statements = [
            f"a kg:Obligation, odrl:{kinds[entry['modality']]}",
            f"odrl:assignee {who}",
            f"kg:towards {enterprise}",
            f"kg:role <{expand(entry['role'], 'role')}>",
            f"kg:certainty <{expand(entry['certainty'], 'certainty')}>",
            f"kg:status <{ROOT}status/{entry['status']}>",
            f"prov:wasDerivedFrom <{iri(entry['duty']['id'])}>",
            f'kg:asOf "{answer.as_of}"^^xsd:date',
            f"dcterms:title {literal(entry.get('action_zh') or entry['duty']['title'])}@zh",
            f"kg:bearerName {literal(bearer['name'])}@zh",
            f"kg:bearerNameAsOf {literal(bearer['name_as_of'])}@zh",
        ]
        statements += [f"kg:owedTo <{iri(body['id'])}>" for body in entry.get("to", ())]
        if "event_zh" in entry:
            statements.append(f"kg:onEvent {literal(entry['event_zh'])}@zh")
        if entry["scope"]:
            statements.append(f"kg:scopePhrase {literal(entry['scope'])}")
        for deadline in entry["deadlines"]:
            parts = [f"a kg:Deadline ; kg:deadlineKind <{expand(deadline['kind'], 'deadline')}>"]
            parts += [f'kg:{k} "{deadline[k]}"^^xsd:date' for k in ("from", "to") if deadline[k]]
            parts += [f"kg:deadlineText {literal(deadline['text'])}@zh"] if "text" in deadline else []
            statements.append(f"kg:deadline [ {' ; '.join(parts)} ]")
        subject = f"<obligation/{iri(answer.enterprise.id)}/{answer.as_of}/{iri(entry['id'])}>"
        lines += [subject + " " + " ;\n  ".join(statements) + " .", ""]
    return "\n".join(lines)
