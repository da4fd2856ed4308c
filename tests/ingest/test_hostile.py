"""No input hangs, fails or invents: fuzzing, and texts made to hurt."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ingest.as_json import document_json
from kg.ingest.clause import parse_clause
from kg.ingest.labels import with_signs_for_blanks
from kg.ingest.layout import flow_of, normalise
from kg.ingest.reader import read_document
from kg.ingest.turtle import to_turtle

GENRE = st.text(
    alphabet=st.sampled_from("区市县省局委部厅办队政府各有关单位（）()、，。；：:《》〔〕“”负责牵头配合按职责分工落实汇总由会同和及等2018年3月底前至完成持续推进每后一二三十.1\n\t \f附件|"),
    max_size=300,
)
FRAGMENTS = st.lists(
    st.sampled_from(
        ["区应急局", "各镇政府", "园（区）管委会", "、", "，", "；", "。", "（", "）", "牵头", "按职责分工负责", "配合", "等", "和", "使用环节", "由",
         "2018年8月底前完成", "10月至2020年4月深化提升", "持续推进", "责任单位：", "完成时限：", "\n", "1.", "一、", "（一）", "《条例》", "〔2017〕", "附件1\n",
         "\t牵头单位", "\t", "经济和信息化委", "其他区域", "督促企业", "不得"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(GENRE, FRAGMENTS, st.text(max_size=200)))
def test_a_clause_never_fails_and_never_invents(text: str) -> None:
    clause = parse_clause(text)
    words = "".join(with_signs_for_blanks(text).split())
    for item in clause.assignments:
        assert item.agency
        assert item.agency in words
        assert not set(item.agency) & set("，。；")
    for limit in clause.deadlines:
        assert limit.start is None or limit.end is None or limit.kind != "complete_by"
        assert limit.text
    assert all(item.text in words and item.reason for item in clause.unparsed)


@settings(max_examples=100, deadline=None)
@given(st.one_of(GENRE, FRAGMENTS, st.text(max_size=400)))
def test_a_document_never_fails(text: str) -> None:
    document = read_document(text)
    source = normalise(text)
    for task in document.tasks:
        assert 0 <= task.start <= task.end <= len(source)
    assert len({task.identifier for task in document.tasks}) == len(document.tasks)
    document_json(document, text)
    assert to_turtle(document, "fuzz").startswith("@base")


@settings(max_examples=60, deadline=None)
@given(st.one_of(GENRE, st.text(max_size=300)))
def test_positions_of_the_flow_point_at_its_characters(text: str) -> None:
    source = normalise(text)
    flow = flow_of(source)
    assert len(flow.text) == len(flow.offsets) == len(flow.folded)
    for sign, place in zip(flow.text, flow.offsets, strict=True):
        # What a blank or a line break stands for is put in its place.
        assert source[place] == sign or (sign in "\n 、；：" and source[place].isspace())


HOSTILE = {
    "open parentheses": "（" * 10_000,
    "nested parentheses": "（" * 10_000 + "）" * 10_000,
    "open clauses": "1.工作。" + "（区应急局牵头" * 10_000,
    "one long list": "一、任务\n1.甲。（" + "区应急局、" * 40_000 + "牵头）",
    "one long line": "安全" * 200_000,
    "numbers": "1." * 100_000,
    "sections": "一、工作\n" * 20_000,
    "labels": "责任单位：" * 40_000,
    "annexes": "附件1\n" * 30_000,
    "title marks": "《" * 100_000,
    "table": "序号\t工作任务\t牵头单位\n" + "1\t甲\t\n" * 20_000,
    "headings of tables": "序号  任务  牵头单位  完成时限\n" * 1_500,
    "headings and blanks": "序号  任务  牵头单位  完成时限\n\n  甲\n" * 2_000,
    "different headings": "序号  任务  牵头单位\n任务  责任单位  完成时限\n" * 2_000,
    "rules of tables": "├──┼──┤\n" * 10_000,
    "cells of drawn tables": "│甲│乙│丙│\n├──┤  ├──┤\n" * 4_000,
    "names and blanks": "市住建局  市公安局\n" * 10_000,
    "labels and blanks": "牵头单位 市住建局 " * 4_000,
    "brackets and labels": "【牵头单位】市住建局" * 8_000,
    "by": "由" * 100_000,
    "dates": "2018年3月底前" * 20_000,
    "blank": " \n\f" * 50_000,
    "enterprises": "督促企业" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_end_soon(name: str) -> None:
    started = time.process_time()
    read_document(HOSTILE[name])
    # Seconds on a slow and busy machine; a quadratic step would take minutes.
    assert time.process_time() - started < 20


@pytest.mark.parametrize("words", ["（" * 10_000 + "区应急局牵头", "由" * 5_000, "区应急局、" * 1_200, "和" * 5_000, "负责" * 2_900, "2018年3月" * 800])
def test_hostile_clauses_end_soon(words: str) -> None:
    started = time.process_time()
    parse_clause(words)
    assert time.process_time() - started < 5


def calls(text: str) -> int:
    """How many functions reading a text calls: work that no other process on the machine can lengthen."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read_document(text)
    finally:
        sys.setprofile(None)
    return counted


def test_the_work_grows_with_length_only() -> None:
    part = "1.排查风险。（市应急局牵头，市公安局、市交通局按职责分工负责，2018年3月底前取得阶段性成果，2018年4月至2019年10月深化提升）\n"
    read_document(part)
    assert calls("一、任务\n" + part * 200) < 11 * calls("一、任务\n" + part * 20)
