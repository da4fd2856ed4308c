"""The text of a PDF: lines of each page, its ruled tables as lines with tabs, others set with blanks."""

from __future__ import annotations

import io
import logging
import re
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from kg.errors import Fault, InputError
from kg.ingest.glyphs import without_radicals

_MOST_PAGES = 2000
# In widths of a Chinese character: what parts two cells, what parts two words. In usual distances of lines: what parts
# two paragraphs or rows.
_APART = 0.9
_BETWEEN_WORDS = 0.2
_FAR = 1.25


def text_of(data: bytes, name: str) -> str:
    """Lines of text in reading order; a table row is one line with tabs.

    Raises:
        InputError: the file is damaged or encrypted, or holds pictures of pages and no text.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data)) as opened:
            if len(opened.pages) > _MOST_PAGES:
                raise InputError([Fault(name, "", f"the file has {len(opened.pages)} pages", f"at most {_MOST_PAGES}")])
            pages = []
            for page in opened.pages:
                pages.append(_page(page))
                page.close()
    except InputError:
        raise
    except Exception as error:  # a damaged PDF can fail anywhere inside the library
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)):
                raise InputError([Fault(name, "", "the PDF is encrypted; save it without a password")]) from None
            cause = cause.__cause__ or cause.__context__ or _first_argument(cause)
        raise InputError([Fault(name, "", f"this is no readable PDF: {error or type(error).__name__}")]) from None
    text = "\n\f".join(pages)
    if not text.strip():
        raise InputError([Fault(name, "", "the PDF holds no text (a scan?); run character recognition on it first")])
    return text


def _first_argument(error: BaseException) -> BaseException | None:
    first = error.args[0] if error.args else None
    return first if isinstance(first, BaseException) else None


def _page(page: Any) -> str:
    tables = [table for table in page.find_tables() if len(table.rows) >= 2 and len(table.rows[0].cells) >= 3]
    rest = page
    for table in tables:
        rest = rest.outside_bbox(_inside(table.bbox, page.bbox))
    lines = _lines(rest)
    for table in tables:
        lines += [(table.bbox[1] + at / 1000, "\t".join(row)) for at, row in enumerate(_rows(table))]
    return "\n".join(words for _, words in sorted(lines, key=lambda line: line[0]))


def _rows(table: Any) -> list[list[str]]:
    """The cells of a ruled table; one that is merged downwards stands in every row that it covers."""
    rows: list[list[str]] = []
    below: dict[int, tuple[float, str]] = {}  # by column: where the last cell ends, and its words
    for row, written in zip(table.rows, table.extract(), strict=True):
        cells: list[str] = []
        for place, (box, words) in enumerate(zip(row.cells, written, strict=True)):
            if box is not None:
                below[place] = (box[3], _cell(words))
                cells.append(below[place][1])
                continue
            end, words_above = below.get(place, (0.0, ""))
            cells.append(words_above if end >= row.bbox[3] - 1 else "")
        rows.append(cells)
    return rows


def _lines(page: Any) -> list[tuple[float, str]]:
    """The lines outside ruled tables as (top, words), with as many blanks before a word as columns are left empty
    there: so a table without rules keeps its columns. A greater distance between lines is an empty line."""
    found = page.extract_text_lines(return_chars=True)
    widths = sorted(char["x1"] - char["x0"] for line in found for char in line["chars"] if not char["text"].isascii())
    if not widths:
        return [(line["top"], line["text"]) for line in found]
    wide = widths[len(widths) // 2]
    left = min(line["x0"] for line in found)
    pitches = sorted(after["top"] - line["top"] for line, after in pairwise(found) if after["top"] - line["top"] > wide)
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    lines: list[tuple[float, str]] = []
    before = None
    for line in found:
        if before is not None and usual and line["top"] - before > usual * _FAR:
            lines.append((line["top"] - 0.001, ""))
        lines.append((line["top"], _spaced(line["chars"], left, wide)))
        before = line["top"]
    return lines


def _spaced(chars: list[Any], left: float, wide: float) -> str:
    words = ""
    column = 0
    end = left
    for char in sorted(chars, key=lambda char: char["x0"]):
        gap = char["x0"] - end
        if gap > wide * _APART:
            blanks = max(2, round((char["x0"] - left) / wide * 2) - column)
            words += " " * blanks
            column += blanks
        elif gap > wide * _BETWEEN_WORDS and char["text"] != " " and not words.endswith(" "):
            words += " "
            column += 1
        words += char["text"]
        column += 1 if char["text"].isascii() else 2
        end = char["x1"]
    return words.rstrip()


def _inside(box: tuple[float, ...], page: tuple[float, ...]) -> tuple[float, ...]:
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))


def _cell(words: str | None) -> str:
    # Inside a cell a line break is a wrap, not the end of a name.
    joined = re.sub(r"(?<=[\u4e00-\u9fff、，；（）])\s+(?=[\u4e00-\u9fff、，；（）])", "", without_radicals(words or "").replace("\t", " "))
    return joined.replace("\n", " ")
