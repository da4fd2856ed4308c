"""A table that restates the tasks of the prose: which row restates which task, and what it states differently.

Two names are one body when one is an abbreviation of the other (区安监局, 区安全监管局) or when both abbreviate to
the same name; a collective with its parts in parentheses (各镇（街、场、园区）) is the bodies that carry those signs.
Such variants are no difference.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher

from kg.ingest.citations import citations_in, distinct
from kg.ingest.clause import parse_clause
from kg.ingest.glyphs import fold
from kg.ingest.layout import flow_of
from kg.ingest.mentions import activities_in, hazards_in
from kg.ingest.model import AnnexStatement, Assignment, Difference, Misread, Task
from kg.ingest.provisions import provisions_in
from kg.ingest.table import TableTask


def table_tasks(rows: list[TableTask], year: int | None) -> list[Task]:
    """The rows of a table as tasks: a further row of the same task is its next part."""
    tasks: list[Task] = []
    carried: int | None = None
    known: set[tuple[str, str, int | None]] = set()
    for row in rows:
        clause = parse_clause(row.clause, year)
        if year is None:
            # Without a date of issue, 3月底前 stands in the year that a row before it named.
            named = [limit.end or limit.start for limit in clause.deadlines if limit.end or limit.start]
            carried = int(named[-1][:4]) if named and named[-1] else carried
            if carried and any(limit.end is None and limit.kind == "complete_by" for limit in clause.deadlines):
                clause = parse_clause(row.clause, carried)
        clause.unparsed = [Misread(m.text, m.reason, row.first) for m in clause.unparsed]
        section, section_title = _section(row.section)
        key = (row.section, row.title if row.number is None else "", row.number)
        # A further row of a task has a content of its own under the same title.
        said = ("" if key in known else row.title) + "。" + row.content
        known.add(key)
        content = flow_of(said)
        citations, _ = citations_in(content, 0, len(content.text))
        words = re.sub("《[^》]*》", "", content.folded)
        tasks.append(
            Task(
                section, section_title, row.number or 0, 1, _heading(row.title), clause, row.first, row.last,
                citations=distinct(citations), activities=activities_in(words), hazards=hazards_in(words),
                provisions=[replace(asks, start=row.first, end=row.last) for asks in provisions_in(content, 0, len(content.text))],
            )
        )  # fmt: skip
    return tasks


def number_parts(tasks: list[Task]) -> None:
    """Numbers the rows of one task: a further row of it is its next part."""
    count: dict[tuple[str, str, str, int], int] = {}
    for task in tasks:
        key = (task.section, task.section_title, "" if task.number else task.title, task.number)
        task.part = count[key] = count.get(key, 0) + 1


def _section(words: str) -> tuple[str, str]:
    found = re.match(r"\s*(（?[一二三四五六七八九十]{1,3}）?)[、.]?\s*(.*)", re.sub(r"\s+", "", words))
    return (found[1], found[2].rstrip("。")) if found and found[2] else ("", re.sub(r"\s+", "", words))


def _heading(words: str) -> str:
    """The title of a row whose cell goes on behind its heading: the first sentence, as in prose."""
    return words.split("。", 1)[0] or words


def restated(prose: list[Task], rows: list[Task]) -> list[AnnexStatement] | None:
    """The rows as statements of the prose's tasks, or None when they are tasks of their own."""
    pairs: list[tuple[Task, Task]] = []
    for row in rows:
        found = next((task for task in prose if task.number == row.number and task.part == row.part and _alike(task, row)), None)
        if found is None:
            found = next((task for task in prose if task.part == row.part and _title(task) == _title(row)), None)
        if found is not None:
            pairs.append((found, row))
    if len(pairs) * 2 < len(rows) or not pairs:
        return None
    statements: list[AnnexStatement] = []
    for task, row in pairs:
        row.identifier = task.identifier
        statements.append(AnnexStatement(row, differences(task, row)))
    return statements


def _title(task: Task) -> str:
    return re.sub(r"[，。、：“”（）\s]", "", fold(task.title))


