"""From the lines of a text to its paragraphs, without the furniture of the page.

Policy texts reach us hard-wrapped, with blank lines between the lines of one sentence, with page numbers and form
feeds inside sentences, with spaces between characters. The result is a `Flow`: the words of the text with one line
break a paragraph, and for every character its position in the normalised source. Tables are set apart.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.ingest.aligned_table import aligned_rows, heads_aligned_table
from kg.ingest.bodies import looks_like_body
from kg.ingest.glyphs import fold

_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·\s]*")
_CONTENTS_LINE = re.compile(r".*?(?:[.．·•]{4,}|…{2,}|(?:\.\s){4,})\s*\d*\s*")
_HEADING_START = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|任务[\d一二三四五六七八九十]{1,2}[：、.]|第[一二三四五六七八九十]{1,3}条|第[一二三四五六七八九十]{1,3}[章节部编]|（[一二三四五六七八九十]{1,3}）|\d{1,3}[.、](?!\d)|（\d{1,2}）|[①-⑳]|"
    r"附件|附表|附：|——)"
)
# Marks that hardly begin a wrapped line by chance (构成 / 一、二级重大危险源 would).
_SURE_HEADING = re.compile(
    r"\d{1,3}[.、](?=[\u4e00-\u9fff“])|（[一二三四五六七八九十]{1,3}）(?=[\u4e00-\u9fff“])|"
    r"[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十]|.{0,2}[级类])"
)
_LABEL_START = re.compile(r"（?(?:牵头|责任|配合|协办|参与|完成|主办|落实|实施|工作)(?:单位|部门|时限|时间|期限|主体|责任单位)(?:：|）)")
LABEL_OF_BODIES = re.compile(r"(?:牵头|责任|配合|协办|协同|参与|主办|主责|落实|实施)(?:责任)?(?:单位|部门|主体)(?:（[^（）]*）)?(?:：|）：?)")
_MARKDOWN = re.compile(r"\s*(?:#{1,6}\s+|\*\*)")
_WORDS = re.compile("[^\\s\ufeff\u200b\u200c\u200d]+")
_TERMINAL = "。！？：；）”…"
# A line between the rows of a table that heads the rows below it.
_GROUP_LINE = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)[^\t。；]{2,36}")
WIDEST_WRAPPED = 130
LONGEST_TABLE = 2000


@dataclass(slots=True)
class TableText:
    """A table as found in the text: rows of cells, each with the position of its first character."""

    rows: list[list[tuple[str, int]]]
    position: int
    flow_position: int = 0


@dataclass(slots=True)
class Flow:
    """The running words. `text[i]` stands at `offsets[i]` of the source; `folded` is `text` in folded characters."""

    text: str
    offsets: array[int]
    folded: str
    tables: list[TableText] = field(default_factory=list)
    source_length: int = 0

    def position(self, at: int) -> int:
        """The source position of a place in the flow (its end when past the last character)."""
        return self.offsets[at] if at < len(self.offsets) else self.source_length

    def source_span(self, first: int, last: int) -> tuple[int, int]:
        """The stretch of the source that the flow's characters first..last-1 come from, outer breaks left out."""
        while first < last and self.text[first] == "\n":
            first += 1
        while last > first and self.text[last - 1] == "\n":
            last -= 1
        if first >= last:
            return self.position(first), self.position(first)
        return self.offsets[first], self.offsets[last - 1] + 1


