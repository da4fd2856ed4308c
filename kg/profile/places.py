"""Finding a place by its GB/T 2260 code or its name, and the larger places it lies in.

An abolished code is still understood: where one code took its place (从化市 440184 → 从化区 440117) that one is the answer,
where several did it stays itself. A name is accepted alone where it names one place only, else with what it lies in
(广州市从化区, 内蒙古自治区阿拉善盟), whole or without its ending (北京西城区).
The index is plain data, made once with `build_index` and stored in the knowledge base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from kg.profile.shelves import keys, look, shelve
from kg.profile.spelling import nearest, one_slip, plain, translation

Kind = Literal["found", "ambiguous", "unknown"]

COUNTRY = "000000"
_CODE = re.compile(r"\d+", re.ASCII)
_ENDINGS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "林区",
    "特区",
    "地区",
    "新区",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
    "州",
)
_PEOPLES = re.compile(
    "(?:蒙古族|蒙古|回族|回|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族"
    "|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克"
    "|怒族|鄂温克族|保安族|裕固族|独龙族|鄂伦春|各族)+$"
)
_LONGEST_NAME = 40
_KEPT = 10_000


class Place(NamedTuple):
    """`full_name` runs from the province down; `level` is a code of the scheme of levels, empty for a mere grouping
    (市辖区, 110100); `listed_to` is the last month in which the lists have it (`2013-12`), empty while it exists."""

    code: str
    name: str
    full_name: str
    level: str
    superseded_by: tuple[str, ...] = ()
    listed_to: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.full_name}"


class Lookup(NamedTuple):
    """`found`: `place`. `ambiguous`: `candidates`. `unknown`: the `nearest` places, best first.

    `given` is the abolished place that was asked for where `place` is what took over from it.
    """

    kind: Kind
    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    nearest: tuple[Place, ...] = ()
    given: Place | None = None


def build_index(rows: Iterable[Mapping[str, str]], characters: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """The index as plain data that `marshal` can store.

    Args:
        rows: rows of `places.csv`: one for each code and name, a code's present name having no `listed_to`.
        characters: rows of `character_variants.csv`.

    Raises:
        ValueError: a place lies in, or is superseded by, a code that is not in the table.
    """
    variants = {row["traditional"]: row["simplified"] for row in characters}
    table = translation(variants)
    latest: dict[str, Mapping[str, str]] = {}
    listed = list(rows)
    for row in listed:
        other = latest.get(row["code"])
        if other is None or not row["listed_to"] or (other["listed_to"] and row["listed_to"] > other["listed_to"]):
            latest[row["code"]] = row
    at = {code: number for number, code in enumerate(latest)}
    for row in latest.values():
        for code in filter(None, [row["parent"], *row["superseded_by"].split(";")]):
            if code not in at:
                raise ValueError(f"places.csv: {row['code']} refers to {code}, which is not in the table")
    names: dict[str, list[int]] = {}
    short: dict[str, list[int]] = {}
    for row in listed:
        if row["kind"] == "grouping":
            continue
        name = plain(row["name_zh"], table)
        for index, key in ((names, name), (short, _stem(name))):
            if key and at[row["code"]] not in index.setdefault(key, []):
                index[key].append(at[row["code"]])
    lines = [
        "\t".join(
            (
                code,
                row["name_zh"],
                _full_name(code, latest),
                row["level"],
                row["parent"],
                row["superseded_by"],
                row["listed_to"],
            )
        )
        for code, row in latest.items()
    ]
    return {
        "places": "\n".join(lines),
        "codes": shelve({code: [number] for code, number in at.items()}),
        "names": shelve(names),
        "short": shelve({key: found for key, found in short.items() if key not in names}),
        "characters": variants,
    }


def _full_name(code: str, rows: Mapping[str, Mapping[str, str]]) -> str:
    parts: list[str] = []
    while code != COUNTRY:
        row = rows[code]
        if row["kind"] != "grouping" or not parts:
            parts.append(row["name_zh"])
        code = row["parent"]
    return "".join(reversed(parts)) or rows[code]["name_zh"]


def _stem(name: str) -> str:
    """A name without its ending (阿拉善盟 → 阿拉善, 新疆维吾尔自治区 → 新疆), empty where nobody shortens it so.

    A district keeps its 区: 西安 is the city, never 牡丹江市西安区.
    """
    for ending in _ENDINGS:
        if name.endswith(ending):
            stem = name[: -len(ending)]
            if ending.startswith("自治"):
                bare = _PEOPLES.sub("", stem)
                stem = bare if len(bare) > 1 else stem
            return stem if len(stem) > 1 and ending != "区" else ""
    return ""


class Places:
    """Searches in an index of `build_index`; making one costs nothing."""

    __slots__ = ("_answers", "_index", "_lines", "_table")

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._answers: dict[str, Lookup] = {}
        self._index = index
        self._lines: list[str] = []
        self._table: dict[int, str] = {}

    def find(self, text: str) -> Lookup:
        """The place with this six-digit code or this name; never a silent choice between several."""
        answer = self._answers.get(text)
        if answer is None:
            answer = self._search(text)
            # The places of a register are few and come again and again; strange input must not fill the memory.
            if len(self._answers) < _KEPT and len(text) <= _LONGEST_NAME:
                self._answers[text] = answer
        return answer

    def _search(self, text: str) -> Lookup:
        if not self._table:
            self._table = translation(self._index["characters"])
        key = plain(text, self._table)
        if _CODE.fullmatch(key):
            found = look(self._index["codes"], key)
            return self._answer(found) if found else Lookup("unknown", nearest=self._near_codes(key))
        found = self._named(key) if len(key) <= _LONGEST_NAME else []
        return self._answer(found) if found else Lookup("unknown", nearest=self._near_names(key[:_LONGEST_NAME]))

    def chain(self, code: str) -> tuple[str, ...]:
        """The code and those of the larger places it lies in, up to the country: 110102, 110100, 110000, 000000.

        Raises:
            KeyError: no such code.
        """
        found = [code]
        while found[-1] != COUNTRY:
            at = look(self._index["codes"], found[-1])
            if not at:
                raise KeyError(found[-1])
            found.append(self._line(at[0])[4])
        return tuple(found)

    def _named(self, key: str) -> list[int]:
        """Places of a name, alone or after the names of what it lies in."""
        found = look(self._index["names"], key) or look(self._index["short"], key)
        if found:
            return found
        for cut in range(2, len(key)):
            inner = look(self._index["names"], key[cut:]) or look(self._index["short"], key[cut:])
            if not inner:
                continue
            outer = {self._line(at)[0] for at in self._named(key[:cut])}
            within = [at for at in inner if outer & set(self.chain(self._line(at)[0])[1:])]
            if within:
                return within
        return []

    def _answer(self, found: Sequence[int]) -> Lookup:
        places = [self._place(at) for at in found]
        now = [self._present(place) for place in places]
        different = {place.code: place for place in now}
        if len(different) > 1:
            return Lookup("ambiguous", candidates=tuple(different.values()))
        given = places[0] if len(places) == 1 and places[0].code != now[0].code else None
        return Lookup("found", now[0], given=given)

    def _present(self, place: Place) -> Place:
        """What took over from a place, as long as it was one place only."""
        seen = {place.code}
        while len(place.superseded_by) == 1 and place.superseded_by[0] not in seen:
            place = self._place(look(self._index["codes"], place.superseded_by[0])[0])
            seen.add(place.code)
        return place

    def _near_codes(self, code: str) -> tuple[Place, ...]:
        # One digit mistyped comes first. The digits go from the large to the small, so the longer the common start, the
        # nearer the place.
        def distance(other: str) -> tuple[bool, int, int]:
            same = next((n for n, (a, b) in enumerate(zip(code, other, strict=False)) if a != b), min(len(code), 6))
            return not one_slip(code, other), -same, abs(int(code[:6].ljust(6, "0")) - int(other))

        closest = sorted(keys(self._index["codes"]), key=distance)[:3]
        return tuple(self._place(look(self._index["codes"], other)[0]) for other in closest)

    def _near_names(self, key: str) -> tuple[Place, ...]:
        full = {plain(line.split("\t")[2], self._table): at for at, line in enumerate(self._all_lines())}
        found = [full[name] for name in nearest(key, full, cutoff=0.75)]
        # A street or a building after a place: the place itself is what was meant.
        for cut in range(len(key) - 1, 1, -1):
            start = self._named(key[:cut])
            if start:
                found += start[:3]
                break
        for name in nearest(key, keys(self._index["names"]), cutoff=0.6):
            found += look(self._index["names"], name)
        places = [self._present(self._place(at)) for at in found]
        return tuple({place.code: place for place in places}.values())[:3]

    def _place(self, at: int) -> Place:
        code, name, full_name, level, _, superseded_by, listed_to = self._line(at)
        return Place(code, name, full_name, level, tuple(filter(None, superseded_by.split(";"))), listed_to)

    def _line(self, at: int) -> list[str]:
        return self._all_lines()[at].split("\t")

    def _all_lines(self) -> list[str]:
        if not self._lines:
            self._lines = self._index["places"].split("\n")
        return self._lines
