"""The clause grammar on annotated clauses of many shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest.clause import parse_clause
from kg.ingest.reader import read_document
from tests.ingest.gold import Gold, assigned, limited, read_gold

CLAUSES = read_gold(Path(__file__).parent / "clauses.txt")
YEAR = 2021


@pytest.mark.parametrize("gold", CLAUSES, ids=[gold.head[:40] for gold in CLAUSES])
def test_clause_says_what_was_annotated(gold: Gold) -> None:
    clause = parse_clause(gold.head, YEAR)
    assert assigned(clause) == gold.assignments
    assert limited(clause) == gold.deadlines
    assert clause.unparsed == []


@pytest.mark.parametrize("gold", CLAUSES, ids=[gold.head[:40] for gold in CLAUSES])
def test_line_breaks_and_blanks_change_nothing(gold: Gold) -> None:
    broken = "\n".join(gold.head[at : at + 7] for at in range(0, len(gold.head), 7))
    assert assigned(parse_clause(broken, YEAR)) == gold.assignments
    assert limited(parse_clause(broken.replace("\n", " \n　"), YEAR)) == gold.deadlines


@pytest.mark.parametrize(
    ("words", "misread"),
    [
        ("（区应急局牵头，另行明确的其他事项，2020年底前完成）", "另行明确的其他事项"),
        ("（区应急局负责，年底前完成）", "年底前完成"),
        ("（区应急局负责，2021年2月30日前完成）", "2021年2月30日前完成"),
    ],
)
def test_what_is_not_understood_is_listed(words: str, misread: str) -> None:
    clause = parse_clause(words)
    assert [item.text for item in clause.unparsed] == [misread]
    assert [item.agency for item in clause.assignments] == ["区应急局"]


@pytest.mark.parametrize(
    "words",
    ["（安全技术说明书、安全标签）", "（含化工相对集中区）", "（以下简称区安委会）", "（重点监管的危险化工工艺、重点监管的危险化学品）", "（2018年）"],
)
def test_no_body_is_invented(words: str) -> None:
    assert parse_clause(words).assignments == []


def test_an_elided_year_is_the_one_named_before() -> None:
    clause = parse_clause("（市应急局负责，2018年3月底前取得阶段性成果，4月至2019年10月深化提升，12月底前完成）")
    assert limited(clause) == [
        ("interim_by", None, "2018-03-31"),
        ("period", "2018-04-01", "2019-10-31"),
        ("complete_by", None, "2019-12-31"),
    ]


def test_names_keep_the_form_of_the_source() -> None:
    clause = parse_clause("(市食品藥品監管局牽頭,市農業局、園(區)管委會配合)")
    assert [item.agency for item in clause.assignments] == ["市食品藥品監管局", "市農業局", "園(區)管委會"]


@pytest.mark.parametrize("name", ["自治区经济和信息化委", "区市场和质量监管局", "住房和城乡建设局", "区规划和自然资源分局", "石油和化学工业联合会"])
def test_and_inside_a_name_does_not_divide_it(name: str) -> None:
    clause = parse_clause(f"（{name}和区公安分局按职责分工负责）")
    assert [item.agency for item in clause.assignments] == [name, "区公安分局"]


@pytest.mark.parametrize(
    "words",
    [
        "（区水务局 区农业农村局　各街道按职责分工负责，2021年底前完成）",
        "责任：区水务局、区农业农村局、各街道；时限：2021年底",
        "责任单位 区水务局 区农业农村局 各街道 完成时限 2021年底",
    ],
)
def test_names_that_only_blanks_part_are_not_one_body(words: str) -> None:
    for clause in (parse_clause(words), read_document(f"青山区整治方案\n一、任务\n1.排查。建立台账。\n{words}\n").tasks[0].clause):
        assert clause is not None
        assert [(item.agency, item.role, item.scope) for item in clause.assignments] == [
            ("区水务局", "responsible", None), ("区农业农村局", "responsible", None), ("各街道", "responsible", None),
        ]  # fmt: skip
        assert limited(clause) == [("complete_by", None, "2021-12-31")]
        assert clause.unparsed == []
