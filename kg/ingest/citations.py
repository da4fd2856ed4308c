"""Legal references: 《title》（number), numbers alone, standards.

A title is reported as written, without its outer brackets; a number (国办发〔2016〕88号, 令第40号, GB18218-2014) as
written, blanks left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ingest.layout import Flow
from kg.ingest.model import Citation, Misread

# Folding turns 〔 〕 [ ] and the like into （ ）, so one pattern reads every print of a document number.
_NUMBER = r"[\u4e00-\u9fff]{1,14}（(?:19|20)\d\d）+第?\d{1,5}）?号(?:文)?"
_DECREE = r"[\u4e00-\u9fff]{2,24}令(?:（[^（）]{0,12}）)?第?\d{1,4}号"
_STANDARD = r"(?:GB|GB/T|GBZ|AQ|AQ/T|SH|SY|DB\d{0,2}|HG|JT/T|GA|TSG)(?:/T)?\s?[A-Z]{0,3}\d{2,6}(?:\.\d+)?-(?:19|20)?\d\d"
_ANY_NUMBER = re.compile(rf"{_NUMBER}|{_DECREE}|{_STANDARD}")
_AFTER_TITLE = re.compile(rf"（(?P<number>{_NUMBER}|{_DECREE}|{_STANDARD})）?")
_LONGEST_TITLE = 300
_BODY_BEFORE = re.compile(r"^(?:按照|根据|依据|贯彻|落实|执行|转发|关于|以及|和|与|及|的)+")


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A citation with its place in the flow."""

    citation: Citation
    first: int
    last: int


def citations_in(flow: Flow, first: int, last: int) -> tuple[list[FoundCitation], list[Misread]]:
    """The references between two places of a flow, in order, and what looks like one but does not close."""
    found: list[FoundCitation] = []
    unclosed: list[Misread] = []
    taken: list[tuple[int, int]] = []
    for start, end in _titles(flow.folded, first, last, unclosed, flow):
        number = _AFTER_TITLE.match(flow.folded, end, min(last, end + 60))
        written = flow.text[number.start("number") : number.end("number")] if number else None
        close = number.end() if number else end
        found.append(FoundCitation(Citation(flow.text[start + 1 : end - 1].replace("\n", ""), written), start, close))
        taken.append((start, close))
    at = 0
    for match in _ANY_NUMBER.finditer(flow.folded, first, last):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        begin = match.start() + _leading_words(match.group())
        found.append(FoundCitation(Citation(None, flow.text[begin : match.end()].replace("\n", "")), begin, match.end()))
    found.sort(key=lambda item: item.first)
    return found, unclosed


def _leading_words(number: str) -> int:
    """按照国办发〔2016〕88号: the verb is no part of the number."""
    found = _BODY_BEFORE.match(number)
    return found.end() if found and found.end() < len(number) - 6 else 0


def _titles(folded: str, first: int, last: int, unclosed: list[Misread], flow: Flow) -> list[tuple[int, int]]:
    """Outermost 《…》 spans; a bracket that does not close within a title's length is reported."""
    spans: list[tuple[int, int]] = []
    depth = 0
    start = -1
    for found in re.compile("[《》]").finditer(folded, first, last):
        at = found.start()
        if found.group() == "《":
            if depth and at - start > _LONGEST_TITLE:
                unclosed.append(Misread(flow.text[start : start + 40], "《 without 》", flow.position(start)))
                depth = 0
            if depth == 0:
                start = at
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and at - start <= _LONGEST_TITLE:
                spans.append((start, at + 1))
    if depth:
        unclosed.append(Misread(flow.text[start : min(last, start + 40)], "《 without 》", flow.position(start)))
    return spans


def distinct(found: list[FoundCitation]) -> list[Citation]:
    """The citations in order, each once."""
    return list(dict.fromkeys(item.citation for item in found))


DOCUMENT_NUMBER = re.compile(rf"{_NUMBER}")
