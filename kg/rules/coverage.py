"""Which rules no example fires, and which duties (tasks and articles) no example reaches; from plain data.

The floors below which coverage must not fall stand in a file, `rules 97.5` and `duties 80` on a line each, and only rise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kg.errors import Fault, InputError

FLOOR_FILE = "coverage-floor.txt"
_MEASURES = ("rules", "duties")
_PERCENTAGE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_HEAD = "# The least part, in percent, that the examples must cover. `kgquery rules coverage --raise-floor` raises it; nothing lowers it.\n"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Names in the order of the program; `fired` and `reached` are the parts that some example covers."""

    rules: tuple[str, ...]
    fired: frozenset[str]
    duties: tuple[str, ...]
    reached: frozenset[str]

    @property
    def silent_rules(self) -> tuple[str, ...]:
        """The rules that no example fires."""
        return tuple(name for name in self.rules if name not in self.fired)

    @property
    def unreached_duties(self) -> tuple[str, ...]:
        """The tasks and articles that no example reaches."""
        return tuple(name for name in self.duties if name not in self.reached)

    @property
    def rule_share(self) -> Fraction:
        """The part of the rules that fires, from 0 to 1; 1 when there are none."""
        return _share(self.rules, self.silent_rules)

    @property
    def duty_share(self) -> Fraction:
        """The part of the duties that is reached, from 0 to 1; 1 when there are none."""
        return _share(self.duties, self.unreached_duties)


def measure(
    rules: Iterable[str], duties: Iterable[str], runs: Iterable[tuple[Collection[str], Collection[str]]]
) -> Coverage:
    """Coverage by runs, each of them the names of the rules that fired and of the duties that came out."""
    fired: set[str] = set()
    reached: set[str] = set()
    for names, found in runs:
        fired.update(names)
        reached.update(found)
    return Coverage(tuple(dict.fromkeys(rules)), frozenset(fired), tuple(dict.fromkeys(duties)), frozenset(reached))


def percent(share: Fraction) -> str:
    """A share as a percentage with one place, rounded down, so that 100.0% means all."""
    return _tenths(share * 100) + "%"


def read_floors(path: Path) -> dict[str, Fraction]:
    """The floors in percent, by measure (rules, duties). Raises InputError when the file is missing or says something else."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError([Fault(str(path), "", f"cannot be read ({error.strerror})", "the floors of coverage")]) from None
    floors: dict[str, Fraction] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, percentage = line.partition(" ")
        if name not in _MEASURES or name in floors or not _PERCENTAGE.fullmatch(percentage) or Fraction(percentage) > 100:
            raise InputError([Fault(str(path), str(number), f"found {line!r}", "rules PERCENT and duties PERCENT, each once")])
        floors[name] = Fraction(percentage)
    missing = [name for name in _MEASURES if name not in floors]
    if missing:
        raise InputError([Fault(str(path), "", f"it has no floor of {missing[0]}", "rules PERCENT and duties PERCENT")])
    return floors


def floors_text(old: Mapping[str, Fraction], found: Coverage) -> str:
    """The floor file, each floor raised to what is covered now (in tenths, rounded down) where that is more."""
    shares = {"rules": found.rule_share, "duties": found.duty_share}
    lines = [f"{name} {_tenths(max(old.get(name, Fraction(0)), shares[name] * 100))}\n" for name in _MEASURES]
    return _HEAD + "".join(lines)


def _tenths(percentage: Fraction) -> str:
    tenths = percentage * 10 // 1
    return f"{tenths // 10}.{tenths % 10}"


def _share(all_names: tuple[str, ...], missing: tuple[str, ...]) -> Fraction:
    return Fraction(len(all_names) - len(missing), len(all_names)) if all_names else Fraction(1)
