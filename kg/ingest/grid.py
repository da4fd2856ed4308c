"""Tables among the lines of a text, whatever carries them: tabs, drawn rules, blanks, or one cell a line.

Whatever the carrier, a table is rows of cells, each cell its words and the position of their first character; readers
of Word, PDF and HTML files write theirs as lines with tabs. `kg.ingest.columns` says what a column holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ingest.aligned_table import DEEPEST_HEADING, aligned_rows, heads_aligned_table
from kg.ingest.columns import header_width
from kg.ingest.glyphs import fold
from kg.ingest.ruled_table import is_ruled_line, ruled_rows

Cell = tuple[str, int]
Line = tuple[str, int]

LONGEST_TABLE = 2000
# A line between the rows of a table that heads the rows below it.
_GROUP_LINE = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)[^\t。；]{2,36}")


@dataclass(slots=True)
class TableText:
    """A table as found in the text: rows of cells, each with the position of its first character."""

    rows: list[list[Cell]]
    position: int
    flow_position: int = 0


def tables_among(lines: list[Line]) -> tuple[dict[int, TableText], set[int]]:
    """The tables among lines (words, position): by the number of their first line, and the numbers of all their lines."""
    tables: dict[int, TableText] = {}
    inside: set[int] = set()
    at = 0
    while at < len(lines):
        found = _aligned(lines, at) or _ruled(lines, at) or _tabbed(lines, at)
        if found is None:
            at += 1
            continue
        rows, taken = found
        if len(rows) >= 2:
            first = next(line for line in lines[at : at + taken] if line[0].strip())
            tables[at] = TableText(rows, first[1])
            inside.update(range(at, at + taken))
        at += taken
    return tables, inside


def _aligned(lines: list[Line], at: int) -> tuple[list[list[Cell]], int] | None:
    if not heads_aligned_table([raw for raw, _ in lines[at : at + DEEPEST_HEADING]]):
        return None
    block = lines[at : at + LONGEST_TABLE]
    return aligned_rows([raw for raw, _ in block], [position for _, position in block])


def _ruled(lines: list[Line], at: int) -> tuple[list[list[Cell]], int] | None:
    end = at
    while end < len(lines) and (is_ruled_line(lines[end][0]) or (end + 1 < len(lines) and end > at and not lines[end][0].strip() and is_ruled_line(lines[end + 1][0]))):
        end += 1
    if end - at < 2:
        return None
    block = lines[at:end]
    return ruled_rows([raw for raw, _ in block], [position for _, position in block]), end - at


def _tabbed(lines: list[Line], at: int) -> tuple[list[list[Cell]], int] | None:
    end = at
    while end < len(lines) and _holds_cells(lines[end][0]):
        end += 1
        between = end + 1 < len(lines) and _holds_cells(lines[end + 1][0])
        if between and (lines[end][0] == "" or _GROUP_LINE.fullmatch(fold(lines[end][0].strip()))):
            end += 1
    return (_rows(lines[at:end]), end - at) if end > at else None


def _holds_cells(raw: str) -> bool:
    return raw.startswith("\t") or "\t" in raw.strip()


def _rows(lines: list[Line]) -> list[list[Cell]]:
    """Rows of cells: one row a line when the lines hold several cells, else one cell a line, row by row."""
    wide = sum(1 for raw, _ in lines if "\t" in raw.strip())
    if wide >= max(1, len(lines) // 3):
        return [_cells(*line) for line in lines if line[0].strip()]
    groups: list[list[Cell]] = [[]]
    for raw, position in lines:
        if raw == "":
            groups.append([])
        else:
            groups[-1].append((raw.strip(), position + len(raw) - len(raw.lstrip())))
    cells = [cell for group in groups for cell in group]
    width = header_width([words for words, _ in cells[:16]])
    if not width:
        return []
    if len(groups) > 1 and all(len(group) % width == 0 for group in groups):
        return [group[at : at + width] for group in groups for at in range(0, len(group), width)]
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def _cells(raw: str, position: int) -> list[Cell]:
    cells: list[Cell] = []
    for piece in raw.split("\t"):
        cells.append((piece.strip(), position + len(piece) - len(piece.lstrip())))
        position += len(piece) + 1
    return cells
