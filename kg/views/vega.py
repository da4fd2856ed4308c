"""A picture as a Vega specification: one drawing for the file that answers to the pointer and for the one that stands still.

Vega draws and answers to the pointer; where things lie is `kg.views.layout`'s, and how wide a column is follows from the
width of the window, so the same specification fits a slide and a narrow screen.
"""

from __future__ import annotations

import datetime
from typing import Any

from kg.views import palette
from kg.views.layout import (
    GROUP_HEIGHT,
    HALF,
    LABEL_LEFT,
    NARROWEST,
    NUMBER_RIGHT,
    SIZE,
    SLANT,
    WIDEST,
    Layout,
    column_name,
    lay_out,
    shorten,
)
from kg.views.legend import legend_entries
from kg.views.picture import Picture
from kg.views.words import LETTERS

MARGIN = 16
STILL_WIDTH = 1400
MOST = 1600
_HEAD = 58
_LEGEND_LINE = 26
_BELOW_MIDDLE = 0.36

Spec = dict[str, Any]


def specification(picture: Picture, still: bool) -> Spec:
    """The Vega specification of `picture`.

    `still` fixes the width and writes title and summary above it, for a file that stands alone; without it the width follows
    the container, the picture answers to the pointer, and the page around it has the title.
    """
    layouts = [lay_out(panel) for panel in picture.panels]
    legend, legend_lines = legend_entries(picture)
    top = MARGIN // 2 + (_HEAD if still else 0)
    marks: list[Spec] = _head(picture) if still else []
    marks += _legend(legend, top)
    top += legend_lines * _LEGEND_LINE + 10
    signals = [_width_signal(layouts, still), *_POINTER]
    for number, layout in enumerate(layouts):
        signals += _panel_signals(number, layout)
        marks.append(_panel(picture, number, layout, top, still))
        top += layout.height
    if picture.empty:
        marks.append(_text({"x": MARGIN, "y": top + 20, "text": picture.empty}, size=15))
        top += 50
    return {
        "description": f"{picture.title} {picture.about}", "background": palette.PAPER, "autosize": "none", "padding": 0,
        "height": top + MARGIN // 2, "signals": signals, "marks": marks,
        "config": {"text": {"font": palette.FONTS, "fontSize": SIZE, "fill": palette.INK}},
    }  # fmt: skip


_POINTER: list[Spec] = [
    {
        "name": "over", "value": None,
        "on": [
            {"events": "@mark:mouseover", "update": "{panel: datum.panel, row: datum.row, column: datum.index}"},
            {"events": "@row:mouseover", "update": "{panel: datum.panel, row: datum.row, column: -1}"},
            {"events": "@column:mouseover", "update": "{panel: datum.panel, row: -1, column: datum.index}"},
            {"events": "*:mouseout", "update": "null"},
        ],
    },
    {"name": "chosen", "value": "", "on": [{"events": "@legend_icon:click, @legend_text:click", "update": "chosen === datum.code ? '' : datum.code"}]},
]  # fmt: skip


def _width_signal(layouts: list[Layout], still: bool) -> Spec:
    least = max((layout.least for layout in layouts), default=400)
    if still:
        return {"name": "width", "value": max(STILL_WIDTH, least)}
    fit = f"min({max(MOST, least)}, max({least}, containerSize()[0] || {STILL_WIDTH}))"
    return {"name": "width", "init": fit, "on": [{"events": {"source": "window", "type": "resize"}, "update": fit}]}


def _panel_signals(number: int, layout: Layout) -> list[Spec]:
    count = max(1, len(layout.panel.columns))
    return [
        {"name": f"cell{number}", "update": f"clamp((width - {layout.left + layout.wanted}) / {count}, {NARROWEST}, {WIDEST})"},
        {"name": f"right{number}", "update": f"{layout.left} + {len(layout.panel.columns)} * cell{number} + 24"},
        {"name": f"room{number}", "update": f"width - right{number} - {MARGIN}"},
    ]


