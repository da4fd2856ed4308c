"""To whom something is owed: the body for the function at the level where the enterprise lies, as it is called on the day."""

from __future__ import annotations

import json

from tests.conftest import EXAMPLES, kgquery

PLANT = str(EXAMPLES / "xian-chlorine-plant-above.json")
SHOP = str(EXAMPLES / "xicheng-petrol-station.json")


def to(profile: str, day: str, provision: str) -> set[tuple[str, ...]]:
    """The names of the recipients of each obligation under a provision, on the day."""
    found = json.loads(kgquery("obligations", "-e", profile, "--as-of", day, "--format", "json").out)
    owed = [o for o in found["obligations"] if o["duty"]["id"] == provision and o["bearer"]["kind"] == "enterprise"]
    return {tuple(body["name_as_of"] for body in o.get("to", ())) for o in owed}


def test_a_filing_goes_to_the_known_body_of_the_district() -> None:
    assert to(SHOP, "2022-06-01", "rule_88_2016/26.1") == {("北京市西城区应急管理局",)}


def test_where_no_body_is_known_it_goes_by_the_name_that_statutes_use() -> None:
    # 条例第二十五条: to the work-safety department, in a port to the port authority, and to the police.
    assert to(PLANT, "2018-06-01", "reg_hazchem_2013/25.2") == {
        ("陕西省西安市高陵区公安机关", "陕西省西安市高陵区安全生产监督管理部门"), ("陕西省西安市高陵区港口行政管理部门",),
    }  # fmt: skip


def test_what_is_owed_to_nobody_in_particular_names_nobody() -> None:
    assert to(PLANT, "2018-06-01", "law_work_safety_2014/21.1") == {()}


def test_the_table_says_to_whom() -> None:
    shown = kgquery("obligations", "-e", PLANT, "--as-of", "2018-06-01", "--bearer", "enterprise").out
    assert "· 向陕西省西安市高陵区" in shown


def test_english_tables_ask_in_english() -> None:
    shown = kgquery("obligations", "-e", str(EXAMPLES / "xicheng-user-of-unknown-sector.json"), "--as-of", "2018-06-01", "--lang", "en").out
    asked = [line for line in shown.splitlines() if line.startswith("? ")]
    assert asked and all(line[2:].isascii() for line in asked)
