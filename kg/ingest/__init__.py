"""Policy texts to structured data.

`read_document(text)` reads a whole document, `parse_clause(text)` one responsibility clause, `read_text(path)` a file
of any format, `words(folder, document, task)` the exact words of a task. Everything is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kg.ingest.model import Clause, Document


def read_document(text: str) -> Document:
    """See `kg.ingest.reader.read_document`."""
    from kg.ingest import reader

    return reader.read_document(text)


def parse_clause(text: str, year: int | None = None) -> Clause:
    """See `kg.ingest.clause.parse_clause`."""
    from kg.ingest import clause

    return clause.parse_clause(text, year)


def read_text(path: str) -> str:
    """See `kg.ingest.files.read_text`."""
    from kg.ingest import files

    return files.read_text(path)


def words(source_dir: str | Path, document_id: str, task_id: str) -> str:
    """The exact words of a task from the user's own copy; `kg.ingest.sources.words` also tells how sure they are."""
    from kg.ingest import sources

    return sources.words(source_dir, document_id, task_id).text
