"""Finding a substance by CAS number, name or alias.

A substance is one entry of the catalogue of hazardous chemicals, or of a list whose entry the catalogue lacks. Eight CAS
numbers stand at two entries each (氯化氢 and 盐酸 are both 7647-01-0), so such a number alone names no single substance.
The index is plain data, made once with `build_index` and stored in the knowledge base; `Substances` only looks things up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from kg.profile.shelves import keys, look, shelve
from kg.profile.spelling import (
    likely_forms,
    nearest,
    plain,
    slip_table,
    split_qualifier,
    translation,
    without_qualifier,
)

Kind = Literal["found", "ambiguous", "unknown", "conflict", "invalid"]

_KEPT = 10_000
_CAS = re.compile(r"[1-9]\d{1,6}-\d\d-\d", re.ASCII)


class Substance(NamedTuple):
    """`id` is the compact name (`chemical/7782-50-5`); `cas` holds every CAS number of the entry, the first the usual one."""

    id: str
    name: str
    cas: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}（CAS {'、'.join(self.cas)}）" if self.cas else self.name


class Lookup(NamedTuple):
    """The answer to one search.

    `found`: `substance`. `ambiguous`: two or more `candidates`. `conflict`: `candidates` are what the CAS number names, if
    anything, then what the name names. `unknown`: `nearest` names. `invalid`: the CAS number is none, `message` says why.
    `qualifier` is what the given name says in a last bracket beyond the entry's own name (`含可燃物≤0.2%`), in the plain
    spelling; `corrected` is the right name where a listed misspelling was given; `name_known` is false where a CAS number
    was found and the name beside it is in no table, `cas_known` the same the other way round. `forms` are forms of the
    substance that only a name sets apart (液化天然气), where no name does.
    """

    kind: Kind
    substance: Substance | None = None
    candidates: tuple[Substance, ...] = ()
    nearest: tuple[str, ...] = ()
    message: str = ""
    qualifier: str = ""
    corrected: str = ""
    name_known: bool = True
    cas_known: bool = True
    forms: tuple[str, ...] = ()


def read_cas(text: str) -> tuple[str, str]:
    """A CAS number in its usual form, and what is wrong with it (the empty string for nothing).

    Full-width digits, any dash and stray spaces are accepted; the check digit is the sum of the other digits, each times
    its place from the right, modulo ten.
    """
    cas = text
    if not _CAS.fullmatch(cas):
        cas = plain(text)
        if cas.startswith("cas"):
            cas = cas[3:].lstrip(".:号no-")
    if not _CAS.fullmatch(cas):
        shown = unicodedata.normalize("NFKC", text).strip()
        return shown, "not a CAS number: two to seven digits, two digits, one check digit, such as 7782-50-5"
    digits = cas.replace("-", "")
    check = sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), 1)) % 10
    if check != int(digits[-1]):
        return cas, f"check digit {digits[-1]} is wrong: {cas[:-1]} has the check digit {check}"
    return cas, ""


def build_index(
    entries: Iterable[Mapping[str, str]],
    aliases: Iterable[Mapping[str, str]] = (),
    characters: Iterable[Mapping[str, str]] = (),
    slips: Iterable[Mapping[str, str]] = (),
    listed: Iterable[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """The index as plain data that `marshal` can store.

    Args:
        entries: rows of `hazchem_catalogue.csv`, then of `other_chemicals.csv`: `chemical` (local id), `name_zh`,
            `aliases` and `cas` (each `;`-separated). Rows of one `chemical` are one substance, its last name the usual one.
        aliases: rows of `substance_aliases.csv`: `chemical`, `alias`, `kind`.
        characters: rows of `character_variants.csv`: `traditional`, `simplified`.
        slips: rows of `character_slips.csv`: `written`, `meant`; they only put the likeliest name first in `nearest`.
        listed: rows of the lists and of GB 18218 table 1: `name_zh`, `aliases` and `chemical` (`;`-separated). A name as a
            list prints it (甲烷，天然气) names the substances of its row, where the names of substances name none of them.

    Raises:
        ValueError: an alias belongs to a chemical that is not among the entries.
    """
    variants = {row["traditional"]: row["simplified"] for row in characters}
    table = translation(variants)
    ids: list[str] = []
    labels: list[str] = []
    numbers: list[str] = []
    place: dict[str, int] = {}
    cas: dict[str, list[int]] = {}
    forms: dict[str, list[int]] = {}
    own: dict[str, list[int]] = {}
    other: dict[str, list[int]] = {}
    misspelt: dict[str, int] = {}

    def note(index: dict[str, list[int]], key: str, at: int) -> None:
        places = index.setdefault(key, [])
        if key and at not in places:
            places.append(at)

    for row in entries:
        at = place.setdefault(row["chemical"], len(ids))
        if at == len(ids):
            ids.append(row["chemical"])
            labels.append(row["name_zh"])
            numbers.append(row["cas"])
        else:
            labels[at] = row["name_zh"]
        for number in filter(None, row["cas"].split(";")):
            # A form that only a further list sets apart (液化天然气) is found by name; the number means the catalogue's entry.
            note(cas if row.get("no") or number not in cas else forms, number, at)
        for order, name in enumerate([row["name_zh"], *filter(None, row["aliases"].split(";"))]):
            key = plain(name, table)
            note(own if order == 0 else other, key, at)
            bare, qualifier = split_qualifier(key)
            if qualifier:
                note(other, bare, at)
    for row in aliases:
        if row["chemical"] not in place:
            raise ValueError(f"substance_aliases.csv: no chemical {row['chemical']!r} for the alias {row['alias']!r}")
        at = place[row["chemical"]]
        if row["kind"] == "cas":
            note(cas, row["alias"], at)
        elif row["kind"] == "misspelling":
            misspelt[plain(row["alias"], table)] = at
        else:
            note(other, plain(row["alias"], table), at)
    # An entry's own name goes before another entry's alias: 煤气 is entry 1570, whatever else is so called.
    names = {key: places for key, places in other.items() if key not in own} | own
    listed = list(listed)
    names |= _printed(listed, names, place, table)
    for key, places in names.items():
        # The short name reads better than one with the condition of the entry's first line, where only one entry has it.
        if len(places) == 1 and split_qualifier(plain(labels[places[0]], table))[0] == key:
            labels[places[0]] = without_qualifier(labels[places[0]])
    return {
        "substances": "\n".join(f"{ids[at]}\t{labels[at]}\t{numbers[at]}" for at in range(len(ids))),
        "cas": shelve(cas),
        "forms": forms,
        "names": shelve(names),
        "paired": _paired(listed, names, place, table),
        "misspelt": {key: at for key, at in misspelt.items() if key not in names},
        "slips": slip_table(slips),
        "characters": variants,
    }


def _printed(
    rows: Iterable[Mapping[str, str]], names: Mapping[str, list[int]], place: Mapping[str, int], table: Mapping[int, str]
) -> dict[str, list[int]]:
    """The names of list rows by which `names` finds none of the row's substances, with the places of these."""
    found: dict[str, list[int]] = {}
    for row in rows:
        places = [place[chemical] for chemical in row["chemical"].split(";") if chemical in place]
        for name in (row["name_zh"], *row["aliases"].split(";")):
            key = plain(name, table)
            known = names.get(key) or names.get(split_qualifier(key)[0], [])
            if places and key and key not in names and not set(places) & set(known):
                found.setdefault(key, []).extend(at for at in places if at not in found[key])
    return found


