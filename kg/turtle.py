"""Parts of Turtle documents."""

from __future__ import annotations


def literal(text: str, language: str = "") -> str:
    """`text` as a Turtle string, with a language tag where one is given."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def iri_part(text: str) -> str:
    """`text` as a part of an IRI."""
    from urllib.parse import quote

    return quote(text, safe="/:~.-_")
