"""What an enterprise is at a date: its key chemicals and processes, its units as GB 18218 reckons them, its classes."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kg.answer.caveats import caveats
from kg.answer.labels import Labels
from kg.garbage import collecting_later
from kg.knowledge import Knowledge
from kg.numbers import decimal, exact_sum
from kg.profile.enterprise import Enterprise, Holding
from kg.profile.facts import IT, Facts

if TYPE_CHECKING:
    from kg.engine import Prepared

# The hazards of single chemicals that the answer lists by CAS number, and the field of each.
_LISTS = {
    "key_chemical": "key_chemicals", "special_control": "special_control", "highly_toxic": "highly_toxic",
    "explosive_precursor": "explosive_precursors",
}  # fmt: skip
# The hazard that a list decides, by the kind of the list.
_DECIDES = {"highly_toxic": "highly_toxic", "explosive_precursors": "explosive_precursor"}
_SHOWN = frozenset(("hazard", "is-a", "key-process", "chemical-hazard", "unit-sum", "unit-risk", "unit-grade", "major-hazard"))
_TWO_KEY_ONE_MAJOR = frozenset(("key_chemical", "key_process", "major_hazard"))


@collecting_later
def classify(knowledge: Knowledge, enterprise: Enterprise, as_of: str) -> dict[str, Any]:
    """The classification as `kgquery classify` prints it.

    S and R are worked out exactly and given as JSON numbers; `S_exact` and `R_exact` give them as text, `4/3` where no decimal
    is exact, as the terms are. R and grade are null for a
    unit with S below 1. What the profile does not say enough for is null too (`S`), or false and named in `undecided`;
    `S_at_least` is what is certain of S, and `open_questions` says what would settle it. `key_classes` are the holdings that
    are key supervised by their class, of which a list names no substance; `caveats` the lists that are not held in full;
    `read_as` what was found by a known misspelling, or by one of a number and a name of which no table has the other.
    """
    facts = Facts(enterprise, as_of)
    program: Prepared = knowledge.remember("classification", lambda: _up_to(knowledge.prepared, _SHOWN))
    model = program.infer(facts.rows, facts.open_rows)
    labels = Labels(knowledge, facts.labels, as_of)
    who = {"id": enterprise.id, "name": enterprise.name, "place": enterprise.place}
    found: dict[str, Any] = {"enterprise": who, "as_of": as_of}
    named = [row for row in model.rows("chemical-hazard") if row[1].startswith("chemical/")]
    numbers = _Numbers(enterprise, labels)
    for hazard, field in _LISTS.items():
        chemicals = {row[1] for row in named if row[2] == hazard}
        found[field] = numbers(chemicals)
    found["drug_precursors"] = numbers({row[1] for row in named if str(row[2]).startswith("drug_precursor")})
    found["key_classes"] = _key_classes(model, labels)
    processes = sorted({row[1] for row in model.rows("key-process")})
    found["key_processes"] = [labels("Process", p) for p in processes]
    units = _Units(model, labels)
    found["units"] = [units.unit(unit.id) for unit in enterprise.units or ()]
    hazards = {row[1] for row in model.rows("hazard")}
    found["hazards"] = sorted(hazards)
    found["two_key_one_major"] = bool(hazards & _TWO_KEY_ONE_MAJOR)
    lacking = caveats(knowledge, enterprise, as_of, model, classified=True)
    not_held = {knowledge.catalogue["lists"].get(c["list"], {}).get("kind") for c in lacking if c["completeness"] == "not_held"}
    undecided = {row[1] for row in model.open_rows("hazard") if isinstance(row[1], str)}
    undecided |= {hazard for kind, hazard in _DECIDES.items() if kind in not_held}
    undecided -= hazards
    if not units.edition and enterprise.units:
        undecided.add("major_hazard")
    if undecided & _TWO_KEY_ONE_MAJOR and not found["two_key_one_major"]:
        undecided.add("two_key_one_major")
    found["undecided"] = sorted(undecided)
    found["classes"] = sorted(row[1] for row in model.rows("is-a") if row[0] == IT)
    found["open_questions"] = _questions(model, facts, knowledge)
    found["caveats"] = lacking
    found["read_as"] = _read_as(enterprise, knowledge)
    return found


class _Numbers:
    """The CAS numbers of chemicals: as the profile gives them, for lists print several numbers for one (汽油); else the usual one."""

    def __init__(self, enterprise: Enterprise, labels: Labels) -> None:
        self.labels = labels
        self.given: dict[str, set[str]] = {}
        for holding in _holdings(enterprise):
            if holding.chemical is not None and holding.cas:
                self.given.setdefault(holding.chemical, set()).add(holding.cas)

    def __call__(self, chemicals: set[str]) -> list[str]:
        return sorted({number for c in chemicals for number in self.given.get(c) or {self.labels.cas(c)}})


def _holdings(enterprise: Enterprise) -> list[Holding]:
    inside = [holding for unit in enterprise.units or () for holding in unit.holdings or ()]
    return [*(enterprise.chemicals or ()), *inside]


def _read_as(enterprise: Enterprise, knowledge: Knowledge) -> list[dict[str, str]]:
    """Never a silent choice: where the profile writes what no table has, what it was taken for."""
    found = []
    for holding in _holdings(enterprise):
        if holding.unlisted and holding.chemical is not None:
            given = holding.cas if holding.unlisted == "cas" else holding.name
            meant = str(knowledge.substances.by_id(holding.chemical))
            found.append({"pointer": f"{holding.pointer}/{holding.unlisted}", "found": given, "read_as": meant})
    return found


def _up_to(prepared: Prepared, relations: frozenset[str]) -> Prepared:
    """The program without the steps after the last that concludes one of `relations`: who owes what is not asked here."""
    last = max(at for at, step in enumerate(prepared.steps) if relations & set(step[0]))
    part = copy.copy(prepared)
    part.steps = prepared.steps[: last + 1]
    return part


def _key_classes(model: Any, labels: Labels) -> list[dict[str, str]]:
    key = {row[1] for row in model.rows("chemical-hazard") if row[2] == "key_chemical"}
    valid = {row[0] for row in model.rows("valid-list")}
    whole = {row[1] for row in model.rows("key-class") if row[0] in valid and row[2] == "whole"}
    return [
        {"hazard_class": symbol, "chemical": labels("Chemical", item)}
        for _, item, symbol in sorted(model.rows("holds-class"))
        if item in key and symbol in whole
    ]


class _Units:
    """What the rules conclude of units, by unit; gathered once for all of them."""

    def __init__(self, model: Any, labels: Labels) -> None:
        self.labels = labels
        self.sums = dict(model.rows("unit-sum"))
        self.least = dict(model.rows("least-sum"))
        self.risks = dict(model.rows("unit-risk"))
        self.grades = dict(model.rows("unit-grade"))
        self.alphas = dict(model.rows("unit-alpha"))
        self.limits = dict(model.rows("critical"))
        self.factors = dict(model.rows("factor"))
        self.amounts = {row[:2]: row[2] for row in model.rows("unit-holds")}
        self.major = {row[0] for row in model.rows("major-hazard")}
        opened = model.state.open
        self.open_sums = {row[0] for row in opened.get("unit-sum", ())}
        self.open_major = {row[0] for row in opened.get("major-hazard", ())}
        self.terms: dict[str, list[tuple[str, Fraction]]] = {}
        for unit, line, quotient in model.rows("term"):
            self.terms.setdefault(unit, []).append((line, quotient))
        valid = {row[0] for row in model.rows("valid-list")}
        self.edition = any(row[1] in valid for row in model.rows("critical-line"))
        self.graded = any(row[0] in valid for row in model.rows("grade-band"))

    def unit(self, unit: str) -> dict[str, Any]:
        """One unit as the answer shows it. Without an edition in force nothing can be said of it."""
        known = self.terms.get(unit, [])
        # Of a substance in one of several forms the term is not known, yet it has a least.
        least = max(exact_sum([quotient for _, quotient in known]), self.least.get(unit, 0))
        undecided = unit in self.open_sums or not self.edition
        major = unit in self.major
        possible = not major and (unit in self.open_major or not self.edition)
        graded = self.graded and (major or possible)
        grade = self.grades.get(unit)
        return {
            "id": unit,
            "S": None if undecided else near(self.sums.get(unit, Fraction(0))),
            "S_exact": None if undecided else decimal(Fraction(self.sums.get(unit, 0))),
            "S_at_least": number(least),
            "R": near(self.risks.get(unit)) if major else None,
            "R_exact": decimal(Fraction(self.risks[unit])) if major and unit in self.risks else None,
            "grade": int(grade.rpartition("_")[2]) if grade else None,
            "major_hazard": major,
            "undecided": [
                name
                for name, doubtful in (
                    ("S", undecided), ("major_hazard", possible), ("R", graded and unit not in self.risks),
                    ("grade", graded and not grade),
                )
                if doubtful
            ],
            "alpha": number(self.alphas.get(unit)),
            "terms": [self.term(unit, *term) for term in sorted(known)],
        }  # fmt: skip

    def term(self, unit: str, line: str, quotient: Fraction) -> dict[str, Any]:
        return {
            "chemical": self.labels("Line", line), "q": number(self.amounts[unit, line]),
            "Q": number(self.limits[line]), "q/Q": number(quotient), "beta": number(self.factors.get(line)),
        }  # fmt: skip


def _questions(model: Any, facts: Facts, knowledge: Knowledge) -> list[dict[str, str]]:
    needed = 0
    for relation in ("hazard", "unit-sum", "major-hazard", "weighted-sum", "unit-risk", "unit-grade"):
        for needs, _ in model.state.open.get(relation, {}).values():
            needed |= needs
    asked = knowledge.catalogue["questions"]
    return [{"pointer": p, "question": asked.get(facts.questions.get(p, ""), (p, p))[0]} for p in model.needs(needed)]


def near(value: Fraction | int | None) -> int | float | None:
    """A number for JSON: exact where the decimal digits end, else the nearest float."""
    shown = number(value)
    return float(Fraction(value or 0)) if isinstance(shown, str) else shown


def number(value: Fraction | int | None) -> int | float | str | None:
    """An exact number for JSON: an integer, a float that prints the same digits, or a fraction as text."""
    if value is None or isinstance(value, int):
        return value
    numerator: int = value.numerator
    denominator: int = value.denominator
    if denominator == 1:
        return numerator
    if denominator in _TENTHS:
        power = _TENTHS[denominator]
        digits = numerator * (power // denominator)
        if abs(digits) < _EXACT:
            # Both are exact as floats, so their quotient is the float nearest to the decimal, which prints its digits.
            return digits / power
    text = decimal(value)
    if "/" in text:
        return text
    short = float(text)
    return short if Fraction(repr(short)) == value else text


# Decimals of up to 15 digits have a float of their own. The denominators of short ones, and the power of ten that each divides.
_EXACT = 10**15
_TENTHS: dict[int, int] = {2**a * 5**b: 10 ** max(a, b) for a in range(13) for b in range(13)}
