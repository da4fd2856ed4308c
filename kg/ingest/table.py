"""Tables of tasks: the heading among their rows, and one labelled clause a row.

A row becomes the same words as a labelled clause (牵头单位：…；责任单位：…；完成时间：…), so that a table and a
paragraph are read by one grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ingest.bodies import both_bodies
from kg.ingest.columns import column_kind
from kg.ingest.glyphs import fold
from kg.ingest.grid import TableText
from kg.ingest.labels import LABEL, ROLES

# Between two parts of a table a page may have its number and its running head.
_BETWEEN_PAGES = 60
_NOTHING = re.compile(r"[-—–－/／\\＼]+|无")
_NAMES = {"lead": "牵头单位", "responsible": "责任单位", "coordinate": "配合单位", "aggregate": "汇总单位", "deadline": "完成时限"}


@dataclass(frozen=True, slots=True)
class TableTask:
    """One row that assigns something: printed number (None when it has none), title, the labelled clause's words."""

    section: str
    number: int | None
    title: str
    content: str
    clause: str
    first: int
    last: int


def is_task_table(table: TableText) -> bool:
    """Whether some row among the first rows heads columns of responsibility."""
    return _header(table) is not None


def tables_of_tasks(tables: list[TableText]) -> tuple[list[TableText], list[TableText]]:
    """The tables that head columns of responsibility, and the others. A table that goes on behind a break of the page
    is joined to the one before it: with its heading again, or without one and with as many columns."""
    tasks: list[TableText] = []
    others: list[TableText] = []
    for table in tables:
        before = tasks[-1] if tasks else None
        near = before is not None and table.flow_position - before.flow_position <= _BETWEEN_PAGES
        if before is not None and near and _goes_on(before, table):
            before.rows += table.rows
        elif _header(table) is not None:
            tasks.append(table)
        else:
            others.append(table)
    return tasks, others


def _goes_on(before: TableText, table: TableText) -> bool:
    found = _header(before)
    if found is None:
        return False
    at, kinds = found
    again = _header(table)
    if again is not None:
        return [words for words, _ in before.rows[at]] == [words for words, _ in table.rows[again[0]]]
    return all(len(row) in (1, len(kinds)) for row in table.rows)


def _header(table: TableText) -> tuple[int, list[str | None]] | None:
    """The last row of the heading, and the kind of every column; a heading may take two rows."""
    for at, row in enumerate(table.rows[:4]):
        kinds = [column_kind(words) for words, _ in row]
        if any(kind in ROLES for kind in kinds) and sum(kind is not None for kind in kinds) >= 2:
            below = [column_kind(words) for words, _ in table.rows[at + 1]] if at + 1 < len(table.rows) else []
            if len(below) == len(kinds) and any(below) and all(
                kind or words in ("", above) for kind, (words, _), (above, _) in zip(below, table.rows[at + 1], row, strict=True)
            ):
                at, kinds = at + 1, [low or high for low, high in zip(below, kinds, strict=True)]
            if kinds.count("title") > 1:
                # 重点任务 | 工作任务: the first groups the second.
                kinds[kinds.index("title")] = "section"
            return at, kinds
    return None


def task_rows(table: TableText) -> list[TableTask]:
    """The rows of a table of tasks, headings and repeated headings left out."""
    found = _header(table)
    if found is None:
        return []
    at, kinds = found
    headings = [column_kind(words) for words, _ in table.rows[at]]
    tasks: list[TableTask] = []
    section = title = ""
    number: int | None = None
    for row in table.rows[at + 1 :]:
        cells = row + [("", row[-1][1])] * (len(kinds) - len(row)) if row else []
        if not cells or [column_kind(words) for words, _ in row] == headings:
            continue
        filled = [words for words, _ in cells if words]
        if not filled:
            continue
        if len(filled) == 1 and len(row) != 2 and not re.match(r"\d", filled[0]):
            section = filled[0]
            continue
        by_kind: dict[str, str] = {}
        for kind, (words, _) in zip(kinds, cells, strict=False):
            if kind and words and not _NOTHING.fullmatch(words):
                by_kind[kind] = by_kind[kind] + "\n" + words if kind in by_kind else words
        section = by_kind.get("section", section)
        printed = re.match(r"\s*(\d{1,3})[.、．]?\s*(?!\d*年)(.*)", by_kind.get("title", ""), re.DOTALL)
        if printed and printed[2]:
            number, title = int(printed[1]), printed[2]
        elif by_kind.get("title"):
            title = by_kind["title"]
            number = None
        if re.fullmatch(r"\d{1,3}", by_kind.get("number", "").rstrip(".、")):
            number = int(by_kind["number"].rstrip(".、"))
        clause = "；".join(
            f"{_NAMES[kind]}：{_listed(by_kind[kind], kind)}" for kind in (*ROLES, "deadline") if by_kind.get(kind)
        )
        positions = [position for words, position in cells if words]
        last_words, last_position = [cell for cell in cells if cell[0]][-1]
        if clause:
            shown = title or by_kind.get("content", "")
            tasks.append(
                TableTask(
                    section, number, _one_line(shown), by_kind.get("content", ""), clause, min(positions),
                    last_position + len(last_words),
                )
            )  # fmt: skip
    return tasks


def _listed(words: str, kind: str) -> str:
    """A cell's words as one clause: names that stand on lines of their own, or apart by blanks, are a list."""
    words = words.strip().rstrip("。；，")
    if kind == "deadline":
        return re.sub(r"\s+", "", words)
    pieces = [piece for piece in re.split(r"[\s　/]+", words) if piece]
    joined = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        if LABEL.match(fold(piece)):
            # Several labelled lines in one cell.
            joined += ("" if joined[-1] in "；，" else "；") + piece
            continue
        before = re.split(r"[、，；和及]", _without_brackets(joined))[-1]
        after = re.split(r"[、，；和及]", _without_brackets(piece))[0]
        apart = both_bodies(before, re.sub(r"(?:按.*|等.*|牵头|负责|配合)$", "", after))
        joined += ("、" if apart and joined[-1] not in "、，；" and piece[0] not in "、，；" else "") + piece
    return joined


def _without_brackets(words: str) -> str:
    return re.sub(r"（[^（）]*）", "", fold(words))


def _one_line(words: str) -> str:
    return re.sub(r"\s+", "", words).rstrip("。：；")
