"""Lines of GB 18218 by the form that a profile states."""

from __future__ import annotations

import pytest

from kg.profile.forms import Choice, Forms, build_index, meets
from kg.profile.spelling import plain
from tests.reference.rows import rows

NITRATE, NITROCELLULOSE, ACID = "chemical/6484-52-2", "chemical/9004-70-0", "chemical/7697-37-2"


@pytest.fixture(scope="module")
def forms() -> Forms:
    return Forms(build_index(rows("gb18218_named")))


def line(*numbers: int, edition: str = "2018") -> tuple[str, ...]:
    return tuple(f"listing/gb18218_{edition}/{number}" for number in numbers)


@pytest.mark.parametrize(
    ("chemical", "said", "expected"),
    [
        ("chemical/7782-50-5", "", Choice(line(12), True, True)),
        ("chemical/7732-18-5", "", Choice()),
        (NITRATE, "", Choice(line(43, 44), False, True)),
        (NITRATE, "含可燃物≤0.2%", Choice(line(44), True, True)),
        (NITRATE, "含可燃物＞０.２％", Choice(line(43), True, True)),
        (NITRATE, "含可燃物0.2%", Choice(line(44), True, True)),
        (NITRATE, "含可燃物<0.1%", Choice(line(44), True, True)),
        (NITRATE, "含可燃物<0.3%", Choice(line(43, 44), False, True)),
        (NITRATE, "97%", Choice(line(43, 44), False, True)),
        (NITROCELLULOSE, "", Choice(line(37, 38, 39, 40, 41, 42))),
        (NITROCELLULOSE, "含水≥25%", Choice(line(41), True, True)),
        (NITROCELLULOSE, "含水30%", Choice(line(41), True, True)),
        (NITROCELLULOSE, "含乙醇≥25%", Choice(line(39), True, True)),
        (NITROCELLULOSE, "含氮≤12.6%，含乙醇≥25%", Choice(line(39, 40), False, True)),
        (ACID, "", Choice(line(81))),
        (ACID, "65%", Choice()),
        (ACID, "70%", Choice()),
        (ACID, "98%", Choice(line(81), True, True)),
        (ACID, "≤70%", Choice()),
        (ACID, "≥70%", Choice(line(81))),
        (ACID, "发烟", Choice(line(81))),
        (ACID, "发红烟，98%", Choice(line(81))),
        (ACID, "不发红烟，98%", Choice(line(81), True, True)),
        ("chemical/50-00-0", "37%", Choice()),
        ("chemical/7647-01-0.1475", "", Choice(line(11), True, True)),
        ("chemical/7647-01-0.2507", "", Choice()),
        ("chemical/8006-14-2.lng", "", Choice(line(49), True, True)),
    ],
)
def test_choice_in_the_edition_of_2018(forms: Forms, chemical: str, said: str, expected: Choice) -> None:
    assert forms.choose("gb18218_2018", chemical, said) == expected


def test_the_older_edition_has_one_line_for_nitrocellulose(forms: Forms) -> None:
    assert forms.choose("gb18218_2009", NITROCELLULOSE) == Choice(line(7, edition="2009"), True, True)


def test_every_line_is_reached_by_its_own_condition(forms: Forms) -> None:
    for row in rows("gb18218_named"):
        for chemical in row["chemical"].split(";"):
            found = forms.choose(row["list"], chemical, row["condition_zh"])
            assert f"listing/{row['list']}/{row['seq']}" in found.lines
            assert found.exhaustive


def test_an_unknown_list(forms: Forms) -> None:
    assert forms.choose("gb18218_2000", NITRATE) == Choice()


@pytest.mark.parametrize(
    ("said", "condition", "verdict"),
    [
        ("", "含量>90%", None),
        ("含量>95%", "含量>90%", True),
        ("含量>90%", "含量≥90%", True),
        ("含量≥90%", "含量>90%", None),
        ("含量≤90%", "含量>90%", False),
        ("含量<95%", "含量>90%", None),
        ("含量≥90%", "含量≤90%", None),
        ("含量>90%", "含量≤90%", False),
        ("含水10%", "含乙醇≥25%", None),
    ],
)
def test_meets(said: str, condition: str, verdict: bool | None) -> None:
    assert meets(plain(said), plain(condition)) is verdict
