"""One enterprise, as its profile describes it, after every word has been resolved to a code."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Holding(NamedTuple):
    """A chemical of the enterprise or of one unit.

    `chemical` is its compact name (`chemical/7782-50-5`), None when only `symbol`, a class of GB 18218 table 2, is
    known of it. Amounts are tonnes, None when left out. `pointer` is its place in the profile. `entries` are the lines of
    GB 18218 table 1, of any edition, that it falls under, each with whether that is certain: some depend on the form.
    `forms` are lines of which one applies for certain, only not known which. `cas` is the number by which the profile finds
    it, in the usual form, and `may_be` are further chemicals that this number may mean. `unlisted` is the field, `name` or
    `cas`, whose content no table has as it stands, so that the chemical was told by the other one or by a known misspelling.
    """

    pointer: str
    name: str
    chemical: str | None
    symbol: str | None
    amount: Fraction | None
    annual_use: Fraction | None
    entries: tuple[tuple[str, bool], ...] = ()
    forms: tuple[str, ...] = ()
    cas: str = ""
    may_be: tuple[str, ...] = ()
    unlisted: str = ""


class Unit(NamedTuple):
    """A production or storage unit in the sense of GB 18218."""

    pointer: str
    id: str
    kind: str | None
    exposed_population: int | None
    holdings: tuple[Holding, ...] | None


class Project(NamedTuple):
    pointer: str
    id: str
    kind: str | None
    stage: str | None


class Enterprise(NamedTuple):
    """A profile. A field that is None was left out, which is not the same as an empty one.

    `places` are the place and those around it; `possible_places` those inside it, where a document binds, in one of which
    the enterprise may lie when the profile names no more than a city or a province.
    """

    id: str
    name: str
    place: str
    places: tuple[str, ...]
    possible_places: tuple[str, ...]
    subdistrict: str | None
    activities: tuple[str, ...]
    sectors: tuple[str, ...] | None
    chemicals: tuple[Holding, ...] | None
    processes: tuple[str, ...] | None
    units: tuple[Unit, ...] | None
    facilities: tuple[str, ...] | None
    projects: tuple[Project, ...] | None
    employees: int | None
    blacklisted: bool | None
    had_accident: bool | None

    @property
    def sector_codes(self) -> tuple[str, ...] | None:
        """The sectors. Every enterprise is of some: to be of none that has a code is what the code `other` says."""
        return ("other",) if self.sectors == () else self.sectors
