"""The files: well formed, self-contained, the same bytes each time, whatever a profile is called."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import networkx as nx
import pytest

from kg.answer.obligations import answer
from kg.answer.text import width
from kg.knowledge import Knowledge
from kg.profile.read import read_profile
from kg.views import palette
from kg.views.enterprise import enterprise_graph, enterprise_picture
from kg.views.graphml import as_graphml
from kg.views.html import as_html
from kg.views.layout import column_name, lay_out, shorten
from kg.views.nodes import Graph
from kg.views.picture import Picture
from kg.views.svg import as_svg
from kg.views.vega import specification
from tests.conftest import EXAMPLES

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>&\"']]>-->\\${x}\u2028\ufffe</title></svg>厂"


class Page(HTMLParser):
    """The elements of a page with their attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self._inside: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style", "noscript"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "script" in self._inside:
            self.scripts.append(data)
        elif not self._inside:
            self.texts.append(data)


@pytest.fixture(scope="module")
def hostile(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, Picture]:
    path = tmp_path_factory.mktemp("hostile") / "profile.json"
    profile = json.loads((EXAMPLES / "xicheng-hospital.json").read_text("utf-8"))
    path.write_text(json.dumps(profile | {"name": HOSTILE, "id": HOSTILE}), "utf-8")
    named = answer(knowledge, read_profile(str(path), knowledge), "2018-06-01")
    graph = enterprise_graph(named, "zh")
    return graph, enterprise_picture(graph, knowledge.catalogue["labels"])


@pytest.fixture(scope="module")
def page(hostile: tuple[Graph, Picture]) -> str:
    return as_html(hostile[1])


def test_svg_is_a_picture_with_words(xicheng: Picture) -> None:
    text = as_svg(xicheng)
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert [(e.tag, e.text) for e in list(root)[:2]] == [(f"{SVG}title", xicheng.title), (f"{SVG}desc", xicheng.about)]
    words = {"".join(e.itertext()) for e in root.iter(f"{SVG}text")}
    assert any("五（一）" in w for w in words) and any("全面摸排风险" in w for w in words)
    labels = [e.text or "" for e in root.iter(f"{SVG}title")]
    for mark in (m for p in xicheng.panels for r in p.rows for m in r.marks):
        assert mark.detail in labels
    assert all(float(e.attrib["font-size"].removesuffix("px")) > 0 for e in root.iter(f"{SVG}text"))
    assert "Noto Sans CJK SC" in text and "sans-serif" in text


def test_svg_fetches_nothing(hostile: tuple[Graph, Picture]) -> None:
    root = ET.fromstring(as_svg(hostile[1]))
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ("svg", "g", "path", "text", "tspan", "line", "title", "desc", "rect")
        assert not [k for k in element.attrib if k.endswith("href") or k == "src" or k.startswith("on")]
        assert not [v for v in element.attrib.values() if "url(" in v]


def test_rows_do_not_overlap_and_nothing_leaves_the_picture(xicheng: Picture, hospital_picture: Picture) -> None:
    for panel in (*xicheng.panels, *hospital_picture.panels):
        layout = lay_out(panel)
        edges = sorted([(p.top, p.top + p.height) for p in layout.rows] + [(h.top, h.top + 24) for h in layout.headings])
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(edges))
        assert edges[0][0] == layout.header and edges[-1][1] == layout.bottom < layout.height
        for total in (800, 1400, 1600):
            columns = len(panel.columns) * layout.cell(max(total, layout.least))
            assert layout.left + columns <= max(total, layout.least)
        for placed in layout.rows:
            assert all(width(line) * 6 <= layout.left - 60 for line in placed.lines)


def test_expression_and_layout_agree_on_columns(xicheng: Picture) -> None:
    """The width of a column stands in the specification as an expression, and in the layout for what is cut beforehand."""
    layout = lay_out(xicheng.panels[0])
    signals = {s["name"]: s for s in specification(xicheng, still=True)["signals"]}
    found = re.fullmatch(r"clamp\(\(width - (\d+)\) / (\d+), (\d+), (\d+)\)", signals["cell0"]["update"])
    assert found is not None
    taken, count, least, most = map(int, found.groups())
    assert layout.cell(1400) == min(most, max(least, (1400 - taken) / count))


