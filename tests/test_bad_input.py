"""Bad input: exit 2, one line a fault with file and place, nothing on standard output, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES, ROOT, kgquery, kgquery_process

GOOD: dict[str, Any] = {"name": "某厂", "place": "110102", "activities": ["use"]}


def ask(folder: Path, text: str) -> tuple[int, str, list[str]]:
    path = folder / "profile.json"
    path.write_text(text, "utf-8")
    outcome = kgquery("obligations", "--enterprise", str(path), "--as-of", "2018-06-01")
    return outcome.code, outcome.out, outcome.err.splitlines()


FAULTS = [
    ({"activities": None}, "/activities", "a list"),
    ({"activities": ["usage"]}, "/activities/0", "use 使用"),
    ({"sectors": ["medcial"]}, "/sectors/0", "did you mean medical"),
    ({"facilities": ["lab"]}, "/facilities/0", "laboratory"),
    ({"place": "110199"}, "/place", "unknown place"),
    ({"place": "朝阳区"}, "/place", "several places"),
    ({"employes": 3}, "/employes", "did you mean employees"),
    ({"employees": -1}, "/employees", "from 0"),
    ({"employees": 2.5}, "/employees", "a whole number"),
    ({"chemicals": [{"cas": "7782-50-4", "amount_t": 1}]}, "/chemicals/0/cas", "check digit"),
    ({"chemicals": [{"cas": "7782-50-5", "name": "氨"}]}, "/chemicals/0", "different substances"),
    ({"chemicals": [{"name": "氯氯氯"}]}, "/chemicals/0/name", "no chemical is known"),
    ({"chemicals": [{"amount_t": 1}]}, "/chemicals/0", "nothing says what this is"),
    ({"chemicals": [{"cas": "7782-50-5", "amount_t": "12吨"}]}, "/chemicals/0/amount_t", "a number of tonnes, without quotation marks or unit"),
    ({"chemicals": [{"cas": "7782-50-5", "amount_t": -1}]}, "/chemicals/0/amount_t", "from 0"),
    ({"chemicals": [{"cas": "7647-01-0"}]}, "/chemicals/0/cas", "several entries match"),
    ({"chemicals": [{"name": "未知物", "hazard_class": "W5.9"}]}, "/chemicals/0/hazard_class", "W5.3"),
    ({"units": [{"id": "a"}, {"id": "a"}]}, "/units/1/id", "already that of /units/0"),
    ({"projects": [{"kind": "newest"}]}, "/projects/0/kind", "new 新建"),
    ({"projects": [{"id": "a", "kind": "new"}, {"id": "a"}]}, "/projects/1/id", "already that of /projects/0"),
    ({"projects": [{"kind": "new"}, {"id": "project-1"}]}, "/projects/1/id", "already that of /projects/0"),
    ({"name": "\ud800厂"}, "/name", 'found "\\ud800厂", which holds half a character'),
    ({"units": [{"id": "\udfff"}]}, "/units/0/id", "whole characters"),
    ({"name": "某\n厂"}, "/name", "control character"),
    ({"units": [{"id": "a\x1b[31m"}]}, "/units/0/id", "text on one line"),
    ({"name": "厂" * 501}, "/name", "found a text of 501 characters; allowed: at most 500"),
    ({"records": {"accidents": [{"date": "2018-02-30"}]}}, "/records/accidents/0/date", "a date such as"),
]


@pytest.mark.parametrize(("change", "place", "said"), FAULTS, ids=[f"{f[1]}:{f[2]}" for f in FAULTS])
def test_a_fault_is_one_line_with_file_pointer_and_what_is_allowed(
    tmp_path: Path, change: dict[str, Any], place: str, said: str
) -> None:
    code, out, lines = ask(tmp_path, json.dumps(GOOD | change))
    assert (code, out, len(lines)) == (2, "", 1)
    assert f"profile.json:{place}:" in lines[0]
    assert said in lines[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"), ('{"name": "厂"', "before every bracket"), ("[1]", "an object"), ("\x00\xff", "not"), ("[" * 100_000, "nested too deeply"),
        ('{"name": "a", "name": "b", "place": "110102", "activities": []}', "more than once"),
        ('{"name": "a", "place": "110102", "activities": [], "employees": NaN}', "not finite"),
        ('{"name": "a", "place": "110102", "activities": [], "chemicals": [{"cas": "7782-50-5", "amount_t": 1e999999999}]}',
         "not finite"),
        ('{"name": "a", "place": "110102", "activities": [], "employees": 1e99999999999999999999}', "not finite"),
    ],
)  # fmt: skip
def test_what_is_no_profile_says_why(tmp_path: Path, text: str, said: str) -> None:
    code, out, lines = ask(tmp_path, text)
    assert (code, out, len(lines)) == (2, "", 1)
    assert said in lines[0]


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    profile = {"place": "nowhere", "activities": ["eat"], "chemicals": [{"cas": "1-1-1"}], "colour": "red"}
    code, out, lines = ask(tmp_path, json.dumps(profile))
    assert (code, out) == (2, "")
    assert {line.split(":")[1] for line in lines} == {"/name", "/place", "/activities/0", "/chemicals/0/cas", "/colour"}


@pytest.mark.parametrize("path", ["no-such-file.json", "."])
def test_a_file_that_cannot_be_read_says_so(path: str) -> None:
    outcome = kgquery("obligations", "--enterprise", path)
    assert (outcome.code, outcome.out) == (2, "")
    assert path in outcome.err


@pytest.mark.parametrize("date", ["2018-6-1", "yesterday", "2018-02-30", ""])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    outcome = kgquery("obligations", "--enterprise", str(EXAMPLES / "xicheng-hospital.json"), "--as-of", date)
    assert (outcome.code, outcome.out) == (2, "")
    assert "a date such as 2018-06-01" in outcome.err


def test_an_unknown_command_names_the_nearest() -> None:
    outcome = kgquery("obligation")
    assert outcome.code == 2
    assert "did you mean obligations" in outcome.err


def test_an_unknown_obligation_names_the_nearest() -> None:
    outcome = kgquery("explain", "xichen-2017/13", "-e", str(EXAMPLES / "xicheng-hospital.json"), "--as-of", "2018-06-01")
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean xicheng-2017/13?" in outcome.err


def test_a_choice_that_is_none_names_the_nearest() -> None:
    outcome = kgquery("obligations", "-e", "profile.json", "--status", "opne")
    assert (outcome.code, outcome.out) == (2, "")
    assert "invalid choice: 'opne'" in outcome.err and "did you mean open?" in outcome.err


def test_a_byte_that_is_no_utf_8_is_named_behind_a_byte_order_mark_too(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(b'\xef\xbb\xbf{\n"name": "\xff"}')
    outcome = kgquery("obligations", "--enterprise", str(path))
    assert (outcome.code, outcome.out) == (2, "")
    assert "profile.json:2:1: byte 0xff is not UTF-8" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("query", "--lst"), "--list"),
        (("obligations", "--enterprize", "profile.json"), "--enterprise"),
        (("obligations", "-e", "profile.json", "--as-fo=2018-06-01"), "--as-of"),
        (("rules", "list", "--lagn", "en"), "--lang"),
    ],
)
def test_an_option_that_is_none_names_the_nearest(arguments: tuple[str, ...], near: str) -> None:
    outcome = kgquery(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"did you mean {near}?" in outcome.err
    assert f"Try 'kgquery {arguments[0]}" in outcome.err


@pytest.mark.parametrize("arguments", [("--help",), ("clause", "--help")])
def test_help_is_utf_8_whatever_the_locale_can_write(arguments: tuple[str, ...]) -> None:
    outcome = kgquery_process(*arguments, PYTHONIOENCODING="ascii")
    assert (outcome.returncode, outcome.stderr) == (0, b"")
    assert "…" in outcome.stdout.decode("utf-8") or "牵头" in outcome.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_standard_output_is_no_internal_error() -> None:
    with open("/dev/full", "wb") as full:
        outcome = subprocess.run([sys.executable, "-m", "kg.cli.main", "--help"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT)
    assert outcome.returncode == 2
    assert b"standard output: it cannot be written" in outcome.stderr
