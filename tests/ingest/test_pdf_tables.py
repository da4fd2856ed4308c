"""Tables in PDF files: ruled, merged, broken by a page, and set without rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest.files import read_text
from kg.ingest.model import Document
from kg.ingest.reader import read_document
from tests.ingest.pdf_files import Rule, Text, drawn, pdf_of

pytest.importorskip("pdfplumber")
COLUMNS = (60, 100, 240, 340, 460, 560)
HEADING = ("序号", "任务", "牵头单位", "配合单位", "时限")


def _read(path: Path, pages: list[bytes]) -> Document:
    path.write_bytes(pdf_of(pages))
    return read_document(read_text(str(path)))


def _grid(rows: list[tuple[str, ...]], top: float, open_below: set[tuple[int, int]] = frozenset()) -> tuple[list[Text], list[Rule]]:  # type: ignore[assignment]
    """Cells with rules around them; (row, column) in `open_below` has none to the row under it."""
    texts: list[Text] = []
    rules: list[Rule] = [(x, top, x, top + 40 * len(rows)) for x in COLUMNS] + [(COLUMNS[0], top, COLUMNS[-1], top)]
    for at, row in enumerate(rows):
        for place, words in enumerate(row):
            texts += [(COLUMNS[place] + 4, top + 40 * at + 15 + 15 * line, piece) for line, piece in enumerate(words.split("/"))]
            if (at, place) not in open_below:
                rules.append((COLUMNS[place], top + 40 * (at + 1), COLUMNS[place + 1], top + 40 * (at + 1)))
    return texts, rules


def _said(document: Document) -> list[tuple[int, list[tuple[str, str]], list[str | None]]]:
    return [(task.number, [(a.agency, a.role) for a in task.assignments], [d.end for d in task.deadlines]) for task in document.tasks]


SAID = [
    (1, [("市住建局", "lead"), ("市应急局", "coordinate"), ("市公安局", "coordinate")], ["2021-06-30"]),
    (2, [("市住建局", "lead"), ("市交通局", "coordinate")], ["2021-12-31"]),
]


def test_a_cell_that_is_merged_downwards_stands_in_every_row(tmp_path: Path) -> None:
    rows = [HEADING, ("1", "排查管道", "市住建局", "市应急局、市/公安局", "2021年6月底"), ("2", "整治气瓶", "", "市交通局", "2021年12月底")]
    texts, rules = _grid(rows, 100, {(1, 2)})
    assert _said(_read(tmp_path / "plan.pdf", [drawn([(200, 60, "青山市燃气安全整治方案"), *texts], rules)])) == SAID


def test_a_table_goes_on_behind_a_break_of_the_page(tmp_path: Path) -> None:
    first = _grid([HEADING, ("1", "排查管道", "市住建局", "市应急局、市/公安局", "2021年6月底")], 100)
    second = _grid([("2", "整治气瓶", "市住建局", "市交通局", "2021年12月底"), ("3", "宣传教育", "市委宣传部", "市教育局", "持续推进")], 60)
    pages = [drawn([*first[0], (290, 800, "— 1 —")], first[1]), drawn([*second[0], (290, 800, "— 2 —")], second[1])]
    assert _said(_read(tmp_path / "plan.pdf", pages))[:2] == SAID


def test_a_table_without_rules_keeps_its_columns(tmp_path: Path) -> None:
    texts = [(200.0, 60.0, "青山市燃气安全整治方案")]
    texts += [(x, 100, words) for x, words in zip(COLUMNS, HEADING, strict=False)]
    # The cells of the first row are centred: its number stands beside the middle of two lines.
    texts += [(340, 132, "市应急局、市公"), (340, 150, "安局"), (60, 141, "1"), (100, 141, "排查管道"), (240, 141, "市住建局"), (460, 141, "2021年6月底")]
    texts += [(60, 180, "2"), (100, 180, "整治气瓶"), (240, 180, "市住建局"), (340, 180, "市交通局"), (460, 180, "2021年12月底")]
    assert _said(_read(tmp_path / "plan.pdf", [drawn(texts, [])])) == SAID
