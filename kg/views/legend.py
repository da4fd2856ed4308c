"""The legend: an entry for each kind of mark that a picture holds, in lines that fit a narrow screen."""

from __future__ import annotations

from typing import Any

from kg.answer.text import width
from kg.views import palette
from kg.views.layout import HALF
from kg.views.picture import Picture
from kg.views.words import LETTERS

_LINE = 760
_ICON = 24
_SPACE = 22


def legend_entries(picture: Picture) -> tuple[list[dict[str, Any]], int]:
    """The entries with their place (`x` in pixels, `line` from 0), and how many lines there are."""
    if picture.empty:
        return [], 0
    entries = [_role(code, text, LETTERS[picture.lang]) for code, text in picture.legend.items()]
    rows = [row for panel in picture.panels for row in panel.rows]
    statuses = {row.status for row in rows}
    names = {"open": "open_status", "upcoming": "upcoming", "past": "past"}
    for status in ("open", "upcoming", "past"):
        if status in statuses:
            fill, stroke = palette.STATUS[status]
            entries.append(_plain("circle", fill, stroke, picture.words[names[status]], 64))
    kinds = {span.kind for row in rows for span in row.spans}
    if "complete_by" in kinds:
        entries.append(_plain(palette.POINT, palette.TIME, palette.TIME, picture.words["legend_complete_by"], 70))
    if "interim_by" in kinds:
        entries.append(_plain(palette.POINT, palette.PAPER, palette.TIME, picture.words["legend_interim_by"], 70))
    if "period" in kinds:
        entries.append(_plain(palette.BAR, palette.TIME, palette.TIME, picture.words["legend_period"], 300))
    if "ongoing" in kinds:
        entries.append(_plain(palette.BAR, palette.TIME_SOFT, palette.TIME, picture.words["ongoing"], 300))
    if "on_event" in kinds:
        entries.append(_plain(palette.LINE_SHAPE, palette.TIME, palette.TIME, picture.words["on_event"], 300, [2, 3]))
    if picture.as_of and kinds:
        label = picture.words["legend_as_of"]
        entries.append(_plain(palette.RULE_SHAPE, palette.TODAY, palette.TODAY, label, 200))
    x, line = 0.0, 0
    for entry in entries:
        wide = _ICON + width(entry["text"]) * HALF + _SPACE
        if x and x + wide > _LINE:
            x, line = 0.0, line + 1
        entry["x"], entry["line"] = x, line
        x += wide
    return entries, line + 1 if entries else 0


def _role(code: str, text: str, letters: dict[str, str]) -> dict[str, Any]:
    if code == "derived":
        return _plain(palette.MARKS["responsible"].shape, palette.PAPER, palette.SOFT_INK, text, 256)
    style = palette.MARKS[code]
    light = code == "unknown"
    return {
        "code": code, "letter": letters[code], "text": text, "shape": style.shape, "size": 324,
        "fill": palette.PAPER if light else style.colour, "stroke": style.colour,
        "ink": style.colour if light else palette.PAPER, "dash": [2, 2] if light else [],
    }  # fmt: skip


def _plain(shape: str, fill: str, stroke: str, text: str, size: int, dash: list[int] | None = None) -> dict[str, Any]:
    return {
        "code": "", "letter": "", "text": text, "shape": shape, "size": size, "fill": fill, "stroke": stroke, "ink": stroke,
        "dash": dash or [],
    }  # fmt: skip