def _panel(picture: Picture, number: int, layout: Layout, top: int, still: bool) -> Spec:
    static_room = _static_room(layout)
    rows, marks, spans, notes = [], [], [], []
    letters = LETTERS[picture.lang]
    index = {column.id: n for n, column in enumerate(layout.panel.columns)}
    for n, placed in enumerate(layout.rows):
        row = placed.row
        middle = placed.top + placed.height / 2
        fill, stroke = palette.STATUS.get(row.status, ("", ""))
        rows.append({
            "panel": number, "row": n, "top": placed.top, "height": placed.height, "middle": middle, "number": row.number,
            "lines": list(placed.lines), "text_top": middle - (len(placed.lines) - 1) * 7.5, "detail": row.detail,
            "ink": palette.SOFT_INK if row.status == "past" else palette.INK, "status_fill": fill, "status_stroke": stroke,
            "zebra": palette.ZEBRA if n % 2 else palette.PAPER,
        })  # fmt: skip
        cells: dict[str, list[Any]] = {}
        for mark in row.marks:
            cells.setdefault(mark.column, []).append(mark)
        for column, shared in cells.items():
            for place, mark in enumerate(shared):
                style = palette.MARKS[mark.code]
                light = mark.hollow or mark.code == "unknown"
                marks.append({
                    "panel": number, "row": n, "index": index[column], "middle": middle, "code": mark.code, "letter": letters[mark.code],
                    "shape": style.shape, "fill": palette.PAPER if light else style.colour, "stroke": style.colour,
                    "ink": style.colour if light else palette.PAPER, "dash": [2, 2] if mark.code == "unknown" else [],
                    "offset": (place - (len(shared) - 1) / 2) / len(shared), "share": 1 / len(shared), "detail": mark.detail,
                })  # fmt: skip
        for span in row.spans:
            start, end = _day(span.start), _day(span.end) + 1
            spans.append({"kind": span.kind, "middle": middle, "start": start, "end": end, "detail": span.detail})
        if not layout.panel.timeline and row.note:
            note = shorten(row.note, int(static_room / HALF)) if still else row.note
            notes.append({"panel": number, "row": n, "middle": middle, "note": note, "detail": row.detail})
    columns = [
        {"panel": number, "index": n, "label": column_name(c.label), "detail": c.detail} for n, c in enumerate(layout.panel.columns)
    ]
    headings = [{"top": h.top, "middle": h.top + GROUP_HEIGHT / 2, "text": shorten(h.text, 120)} for h in layout.headings]
    data: list[Spec] = [
        {"name": f"rows{number}", "values": rows}, {"name": f"columns{number}", "values": columns},
        {"name": f"marks{number}", "values": marks}, {"name": f"headings{number}", "values": headings},
    ]  # fmt: skip
    drawn = [
        _text({"x": MARGIN, "y": 12, "text": layout.panel.title}, size=15, weight="bold"),
        *_row_marks(number), *_column_marks(number, layout), *_heading_marks(number),
    ]  # fmt: skip
    scales: list[Spec] = []
    if layout.panel.timeline and spans:
        years = _years(spans)
        data += [{"name": f"spans{number}", "values": spans}, {"name": f"years{number}", "values": years}]
        scales = [_time_scale(number, years)]
        drawn += _timeline(number, layout, picture, years)
    if notes:
        data.append({"name": f"notes{number}", "values": notes})
        drawn.append(_notes(number, still))
    drawn += _cell_marks(number, layout)
    return {
        "type": "group", "name": f"panel{number}", "description": layout.panel.title, "data": data, "scales": scales, "marks": drawn,
        "encode": {"update": {"x": {"value": 0}, "y": {"value": top}, "width": {"signal": "width"}, "height": {"value": layout.height}}},
    }  # fmt: skip


def _static_room(layout: Layout) -> float:
    total = max(STILL_WIDTH, layout.least)
    return total - layout.left - len(layout.panel.columns) * layout.cell(total) - 24 - MARGIN


