"""The exact words of a task from the user's own copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.ingest import words
from kg.ingest.layout import normalise
from kg.ingest.sources import committed_positions
from kg.ingest.sources import words as source_words

COPY = """青山市燃气安全整治方案
青政办发〔2021〕7号
一、任务
1.排查管道。全面排查老旧管道。（市住建局牵头，2021年6月底前完成）
2.整治气瓶。（市市场监管局负责）打击非法充装。（市公安局负责）
"""
SHARED = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qingshan-2021.txt").write_text(COPY, encoding="utf-8")
    return tmp_path


def test_the_words_of_a_task_and_of_its_part(folder: Path) -> None:
    assert words(folder, "qingshan-2021", "qingshan-2021/1") == "1.排查管道。全面排查老旧管道。（市住建局牵头，2021年6月底前完成）"
    assert words(folder, "qingshan-2021", "2.2") == "打击非法充装。（市公安局负责）"


def test_a_copy_that_was_not_committed_is_not_exact(folder: Path) -> None:
    found = source_words(folder, "qingshan-2021", "1")
    assert (found.exact, Path(found.path).name) == (False, "qingshan-2021.txt")


def test_any_format_will_do(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in COPY.splitlines()) + "</body></html>"
    (tmp_path / "qingshan-2021.html").write_text(page, encoding="utf-8")
    assert words(tmp_path, "qingshan-2021", "1").startswith("1.排查管道。")


@pytest.mark.parametrize(
    ("document", "task", "message"),
    [
        ("qingshan-2021", "7", "there is no task '7'"),
        ("qingshan-2022", "1", "holds no copy of qingshan-2022"),
        ("../secret", "1", "holds no copy"),
    ],
)
def test_what_is_not_there_is_said(folder: Path, document: str, task: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        words(folder, document, task)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        words(tmp_path / "nowhere", "qingshan-2021", "1")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source documents are not at hand")
@pytest.mark.parametrize("name", ["xicheng-2017", "xian-2017", "neimenggu-2017", "conghua-2017", "xicheng-145"])
def test_committed_positions_cut_the_very_words(name: str) -> None:
    positions = committed_positions(name)
    assert positions is not None
    text = normalise((SHARED / f"{name}.txt").read_text(encoding="utf-8"))
    for task, (start, end) in positions.spans.items():
        found = source_words(SHARED, name, task)
        assert found.exact
        assert found.text == text[start:end]
        assert found.text.strip() == found.text != ""
