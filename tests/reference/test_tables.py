"""The tables agree with each other, with their lists and, where it is at hand, with the collection they were taken from."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from kg.profile.substances import read_cas

from .rows import FOLDER, SHARED, rows, shared_rows

LISTED = (
    "hazchem_catalogue", "highly_toxic_chemicals", "key_supervised_chemicals", "key_supervised_processes",
    "special_control_chemicals", "explosive_precursors", "drug_precursors", "use_permit_quantities", "gb18218_named",
)  # fmt: skip
HAZARDS = ("gb18218_classes", "gb18218_gas_beta", "gb18218_alpha", "gb18218_grades")
WITH_CAS = (*LISTED[:3], *LISTED[4:], "other_chemicals", "gb18218_gas_beta")
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of sources is not beside the checkout")


def chemicals() -> set[str]:
    return {row["chemical"] for table in ("hazchem_catalogue", "other_chemicals") for row in rows(table)}


@pytest.mark.parametrize("table", LISTED)
def test_a_list_has_the_lines_it_says(table: str) -> None:
    found = Counter(row["list"] for row in rows(table))
    assert found == {row["id"]: int(row["rows"]) for row in rows("lists") if row["table"] == table}


@pytest.mark.parametrize("table", (*LISTED, *HAZARDS))
def test_every_row_says_its_list_and_source(table: str) -> None:
    lists = {row["id"] for row in rows("lists")}
    assert all(row["list"] in lists and row["source"] and int(row["checked"]) >= 0 for row in rows(table))


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("key_supervised_chemicals", {"key_chemicals_1": 60, "key_chemicals_2": 14}),
        ("key_supervised_processes", {"key_processes_1": 15, "key_processes_2": 3}),
        ("gb18218_named", {"gb18218_2018": 85, "gb18218_2009": 78}),
        ("gb18218_classes", {"gb18218_2018": 24, "gb18218_2009": 18}),
        ("highly_toxic_chemicals", {"highly_toxic_2015": 148}),
        ("special_control_chemicals", {"special_control_1": 20}),
    ],
)
def test_counts_that_the_instruments_give(table: str, count: dict[str, int]) -> None:
    assert Counter(row["list"] for row in rows(table)) == count


def test_the_catalogue_has_every_serial_once_but_for_diesel() -> None:
    found = Counter(int(row["no"]) for row in rows("hazchem_catalogue"))
    assert set(found) == set(range(1, 2834))
    assert {number for number, times in found.items() if times > 1} == {1674}


def test_precursor_entries() -> None:
    assert len({row["seq"] for row in rows("explosive_precursors")}) == 74
    entries = {(row["class"], row["seq"]) for row in rows("drug_precursors")}
    assert Counter(number for number, _ in entries) == {"1": 19, "2": 20, "3": 8}


@pytest.mark.parametrize("table", WITH_CAS)
def test_cas_numbers_have_their_check_digit(table: str) -> None:
    for row in rows(table):
        for number in filter(None, row["cas"].split(";")):
            assert read_cas(number) == (number, ""), row


@pytest.mark.parametrize(
    "table", [*(t for t in LISTED if t != "key_supervised_processes"), "gb18218_gas_beta", "substance_aliases"]
)
def test_every_line_names_a_known_chemical(table: str) -> None:
    known = chemicals()
    for row in rows(table):
        assert set(row["chemical"].split(";")) <= known, row


def test_the_highly_toxic_list_is_that_of_the_catalogue() -> None:
    marked = {row["no"] for row in rows("hazchem_catalogue") if row["highly_toxic"]}
    assert marked == {row["catalogue_no"] for row in rows("highly_toxic_chemicals")}


def test_lists_run_forward_and_editions_do_not_overlap() -> None:
    for row in rows("lists"):
        start = date.fromisoformat(row["in_force_from"])
        assert not row["in_force_to"] or date.fromisoformat(row["in_force_to"]) > start
    by_id = {row["id"]: row for row in rows("lists")}
    for older, newer in (
        ("gb18218_2009", "gb18218_2018"), ("rule_40_grading", "gb18218_2018"),
        ("catalogue_2015_diesel", "catalogue_2022"), ("explosive_precursors_2011", "explosive_precursors_2017"),
    ):  # fmt: skip
        end, start = (
            date.fromisoformat(by_id[i][key]) for i, key in ((older, "in_force_to"), (newer, "in_force_from"))
        )
        assert (start - end).days == 1


def test_quantities_are_exact_decimals() -> None:
    for table, columns in (
        ("gb18218_named", ("critical_quantity_t",)),
        ("gb18218_classes", ("critical_quantity_t", "beta")),
    ):
        for row in rows(table):
            for column in columns:
                assert re.fullmatch(r"\d+(\.\d+)?", row[column]) and Fraction(row[column]) > 0


def test_alpha_leaves_no_number_of_people_out() -> None:
    for name in ("gb18218_2018", "rule_40_grading"):
        steps = sorted(
            (int(r["population_min"]), r["population_max"]) for r in rows("gb18218_alpha") if r["list"] == name
        )
        assert steps[0][0] == 0 and steps[-1][1] == ""
        assert all(int(end) + 1 == start for (_, end), (start, _) in pairwise(steps))


def test_beta_of_a_line_follows_its_gas_or_its_class() -> None:
    gas = {row["chemical"]: row["beta"] for row in rows("gb18218_gas_beta") if row["list"] == "gb18218_2018"}
    symbols = {row["symbol"]: row["beta"] for row in rows("gb18218_classes") if row["list"] == "gb18218_2018"}
    for row in rows("gb18218_named"):
        if row["list"] != "gb18218_2018":
            continue
        if row["beta_basis"] == "table3":
            assert {gas[c] for c in row["chemical"].split(";") if c in gas} == {row["beta"]}
        elif row["beta_basis"] == "undecided":
            assert set(row["beta"].split(";")) == {symbols[s] for s in row["symbols"].split("|")}
        elif row["symbols"]:
            assert Fraction(row["beta"]) == max(Fraction(symbols[s]) for s in row["symbols"].split(";"))


def test_every_symbol_has_a_reading_in_the_older_edition() -> None:
    symbols = [row["symbol"] for row in rows("gb18218_classes") if row["list"] == "gb18218_2018"]
    older = {row["symbol"] for row in rows("gb18218_classes") if row["list"] == "gb18218_2009"}
    assert [row["symbol"] for row in rows("gb18218_symbol_bridge")] == symbols
    for row in rows("gb18218_symbol_bridge"):
        candidates = {s for s in row["candidates_2009"].split(";") if s}
        assert candidates <= older
        assert (row["fit"] in ("exact", "near")) is (row["symbol_2009"] in older)
        assert row["fit"] in ("exact", "near", "undecided")
        assert not (row["symbol_2009"] and candidates)


def test_places_lie_in_places_and_lead_to_present_ones() -> None:
    codes = {row["code"] for row in rows("places")}
    present = {row["code"] for row in rows("places") if not row["listed_to"]}
    for row in rows("places"):
        assert re.fullmatch(r"\d{6}", row["code"])
        assert row["code"] == "000000" or row["parent"] in codes
        for code in filter(None, row["superseded_by"].split(";")):
            assert code in present and code != row["code"]
        if row["kind"] == "division" and row["listed_to"] and row["code"] not in present:
            assert row["superseded_by"], row


def test_no_two_present_places_of_one_parent_share_a_name() -> None:
    found = Counter((row["parent"], row["name_zh"]) for row in rows("places") if not row["listed_to"])
    assert not [key for key, times in found.items() if times > 1]


def test_provinces_and_levels() -> None:
    assert sum(row["level"] == "province" and not row["listed_to"] for row in rows("places")) == 34
    assert {row["level"] for row in rows("places")} == {"national", "province", "city", "district", ""}


SAME = {
    "hazchem_catalogue": ("no", ("name_zh", "aliases", "cas", "source", "checked")),
    "highly_toxic_chemicals": ("catalogue_no", ("name_zh", "aliases", "cas", "source", "checked")),
    "special_control_chemicals": (
        "seq",
        ("name_zh", "aliases", "cas", "un_number", "control_measures", "source", "checked"),
    ),
}


@needs_shared
@pytest.mark.parametrize("table", SAME)
def test_rows_are_those_of_the_collection(table: str) -> None:
    key, columns = SAME[table]
    ours = {row[key]: row for row in rows(table)}
    theirs = shared_rows(table)
    assert set(ours) == {row[key] for row in theirs}
    for row in random.Random(18218).sample(theirs, min(30, len(theirs))):
        assert {c: ours[row[key]][c] for c in columns} == {c: row[c] for c in columns}


@needs_shared
def test_quantities_are_those_of_the_collection() -> None:
    for edition in ("2009", "2018"):
        ours = {r["seq"]: r for r in rows("gb18218_named") if r["list"] == f"gb18218_{edition}"}
        theirs = {r["seq"]: r for r in shared_rows(f"gb18218_{edition}_table1")}
        assert set(ours) == set(theirs)
        for seq, row in theirs.items():
            assert (ours[seq]["name_zh"], ours[seq]["critical_quantity_t"]) == (
                row["name_zh"],
                row["critical_quantity_t"],
            )
        classes = [
            (r["hazard_class"], r["critical_quantity_t"])
            for r in rows("gb18218_classes")
            if r["list"] == f"gb18218_{edition}"
        ]
        assert classes == [
            (r["hazard_class"], r["critical_quantity_t"]) for r in shared_rows(f"gb18218_{edition}_table2")
        ]


@needs_shared
def test_batches_are_those_of_the_collection() -> None:
    for table, kind in (("key_supervised_chemicals", "key_chemicals"), ("key_supervised_processes", "key_processes")):
        batch = {"first": "1", "second": "2"}
        theirs = [(f"{kind}_{batch[r['batch']]}", r["seq"], r["name_zh"], r["checked"]) for r in shared_rows(table)]
        assert [(r["list"], r["seq"], r["name_zh"], r["checked"]) for r in rows(table)] == theirs
    for table, columns in (
        ("drug_precursors", ("class", "seq", "name_zh", "aliases", "checked")),
        ("explosive_precursors", ("category", "seq", "name_zh", "aliases", "cas", "checked")),
        ("use_permit_quantities", ("name_zh", "min_annual_use_t", "checked")),
    ):
        assert [[r[c] for c in columns] for r in rows(table)] == [[r[c] for c in columns] for r in shared_rows(table)]


def test_every_table_of_this_room_is_described() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")
    for path in FOLDER.glob("*.csv"):
        assert path.stem in text, f"README.md says nothing of {path.name}"
