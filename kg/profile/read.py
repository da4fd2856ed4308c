"""From a profile's JSON to an `Enterprise`: every field checked, every word resolved, every fault reported at once."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any, Protocol

from kg.content import example
from kg.errors import Fault, InputError
from kg.profile import schema as schemas
from kg.profile.document import exact, parse, read_bytes
from kg.profile.enterprise import Enterprise, Holding, Project, Unit
from kg.profile.forms import Forms
from kg.profile.places import Places
from kg.profile.processes import Processes
from kg.profile.substances import Substances, read_cas


class Words(Protocol):
    """What reading a profile needs to know: `kg.knowledge.Knowledge` is one."""

    @property
    def terms(self) -> dict[str, dict[str, str]]: ...
    @property
    def profile_schema(self) -> dict[str, Any]: ...
    @property
    def places(self) -> Places: ...
    @property
    def substances(self) -> Substances: ...
    @property
    def bound_places(self) -> list[str]: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def processes(self) -> Processes: ...


def compose_schema(base: dict[str, Any], terms: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The profile's JSON Schema with every code list filled in from the schemes: codes and the terms that mean them."""
    whole = copy.deepcopy(base)

    def fill(node: Any) -> None:
        if isinstance(node, dict):
            scheme = node.get("x-scheme")
            if scheme is not None:
                accepted = terms[scheme]
                node["enum"] = list(accepted)
                labels: dict[str, str] = {}
                for term, code in accepted.items():
                    if term != code:
                        labels.setdefault(code, term)
                codes = dict.fromkeys(accepted.values())
                node["x-allowed"] = ", ".join(f"{c} {labels[c]}" if c in labels else c for c in codes)
            for value in node.values():
                fill(value)
        elif isinstance(node, list):
            for value in node:
                fill(value)

    fill(whole)
    return whole


def read_profile(path: str, words: Words) -> Enterprise:
    """The enterprise that the file at `path` (`-` for standard input) describes. The project's own `examples/…` are found from anywhere.

    Raises:
        InputError: with every fault found, each with the file and a JSON pointer.
    """
    return _Reader(parse(read_bytes(example(path)), path), words, path).enterprise()


def profile_from(value: Any, words: Words, file: str = "<profile>") -> Enterprise:
    """The enterprise that a parsed JSON value describes; a float counts as the decimal number that it is written as.

    Raises:
        InputError: with every fault found, each with a JSON pointer.
    """
    return _Reader(exact(value), words, file).enterprise()


