"""Text for a terminal: Chinese characters take two columns, and lines break to fit."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """The columns that `text` takes in a terminal."""
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, columns: int) -> str:
    """`text` followed by the spaces that fill `columns`."""
    return text + " " * max(0, columns - width(text))


# Punctuation that may not begin a line.
_CLINGING = "，。；：、！？）》」』】〕”’…,.;:!?)]}%"
# And that may not end one.
_OPENING = "（《「『【〔“‘"


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`, broken between Chinese characters or at spaces, never before punctuation."""
    lines: list[str] = []
    line = ""
    used = 0
    for piece in _pieces(text):
        size = width(piece)
        if used and used + size > columns and piece != " ":
            lines.append(line.rstrip())
            line, used = "", 0
        if piece == " " and not line:
            continue
        while size > columns:
            fitting, taken = "", 0
            while piece and taken + _columns(piece[0]) <= columns:
                taken += _columns(piece[0])
                fitting, piece = fitting + piece[0], piece[1:]
            if not fitting:
                break
            lines.append(fitting)
            size = width(piece)
        line, used = line + piece, used + size
    if line.strip():
        lines.append(line.rstrip())
    return lines or [""]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        wide = _columns(character) == 2
        joins = character in _CLINGING or (
            pieces
            and character != " "
            and pieces[-1] != " "
            and (pieces[-1][-1] in _OPENING or (not wide and _columns(pieces[-1][-1]) == 1))
        )
        if pieces and joins and pieces[-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
