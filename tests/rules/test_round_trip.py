"""Printing a program and reading it back gives the same program; laying a file out anew changes nothing twice."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from kg.rules import load
from kg.rules.layout import format_text
from kg.rules.program import Program
from kg.rules.text import program_text

from .programs import PROGRAMS

_SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@_SLOW
@given(PROGRAMS)
def test_what_is_printed_reads_back(program: Program) -> None:
    assert load(program_text(program)) == program


@_SLOW
@given(PROGRAMS)
def test_layout_keeps_the_meaning_and_is_final(program: Program) -> None:
    text = program_text(program)
    laid_out = format_text("random.rules", text)
    assert load(laid_out) == program
    assert format_text("random.rules", laid_out) == laid_out
