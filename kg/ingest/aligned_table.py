"""Tables that are set with blanks alone, as typed or as printed from a PDF.

     序号       任务             牵头单位            责任单位               时限
                                                  市应急局、市公安局、
      1     排查老旧管道，       市住建局                             2021年6月底
            更新改造                              各区政府

The heading gives the columns; between two of them the emptiest place over all lines parts them. A line with a number
begins a row, or stands in its middle where the cells are centred.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from kg.ingest.columns import column_kind, header_width
from kg.ingest.glyphs import fold

Cell = tuple[str, int]

_APART = re.compile(r"\S(?:[ \u00a0]{2,}|\u3000+)\S")
_FURTHER = re.compile(r"[ \u00a0]{2,}|[ \u00a0]*\u3000[ \u3000\u00a0]*")
_NUMBER = re.compile(r"（?\d{1,3}）?[.、．]?")
_GROUP = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}[章部类])[^。；]{2,36}")
_ENDS = re.compile(r"(?:注|说明|备注|附注|附件|附表|抄送|主送|联系人)\d*[：:]?|[一二三四五六七八九十]{1,3}、.*[。；].*")
PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·\s]*")
# What the second line of a heading may hold: 单位, 时限（月）, no names and no lists.
_IN_HEADING = re.compile(r"（?[^、，；。：\d局委厅办]{1,6}）?")
DEEPEST_HEADING = 3
_EMPTY_LINES = 12


@dataclass(slots=True)
class _Word:
    """A stretch without blanks: its display columns and its place in the line."""

    words: str
    first: int
    last: int
    at: int
    further: bool  # whether it stands apart by more than one blank

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


@dataclass(slots=True)
class _Row:
    """One line of the body, its words by column; `blank` says that an empty line stands before it."""

    line: int
    cells: dict[int, list[_Word]]
    blank: bool
    group: str | None = None
    whole: list[Cell] = field(default_factory=list)


def heads_aligned_table(lines: list[str]) -> bool:
    """Whether the first of some lines begins the heading of a table set with blanks."""
    return _may_head(lines[0]) and any(_heading(lines, wide) is not None for wide in (2, 1))


def _may_head(raw: str) -> bool:
    if "\t" in raw or len(raw) > 400 or not _APART.search(raw):
        return False
    pieces = raw.split()
    return 2 <= len(pieces) <= 24 and all(len(words) <= 14 for words in pieces) and not re.search("[。；，]", raw)


def aligned_rows(lines: list[str], positions: list[int]) -> tuple[list[list[Cell]], int] | None:
    """The rows of the table whose heading begins with the first line, and how many lines it takes; None when the
    lines are no table. A cell is its words and the position of their first character; `positions` are the lines'."""
    readings = [found for wide in (2, 1) if (found := _read(lines, positions, wide)) is not None]
    if not readings:
        return None
    best = min(readings, key=lambda found: found[0])
    return best[1], best[2]


def _read(lines: list[str], positions: list[int], wide: int) -> tuple[tuple[float, float], list[list[Cell]], int] | None:
    """The table read with `wide` columns for a Chinese character: two where it was typed, one where a program laid out
    the text of a PDF. With it how badly the words keep to their columns: how many cross one, and where they begin."""
    table: list[list[Cell]] = []
    crossing = count = 0
    begins: set[int] = set()
    taken = at = 0
    while (found := _heading(lines[at : at + DEEPEST_HEADING], wide)) is not None:
        heading, deep = found
        if table and [column.words for column in heading] != [words for words, _ in table[0]]:
            break
        # On every page the columns stand where that page's own words put them.
        body, end = _body(lines, at + deep, heading, wide)
        laid_out = {number: _words(lines[number], wide) for number in body}
        parts = _partings(list(laid_out.values()), heading)
        rows = _assembled(lines, laid_out, parts, heading)
        if not rows:
            break  # a heading over nothing; looking on would cost the square of a text of headings
        for words in laid_out.values():
            if len(_groups(words)) == 1:
                continue  # a line between the rows, or one cell alone
            crossing += sum(1 for word in words for part in parts if word.first < part < word.last)
            begins.update(word.first for word in words)
            count += len(words)
        if not table:
            table.append([(word.words, positions[at] + word.at) for word in heading])
        table += _placed(rows, positions, len(heading))
        taken = at = end
        while at < len(lines) and (not lines[at].strip() or PAGE_NUMBER.fullmatch(lines[at].strip())):
            at += 1
    return ((crossing / count, len(begins) / count), table, taken) if len(table) > 1 and count else None


