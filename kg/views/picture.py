"""What a picture shows, before anything is drawn: panels of rows and columns with marks, and their table."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A bearer. `detail` is what pointing at it tells."""

    id: str
    label: str
    detail: str


@dataclass(frozen=True)
class Mark:
    """That the bearer of a column bears what a row says.

    `code` chooses letter, shape and colour (`lead`, `prohibition`, `unknown`, …); a `hollow` mark is derived by a rule.
    """

    column: str
    code: str
    hollow: bool
    detail: str


@dataclass(frozen=True)
class Span:
    """A stretch of time. `kind` is that of a deadline; `start` and `end` are ISO dates, both inclusive."""

    kind: str
    start: str
    end: str
    detail: str


@dataclass(frozen=True)
class Row:
    """A task or duty. `note` stands where the timeline would be, in panels without one."""

    id: str
    number: str
    label: str
    detail: str
    status: str = ""
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Panel:
    """One matrix. With `timeline` the deadlines stand to its right, else the rows' notes."""

    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    timeline: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Picture:
    """A view arranged for drawing.

    `legend` maps a code to its words; `table` is all of it once more as text, `table_head` first; `empty` is said instead when
    there is nothing to show.
    """

    title: str
    about: str
    lang: str
    as_of: str
    panels: tuple[Panel, ...]
    legend: dict[str, str]
    table_head: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    empty: str = ""
    words: dict[str, str] = field(default_factory=dict, repr=False)
