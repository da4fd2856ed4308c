"""What an enterprise is at a date: its key chemicals and processes, its units as GB 18218 reckons them, its classes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kg.answer.labels import Labels, decimal
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise
from kg.profile.facts import IT, Facts

# The hazards of single chemicals that the answer lists by CAS number, and the field of each.
_LISTS = {
    "key_chemical": "key_chemicals", "special_control": "special_control", "highly_toxic": "highly_toxic",
    "explosive_precursor": "explosive_precursors",
}  # fmt: skip


def classify(knowledge: Knowledge, enterprise: Enterprise, as_of: str) -> dict[str, Any]:
    """The classification as `kgquery classify` prints it.

    S and R are exact: a JSON number where the decimal digits end, else a string such as `4/3`. R and grade are null for a
    unit with S below 1. What the profile does not say enough for is null too (`S`), or false and named in `undecided`;
    `S_at_least` is what is certain of S, and `open_questions` says what would settle it.
    """
    facts = Facts(enterprise, as_of)
    model = knowledge.prepared.infer(facts.rows, facts.open_rows)
    labels = Labels(knowledge, facts.labels, as_of)
    who = {"id": enterprise.id, "name": enterprise.name, "place": enterprise.place}
    found: dict[str, Any] = {"enterprise": who, "as_of": as_of}
    named = model.rows("chemical-hazard")
    for hazard, field in _LISTS.items():
        chemicals = {row[1] for row in named if row[2] == hazard}
        found[field] = sorted(dict.fromkeys(labels.cas(c) for c in chemicals))
    found["drug_precursors"] = sorted({labels.cas(r[1]) for r in named if str(r[2]).startswith("drug_precursor")})
    processes = sorted({row[1] for row in model.rows("key-process")})
    found["key_processes"] = [labels("Process", p) for p in processes]
    found["units"] = [_unit(unit.id, model, labels) for unit in enterprise.units or ()]
    hazards = {row[1] for row in model.rows("hazard")}
    found["hazards"] = sorted(hazards)
    found["two_key_one_major"] = bool(hazards & {"key_chemical", "key_process", "major_hazard"})
    undecided = {row[1] for row in model.open_rows("hazard") if isinstance(row[1], str)} - hazards
    found["undecided"] = sorted(undecided)
    found["classes"] = sorted(row[1] for row in model.rows("is-a") if row[0] == IT)
    found["open_questions"] = _questions(model, facts, knowledge)
    return found


def _unit(unit: str, model: Any, labels: Labels) -> dict[str, Any]:
    sums = dict(model.rows("unit-sum"))
    risks = dict(model.rows("unit-risk"))
    grades = dict(model.rows("unit-grade"))
    limits = {row[0]: row[1] for row in model.rows("critical")}
    factors = {row[0]: row[1] for row in model.rows("factor")}
    amounts = {row[1]: row[2] for row in model.rows("unit-holds") if row[0] == unit}
    terms = [
        {
            "chemical": labels("Line", line), "q": number(amounts[line]), "Q": number(limits[line]),
            "q/Q": number(quotient), "beta": number(factors[line]) if line in factors else None,
        }
        for at, line, quotient in sorted(model.rows("term"), key=lambda r: r[:2])
        if at == unit
    ]  # fmt: skip
    undecided = any(isinstance(row[0], str) and row[0] == unit for row in model.open_rows("unit-sum"))
    major = (unit,) in model.rows("major-hazard")
    possible = any(row[0] == unit for row in model.open_rows("major-hazard"))
    known = sum((row[2] for row in model.rows("term") if row[0] == unit), Fraction(0))
    total = None if undecided else sums.get(unit, Fraction(0))
    grade = grades.get(unit)
    return {
        "id": unit, "S": number(total), "S_at_least": number(known), "R": number(risks.get(unit)) if major else None,
        "grade": int(grade.rpartition("_")[2]) if grade else None,
        "major_hazard": major,
        "undecided": [
            *(["S"] if undecided else []), *(["major_hazard"] if possible and not major else []),
            *(["R", "grade"] if (major or possible) and unit not in risks else []),
        ],
        "alpha": number(dict(model.rows("unit-alpha")).get(unit)), "terms": terms,
    }  # fmt: skip


def _questions(model: Any, facts: Facts, knowledge: Knowledge) -> list[dict[str, str]]:
    pointers: set[str] = set()
    for relation in ("hazard", "unit-sum", "major-hazard", "unit-risk", "unit-grade"):
        for needs in model.open_rows(relation).values():
            pointers.update(needs)
    asked = knowledge.catalogue["questions"]
    return [{"pointer": p, "question": asked.get(facts.questions.get(p, ""), (p, p))[0]} for p in sorted(pointers)]


def number(value: Fraction | int | None) -> int | float | str | None:
    """An exact number for JSON: an integer, a float that prints the same digits, or a fraction as text."""
    if value is None or isinstance(value, int):
        return value
    if value.denominator == 1:
        return value.numerator
    text = decimal(value)
    if "/" in text:
        return text
    short = float(text)
    return short if Fraction(repr(short)) == value else text
