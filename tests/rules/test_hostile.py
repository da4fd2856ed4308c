"""Any input at all is read in bounded time: a program, or an InputError that says what is wrong."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.rules import load
from kg.rules.bounds import MAX_BLOCKS, MAX_FAULTS
from kg.rules.checks import check_program
from kg.rules.layout import format_text
from kg.rules.read import read

SECONDS = 20  # for one hostile file, on a slow and busy machine


def read_and_check(source: str | Path) -> list[str]:
    """The faults of a text or file; fails where reading and checking take too long."""
    start = time.process_time()
    reading = read([source])
    faults = [*reading.faults, *check_program(reading.program, set(), reading.unread)]
    assert time.process_time() - start < SECONDS
    return [str(fault) for fault in faults]


FRAGMENTS = st.sampled_from(
    ["rule ", "relation ", "type ", "fact ", "table ", "if ", "then ", "unless ", "either ", "or ", "and ", "not ", "\n", "\n    ",
     "p(?x)", "q(?x, 3)", "p(", ")", "(", "（", "）", '"', "“", "”", "#", " # ", "|", "?", "?x", "_", "=", ">=", "-", "+ ", "* ", "/",
     "2018-08-31", "2018-13-01", "3.14", "1e9", "sum of ", "count over ", "within 3 days of ", "example ", "gives ", "gives no ",
     "basis ", "valid from ", "overrides ", "as lex ", "zh ", "en ", "from graph", "from profile ", "ask ", "--|--", "机构", ",", ":",
     "x: Text", "true", "\t", "\r", "\x00", "\\", "\u2028", "\ufeff", "0" * 80]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=60).map("".join))
@example("rule r if p(?x then q(")
def test_broken_text_gives_faults_or_a_program(text: str) -> None:
    read_and_check(text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_give_faults(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.rules"
    path.write_bytes(data)
    read_and_check(path)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_random_text_gives_faults(text: str) -> None:
    read_and_check(text)


HEAD = "relation p(x: Text) from graph\nrelation q(x: Text)\n"
HOSTILE = {
    "a million rules": ("rule r if p(?x) then q(?x)\n" * 1_000_000, "R007"),
    "ten thousand premises": ("rule r\n    if " + "p(?x)\n       " * 10_000 + "\n    then q(?x)", "R007"),
    "ten thousand premises in a line": ("rule r if " + " and ".join(["p(?x)"] * 10_000) + " then q(?x)", "R007"),
    "deep parentheses": (f"{HEAD}rule r if {'(' * 100_000}p(?x){')' * 100_000} then q(?x)", "R007"),
    "open parentheses": (f"{HEAD}rule r if {'(' * 100_000}", "R007"),
    "many negations": (f"{HEAD}rule r if {'not ' * 4_000}p(?x) then q(?x)", "R007"),
    "many minus signs": (f"{HEAD}rule r if ?y = {'- ' * 4_000}3 then q(?y)", "R007"),
    "a long sum": (f"{HEAD}rule r if ?y = {'+ '.join(['1 '] * 4_000)} then q(?y)", "R007"),
    "nested alternatives": (f"{HEAD}rule r if {'(p(?x) or ' * 20}p(?x){')' * 20} then q(?x)", "R007"),
    "a long number": (f"fact p({'9' * 10_000})", "R007"),
    "a long word": (f"fact {'p' * 15_000}(x)", "R012"),
    "a long line": (f"fact p({'x, ' * 1_000_000}x)", "R007"),
    "open quotation": ('"' * 1_000_001, "R003"),
    "many open quotations": ('rule r if p("\n' * 20_000, "R002"),
    "many unknown names": ("".join(f"rule r{i} if pp{i}(?x) then qq{i}(?x)\n" for i in range(2_000)), "R012"),
    "long names much alike": (
        "".join(f"relation {'a' * 50}{i}(x: Text) from graph\n" for i in range(10_000))
        + "".join(f"rule r{i} if {'a' * 50}b{i}(?x) then q(?x)\n" for i in range(200)), "R012"
    ),
    "many stray lines": ("rul e\n" * 20_000, "R003"),
    "many comments": ("# x\n" * 300_000 + "fact p(?x)", "R012"),
    "rules against each other": (
        HEAD + "".join(f"rule r{i} if p(?x) then {'not ' * (i % 2)}q(?x)\n" for i in range(400)), "R007"
    ),
    "a long chain backwards": (
        "".join(f"relation p{i}(x: Text)\nrule r{i} if p{i + 1}(?x) then p{i}(?x)\n" for i in range(1_500)), "R051"
    ),
    "functions of functions": (
        f"{HEAD}rule r if ?d = {'add_days(' * 23}2018-01-01{', 1)' * 23} then q(?d)", "R021"
    ),
    "a long chain of types": (
        "".join(f"type T{i} is T{i + 1}\n" for i in range(20_000)) + "type T20000 is T0\n", "R011"
    ),
    "a long sum of products": (f"{HEAD}rule r if ?n = {' + '.join(['?m * 2'] * 55)} then q(?n)", "R032"),
    "many variables": (
        f"{HEAD}rule r if {' and '.join(f'p(?variable{chr(97 + i % 26)}{i})' for i in range(700))} then q(?x)", "R031"
    ),
    "more joins than the engine makes": (f"{HEAD}rule r if {' and '.join(['p(?x)'] * 81)} then q(?x)", "R007"),
    "more joins in a negation": (f"{HEAD}rule r if p(?x) and not ({' and '.join(['p(?x)'] * 81)}) then q(?x)", "R007"),
    "alternatives that multiply": (f"{HEAD}rule r if {' and '.join(['(p(?x) or p(a))'] * 11)} then q(?x)", "R007"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_time_with_a_clear_fault(name: str) -> None:
    text, code = HOSTILE[name]
    faults = read_and_check(text)
    assert any(f" {code}: " in fault for fault in faults), faults[:3]
    assert all(len(fault) < 2_000 for fault in faults)


def test_a_program_within_the_bounds_is_read() -> None:
    text = HEAD + "".join(f"rule r{i} if p(?x) then q(?x)\n" for i in range(min(MAX_BLOCKS, 2_000) - 2))
    assert read_and_check(text) == []


def test_long_tables_are_read_in_linear_time() -> None:
    start = time.process_time()
    program = load("relation p(x: Text, n: Number)\ntable p\n" + "".join(f"    a{i} | {i}.5\n" for i in range(50_000)))
    assert len(program.facts) == 50_000
    assert time.process_time() - start < SECONDS


def test_faults_are_counted_beyond_a_bound() -> None:
    with pytest.raises(InputError) as caught:
        load("fact p(\n" * (MAX_FAULTS + 50))
    assert len(caught.value.faults) == MAX_FAULTS + 1
    assert "50 faults more" in str(caught.value.faults[-1])


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.rules").write_bytes("rule é".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        load([tmp_path, tmp_path / "absent.rules"])
    assert [fault.message[:5] for fault in caught.value.faults] == ["R001:", "R001:"]


BLOCKS = [
    block
    for path in sorted((Path(__file__).resolve().parents[2] / "rules").glob("*.rules"))
    for block in path.read_text("utf-8").split("\n\n")
]
SCRAPS = ["\"", "“", "(", ")", "?", "_", "|", "#", "\\", "\n", " ", "，", "（", "≤", "not ", "or ", "over ", "within ", "if ", "then ",
          "unless ", "zh ", "en ", "example ", "overrides ", "valid ", "rule ", "table ", "-", "=", "2018-02-30", "9" * 70, "{x}"]  # fmt: skip
CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(SCRAPS), st.integers(0, 12)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=3), CHANGES)
def test_damaged_rules_of_the_project_give_faults_or_one_layout(
    blocks: list[str], changes: list[tuple[float, str, int]]
) -> None:
    text = "\n\n".join(blocks)
    for where, scrap, cut in changes:
        at = int(where * len(text))
        text = text[:at] + scrap + text[at + cut :]
    reading = read([("damaged.rules", text)])
    faults = [*reading.faults, *check_program(reading.program, {"saws_95_2011"}, reading.unread, True)]
    assert all(fault.message.startswith("R") and fault.file for fault in faults)
    if not reading.faults:
        laid_out = format_text("damaged.rules", text)
        assert format_text("damaged.rules", laid_out) == laid_out
        assert load(laid_out) == reading.program


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted((Path(__file__).resolve().parents[2] / "rules").glob("*.rules"))), st.data())
def test_layout_keeps_every_comment(path: Path, data: st.DataObject) -> None:
    lines = path.read_text("utf-8").split("\n")
    where = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=12))
    for number in sorted(where, reverse=True):
        if data.draw(st.booleans()):
            lines.insert(number, f"  # note {number}")
        else:
            lines[number] += f"  # note {number}"
    laid_out = format_text(path.name, "\n".join(lines))
    assert all(re.search(rf"# note {number}$", laid_out, re.M) for number in where)
    assert format_text(path.name, laid_out) == laid_out