def _heading(lines: list[str], wide: int) -> tuple[list[_Word], int] | None:
    """The columns' headings and the number of lines they take; a heading may stand on two or three lines."""
    best: tuple[list[_Word], int] | None = None
    for deep in range(1, DEEPEST_HEADING + 1):
        if deep > len(lines) or not lines[deep - 1].strip():
            break
        if deep > 1 and not all(len(word.words) <= 8 and _IN_HEADING.fullmatch(fold(word.words)) for word in _words(lines[deep - 1], wide)):
            break
        columns = _named(_stacked([_words(raw, wide) for raw in lines[:deep]]))
        if columns is not None:
            best = (columns, deep)
    return best


def _stacked(lines: list[list[_Word]]) -> list[_Word]:
    """The words of several lines as one line: those that stand over one another become one."""
    columns: list[_Word] = []
    for line in lines:
        for word in line:
            over = next((column for column in columns if word.first < column.last and column.first < word.last), None)
            if over is None or len(lines) == 1:
                columns.append(_Word(word.words, word.first, word.last, word.at, word.further))
            else:
                over.words += word.words
                over.first, over.last = min(over.first, word.first), max(over.last, word.last)
    return sorted(columns, key=lambda column: column.first)


def _named(pieces: list[_Word]) -> list[_Word] | None:
    """The words joined to headings (序 号 is one), or None when they are not all headings of a table of tasks."""
    if len(pieces) > 24:
        return None
    # joined[k]: the first k pieces as headings, with the most columns.
    joined: list[list[_Word] | None] = [[]] + [None] * len(pieces)
    for end in range(1, len(pieces) + 1):
        for start in range(max(0, end - 4), end):
            before = joined[start]
            words = "".join(piece.words for piece in pieces[start:end])
            # What is a heading by itself stays one: 序号 and 任务 are two.
            split = any(column_kind(piece.words) is None for piece in pieces[start:end]) and all(len(piece.words) <= 2 for piece in pieces[start:end])
            if before is None or not (split or end - start == 1) or column_kind(words) is None:
                continue
            whole = _Word(words, pieces[start].first, pieces[end - 1].last, pieces[start].at, True)
            known = joined[end]
            if known is None or len(before) + 1 > len(known):
                joined[end] = [*before, whole]
    columns = joined[-1]
    if not columns or len(columns) < 3 or header_width([column.words for column in columns]) != len(columns):
        return None
    return columns


def _body(lines: list[str], start: int, heading: list[_Word], wide: int) -> tuple[list[int], int]:
    """The numbers of the lines that hold cells under this heading, and where they end."""
    body: list[int] = []
    taken = start
    empty = 0
    names = fold("".join(column.words for column in heading))
    numbered = _kinds(heading)[0] == "number"
    for number in range(start, len(lines)):
        raw = lines[number]
        bare = fold("".join(raw.split()))
        if not bare:
            empty += 1
            if empty > _EMPTY_LINES:
                break
            continue
        words = _words(raw, wide)
        if names.startswith(bare) and len(words) > 1:
            break  # the heading again, on a new page
        if PAGE_NUMBER.fullmatch(raw.strip()) and (len(words) > 1 or abs(words[0].middle - heading[0].middle) > 8):
            continue
        if not _GROUP.fullmatch(bare):
            pieces = [piece for piece in _FURTHER.split(raw.strip()) if piece]
            covered = sum(1 for column in heading if words[0].first <= column.middle <= words[-1].last)
            if "\t" in raw or (len(pieces) == 1 and (_ENDS.match(bare) or covered >= 2)):
                break
            if numbered and words[0].first < heading[0].last and not _NUMBER.fullmatch(fold(words[0].words)) and words[0].last > heading[0].last:
                break  # words where only numbers stand: 主办：…
        body.append(number)
        taken = number + 1
        empty = 0
    return body, taken


def _assembled(lines: list[str], laid_out: dict[int, list[_Word]], parts: list[float], heading: list[_Word]) -> list[list[_Row]]:
    """The lines of the body grouped to rows; an empty list when they do not keep to the columns."""
    rows: list[_Row] = []
    last = min(laid_out, default=0) - 1
    filled = 0
    for number, words in laid_out.items():
        raw = lines[number]
        bare = "".join(raw.split())
        row = _Row(number, {}, any(not lines[at].strip() for at in range(last + 1, number)))
        last = number
        if _GROUP.fullmatch(fold(bare)) and len([piece for piece in _FURTHER.split(raw.strip()) if piece]) == 1:
            row.group = bare
            rows.append(row)
            continue
        groups = _groups(words)
        in_order = len(groups) == len(heading)
        for order, group in enumerate(groups):
            for word in group:
                place = order if in_order else sum(1 for part in parts if part < word.middle)
                row.cells.setdefault(place, []).append(word)
        filled += len(row.cells) > 1
        rows.append(row)
    return _grouped(rows, heading) if filled else []


