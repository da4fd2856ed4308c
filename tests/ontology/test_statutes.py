"""The tables of statutory duties: well formed, tied to classes and instruments, and complete against the shared list."""

from __future__ import annotations

import csv
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "ontology" / "reference"
ENTERPRISE = REFERENCE / "statutory_enterprise_duties.csv"
AGENCY = REFERENCE / "statutory_agency_duties.csv"
SHARED = ROOT.parent / "shared" / "reference"

MODALITIES = {"obligation", "prohibition", "permission"}
ROLES = {"lead", "responsible", "coordinate", "aggregate"}
DEADLINES = {"complete_by", "interim_by", "period", "ongoing", "on_event"}
INTERVALS = {"recurrence", "within", "before_end", "retention", "limit"}
LEVELS = {"national", "province", "city", "district", "town_street"}

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def enterprise() -> list[Row]:
    return rows(ENTERPRISE)


@pytest.fixture(scope="module")
def agency() -> list[Row]:
    return rows(AGENCY)


@pytest.fixture(scope="module", params=[ENTERPRISE, AGENCY], ids=["enterprise", "agency"])
def table(request: pytest.FixtureRequest) -> list[Row]:
    return rows(request.param)


@pytest.fixture(scope="module")
def classes() -> set[str]:
    """The curies of the enterprise classes that the ontology defines."""
    store = ox.Store()
    for path in [*sorted((ROOT / "ontology" / "classes").glob("*.ttl")), ROOT / "ontology" / "kgquery.ttl"]:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    found = store.query(
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> SELECT ?class { ?class a owl:Class FILTER(isIRI(?class)) }"
    )
    assert isinstance(found, ox.QuerySolutions)
    return {"kg:" + solution["class"].value.rpartition("#")[2] for solution in found}


def instruments() -> set[str]:
    """The ids of the instruments that the ontology describes."""
    known: set[str] = set()
    for path in sorted((ROOT / "ontology" / "instruments").glob("*.ttl")):
        known |= set(re.findall(r"^<instrument/([a-z0-9_]+)> a ", path.read_text("utf-8"), re.MULTILINE))
    return known


def functions() -> set[str]:
    """The codes of the functions of public bodies."""
    text = (ROOT / "ontology" / "agencies" / "functions.ttl").read_text("utf-8")
    return set(re.findall(r"^function:([a-z_]+) a skos:Concept", text, re.MULTILINE))


def cells(row: Row, column: str) -> list[str]:
    return [value for value in row[column].split(";") if value]


def test_ids_name_instrument_article_and_paragraph(table: list[Row]) -> None:
    for row in table:
        article = f"/{row['article']}" if row["article"] else ""
        paragraph = f".{row['paragraph']}" if row["paragraph"] else ""
        assert row["id"] == row["instrument"] + article + paragraph
        assert re.fullmatch(r"\d*", row["article"]) and re.fullmatch(r"\d*", row["paragraph"]), row["id"]
        assert row["article"] or not row["paragraph"], row["id"]


def test_ids_and_parts_are_unique_and_parts_run_from_one(table: list[Row]) -> None:
    parts: dict[str, list[int]] = {}
    for row in table:
        parts.setdefault(row["id"], []).append(int(row["part"]))
    assert {key: found for key, found in parts.items() if sorted(found) != list(range(1, len(found) + 1))} == {}


def test_codes_are_known(enterprise: list[Row], agency: list[Row]) -> None:
    for row in enterprise:
        assert row["modality"] in MODALITIES, row["id"]
        assert row["deadline_kind"] in DEADLINES, row["id"]
        assert bool(row["interval"]) == bool(row["interval_kind"]), row["id"]
        assert row["interval_kind"] in INTERVALS | {""}, row["id"]
        assert set(cells(row, "to_level")) <= LEVELS, row["id"]
        assert bool(row["to_function"]) == bool(row["to_level"]), row["id"]
    for row in agency:
        assert row["modality"] in MODALITIES, row["id"]
        assert row["role"] in ROLES, row["id"]
        assert cells(row, "level") and set(cells(row, "level")) <= LEVELS, row["id"]
        assert re.fullmatch(r"[a-z_]+", row["function"]), row["id"]
        assert re.fullmatch(r"(\d{6})?", row["jurisdiction"]), row["id"]


def test_every_row_says_how_it_was_checked(table: list[Row]) -> None:
    for row in table:
        assert row["confidence"] in {"high", "medium", "low"}, row["id"]
        assert row["checked"] in {"text", "table", "memory"}, row["id"]
        assert row["source"], row["id"]
        assert (row["confidence"] == "high") >= (row["checked"] == "text"), row["id"]
        assert row["confidence"] != "high" or row["checked"] != "memory", row["id"]


def test_every_row_is_worded_in_both_languages(table: list[Row]) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for row in table:
        zh = row.get("action_zh") or row.get("duty_zh") or ""
        en = row.get("action_en") or row.get("duty_en") or ""
        assert han.search(zh) and en, row["id"]
        assert not han.search(en + row["event_en"]), row["id"]
        assert bool(row["event_zh"]) == bool(row["event_en"]), row["id"]


def test_classes_are_defined(table: list[Row], classes: set[str]) -> None:
    used = {name for row in table for column in ("classes", "except_classes") for name in cells(row, column)}
    assert sorted(used - classes) == []


