"""Tables that are set with blanks alone: cells under their headings, two or more blanks apart.

    序号    工作任务        牵头单位      责任单位              完成时限
    1       修复水毁堤防    区水务局      区财政局、各镇政府    5月底前
            （含支流）                    区农业农村局

A line whose first cell stands under the first heading begins a row; one that begins further right runs on in it.
"""

from __future__ import annotations

import re
import unicodedata

_CELL = re.compile(r"\S+(?:[ ]\S+)*")
_APART = re.compile(r"\S(?:\s{2,}|\u3000+)\S")

Cell = tuple[str, int]


def heads_aligned_table(raw: str) -> bool:
    """Whether a line can be the heading of a table set with blanks."""
    if "\t" in raw or len(raw) > 400 or not _APART.search(raw):
        return False
    from kg.ingest.table import header_width

    head = [words for words, _, _ in _cells(raw)]
    return len(head) >= 3 and header_width(head) == len(head)


def aligned_rows(lines: list[str], positions: list[int]) -> tuple[list[list[Cell]], int] | None:
    """The rows of the table whose heading is the first line, and how many lines it takes; None when no row follows.

    A cell is its words and the position of their first character; `positions` are those of the lines.
    """
    head = _cells(lines[0])
    columns = [column for _, column, _ in head]
    rows: list[list[Cell]] = [[(words, positions[0] + at) for words, _, at in head]]
    taken = 1
    for number, raw in enumerate(lines[1:], 1):
        if not raw.strip():
            continue
        cells = _cells(raw)
        places = [_place(column, columns) for _, column, _ in cells]
        # A whole row may slip out of its columns; a part of one must stand under a heading.
        if len(cells) == len(columns):
            places = list(range(len(columns)))
        if len(set(places)) < len(places) or -1 in places or (len(cells) == 1 and places == [0]):
            break
        if places[0] == 0:
            rows.append([("", positions[number])] * len(columns))
        for (words, _, at), place in zip(cells, places, strict=True):
            before, begin = rows[-1][place]
            rows[-1][place] = (before + words, begin if before else positions[number] + at)
        taken = number + 1
    return (rows, taken) if len(rows) > 1 else None


def _cells(raw: str) -> list[tuple[str, int, int]]:
    """(words, display column, place in the line) of each cell."""
    cells: list[tuple[str, int, int]] = []
    column = last = 0
    for found in _CELL.finditer(raw):
        column += _width(raw[last : found.start()])
        cells.append((found.group(), column, found.start()))
        column += _width(found.group())
        last = found.end()
    return cells


def _place(column: int, columns: list[int]) -> int:
    near = min(range(len(columns)), key=lambda at: abs(columns[at] - column))
    return near if abs(columns[near] - column) <= 3 else -1


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)