def _row_marks(number: int) -> list[Spec]:
    data = {"data": f"rows{number}"}
    lit = f"over && over.panel === {number} && over.row === datum.row"
    return [
        {
            "type": "rect", "name": "row", "from": data, "aria": False,
            "encode": {"update": {
                "x": {"value": 0}, "width": {"signal": "width"}, "y": {"field": "top"}, "height": {"field": "height"},
                "fill": [{"test": lit, "value": palette.GLOW}, {"field": "zebra"}], "tooltip": {"field": "detail"},
            }},
        },
        {
            "type": "symbol", "from": data, "interactive": False, "aria": False,
            "encode": {"update": {
                "x": {"value": MARGIN - 4}, "y": {"field": "middle"}, "size": {"value": 64}, "fill": {"field": "status_fill"},
                "stroke": {"field": "status_stroke"}, "strokeWidth": {"value": 1.8},
                "opacity": [{"test": "datum.status_stroke", "value": 1}, {"value": 0}],
            }},
        },
        _text({"x": NUMBER_RIGHT, "y": {"field": "middle"}, "text": {"field": "number"}}, data, align="right",
              ink=palette.SOFT_INK),
        _text({"x": LABEL_LEFT, "y": {"field": "text_top"}, "text": {"field": "lines"}, "lineHeight": 15,
               "fill": {"field": "ink"}}, data),
    ]  # fmt: skip


def _column_marks(number: int, layout: Layout) -> list[Spec]:
    data = {"data": f"columns{number}"}
    left = f"{layout.left} + datum.index * cell{number}"
    lit = f"over && over.panel === {number} && over.column === datum.index"
    middle = {"signal": f"{layout.left} + (datum.index + 0.5) * cell{number}"}
    slanted = {"x": middle, "angle": SLANT, "text": {"field": "label"}, "tooltip": {"field": "detail"}, "description": {"field": "detail"}}
    found = [
        {
            "type": "rect", "from": data, "interactive": False, "aria": False,
            "encode": {"update": {
                "x": {"signal": left}, "width": {"signal": f"cell{number}"}, "y": {"value": layout.header},
                "y2": {"value": layout.bottom}, "stroke": {"value": palette.LINE}, "strokeWidth": {"value": 1},
                "fill": {"value": palette.GLOW}, "fillOpacity": [{"test": lit, "value": 0.8}, {"value": 0}],
            }},
        },
        _text(slanted | {"y": layout.header - 7}, data, align="left", name="column"),
    ]  # fmt: skip
    if layout.repeated:
        found.append(_text(slanted | {"y": layout.bottom + 9, "angle": -SLANT}, data, align="left"))
    return found if layout.panel.columns else []


def _heading_marks(number: int) -> list[Spec]:
    data = {"data": f"headings{number}"}
    return [
        {
            "type": "rect", "from": data, "interactive": False, "aria": False,
            "encode": {"update": {
                "x": {"value": 0}, "width": {"signal": "width"}, "y": {"field": "top"}, "height": {"value": GROUP_HEIGHT},
                "fill": {"value": palette.BAND},
            }},
        },
        _text({"x": MARGIN - 8, "y": {"field": "middle"}, "text": {"field": "text"}}, data, weight="bold"),
    ]  # fmt: skip


def _cell_marks(number: int, layout: Layout) -> list[Spec]:
    data = {"data": f"marks{number}"}
    x = {"signal": f"{layout.left} + (datum.index + 0.5 + datum.offset) * cell{number}"}
    side = f"min(cell{number}, 20) - 2"
    letter = f"max(6, min(11, ({side}) * 0.72) * datum.share)"
    shown = [{"test": "!chosen || chosen === datum.code", "value": 1}, {"value": 0.12}]
    found = [
        {
            "type": "symbol", "name": "mark", "from": data,
            "encode": {"update": {
                "x": x, "y": {"field": "middle"}, "shape": {"field": "shape"}, "size": {"signal": f"pow(({side}) * datum.share, 2)"},
                "fill": {"field": "fill"}, "stroke": {"field": "stroke"}, "strokeWidth": {"value": 1.6},
                "strokeDash": {"field": "dash"}, "opacity": shown, "tooltip": {"field": "detail"}, "description": {"field": "detail"},
            }},
        },
        _text({"x": x, "y": {"field": "middle"}, "text": {"field": "letter"}, "fill": {"field": "ink"}, "opacity": shown,
               "fontSize": {"signal": letter}, "dy": {"signal": f"{_BELOW_MIDDLE} * {letter}"}},
              data, align="center"),
    ]  # fmt: skip
    return found if layout.panel.columns else []


