"""Types, relations and rules say in both languages what they are."""

from __future__ import annotations

from kg.rules.checks.report import Report
from kg.rules.program import Program, Relation, Rule, TypeDeclaration


def check_languages(program: Program, report: Report) -> None:
    """Report what has no sentence in one of the languages (R020)."""
    for declaration in program.types.values():
        _both(report, "type", declaration)
    for relation in program.relations.values():
        _both(report, "relation", relation)
    for rule in program.rules:
        _both(report, "rule", rule)


def _both(report: Report, kind: str, told: TypeDeclaration | Relation | Rule) -> None:
    missing = [language for language in ("zh", "en") if not getattr(told, language)]
    if missing:
        report.add("R020", told.place, f"{kind} {told.name} has no {' and no '.join(missing)}", "zh “…” and en “…”")
