"""Parts of Turtle documents."""

from __future__ import annotations


def literal(text: str, language: str = "") -> str:
    """`text` as a string of Turtle and SPARQL, with a language tag where one is given; a character that no file should hold
    (a control character, half a pair of surrogates) becomes `\ufffd`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    escaped = "".join([sign if sign >= " " and not "\ud800" <= sign <= "\udfff" else "\ufffd" for sign in escaped])
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def iri_part(text: str) -> str:
    """`text` as a part of an IRI."""
    from urllib.parse import quote

    return quote(text, safe="/:~.-_")
