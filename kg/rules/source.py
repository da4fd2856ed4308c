"""A rule file's text with its places: offsets to lines and columns, and the excerpt that underlines a fault."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property

from kg.errors import Fault
from kg.rules.program import Place

_LONGEST_EXCERPT = 160
_LONG_WORD = re.compile(r"\S{121,}")


class Source:
    """One rule file: `name` as places and faults give it, `text` with line ends normalised to `\\n`."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line that holds the offset."""
        return bisect_right(self.line_starts, offset)

    def line(self, number: int) -> str:
        """The text of a line, numbered from 1."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]

    def place(self, start: int, end: int) -> Place:
        """The place from offset `start` up to, not including, `end`."""
        starts = self.line_starts
        line = end_line = self.line_of(start)
        if line < len(starts) and end > starts[line]:
            end_line = self.line_of(max(start, end - 1))
        return Place(self.name, line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)

    def fault(self, code: str, start: int, end: int, message: str, allowed: str = "", nearest: str = "") -> Fault:
        """A fault with its code, its place and the line underlined."""
        return place_fault(self, code, self.place(start, end), message, allowed, nearest)


def place_fault(
    source: Source | None, code: str, place: Place, message: str, allowed: str = "", nearest: str = ""
) -> Fault:
    """A fault at a place; its excerpt is left out where the source text is not at hand."""
    excerpt = "" if source is None or place.line < 1 else underlined(source, place)
    where = f"{place.line}:{place.column}" if place.line else ""
    return Fault(place.file, where, _readable(f"{code}: {message}"), _readable(allowed), nearest, excerpt)


def _readable(text: str) -> str:
    """The text with names that go on and on cut short."""
    return _LONG_WORD.sub(lambda match: match[0][:100] + "…", text)


def width(text: str) -> int:
    """The columns that the text takes on a terminal, where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def underlined(source: Source, place: Place) -> str:
    """The place's first line with carets under the place; a very long line is cut around it."""
    if place.line > len(source.line_starts):
        return ""
    line = source.line(place.line)
    start = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    end = max(start + 1, min(end, len(line)))
    first = 0
    if len(line) > _LONGEST_EXCERPT:
        first = max(0, start - _LONGEST_EXCERPT // 2)
        line = line[first : first + _LONGEST_EXCERPT]
        end = min(end, first + len(line))
    line = "".join(letter if letter.isprintable() else " " for letter in line)
    before, under = line[: start - first], line[start - first : end - first]
    number = str(place.line)
    shown = "" if not line else f" {line}"
    return f"  {number} |{shown}\n  {' ' * len(number)} | {' ' * width(before)}{'^' * max(1, width(under))}"
