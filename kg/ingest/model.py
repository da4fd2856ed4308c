"""What a reading of a policy text consists of: plain records, no behaviour.

Dates are ISO 8601 strings (`2018-03-31`), or `2021-11` where a text names no day; character positions count Unicode
code points of the normalised text (see `kg.ingest.layout.normalise`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

LEAD, RESPONSIBLE, COORDINATE, AGGREGATE = "lead", "responsible", "coordinate", "aggregate"
COMPLETE_BY, INTERIM_BY, PERIOD, ONGOING, ON_EVENT = "complete_by", "interim_by", "period", "ongoing", "on_event"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One body in one role; `scope` is the words that limit its part of the work, outer and inner joined by `/`."""

    agency: str
    role: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One time limit; `start` and `end` are inclusive ISO dates, None where the text leaves them open."""

    kind: str
    start: str | None
    end: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Misread:
    """Words that look like a responsibility, a deadline or a reference and were not understood."""

    text: str
    reason: str
    position: int = 0


@dataclass(slots=True)
class Clause:
    """One responsibility clause: who, in which role, for which part, by when."""

    text: str
    assignments: list[Assignment] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    unparsed: list[Misread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal reference as written: `《title》` without its brackets, and the document or standard number."""

    title: str | None
    number: str | None
    basis: bool = False


@dataclass(frozen=True, slots=True)
class Provision:
    """What a sentence asks of enterprises: `modality` obligation, prohibition or permission; `subject` as written;
    `urged` where the text tells an agency to urge it (督促 …); `start`, `end` of the sentence in the source."""

    modality: str
    subject: str | None
    urged: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProseDeadline:
    """A time limit inside a task's prose, outside its clause; `first`, `last` are its place in the source."""

    deadline: Deadline
    first: int
    last: int


@dataclass(slots=True)
class Task:
    """One task, or one further responsibility clause of it (`part` 2, 3 …)."""

    section: str
    section_title: str
    number: int
    part: int
    title: str
    clause: Clause | None
    start: int
    end: int
    sub_number: int | None = None
    citations: list[Citation] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)
    hazards: list[str] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    prose_deadlines: list[ProseDeadline] = field(default_factory=list)
    identifier: str = ""

    @property
    def assignments(self) -> list[Assignment]:
        return self.clause.assignments if self.clause else []

    @property
    def deadlines(self) -> list[Deadline]:
        return self.clause.deadlines if self.clause else []


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the plan (部署阶段 …) with its first and last day, and the periods that the text divides it into."""

    name: str
    start: str | None
    end: str | None
    periods: tuple[Phase, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """Who reports what to whom, by when."""

    section: str
    agencies: tuple[str, ...]
    recipient: str
    subject: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A target: `value` a decimal string, `bound` one of at_most, at_least, equal; all three None without a figure."""

    label: str
    value: str | None
    unit: str | None
    bound: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a plan, by its printed number."""

    number: int
    title: str
    section: str
    start: int
    end: int
    provisions: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the annex states a task differently: what only one side says, as written; `aspect` is assignment, scope,
    deadline, deadline_reach (bodies that only the annex holds to the time limit), citation, provision, activity or
    hazard (activities by their codes)."""

    aspect: str
    body: tuple[str, ...]
    annex: tuple[str, ...]
    role: str | None = None


@dataclass(slots=True)
class AnnexStatement:
    """A task stated a second time, in a table: what the table says, and where it differs from the prose."""

    task: Task
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """Everything read from one text."""

    title: str
    notice_title: str | None
    number: str | None
    issuer: str | None
    issued: str | None
    period: tuple[str | None, str | None]
    phases: list[Phase]
    based_on: list[Citation]
    tasks: list[Task]
    annex: list[AnnexStatement]
    projects: list[Project]
    targets: list[Target]
    reporting: list[ReportingDuty]
    citations: list[Citation]
    unparsed: list[Misread]
    sha256: str
    characters: int
    is_plan: bool = False
