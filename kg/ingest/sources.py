"""The exact words of a task, from the user's own copy of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.content import folder
from kg.errors import Fault, InputError, nearest_name
from kg.ingest.files import SUFFIXES, read_text
from kg.ingest.layout import normalise, sha256


@dataclass(frozen=True, slots=True)
class SourceWords:
    """`text` is cut from `path`; `exact` says that the copy is the very text the committed positions refer to."""

    text: str
    path: str
    exact: bool


def words(source_dir: str | Path, document_id: str, task_id: str) -> SourceWords:
    """The words of the task `task_id` (`xicheng-2017/3`, or `3`) in `source_dir/<document_id>.txt|.docx|.pdf|.html`.

    Where the copy differs from the text that the committed data was made from, it is read anew and the task found by
    its number.

    Raises:
        InputError: no such folder or file, or no such task in it.
    """
    path = _file(Path(source_dir), document_id)
    text = normalise(read_text(str(path)))
    name = task_id.removeprefix(f"{document_id}/")
    committed = committed_positions(document_id)
    if committed is not None and committed.sha256 == sha256(text) and name in committed.spans:
        start, end = committed.spans[name]
        return SourceWords(text[start:end], str(path), True)
    from kg.ingest.reader import read_document

    tasks = {task.identifier: task for task in read_document(text).tasks}
    if name not in tasks:
        near = nearest_name(name, tasks)
        raise InputError([Fault(str(path), "", f"there is no task {name!r} in this copy", nearest=near)])
    return SourceWords(text[tasks[name].start : tasks[name].end], str(path), False)


@dataclass(frozen=True, slots=True)
class Positions:
    """The SHA-256 of the text a committed document was read from, and the span of every task in it."""

    sha256: str
    spans: dict[str, tuple[int, int]]


@lru_cache(maxsize=16)
def committed_positions(document_id: str) -> Positions | None:
    """The positions in ontology/documents/<document_id>.ttl, or None when there is no such document.

    The files are written by `kg.ingest.turtle`, one statement a line, so no Turtle parser is needed here.
    """
    file = folder("ontology") / "documents" / f"{document_id}.ttl"
    if not re.fullmatch(r"[A-Za-z0-9._-]+", document_id) or not file.is_file():
        return None
    turtle = file.read_text(encoding="utf-8")
    stamp = re.search(r'kg:sourceSha256 "([0-9a-f]{64})"', turtle)
    pattern = rf"<{re.escape(document_id)}/([^>#]+)#text> a oa:TextPositionSelector ;\s+oa:start (\d+) ;\s+oa:end (\d+) \."
    spans = {found[1]: (int(found[2]), int(found[3])) for found in re.finditer(pattern, turtle)}
    return Positions(stamp[1] if stamp else "", spans)


def _file(directory: Path, document_id: str) -> Path:
    if not directory.is_dir():
        raise InputError([Fault(str(directory), "", "there is no such folder")])
    for suffix in SUFFIXES:
        path = directory / f"{document_id}{suffix}"
        if path.is_file():
            return path
    raise InputError([Fault(str(directory), "", f"holds no copy of {document_id}", f"{document_id}.txt, .docx, .pdf or .html")])
