"""The growth of one profile's time, drawn: a panel each for rules, documents and facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 290, 260
_TITLES = {
    "rules": "Rules of the program", "documents": "Documents of the graph", "facts": "Lines of stock in the profile",
}  # fmt: skip


def specification(points: list[dict[str, Any]]) -> dict[str, Any]:
    """The Vega-Lite specification: both axes logarithmic, so that a straight line is a power and a flat one no growth."""
    profiles = list(dict.fromkeys(point["profile"] for point in points))
    key = {"orient": "bottom", "labelLimit": 400, "labelFontSize": 12, "symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2}
    # Colour and dash share one scale's domain and one legend, so that lines are told apart in print as well.
    shade = {"field": "profile", "type": "nominal", "sort": profiles, "legend": key | {"title": None}}
    panels = []
    for axis, title in _TITLES.items():
        chosen = [point for point in points if point["axis"] == axis]
        sizes = sorted({point["size"] for point in chosen})
        encoding = {
            "x": {"field": "size", "type": "quantitative", "scale": {"type": "log", "nice": False}, "title": title,
                  "axis": {"values": sizes, "format": ",d", "grid": False}},
            "y": {"field": "ms", "type": "quantitative", "scale": {"type": "log", "domain": _range(points)},
                  "title": "Milliseconds for one profile" if axis == "rules" else None,
                  "axis": {"values": [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100], "format": "~g"}},
            "color": shade | {"scale": {"domain": profiles, "range": ["#0f766e", "#b45309", "#4338ca", "#be123c"]}},
            "strokeDash": shade | {"scale": {"domain": profiles, "range": [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]]}},
            "tooltip": [{"field": "profile"}, {"field": "size", "title": title}, {"field": "ms", "format": ".3f"}],
        }  # fmt: skip
        panels.append(
            {"width": WIDTH, "height": HEIGHT, "data": {"values": chosen}, "encoding": encoding,
             "mark": {"type": "line", "point": {"size": 36}, "strokeWidth": 2}}
        )  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "background": "white", "padding": 16,
        "title": {"text": "How long one profile takes as rules, documents and facts grow", "anchor": "start", "fontSize": 16,
                  "subtitle": "Otherwise 300 rules and 100 documents; least processor time of 24 runs; both scales logarithmic",
                  "subtitleFontSize": 12, "offset": 14},
        "hconcat": panels, "spacing": 28,
        "config": {"view": {"stroke": "#cbd5e1"}, "axis": {"labelFontSize": 11, "titleFontSize": 12, "gridColor": "#e2e8f0"}},
    }  # fmt: skip


def _range(points: list[dict[str, Any]]) -> list[float]:
    times = [point["ms"] for point in points]
    return [min(times) / 1.5, max(times) * 1.5]


def draw(points: list[dict[str, Any]], path: Path) -> None:
    """Write the picture to a .svg or .html file; the HTML page needs no network."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg if path.suffix == ".svg" else vl_convert.vegalite_to_html
    more = {} if path.suffix == ".svg" else {"bundle": True}
    path.write_text(drawn(specification(points), **more), encoding="utf-8")
