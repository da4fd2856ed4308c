"""The facts of one enterprise, and what its profile leaves open.

A field that is left out becomes one *open row* for each relation it feeds: the row says ANY where the profile says
nothing, and carries the pointer of the field. The rule engine turns open rows into open questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from kg.engine import ANY, Unknown
from kg.profile.enterprise import Enterprise, Holding

IT = "it"
# Tonnes and people are never fewer than none, which is enough to decide some sums.
AT_LEAST_NONE = Unknown(low=0)
Rows = dict[str, list[tuple[Any, ...]]]
OpenRows = dict[str, list[tuple[tuple[Any, ...], str]]]

_LOCAL_BODIES = (("街道办事处", "", "street"), ("街道", "办事处", "street"), ("街", "道办事处", "street"),
                 ("镇", "人民政府", "town"), ("乡", "人民政府", "town"), ("苏木", "人民政府", "town"))  # fmt: skip


class Facts:
    """Facts of an enterprise at a date: `rows` that hold, `open_rows` that may, `questions` by pointer (the relation to ask of)."""

    def __init__(self, enterprise: Enterprise, as_of: str) -> None:
        self.rows: Rows = {}
        self.open_rows: OpenRows = {}
        self.questions: dict[str, str] = {}
        self.labels: dict[str, str] = {IT: enterprise.name}
        self._add("as-of", as_of)
        self._add("enterprise", IT)
        for place in enterprise.places:
            self._add("located-in", IT, place)
        for place in enterprise.possible_places:
            self._open("located-in", "/place", IT, place)
        self._subdistrict(enterprise.subdistrict)
        for activity in enterprise.activities:
            self._add("activity", IT, activity)
        self._codes("sector", enterprise.sector_codes, "/sectors")
        self._codes("facility", enterprise.facilities, "/facilities")
        self._codes("runs-process", enterprise.processes, "/processes")
        self._chemicals(enterprise)
        self._units(enterprise)
        self._projects(enterprise)
        self._value("employees", enterprise.employees, "/employees", ANY)
        self._value("blacklisted", enterprise.blacklisted, "/records/blacklisted", True)
        self._value("had-accident", enterprise.had_accident, "/records/accidents", True)

    def _add(self, relation: str, *row: Any) -> None:
        self.rows.setdefault(relation, []).append(row)

    def _open(self, relation: str, pointer: str, *row: Any) -> None:
        self.open_rows.setdefault(relation, []).append((row, pointer))
        self.questions.setdefault(pointer, relation)

    def _codes(self, relation: str, codes: tuple[str, ...] | None, pointer: str) -> None:
        if codes is None:
            self._open(relation, pointer, IT, ANY)
        for code in codes or ():
            self._add(relation, IT, code)

    def _value(self, relation: str, value: Any, pointer: str, possible: Any) -> None:
        if value is None:
            self._open(relation, pointer, IT, possible)
        else:
            self._add(relation, IT, value)

    def _subdistrict(self, name: str | None) -> None:
        # A subdistrict that is left out opens no question: it only says which of the territorial bodies it is.
        if name is None:
            return
        self._add("subdistrict", IT, name)
        for ending, rest, kind in _LOCAL_BODIES:
            if name.endswith(ending):
                body = f"local/{name}{rest}"
                self.labels[body] = name + rest
                self._add("generic-local", IT, body, kind)
                return

    def _chemicals(self, enterprise: Enterprise) -> None:
        outside = enterprise.chemicals or ()
        inside = [h for u in enterprise.units or () for h in u.holdings or ()]
        named = {h.chemical for h in (*outside, *inside) if not h.may_be}
        for holding in (*outside, *inside):
            if holding.chemical is not None:
                self._add("holds-chemical", IT, holding.chemical)
            if holding.chemical not in named:
                # What one part of the profile calls by its name needs no name in another.
                for chemical in holding.may_be:
                    self._open("holds-chemical", holding.pointer + "/name", IT, chemical)
            if holding.symbol is not None:
                self._class(holding, holding.symbol)
        if enterprise.chemicals is None:
            self._any_chemical("/chemicals")
        self._annual_use(outside, inside)

    def _any_chemical(self, pointer: str) -> None:
        self._open("holds-chemical", pointer, IT, ANY)
        self._open("holds-class", pointer, IT, ANY, ANY)
        self._open("annual-use", pointer, IT, ANY, ANY)
        self._open("first-category", pointer, IT, ANY)
        self._open("use-unsaid", pointer, IT)

    def _class(self, holding: Holding, symbol: str) -> None:
        """That a holding is of a class of hazard; one that no list names goes by its place in the profile."""
        item = holding.chemical or "holding" + holding.pointer
        if holding.chemical is None:
            self.labels[item] = holding.name
        self._add("holds-class", IT, item, symbol)
        self._open("first-category", holding.pointer, IT, item)

    def _annual_use(self, outside: Iterable[Holding], inside: Iterable[Holding]) -> None:
        """What is used of each chemical in a year, wherever the profile says so: the quantities are those of the enterprise."""
        stated: dict[str, Fraction] = {}
        missing: dict[str, str] = {}
        for holdings, whole in ((outside, True), (inside, False)):
            for holding in holdings:
                chemical, pointer = holding.chemical, holding.pointer + "/annual_use_t"
                if chemical is None:
                    continue
                if holding.annual_use is not None:
                    stated[chemical] = stated.get(chemical, Fraction(0)) + holding.annual_use
                elif whole or chemical not in stated:
                    # A unit that says nothing adds nothing to what is said of the enterprise.
                    missing.setdefault(chemical, pointer)
        for chemical, total in stated.items():
            self._add("annual-use", IT, chemical, _whole(total))
        for chemical, pointer in missing.items():
            least = Unknown(low=stated[chemical]) if chemical in stated else AT_LEAST_NONE
            self._open("annual-use", pointer, IT, chemical, least)
        for pointer in list(missing.values())[:1]:
            self._open("use-unsaid", pointer, IT)
        if stated:
            self._open("unheld-quantity", "/chemicals" if outside else "/units", IT)

    def _units(self, enterprise: Enterprise) -> None:
        # Who says that it has no chemicals at all has said that no unit holds any. A list of chemicals is taken to be whole as long
        # as no unit is named that leaves open what it holds.
        none_at_all = enterprise.chemicals == ()
        if enterprise.units is None:
            if not none_at_all:
                self._open("unit", "/units", IT, ANY)
                self._open("unit-holds", "/units", ANY, ANY, ANY)
                self._open("line-entry", "/units", ANY, ANY)
                self._open("line-chemical", "/units", ANY, ANY)
                self._open("exposed-population", "/units", ANY, ANY)
            return
        for unit in enterprise.units:
            self._add("unit", IT, unit.id)
            if unit.exposed_population is not None:
                self._add("exposed-population", unit.id, unit.exposed_population)
            else:
                self._add("uncounted", unit.id)
                self._open("exposed-population", unit.pointer + "/exposed_population", unit.id, AT_LEAST_NONE)
            if unit.holdings is None and not none_at_all:
                pointer = unit.pointer + "/chemicals"
                self._any_chemical(pointer)
                self._open("unit-holds", pointer, unit.id, f"{unit.id}/?", AT_LEAST_NONE)
                self._open("line-entry", pointer, f"{unit.id}/?", ANY)
                self._open("line-chemical", pointer, f"{unit.id}/?", ANY)
            for number, holding in enumerate(unit.holdings or ()):
                self._line(unit.id, f"{unit.id}/{number}", holding)

    def _line(self, unit: str, line: str, holding: Holding) -> None:
        self.labels[line] = holding.name
        if holding.chemical is not None:
            self._add("line-chemical", line, holding.chemical)
        for entry, certain in holding.entries:
            if certain:
                self._add("line-entry", line, entry)
            else:
                self._open("line-entry", holding.pointer + "/name", line, entry)
        for entry in holding.forms:
            self._add("one-of-forms", line, entry)
        if holding.symbol is not None:
            self._add("line-symbol", line, holding.symbol)
            self._open("older-class", holding.pointer + "/hazard_class", line)
        else:
            self._open("unclassed", holding.pointer + "/hazard_class", line)
        if holding.amount is not None:
            self._add("unit-holds", unit, line, _whole(holding.amount))
        else:
            self._open("unit-holds", holding.pointer + "/amount_t", unit, line, AT_LEAST_NONE)

    def _projects(self, enterprise: Enterprise) -> None:
        if enterprise.projects is None:
            self._open("project", "/projects", IT, ANY)
            self._open("project-kind", "/projects", ANY, ANY)
            self._open("project-stage", "/projects", ANY, ANY)
        for project in enterprise.projects or ():
            self._add("project", IT, project.id)
            for relation, value, field in (("project-kind", project.kind, "kind"), ("project-stage", project.stage, "stage")):
                if value is not None:
                    self._add(relation, project.id, value)
                else:
                    self._open(relation, f"{project.pointer}/{field}", project.id, ANY)


def _whole(value: Fraction) -> Fraction | int:
    """The same number, as an integer where it is one: rules reckon faster with those."""
    return value.numerator if value.denominator == 1 else value
