"""The outline of a text: its numbered sections and items.

    一、     第一章        level 1
    （一）                 level 2
    1.                     level 3
    （1）  1）             level 4
    ①                      level 5

In a text numbered 1, 1.1 (or 1, 1.1, 1.1.1) the last of them are level 3 and those above them levels 1 and 2.

An item's own words run to the next item, whatever its level. Numbers also open an item inside a paragraph, where
they go on counting right behind a full stop (…）2.重点排查…).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from kg.ingest.glyphs import chinese_number
from kg.ingest.layout import Flow

_ORDINAL = r"[一二三四五六七八九十]{1,3}"
DECIMAL = 9
_MARKS = (
    (1, re.compile(rf"(?P<label>(?P<n>{_ORDINAL}))、")),
    (1, re.compile(rf"(?P<label>第(?P<n>{_ORDINAL})(?:[章编篇]|部分))[、：]?")),
    (2, re.compile(rf"(?P<label>（(?P<n>{_ORDINAL})）)、?")),
    (2, re.compile(rf"(?P<label>第(?P<n>{_ORDINAL})节)[、：]?")),
    (DECIMAL, re.compile(r"(?P<label>\d{1,2}(?:\.\d{1,2})?\.(?P<n>\d{1,2}))[.、]?(?=[\u4e00-\u9fff“《])(?![个项家户吨米年月日元万亿倍级分千百公平立])")),
    (3, re.compile(r"(?P<label>(?P<n>\d{1,3}))[.、/](?!\d)")),
    (3, re.compile(rf"(?P<label>(?:任务|举措|措施|行动|事项|工作|专项)(?P<n>\d{{1,2}}|{_ORDINAL}))[：、.]")),
    (3, re.compile(rf"(?P<label>第(?P<n>{_ORDINAL}|\d{{1,3}})[条项])[：、]?(?!规定|的)")),
    (4, re.compile(r"(?P<label>（(?P<n>\d{1,2})）)")),
    (4, re.compile(r"(?P<label>(?P<n>\d{1,2})）)")),
    (5, re.compile(r"(?P<label>(?P<n>[①-⑳]))")),
)
_INLINE = re.compile(r"(?<=[。；）])(\d{1,3})[.、](?=[\u4e00-\u9fff“])")
_ANNEX = re.compile(r"附(?:件|表|录)[一二三四五六七八九十\d]*[：:.、]?|附(?:件|表)[一二三四五六七八九十\d]{0,2}[^，。：；\d、]{0,24}(?:表|清单|任务卡|台账|一览)")
_LONGEST_ANNEX = 32
LONGEST_TITLE = 45
Mark = tuple[int, int, str, int, int, int]  # level, ordinal, label, start, words, part


@dataclass(slots=True)
class Item:
    """One numbered item. `start` is its mark, `words` the first character behind it, `end` the start of the next
    item; `title_end` the end of its title. `part` counts the annexes before it."""

    level: int
    ordinal: int
    label: str
    start: int
    words: int
    end: int
    title: str
    title_end: int
    part: int = 0
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)

    def ancestor(self, level: int) -> Item | None:
        item: Item | None = self
        while item is not None and item.level != level:
            item = item.parent
        return item

    @property
    def is_part(self) -> bool:
        """Whether the item is a part of the numbered item above it, as （1） and ① are."""
        return self.level > 3 and self.parent is not None and self.parent.level >= 3

    def own_end(self) -> int:
        """Where the item's own words end, with those of the items that are parts of it."""
        if self.level < 3:
            return self.end
        last = self.end
        stack = list(self.children)
        while stack:
            child = stack.pop()
            last = max(last, child.end)
            stack += child.children
        return last

    def section(self) -> str:
        """The printed labels of the sections around a numbered item, or of the item itself when it is a section."""
        top = self.ancestor(1)
        second = self.ancestor(2)
        if top and second and second.label.startswith(top.label):
            return second.label  # 2.1 says the 2 itself
        return (top.label if top else "") + (second.label if second else "")

    def section_title(self) -> str:
        innermost = self.ancestor(2) or self.ancestor(1)
        return innermost.title if innermost else ""


@dataclass(slots=True)
class Outline:
    """All items in order; `front_end` is where the first one begins, `annexes` where each annex does."""

    items: list[Item]
    front_end: int
    annexes: list[int]

    def around(self, at: int) -> Item | None:
        """The item in whose own words a place of the flow stands; None in front of the items and in an annex."""
        place = bisect_right([item.start for item in self.items], at) - 1
        item = self.items[place] if place >= 0 else None
        return item if item is not None and item.part == 0 and at <= item.end and not (self.annexes and self.annexes[0] <= at) else None


