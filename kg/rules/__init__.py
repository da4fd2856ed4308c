"""The rule language: `load` reads rule files into a program, `check` finds what is wrong with one.

Importing this package loads no parser; pyparsing comes with the first call of `load`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.rules.program import Program

if TYPE_CHECKING:
    from kg.rules.read import RuleSource


def load(sources: Iterable[RuleSource] | RuleSource) -> Program:
    """Read rule files (paths, folders or texts) into one program; raises InputError with the faults of all of them."""
    from kg.rules.read import load as load_program

    return load_program(sources)
