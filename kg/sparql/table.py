"""The rows of a query for people: aligned by display width, short names for IRIs, never wider than the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pyoxigraph as ox

from kg.answer.text import pad, width, wrap
from kg.names import PREFIXES, XSD, compact

_NUMBERS = {XSD + kind for kind in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
_NARROWEST = 8
_GAP = 2


def table(names: Sequence[str], rows: Sequence[Sequence[object]], columns: int) -> str:
    """Rows of RDF terms (None where a variable is unbound) below their names, in at most `columns` columns.

    Cells that do not fit are broken over lines; where not even that fits, each row becomes a block of `name: value`.
    """
    cells = [[cell(term) for term in row] for row in rows]
    natural = [max([width(name), *(width(row[n]) for row in cells)]) for n, name in enumerate(names)]
    widths = _fitted(natural, columns)
    if widths is None:
        return "\n".join(_blocks(names, cells, columns)) + "\n"
    right = [bool(rows) and all(_is_number(row[n]) for row in rows) for n in range(len(names))]
    lines = [*_line(names, widths, right), " ".join("-" * w + " " * (_GAP - 1) for w in widths).rstrip()]
    for row in cells:
        lines += _line(row, widths, right)
    return "\n".join(lines) + "\n"


def cell(term: object) -> str:
    """A term as a person would write it: a compact or prefixed name, the text of a literal; nothing for None."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return short(term.value)
    if isinstance(term, ox.BlankNode):
        return "_:" + term.value
    text = term.value if isinstance(term, ox.Literal) else str(term)
    # A control character could move the cursor or worse; line breaks would break the table.
    return "".join(" " if c in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) == "Cc" else c for c in text)


def short(iri: str) -> str:
    """An IRI's compact name, else its prefixed name, else itself."""
    name = compact(iri)
    if name != iri:
        return name
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _is_number(term: object) -> bool:
    return term is None or (isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS)


def _fitted(natural: list[int], columns: int) -> list[int] | None:
    """The widths that fit: the widest columns give way first, none below `_NARROWEST`; None when nothing fits."""
    room = columns - _GAP * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    if sum(min(w, _NARROWEST) for w in natural) > room:
        return None
    cap = max(natural)
    while sum(min(w, cap) for w in natural) > room:
        cap -= 1
    widths = [min(w, cap) for w in natural]
    for n, wanted in enumerate(natural):
        if widths[n] < wanted and sum(widths) < room:
            widths[n] += 1
    return widths


def _line(cells: Sequence[str], widths: list[int], right: list[bool]) -> list[str]:
    wrapped = [wrap(text, w) for text, w in zip(cells, widths, strict=True)]
    lines = []
    for n in range(max(map(len, wrapped), default=0)):
        shown = [part[n] if n < len(part) else "" for part in wrapped]
        padded = [
            " " * max(0, w - width(text)) + text if flush else pad(text, w)
            for text, w, flush in zip(shown, widths, right, strict=True)
        ]
        lines.append((" " * _GAP).join(padded).rstrip())
    return lines


def _blocks(names: Sequence[str], rows: list[list[str]], columns: int) -> list[str]:
    lines: list[str] = []
    for number, row in enumerate(rows, 1):
        lines.append(f"-- {number}")
        for name, text in zip(names, row, strict=True):
            if text:
                first, *rest = wrap(text, max(10, columns - width(name) - 2))
                lines += [f"{name}: {first}", *("  " + line for part in rest for line in wrap(part, columns - 2))]
    return lines