def _notes(number: int, still: bool) -> Spec:
    place: Spec = {"x": {"signal": f"right{number}"}, "y": {"field": "middle"}, "text": {"field": "note"}}
    if not still:
        place["limit"] = {"signal": f"max(20, room{number})"}
    return _text(place, {"data": f"notes{number}"}, ink=palette.SOFT_INK)


def _years(spans: list[Spec]) -> list[Spec]:
    first = datetime.date.fromordinal(min(s["start"] for s in spans)).year
    last = datetime.date.fromordinal(max(s["end"] for s in spans) - 1).year
    return [
        {"year": str(y), "start": datetime.date(y, 1, 1).toordinal(), "end": datetime.date(y + 1, 1, 1).toordinal()}
        for y in range(first, last + 1)
    ]


def _time_scale(number: int, years: list[Spec]) -> Spec:
    return {
        "name": f"time{number}", "type": "linear", "zero": False, "nice": False, "domain": [years[0]["start"], years[-1]["end"]],
        "range": [{"signal": f"right{number}"}, {"signal": f"right{number} + max(1, room{number})"}],
    }  # fmt: skip


def _timeline(number: int, layout: Layout, picture: Picture, years: list[Spec]) -> list[Spec]:
    # A timeline that would be too narrow to read is left out.
    fits = f"room{number} >= 110"
    data = {"data": f"spans{number}"}

    def at(field: str) -> Spec:
        return {"scale": f"time{number}", "field": field}

    def bar(kind: str, fill: str) -> Spec:
        return {
            "type": "rect", "from": data, "aria": False,
            "encode": {"update": {
                "x": at("start"), "x2": at("end"), "y": {"signal": "datum.middle - 4"}, "height": {"value": 8}, "fill": {"value": fill},
                "stroke": {"value": palette.TIME}, "opacity": _only(fits, kind), "tooltip": {"field": "detail"},
            }},
        }  # fmt: skip

    def line(kind: str, dash: list[int]) -> Spec:
        return {
            "type": "rule", "from": data, "aria": False, "interactive": False,
            "encode": {"update": {
                "x": at("start"), "x2": at("end"), "y": {"field": "middle"}, "stroke": {"value": palette.TIME},
                "strokeDash": {"value": dash}, "opacity": _only(fits, kind),
            }},
        }  # fmt: skip

    def point(kind: str, fill: str) -> Spec:
        return {
            "type": "symbol", "from": data, "aria": False,
            "encode": {"update": {
                "x": at("end"), "y": {"field": "middle"}, "shape": {"value": palette.POINT}, "size": {"value": 70}, "fill": {"value": fill},
                "stroke": {"value": palette.TIME}, "strokeWidth": {"value": 1.5}, "opacity": _only(fits, kind),
                "tooltip": {"field": "detail"},
            }},
        }  # fmt: skip

    found = [
        {
            "type": "rule", "from": {"data": f"years{number}"}, "interactive": False, "aria": False,
            "encode": {"update": {
                "x": at("start"), "y": {"value": layout.header - 16}, "y2": {"value": layout.bottom}, "stroke": {"value": palette.TIME_SOFT},
                "opacity": [{"test": fits, "value": 1}, {"value": 0}],
            }},
        },
        _text({"x": at("start"), "dx": 5, "y": layout.header - 8,
               "text": {"field": "year"}, "opacity": [{"test": fits, "value": 1}, {"value": 0}]},
              {"data": f"years{number}"}, ink=palette.SOFT_INK),
        bar("ongoing", palette.TIME_SOFT), bar("period", palette.TIME), line("on_event", [2, 3]),
        line("complete_by", []), line("interim_by", []), point("interim_by", palette.PAPER), point("complete_by", palette.TIME),
    ]  # fmt: skip
    if picture.as_of:
        day = _day(picture.as_of)
        if years[0]["start"] <= day <= years[-1]["end"]:
            found += _today(number, layout, day, picture.as_of, fits)
    return found