def test_every_class_of_the_statutes_is_used(enterprise: list[Row], agency: list[Row]) -> None:
    text = (ROOT / "ontology" / "classes" / "statutes.ttl").read_text("utf-8")
    defined = set(re.findall(r"^(kg:\w+) a owl:Class", text, re.MULTILINE))
    used = {name for row in [*enterprise, *agency] for key in ("classes", "except_classes") for name in cells(row, key)}
    built_on = set(re.findall(r"^\s+(kg:[A-Z]\w+)$", text, re.MULTILINE))
    assert sorted(defined - used - built_on) == []


def test_who_is_concerned_is_never_left_open(enterprise: list[Row], agency: list[Row]) -> None:
    assert [row["id"] for row in enterprise if not row["classes"]] == []
    assert {row["housekeeping"] for row in agency} == {"", "true"}
    assert [row["id"] for row in agency if bool(row["classes"]) == (row["housekeeping"] == "true")] == []


def test_instruments_are_known(table: list[Row]) -> None:
    assert sorted({row["instrument"] for row in table} - instruments()) == []


def test_functions_are_known(enterprise: list[Row], agency: list[Row]) -> None:
    named = {code for row in enterprise for code in cells(row, "to_function")} | {row["function"] for row in agency}
    assert sorted(named - functions()) == []


def test_dates_are_well_formed_and_in_order(table: list[Row]) -> None:
    for row in table:
        start = date.fromisoformat(row["valid_from"])
        if row["valid_to"]:
            assert start <= date.fromisoformat(row["valid_to"]), row["id"]


def test_intervals_are_durations_and_due_dates_are_dates(enterprise: list[Row]) -> None:
    for row in enterprise:
        assert re.fullmatch(r"(P([1-9]\d*[DMY]|T[1-9]\d*H))?", row["interval"]), row["id"]
        assert bool(row["deadline_to"]) == (row["deadline_kind"] in {"complete_by", "interim_by"}), row["id"]
        if row["deadline_to"]:
            date.fromisoformat(row["deadline_to"])


def test_what_waits_for_an_event_names_it(enterprise: list[Row]) -> None:
    assert [row["id"] for row in enterprise if row["deadline_kind"] == "on_event" and not row["event_zh"]] == []


def test_editions_of_the_work_safety_law_follow_without_gap_or_overlap(table: list[Row]) -> None:
    spans: dict[str, tuple[str, str]] = {}
    for row in table:
        if row["instrument"].startswith("law_work_safety_"):
            spans.setdefault(row["instrument"], (row["valid_from"], row["valid_to"]))
            assert spans[row["instrument"]] == (row["valid_from"], row["valid_to"]), row["id"]
    in_order = sorted(spans.values())
    assert in_order[-1] == ("2021-09-01", "")
    for (_, end), (start, _) in pairwise(in_order):
        assert (date.fromisoformat(start) - date.fromisoformat(end)).days == 1


def test_holding_a_permit_is_an_obligation_and_acting_without_one_a_prohibition(enterprise: list[Row]) -> None:
    for row in enterprise:
        wording = row["action_zh"]
        if re.match(r"(生产前|购买前)?(取得|申请领取)[^，]*(许可证|许可|通行证)$", wording):
            assert row["modality"] == "obligation", (row["id"], wording)
        if wording.startswith(("不得", "未经", "未取得")):
            assert row["modality"] == "prohibition", (row["id"], wording)


# ---- against the shared list ----------------------------------------------------------------------------------------

MOVED_TO_AGENCIES = {"awh_office_37_2012", "sc_88_2016"}
"""Instruments whose shared rows for enterprises address public bodies: a park's management, local government."""


def articles(label: str) -> set[int]:
    """The articles that a label of the shared list names: `第22条第1款、第32条` is {22, 32}, `第29-31条` {29, 30, 31}."""
    found: set[int] = set()
    bare = re.sub(r"第[\d(（一二三四五)）]+[款项]", "", label)
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", bare):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def covered(shared: list[Row], own: list[Row]) -> list[tuple[str, str]]:
    """The shared rows (instrument, article label) that no own row answers: same instrument and an article in common."""
    have: dict[str, set[int]] = {}
    for row in own:
        have.setdefault(row["instrument"], set()).add(int(row["article"] or 0))
    missing = []
    for row in shared:
        instrument, wanted = row["instrument_id"], articles(row["article"])
        if instrument not in have or (wanted and not wanted & have[instrument]):
            missing.append((instrument, row["article"]))
    return missing


def test_labels_of_the_shared_list_are_understood() -> None:
    assert articles("第22条第1款、第32条") == {22, 32}
    assert articles("第29-31条") == {29, 30, 31}
    assert articles("第13条第(一)项") == {13}
    assert articles("总体") == set()


@pytest.mark.parametrize("name", ["statutory_enterprise_duties.csv", "statutory_agency_duties.csv"])
def test_every_shared_row_is_covered(name: str, enterprise: list[Row], agency: list[Row]) -> None:
    if not (SHARED / name).is_file():
        pytest.skip("the shared reference tables are not beside the checkout")
    shared = rows(SHARED / name)
    assert len(shared) > 100
    if name == ENTERPRISE.name:
        moved = [row for row in shared if row["instrument_id"] in MOVED_TO_AGENCIES]
        kept = [row for row in shared if row["instrument_id"] not in MOVED_TO_AGENCIES]
        assert covered(kept, enterprise) == []
        assert covered(moved, agency) == []
    else:
        assert covered(shared, agency) == []
