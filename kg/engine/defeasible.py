"""placeholder"""
from kg.rules.program import Program

from .normal import Clause


def transform(clauses: list[Clause], program: Program) -> list[Clause]:
    return clauses
