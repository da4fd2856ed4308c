"""Reads a document: the one entry from text to data."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.ingest import annex as annexes
from kg.ingest.citations import citations_in, distinct
from kg.ingest.front_matter import front_matter
from kg.ingest.grid import TableText
from kg.ingest.layout import Flow, flow_of, normalise, sha256
from kg.ingest.model import AnnexStatement, Document, Project, Target, Task
from kg.ingest.outline import Outline, outline_of
from kg.ingest.passed_over import Taken, passed_over
from kg.ingest.reporting import reporting_duties
from kg.ingest.table import tables_of_tasks, task_rows
from kg.ingest.targets import targets_in
from kg.ingest.tasks import identify, plan_tasks, tasks_of


def read_document(text: str, progress: Callable[[float], None] | None = None) -> Document:
    """Everything that a text of the genre says, as records.

    Takes decoded text of any kind; what is no policy document yields a document without tasks. Positions count
    characters of `kg.ingest.layout.normalise(text)`. `progress` is called with the share done, from 0 to 1.
    """
    source = normalise(text)
    flow = flow_of(source)
    outline = outline_of(flow)
    front = front_matter(flow, outline)
    tasks, misread, taken = tasks_of(flow, outline, front.year, progress)
    of_tasks, others = tables_of_tasks(flow.tables)
    from_tables, annex = _from_tables(of_tasks, outline, tasks, front.year)
    tasks += from_tables
    projects: list[Project] = []
    targets: list[Target] = []
    is_plan = not tasks
    if is_plan:
        tasks, projects = plan_tasks(flow, outline, front.year)
        targets = targets_in(flow, outline, front.period[1])
    if not annex or from_tables:
        identify(tasks)
    reporting = reporting_duties(flow, outline, front.phases, front.year, _task_starts(flow, outline, tasks))
    citations, unclosed = citations_in(flow, 0, len(flow.text))
    cited = [item for item in distinct(citations) if not front.own.cited_by(item)]
    misread += unclosed
    for task in [*tasks, *(statement.task for statement in annex)]:
        misread += task.clause.unparsed if task.clause else []
    if not (is_plan and tasks):
        # A plan of five years sets no clauses; everything else does.
        known = [(item.position, item.position + len(item.text)) for item in misread]
        odd = passed_over(flow, outline, Taken(taken), others)
        misread += [item for item in odd if not any(first <= item.position < last for first, last in known)]
    misread.sort(key=lambda item: item.position)
    return Document(
        front.title, front.notice_title, front.number, front.issuer, front.issued, front.period, front.phases,
        front.based_on, tasks, annex, projects, targets, reporting, cited, misread, sha256(source),
        len(source), is_plan and bool(tasks),
    )  # fmt: skip


def _from_tables(
    tables: list[TableText], outline: Outline, prose: list[Task], year: int | None
) -> tuple[list[Task], list[AnnexStatement]]:
    """The tasks that only tables state, or the tables' statements of the tasks that the prose states."""
    tasks: list[Task] = []
    for table in tables:
        found = annexes.table_tasks(task_rows(table), year)
        around = outline.around(table.flow_position)
        for task in found:
            if around is None:
                continue
            if not task.section and not task.section_title:
                task.section, task.section_title = around.section(), around.section_title()
            elif task.section.startswith("（") and (chapter := around.ancestor(1)) is not None:
                # A group （一） of a table inside a chapter is a section of that chapter.
                task.section = chapter.label + task.section
        tasks += found
    annexes.number_parts(tasks)
    identify(prose)
    statements = annexes.restated(prose, tasks) if prose and tasks else None
    if statements is not None:
        return [], statements
    return tasks, []


def _task_starts(flow: Flow, outline: Outline, tasks: list[Task]) -> set[int]:
    spans = {task.start for task in tasks}
    return {item.start for item in outline.items if flow.position(item.start) in spans and not re.search("阶段", item.title)}
