"""Where the rows of a panel lie, and how their words break; all in pixels from the panel's upper left corner.

Widths of text are estimated (a Chinese character is as wide as the type is high, a Latin one half of that), never measured:
the same input gives the same bytes on every machine, whatever fonts it has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from kg.answer.text import width, wrap
from kg.views.picture import Panel, Row

SIZE = 12
HALF = SIZE / 2
NUMBER_RIGHT = 52
LABEL_LEFT = 60
# Slanted names stand `NARROWEST * sin(SLANT)` apart, which must not be less than a line.
NARROWEST, WIDEST = 15, 22
TITLE_HEIGHT = 30
GROUP_HEIGHT = 24
PANEL_GAP = 26
SLANT = -62
_REPEAT_NAMES_AFTER = 25
_NAME_COLUMNS = 30
_ROW_HEIGHTS = (22, 36, 51)


@dataclass(frozen=True)
class Placed:
    """A row with its upper edge, height and broken label."""

    row: Row
    top: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A group's heading with its upper edge."""

    text: str
    top: int


@dataclass(frozen=True)
class Layout:
    """A panel laid out. `left` is where its columns begin, `header` the lower edge of their names, `bottom` the
    lower edge of the rows, `height` all of it. `repeated` says that the names stand below the rows once more."""

    panel: Panel
    rows: tuple[Placed, ...]
    headings: tuple[Heading, ...]
    left: int
    header: int
    bottom: int
    height: int

    @property
    def repeated(self) -> bool:
        return len(self.rows) > _REPEAT_NAMES_AFTER and len(self.panel.columns) > 1

    @property
    def wanted(self) -> int:
        """The width to leave free beside the columns for the timeline or the notes."""
        return 300 if self.panel.timeline else 240

    @property
    def least(self) -> int:
        """The width below which a picture must be scrolled instead."""
        return self.left + NARROWEST * len(self.panel.columns) + 70

    def cell(self, total: float) -> float:
        """The width of a column in a picture of the width `total`; `kg.views.vega` says the same as an expression."""
        return min(WIDEST, max(NARROWEST, (total - self.left - self.wanted) / max(1, len(self.panel.columns))))


def lay_out(panel: Panel) -> Layout:
    """Break the labels and stack the rows of a panel."""
    # With few columns there is room for long labels, as the statutes' duties have them.
    columns = 44 if len(panel.columns) > 3 or panel.timeline else 80
    names = max((width(column_name(c.label)) for c in panel.columns), default=0)
    slanted = math.ceil(names * HALF * math.sin(math.radians(-SLANT)))
    header = TITLE_HEIGHT + max(slanted + 14, 34 if panel.timeline else 0) if panel.columns else TITLE_HEIGHT
    top = header
    rows, headings = [], []
    for group in panel.groups:
        if group.heading:
            headings.append(Heading(group.heading, top))
            top += GROUP_HEIGHT
        for row in group.rows:
            # Quotation marks and the like are narrow in a terminal and wide in Chinese type: leave room for a few.
            lines = break_label(row.label, columns - 2)
            height = _ROW_HEIGHTS[len(lines) - 1]
            rows.append(Placed(row, top, height, lines))
            top += height
    left = LABEL_LEFT + round(columns * HALF) + 10
    found = Layout(panel, tuple(rows), tuple(headings), left, header, top, top + PANEL_GAP)
    return replace(found, height=found.height + slanted) if found.repeated else found


def break_label(text: str, columns: int) -> tuple[str, ...]:
    """A label in one to three lines; what does not fit ends in `…`."""
    lines = wrap(text, columns)
    most = len(_ROW_HEIGHTS)
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], shorten("".join(lines[most - 1 :]), columns))


def column_name(text: str) -> str:
    """The name of a bearer as it stands over a column: a long one loses its beginning, the place, not its office."""
    if width(text) <= _NAME_COLUMNS:
        return text
    while width(text) > _NAME_COLUMNS - 2:
        text = text[1:]
    return "…" + text


def shorten(text: str, columns: int) -> str:
    """`text` in at most `columns` half-widths, ending in `…` when something was left out."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 2:
        text = text[:-1]
    return text.rstrip() + "…"