class Lines:
    """Finds the line number (from 1) of a position in the source."""

    def __init__(self, source: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", source)]

    def number(self, position: int) -> int:
        return bisect_left(self._ends, position) + 1


def normalise(text: str) -> str:
    """The source text that positions and the SHA-256 refer to: no byte order mark, every line break (CRLF, CR, form
    feed, line separator) one `\\n`, no NUL."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return text.translate({0x0D: "\n", 0x0C: "\n", 0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0: "\ufffd"})


def sha256(source: str) -> str:
    """The SHA-256 of a normalised text, in hexadecimal, over its UTF-8 form."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class _Line:
    position: int
    raw: str
    width: int
    indent: int


def flow_of(source: str) -> Flow:
    """The paragraphs and tables of a normalised text."""
    lines: list[_Line] = []
    position = 0
    for raw in source.split("\n"):
        stripped = raw.strip()
        lines.append(_Line(position, raw, _width(stripped), _width(raw[: len(raw) - len(raw.lstrip(" \u3000\u00a0"))])))
        position += len(raw) + 1
    tables, in_table = _tables(lines)
    furniture = _running_heads(lines)
    kept: list[_Line | TableText] = []
    for at, line in enumerate(lines):
        if at in tables:
            kept.append(tables[at])
        elif at not in in_table:
            words = line.raw.strip()
            if words and words not in furniture and not _is_furniture(words):
                kept.append(line)
    return _join(kept, len(source))


def _is_furniture(stripped: str) -> bool:
    if len(stripped) > 200:
        return False
    return _PAGE_NUMBER.fullmatch(stripped) is not None or _CONTENTS_LINE.fullmatch(stripped) is not None


def _running_heads(lines: list[_Line]) -> set[str]:
    """Short lines that come back beside page numbers: the head or foot of a page."""
    beside: Counter[str] = Counter()
    written = [line.raw.strip() for line in lines if line.raw.strip()]
    for at, words in enumerate(written):
        if _PAGE_NUMBER.fullmatch(words) and len(words) < 20:
            for near in {written[at - 1] if at else "", written[at + 1] if at + 1 < len(written) else ""}:
                if 4 <= len(near) <= 40 and near[-1] not in _TERMINAL + "，、" and not _HEADING_START.match(fold(near)):
                    beside[near] += 1
    return {words for words, count in beside.items() if count >= 3}


def _width(words: str) -> int:
    """Columns on a terminal: two for a wide character."""
    if words.isascii():
        return len(words)
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in words[:400]) + 2 * max(0, len(words) - 400)


def _join(kept: list[_Line | TableText], source_length: int) -> Flow:
    wrap = _wrap_width([item for item in kept if isinstance(item, _Line)])
    indents = _indents_mean_paragraphs([item for item in kept if isinstance(item, _Line)])
    pieces: list[str] = []
    offsets: array[int] = array("I")
    length = 0
    tables: list[TableText] = []
    previous: _Line | None = None
    for item in kept:
        if isinstance(item, TableText):
            previous = None
            item.flow_position = length
            tables.append(item)
            continue
        if length and (previous is None or _breaks(previous, item, wrap, indents)):
            pieces.append("\n")
            offsets.append(offsets[-1] + 1)
            length += 1
        for first, last, blank in _without_blanks(item.raw):
            if blank:
                pieces.append(blank)
                offsets.append(item.position + first - 1)
            pieces.append(item.raw[first:last])
            offsets.extend(range(item.position + first, item.position + last))
            length += last - first + len(blank)
        previous = item
    text = "".join(pieces)
    return Flow(text, offsets, fold(text), tables, source_length)


