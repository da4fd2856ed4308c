"""Where a text and the committed data of the same document differ."""

from __future__ import annotations

from dataclasses import dataclass

from kg.content import folder
from kg.errors import Fault, InputError, nearest_name
from kg.ingest.model import Document
from kg.ingest.turtle import to_turtle
from kg.names import compact

# Where something stands may move with the copy; what it says may not.
_PLACES = ("http://www.w3.org/ns/oa#start", "http://www.w3.org/ns/oa#end")
_STAMPS = ("kg:sourceSha256", "kg:sourceCharacters")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One statement that only one side makes; `value` is a literal or a compact name."""

    subject: str
    property: str
    value: str
    in_text: bool

    def __str__(self) -> str:
        side = "only in the text" if self.in_text else "only in the committed data"
        return f"{self.subject} {self.property} {self.value}: {side}"


def committed_ids() -> list[str]:
    """The ids of the documents in ontology/documents/."""
    return sorted(path.stem for path in (folder("ontology") / "documents").glob("*.ttl") if path.stem != "oddities")


def disagreements(document: Document, identifier: str) -> list[Disagreement]:
    """What the text and ontology/documents/<identifier>.ttl say differently, positions apart.

    Raises:
        InputError: no such document is committed.
    """
    from rdflib import Graph

    known = committed_ids()
    if identifier not in known:
        near = nearest_name(identifier, known)
        raise InputError([Fault("--check", "", f"no committed document {identifier!r}", ", ".join(known), near)])
    committed = Graph().parse(folder("ontology") / "documents" / f"{identifier}.ttl", format="turtle")
    read = Graph().parse(data=to_turtle(document, identifier), format="turtle")
    mine, theirs = _statements(read), _statements(committed)
    found = [Disagreement(*statement, True) for statement in mine - theirs]
    found += [Disagreement(*statement, False) for statement in theirs - mine]
    return sorted(found, key=lambda item: (item.subject, item.property, item.in_text, item.value))


def _statements(graph: object) -> set[tuple[str, str, str]]:
    statements: set[tuple[str, str, str]] = set()
    for subject, predicate, value in graph:  # type: ignore[attr-defined]
        name = compact(str(predicate))
        if str(predicate) not in _PLACES and name not in _STAMPS:
            statements.add((compact(str(subject)), name, compact(str(value))))
    return statements
