"""What two profiles say differently, field by field: compared as what the fields mean, not as text.

So `["使用"]` and `["use"]` are the same, as are two lists of the same activities in another order, or two spellings of a chemical.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from kg.profile.enterprise import Enterprise, Holding, Project, Unit

Change = dict[str, Any]


def profile_changes(before: Enterprise, after: Enterprise) -> list[Change]:
    """The fields that say something else, in the order of a profile.

    Each has `pointer` (a JSON pointer into the later profile, into the earlier one for what the later lacks), `before` and `after`:
    the values as plain data, None where a field was left out or an item of a list is not there. Lists of codes have
    `added` and `removed` as well when both profiles have them. Amounts are tonnes, as decimal digits.
    """
    found: list[Change] = []
    _value(found, "/place", before.place, after.place)
    _value(found, "/subdistrict", before.subdistrict, after.subdistrict)
    for field, one, other in (
        ("/activities", before.activities, after.activities), ("/sectors", before.sector_codes, after.sector_codes),
    ):  # fmt: skip
        _codes(found, field, one, other)
    _holdings(found, "/chemicals", before.chemicals, after.chemicals)
    _codes(found, "/processes", before.processes, after.processes)
    _units(found, before.units, after.units)
    _codes(found, "/facilities", before.facilities, after.facilities)
    _projects(found, before.projects, after.projects)
    _value(found, "/employees", before.employees, after.employees)
    _value(found, "/records/blacklisted", before.blacklisted, after.blacklisted)
    _value(found, "/records/accidents", before.had_accident, after.had_accident)
    return found


def _value(found: list[Change], pointer: str, before: Any, after: Any) -> None:
    if before != after:
        found.append({"pointer": pointer, "before": plain(before), "after": plain(after)})


def plain(value: Any) -> Any:
    """A value as JSON has it; amounts as digits, so that they stay exact."""
    if isinstance(value, Fraction):
        from kg.numbers import decimal

        return decimal(value)
    return value


def _codes(found: list[Change], pointer: str, before: Sequence[str] | None, after: Sequence[str] | None) -> None:
    if before is None or after is None:
        if before is not after:
            found.append({"pointer": pointer, "before": _listed(before), "after": _listed(after)})
        return
    added, removed = [c for c in after if c not in before], [c for c in before if c not in after]
    if added or removed:
        change = {"pointer": pointer, "before": list(before), "after": list(after)}
        found.append(change | {"added": added, "removed": removed})


def _listed(values: Iterable[Any] | None) -> list[Any] | None:
    return None if values is None else [v.name if isinstance(v, Holding) else getattr(v, "id", v) for v in values]


def _paired(before: Iterable[Any], after: Iterable[Any], key: Any) -> list[tuple[Any, Any]]:
    """Items of two lists by what they are, in the order of the second; None where one list lacks an item."""
    left: dict[Any, list[Any]] = {}
    for item in before:
        left.setdefault(key(item), []).append(item)
    pairs: list[tuple[Any, Any]] = []
    for item in after:
        same = left.get(key(item))
        pairs.append((same.pop(0) if same else None, item))
    return pairs + [(item, None) for items in left.values() for item in items]


def _holdings(
    found: list[Change], pointer: str, before: Sequence[Holding] | None, after: Sequence[Holding] | None
) -> None:
    if before is None or after is None:
        if before is not after:
            found.append({"pointer": pointer, "before": _listed(before), "after": _listed(after)})
        return
    for old, new in _paired(before, after, lambda h: h.chemical or h.name):
        if old is None or new is None:
            at = (new or old).pointer
            found.append({"pointer": at, "before": old and old.name, "after": new and new.name})
            continue
        if old.entries != new.entries:  # the form that a name tells decides the line of GB 18218 it falls under
            _value(found, new.pointer + "/name", old.name, new.name)
        _value(found, new.pointer + "/hazard_class", old.symbol, new.symbol)
        _value(found, new.pointer + "/amount_t", old.amount, new.amount)
        _value(found, new.pointer + "/annual_use_t", old.annual_use, new.annual_use)


def _units(found: list[Change], before: tuple[Unit, ...] | None, after: tuple[Unit, ...] | None) -> None:
    if before is None or after is None:
        if before is not after:
            found.append({"pointer": "/units", "before": _listed(before), "after": _listed(after)})
        return
    for old, new in _paired(before, after, lambda u: u.id):
        if old is None or new is None:
            found.append({"pointer": (new or old).pointer, "before": old and old.id, "after": new and new.id})
            continue
        _value(found, new.pointer + "/kind", old.kind, new.kind)
        _value(found, new.pointer + "/exposed_population", old.exposed_population, new.exposed_population)
        _holdings(found, new.pointer + "/chemicals", old.holdings, new.holdings)


def _projects(found: list[Change], before: tuple[Project, ...] | None, after: tuple[Project, ...] | None) -> None:
    if before is None or after is None:
        if before is not after:
            found.append({"pointer": "/projects", "before": _listed(before), "after": _listed(after)})
        return
    for old, new in _paired(before, after, lambda p: p.id):
        if old is None or new is None:
            found.append({"pointer": (new or old).pointer, "before": old and old.id, "after": new and new.id})
            continue
        _value(found, new.pointer + "/kind", old.kind, new.kind)
        _value(found, new.pointer + "/stage", old.stage, new.stage)


def pointers_of(enterprise: Enterprise) -> dict[tuple[str, Any], str]:
    """Where in the profile a fact stands that has a place of its own: by relation and the value that says which."""
    found: dict[tuple[str, Any], str] = {}
    for holding in enterprise.chemicals or ():
        _holding(found, holding)
    for unit in enterprise.units or ():
        found["unit", unit.id] = unit.pointer
        found["exposed-population", unit.id] = unit.pointer + "/exposed_population"
        for number, holding in enumerate(unit.holdings or ()):
            line = f"{unit.id}/{number}"
            found["unit-holds", line] = holding.pointer + "/amount_t"
            for relation in ("line-entry", "line-chemical", "one-of-forms"):
                found[relation, line] = holding.pointer
            found["line-symbol", line] = holding.pointer + "/hazard_class"
            _holding(found, holding)
    for project in enterprise.projects or ():
        found["project", project.id] = project.pointer
        found["project-kind", project.id] = project.pointer + "/kind"
        found["project-stage", project.id] = project.pointer + "/stage"
    return found


def _holding(found: dict[tuple[str, Any], str], holding: Holding) -> None:
    if holding.chemical is not None:
        found.setdefault(("holds-chemical", holding.chemical), holding.pointer)
        if holding.annual_use is not None:
            found.setdefault(("annual-use", holding.chemical), holding.pointer + "/annual_use_t")
