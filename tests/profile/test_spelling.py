"""One spelling for names, and shelves to look them up on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.profile.shelves import keys, look, shelve
from kg.profile.spelling import nearest, one_slip, plain, split_qualifier, translation, without_qualifier

NAMES = st.text(st.characters(exclude_characters="\t\n", exclude_categories=("Cs",)), max_size=12)


@given(st.text(max_size=30))
def test_plain_changes_nothing_twice(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


def test_plain_forms() -> None:
    table = translation({"鈉": "钠"})
    assert plain("［Ａ—Ｂ］　氰化鈉", table) == "(a-b)氰化钠"
    assert plain("氰化鈉") == "氰化鈉"


@pytest.mark.parametrize(
    ("text", "bare", "inside"),
    [
        ("氟化氢(无水)", "氟化氢", "无水"),
        ("硝化纤维素(干的或含水(或乙醇)<25%)", "硝化纤维素", "干的或含水(或乙醇)<25%"),
        ("2,2'-偶氮-二-(2,4-二甲基戊腈)", "2,2'-偶氮-二-(2,4-二甲基戊腈)", ""),
        ("氰化钴(ⅱ)", "氰化钴(ⅱ)", ""),
        ("(无水)", "(无水)", ""),
        ("无水)", "无水)", ""),
        ("", "", ""),
    ],
)
def test_a_condition_is_told_from_a_part_of_the_molecule(text: str, bare: str, inside: str) -> None:
    assert split_qualifier(text) == (bare, inside)


def test_without_qualifier_keeps_the_shape() -> None:
    assert without_qualifier("硝酸铵［含可燃物＞0.2％］") == "硝酸铵"
    assert without_qualifier("氰化钴（Ⅱ）") == "氰化钴（Ⅱ）"


@given(st.dictionaries(NAMES, st.lists(st.integers(0, 9999), min_size=1, max_size=3), max_size=200))
def test_what_is_shelved_is_found(index: dict[str, list[int]]) -> None:
    shelves = shelve(index)
    assert {key: look(shelves, key) for key in index} == index
    assert sorted(keys(shelves)) == sorted(index)


@given(st.dictionaries(NAMES, st.just([1]), max_size=50), st.text(max_size=12))
def test_what_is_not_shelved_is_not_found(index: dict[str, list[int]], key: str) -> None:
    assert look(shelve(index), key) == index.get(key, [])


@pytest.mark.parametrize("key", ["a\tb", "a\nb"])
def test_a_key_that_would_break_a_line_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="tab or a line break"):
        shelve({key: [1]})


def test_one_wrong_character_comes_first() -> None:
    assert nearest("加轻工艺", ["加工工艺流程", "加氢工艺", "工艺"])[0] == "加氢工艺"
    assert nearest("火星", ["北京"]) == []


@pytest.mark.parametrize(
    ("given", "known", "verdict"),
    [
        ("加轻", "加氢", True),
        ("加氢化", "加氢", True),
        ("氢", "加氢", False),
        ("加氢", "加氢", False),
        ("氢加", "加氢", False),
    ],
)
def test_one_slip(given: str, known: str, verdict: bool) -> None:
    assert one_slip(given, known) is verdict
