"""The text of a web page: blocks as lines, tables as lines with tabs."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from kg.errors import Fault, InputError
from kg.ingest.decoding import decode
from kg.ingest.grid import TableText
from kg.ingest.table import is_task_table

_BLOCKS = {
    "p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article", "ul", "ol", "dl", "dt", "dd",
    "blockquote", "pre", "hr", "header", "footer", "main", "center", "body", "td", "th", "title",
}  # fmt: skip
_SILENT = {"script", "style", "noscript", "template", "head", "nav", "button", "select", "option", "svg", "iframe", "form"}
_LARGEST_SPAN = 60


def text_of(data: bytes, name: str) -> str:
    """The visible text.

    Raises:
        InputError: there is no text in the page.
    """
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", data[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else ""
    text = None
    # A page whose declaration can be read byte by byte is in no encoding of two or four bytes, whatever it says.
    if encoding and not encoding.startswith(("utf-16", "utf-32")):
        try:
            text = data.decode({"gb2312": "gb18030", "gbk": "gb18030"}.get(encoding, encoding))
        except (LookupError, UnicodeError):  # `undefined` is the name of an encoding that decodes nothing
            text = None
    if text is None:
        text = decode(data, name)
    text = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text.replace("\0", "\ufffd"))
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, ValueError) as error:
        raise InputError([Fault(name, "", f"this is no readable web page: {error}")]) from None
    lines: list[str] = []
    _collect(root, lines)
    return "\n".join(line for line in lines if line.strip(" "))


def _collect(root: Any, lines: list[str]) -> None:
    """Walks the tree without recursion: pages nest as deep as they like."""
    buffer: list[str] = []

    def flush() -> None:
        words = re.sub(r"[ \t\r\n\u00a0]+", " ", "".join(buffer)).strip()
        buffer.clear()
        if words:
            lines.append(words)

    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if done:
            if tag in _BLOCKS:
                flush()
            buffer.append(node.tail or "")
            continue
        if not tag or tag in _SILENT:
            buffer.append(node.tail or "")
            continue
        if tag in _BLOCKS:
            flush()
        if tag == "table":
            rows = _rows(node)
            if rows is not None:
                lines.extend("\t".join(row) for row in rows)
                buffer.append(node.tail or "")
                continue
        buffer.append(node.text or "")
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    flush()


def _rows(table: Any) -> list[list[str]] | None:
    """The cells of a table of tasks, merged ones repeated down; None for a table that only lays out the page."""
    if table.find(".//table") is not None:
        return None
    grid: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        waiting = [cell for cell in row if cell.tag in ("td", "th")]
        while waiting or len(cells) in held:
            column = len(cells)
            if column in held:
                rows_left, words = held.pop(column)
                cells.append(words)
                if rows_left > 1:
                    held[column] = (rows_left - 1, words)
                continue
            cell = waiting.pop(0)
            for line_break in cell.iter("br", "p", "div"):
                line_break.tail = " " + (line_break.tail or "")
            words = re.sub(r"\s+", " ", cell.text_content()).strip()
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for extra in range(across):
                cells.append(words if extra == 0 else "")
                if down > 1:
                    held[column + extra] = (down - 1, words if extra == 0 else "")
        if any(cells):
            grid.append(cells)
    found = TableText([[(words, 0) for words in row] for row in grid], 0)
    return grid if len(grid) >= 2 and is_task_table(found) else None


def _span(cell: Any, name: str) -> int:
    written = re.fullmatch(r"0*([1-9][0-9]{0,3})", cell.get(name, "1"))
    return min(int(written[1]), _LARGEST_SPAN) if written else 1
