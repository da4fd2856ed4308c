"""One spelling for names that are written in many ways: full-width forms, brackets, dashes, traditional characters.

What this module makes equal is the same name to every reader. A slip of the pen (氰化纳 for 氰化钠) is another name and
is listed as data, in `ontology/reference/substance_aliases.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

# Brackets of every shape become round ones, and so on: the shape never tells two names apart.
_MARKS: dict[int, str | None] = {
    **dict.fromkeys(
        map(ord, " \t\r\n\f\v\u00a0\u1680\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad")
    ),
    **dict.fromkeys(map(ord, "[{【〔［｛〖〈《「『﹝﹙❲"), "("),
    **dict.fromkeys(map(ord, "]}】〕］｝〗〉》」』﹞﹚❳"), ")"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－~～∼〜"), "-"),
    **dict.fromkeys(map(ord, "、，﹐;；"), ","),
    **dict.fromkeys(map(ord, "′’‘`´＇"), "'"),
    **dict.fromkeys(map(ord, "″”“＂"), '"'),
    **dict.fromkeys(map(ord, "·•・‧∙"), "."),
    ord("≦"): "≤",
    ord("≧"): "≥",
    ord("﹥"): ">",
    ord("﹤"): "<",
}


def translation(variants: Mapping[str, str]) -> dict[int, str]:
    """The table for `plain` from a mapping of traditional to simplified characters."""
    return {ord(old): new for old, new in variants.items() if len(old) == 1}


def plain(text: str, variants: Mapping[int, str] | None = None) -> str:
    """`text` in the one spelling that names are compared in; never shown to a reader.

    NFKC for full-width forms, spaces taken out, brackets, commas, dashes and primes each in one shape, Latin letters
    in lower case, traditional characters as simplified ones where `variants` (from `translation`) knows them.
    """
    # Once is enough but for rarities: ´ is a space and an accent, which then joins the letter before it. No more than
    # three times, since ΐ in lower case is taken apart for ever.
    for _ in range(3):
        text = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS).casefold()
        if unicodedata.is_normalized("NFKC", text):
            break
    return text.translate(variants) if variants else text


# What a bracket must say to be a condition on the form (含水≥25%, 无水, 压缩的) and not a part of the molecule.
_CONDITION = re.compile(r"[%<>≤≥含的]|无水|干|湿|液|粉|溶于|稳定|钝化|工业|包括|除外|浓|纯|级")
_BEFORE_CONDITION = re.compile(r"[\u4e00-\u9fff)0-9]$")


def split_qualifier(text: str) -> tuple[str, str]:
    """A `plain` name without its last bracket, and what stands in that bracket: `氟化氢(无水)` → `氟化氢`, `无水`.

    The second is empty where the name does not end in a bracket, or the bracket belongs to the molecule:
    `2,2'-偶氮-二-(2,4-二甲基戊腈)` stays whole.
    """
    if not text.endswith(")"):
        return text, ""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        if text[place] == ")":
            depth += 1
        elif text[place] == "(":
            depth -= 1
            if depth == 0:
                bare, inside = text[:place], text[place + 1 : -1]
                if _CONDITION.search(inside) and _BEFORE_CONDITION.search(bare):
                    return bare, inside
                break
    return text, ""


def without_qualifier(text: str) -> str:
    """`text` as it stands, without the last bracket that `split_qualifier` would take off."""
    marks = text.translate({sign: to for sign, to in _MARKS.items() if to is not None})
    if not split_qualifier(marks)[1]:
        return text
    return text[: len(split_qualifier(marks)[0])]


def slip_table(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """From rows of `character_slips.csv` (`written`, `meant`): each character to all that may be meant by it."""
    table: dict[str, str] = {}
    for row in rows:
        table[row["written"]] = table.get(row["written"], "") + row["meant"]
    return table


def likely_forms(name: str, slips: Mapping[str, str]) -> list[str]:
    """What `name` becomes with one character put right that is often mistaken for another (丙烯睛 → 丙烯腈)."""
    return [name[:at] + meant + name[at + 1 :] for at, sign in enumerate(name) for meant in slips.get(sign, "")]


def nearest(name: str, known: Iterable[str], count: int = 3, cutoff: float = 0.5) -> list[str]:
    """Up to `count` of the `known` names most like `name`, best first: one character wrong, then by common characters."""
    import difflib

    letters = set(name)
    # Names that share no character cannot be close; leaving them out makes the search some ten times faster.
    likely = [other for other in known if letters & set(other)]
    slips = [other for other in likely if one_slip(name, other)]
    slips.sort(key=lambda other: len(other) != len(name))
    close = difflib.get_close_matches(name, likely, n=count, cutoff=cutoff)
    return list(dict.fromkeys([*slips, *close]))[:count]


def one_slip(given: str, known: str) -> bool:
    """Whether one character written wrongly, left out or added tells two names apart; single characters are no names."""
    if given == known or min(len(given), len(known)) < 2 or abs(len(given) - len(known)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(given, known, strict=False)) if a != b), min(len(given), len(known)))
    if len(given) == len(known):
        return given[start + 1 :] == known[start + 1 :]
    shorter, longer = sorted((given, known), key=len)
    return shorter[start:] == longer[start + 1 :]