def _paired(
    rows: Iterable[Mapping[str, str]], names: Mapping[str, list[int]], place: Mapping[str, int], table: Mapping[int, str]
) -> dict[str, list[int]]:
    """By name, the further substances that a list calls so too.

    The name alone means the entry that bears it; beside the number that the list prints (甲苯二异氰酸酯, 584-84-9) it names
    the substance of that number.
    """
    found: dict[str, list[int]] = {}
    for row in rows:
        places = [place[chemical] for chemical in row["chemical"].split(";") if chemical in place]
        for name in (row["name_zh"], *row["aliases"].split(";")):
            key = plain(name, table)
            known = names.get(key, [])
            # A row that names several substances one by one (汽油…、石脑油) calls none of them by another's name.
            if set(places) & set(known):
                further = [at for at in places if at not in known and at not in found.get(key, ())]
                if further:
                    found.setdefault(key, []).extend(further)
    return found


class Substances:
    """Searches in an index of `build_index`; making one costs nothing."""

    __slots__ = ("_answers", "_index", "_lines", "_places_of_ids", "_table")

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._answers: dict[tuple[str | None, str | None], Lookup] = {}
        self._index = index
        self._places_of_ids: dict[str, int] = {}
        self._lines: list[str] = []
        self._table: dict[int, str] = {}

    def find(self, cas: str | None = None, name: str | None = None) -> Lookup:
        """The substance with this CAS number, this name, or both; never a silent choice between several."""
        answer = self._answers.get((cas, name))
        if answer is None:
            answer = self._search(cas, name)
            # The chemicals of a register are few and come again and again; strange input must not fill the memory.
            if len(self._answers) < _KEPT:
                self._answers[cas, name] = answer
        return answer

    def _search(self, cas: str | None, name: str | None) -> Lookup:
        number = ""
        if cas is not None:
            number, problem = read_cas(cas)
            if problem:
                return Lookup("invalid", message=problem)
        by_cas = look(self._index["cas"], number) if number else []
        by_name, qualifier, corrected = self._named(name) if name else ([], "", "")
        if number and by_name:
            both = [at for at in by_name if at in by_cas or number in self._substance(at).cas]
            if both:
                return self._one_of(both, qualifier, corrected)
            further = [at for at in self._also_called(name) if at in by_cas]
            if further:
                return self._one_of(further)
            if not by_cas and not any(self._substance(at).cas for at in by_name):
                # The lists give these entries no CAS number (煤气), so the one given contradicts nothing.
                return self._one_of(by_name, qualifier, corrected, cas_known=False)
            return Lookup("conflict", candidates=self._all([*by_cas, *by_name]), cas_known=bool(by_cas))
        if by_cas:
            found = self._one_of(by_cas, name_known=name is None)
            forms = self._index["forms"].get(number, ())
            return found._replace(forms=tuple(substance.id for substance in self._all(forms))) if forms else found
        if by_name:
            return self._one_of(by_name, qualifier, corrected)
        return Lookup("unknown", nearest=self._near(number, name), name_known=False, cas_known=False)

    def by_id(self, identifier: str) -> Substance | None:
        """The substance with a compact name such as `chemical/7782-50-5`."""
        if not self._places_of_ids:
            self._places_of_ids = {line.partition("\t")[0]: at for at, line in enumerate(self._all_lines())}
        at = self._places_of_ids.get(identifier.removeprefix("chemical/"))
        return None if at is None else self._substance(at)

    def _also_called(self, name: str | None) -> Sequence[int]:
        """Places of the substances that a list calls by a name which is another entry's own."""
        return self._index["paired"].get(plain(name, self._table), ()) if name else ()

    def _named(self, name: str) -> tuple[list[int], str, str]:
        """Places of a name, the bracket that says which form is meant, and the right name of a listed misspelling."""
        if not self._table:
            self._table = translation(self._index["characters"])
        key = plain(name, self._table)
        bare, qualifier = split_qualifier(key)
        for form in dict.fromkeys((key, bare)):
            places = look(self._index["names"], form)
            if places:
                return places, qualifier, ""
            slip = self._index["misspelt"].get(form)
            if slip is not None:
                return [slip], qualifier, self._substance(slip).name
        return [], "", ""

    def _one_of(
        self,
        places: Sequence[int],
        qualifier: str = "",
        corrected: str = "",
        name_known: bool = True,
        cas_known: bool = True,
    ) -> Lookup:
        found = self._all(places)
        if len(found) == 1:
            return Lookup("found", found[0], (), (), "", qualifier, corrected, name_known, cas_known)
        return Lookup("ambiguous", None, found, (), "", qualifier, corrected, name_known, cas_known)

    def _all(self, places: Iterable[int]) -> tuple[Substance, ...]:
        return tuple(self._substance(at) for at in dict.fromkeys(places))

    def _substance(self, at: int) -> Substance:
        identifier, label, numbers = self._all_lines()[at].split("\t")
        return Substance("chemical/" + identifier, label, tuple(numbers.split(";")) if numbers else ())

    def _all_lines(self) -> list[str]:
        if not self._lines:
            self._lines = self._index["substances"].split("\n")
        return self._lines

    def _near(self, number: str, name: str | None) -> tuple[str, ...]:
        if not name:
            return tuple(nearest(number, keys(self._index["cas"]), cutoff=0.7))
        key = plain(name, self._table)
        found = [form for form in likely_forms(key, self._index["slips"]) if look(self._index["names"], form)]
        return tuple(dict.fromkeys([*found, *nearest(key, keys(self._index["names"]))]))[:3]
