"""Legal references: 《title》（number), numbers alone, standards.

A title is reported as written, without its outer brackets; a number (国办发〔2016〕88号, 令第40号, GB18218-2014) as
written, blanks left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ingest.glyphs import fold
from kg.ingest.layout import Flow
from kg.ingest.model import Citation, Misread

# Folding turns 〔 〕 [ ] and the like into （ ）, so one pattern reads every print of a document number.
_NUMBER = r"[\u4e00-\u9fff]{1,14}（(?:19|20)\d\d）+第?\d{1,5}）?号(?:文)?"
_DECREE = r"[\u4e00-\u9fff]{2,24}令(?:（[^（）]{0,12}）)?第?\d{1,4}号"
# A standard of any trade (HJ1235-2021, SL310-2019, T/CAQI12-2020) names its year in full; the usual ones also in two digits.
_STANDARD = (
    r"(?:(?:GB|GB/T|GBZ|AQ|AQ/T|SH|SY|DB\d{0,2}|HG|JT/T|GA|TSG)(?:/T)?\s?[A-Z]{0,3}\d{2,6}(?:\.\d+)?-(?:19|20)?\d\d"
    r"|(?<![A-Za-z/])(?:T/)?[A-Z]{2,5}\d{0,2}(?:/[TZ])?\s?\d{1,6}(?:\.\d+)?-(?:19|20)\d\d)(?!\d)"
)
_ANY_NUMBER = re.compile(rf"{_NUMBER}|{_DECREE}|{_STANDARD}")
_AFTER_TITLE = re.compile(rf"\n?（(?P<number>{_NUMBER}|{_DECREE}|{_STANDARD})）?")
_LONGEST_TITLE = 300
# What a basis may be that stands in no brackets: …第十四个五年规划纲要.
_KIND = r"(?:纲要|规划|条例|办法|规定|决定|意见|通知|方案|计划|导则|细则|大纲|(?<![依守合执])法)"
_UNMARKED = re.compile(rf"(?:[、，]|以及|[和与及])+(?P<title>(?!以及|有关|相关|国家有关)[^《》、，。；：（）\n]{{6,50}}?{_KIND})(?=等|[、，。的]|以及|[和与及]|精神|要求|有关|规定)")
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


@dataclass(frozen=True, slots=True)
class OwnNames:
    """A document's own titles (bare) and number: where it names itself it cites nothing."""

    titles: frozenset[str]
    number: str | None

    @classmethod
    def of(cls, titles: list[str | None], number: str | None, flow: Flow, found: list[FoundCitation]) -> OwnNames:
        """From its titles and from the sentence that issues it (现将《…》印发, 《…》已经…同意)."""
        own = [title for title in titles if title]
        for item in found:
            before, behind = flow.folded[max(0, item.first - 2) : item.first], flow.folded[item.last : item.last + 40]
            if item.citation.title and ((before == "现将" and re.match("(?:随文)?(?:印发|发给|下发|转发)", behind)) or re.match("(?:业|已)经?.{2,30}(?:同意|通过|批准)", behind)):
                own.append(item.citation.title)
        return cls(frozenset(_bare(title) for title in own), number)

    def cited_by(self, citation: Citation) -> bool:
        if citation.number is not None and citation.number == self.number:
            return True
        return citation.title is not None and _bare(citation.title) in self.titles


def _bare(title: str) -> str:
    """A title without marks, blanks and the years in parentheses behind it."""
    return re.sub(r"[《》〈〉<>“”\s]", "", re.sub(r"（[^（）]*\d[^（）]*）$", "", fold(title)))


def unmarked_titles(flow: Flow, marked: list[FoundCitation]) -> list[FoundCitation]:
    """Titles without 《》 in a list of titles with them: 依据《甲法》、乙区第十四个五年规划纲要等."""
    found: list[FoundCitation] = []
    for item in marked:
        at = item.last + (flow.folded[item.last : item.last + 1] == "）")
        while listed := _UNMARKED.match(flow.folded, at, at + 80):
            first, last = listed.span("title")
            # A line break inside a long title is a wrap; the words are joined already.
            found.append(FoundCitation(Citation(flow.text[first:last], None), first, last))
            at = last
    return found


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