def _without_blanks(raw: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a line between blanks, as (start, end, what stands for the blank before it): a blank between
    Latin words, a comma between the names that a labelled line lists (配合单位：市公安局  市交通局), a semicolon before
    its next label, else nothing."""
    heading = _MARKDOWN.match(raw)
    lists_names = len(raw) < 600 and LABEL_OF_BODIES.search(fold(raw)) is not None
    last = before = ""
    for found in _WORDS.finditer(raw, heading.end() if heading else 0):
        sign = raw[found.start()]
        blank = " " if _latin(last) and _latin(sign) else ""
        if lists_names and before:
            if _LABEL_START.match(fold(found.group())) and last not in _TERMINAL + "，、":
                blank = "；"
            elif _both_bodies(before, found.group()):
                blank = "、"
        yield found.start(), found.end(), blank
        last, before = raw[found.end() - 1], found.group()


def _both_bodies(before: str, behind: str) -> bool:
    """Whether one name ends here and another begins."""
    left = re.split("[：、，；。）]", fold(before))[-1] if fold(before)[-1] != "）" else fold(before)
    right = re.split("[：、，；。]|等|按|牵头|负责|配合", fold(behind))[0]
    return looks_like_body(re.sub("^.*：", "", left)) and looks_like_body(right) and not LABEL_OF_BODIES.match(fold(behind))


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _wrap_width(lines: list[_Line]) -> int | None:
    """The width at which a hard-wrapped text is wrapped; None when its lines are whole paragraphs."""
    widths = sorted(line.width + line.indent for line in lines if line.width > 16)
    if len(widths) < 6:
        return None
    wide = widths[int(len(widths) * 0.9)]
    if wide > WIDEST_WRAPPED:
        return None
    full = [line for line in lines if line.width > 16 and line.width + line.indent >= wide - 8]
    # A wrapped line ends anywhere; a whole paragraph ends with its sentence.
    inside = sum(1 for line in full if line.raw.rstrip()[-1:] not in _TERMINAL + ".!?;:)]】」")
    return wide if len(full) >= max(3, len(widths) * 0.1) and inside >= len(full) * 0.5 else None


def _indents_mean_paragraphs(lines: list[_Line]) -> bool:
    indented = sum(1 for line in lines if line.indent >= 2)
    return len(lines) * 0.03 <= indented <= len(lines) * 0.6


def _breaks(previous: _Line, line: _Line, wrap: int | None, indents: bool) -> bool:
    """Whether a new paragraph begins at the line."""
    if wrap is None:
        return True
    before = previous.raw.rstrip()
    start = fold(line.raw.strip()[:40])
    ended = before[-1:] in _TERMINAL
    if _SURE_HEADING.match(start) and before[-1:] not in "、，第和及至":
        return True
    if _HEADING_START.match(start) and (ended or previous.width + previous.indent < wrap - 6):
        return True
    if _LABEL_START.match(start) and (ended or previous.width + previous.indent < wrap - 6):
        return True
    if indents and line.indent >= 2:
        return True
    width = previous.width + previous.indent
    if before[-1:] in "、，":
        return False
    return width < wrap - (3 if ended else 9)


def _tables(lines: list[_Line]) -> tuple[dict[int, TableText], set[int]]:
    """The tables among the lines: by the number of their first line, and the numbers of all their lines."""
    tables: dict[int, TableText] = {}
    inside: set[int] = set()
    at = 0
    while at < len(lines):
        block = lines[at : at + LONGEST_TABLE] if heads_aligned_table(lines[at].raw) else []
        aligned = aligned_rows([line.raw for line in block], [line.position for line in block]) if block else None
        if aligned is not None:
            rows, taken = aligned
            tables[at] = TableText(rows, lines[at].position)
            inside.update(range(at, at + taken))
            at += taken
            continue
        end = at
        while end < len(lines) and _is_table_line(lines[end].raw):
            end += 1
            between = end + 1 < len(lines) and _is_table_line(lines[end + 1].raw)
            if between and (lines[end].raw == "" or _GROUP_LINE.fullmatch(fold(lines[end].raw.strip()))):
                end += 1
        if end == at:
            at += 1
            continue
        rows = _rows(lines[at:end])
        if rows and len(rows) >= 2:
            first = next(line for line in lines[at:end] if line.raw.strip())
            tables[at] = TableText(rows, first.position)
            inside.update(range(at, end))
        at = end
    return tables, inside


def _is_table_line(raw: str) -> bool:
    return raw.startswith("\t") or "\t" in raw.strip() or (raw.strip().startswith("|") and raw.count("|") >= 3)


def _rows(lines: list[_Line]) -> list[list[tuple[str, int]]]:
    """Rows of cells: one row a line when the lines hold several cells, else one cell a line, row by row."""
    wide = sum(1 for line in lines if "\t" in line.raw.strip() or line.raw.strip().startswith("|"))
    if wide >= max(1, len(lines) // 3):
        return [_cells(line) for line in lines if line.raw.strip() and not re.fullmatch(r"[\s|:\-]+", line.raw)]
    from kg.ingest.table import header_width

    groups: list[list[tuple[str, int]]] = [[]]
    for line in lines:
        if line.raw == "":
            groups.append([])
        else:
            groups[-1].append((line.raw.strip(), line.position + len(line.raw) - len(line.raw.lstrip())))
    cells = [cell for group in groups for cell in group]
    width = header_width([words for words, _ in cells[:16]])
    if not width:
        return []
    if len(groups) > 1 and all(len(group) % width == 0 for group in groups):
        return [group[at : at + width] for group in groups for at in range(0, len(group), width)]
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def _cells(line: _Line) -> list[tuple[str, int]]:
    mark = "|" if line.raw.strip().startswith("|") else "\t"
    cells: list[tuple[str, int]] = []
    position = line.position
    for piece in line.raw.split(mark):
        cells.append((piece.strip(), position + len(piece) - len(piece.lstrip())))
        position += len(piece) + 1
    return cells[1:-1] if mark == "|" else cells
