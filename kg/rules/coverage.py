"""Which rules no example fires, and which duties (tasks and articles) no example reaches; from plain data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction


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
    tenths = share * 1000
    whole = tenths.numerator // tenths.denominator
    return f"{whole // 10}.{whole % 10}%"


def _share(all_names: tuple[str, ...], missing: tuple[str, ...]) -> Fraction:
    return Fraction(len(all_names) - len(missing), len(all_names)) if all_names else Fraction(1)
