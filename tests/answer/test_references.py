"""What answers say of instruments that texts cite: replaced, run out, misprinted, or held in a later version."""

from __future__ import annotations

import pytest

from kg.answer.obligations import answer
from kg.answer.references import notes
from kg.knowledge import Knowledge
from kg.profile.read import read_profile
from tests.conftest import EXAMPLES, kgquery


@pytest.mark.parametrize(
    ("duty", "before", "day", "said"),
    [
        ("xicheng-2017/12", "2019-08-11", "2019-08-12", ("安监总管三〔2012〕103号", "应急〔2019〕78号", "据推断")),
        ("neimenggu-2017/27", "2022-09-30", "2022-10-01", ("GB 30871-2014", "GB 30871-2022", "代替")),
    ],
)
def test_a_superseded_instrument_is_said_so_from_its_day(
    knowledge: Knowledge, duty: str, before: str, day: str, said: tuple[str, ...]
) -> None:
    assert notes(knowledge, duty, before) == []
    (note,) = notes(knowledge, duty, day)
    assert all(word in note for word in (*said, day))
    assert notes(knowledge, duty, "2026-11-22") == [note]


def test_a_misprinted_number_is_read_as_what_it_means(knowledge: Knowledge) -> None:
    (note,) = notes(knowledge, "xian-2017/2", "2018-06-01")
    assert "GB18218-2014" in note and "GB 18218-2009" in note
    assert [n for n in notes(knowledge, "xian-2017/2", "2019-03-01") if "GB 18218-2018" in n and "2019-03-01" in n]


def test_a_reference_that_ran_out_without_successor(knowledge: Knowledge) -> None:
    assert notes(knowledge, "xicheng-145/2.3", "2022-12-31") == []
    (note,) = notes(knowledge, "xicheng-145/2.3", "2023-01-01")
    assert "2022-12-31" in note


def test_every_cited_instrument_that_ended_has_a_note(knowledge: Knowledge) -> None:
    instruments = knowledge.catalogue["instruments"]
    ended = {
        duty
        for duty, cited in knowledge.catalogue["citations"].items()
        for name in cited
        if instruments[name].get("replaced_on") or instruments[name].get("ends")
    }
    assert len(ended) >= 6
    assert {d for d in knowledge.catalogue["citations"] if notes(knowledge, d, "2026-11-22")} == ended


def test_a_replacement_dated_by_its_year_alone_gets_no_day(knowledge: Knowledge) -> None:
    # 内政办发〔2018〕49号: the number gives the year, no source gives the day.
    assert notes(knowledge, "neimenggu-2017/25", "2017-12-31") == []
    (within,) = notes(knowledge, "neimenggu-2017/25", "2018-06-01")
    assert "于2018年（月日不详）被" in within and "已于" not in within
    (after,) = notes(knowledge, "neimenggu-2017/25", "2019-01-01")
    assert "已于2018年被" in after


def test_a_provision_held_by_a_later_version_says_so(knowledge: Knowledge) -> None:
    # 国务院令第645号 amended the regulation of 2011 on 2013-12-07, 第703号 the one on drug precursors on 2018-09-18.
    (note,) = notes(knowledge, "reg_hazchem_2013/25.2", "2013-12-06")
    assert "2013-12-07" in note and "第645号" in note
    assert notes(knowledge, "reg_hazchem_2013/25.2", "2013-12-07") == []
    assert notes(knowledge, "reg_precursor_2018/17", "2018-09-17") and not notes(knowledge, "reg_precursor_2018/17", "2018-09-18")


def test_obligations_carry_the_notes_of_their_task_and_only_those(knowledge: Knowledge) -> None:
    profile = read_profile(str(EXAMPLES / "xian-chlorine-plant-above.json"), knowledge)
    found = answer(knowledge, profile, "2021-01-01").obligations
    noted = {e["duty"]["id"] for e in found if "notes" in e}
    assert noted == {"xian-2017/2"}
    assert all(e["notes"] == notes(knowledge, "xian-2017/2", "2021-01-01") for e in found if "notes" in e)


def test_people_are_told_once_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    ask = ("obligations", "-e", str(EXAMPLES / "xian-chlorine-plant-above.json"), "--as-of", "2018-06-01", "--status", "all")
    assert kgquery(*ask).out.count("并无此版本") == 1
    english = kgquery(*ask, "--lang", "en").out
    assert english.count("has no such edition and is read as") == 1 and "并无此版本" not in english
