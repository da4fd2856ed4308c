"""Tables drawn with characters: Markdown's | a | b |, ASCII boxes of + - |, boxes of ┌ ─ ┐ │.

Where lines are ruled between the rows, all lines between two rules are one row; a rule that leaves out a column goes
through a merged cell, which stands in every row that it covers. Without rules a line is a row.
"""

from __future__ import annotations

import itertools
import re

_UPRIGHT = "|│┃║▏｜"
_CORNERS = "├┤┼┬┴┌┐└┘┠┨╂╠╣╬╦╩╔╗╚╝╟╢╫┝┥┿+"
_LEVEL = "─━═-—┄┅┈┉"
_DIVIDES = re.compile(f"[{re.escape(_UPRIGHT + _CORNERS)}]")
_RULE = re.compile(rf"[\s{re.escape(_UPRIGHT + _CORNERS + _LEVEL)}:：]+")
_PART_OF_RULE = re.compile(rf"\s*[{re.escape(_LEVEL)}]{{2,}}\s*")

Cell = tuple[str, int]


def is_ruled_line(raw: str) -> bool:
    """Whether a line belongs to a table that is drawn with characters."""
    bare = raw.strip()
    if not bare or bare[0] not in _UPRIGHT + _CORNERS + _LEVEL:
        return False
    if bare[0] in _UPRIGHT:
        return len(_DIVIDES.findall(bare)) >= 3
    return len(bare) >= 5 and _RULE.fullmatch(bare) is not None and _DIVIDES.search(bare) is not None


def ruled_rows(lines: list[str], positions: list[int]) -> list[list[Cell]]:
    """The rows of a drawn table: cells as words and the position of their first character."""
    rules = [at for at, raw in enumerate(lines) if _RULE.fullmatch(raw.strip()) and not _splits_partly(raw)]
    cells = [at for at, raw in enumerate(lines) if at not in set(rules) and raw.strip()]
    inner = [at for at in rules if cells and cells[0] < at < cells[-1]]
    by_rules = len(inner) >= 2 or any(_splits_partly(raw) for raw in lines)
    ruled = set(rules)
    rows: list[list[list[Cell]]] = []
    fresh = True
    for at, raw in enumerate(lines):
        if at in ruled:
            fresh = True
            continue
        if not raw.strip():
            continue
        pieces = _pieces(raw, positions[at])
        if _splits_partly(raw):
            # A merged cell is one list in both rows: what is added to it later stands in both.
            above = rows[-1] if rows else []
            rows.append([above[place] if place < len(above) and not _PART_OF_RULE.fullmatch(words) else [] for place, (words, _) in enumerate(pieces)])
            pieces = [("", where) if _PART_OF_RULE.fullmatch(words) else (words, where) for words, where in pieces]
            fresh = False
        elif fresh or not by_rules or len(pieces) != len(rows[-1]):
            rows.append([[] for _ in pieces])
            fresh = False
        for place, (words, where) in enumerate(pieces):
            if words.strip() and place < len(rows[-1]):
                rows[-1][place].append((words.strip(), where + len(words) - len(words.lstrip())))
    return [[(" ".join(words for words, _ in cell), cell[0][1] if cell else positions[0]) for cell in row] for row in rows]


def _splits_partly(raw: str) -> bool:
    """Whether a line rules some columns off and leaves others open."""
    ruled = [_PART_OF_RULE.fullmatch(words) is not None for words, _ in _pieces(raw, 0)]
    return any(ruled) and not all(ruled)


def _pieces(raw: str, position: int) -> list[Cell]:
    """The stretches between the uprights, the outer ones left out."""
    bounds = [found.start() for found in _DIVIDES.finditer(raw) if raw[found.start()] != "+" or _LEVEL[3] in raw]
    if bounds and raw[: bounds[0]].strip():
        bounds.insert(0, -1)
    if bounds and raw[bounds[-1] + 1 :].strip():
        bounds.append(len(raw))
    return [(raw[first + 1 : last], position + first + 1) for first, last in itertools.pairwise(bounds)]
