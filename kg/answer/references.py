"""What became of the instruments that texts cite: replaced, expired, cited by a wrong number, or held in a later version."""

from __future__ import annotations

from typing import Any

from kg.answer.labels import split_provision
from kg.knowledge import Knowledge

_LAST_DAY = "9999-12-31"
_WORDS = {
    "zh": {
        "later": "按{own}的条文，该版本自{day}起施行，查询日期所行版本的文字可能不同", "no_such": "所引{cited}并无此版本，读作{meant}",
        "new_version": "所引{cited}{when}被新版本{now}代替{doubt}", "replaced": "所引{cited}{when}被{now}代替{doubt}",
        "expired": "所引{cited}的有效期已于{day}届满", "inferred": "（据推断，未见明文废止）",
        "this_year": "于{year}年（月日不详）", "year": "已于{year}年", "month": "已于{year}年{month}月", "day": "已于{day}",
    },
    "en": {
        "later": "given by the text of {own}, which is in force from {day}: the version of the date asked about may be worded otherwise",
        "no_such": "{cited}, which is cited, has no such edition and is read as {meant}",
        "new_version": "{cited}, which is cited, was replaced {when} by its new version {now}{doubt}",
        "replaced": "{cited}, which is cited, was replaced {when} by {now}{doubt}",
        "expired": "{cited}, which is cited, expired on {day}", "inferred": " (inferred: no text says so)",
        "this_year": "in {year} (the day is not known)", "year": "in {year}", "month": "in {year}-{month:02d}", "day": "on {day}",
    },
}  # fmt: skip


def notes(knowledge: Knowledge, duty: str, as_of: str, lang: str = "zh") -> list[str]:
    """What became by `as_of` of the instruments that a task cites: replaced, amended, expired, or cited by a wrong number.

    For a provision of a statute, that it is given by the text of a later version than that of `as_of`. Empty where there is
    nothing to say.
    """
    instruments, words = knowledge.catalogue["instruments"], _WORDS[lang]
    own = instruments.get(split_provision(duty)[0])
    if own is not None:
        # A provision can be older than the version by which it is held: the regulation of 2011 as amended in 2013.
        later = own.get("from", "") > as_of
        return [words["later"].format(own=_label(own), day=own["from"])] if later else []
    cited = knowledge.catalogue["citations"].get(duty, ())
    return [note for name in cited for note in _fate(name, instruments, as_of, words)]


def _fate(name: str, instruments: dict[str, Any], as_of: str, words: dict[str, str]) -> list[str]:
    entry = instruments[name]
    found = []
    meant = instruments.get(entry.get("read_as", ""))
    if meant is not None:
        found.append(words["no_such"].format(cited=_label(entry), meant=_label(meant)))
    when, sure, last = "", True, name
    # A replacement may itself have been replaced by then: the last one counts, the day is that of the first.
    seen = {name}
    while True:
        step = instruments[last]
        successor = step.get("replaced_by")
        if successor not in instruments or successor in seen or step["replaced_on"] > as_of:
            break
        when = when or _when(step["replaced_on"], step.get("replaced_precision", "day"), as_of, words)
        sure = sure and step.get("replacement") not in ("low", "medium")
        seen.add(successor)
        last = successor
    if last != name:
        how = "new_version" if instruments[last]["title"] == entry["title"] else "replaced"
        found.append(words[how].format(cited=_label(meant or entry), when=when, now=_label(instruments[last]),
                                       doubt="" if sure else words["inferred"]))  # fmt: skip
    elif entry.get("ends", _LAST_DAY) < as_of:
        found.append(words["expired"].format(cited=_label(entry), day=entry["ends"]))
    return found


def _when(day: str, precision: str, as_of: str, words: dict[str, str]) -> str:
    """When something took effect, as far as that is known: the day of an instrument dated by its year alone is not 1 January."""
    year, month, _ = day.split("-")
    form = "this_year" if precision == "year" and as_of.startswith(year) else precision
    return words[form].format(year=year, month=int(month), day=day)


def _label(entry: dict[str, Any]) -> str:
    """An instrument by its number, with its title where the number alone says little, or by its title."""
    return f"{entry['number']}《{entry['title']}》" if entry.get("number") else f"《{entry['title']}》"
