"""A picture as one SVG file that stands alone: text stays text, marks tell what they mean, nothing is fetched."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import vl_convert

from kg.views.picture import Picture
from kg.views.vega import specification

_SVG = "http://www.w3.org/2000/svg"


def as_svg(picture: Picture) -> str:
    """`picture` as SVG, with title and description for those who do not see it."""
    drawn = vl_convert.vega_to_svg(_unmeasured(specification(picture, still=True)), allowed_base_urls=[])
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)
    root.set("lang", "zh-CN" if picture.lang == "zh" else "en")
    root.set("role", "graphics-document document")
    root.set("aria-labelledby", "picture-title picture-about")
    for element in root.iter():
        if "font-size" in element.attrib:
            element.set("font-size", element.attrib["font-size"].removeprefix("-"))
        # A title is read aloud like a label, and is what a browser shows when the pointer rests on the mark.
        label = element.attrib.pop("aria-label", None)
        element.attrib.pop("aria-roledescription", None)
        if label is not None and element.get("role") == "graphics-symbol":
            title = ET.Element(f"{{{_SVG}}}title")
            title.text = label
            if element.tag == f"{{{_SVG}}}text":
                title.tail, element.text = element.text, None
            element.insert(0, title)
    for place, (tag, text) in enumerate((("title", picture.title), ("desc", picture.about))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"picture-{'about' if tag == 'desc' else tag}"})
        element.text = text
        root.insert(place, element)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _unmeasured(part: Any) -> Any:
    """A specification with its type sizes made negative, so that Vega measures no text.

    Nothing here is placed by the width of a text. Measuring would take seconds, since each text loads its font anew, and would
    let the fonts of the machine into the result. The sign is taken off again in what was drawn.
    """
    if isinstance(part, list):
        return [_unmeasured(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _unmeasured(item) for key, item in part.items()}
    size = found.get("fontSize")
    if isinstance(size, dict):
        found["fontSize"] = {"signal": f"-({size['signal']})"} if "signal" in size else {"value": -size["value"]}
    return found
