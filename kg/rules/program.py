"""What a rule file says, as data: the typed program that the parser makes and the engine runs.

Everything here is immutable and knows its place in the source, so that any later fault can point at it.
Dates are ISO 8601 strings (`2018-08-31`), which sort as dates do; numbers are `int` or exact `Fraction`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

Value = str | int | Fraction | bool


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Place("", 0, 0)


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    value: Value
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """Exact arithmetic or a date function: `operator` is + - * / or a function's name (see the language reference)."""

    operator: str
    operands: tuple[Term, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


Term = Variable | Constant | Operation


@dataclass(frozen=True, slots=True)
class Atom:
    """`relation(term, …)`; an anonymous argument (`_`) is a variable that occurs nowhere else."""

    relation: str
    terms: tuple[Term, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, operator one of = != < <= > >=; `=` binds when one side is a free variable."""

    operator: str
    left: Term
    right: Term
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """None of the rows that satisfy `body` together exists. Variables that occur only inside are existential."""

    body: tuple[Premise, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Disjunction:
    branches: tuple[tuple[Premise, ...], ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`result = function of value over the distinct rows of body`, grouped by the variables shared with the rule's rest.

    `function` is sum, count, min or max; `value` is None for count. Each distinct binding of the body's variables counts once.
    """

    function: str
    value: Term | None
    body: tuple[Premise, ...]
    result: Variable
    place: Place = field(default=NOWHERE, compare=False, repr=False)


Premise = Atom | Comparison | Negation | Disjunction | Aggregate


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a rule concludes: an atom, or (`negated`) that it does not hold; with a modality where norms are meant."""

    atom: Atom
    negated: bool = False
    modality: str | None = None  # obligation | prohibition | permission


@dataclass(frozen=True, slots=True)
class Basis:
    """The text a rule rests on: a document or instrument (compact name) and a provision of it."""

    instrument: str
    provision: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Override:
    """This rule prevails over `rule`, because it is more special, of a higher source, or later."""

    rule: str
    ground: str = "specialis"  # specialis | superior | posterior
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A profile, a date, and what must come out, what must not, and what the profile must leave open (`maybe`)."""

    profile: str
    as_of: str
    expected: tuple[Conclusion, ...]
    absent: tuple[Conclusion, ...] = ()
    maybe: tuple[Conclusion, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """All that it speaks of."""
        return self.expected + self.absent + self.maybe


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. What it says in a sentence is `zh` and `en`, or `gloss` where it was written once, for readers of both."""

    name: str
    body: tuple[Premise, ...]
    conclusions: tuple[Conclusion, ...]
    gloss: str = ""
    basis: tuple[Basis, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    exceptions: tuple[tuple[Premise, ...], ...] = ()
    overrides: tuple[Override, ...] = ()
    examples: tuple[Example, ...] = ()
    defeasible: bool = False  # a rule that overrides or is overridden, or whose conclusion another rule denies
    place: Place = field(default=NOWHERE, compare=False, repr=False)
    force: str = ""  # where contested: "" may be overridden, "strict" never is, a "defeater" only opposes
    zh: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """The rule in a sentence of `language` (zh or en); in the other language, or empty, where it has none."""
        first, second = (self.en, self.zh) if language == "en" else (self.zh, self.en)
        return first or self.gloss or second


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """A declared relation. `source` is `graph` (facts from rules/facts/NAME.rq), `profile` (facts of one enterprise) or None (derived).

    For a profile relation `pointer` names the field that feeds it, and the questions ask for it when it is left out.
    """

    name: str
    parameters: tuple[Parameter, ...]
    zh: str = ""
    en: str = ""
    source: str | None = None
    pointer: str | None = None
    question_zh: str = ""
    question_en: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TypeDeclaration:
    """An entity type; the built-in value types are Text, Number, Date and Boolean.

    `parent` is the type that it specialises (`type Task is Duty`): a Task may stand wherever a Duty is asked for.
    """

    name: str
    zh: str = ""
    en: str = ""
    parent: str | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Program:
    """A whole rule program: several files read together.

    `sources` holds the text of each file by the name that places give it, so that a later fault can show its line.
    """

    types: dict[str, TypeDeclaration] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    facts: tuple[Atom, ...] = ()
    sources: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
