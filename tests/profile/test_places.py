"""Places by code and by name."""

from __future__ import annotations

import marshal

import pytest

from kg.profile.places import Places, build_index
from tests.reference.rows import rows


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(marshal.loads(marshal.dumps(build_index(rows("places"), rows("character_variants")))))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110102", "110102"), ("１１０１０２", "110102"), (" 110102 ", "110102"), ("110000", "110000"),
        ("北京市西城区", "110102"), ("西城区", "110102"), ("北京西城区", "110102"), ("北京市 西城区", "110102"),
        ("北京市", "110000"), ("北京", "110000"), ("中国", "000000"),
        ("陕西省西安市", "610100"), ("西安", "610100"),
        ("广州市从化区", "440117"), ("广东省广州市从化区", "440117"), ("广东从化区", "440117"), ("廣州市從化區", "440117"),
        ("从化市", "440117"), ("广东省从化市", "440117"), ("440184", "440117"),
        ("内蒙古自治区", "150000"), ("内蒙古", "150000"), ("内蒙古自治区阿拉善盟", "152900"), ("阿拉善盟", "152900"),
        ("内蒙古阿拉善左旗", "152921"), ("鄂尔多斯市鄂托克旗", "150624"),
        ("崇文区", "110101"), ("北京市宣武区", "110102"), ("610126", "610117"), ("襄樊市", "420600"),
        ("北京市朝阳区", "110105"), ("长春市朝阳区", "220104"),
        ("新疆", "650000"), ("新疆维吾尔自治区和田地区和安县", "653229"), ("济源市", "419001"), ("香港", "810000"),
    ],
)  # fmt: skip
def test_found(places: Places, text: str, code: str) -> None:
    found = places.find(text)
    assert found.kind == "found", found
    assert found.place is not None and found.place.code == code


def test_every_present_place_is_found_by_code_and_by_full_name(places: Places) -> None:
    for row in rows("places"):
        if row["listed_to"]:
            continue
        found = places.find(row["code"])
        assert found.place is not None and found.place.code == row["code"]
        if row["kind"] != "grouping":
            named = places.find(found.place.full_name)
            options = [named.place, *named.candidates]
            assert row["code"] in [place.code for place in options if place is not None], row


def test_every_abolished_code_leads_to_a_place(places: Places) -> None:
    present = {row["code"] for row in rows("places") if not row["listed_to"]}
    for row in rows("places"):
        if row["code"] in present or row["kind"] != "division":
            continue
        found = places.find(row["code"])
        assert found.place is not None
        if ";" in row["superseded_by"]:
            assert found.place.code == row["code"] and found.place.listed_to and found.given is None
        else:
            assert found.place.code in present
            assert found.given is not None and found.given.code == row["code"]


def test_a_place_says_what_it_is(places: Places) -> None:
    found = places.find("440184")
    assert found.place is not None and found.given is not None
    assert (found.place.full_name, found.place.level) == ("广东省广州市从化区", "district")
    assert str(found.place) == "440117 广东省广州市从化区"
    assert (found.given.full_name, found.given.listed_to) == ("广东省广州市从化市", "2013-12")


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("110102", ["110102", "110100", "110000", "000000"]),
        ("110000", ["110000", "000000"]),
        ("440117", ["440117", "440100", "440000", "000000"]),
        ("419001", ["419001", "419000", "410000", "000000"]),
        ("000000", ["000000"]),
    ],
)
def test_what_a_place_lies_in(places: Places, code: str, chain: list[str]) -> None:
    assert list(places.chain(code)) == chain


def test_every_chain_ends_with_the_country(places: Places) -> None:
    for row in rows("places"):
        chain = places.chain(row["code"])
        assert chain[0] == row["code"] and chain[-1] == "000000" and 1 <= len(chain) <= 4


def test_a_chain_of_an_unknown_code(places: Places) -> None:
    with pytest.raises(KeyError):
        places.chain("119999")


def test_several_places_of_one_name(places: Places) -> None:
    found = places.find("朝阳区")
    assert (found.kind, [c.code for c in found.candidates]) == ("ambiguous", ["110105", "220104"])
    assert {c.code for c in places.find("吉林").candidates} == {"220000", "220200"}
    # 重庆市江北区 ended in 2025, but a text of 2018 means it as well as the one of 宁波.
    assert {c.code for c in places.find("江北区").candidates} == {"330205", "500157"}


def test_a_place_that_was_divided_stays_itself(places: Places) -> None:
    found = places.find("重庆市渝北区")
    assert found.place is not None
    assert (found.place.code, found.place.superseded_by) == ("500112", ("500157", "500109"))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("北京市西成区", "110102"), ("北京市西城区月坛街道", "110102"), ("110199", "110119"), ("11010", "110100"),
        ("110102001000", "110102"), ("内蒙古自治区阿拉善左期", "152921"),
    ],
)  # fmt: skip
def test_unknown_names_the_nearest(places: Places, text: str, nearest: str) -> None:
    found = places.find(text)
    assert found.kind == "unknown"
    assert nearest in [place.code for place in found.nearest]


@pytest.mark.parametrize(
    "text", ["", " ", "火星", "\n", "\t", "省", "市" * 10_000, "1" * 5000, "²²²²²²", "\ud800", "北京市上海市"]
)
def test_anything_can_be_asked(places: Places, text: str) -> None:
    assert places.find(text).kind == "unknown"


def place_row(code: str, parent: str, superseded_by: str = "") -> dict[str, str]:
    return {
        "code": code, "name_zh": code, "level": "", "kind": "division", "parent": parent, "listed_to": "",
        "superseded_by": superseded_by,
    }  # fmt: skip


@pytest.mark.parametrize("bad", [place_row("110000", "999999"), place_row("110000", "000000", "999999")])
def test_a_reference_to_no_place_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="999999"):
        build_index([place_row("000000", ""), bad])
