"""The tasks of a document: numbered items and sections that carry responsibility clauses.

A numbered item is a task; its second and further clauses are parts 2, 3 …. A section （二） that no numbered items
follow is such an item, and one of several sections 一、 that carry their clauses themselves; any other section whose own
words carry a clause is a task with number 0. In a section of tasks an item without a clause is a task too: it has simply no bearer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kg.ingest.citations import citations_in, distinct
from kg.ingest.clauses_in_text import FoundClause, clauses_between, sentences_of_bearers
from kg.ingest.glyphs import fold
from kg.ingest.layout import Flow
from kg.ingest.mentions import activities_in, hazards_in
from kg.ingest.model import LEAD, Misread, Project, Task
from kg.ingest.outline import Item, Outline
from kg.ingest.prose_deadlines import prose_deadlines
from kg.ingest.provisions import provisions_in

_TASK_SECTION = re.compile(r"任务|措施|分工|内容|工程|行动|整治|治理|举措|事项|工作重点|重点工作")
_NO_TASK_SECTION = re.compile(r"要求|保障|目标|思想|组织|领导|步骤|时间|进度|形势|原则|现状|附则|总体|背景|意义")
_CLOSING = re.compile(r"(?:组织|工作|政策|服务)?保障措施|(?:工作|有关|相关)要求|组织(?:领导|实施|保障)")
_DIVISION = re.compile(r"(?:职责|任务|责任|工作)分工|部门职责|分工$")
_OF_ALL = re.compile(r"(?:以上|上述|前述)(?:[二两三四五六七八九十]{1,2}|\d{1,2}|各)项")
_BEARS_IT = re.compile(r"(?:(?:此|该|本|这|上述|以上|各)[项条]?(?:工作|任务|措施|事项)?)?由")
_NOT_A_SENTENCE_BEARER = re.compile(r"组织|领导|机构|要求|保障|思想|目标|步骤|时间|阶段")


@dataclass(slots=True)
class _Carrier:
    """An item that may be a task, with the clauses of its own words and of the items it takes in."""

    item: Item
    first: int
    last: int
    clauses: list[FoundClause]
    is_item: bool = False


def tasks_of(
    flow: Flow, outline: Outline, year: int | None, progress: Callable[[float], None] | None = None
) -> tuple[list[Task], list[Misread], list[tuple[int, int]]]:
    """Every task with its clauses, in the order of the text; what was not understood; where the clauses stand."""
    misread: list[Misread] = []
    carriers: list[_Carrier] = []
    for done, item in enumerate(outline.items):
        if not item.is_part:
            carriers.append(_carrier(flow, item, year, misread))
        if progress is not None and done % 50 == 0:
            progress(done / len(outline.items))
    with_clauses = {id(_top(c.item)) for c in carriers if c.clauses}
    sections_with_own = {id(_top(c.item)) for c in carriers if c.clauses and c.item.level == 2}
    tops = {id(carrier) for carrier in carriers if carrier.item.level == 1 and not carrier.item.children and carrier.clauses}
    for carrier in carriers:
        carrier.is_item = (carrier.item.level == 2 and not carrier.item.children) or (len(tops) > 1 and id(carrier) in tops)
    tasks: list[Task] = []
    carriers = [split for carrier in carriers for split in _without_clause_of_all(flow, carrier)]
    before = _before_first_item(flow, outline, year, misread)
    carriers = ([before] if before else []) + carriers
    for carrier in carriers:
        if carrier.clauses or _task_without_clause(carrier.item, with_clauses, sections_with_own):
            tasks += _parts(flow, carrier, year)
    return tasks, misread, [(found.first, found.last) for carrier in carriers for found in carrier.clauses]


def _without_clause_of_all(flow: Flow, carrier: _Carrier) -> list[_Carrier]:
    """以上三项工作由… in a paragraph of its own behind the last item is the clause of the section, not of that item."""
    last = carrier.clauses[-1] if carrier.clauses else None
    parent = carrier.item.parent
    if last is None or parent is None or not _OF_ALL.match(fold(last.clause.text)) or flow.text[last.first - 1] != "\n":
        return [carrier]
    section = replace(parent, start=last.first, words=last.first, end=carrier.last, children=[carrier.item])
    item = _Carrier(carrier.item, carrier.first, last.first, carrier.clauses[:-1], carrier.is_item)
    return [item, _Carrier(section, last.first, carrier.last, [last])]


def _top(item: Item) -> Item:
    while item.parent is not None and item.level != 1:
        item = item.parent
    return item


def _above(item: Item) -> list[Item]:
    above: list[Item] = []
    while item.parent is not None:
        item = item.parent
        above.append(item)
    return above


def _carrier(flow: Flow, item: Item, year: int | None, misread: list[Misread]) -> _Carrier:
    last = item.own_end()
    numbered = item.level >= 3
    may_close = numbered and not _NOT_A_SENTENCE_BEARER.search(_top(item).title)
    clauses, odd = clauses_between(flow, item.words, last, year, last_sentence=may_close)
    if not clauses and not numbered and not item.children and not _NOT_A_SENTENCE_BEARER.search(_top(item).title):
        # A section without items may close with its bearers too; here only a lead makes sure that they are meant.
        if _DIVISION.search(item.title):
            clauses = sentences_of_bearers(flow, item.title_end, last, year, misread)
        elif _DIVISION.search(_top(item).title):
            clauses = sentences_of_bearers(flow, item.words, last, year, misread)
        else:
            found, _ = clauses_between(flow, item.words, last, year, last_sentence=True)
            clauses = [
                closing for closing in found
                if any(a.role == LEAD for a in closing.clause.assignments) or _BEARS_IT.match(fold(closing.clause.text)) or closing.clause.text.count("由") > 1
            ]  # fmt: skip
    if not clauses and numbered and any(_DIVISION.search(above.title) for above in _above(item)):
        clauses = sentences_of_bearers(flow, item.words, last, year, misread)
    misread += odd
    return _Carrier(item, item.start, last, clauses)


def _before_first_item(flow: Flow, outline: Outline, year: int | None, misread: list[Misread]) -> _Carrier | None:
    """Clauses of a text without numbers: one task 0 without a section."""
    if outline.items:
        return None
    clauses, odd = clauses_between(flow, 0, len(flow.text), year)
    misread += odd
    title = flow.text.split("\n", 1)[0][:60]
    item = Item(0, 0, "", 0, 0, len(flow.text), title, len(title))
    return _Carrier(item, 0, len(flow.text), clauses) if clauses else None


def _task_without_clause(item: Item, with_clauses: set[int], sections_with_own: set[int]) -> bool:
    top = _top(item)
    if id(top) not in with_clauses:
        return False
    in_closing = _NO_TASK_SECTION.search(top.title) and not _TASK_SECTION.search(_CLOSING.sub("", top.title))
    if item.level >= 3:
        return not in_closing
    return not in_closing and item.level == 2 and id(top) in sections_with_own and not item.children


def _parts(flow: Flow, carrier: _Carrier, year: int | None) -> list[Task]:
    item = carrier.item
    ends = [found.last for found in carrier.clauses]
    bounds = [carrier.first, *ends[:-1], carrier.last] if ends else [carrier.first, carrier.last]
    tasks: list[Task] = []
    for at in range(len(bounds) - 1):
        first, last = bounds[at], bounds[at + 1]
        tasks.append(_task(flow, item, at + 1, first, last, carrier.clauses[at] if carrier.clauses else None, year))
        if carrier.is_item:
            tasks[-1].number = item.ordinal
            tasks[-1].section, tasks[-1].section_title = (item.parent.section(), item.parent.section_title()) if item.parent else ("", "")
    return tasks


def _task(
    flow: Flow, item: Item, part: int, first: int, last: int, found: FoundClause | None, year: int | None
) -> Task:
    start, end = flow.source_span(first, last)
    words = flow.folded[first : found.first] + flow.folded[found.last : last] if found else flow.folded[first:last]
    words = re.sub("《[^》]*》", "", words.replace("\n", ""))
    citations, _ = citations_in(flow, first, last)
    title_end = min(item.title_end, found.first) if found and found.first > item.words else item.title_end
    title = flow.text[item.words : title_end] if title_end < item.title_end else item.title
    return Task(
        item.section(), item.section_title(), item.ordinal if item.level >= 3 else 0, part, title.replace("\n", ""),
        found.clause if found else None, start, end,
        citations=distinct(citations), activities=activities_in(words), hazards=hazards_in(words),
        provisions=provisions_in(flow, first, found.first if found else last),
        prose_deadlines=prose_deadlines(flow, first, found.first if found else last, year),
    )  # fmt: skip


def plan_tasks(flow: Flow, outline: Outline, year: int | None) -> tuple[list[Task], list[Project]]:
    """The tasks of a plan without clauses: the sections under 主要任务 and their numbered subsections; its projects
    are the sections under 重点工程."""
    tasks: list[Task] = []
    projects: list[Project] = []
    for top in (item for item in outline.items if item.level == 1):
        if re.search(r"重点(?:工程|项目)|重大(?:工程|项目)", top.title):
            for item in top.children:
                start, end = flow.source_span(item.start, _whole_end(item))
                asks = tuple(provisions_in(flow, item.start, _whole_end(item)))
                projects.append(Project(item.ordinal, item.title, top.label, start, end, asks))
        elif re.search(r"任务|重点工作|主要措施", top.title):
            for main in top.children:
                leaves = [child for child in main.children if child.level == 3] or [main]
                for leaf in leaves:
                    task = _task(flow, leaf, 1, leaf.start, _whole_end(leaf), None, year)
                    task.number = main.ordinal
                    task.sub_number = leaf.ordinal if leaf is not main else None
                    tasks.append(task)
    return tasks, projects


def _whole_end(item: Item) -> int:
    end = item.end
    for child in item.children:
        end = max(end, _whole_end(child))
    return end


def identify(tasks: list[Task]) -> None:
    """Gives every task its identifier inside the document: `3`, `3.2`; where numbers restart from section to section
    the ordinals of the sections come first (`5-1-3`); in a plan main task and subsection (`6.1`)."""
    if any(task.sub_number is not None for task in tasks):
        for task in tasks:
            task.identifier = f"{task.number}.{task.sub_number}" if task.sub_number is not None else str(task.number)
        return
    plain = [(task.number, task.part) for task in tasks]
    restarts = len(set(plain)) < len(plain)
    taken: dict[str, int] = {}
    for task in tasks:
        name = str(task.number) if task.part == 1 else f"{task.number}.{task.part}"
        if restarts:
            ordinals = _section_ordinals(task.section)
            name = "-".join([*ordinals, name])
        count = taken[name] = taken.get(name, 0) + 1
        task.identifier = name if count == 1 else f"{name}-again{count}"


def _section_ordinals(section: str) -> list[str]:
    from kg.ingest.glyphs import chinese_number

    ordinals: list[str] = []
    for words in re.findall(r"[一二三四五六七八九十]+", section):
        try:
            ordinals.append(str(chinese_number(words)))
        except ValueError:
            continue
    return ordinals
