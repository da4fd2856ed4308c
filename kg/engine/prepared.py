"""A prepared program: what is kept, written to a file, and asked for one enterprise at a time."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .fixpoint import Call, Function, Step, run_step, unheard
from .model import Model
from .runtime import function_of
from .state import AS_OF, AnyIndex, Index, IndexKey, Provenance, Row, State
from .unknown import ANY, NOT_NEGATIVE

# Importing the rule language takes longer than answering: only proofs and storing need it.
if TYPE_CHECKING:
    from kg.errors import InputError
    from kg.rules.program import Program

    from .defeasible import Contest
    from .normal import Clause

FORMAT = f"kgquery-engine-20 {sys.implementation.cache_tag} {sys.hexversion:x}"


DAYS_KEPT = 8  # conclusions of some hundred kilobytes each
LAZY_ROWS = 1500  # an index over more rows than this is read bucket by bucket


class LazyIndex:
    """A stored index whose buckets are read when they are first asked for: one profile touches few of them."""

    __slots__ = ("coded", "read")

    def __init__(self, coded: dict[Any, bytes]) -> None:
        self.coded = coded
        self.read: Index = {}

    def get(self, key: Any, default: Any = None) -> Any:
        """The rows with that key, or `default`."""
        found = self.read.get(key)
        if found is None:
            coded = self.coded.get(key)
            if coded is None:
                return default
            found = self.read[key] = marshal.loads(coded)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self.coded

    def whole(self) -> Index:
        """The index with every bucket read."""
        return {key: self.get(key) for key in self.coded}


class Day:
    """What follows from the day alone, for all profiles that are asked about on it; a store as `Prepared` is one."""

    def __init__(self, prepared: Prepared, given: tuple[Row, ...]) -> None:
        self.prepared = prepared
        self.state = State(prepared, prepared.static)
        self.asked_rows: dict[str, dict[Row, Provenance]] = {}
        self.asked_indexes: dict[IndexKey, AnyIndex] = {}
        self.state.rows[AS_OF].update(dict.fromkeys(given))
        try:
            for step in prepared.day_steps:
                run_step(self.state, step, prepared.function, prepared.limit)
            for name, _, guards, _ in prepared.gates:
                if all(self.state.rows[guard] for guard in guards):
                    prepared.function(name)(self.state, unheard, None)
        except TypeError as error:
            raise type_fault(error) from error

    def rows(self, relation: str) -> dict[Row, Provenance]:
        """The lasting rows of a relation with those of the day."""
        found = self.state.rows[relation]
        if relation in self.prepared.closed:  # a profile adds to no other dict than its own
            self.asked_rows[relation] = found
        return found

    def index(self, relation: str, columns: tuple[int, ...]) -> AnyIndex | None:
        """The index of such a relation on some columns, kept from the first time that it is asked for."""
        found = self.asked_indexes[relation, columns] = self.state.indexes[relation, columns]
        return found


class Prepared:
    """A program whose lasting conclusions are drawn and whose rules over profiles are compiled.

    `program` and `clauses` are read from the stored form only when a proof asks for them.
    """

    def __init__(
        self, program: Program | None, clauses: list[Clause] | None, contests: list[Contest] | None,
        day_steps: tuple[Step, ...], gates: tuple[Call, ...], steps: tuple[Step, ...], codes: dict[str, bytes],
        rows: dict[str, dict[Row, Provenance]], indexes: dict[tuple[str, tuple[int, ...]], AnyIndex],
        static: frozenset[str], dated: frozenset[str], inputs: frozenset[str], may_hold_unknowns: frozenset[tuple[str, int]],
        vague: frozenset[str], numbers: dict[str, tuple[int, ...]], limit: int,
    ) -> None:  # fmt: skip
        self._program = program
        self._clauses = clauses
        self._contests = contests
        self.day_steps = day_steps
        self.gates = gates
        self.steps = steps
        self.codes = codes
        self._rows = rows
        self._indexes = indexes
        self.static = static
        self.dated = dated
        self.closed = static | dated | {gate[0] for gate in gates}
        self.inputs = inputs
        self.of_profiles = frozenset(inputs.union(*(step[0] for step in steps))) - self.closed
        self.may_hold_unknowns = may_hold_unknowns
        self.hold_unknowns = frozenset(relation for relation, _ in may_hold_unknowns)
        self.vague = vague  # the relations whose open rows may hold unknown values
        self.numbers = numbers
        self.limit = limit
        self._functions: dict[str, Function] = {}
        self._stored: dict[str, Any] = {}
        self._days: dict[tuple[Row, ...], Day] = {}

    # -- what it holds ----------------------------------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """The program as written."""
        if self._program is None:
            self._program = _decode(marshal.loads(self._stored["program"]))
        return self._program

    @property
    def clauses(self) -> list[Clause]:
        """The program's clauses; provenance holds their numbers."""
        if self._clauses is None:
            self._clauses = _decode(marshal.loads(self._stored["clauses"]))
        return self._clauses

    @property
    def contests(self) -> list[Contest]:
        """The pairs of conclusions that rules conclude against each other."""
        if self._contests is None:
            coded = marshal.loads(self._stored["contests"])
            self._contests = _decode(coded) if coded else []
        return self._contests

    def rows(self, relation: str) -> dict[Row, Provenance]:
        """The lasting rows of a relation; provenance may be left out (see provenance)."""
        found = self._rows.get(relation)
        if found is None:
            stored = self._stored.get("rows", {}).get(relation)
            if stored is None:
                found = {}
            else:
                coded, data = marshal.loads(stored)
                found = dict.fromkeys(map(_decode_row, data) if coded else data)
            self._rows[relation] = found
        return found

    def index(self, relation: str, columns: tuple[int, ...]) -> AnyIndex | None:
        """The kept index of a lasting relation on some columns, or None when it has to be built."""
        found = self._indexes.get((relation, columns))
        if found is None:
            stored = self._stored.get("indexes", {}).get((relation, columns))
            if stored is None:
                return None
            lazy, data = marshal.loads(stored)
            found = self._indexes[relation, columns] = LazyIndex(data) if lazy else data
        return found

    def provenance(self, relation: str, row: Row) -> Provenance:
        """(clause number, premise rows) of a lasting row; None for a fact."""
        if self._stored:
            kept = self._stored["proofs"].get(relation)
            if kept is None:
                return None
            if isinstance(kept, bytes):
                kept = self._stored["proofs"][relation] = dict(_decode(marshal.loads(kept)))
            why: Provenance = kept.get(row)
            return why
        return self._rows.get(relation, {}).get(row)

    def function(self, key: str) -> Function:
        """The compiled function of that key."""
        found = self._functions.get(key)
        if found is None:
            found = self._functions[key] = function_of(self.codes[key])
        return found

    # -- keeping ----------------------------------------------------------------------------------------------------

    def dump(self) -> bytes:
        """Everything as bytes that load reads in the same version of Python."""
        from .storage import encode, plain

        rows, proofs, coded_relations = {}, {}, set()
        for relation in self._rows if not self._stored else self._stored["rows"]:
            held = self.rows(relation)
            data: list[Any] = list(held)
            coded = any(not isinstance(value, (str, int)) for row in data for value in row)
            if coded:
                coded_relations.add(relation)
                data = [encode(row) for row in data]
            rows[relation] = marshal.dumps((coded, data))
            found = [(row, why) for row in held if (why := self.provenance(relation, row)) is not None]
            if found:
                proofs[relation] = marshal.dumps(encode(found))
        keys = self._indexes if not self._stored else self._stored["indexes"]
        indexes = {key: self._dump_index(*key) for key in keys if key[0] not in coded_relations}
        kept = {
            "format": FORMAT, "program": marshal.dumps(encode(self.program)), "clauses": marshal.dumps(encode(self.clauses)),
            "contests": marshal.dumps(encode(self.contests)), "day_steps": plain(self.day_steps), "gates": plain(self.gates), "steps": plain(self.steps), "codes": self.codes, "rows": rows, "proofs": proofs, "indexes": indexes,
            "static": sorted(self.static), "dated": sorted(self.dated), "inputs": sorted(self.inputs), "numbers": self.numbers,
            "may_hold_unknowns": sorted(self.may_hold_unknowns), "vague": sorted(self.vague), "limit": self.limit,
        }  # fmt: skip
        return marshal.dumps(kept)

    def _dump_index(self, relation: str, columns: tuple[int, ...]) -> bytes:
        index: Any = self.index(relation, columns)
        if isinstance(index, LazyIndex):
            index = index.whole()
        lazy = len(self.rows(relation)) > LAZY_ROWS
        return marshal.dumps((lazy, {key: marshal.dumps(rows) for key, rows in index.items()} if lazy else index))

    @classmethod
    def load(cls, blob: bytes) -> Prepared:
        """What dump wrote. Raises ValueError when it is damaged or was written by another version."""
        try:
            kept = marshal.loads(blob)
        except (EOFError, TypeError, ValueError) as error:
            raise ValueError(f"not a prepared program: {error}") from None
        if not isinstance(kept, dict) or kept.get("format") != FORMAT:
            raise ValueError(f"prepared by another version; wanted {FORMAT}")
        loaded = cls(None, None, None, kept["day_steps"], kept["gates"], kept["steps"], kept["codes"], {}, {}, frozenset(kept["static"]),
                     frozenset(kept["dated"]), frozenset(kept["inputs"]), frozenset(kept["may_hold_unknowns"]), frozenset(kept["vague"]), kept["numbers"], kept["limit"])
        loaded._stored = kept
        return loaded

    # -- inferring --------------------------------------------------------------------------------------------------

    def infer(
        self,
        rows: Mapping[str, Iterable[Row]],
        open_rows: Mapping[str, Sequence[tuple[Row, str]]] | None = None,
    ) -> Model:
        """What follows from the facts of one profile.

        `rows` holds the certain rows of the input relations (those with source "profile", and `as-of`); `open_rows` the rows that
        may hold, where ANY stands for every value (of a Number: every number not below zero), each with the JSON pointer
        that would settle it. Raises InputError when values do not fit a rule, or too many rows are concluded.
        """
        if self.dated:
            day = self._day(tuple(rows.get(AS_OF, ())))
            state = State(day, self.closed, self.vague, day.asked_rows, day.asked_indexes)
        else:
            state = State(self, self.static, self.vague)
        state.rows.update({relation: {} for relation in self.of_profiles})  # cheaper at once than one by one when first read
        for relation, given in rows.items():
            self._check_input(relation)
            if relation in self.dated:
                continue
            if state.rows[relation]:
                state.rows[relation].update(dict.fromkeys(given))
            else:
                state.rows[relation] = dict.fromkeys(given)
        bits: dict[str, int] = {}
        for relation, entries in (open_rows or {}).items():
            self._check_input(relation)
            if relation in self.dated:
                raise ValueError(f"{relation} is given for certain or not at all")
            certain = state.rows[relation]
            for row, pointer in entries:
                if row in certain:
                    continue
                bit = bits.setdefault(pointer, 1 << len(bits))
                if relation in self.numbers:
                    row = tuple(
                        NOT_NEGATIVE if value is ANY and column in self.numbers[relation] else value
                        for column, value in enumerate(row)
                    )
                said_by = state.open.setdefault(relation, {})
                said_by[row] = (said_by[row][0] | bit if row in said_by else bit, None)
        try:
            for step in self.steps:
                run_step(state, step, self.function, self.limit)
        except TypeError as error:
            raise type_fault(error) from error
        return Model(self, state, tuple(bits))

    def _day(self, given: tuple[Row, ...]) -> Day:
        """What follows from the day alone; that of the last days asked for is kept."""
        found = self._days.get(given)
        if found is None:
            found = Day(self, given)
            if len(self._days) >= DAYS_KEPT:
                self._days.pop(next(iter(self._days)), None)
            self._days[given] = found
        return found

    def _check_input(self, relation: str) -> None:
        if relation not in self.inputs:
            from kg.errors import nearest_name

            known = nearest_name(relation, self.inputs)
            raise ValueError(f"{relation} takes no facts of a profile" + (f"; did you mean {known}?" if known else ""))


def _decode_row(coded: tuple[Any, ...]) -> Row:
    """A row as `kg.engine.storage` encodes it, without that module, which needs the whole rule language."""
    return tuple(Fraction(v[1], v[2]) if v.__class__ is tuple else v for v in coded[1:])


def _decode(value: Any) -> Any:
    from .storage import decode

    return decode(value)


def type_fault(error: TypeError) -> InputError:
    """The error to report when a rule computed with values of unlike types."""
    from kg.errors import Fault, InputError

    traceback = error.__traceback__
    rule = ""
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.startswith("<rule "):
            rule = name[1:-1]
        traceback = traceback.tb_next
    if not rule:
        raise error
    return InputError([Fault("", "", f"{rule} compares or computes with values of unlike types: {error}",
                             allowed="numbers with numbers, texts and dates with their like")])
