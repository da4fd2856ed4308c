"""Files to text: .txt, .md, .docx, .pdf, .html and standard input.

A table becomes lines with a tab between the cells, a merged cell standing in every row it covers, so that one reader
serves every format. The libraries for .docx, .pdf and .html are loaded only when such a file comes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kg.errors import Fault, InputError
from kg.ingest.decoding import decode

LARGEST = 64 * 1024 * 1024
SUFFIXES = (".txt", ".text", ".md", ".docx", ".pdf", ".html", ".htm")
_OLD = {".doc": ".docx", ".wps": ".docx", ".rtf": ".docx", ".ofd": ".pdf", ".xls": ".html", ".xlsx": ".html"}
_READERS = {
    ".docx": ("kg.ingest.docx_text", "python-docx"),
    ".pdf": ("kg.ingest.pdf_text", "pdfplumber"),
    ".html": ("kg.ingest.html_text", "lxml"),
}


def read_text(path: str) -> str:
    """The text of a file, or of standard input for `-`.

    Raises:
        InputError: no such file, a format that is not read, a damaged or encrypted file, no text in it.
    """
    name = "standard input" if path == "-" else path
    data = sys.stdin.buffer.read(LARGEST + 1) if path == "-" else _bytes(path)
    if len(data) > LARGEST:
        raise InputError([Fault(name, "", "the file is too large", f"at most {LARGEST // 1024 // 1024} MB")])
    kind = _kind(path, data)
    if kind in _OLD:
        raise InputError([Fault(name, "", f"{kind} files are not read; save it as {_OLD[kind]}", ", ".join(SUFFIXES))])
    if kind not in _READERS:
        return decode(data, name)
    return _reader(kind, name)(data, name)


def _bytes(path: str) -> bytes:
    file = Path(path)
    try:
        if file.is_dir():
            raise InputError([Fault(path, "", "this is a folder", "a file: " + ", ".join(SUFFIXES))])
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except FileNotFoundError:
        near = _nearest(file)
        raise InputError([Fault(path, "", "there is no such file", nearest=near)]) from None
    except (OSError, ValueError) as error:
        raise InputError([Fault(path, "", f"the file cannot be read: {error}")]) from None


def _nearest(file: Path) -> str:
    from kg.errors import nearest_name

    try:
        names = [entry.name for entry in file.parent.iterdir()]
    except OSError:
        return ""
    near = nearest_name(file.name, names)
    return str(file.parent / near) if near else ""


def _kind(path: str, data: bytes) -> str:
    """The format by the first bytes, which do not lie, then by the name."""
    suffix = Path(path).suffix.lower()
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return ".docx" if suffix not in _OLD else suffix
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return suffix if suffix in _OLD else ".doc"
    if suffix in (".html", ".htm") or data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    return suffix if suffix in _OLD or suffix in (".docx", ".pdf") else ".txt"


def _reader(kind: str, name: str) -> Callable[[bytes, str], str]:
    module, distribution = _READERS[kind]
    try:
        reader: Callable[[bytes, str], str] = import_module(module).text_of
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kg"):
            raise
        raise InputError(
            [Fault(name, "", f"reading {kind} needs {distribution}, which is not installed", f"python -m pip install {distribution}")]
        ) from None
    return reader