def _alike(task: Task, row: Task) -> bool:
    return SequenceMatcher(None, _title(task), _title(row)).ratio() > 0.6


def differences(task: Task, row: Task) -> list[Difference]:
    """What the row states otherwise than the task: bodies, their roles and scopes, deadlines, references, what is
    asked of enterprises, activities and hazards."""
    found: list[Difference] = []
    for role in sorted({a.role for a in task.assignments} | {a.role for a in row.assignments}):
        mine, theirs = ([a for a in side.assignments if a.role == role] for side in (task, row))
        left, right = _unmatched(mine, theirs)
        if left or right:
            found.append(Difference("assignment", tuple(a.agency for a in left), tuple(a.agency for a in right), role))
        found += _only("scope", *(list(dict.fromkeys(a.scope for a in side if a.scope)) for side in (mine, theirs)))
    said = {(d.kind, d.start, d.end) for d in task.deadlines}
    if said != {(d.kind, d.start, d.end) for d in row.deadlines}:
        found.append(Difference("deadline", tuple(d.text for d in task.deadlines), tuple(d.text for d in row.deadlines)))
    found += _outside_the_deadline(task, row)
    for one in _only("citation", *([c.title or c.number or "" for c in side.citations] for side in (task, row))):
        # A title is long enough for a difference of its own.
        found += [Difference("citation", (title,), ()) for title in one.body]
        found += [Difference("citation", (), (title,)) for title in one.annex]
    found += _only("provision", *(list(dict.fromkeys(p.subject or "" for p in side.provisions)) for side in (task, row)))
    found += _only("activity", task.activities, row.activities)
    found += _only("hazard", task.hazards, row.hazards)
    return found


def _only(aspect: str, in_prose: list[str], in_row: list[str]) -> list[Difference]:
    prose = tuple(name for name in in_prose if name not in in_row)
    row = tuple(name for name in in_row if name not in in_prose)
    return [Difference(aspect, prose, row)] if prose or row else []


def _outside_the_deadline(task: Task, row: Task) -> list[Difference]:
    """Bodies that the prose names behind its time limits, while the table sets the limit for all."""
    if task.clause is None or not task.deadlines or not row.deadlines:
        return []
    words = task.clause.text
    last = max(words.rfind(d.text) for d in task.deadlines)
    behind = tuple(a.agency for a in task.assignments if words.find(a.agency) > last)
    return [Difference("deadline_reach", (), behind)] if behind else []


def _unmatched(left: list[Assignment], right: list[Assignment]) -> tuple[list[Assignment], list[Assignment]]:
    lonely_left = [a for a in left if not any(same_body(a.agency, b.agency) for b in right)]
    lonely_right = [b for b in right if not any(same_body(a.agency, b.agency) for a in left)]
    return lonely_left, lonely_right


def same_body(one: str, other: str) -> bool:
    """Whether two names as written are variants of one body's name."""
    first, second = _plain(one), _plain(other)
    if first == second or _abbreviates(first, second) or _abbreviates(second, first):
        return True
    if _part_of_collective(one, other) or _part_of_collective(other, one):
        return True
    return len(first) == len(second) and first[:-3] == second[:-3] and first[-1] == second[-1] and len(first) >= 6


def _plain(name: str) -> str:
    return re.sub(r"[（）、\s]", "", fold(name))


def _abbreviates(short: str, long: str) -> bool:
    """区安监局 abbreviates 区安全监管局: its signs come in the same order, the last one last."""
    if not 3 <= len(short) < len(long) or short[-1] != long[-1]:
        return False
    at = 0
    for sign in long:
        if at < len(short) and sign == short[at]:
            at += 1
    return at == len(short)


def _part_of_collective(name: str, collective: str) -> bool:
    found = re.fullmatch(r"各?(.{1,4})（([^（）]+)）", fold(collective))
    if found is None:
        return False
    signs = [found[1], *re.split("[、，]", found[2])]
    return any(sign in _plain(name) for sign in signs)
