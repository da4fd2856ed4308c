"""A program and its lasting facts, made ready: static relations concluded, rules over profiles compiled."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping

from kg.errors import Fault, InputError
from kg.garbage import collecting_later
from kg.rules.program import Atom, Constant, Premise, Program

from .codegen import compile_text, emit
from .defeasible import Contest, transform
from .doubts import columns_with_unknowns, doubtful_columns
from .fixpoint import ROWS_AT_MOST, Call, Function, Step, run_step
from .normal import Clause, Normaliser, fault_at
from .patience import SECONDS_AT_MOST, Patience
from .prepared import Prepared, type_fault
from .runtime import GLOBALS, function_of
from .state import AS_OF, Index, IndexKey, Provenance, Row, State
from .strata import Edge, premise_relations, stratify
from .writer import Surroundings

# When a component is concluded: once for all, once for a day, or for each profile.
_LASTING, _DAY, _PROFILE = "lasting", "day", "profile"

# Where a call belongs, the call, the texts of its functions by key, and the indexes that they use.
Written = tuple[list[Call], Call, dict[str, str], set[IndexKey]]

DATED_ROWS = 100.0
DATED_DISTINCT = 25.0
DYNAMIC_ROWS = 8.0
DYNAMIC_DISTINCT = 4.0
GROWING_ROWS = 1000.0


class Memory:
    """Rows held in memory while static relations are concluded."""

    def __init__(self, rows: dict[str, dict[Row, Provenance]]) -> None:
        self.held = rows
        self.distinct: dict[tuple[str, int], int] = {}

    def rows(self, relation: str) -> dict[Row, Provenance]:
        """The rows of a relation, created empty when it has none."""
        return self.held.setdefault(relation, {})

    def index(self, relation: str, columns: tuple[int, ...]) -> Index | None:
        """No index is kept: the state builds and keeps what it needs."""
        return None

    def estimate(self, relation: str, columns: tuple[int, ...]) -> float:
        """How many rows agree with given values in `columns`, supposing the columns independent."""
        rows = self.rows(relation)
        if not rows:
            return 0.0
        matching = float(len(rows))
        for column in columns:
            if (relation, column) not in self.distinct:
                self.distinct[relation, column] = len({row[column] for row in rows})
            matching /= self.distinct[relation, column]
        return matching


def prepare(
    program: Program, base: Mapping[str, Iterable[Row]], *, limit: int = ROWS_AT_MOST, seconds: float = SECONDS_AT_MOST
) -> Prepared:
    """Concludes all that rests on no profile, and compiles the rest.

    `base` holds the rows of the relations whose source is the graph; the program's own facts are added. Raises InputError with
    every fault of an unsafe, unstratified or ill-typed program, and when one component of relations concludes more than `limit`
    rows or takes more than `seconds`.
    """
    base = {name: list(given) for name, given in base.items()}
    clauses, contests, facts = clauses_of(program, base)
    rows = base_rows(program, base)
    for name in facts:
        rows[f"fact@{name}"] = rows.pop(name)
    edges = [Edge(c.head.relation, *found) for c in clauses for found in premise_relations(c.body)]
    nodes = dict.fromkeys([*program.relations, *rows, *(c.head.relation for c in clauses)])
    ordered = stratify(nodes, edges)
    inputs = {name for name, relation in program.relations.items() if relation.source == "profile"}
    if AS_OF not in rows or AS_OF in inputs:
        inputs.add(AS_OF)
    dynamic = _reached(inputs, edges)
    dated = _reached({AS_OF} & inputs, edges) - _reached(inputs - {AS_OF}, edges)
    return _Preparation(program, clauses, contests, ordered, rows, inputs, dynamic, dated, edges, limit, seconds).run()


def clauses_of(
    program: Program, base: Mapping[str, Iterable[Row]]
) -> tuple[list[Clause], list[Contest], set[str]]:
    """The clauses of a program, its contests, and the relations whose given rows stand under `fact@…` in the clauses.

    Raises InputError for arguments of the wrong number and what else is wrong with a rule by itself.
    """
    clauses = Normaliser(program).run()
    _check_arities(program, clauses)
    given = {name for name, found in base.items() if found} | {fact.relation for fact in program.facts}
    return transform(clauses, program, given)


def _reached(start: set[str], edges: Iterable[Edge]) -> set[str]:
    followers: dict[str, list[str]] = {}
    for edge in edges:
        followers.setdefault(edge.body, []).append(edge.head)
    found, stack = set(start), list(start)
    while stack:
        for follower in followers.get(stack.pop(), ()):
            if follower not in found:
                found.add(follower)
                stack.append(follower)
    return found


def base_rows(program: Program, base: Mapping[str, Iterable[Row]]) -> dict[str, dict[Row, Provenance]]:
    """The given rows and the program's facts; raises InputError for rows of the wrong length."""
    rows: dict[str, dict[Row, Provenance]] = {}
    for relation, given in base.items():
        rows[relation] = dict.fromkeys(map(tuple, given))
        widths = set(map(len, rows[relation]))
        declared = program.relations.get(relation)
        allowed = {len(declared.parameters)} if declared else widths
        if len(widths | allowed) > 1:
            raise InputError([Fault("", relation, f"a row of {relation} has {max(widths - allowed or widths)} values",
                                    allowed=f"{min(allowed)} values in every row")])
    for fact in program.facts:
        values = []
        for term in fact.terms:
            if not isinstance(term, Constant):
                raise InputError([fault_at(fact.place, f"the fact {fact.relation}(…) holds what is not a value",
                                           allowed="names, texts, numbers and dates")])
            values.append(term.value)
        rows.setdefault(fact.relation, {})[tuple(values)] = None
    return rows