class _Reader:
    def __init__(self, value: Any, words: Words, file: str) -> None:
        self.words = words
        self.file = file
        self.value = value
        self.faults = schemas.check(value, words.profile_schema, file)

    def fault(self, pointer: str, message: str, allowed: str = "", nearest: str = "") -> None:
        self.faults.append(Fault(self.file, pointer, message, allowed, nearest))

    def enterprise(self) -> Enterprise:
        if not isinstance(self.value, dict):
            raise InputError(self.faults)
        value = self.value
        place, chain = self.place()
        given = value.get("records")
        records: dict[str, Any] = given if isinstance(given, dict) else {}
        accidents = records.get("accidents")
        name = _text(value.get("name")) or ""
        # Every part is read even when the schema has found faults, so that one run reports them all.
        enterprise = Enterprise(
            id=_text(value.get("id")) or name,
            name=name,
            place=place,
            places=chain,
            possible_places=self.inside(chain),
            subdistrict=_text(value.get("subdistrict")),
            activities=self.codes("activity", "activities") or (),
            sectors=self.codes("sector", "sectors"),
            chemicals=self.holdings(value.get("chemicals"), "/chemicals"),
            processes=self.processes(),
            units=self.units(),
            facilities=self.codes("facility", "facilities"),
            projects=self.projects(),
            employees=_whole(value.get("employees")),
            blacklisted=records.get("blacklisted"),
            had_accident=bool(accidents) if isinstance(accidents, list) else None,
        )
        if self.faults:
            unique = dict.fromkeys(self.faults)
            raise InputError(unique)
        return enterprise

    def place(self) -> tuple[str, tuple[str, ...]]:
        text = self.value.get("place")
        if not isinstance(text, str) or not text.strip():
            return "", ()
        found = self.words.places.find(text)
        if found.kind == "found" and found.place is not None:
            chain = self.words.places.chain(found.place.code)
            return found.place.code, tuple("place/" + code for code in chain)
        allowed = "a six-digit GB/T 2260 code or a name such as 北京市西城区"
        if found.candidates:
            options = "; ".join(str(c) for c in found.candidates[:8])
            self.fault("/place", f"several places are called {schemas.show(text)}", options)
        else:
            self.fault("/place", f"unknown place {schemas.show(text)}", allowed, ", ".join(map(str, found.nearest[:3])))
        return "", ()

    def inside(self, chain: tuple[str, ...]) -> tuple[str, ...]:
        """The places below the enterprise's own in which a document binds: it may lie in one of them."""
        if not chain:
            return ()
        chains = self.words.places.chain
        return tuple(
            bound for bound in self.words.bound_places
            if bound != chain[0] and chain[0] in ("place/" + c for c in chains(bound.removeprefix("place/")))
        )  # fmt: skip

    def codes(self, scheme: str, field: str) -> tuple[str, ...] | None:
        items = self.value.get(field)
        if not isinstance(items, list):
            return None
        terms = self.words.terms[scheme]
        return tuple(dict.fromkeys(terms[i] for i in items if isinstance(i, str) and i in terms))

    def code(self, scheme: str, item: dict[str, Any], field: str) -> str | None:
        word = item.get(field)
        return self.words.terms[scheme].get(word) if isinstance(word, str) else None

    def holdings(self, items: Any, pointer: str) -> tuple[Holding, ...] | None:
        if not isinstance(items, list):
            return None
        held = [self.holding(item, f"{pointer}/{n}") for n, item in enumerate(items) if isinstance(item, dict)]
        return tuple(h for h in held if h is not None)

    def holding(self, item: dict[str, Any], pointer: str) -> Holding | None:
        cas, name = _text(item.get("cas")), _text(item.get("name"))
        symbol = self.code("hazard_class", item, "hazard_class")
        chemical, shown = None, name or cas or symbol or ""
        entries: tuple[tuple[str, bool], ...] = ()
        forms: tuple[str, ...] = ()
        number = ""
        may_be: tuple[str, ...] = ()
        unlisted = ""
        if cas or name:
            found = self.words.substances.find(cas, name)
            if found.kind == "found" and found.substance is not None:
                chemical, shown, may_be = found.substance.id, name or found.substance.name, found.forms
                number = read_cas(cas)[0] if cas else ""
                if not found.cas_known:
                    unlisted = "cas"
                elif found.corrected or not found.name_known:
                    unlisted = "name"
                entries = self.words.forms.entries(chemical, found.qualifier)
                if not all(certain for _, certain in entries):
                    forms = self.words.forms.closed(chemical, found.qualifier)
            elif found.kind == "unknown" and "hazard_class" in item:
                shown = name or cas or ""
            else:
                self.no_chemical(found, item, pointer)
                return None
        amount, annual = (
            Fraction(item[k]) if _number(item.get(k)) else None for k in ("amount_t", "annual_use_t")
        )
        return Holding(pointer, shown, chemical, symbol, amount, annual, entries, forms, number, may_be, unlisted)

    def no_chemical(self, found: Any, item: dict[str, Any], pointer: str) -> None:
        field = "cas" if "cas" in item else "name"
        shown = schemas.show(item[field])
        options = "; ".join(map(str, found.candidates[:6]))
        if found.kind == "invalid":
            self.fault(f"{pointer}/cas", f"found {shown}: {found.message}", "a CAS number such as 7782-50-5")
        elif found.kind == "conflict":
            message = f"CAS {shown} and the name {schemas.show(item['name'])} are different substances"
            self.fault(pointer, message, f"one of: {options}")
        elif found.kind == "ambiguous":
            self.fault(f"{pointer}/{field}", f"several entries match {shown}", f"one of: {options}, by name and CAS")
        else:
            self.fault(
                f"{pointer}/{field}", f"no chemical is known as {shown}",
                "a CAS number, name or alias of the catalogue, or hazard_class, a symbol of GB 18218-2018 table 2",
                ", ".join(map(str, found.nearest[:3])),
            )  # fmt: skip

    def processes(self) -> tuple[str, ...] | None:
        items = self.value.get("processes")
        if not isinstance(items, list):
            return None
        found: dict[str, None] = {}
        for number, item in enumerate(items):
            if not isinstance(item, str) or not item.strip():
                continue
            lookup = self.words.processes.find(item)
            if lookup.kind == "found" and lookup.process is not None:
                found[lookup.process.id] = None
            elif lookup.kind == "near":
                names = ", ".join(map(str, lookup.nearest[:3]))
                message = f"{schemas.show(item)} is spelt like a key supervised process but is none"
                self.fault(f"/processes/{number}", message, "the name of a process", names)
            else:
                found["process/" + item.strip()] = None
        return tuple(found)

    def units(self) -> tuple[Unit, ...] | None:
        items = self.value.get("units")
        if not isinstance(items, list):
            return None
        seen: dict[str, str] = {}
        units = []
        for number, item in enumerate(items):
            pointer = f"/units/{number}"
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                continue
            self.own_id(item["id"], pointer, seen, "unit")
            units.append(
                Unit(
                    pointer, item["id"], self.code("unitkind", item, "kind"),
                    _whole(item.get("exposed_population")),
                    self.holdings(item.get("chemicals"), f"{pointer}/chemicals"),
                )
            )  # fmt: skip
        return tuple(units)

    def projects(self) -> tuple[Project, ...] | None:
        items = self.value.get("projects")
        if not isinstance(items, list):
            return None
        seen: dict[str, str] = {}
        projects = []
        for number, item in enumerate(items):
            if isinstance(item, dict):
                pointer, own = f"/projects/{number}", _text(item.get("id")) or f"project-{number + 1}"
                self.own_id(own, pointer, seen, "project")
                kind, stage = self.code("projectkind", item, "kind"), self.code("projectstage", item, "stage")
                projects.append(Project(pointer, own, kind, stage))
        return tuple(projects)

    def own_id(self, own: str, pointer: str, seen: dict[str, str], what: str) -> None:
        """Two things of one id would be taken for one, with the kind of this and the stage of that."""
        if own in seen:
            message = f"the id {schemas.show(own)} is already that of {seen[own]}"
            self.fault(f"{pointer}/id", message, f"an id of its own for each {what}")
        seen.setdefault(own, pointer)


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _whole(value: Any) -> int | None:
    return int(value) if _number(value) else None


def _number(value: Any) -> bool:
    from decimal import Decimal

    return isinstance(value, int | Decimal) and not isinstance(value, bool)


