"""The text of a PDF: lines of each page, and its ruled tables as lines with tabs."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from kg.errors import Fault, InputError

_MOST_PAGES = 2000


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
    lines = [(line["top"], line["text"]) for line in rest.extract_text_lines(return_chars=False)]
    for table in tables:
        rows = table.extract()
        lines += [(table.bbox[1] + at / 1000, "\t".join(_cell(cell) for cell in row)) for at, row in enumerate(rows)]
    return "\n".join(words for _, words in sorted(lines, key=lambda line: line[0]))


def _inside(box: tuple[float, ...], page: tuple[float, ...]) -> tuple[float, ...]:
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))


def _cell(words: str | None) -> str:
    # Inside a cell a line break is a wrap, not the end of a name.
    return re.sub(r"(?<=[\u4e00-\u9fff、，；（）])\s+(?=[\u4e00-\u9fff、，；（）])", "", (words or "").replace("\t", " ")).replace("\n", " ")