def _today(number: int, layout: Layout, day: int, label: str, fits: str) -> list[Spec]:
    x = {"scale": f"time{number}", "value": day}
    visible = [{"test": fits, "value": 1}, {"value": 0}]
    return [
        {
            "type": "rule", "interactive": False, "aria": False,
            "encode": {"update": {
                "x": x, "y": {"value": layout.header - 18}, "y2": {"value": layout.bottom}, "stroke": {"value": palette.TODAY},
                "strokeWidth": {"value": 1.5}, "strokeDash": {"value": [5, 3]}, "opacity": visible,
            }},
        },
        _text({"x": x, "y": layout.header - 25, "text": label, "opacity": visible}, align="center", ink=palette.TODAY),
    ]  # fmt: skip


def _only(fits: str, kind: str) -> list[Spec]:
    return [{"test": f"{fits} && datum.kind === '{kind}'", "value": 1}, {"value": 0}]


def _head(picture: Picture) -> list[Spec]:
    return [
        _text({"x": MARGIN, "y": 24, "text": picture.title}, size=20, weight="bold"),
        _text({"x": MARGIN, "y": 50, "text": shorten(picture.about, 210)}, size=13, ink=palette.SOFT_INK),
    ]


def _legend(entries: list[Spec], top: int) -> list[Spec]:
    values = [e | {"y": top + e["line"] * _LEGEND_LINE + _LEGEND_LINE / 2, "x": MARGIN + e["x"]} for e in entries]
    shown = [{"test": "!chosen || !datum.code || chosen === datum.code", "value": 1}, {"value": 0.35}]
    shared = {"y": {"field": "y"}, "opacity": shown}
    hand = [{"test": "datum.code", "value": "pointer"}, {"value": "default"}]
    source = {"data": "legend"}
    return [{
        "type": "group", "data": [{"name": "legend", "values": values}],
        "marks": [
            {
                "type": "symbol", "name": "legend_icon", "from": source, "aria": False,
                "encode": {"update": shared | {
                    "x": {"signal": "datum.x + 9"}, "shape": {"field": "shape"}, "size": {"field": "size"}, "fill": {"field": "fill"},
                    "stroke": {"field": "stroke"}, "strokeWidth": {"value": 1.6}, "strokeDash": {"field": "dash"}, "cursor": hand,
                }},
            },
            _text(shared | {"x": {"signal": "datum.x + 9"}, "text": {"field": "letter"}, "fill": {"field": "ink"}, "fontSize": 11},
                  source, align="center"),
            _text(shared | {"x": {"signal": "datum.x + 24"}, "text": {"field": "text"}, "cursor": hand}, source,
                  name="legend_text"),
        ],
    }]  # fmt: skip


def _text(
    place: Spec, source: Spec | None = None, *, align: str = "left", size: int = SIZE, weight: str = "normal",
    ink: str = palette.INK, name: str = "",
) -> Spec:  # fmt: skip
    # `y` is the middle of the line; the baseline lies about a third of the type's height below.
    channels: Spec = {
        "align": align, "baseline": "alphabetic", "dy": round(_BELOW_MIDDLE * size), "fontSize": size, "fontWeight": weight, "fill": ink, "font": palette.FONTS,
    } | place  # fmt: skip
    encoded = {k: v if isinstance(v, (dict, list)) else {"value": v} for k, v in channels.items()}
    mark: Spec = {"type": "text", "interactive": bool(name), "encode": {"update": encoded}}
    if name:
        mark["name"] = name
    if source is not None:
        mark["from"] = source
    return mark


def _day(date: str) -> int:
    return datetime.date.fromisoformat(date).toordinal()
