"""Which line of GB 18218 table 1 a substance falls under, where the standard has several for one substance, or one for a form.

硝酸铵 has one line for more than 0.2 % of combustible matter and one for at most that; 硝酸 has a line only above 70 %. What
decides is the condition that the profile writes after the name, in brackets: 硝酸铵（含可燃物≤0.2%）, 硝酸（65%）. Without it nothing
is chosen. How a condition is read: the same words as the standard's (or more of them) are that line; a number with a
percent sign is compared with the line's limit when it speaks of the same constituent, or of the content as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from kg.profile.spelling import plain, split_qualifier

_LIMIT = re.compile(r"(?P<what>[^<>≤≥=%\d,]*)(?P<sign>[<>≤≥=]?)(?P<number>\d+(?:\.\d+)?)%")
# A content without a word for the constituent speaks of the substance itself.
_CONTENT = ("", "含量", "浓度", "质量分数", "质量浓度", "纯度", "约", "工业级", "试剂级")
_EXCLUSION = re.compile(r"([^,]+)的除外")


class Choice(NamedTuple):
    """`lines` are the compact names of the lines that may apply (`listing/gb18218_2018/44`), in the standard's order.

    `certain`: the first and only one applies. `exhaustive`: one of them applies for certain, only not known which.
    Neither: it may be that none applies, and the substance counts by its hazard class.
    """

    lines: tuple[str, ...] = ()
    certain: bool = False
    exhaustive: bool = False


def build_index(rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """The index as plain data: list, then chemical, to the lines and their conditions in the plain spelling.

    Args:
        rows: rows of `gb18218_named.csv`: `list`, `seq`, `chemical` (`;`-separated), `condition_zh`, `no_gap`, and `name_zh`,
            whose last bracket is the condition as the standard prints it.
    """
    index: dict[str, dict[str, list[tuple[str, str, str, str, bool]]]] = {}
    for row in rows:
        for chemical in row["chemical"].split(";"):
            name, printed = split_qualifier(plain(row["name_zh"]))
            line = (f"listing/{row['list']}/{row['seq']}", plain(row["condition_zh"]), name, printed, bool(row["no_gap"]))
            index.setdefault(row["list"], {}).setdefault(chemical, []).append(line)
    return index


class Forms:
    """Choices of lines, from an index of `build_index`."""

    __slots__ = ("_index",)

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._index = index

    def entries(self, chemical: str, qualifier: str = "") -> tuple[tuple[str, bool], ...]:
        """The lines of every edition for a substance, each with whether it applies for certain."""
        choices = [self.choose(listed_in, chemical, qualifier) for listed_in in self._index]
        return tuple((line, choice.certain) for choice in choices for line in choice.lines)

    def closed(self, chemical: str, qualifier: str = "") -> tuple[str, ...]:
        """The lines, of the editions that leave no gap between a substance's lines, of which one applies, not known which."""
        choices = [self.choose(listed_in, chemical, qualifier) for listed_in in self._index]
        return tuple(line for choice in choices if choice.exhaustive and not choice.certain for line in choice.lines)

    def choose(self, listed_in: str, chemical: str, qualifier: str = "") -> Choice:
        """The lines of a list (`gb18218_2018`) for a substance (`chemical/6484-52-2`).

        `qualifier` is what the profile says of the form, as `Lookup.qualifier` of `kg.profile.substances` gives it.
        """
        local = chemical.removeprefix("chemical/")
        lines = self._index.get(listed_in, {}).get(local, [])
        said = plain(qualifier)
        exact = [line for line, _, _, printed, _ in lines if said and said == printed]
        if exact:
            return Choice(tuple(exact), certain=len(exact) == 1, exhaustive=True)
        judged = [(line, True if not condition else meets(said, condition, name)) for line, condition, name, _, _ in lines]
        sure = [line for line, verdict in judged if verdict]
        if sure:
            return Choice(tuple(sure), certain=len(sure) == 1, exhaustive=True)
        open_lines = tuple(line for line, verdict in judged if verdict is None)
        whole = all(no_gap for *_, no_gap in lines) and len(open_lines) == len(lines) > 0
        return Choice(open_lines, exhaustive=whole)


def meets(said: str, condition: str, name: str = "") -> bool | None:
    """Whether a form of which `said` is said meets a condition that the standard sets on a substance; None where that does not follow.

    All in the plain spelling of `kg.profile.spelling`. A content of the substance called `name` is the content as such.
    """
    if not said:
        return None
    if said == condition or condition in said:
        return True
    verdicts = []
    for limit in _LIMIT.finditer(condition):
        for claim in _LIMIT.finditer(said):
            if _same_constituent(claim["what"], limit["what"], name):
                verdicts.append(_compare(claim, limit))
    if False in verdicts:
        return False
    # A condition of several parts is met only when every part is.
    parts = len(_LIMIT.findall(condition))
    met = verdicts and len(verdicts) == parts and None not in verdicts and _only_limits(condition)
    return True if met and not _excluded(said, condition) else None


def _same_constituent(claimed: str, limited: str, name: str) -> bool:
    return claimed.strip("或为") == limited or (claimed in _CONTENT and limited in ("含量", f"含{name}"))


def _only_limits(condition: str) -> bool:
    return not _LIMIT.sub("", _EXCLUSION.sub("", condition)).strip(",且")


def _excluded(said: str, condition: str) -> bool:
    """Whether what is said names what the condition excludes: then it is rather another substance (发烟硝酸) that is meant."""
    return any(re.search(rf"(?<![不非无未]){re.escape(words)}(?!的除外)", said) for words in _EXCLUSION.findall(condition))


def _compare(claim: re.Match[str], limit: re.Match[str]) -> bool | None:
    """Whether what is claimed of a content (65 %, at most 0.2 %) lies within the limit; None where it may or may not."""
    number, bound = Fraction(claim["number"]), Fraction(limit["number"])
    sign, wanted = claim["sign"] or "=", limit["sign"]
    if sign == "=":
        return {"<": number < bound, ">": number > bound, "≤": number <= bound, "≥": number >= bound}[wanted]
    upward, wanted_up = sign in ">≥", wanted in ">≥"
    if upward == wanted_up:
        if number == bound:
            return True if sign == wanted or sign in "<>" else None
        return True if (number > bound) == upward else None
    # The claim bounds the content from the other side: it can only rule the limit out.
    if number == bound:
        return None if sign in "≤≥" and wanted in "≤≥" else False
    return False if (number > bound) == upward else None
