"""Substances by CAS number, name and alias."""

from __future__ import annotations

import marshal
from typing import Any

import pytest

from kg.profile.spelling import plain
from kg.profile.substances import Substances, build_index, read_cas
from tests.reference.rows import rows

LISTS = ("gb18218_named", "key_supervised_chemicals", "special_control_chemicals", "explosive_precursors", "drug_precursors")


def index() -> dict[str, Any]:
    entries = [*rows("hazchem_catalogue"), *rows("other_chemicals")]
    listed = [row for table in LISTS for row in rows(table)]
    return build_index(entries, rows("substance_aliases"), rows("character_variants"), rows("character_slips"), listed)


@pytest.fixture(scope="module")
def substances() -> Substances:
    # Through marshal, as the knowledge base stores it.
    return Substances(marshal.loads(marshal.dumps(index())))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"cas": "7782-50-5"}, "7782-50-5"),
        ({"cas": "７７８２－５０－５"}, "7782-50-5"),
        ({"cas": " CAS: 7782-50-5 "}, "7782-50-5"),
        ({"name": "氯"}, "7782-50-5"),
        ({"name": "液氯"}, "7782-50-5"),
        ({"name": "氯气"}, "7782-50-5"),
        ({"name": "氯氣"}, "7782-50-5"),
        ({"name": " 液 氯\u3000"}, "7782-50-5"),
        ({"name": "氰化鈉"}, "143-33-9"),
        ({"name": "硝酸銨"}, "6484-52-2"),
        ({"name": "N，N－二甲基甲酰胺"}, "68-12-2"),
        ({"name": "n,n-二甲基甲酰胺"}, "68-12-2"),
        ({"name": "１，３－丁二烯"}, "106-99-0"),
        ({"name": "氟化氢（无水）"}, "7664-39-3.756"),
        ({"name": "氟化氢【无水】"}, "7664-39-3.756"),
        ({"name": "氢氟酸"}, "7664-39-3.1650"),
        ({"name": "盐酸"}, "7647-01-0.2507"),
        ({"cas": "7647-01-0", "name": "盐酸"}, "7647-01-0.2507"),
        ({"cas": "7647-01-0", "name": "氯化氢"}, "7647-01-0.1475"),
        ({"cas": "8006-61-9", "name": "汽油"}, "86290-81-5"),
        ({"name": "LNG"}, "8006-14-2.lng"),
        ({"name": "煤气"}, "catalogue-1570"),
        ({"cas": "630-08-0", "name": "一氧化碳"}, "630-08-0"),
        ({"name": "柴油"}, "68334-30-5"),
        ({"name": "双氧水"}, "7722-84-1"),
        ({"name": "2,2'-偶氮二-(2,4-二甲基戊腈)"}, "4419-11-8"),
    ],
)
def test_found(substances: Substances, query: dict[str, str], expected: str) -> None:
    found = substances.find(**query)
    assert found.kind == "found", found
    assert found.substance is not None and found.substance.id == f"chemical/{expected}"


def test_every_name_that_only_one_entry_has_finds_it(substances: Substances) -> None:
    owners: dict[str, set[str]] = {}
    for row in (*rows("hazchem_catalogue"), *rows("other_chemicals")):
        owners.setdefault(plain(row["name_zh"]), set()).add(row["chemical"])
    for row in rows("hazchem_catalogue"):
        found = substances.find(name=row["name_zh"])
        if len(owners[plain(row["name_zh"])]) == 1:
            assert found.substance is not None and found.substance.id == f"chemical/{row['chemical']}", row
        else:
            assert found.kind == "ambiguous"


def test_every_cas_number_finds_its_entries(substances: Substances) -> None:
    owners: dict[str, set[str]] = {}
    for row in rows("hazchem_catalogue"):
        for number in filter(None, row["cas"].split(";")):
            owners.setdefault(number, set()).add(f"chemical/{row['chemical']}")
    for row in rows("other_chemicals"):
        # A form that only a further list sets apart (液化天然气) is not what the bare number means.
        for number in filter(None, row["cas"].split(";")):
            owners.setdefault(number, {f"chemical/{row['chemical']}"})
    for number, expected in owners.items():
        found = substances.find(cas=number)
        if len(expected) == 1:
            assert found.substance is not None and {found.substance.id} == expected
        else:
            assert found.kind == "ambiguous" and {c.id for c in found.candidates} == expected
    assert sum(len(expected) > 1 for expected in owners.values()) == 8


def test_the_number_of_natural_gas_means_the_gas_and_its_name_the_liquid(substances: Substances) -> None:
    gas, liquid = substances.find(cas="8006-14-2"), substances.find(cas="8006-14-2", name="液化天然气")
    assert gas.substance is not None and gas.substance.id == "chemical/8006-14-2.2123"
    assert liquid.substance is not None and liquid.substance.id == "chemical/8006-14-2.lng"
    # Without a name it may be either.
    assert gas.forms == ("chemical/8006-14-2.lng",)
    assert liquid.forms == substances.find(cas="8006-14-2", name="天然气").forms == ()


def test_names_of_the_lists_find_what_the_lists_mean(substances: Substances) -> None:
    # Every name as it is printed leads to the row's substance, or to all of them where the row names several (甲烷，天然气).
    for table in LISTS:
        for row in rows(table):
            ids = {"chemical/" + chemical for chemical in row["chemical"].split(";")}
            for name in filter(None, [row["name_zh"], *row["aliases"].split(";")]):
                found = substances.find(name=name)
                named = {found.substance.id} if found.substance else {c.id for c in found.candidates}
                assert named and named <= ids, (table, name, found)
                assert found.kind == "found" or len(ids) > 1, (table, name, found)


