"""Paired files: good rules have no fault and one layout; bad ones exactly the faults that stand beside them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.rules import check, load
from kg.rules.checks import check_program
from kg.rules.checks.codes import CODES
from kg.rules.layout import format_text
from kg.rules.read import read
from kg.rules.text import program_text

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.rules"))
BAD = sorted((HERE / "bad").glob("*.rules"))
INSTRUMENTS = {"law_work_safety_2021", "reg_hazchem_2013", "gb18218_2018"}


def faults_of(path: Path) -> str:
    reading = read([(path.name, path.read_text("utf-8"))])
    faults = [*reading.faults, *check_program(reading.program, INSTRUMENTS, reading.unread, path.stem == "languages")]
    return "".join(f"{fault}\n" for fault in faults)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_rules_have_no_fault(path: Path) -> None:
    program = load(path)
    assert program.rules
    assert check(program, INSTRUMENTS) == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_layout_keeps_meaning_and_comments_and_is_final(path: Path) -> None:
    text = path.read_text("utf-8")
    laid_out = format_text(path.name, text)
    assert load(laid_out) == load(text)
    assert format_text(path.name, laid_out) == laid_out
    assert laid_out.count("#") == text.count("#")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_printed_program_reads_back(path: Path) -> None:
    program = load(path)
    assert load(program_text(program)) == program


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_rules_have_exactly_their_faults(path: Path) -> None:
    """After a change that is meant, write the expected files anew with UPDATE_EXPECTED=1 and read the difference."""
    expected = path.with_suffix(".expected")
    found = faults_of(path)
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


def test_every_code_is_shown_by_a_bad_file() -> None:
    shown = "".join(path.with_suffix(".expected").read_text("utf-8") for path in BAD)
    elsewhere = {"R001", "R007", "R061"}  # test_hostile.py, test_sparql.py
    assert {code for code in CODES if f" {code}: " not in shown} == elsewhere


def test_what_a_rule_says_is_found_wherever_it_stands() -> None:
    rules = {rule.name: rule for rule in load(HERE / "good" / "languages.rules").rules}
    for name in ("beside", "之下", "among"):
        assert (rules[name].said("zh"), rules[name].said("en")) == ("凡p皆q。", "Every p is q.")
    assert rules["once"].said("zh") == rules["once"].said("en") == "Every p is q. 凡p皆q。"
    assert rules["zh"].said("zh") == ""
