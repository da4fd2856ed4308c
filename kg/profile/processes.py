"""Finding a key supervised chemical process by name.

A process that no list knows is no fault: most processes are not supervised, and `other_processes.csv` names the usual ones.
Any other name that is a slip away from a listed one, or a part of it, or ends in it (溶液聚合), is a fault, since a misspelling would silently lose the duties that hang
on the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from kg.profile.spelling import likely_forms, nearest, one_slip, plain, slip_table, translation

Kind = Literal["found", "near", "unknown"]

_ENDINGS = ("生产工艺", "反应工艺", "工艺", "反应", "过程", "装置")
_NEAR = 0.8


class Process(NamedTuple):
    """`id` is the compact name (`process/key_processes_1.8`)."""

    id: str
    name: str
    name_en: str

    def __str__(self) -> str:
        return self.name


class Lookup(NamedTuple):
    """`found`: `process`. `near`: no listed name, but much like the `nearest`, best first. `unknown`: like none of them."""

    kind: Kind
    process: Process | None = None
    nearest: tuple[Process, ...] = ()


def build_index(
    rows: Iterable[Mapping[str, str]],
    aliases: Iterable[Mapping[str, str]] = (),
    others: Iterable[Mapping[str, str]] = (),
    characters: Iterable[Mapping[str, str]] = (),
    slips: Iterable[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """The index as plain data that `marshal` can store.

    Args:
        rows: rows of `key_supervised_processes.csv`.
        aliases: rows of `process_aliases.csv`.
        others: rows of `other_processes.csv`.
        characters: rows of `character_variants.csv`.
        slips: rows of `character_slips.csv`; they only put the likeliest process first in `nearest`.

    Raises:
        ValueError: one name is that of two processes, or an alias belongs to no process.
    """
    variants = {row["traditional"]: row["simplified"] for row in characters}
    table = translation(variants)
    processes = [(f"{row['list']}.{row['seq']}", row["name_zh"], row["name_en"]) for row in rows]
    place = {identifier: at for at, (identifier, _, _) in enumerate(processes)}
    names: dict[str, int] = {}
    for identifier, name in [
        *((identifier, name) for identifier, name, _ in processes),
        *((f"{row['list']}.{row['seq']}", row["alias"]) for row in aliases),
    ]:
        if identifier not in place:
            raise ValueError(f"process_aliases.csv: no process {identifier} for the alias {name!r}")
        for key in _keys(plain(name, table)):
            if names.setdefault(key, place[identifier]) != place[identifier]:
                raise ValueError(f"{name!r} is the name of two processes")
    # Only the characters that a name of a process has: the table for all substances is forty times as long.
    used = set("".join(names))
    return {
        "processes": processes,
        "names": names,
        "others": {_bare(plain(row["name_zh"], table)): True for row in others},
        "slips": slip_table(slips),
        "characters": {old: new for old, new in variants.items() if new in used},
    }


def _keys(name: str) -> set[str]:
    """The forms under which a name is found: whole, and without its ending; a bracket at the end counts as text.

    `电解工艺(氯碱)` is found as `电解工艺(氯碱)`, `电解(氯碱)` and `电解工艺氯碱`.
    """
    flat = name.replace("(", "").replace(")", "")
    return {name, flat, _bare(name), _bare(flat)} - {""}


def _bare(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    head, inside = (
        (name[: name.index("(")], name[name.index("(") :]) if "(" in name and name.endswith(")") else (name, "")
    )
    for ending in _ENDINGS:
        if inside and head.endswith(ending) and len(head) > len(ending) + 1:
            return head[: -len(ending)] + inside
    return name


class Processes:
    """Searches in an index of `build_index`."""

    __slots__ = ("_index", "_table")

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._index = index
        self._table = translation(index["characters"])

    def all(self) -> tuple[Process, ...]:
        """The processes in the order of their lists."""
        return tuple(self._process(at) for at in range(len(self._index["processes"])))

    def by_id(self, identifier: str) -> Process | None:
        """The process with a compact name such as `process/key_processes_1.8`."""
        return next((process for process in self.all() if process.id == identifier), None)

    def find(self, name: str) -> Lookup:
        """The process of this name, whole or without its ending (加氢工艺, 加氢)."""
        key = plain(name, self._table)
        # What stands in a bracket after the name is a detail: 裂解工艺(乙烯).
        head = key[: key.rindex("(")] if key.endswith(")") and key.rfind("(") > 0 else key
        names = self._index["names"]
        for form in dict.fromkeys((key, _bare(key), head, _bare(head))):
            if form in names:
                return Lookup("found", self._process(names[form]))
        bare = _bare(head)
        if bare in self._index["others"]:
            return Lookup("unknown")
        # 电解 is only a part of 电解（氯碱）, and 溶液聚合 a special 聚合: neither may be settled silently.
        part = [known for known in names if len(bare) > 1 and (known.startswith(bare) or known.endswith(bare))]
        special = [known for known in names if bare.endswith(known)]
        likely = [form for form in likely_forms(bare, self._index["slips"]) if form in names]
        slips = [known for known in names if one_slip(bare, known)]
        close = [*likely, *part, *special, *slips, *nearest(key, names, cutoff=_NEAR)]
        found = tuple(self._process(at) for at in dict.fromkeys(names[known] for known in close))
        return Lookup("near", nearest=found) if found else Lookup("unknown")

    def _process(self, at: int) -> Process:
        identifier, name, name_en = self._index["processes"][at]
        return Process("process/" + identifier, name, name_en)
