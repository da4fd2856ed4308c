"""A picture as one HTML page with everything in it: Vega's script, the drawing, and all data as a table.

Without a script the page shows the still picture; nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
from html import escape

import vl_convert

from kg.views import palette
from kg.views.picture import Picture
from kg.views.svg import as_svg
from kg.views.vega import specification

_STYLE = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0; background: {palette.PAPER}; color: {palette.INK}; font: 14px/1.5 {palette.FONTS}; }}
header, details {{ padding: 0 16px; }}
h1 {{ font-size: 20px; line-height: 1.3; margin: 16px 0 4px; }}
header p {{ margin: 0 0 4px; max-width: 76em; }}
header p, th {{ color: {palette.SOFT_INK}; }}
#vg-tooltip-element {{ white-space: pre-line; font: 12px/1.5 {palette.FONTS}; max-width: 30em; }}
.scroll {{ overflow-x: auto; }}
details {{ margin: 8px 0 24px; }}
summary {{ cursor: pointer; padding: 6px 0; font-weight: bold; }}
table {{ border-collapse: collapse; font-size: 12px; }}
th, td {{ border: 1px solid {palette.LINE}; padding: 3px 8px; text-align: left; vertical-align: top; }}
th {{ background: {palette.BAND}; position: sticky; top: 0; }}
a:focus-visible, summary:focus-visible {{ outline: 2px solid {palette.MARKS["lead"].colour}; }}
@media print {{ details {{ display: none; }} .hint {{ display: none; }} }}
"""

# The policy is a second lock: even a fault in a script could not reach the network.
_POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:"

_START = """vegaEmbed("#picture", specification, {
  mode: "vega", renderer: "svg", actions: false, defaultStyle: false, loader: { http: false, file: false }
});"""


def as_html(picture: Picture) -> str:
    """`picture` as a page that works without a network."""
    script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    drawing = json.dumps(specification(picture, still=False), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    still = as_svg(picture).partition("\n")[2]
    lang = "zh-CN" if picture.lang == "zh" else "en"
    hint = f'<p class="hint">{escape(picture.words["hint"])}</p>' if picture.panels else ""
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(picture.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{escape(picture.title)}</h1>
<p>{escape(picture.about)}</p>
{hint}
</header>
<main>
<div class="scroll"><div id="picture"></div></div>
<noscript>{still}</noscript>
{_table(picture)}
</main>
<script>{_library(script)}</script>
<script>
const specification = {_literal(drawing)};
{_START}
</script>
</body>
</html>
"""


def _library(script: str) -> str:
    # What would end the script element early; nothing else of the library's code may change.
    return re.sub("</(?=script)", r"<\\/", script, flags=re.IGNORECASE).replace("<!--", r"<\!--")


def _literal(drawing: str) -> str:
    # JSON holds `<` in strings only, where this says the same and can end no element.
    return drawing.replace("<", r"\u003c").replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")


def _table(picture: Picture) -> str:
    if not picture.table:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in picture.table_head)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in picture.table)
    return f"""<details>
<summary>{escape(picture.words["table"])}</summary>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</details>"""