def test_page_loads_nothing(page: str) -> None:
    found = Page(page)
    for tag, attributes in found.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form", "video", "audio", "source"), tag
        assert not {"src", "href", "xlink:href", "srcset", "data", "action"} & set(attributes), (tag, attributes)
    assert "@import" not in page.partition("</style>")[0] and "url(" not in page.partition("</style>")[0]
    [policy] = [a["content"] for t, a in found.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none'") and "http" not in policy


def test_page_carries_its_script_and_its_drawing(page: str, hostile: tuple[Graph, Picture]) -> None:
    found = Page(page)
    library, drawing = found.scripts
    assert len(library) > 100_000 and "vegaEmbed" in library[-400:]
    written = re.search(r"const specification = (.*);\nvegaEmbed", drawing, re.DOTALL)
    assert written is not None
    assert json.loads(written[1]) == json.loads(json.dumps(specification(hostile[1], still=False)))


def test_hostile_name_stays_text(page: str) -> None:
    found = Page(page)
    shown = HOSTILE.replace("\ufffe", "\ufffd")
    assert any(shown in text for text in found.texts)
    assert [t for t, _ in found.elements].count("script") == 2
    assert "alert(1)" not in "".join(s.replace("\\u003cscript>alert(1)", "") for s in found.scripts)


def test_page_has_everything_as_a_table(page: str, hostile: tuple[Graph, Picture]) -> None:
    found = Page(page)
    tags = [t for t, _ in found.elements]
    assert tags.count("tr") == len(hostile[1].table) + 1
    assert tags.count("td") == len(hostile[1].table) * len(hostile[1].table_head)


def test_graphml_is_the_graph(hostile: tuple[Graph, Picture], plans: Graph) -> None:
    for graph in (hostile[0], plans):
        text = as_graphml(graph)
        read = nx.parse_graphml(text, force_multigraph=True)
        assert set(read.nodes) == set(graph.nodes)
        assert {(a, b, k) for a, b, k in read.edges(keys=True)} == {(a, b, k) for a, b, k in graph.edges(keys=True)}
        for name, data in graph.nodes(data=True):
            for key, value in data.items():
                if isinstance(value, str):
                    assert read.nodes[name][key] == value
        for a, b, k, data in graph.edges(keys=True, data=True):
            assert read.edges[a, b, k]["kind"] == data["kind"]
    assert nx.parse_graphml(as_graphml(plans)).nodes["xicheng-2017/4"]["deadlines"] == (
        "interim_by ../2018-08-31; period 2018-09-01/2020-04-30"
    )


@pytest.mark.parametrize("code", palette.MARKS)
def test_letters_can_be_read(code: str) -> None:
    """Contrast of at least 4.5 between letter and mark, filled or hollow, and of all inks on all grounds."""
    assert contrast(palette.MARKS[code].colour, palette.PAPER) >= 4.5
    for ink in (palette.INK, palette.SOFT_INK):
        for ground in (palette.PAPER, palette.ZEBRA, palette.BAND, palette.GLOW):
            assert contrast(ink, ground) >= 4.5


def test_marks_differ_in_more_than_colour() -> None:
    from kg.views.words import LETTERS

    for letters in LETTERS.values():
        assert set(letters) == set(palette.MARKS) and len(set(letters.values())) == len(letters)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 between two colours `#rrggbb`."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "columns", "short"), [("危险化学品", 10, "危险化学品"), ("危险化学品", 9, "危险化…"), ("", 4, "")])
def test_long_names_are_cut(text: str, columns: int, short: str) -> None:
    assert shorten(text, columns) == short


def test_long_bearers_lose_the_place_not_the_office() -> None:
    assert column_name("北京市西城区安全生产监督管理局") == "北京市西城区安全生产监督管理局"
    assert column_name("内蒙古自治区呼和浩特市赛罕区安全生产监督管理部门") == "…市赛罕区安全生产监督管理部门"
