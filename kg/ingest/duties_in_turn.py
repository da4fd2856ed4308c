"""Several duties in one phrase, with no comma between them.

    甲局负责审批、乙局负责资金、丙局配合               each with its own verb
    生产领域由甲局、流通领域由乙局、运输环节由丙局负责    one verb behind the last

A 、 parts duties only where what stands before it is complete and what follows names a body and its verb, or a part of
the work and 由; everywhere else it parts the members of a list.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.ingest.bodies import looks_like_body
from kg.ingest.clause_grammar import DutyPhrase, duty

_VERB = r"(?:负责|牵头|配合|参与|协助)"
_OWN_VERB = re.compile(rf"(?P<name>[^由]{{2,30}}?){_VERB}")
_BY = re.compile(r"[^由]{1,30}(?<!自)由(?=[^、]{2,30})")
_COMPLETE = re.compile(rf"{_VERB}.")
_HAS_BY = re.compile(r"(?<!自)由.")
_CHUNK = re.compile(r"(?:（[^（）]*）|[^、（）]|[（）])+")


def duties_in_turn(phrase: str) -> list[tuple[int, DutyPhrase]] | None:
    """The duties of a folded phrase with the place of each, or None when it holds but one (or none)."""
    parts = _parts(phrase)
    if len(parts) < 2:
        return None
    words = [phrase[first:last] for first, last in parts]
    closing = duty(words[-1])
    if closing is None:
        return None
    found: list[tuple[int, DutyPhrase]] = []
    for (first, last), said in zip(parts, words, strict=True):
        has_verb = re.search(_VERB, said) is not None
        one = closing if last == parts[-1][1] else duty(said if has_verb else said + "负责")
        if one is None or not all(looks_like_body(said[body.first : body.last]) for body in one.bodies):
            return None
        if not has_verb and one is not closing:
            one = replace(one, role=closing.role, rest=(len(said), len(said)))
        found.append((first, one))
    return found


def _parts(phrase: str) -> list[tuple[int, int]]:
    """The stretches of a phrase that may hold a duty each."""
    if "、" not in phrase or len(re.findall(f"{_VERB}|(?<!自)由", phrase)) < 2:
        return []
    parts: list[tuple[int, int]] = []
    start = 0  # of the part at hand
    behind = 0  # where the chunks begin that may already belong to the next part
    by = own = False  # whether the part at hand is complete, by 由 or by its own verb
    names = scopes = -1  # where a run of names, or of other words, began behind the complete part
    for found in _CHUNK.finditer(phrase):
        chunk, behind = found.group(), found.start()
        opens_by = (by or own) and _BY.match(chunk) is not None
        verb = _OWN_VERB.match(chunk)
        opens_own = own and verb is not None and looks_like_body(verb["name"])
        if opens_by or opens_own:
            run = -1 if opens_by and own else scopes if opens_by else names
            cut = run if run >= 0 else behind
            parts.append((start, cut - 1))
            start, by, own, names, scopes = cut, False, False, -1, -1
        elif by or own:
            if looks_like_body(chunk):
                names, scopes = (names if names >= 0 else behind), -1
            else:
                scopes, names = (scopes if scopes >= 0 else behind), -1
        by = by or _HAS_BY.search(chunk) is not None
        own = own or _COMPLETE.search(chunk) is not None
    parts.append((start, len(phrase)))
    return parts