def test_a_number_of_two_entries_is_ambiguous(substances: Substances) -> None:
    found = substances.find(cas="7664-39-3")
    assert (found.kind, [c.name for c in found.candidates]) == ("ambiguous", ["氟化氢", "氢氟酸"])


def test_a_number_of_two_entries_with_a_name_that_says_neither(substances: Substances) -> None:
    assert substances.find(cas="7664-39-3", name="蚀刻液").kind == "ambiguous"


def test_an_alias_of_two_entries_is_ambiguous(substances: Substances) -> None:
    found = substances.find(name="一氧化二铊")
    if found.kind == "found":  # the catalogue gives it as one entry's own name and as another's alias
        assert found.substance is not None and plain(found.substance.name) == "一氧化二铊"
    else:
        assert len(found.candidates) == 2
    two = Substances(build_index([row("1", "甲", "丙"), row("2", "乙", "丙")]))
    assert [c.name for c in two.find(name="丙").candidates] == ["甲", "乙"]


def test_a_number_that_belongs_to_another_name_is_a_conflict(substances: Substances) -> None:
    found = substances.find(cas="7664-41-7", name="液氯")
    assert found.kind == "conflict"
    assert [c.id for c in found.candidates] == ["chemical/7664-41-7", "chemical/7782-50-5"]


def test_a_name_and_number_as_a_list_prints_them_belong_together(substances: Substances) -> None:
    # 首批重点监管的危险化学品 no. 39 prints the number of the 2,4-isomer after the name of the mixture.
    assert substances.find(cas="584-84-9", name="甲苯二异氰酸酯").substance.id.endswith("584-84-9")  # type: ignore[union-attr]
    assert substances.find(cas="26471-62-5", name="甲苯二异氰酸酯").substance.id.endswith("26471-62-5")  # type: ignore[union-attr]
    assert substances.find(name="甲苯二异氰酸酯").substance.id.endswith("26471-62-5")  # type: ignore[union-attr]
    # A row that names 汽油 and 石脑油 one by one does not call the second by the name of the first.
    assert substances.find(cas="8030-30-6", name="汽油").kind == "conflict"


def test_an_unlisted_number_beside_a_listed_name_is_a_conflict(substances: Substances) -> None:
    found = substances.find(cas="7732-18-5", name="氯")
    assert (found.kind, found.cas_known, [c.name for c in found.candidates]) == ("conflict", False, ["氯"])


def test_a_number_beside_an_entry_without_one_is_no_conflict(substances: Substances) -> None:
    found = substances.find(cas="8006-20-0", name="煤气")
    assert (found.kind, found.cas_known) == ("found", False)


def test_an_unlisted_name_beside_a_listed_number_is_told(substances: Substances) -> None:
    found = substances.find(cas="1333-74-0", name="高纯氢")
    assert (found.kind, found.name_known) == ("found", False)


def test_unknown_names_the_nearest(substances: Substances) -> None:
    assert substances.find(name="丙烯睛").nearest[0] == "丙烯腈"
    assert substances.find(cas="7732-18-5").kind == "unknown"
    assert len(substances.find(cas="7782-51-6").nearest) == 3
    assert substances.find(name="").kind == "unknown"
    assert substances.find().kind == "unknown"


def test_a_listed_misspelling_is_understood_and_told(substances: Substances) -> None:
    found = substances.find(name="氰化纳")
    assert found.substance is not None
    assert (found.substance.id, found.corrected) == ("chemical/143-33-9", "氰化钠")
    assert substances.find(name="氰化钠").corrected == ""
    assert substances.find(cas="7782-50-5", name="氰化纳").kind == "conflict"


@pytest.mark.parametrize(
    ("name", "qualifier"),
    [
        ("硝酸铵", ""),
        ("硝酸铵（含可燃物≤0.2%）", "含可燃物≤0.2%"),
        ("硝酸[６５％]", "65%"),
        ("硝化棉(含水≥25%)", "含水≥25%"),
    ],
)
def test_the_form_that_a_name_states(substances: Substances, name: str, qualifier: str) -> None:
    found = substances.find(name=name)
    assert (found.kind, found.qualifier) == ("found", qualifier)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7782-50-6", "check digit 6 is wrong"),
        ("7782505", "not a CAS number"),
        ("07782-50-5", "not a CAS number"),
        ("7782-50-5-1", "not a CAS number"),
        ("氯", "not a CAS number"),
        ("", "not a CAS number"),
        ("1-00-0", "not a CAS number"),
        ("12345678-00-0", "not a CAS number"),
    ],
)
def test_numbers_that_are_none(substances: Substances, text: str, said: str) -> None:
    assert said in read_cas(text)[1]
    found = substances.find(cas=text, name="氯")
    assert (found.kind, said in found.message) == ("invalid", True)


def test_by_id(substances: Substances) -> None:
    found = substances.by_id("chemical/7782-50-5")
    assert found is not None and found.name == "氯"
    assert substances.by_id("chemical/7782-50") is None


def row(chemical: str, name: str, aliases: str = "") -> dict[str, str]:
    return {"chemical": chemical, "name_zh": name, "aliases": aliases, "cas": ""}


def test_an_alias_of_no_chemical_is_refused() -> None:
    with pytest.raises(ValueError, match="no chemical '9'"):
        build_index([row("1", "甲")], [{"chemical": "9", "alias": "乙", "kind": "trade_name"}])


@pytest.mark.parametrize("text", ["", "\n", "\t", "a\tb", "甲" * 10_000, "((((", "))))", "\ud800", "0-0-0"])
def test_anything_can_be_asked(substances: Substances, text: str) -> None:
    assert substances.find(name=text).kind in ("unknown", "found")
    assert substances.find(cas=text).kind == "invalid"