def _groups(words: list[_Word]) -> list[list[_Word]]:
    groups: list[list[_Word]] = []
    for word in words:
        if word.further or not groups:
            groups.append([word])
        else:
            groups[-1].append(word)
    return groups


def _partings(lines: list[list[_Word]], heading: list[_Word]) -> list[float]:
    """Where one column ends and the next begins: the emptiest place between the middles of their headings."""
    covered: Counter[int] = Counter()
    for words in lines:
        if len(_groups(words)) > 1:
            for word in words:
                covered.update(range(word.first, word.last))
    partings: list[float] = []
    for left, right in itertools.pairwise(heading):
        places = range(int(left.middle) + 1, max(int(right.middle), int(left.middle) + 2))
        least = min(covered[place] for place in places)
        runs: list[list[int]] = []
        for place in places:
            if covered[place] == least:
                if runs and runs[-1][-1] == place - 1:
                    runs[-1].append(place)
                else:
                    runs.append([place])
        longest = max(runs, key=len)
        partings.append((longest[0] + longest[-1] + 1) / 2)
    return partings


def _grouped(rows: list[_Row], heading: list[_Word]) -> list[list[_Row]]:
    """Lines to rows of the table."""
    kinds = _kinds(heading)
    key = kinds.index("number") if "number" in kinds else 0
    groups: list[list[_Row]] = []
    stretch: list[_Row] = []
    for row in [*rows, None]:
        if row is not None and row.group is None:
            stretch.append(row)
            continue
        groups += _of_stretch(stretch, key, numbered="number" in kinds)
        stretch = []
        if row is not None:
            groups.append([row])
    return groups


def _kinds(heading: list[_Word]) -> list[str | None]:
    return [column_kind(column.words) for column in heading]


def _of_stretch(rows: list[_Row], key: int, numbered: bool) -> list[list[_Row]]:
    """The rows of lines without a heading among them."""
    if not rows:
        return []
    if numbered:
        anchors = [at for at, row in enumerate(rows) if key in row.cells and _NUMBER.fullmatch(fold("".join(w.words for w in row.cells[key])))]
        if not anchors:
            return [rows]
        bounds = _between_centred(rows, anchors) if anchors[0] > 0 else anchors[1:]
    else:
        apart = [at for at, row in enumerate(rows) if at and row.blank]
        first = [at for at, row in enumerate(rows) if at and key in row.cells]
        bounds = apart if apart and len(apart) >= len(rows) / 4 else first
    starts = [0, *bounds]
    return [rows[first:last] for first, last in zip(starts, [*bounds, len(rows)], strict=True) if first < last]


def _between_centred(rows: list[_Row], anchors: list[int]) -> list[int]:
    """Where rows part whose numbers stand in the middle of their lines: as many lines below a number as above."""
    bounds: list[int] = []
    start = 0
    for anchor, following in itertools.pairwise(anchors):
        above = anchor - start

        def cost(bound: int, anchor: int = anchor, above: int = above) -> float:
            runs_on = any(
                place in rows[bound - 1].cells and place in rows[bound].cells and rows[bound - 1].cells[place][-1].words[-1] in "、，（和及"
                for place in rows[bound].cells
            )
            return abs(bound - 1 - anchor - above) + 3 * runs_on - 2.5 * rows[bound].blank

        best = min(range(anchor + 1, following + 1), key=cost)
        bounds.append(best)
        start = best
    return bounds


def _placed(groups: list[list[_Row]], positions: list[int], width: int) -> list[list[Cell]]:
    table: list[list[Cell]] = []
    for group in groups:
        if group[0].group is not None:
            table.append([(group[0].group, positions[group[0].line])])
            continue
        cells: list[Cell] = []
        for place in range(width):
            words = [(word, row) for row in group for word in row.cells.get(place, [])]
            where = positions[words[0][1].line] + words[0][0].at if words else positions[group[0].line]
            cells.append((" ".join(word.words for word, _ in words), where))
        table.append(cells)
    return table


def _words(raw: str, wide: int) -> list[_Word]:
    """The stretches of a line between blanks; `wide` is the columns that a Chinese character takes."""
    words: list[_Word] = []
    column = last = 0
    for found in re.finditer(r"\S+", raw):
        apart = raw[last : found.start()]
        column += _width(apart, wide)
        length = _width(found.group(), wide)
        words.append(_Word(found.group(), column, column + length, found.start(), not words or _FURTHER.search(apart) is not None))
        column += length
        last = found.end()
    return words


def _width(words: str, wide: int) -> int:
    return sum(wide if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)
