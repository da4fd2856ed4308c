"""Static checks of a rule program; each fault has a code, explained in rules/ERRORS.md."""

from __future__ import annotations

from collections.abc import Collection

from kg.errors import Fault, InputError
from kg.rules.checks.firing import check_firing
from kg.rules.checks.languages import check_languages
from kg.rules.checks.names import check_names
from kg.rules.checks.norms import check_norms
from kg.rules.checks.report import Report
from kg.rules.checks.size import check_size
from kg.rules.checks.strata import check_strata
from kg.rules.checks.supply import Codes
from kg.rules.checks.types import check_types
from kg.rules.checks.variables import check_variables
from kg.rules.conflicts import collisions
from kg.rules.program import Program


def check_program(
    program: Program,
    known_instruments: Collection[str] | None = None,
    unread: Collection[str] = frozenset(),
    both_languages: bool = False,
    codes: Codes | None = None,
) -> list[Fault]:
    """All faults of a program, in the order of its files and lines.

    `known_instruments` are the ids that a `basis` may name (not checked when None); `unread` the names that statements
    with syntax faults would have declared, which are then not reported as unknown. `both_languages` asks that everything be
    said in Chinese and in English. `codes` are the words for the values of types that a profile takes from a closed list.
    """
    report = Report(program)
    check_names(program, report, known_instruments, unread)
    check_types(program, report)
    if both_languages:
        check_languages(program, report)
    check_variables(program.rules, report)
    check_size(program.rules, report)
    check_firing(program, report, unread, codes or {})
    check_strata(program, report)
    try:
        found = list(collisions(program.rules))
    except InputError as error:
        return [*report.faults(), *error.faults]
    check_norms(program, found, report)
    return report.faults()