def _check_arities(program: Program, clauses: Iterable[Clause]) -> None:
    arity = {name: len(relation.parameters) for name, relation in program.relations.items()}
    faults = []

    def visit(atom: Atom) -> None:
        known = arity.setdefault(atom.relation, len(atom.terms))
        if known != len(atom.terms):
            faults.append(fault_at(atom.place, f"{atom.relation} is given {len(atom.terms)} arguments",
                                   allowed=f"{known} arguments"))

    def walk(premises: Iterable[Premise]) -> None:
        for premise in premises:
            if isinstance(premise, Atom):
                visit(premise)
            elif hasattr(premise, "body"):
                walk(premise.body)

    for fact in program.facts:
        visit(fact)
    for clause in clauses:
        visit(clause.head)
        walk(clause.body)
    if faults:
        raise InputError(dict.fromkeys(faults))


class _Preparation:
    def __init__(
        self, program: Program, clauses: list[Clause], contests: list[Contest], ordered: list[list[str]],
        rows: dict[str, dict[Row, Provenance]], inputs: set[str], dynamic: set[str], dated: set[str], edges: list[Edge],
        limit: int, seconds: float,
    ) -> None:  # fmt: skip
        self.program = program
        self.clauses = clauses
        self.contests = contests
        self.ordered = ordered
        self.inputs = inputs
        self.dynamic = dynamic
        self.limit = limit
        self.names = {**GLOBALS, "MOST": min(limit, GLOBALS["MOST"])}  # what the functions that run here see
        self.patience = Patience(self.names, seconds)
        self.memory = Memory(rows)
        self.of_head: dict[str, list[int]] = {}
        for number, clause in enumerate(clauses):
            self.of_head.setdefault(clause.head.relation, []).append(number)
        nodes = {node for component in ordered for node in component}
        self.static = frozenset(nodes - dynamic)
        self.dated = frozenset(dated)
        self.closed = self.static | self.dated
        self.gates: list[Call] = []
        self.may_hold_unknowns = columns_with_unknowns(clauses, self.closed)
        self.doubts = doubtful_columns(clauses, self.closed, inputs)
        self.vague = frozenset(relation for relation, columns in self.doubts.items() if columns)
        self.state = State(self.memory, self.static)
        self.codes: dict[str, bytes] = {}
        self.functions: dict[str, Function] = {}
        self.indexes: set[tuple[str, tuple[int, ...]]] = set()
        self.loops = {edge.head for edge in edges if edge.head == edge.body}

    @collecting_later
    def run(self) -> Prepared:
        with self.patience:
            return self._run()

    def _run(self) -> Prepared:
        steps: dict[str, list[Step]] = {_DAY: [], _PROFILE: []}
        faults: list[Fault] = []
        for component in self.ordered:
            if not any(relation in self.of_head for relation in component):
                continue
            try:
                if component[0] in self.static:
                    step = self._step(component, _LASTING)
                    self.patience.again()
                    run_step(self.state, step, self.functions.__getitem__, self.limit)
                    for relation in component:
                        self.memory.held[relation] = self.state.rows[relation]
            except InputError as error:
                faults += error.faults
            except TypeError as error:
                faults += type_fault(error).faults
        if not faults:
            for component in self.ordered:
                if component[0] in self.dynamic and any(relation in self.of_head for relation in component):
                    stage = _DAY if component[0] in self.dated else _PROFILE
                    try:
                        steps[stage].append(self._step(component, stage))
                    except InputError as error:
                        faults += error.faults
        if faults:
            raise InputError(dict.fromkeys(faults))
        indexes = {
            (relation, columns): self.state.indexes[relation, columns]
            for relation, columns in sorted(self.indexes)
            if relation in self.static
        }
        numbers = {
            name: columns
            for name in sorted(self.inputs & set(self.program.relations))
            if (columns := tuple(i for i, p in enumerate(self.program.relations[name].parameters) if p.type == "Number"))
        }
        return Prepared(self.program, self.clauses, self.contests, tuple(steps[_DAY]), tuple(self.gates), tuple(steps[_PROFILE]), self.codes,
                        self.memory.held, indexes, self.static, self.dated, frozenset(self.inputs), self.may_hold_unknowns,
                        self.vague, numbers, self.limit)

    def _estimate(self, component: frozenset[str]) -> Callable[[str, tuple[int, ...]], float]:
        def estimate(relation: str, columns: tuple[int, ...]) -> float:
            if relation in component and relation in self.static:
                size = max(GROWING_ROWS, float(len(self.memory.rows(relation))))
                return float(size ** (1 - min(1.0, len(columns) / 2)))
            if relation in self.static:
                return self.memory.estimate(relation, columns)
            if relation in self.dated:
                return float(DATED_ROWS / DATED_DISTINCT ** len(columns))
            return float(DYNAMIC_ROWS / DYNAMIC_DISTINCT ** len(columns))

        return estimate

    def _step(self, component: list[str], stage: str) -> Step:
        inside = frozenset(component)
        recursive = len(component) > 1 or component[0] in self.loops
        around = Surroundings(self.closed, self.may_hold_unknowns, self.doubts, self._estimate(inside),
                              inside if recursive else frozenset())
        once: list[Call] = []
        again: list[Call] = []
        opened: list[Call] = []
        for relation in component:
            for number in self.of_head.get(relation, ()):
                clause = self.clauses[number]
                atoms = [(i, p) for i, p in enumerate(clause.body) if isinstance(p, Atom)]
                empty = any(
                    p.relation in self.static and p.relation not in inside and not self.memory.rows(p.relation)
                    for _, p in atoms
                )
                inner = [(i, p) for i, p in atoms if p.relation in inside]
                guards = tuple(dict.fromkeys(p.relation for _, p in atoms
                                             if stage == _LASTING or p.relation not in self.static))  # fmt: skip
                texts: list[Written] = []
                if stage == _PROFILE and not empty:
                    guards += self._gate(clause, number)
                if recursive and inner:
                    for position, premise in inner:
                        text, used = emit(clause, number, around, "certain", position)
                        call = Call(f"{number}+{position}", premise.relation, guards, (relation,))
                        texts.append((again, call, {call.key: text}, used))
                else:
                    text, used = emit(clause, number, around, "certain")
                    texts.append((once, Call(f"{number}", "", guards), {f"{number}": text}, used))
                if stage == _PROFILE:
                    texts += self._open_texts(clause, number, around, guards, relation, opened)
                if empty:
                    continue  # written all the same, so that what is wrong with it is said
                for where, call, forms, used in texts:
                    where.append(call)
                    for key, text in forms.items():
                        self._keep(key, text, stage == _LASTING, number)
                    self.indexes |= used
        opened_by = {name for call in opened for name in (call.start, *call.doubted) if name and call.start not in inside}
        return Step(tuple(component), recursive, tuple(once), tuple(again), tuple(opened), tuple(sorted(opened_by | inside)))

    def _gate(self, clause: Clause, number: int) -> tuple[str, ...]:
        """A relation that is empty on the days on which the premises that no profile adds to never hold together."""
        atoms = tuple(p for p in clause.body if isinstance(p, Atom) and p.relation in self.closed)
        if len(atoms) < 2 or not any(atom.relation in self.dated for atom in atoms):
            return ()
        name = f"gate@{number}"
        around = Surroundings(self.closed, frozenset(), {}, self._estimate(frozenset()))
        text, used = emit(Clause(Atom(name, ()), atoms, clause.rule), number, around, "certain")
        self._keep(name, text, False, number)
        self.indexes |= used
        self.gates.append(Call(name, "", tuple(atom.relation for atom in atoms)))
        return (name,)

    def _open_texts(
        self, clause: Clause, number: int, around: Surroundings, guards: tuple[str, ...], relation: str,
        opened: list[Call],
    ) -> list[Written]:  # fmt: skip
        texts: list[Written] = []
        for position, premise in enumerate(clause.body):
            if isinstance(premise, Atom) and premise.relation not in self.closed:
                call = Call(f"{number}?{position}", premise.relation, guards, (relation,))
                known, used = emit(clause, number, around, "possible", position, start_known=True)
                forms = {call.key + "known": known}
                if self.doubts.get(premise.relation):
                    forms[call.key], also_used = emit(clause, number, around, "possible", position)
                    used |= also_used
                texts.append((opened, call, forms, used))
        doubted = tuple(dict.fromkeys(
            name for name, negative, _ in premise_relations(clause.body) if negative and name not in self.closed))
        if doubted:
            text, used = emit(clause, number, around, "tail")
            texts.append((opened, Call(f"{number}?", "", guards, doubted), {f"{number}?": text}, used))
        return texts

    def _keep(self, key: str, text: str, runs_now: bool, number: int) -> None:
        rule = self.clauses[number].rule
        label = self.program.rules[rule].name if rule >= 0 else "engine"
        code = compile_text(text, f"rule {label}")
        if runs_now:
            self.functions[key] = function_of(code, self.names)
        else:
            self.codes[key] = marshal.dumps(code)

