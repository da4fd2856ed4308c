"""The text of a Word document, with the numbers that Word counts itself, and its tables."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from kg.errors import Fault, InputError

_LARGEST_UNPACKED = 256 * 1024 * 1024
_CHINESE_KINDS = ("ideographDigital", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
_CHINESE = "〇一二三四五六七八九"
# What may stand around blocks, rows of words or both: content controls, tags of older versions, tracked insertions.
_AROUND = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo", "w:hyperlink", "w:fldSimple")))
_SIGNS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def text_of(data: bytes, name: str) -> str:
    """Paragraphs as lines, a table row as one line with tabs.

    Raises:
        InputError: the file is damaged, encrypted or no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise InputError([Fault(name, "", "the document unpacks to more than 256 MB")])
        return _text(docx.Document(io.BytesIO(data)))
    except InputError:
        raise
    except Exception as error:  # the library raises whatever its parts raise on damaged archives and XML, also late
        raise InputError([Fault(name, "", f"this is no readable .docx file: {error}")]) from None


def _text(document: Any) -> str:
    numbers = _Numbering(document)
    lines: list[str] = []
    for block in _blocks(document.element.body):
        if block.tag == qn("w:p"):
            lines.append(_line(Paragraph(block, document), numbers))
        else:
            lines += _rows(Table(block, document), numbers)
    return "\n".join(lines)


def _blocks(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of a body or cell, in order. python-docx gives only those that stand there directly."""
    for child in parent.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _AROUND:
            yield from _blocks(child)


def _line(paragraph: Paragraph, numbers: _Numbering) -> str:
    """The words of a paragraph as they are printed, with its number; nothing where it is empty."""
    words = "".join(_pieces(paragraph._p))
    return numbers.label(paragraph) + words if words.strip() else words


def _pieces(parent: Any) -> Iterator[str]:
    """The words below a paragraph, without what tracked changes take out. python-docx leaves out all that is wrapped: Word
    marks dates so (w:smartTag) in documents that an older version wrote."""
    for child in parent.iterchildren():
        if child.tag == qn("w:r"):
            for part in child.iterchildren():
                if part.tag == qn("w:t"):
                    yield part.text or ""
                elif part.tag == qn("w:br"):
                    yield "\n" if part.get(qn("w:type"), "textWrapping") == "textWrapping" else ""
                else:
                    yield _SIGNS.get(part.tag, "")
        elif child.tag in _AROUND:
            yield from _pieces(child)


def _rows(table: Table, numbers: _Numbering) -> list[str]:
    rows: list[str] = []
    for row in table.rows:
        cells: list[str] = []
        last: Any = None
        for cell in row.cells:
            found = (_line(Paragraph(p, cell), numbers) for block in _blocks(cell._tc) for p in block.iter(qn("w:p")))
            words = " ".join(line for line in found if line.strip())
            # A cell merged across columns comes once for each of them; its words stand in the first.
            cells.append("" if cell._tc is last else re.sub(r"[\t\r\n]+", " ", words).strip())
            last = cell._tc
        rows.append("\t".join(cells))
    return rows


class _Numbering:
    """Counts what Word numbers automatically: 一、 （一） 1."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for num in root.iterchildren(qn("w:num")):
            target = num.find(qn("w:abstractNumId"))
            if target is not None:
                self._abstract[num.get(qn("w:numId"))] = target.get(qn("w:val"))
        for abstract in root.iterchildren(qn("w:abstractNum")):
            for level in abstract.iterchildren(qn("w:lvl")):
                kind, text, start = level.find(qn("w:numFmt")), level.find(qn("w:lvlText")), level.find(qn("w:start"))
                if kind is not None and text is not None:
                    first = start.get(qn("w:val")) if start is not None else "1"
                    key = (abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl"))))
                    self._levels[key] = (kind.get(qn("w:val")), text.get(qn("w:val")) or "", int(first or 1))

    def label(self, paragraph: Paragraph) -> str:
        """The number that Word would print before the paragraph, which holds words; nothing where it has none."""
        numbering = _numbering_of(paragraph)
        if numbering is None or numbering.numId is None:
            return ""
        abstract = self._abstract.get(str(numbering.numId.val), "")
        depth = numbering.ilvl.val if numbering.ilvl is not None else 0
        if (abstract, depth) not in self._levels:
            return ""
        for deeper in [key for key in self._counts if key[0] == abstract and key[1] > depth]:
            del self._counts[deeper]
        start = self._levels[abstract, depth][2]
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        label = self._levels[abstract, depth][1]
        for level in range(depth + 1):
            kind, _, first = self._levels.get((abstract, level), ("decimal", "", 1))
            label = label.replace(f"%{level + 1}", _written(self._counts.get((abstract, level), first), kind))
        return label


def _numbering_of(paragraph: Paragraph) -> Any:
    """The numbering of a paragraph, its own or its style's."""
    properties: Any = paragraph._p.pPr
    if properties is not None and properties.numPr is not None:
        return properties.numPr
    style: Any = paragraph.style
    for _ in range(12):  # styles inherit; a damaged file may make a circle of them
        if style is None:
            return None
        properties = style.element.pPr
        if properties is not None and properties.numPr is not None:
            return properties.numPr
        style = style.base_style
    return None


def _written(number: int, kind: str) -> str:
    if kind == "bullet":
        return ""
    if number >= 100 or not ("hinese" in kind or kind in _CHINESE_KINDS):
        return str(number)
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _CHINESE[tens]) + "十" if tens else "") + (_CHINESE[ones] if ones else "")
