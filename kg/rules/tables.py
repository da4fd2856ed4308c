"""The rows of a `table`: cells between `|`, constants only, read without the expression grammar so that long tables stay quick."""

from __future__ import annotations

import re
from fractions import Fraction

from kg.dates import is_date
from kg.errors import Fault
from kg.rules import words
from kg.rules.bounds import MAX_DIGITS
from kg.rules.lines import Piece
from kg.rules.program import Atom, Constant, Place, Value
from kg.rules.source import Source

_CELL = re.compile(rf"[ ]*({words.STRING}|-?{words.NUMBER}|{words.WORD})[ ]*(?:\||$)|[^|]*(?:\||$)")
_RULER = re.compile(r"[ |:-]+")


def cells(source: Source, text: str, row: Piece) -> tuple[list[Constant], Fault | None]:
    """The constants of one row, and the first fault in it."""
    start = row.start + (1 if text[row.start] == "|" else 0)
    end = row.end - (1 if text[row.end - 1] == "|" and row.end - 1 > start else 0)
    line = text[start:end]
    constants: list[Constant] = []
    row_place = source.place(row.start, row.end)
    shift = row_place.column - row.start
    at = 0
    while True:
        match = _CELL.match(line, at)
        assert match is not None  # the pattern matches anything
        begin, stop = start + match.start(), start + match.end()
        word = match[1]
        if word is None:
            return constants, _bad_cell(source, line[match.start() : match.end()].rstrip("|"), begin, stop)
        left, right = start + match.start(1) + shift, start + match.end(1) + shift
        place = Place(source.name, row_place.line, left, row_place.line, right)
        number = word.removeprefix("-")
        if len(number) > MAX_DIGITS and words.is_number(number):
            return constants, source.fault(
                "R007", begin, stop, "this number is too long", f"at most {MAX_DIGITS} digits"
            )
        if words.looks_like_date(word) and not is_date(word):
            return constants, source.fault("R006", begin, stop, f"{word} is not a day of the calendar", "YYYY-MM-DD")
        constants.append(Constant(_value(word), place))
        at = match.end()
        if line[at - 1] != "|" or (word[0] in '"“' and match.end(1) == at):
            return constants, None


def is_ruler(text: str, row: Piece) -> bool:
    """Whether the row is the line of dashes that stands under a table's headings."""
    line = text[row.start : row.end]
    return "--" in line and _RULER.fullmatch(line) is not None


def atom(source: Source, relation: str, constants: list[Constant], row: Piece) -> Atom:
    """The fact that a row states."""
    return Atom(relation, tuple(constants), source.place(row.start, row.end))


def _value(word: str) -> Value:
    if word[0] in '"“':
        return words.unquoted(word)
    if word in ("true", "false"):
        return word == "true"
    if words.is_number(word.removeprefix("-")):
        if "." not in word:
            return int(word)
        number = Fraction(word)
        return number.numerator if number.denominator == 1 else number
    return word


def _bad_cell(source: Source, cell: str, begin: int, stop: int) -> Fault:
    found = f"“{cell.strip()}” is not one constant" if cell.strip() else "this cell is empty"
    return source.fault("R010", begin, max(begin + 1, stop), found, "a word, a number, a date or quoted text")