def outline_of(flow: Flow) -> Outline:
    """The numbered items of a flow, in order."""
    marks: list[Mark] = []
    annexes: list[int] = []
    part = 0
    start = 0
    last_number: dict[int, int] = {}
    running = 0  # the last number, whatever sections came between: some texts count on through all of them
    for paragraph in flow.folded.split("\n"):
        end = start + len(paragraph)
        if len(paragraph) <= _LONGEST_ANNEX and _ANNEX.fullmatch(paragraph):
            part += 1
            annexes.append(start)
            last_number.clear()
        found = _mark(paragraph)
        at = 0
        if found:
            level, ordinal, label, at = found
            if level == 3:
                last_number[3] = running = ordinal
            elif level < 3:
                last_number.pop(3, None)
            marks.append((level, ordinal, flow.text[start : start + len(label)] if level > 2 else label, start, start + at, part))
        for inline in _INLINE.finditer(paragraph, at):
            number = int(inline[1])
            goes_on = 3 in last_number or (number == 1 and re.search(r"[。；）]2[.、]", paragraph[inline.end() :]))
            counts_on = 3 not in last_number and number == running + 1 > 1 and found is not None and found[0] < 3
            if (number == last_number.get(3, 0) + 1 and goes_on) or counts_on:
                last_number[3] = running = number
                marks.append((3, number, inline[1], start + inline.start(), start + inline.end(), part))
        start = end + 1
    marks = _without_contents(_with_levels_of_decimals(marks), flow)
    items: list[Item] = []
    for at, (level, ordinal, label, begin, words, part) in enumerate(marks):
        following = marks[at + 1][3] if at + 1 < len(marks) else len(flow.text)
        next_annex = bisect_right(annexes, begin)
        limit = min(following, annexes[next_annex]) if next_annex < len(annexes) else following
        title, title_end = _title(flow, words, limit)
        items.append(Item(level, ordinal, label, begin, words, limit, title, title_end, part))
    _link(items)
    return Outline(items, items[0].start if items else len(flow.text), annexes)


def _with_levels_of_decimals(marks: list[Mark]) -> list[Mark]:
    """Gives 1.1 and 1.1.1 their levels, and the 1 above them."""
    depth = max((mark[2].count(".") for mark in marks if mark[0] == DECIMAL), default=0)
    if not depth:
        return marks
    above = {mark[2].split(".")[0] for mark in marks if mark[0] == DECIMAL}
    chinese = any(mark[0] < 3 for mark in marks)
    levelled: list[Mark] = []
    for mark in marks:
        level = mark[0]
        if level == DECIMAL:
            level = 3 if mark[2].count(".") == depth else 2
        elif level == 3 and mark[2] in above and not chinese:
            level = 1
        levelled.append((level, *mark[1:]))
    return levelled


def _mark(paragraph: str) -> tuple[int, int, str, int] | None:
    for level, pattern in _MARKS:
        found = pattern.match(paragraph)
        if found is None:
            continue
        written = found["n"]
        try:
            ordinal = ord(written) - 0x245F if level == 5 else chinese_number(written)
        except ValueError:
            return None
        return level, ordinal, found["label"], found.end()
    return None


def _without_contents(
    marks: list[Mark], flow: Flow
) -> list[Mark]:
    """A table of contents repeats the headings with no words under them: drop what stands before the second 一."""
    firsts = [at for at, mark in enumerate(marks) if mark[0] == 1 and mark[1] == 1]
    if len(firsts) < 2:
        return marks
    second = firsts[1]
    bare = all(
        "\n" not in flow.text[marks[at][4] : marks[at + 1][3]].strip("\n") and marks[at + 1][3] - marks[at][4] < 60
        for at in range(firsts[0], second - 1)
    )
    return marks[:firsts[0]] + marks[second:] if bare and second - firsts[0] >= 2 else marks


def _title(flow: Flow, first: int, limit: int) -> tuple[str, int]:
    """The heading of an item: its first sentence, or what stands before a comma when that runs on."""
    found = re.compile(r"[。\n；]|：(?=[\u4e00-\u9fff])|（(?=[^（）]{0,40}(?:牵头|负责|责任单位))").search(flow.folded, first, limit)
    end = found.start() if found else limit
    if end - first > LONGEST_TITLE:
        comma = flow.folded.find("，", first, end)
        if comma > 0:
            end = min(end, comma)
    return flow.text[first:end], end


def _link(items: list[Item]) -> None:
    open_items: list[Item] = []
    for item in items:
        while open_items and (open_items[-1].level >= item.level or open_items[-1].part != item.part):
            open_items.pop()
        if open_items:
            item.parent = open_items[-1]
            open_items[-1].children.append(item)
        open_items.append(item)
