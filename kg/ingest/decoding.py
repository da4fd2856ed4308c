"""Bytes of a text file to text: UTF-8, UTF-16, GB18030, Big5, with or without a byte order mark."""

from __future__ import annotations

import codecs

from kg.errors import Fault, InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
# The commonest characters of the genre, simplified and traditional: a wrong guess shows next to none of them.
_COMMON = set("的和一二三四五六年月日市区县省政府办公室安全生产工作管理局部门单位关于通知责任区區縣辦關於單責門產產務業與會為")
_SAMPLE = 20_000


def decode(data: bytes, name: str) -> str:
    """The text of `data`; `name` is the file's, for the message.

    Raises:
        InputError: the bytes are no text in any of the encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data.isascii() and b"\0" not in data:
        return data.decode("ascii")
    best, best_score = "", 0.0
    for encoding in _GUESSES:
        sample = _decoded(data[:_SAMPLE], encoding)
        if sample is None:
            continue
        score = _likeness(sample)
        if encoding == "utf-8" and _decoded(data, encoding) is not None and score > 0:
            # Other encodings almost never happen to be valid UTF-8.
            return data.decode("utf-8", errors="replace")  # it may end inside a character
        if score > best_score:
            best, best_score = encoding, score
    if best_score < 0.02:
        raise InputError([Fault(name, "", "the bytes are no text", "UTF-8, UTF-16, GB18030 or Big5; .docx, .pdf, .html")])
    return data.decode(best, errors="replace")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        # A sample may end inside a character: the incremental decoder leaves such an end out.
        return codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _likeness(text: str) -> float:
    """The share of everyday characters, less the share of those that no text has; 0 when it cannot be text."""
    if not text:
        return 1.0
    strange = sum(1 for sign in text if (sign < " " and sign not in "\n\r\t\f\v") or "\ue000" <= sign <= "\uf8ff" or sign == "\ufffd")
    if strange * 20 > len(text):
        return 0.0
    common = sum(1 for sign in text if sign in _COMMON)
    latin = sum(1 for sign in text if " " <= sign <= "~" or sign in "\n\r\t")
    return (common + 0.3 * latin - 2 * strange) / len(text)
