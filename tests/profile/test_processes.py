"""Key supervised processes by name."""

from __future__ import annotations

import pytest

from kg.profile.processes import Processes, build_index
from tests.reference.rows import rows


@pytest.fixture(scope="module")
def processes() -> Processes:
    tables = ("key_supervised_processes", "process_aliases", "other_processes", "character_variants", "character_slips")
    return Processes(build_index(*map(rows, tables)))


def test_every_process_is_found_however_its_name_is_set(processes: Processes) -> None:
    for row in rows("key_supervised_processes"):
        name = row["name_zh"]
        for text in (name, name.replace("工艺", ""), name.replace("（", "(").replace("）", ")"), " ".join(name)):
            found = processes.find(text)
            assert found.process is not None and found.process.name == name, text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("加氢", "加氢工艺"), ("加氫工藝", "加氢工艺"), ("氯碱电解", "电解工艺（氯碱）"), ("电解（氯碱）", "电解工艺（氯碱）"),
        ("氨基化工艺", "胺基化工艺"), ("胺基化", "胺基化工艺"), ("裂解工艺（乙烯）", "裂解（裂化）工艺"), ("裂化", "裂解（裂化）工艺"),
        ("光气化", "光气及光气化工艺"), ("合成氨", "合成氨工艺"), ("硝化反应", "硝化工艺"), ("新型煤化工", "新型煤化工工艺"),
        ("催化加氢", "加氢工艺"), ("过氧化工艺", "过氧化工艺"), ("氧化工艺", "氧化工艺"),
    ],
)  # fmt: skip
def test_found(processes: Processes, text: str, name: str) -> None:
    found = processes.find(text)
    assert found.process is not None and found.process.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("加轻工艺", "加氢工艺"), ("加氧工艺", "加氢工艺"), ("聚和工艺", "聚合工艺"), ("消化工艺", "硝化工艺"), ("重氨化", "重氮化工艺"),
        ("电解工艺", "电解工艺（氯碱）"), ("煤化工", "新型煤化工工艺"), ("溶液聚合", "聚合工艺"),
    ],
)  # fmt: skip
def test_close_to_a_listed_name(processes: Processes, text: str, name: str) -> None:
    found = processes.find(text)
    assert found.kind == "near" and found.process is None
    assert found.nearest[0].name == name


@pytest.mark.parametrize(
    "text", ["蒸馏", "酯化工艺", "碘化工艺", "磷化", "环氧化", "焊接", "涂装", "混合搅拌", "空气分离", "", "甲" * 5000]
)
def test_other_processes_are_no_fault(processes: Processes, text: str) -> None:
    assert processes.find(text).kind == "unknown"


def test_no_usual_process_is_a_listed_one(processes: Processes) -> None:
    for row in rows("other_processes"):
        assert processes.find(row["name_zh"]).kind == "unknown"


def test_by_id(processes: Processes) -> None:
    found = processes.by_id("process/key_processes_1.8")
    assert found is not None and (found.name, found.name_en) == ("加氢工艺", "hydrogenation")
    assert processes.by_id("process/8") is None
    assert len(processes.all()) == 18


def test_a_name_of_two_processes_is_refused() -> None:
    two = [{"list": "a", "seq": str(n), "name_zh": "甲化工艺", "name_en": ""} for n in (1, 2)]
    with pytest.raises(ValueError, match="甲化工艺"):
        build_index(two)
    with pytest.raises(ValueError, match=r"a\.9"):
        build_index(two[:1], [{"list": "a", "seq": "9", "alias": "乙化"}])
