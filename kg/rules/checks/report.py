"""Collects the faults that checks find, with the excerpt of each place."""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import Fault, nearest_name
from kg.rules.bounds import MAX_FAULTS
from kg.rules.program import Place, Program
from kg.rules.source import Source, place_fault

_HINTS_AT_MOST = 100
_COMPARED_AT_MOST = 15_000_000  # letters against letters in all hints together: a second or two


class Report:
    """The faults found in one program so far; one fault a place and code."""

    def __init__(self, program: Program) -> None:
        self._texts = program.sources
        self._sources: dict[str, Source] = {}
        self._order = {name: number for number, name in enumerate(program.sources)}
        self._hints = 0
        self._compared = 0
        self._more = 0
        self._found: dict[tuple[str, Place, str], Fault] = {}

    def near(self, name: str, known: Iterable[str]) -> str:
        """The known name most like this one; only for the first faults and names of a sensible length, to bound the time."""
        if len(name) > 80 or self._hints >= _HINTS_AT_MOST:
            return ""
        self._hints += 1
        likely = []
        for other in known:
            if abs(len(other) - len(name)) <= 4:
                self._compared += len(name) * len(other)
                if self._compared > _COMPARED_AT_MOST:
                    break
                likely.append(other)
        return nearest_name(name, likely)

    def add(self, code: str, place: Place, message: str, allowed: str = "", nearest: str = "") -> None:
        """Note a fault."""
        if len(self._found) > MAX_FAULTS:
            self._more += 1
            return
        source = self._source(place.file)
        self._found.setdefault((code, place, message), place_fault(source, code, place, message, allowed, nearest))

    def faults(self) -> list[Fault]:
        """The faults in the order of the files and of the lines in them."""
        keys = sorted(
            self._found, key=lambda key: (self._order.get(key[1].file, -1), key[1].line, key[1].column, key[0])
        )
        faults = [self._found[key] for key in keys]
        if self._more:
            faults.append(Fault(faults[-1].file, "", f"R007: and {self._more} faults more, not shown"))
        return faults

    def _source(self, name: str) -> Source | None:
        if name not in self._sources and name in self._texts:
            self._sources[name] = Source(name, self._texts[name])
        return self._sources.get(name)


def a(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[:1] in 'AEIOUaeiou' else 'a'} {noun}"


def listed(names: list[str], most: int = 8) -> str:
    """The names with commas between them, cut off where there are many."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
