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

from kg.ingest.aligned_table import PAGE_NUMBER
from kg.ingest.glyphs import chinese_number, fold, without_radicals
from kg.ingest.grid import TableText, tables_among
from kg.ingest.labels import LABEL, blanks_of_fields, only_names

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
# What decorates the beginning of a line: marks of headings and of lists.
_NUMBER_AND_BLANK = re.compile(
    r"\s*(?P<word>任务|举措|措施|行动|事项|工作|专项|项目|工程)?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})[ \u3000]+(?=[\u4e00-\u9fff“])(?![年月日时个家项条%分级])"
)
_DECORATION = re.compile(r"\s*(?:#{1,6}\s+|\*\*|[-*+]\s+(?=\S)|[●◆■▲★☆◎○▪•◇▶►➢❖※\uf06c\uf06e\uf075\uf0b7\uf0d8\uf0fc]+\s*)(?=\S)")
# What stands on a line of its own: a document's number, its date, the word 附件.
_ALONE = re.compile(r"（?[\u4e00-\u9fff]{1,14}（(?:19|20)\d\d）第?\d{1,5}号）?|（?(?:19|20)\d\d年\d{1,2}月\d{1,2}日）?|附(?:件|表|录)[一二三四五六七八九十\d]{0,2}[：:]?")
_WORDS = re.compile("[^\\s\ufeff\u200b\u200c\u200d]+")
_TERMINAL = "。！？：；）”…"
WIDEST_WRAPPED = 130


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
    text = without_radicals(text.removeprefix("\ufeff").replace("\r\n", "\n"))
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
    numbered: bool = False  # whether the blank behind its first number stands for the sign of a numbered item


def flow_of(source: str) -> Flow:
    """The paragraphs and tables of a normalised text."""
    lines: list[_Line] = []
    position = 0
    for raw in source.split("\n"):
        stripped = raw.strip()
        lines.append(_Line(position, raw, _width(stripped), _width(raw[: len(raw) - len(raw.lstrip(" \u3000\u00a0"))])))
        position += len(raw) + 1
    tables, in_table = tables_among([(line.raw, line.position) for line in lines])
    furniture = _running_heads(lines)
    kept: list[_Line | TableText] = []
    for at, line in enumerate(lines):
        if at in tables:
            kept.append(tables[at])
        elif at not in in_table:
            words = line.raw.strip()
            if words and words not in furniture and not _is_furniture(words):
                kept.append(line)
    _mark_numbered([item for item in kept if isinstance(item, _Line)])
    return _join(kept, len(source))


def _mark_numbered(lines: list[_Line]) -> None:
    """Finds lines that begin with a number and a blank alone (1 排查管道), and count on from 1."""
    runs: dict[str, list[tuple[int, _Line]]] = {}
    for line in lines:
        found = _NUMBER_AND_BLANK.match(fold(line.raw[:40]))
        if found is None:
            continue
        kind = "一" if found["n"][0] in "一二三四五六七八九十" else "1"
        try:
            number = chinese_number(found["n"])
        except ValueError:
            continue
        run = runs.setdefault(kind + (found["word"] or ""), [])
        if number == 1:
            _accept(run)
            run[:] = [(1, line)]
        elif run and number == run[-1][0] + 1:
            run.append((number, line))
    for run in runs.values():
        _accept(run)


def _accept(run: list[tuple[int, _Line]]) -> None:
    if len(run) > 1:
        for _, line in run:
            line.numbered = True


def _is_furniture(stripped: str) -> bool:
    if len(stripped) > 200:
        return False
    return PAGE_NUMBER.fullmatch(stripped) is not None or _CONTENTS_LINE.fullmatch(stripped) is not None


def _running_heads(lines: list[_Line]) -> set[str]:
    """Short lines that come back beside page numbers: the head or foot of a page."""
    beside: Counter[str] = Counter()
    written = [line.raw.strip() for line in lines if line.raw.strip()]
    for at, words in enumerate(written):
        if PAGE_NUMBER.fullmatch(words) and len(words) < 20:
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
        for first, last, blank in _without_blanks(item.raw, item.numbered):
            if blank:
                pieces.append(blank)
                offsets.append(item.position + first - 1)
            pieces.append(item.raw[first:last])
            offsets.extend(range(item.position + first, item.position + last))
            length += last - first + len(blank)
        previous = item
    text = "".join(pieces)
    return Flow(text, offsets, fold(text), tables, source_length)


def _without_blanks(raw: str, numbered: bool = False) -> Iterator[tuple[int, int, str]]:
    """The stretches of a line between blanks, as (start, end, what stands for the blank before it): a blank between
    Latin words, a comma between the names that a labelled line lists (配合单位：市公安局  市交通局), a semicolon before
    its next label, else nothing."""
    heading = _DECORATION.match(raw)
    pieces = list(_WORDS.finditer(raw, heading.end() if heading else 0))
    signs = blanks_of_fields([piece.group() for piece in pieces])
    if numbered and len(signs) > 1:
        signs[1] = "、"
    last = ""
    for piece, sign in zip(pieces, signs, strict=True):
        blank = sign or (" " if _latin(last) and _latin(raw[piece.start()]) else "")
        yield piece.start(), piece.end(), blank
        last = raw[piece.end() - 1]


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
    if _ALONE.fullmatch("".join(start.split())) or _ALONE.fullmatch("".join(fold(before)[:40].split())):
        return True
    if line.numbered or (only_names(line.raw.split() or [""]) and only_names(before.split() or [""])):
        return True
    ended = before[-1:] in _TERMINAL
    if _SURE_HEADING.match(start) and before[-1:] not in "、，第和及至":
        return True
    if _HEADING_START.match(start) and (ended or previous.width + previous.indent < wrap - 6):
        return True
    if LABEL.match(start) and (ended or previous.width + previous.indent < wrap - 6):
        return True
    if indents and line.indent >= 2:
        return True
    width = previous.width + previous.indent
    if before[-1:] in "、，":
        return False
    return width < wrap - (3 if ended else 9)
