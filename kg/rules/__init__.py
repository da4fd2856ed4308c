"""The rule language: `load` reads rule files into a program, `check` finds what is wrong with one.

Importing this package loads no parser; pyparsing comes with the first call of `load`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from kg.rules.program import Program

if TYPE_CHECKING:
    from kg.errors import Fault
    from kg.rules.read import RuleSource


def load(sources: Iterable[RuleSource] | RuleSource) -> Program:
    """Read rule files (paths, folders, texts) into one program; raises InputError with the syntax faults of all of them."""
    from kg.rules.read import load as load_program

    return load_program(sources)


def check(
    program: Program, known_instruments: Collection[str] | None = None, codes: Mapping[str, Mapping[str, str]] | None = None
) -> list[Fault]:
    """All faults of meaning in a program: names, types, unsafe variables, strata, contradictions, rules that never fire.

    `known_instruments` are the ids of instruments and documents that a rule's basis may name; not checked when None.
    `codes` are, by the name of a type in small letters, the words for the values that a profile may give, to those values.
    """
    from kg.rules.checks import check_program

    return check_program(program, known_instruments, codes=codes)
