"""What standard Datalog can say of a whole program, with its facts, as text that runs.

Datalog has whole numbers, and no division and no calendar. Clauses that need more are *left out*: what they conclude becomes an
input. So is every clause that reads numbers which cannot be written: a relation is *unwritten* when a row of it holds such a
number, or when a clause that is left out concludes a number. Where the engine's conclusions are at hand, the rows that it concluded
by the clauses left out stand among the facts; the clauses that remain conclude the rest. The head of the text lists all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from kg.errors import InputError

from .exchange import DIALECTS, DatalogWriter, predicate_name, sayable_number
from .kinds import NUMBER, column_kinds
from .model import Model
from .normal import Clause
from .prepared import Prepared
from .state import Row
from .strata import premise_relations

NAMES_IN_A_LINE = 110


def export_datalog(prepared: Prepared, dialect: str = "clingo", model: Model | None = None, facts: bool = False) -> str:
    """The program of `prepared` as Datalog text.

    `model` is an inference without open rows: its facts and the program's lasting ones are written, and the rows that the
    clauses left out concluded. Without it, `facts` asks for the lasting ones. What a program states itself is always written.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"no dialect {dialect}; there are {', '.join(DIALECTS)}")
    return _Export(prepared, dialect, model, facts or model is not None).text()


class _Export:
    def __init__(self, prepared: Prepared, dialect: str, model: Model | None, facts: bool) -> None:
        self.prepared = prepared
        self.model = model
        self.facts = facts
        self.clauses = prepared.clauses
        given = {name: rows for name in self._relations() if (rows := list(self._given(name)))}
        self.given = given
        self.columns = column_kinds(prepared.program, self.clauses, given)
        self.dialect = dialect
        self.writer = DatalogWriter(dialect, self.columns)
        self.unwritten: dict[str, str] = {}
        for name, rows in given.items():
            number = next((v for row in rows for v in row if not isinstance(v, str) and not sayable_number(v)), None)
            if number is not None:
                self.unwritten[name] = f"holds {_shown(number)}"
        self.left_out: dict[int, str] = {}
        self._leave_out()
        self.replaced = self._settle_heads()

    def _relations(self) -> list[str]:
        names = [*self.prepared.program.relations, *(clause.head.relation for clause in self.clauses)]
        names += [name for clause in self.clauses for name, _, _ in premise_relations(clause.body)]
        return list(dict.fromkeys(names))

    # -- rows -------------------------------------------------------------------------------------------------------

    def _rows(self, relation: str) -> Iterator[tuple[Row, Any]]:
        """The known rows of a relation, each with its provenance."""
        if relation in self.prepared.static:
            for row in self.prepared.rows(relation):
                yield row, self.prepared.provenance(relation, row)
        elif self.model is not None:
            yield from self.model.state.rows[relation].items()
        else:
            yield from self.prepared.rows(relation).items()

    def _given(self, relation: str) -> Iterator[Row]:
        return (row for row, why in self._rows(relation) if why is None)

    def _written_facts(self, relation: str) -> list[Row]:
        """The facts of a relation that stand in the text, and what the clauses left out concluded, in a fixed order."""
        if relation in self.unwritten:
            return []
        rows = self.given.get(relation, []) if self.facts else self._own(relation)
        if self.facts:
            rows = [*rows, *(row for row, why in self._rows(relation) if why is not None and why[0] in self.left_out)]
        return sorted(rows, key=repr)

    def _own(self, relation: str) -> list[Row]:
        stated = {tuple(getattr(term, "value", None) for term in atom.terms)
                  for atom in self.prepared.program.facts if atom.relation == relation.removeprefix("fact@")}  # fmt: skip
        return [row for row in self.given.get(relation, []) if row in stated]

    # -- clauses ----------------------------------------------------------------------------------------------------

    def _leave_out(self) -> None:
        changed = True
        while changed:
            changed = False
            for number, clause in enumerate(self.clauses):
                if number in self.left_out or (reason := self._obstacle(clause)) is None:
                    continue
                self.left_out[number] = reason
                changed = True
                head = clause.head.relation
                if NUMBER in self.columns[head]:
                    self.unwritten.setdefault(head, "its numbers are reckoned by rules that are left out")

    def _obstacle(self, clause: Clause) -> str | None:
        """Why the clause cannot be written; None when it can."""
        for name, _, _ in premise_relations(clause.body):
            if name in self.unwritten:
                return f"it reads {name}"
        if clause.head.relation in self.unwritten:
            return f"it concludes {clause.head.relation}"
        try:
            self.writer.clause(clause)
        except InputError as error:
            return error.faults[0].message
        return None

    # -- text -------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        self.writer = DatalogWriter(self.dialect, self.columns)  # auxiliary predicates count from zero again
        facts = {name: self._written_facts(name) for name in self._relations()}
        lines = [self.writer.fact(name, row) for name, rows in facts.items() for row in rows]
        for number, clause in enumerate(self.clauses):
            if number not in self.left_out:
                lines += self.writer.clause(clause)
        wanted = self._inputs(facts)
        comment = "%" if self.writer.clingo else "//"
        head = [f"{comment} {line}".rstrip() for line in self._head(wanted)]
        # Soufflé looks for a file of each input; an enterprise's empty relations need none.
        later = wanted if self.writer.clingo or self.model is None else []
        return "\n".join([*head, *self.writer.declarations(later), *lines]) + "\n"

    def _inputs(self, facts: dict[str, list[Row]]) -> list[str]:
        names = dict.fromkeys([*self._read(), *self.replaced])
        return [name for name in names if not facts.get(name) and (name not in self._made() or name in self.replaced)]

    def _written(self) -> list[Clause]:
        return [clause for number, clause in enumerate(self.clauses) if number not in self.left_out]

    def _made(self) -> set[str]:
        return {clause.head.relation for clause in self._written()}

    def _read(self) -> list[str]:
        return list(dict.fromkeys(name for clause in self._written() for name, _, _ in premise_relations(clause.body)))

    def _settle_heads(self) -> list[str]:
        """Divides what the clauses left out conclude: inputs, in their place, and auxiliary relations that nothing left reads."""
        heads = dict.fromkeys(self.clauses[number].head.relation for number in self.left_out)
        used = {*self._read(), *self._made()}
        for name in heads:
            if "@" in name and name not in used:
                self.unwritten.setdefault(name, "nothing that is left reads it")
        return [name for name in heads if name not in self.unwritten]

    def _head(self, wanted: list[str]) -> Iterator[str]:
        yield f"The rules of kgquery as Datalog for {self.dialect}. A relation is a predicate p_ and its name, in which every character"
        yield "but ASCII letters and digits is _hex_; dates are texts, true and false the texts \"true\" and \"false\"."
        if self.model is not None:
            yield "The facts of one enterprise or day stand here too; what a profile does not say is taken not to hold."
        if self.left_out:
            yield ""
            yield "Left out, since this dialect cannot say it (no division, no calendar, numbers whole and of 32 bits):"
            for name, reasons in self._rules_left_out().items():
                yield f"  rule {name}: {'; '.join(reasons)}"
        if self.unwritten:
            yield ""
            yield "Relations that are not written:"
            for name, reason in self.unwritten.items():
                yield f"  {name}: {reason}"
        if self.replaced:
            yield ""
            yield "Inputs in place of what was left out" + (", with the rows that kgquery concludes:" if self.facts else ":")
            yield from _wrapped(f"{name} = {predicate_name(name)}/{len(self.columns[name])}" for name in self.replaced)
        others = [name for name in wanted if name not in self.replaced]
        if others:
            yield ""
            yield "Inputs without rows here:"
            yield from _wrapped(f"{name} = {predicate_name(name)}/{len(self.columns[name])}" for name in others)
        yield ""

    def _rules_left_out(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, reason in self.left_out.items():
            rule = self.clauses[number].rule
            name = self.prepared.program.rules[rule].name if rule >= 0 else self.clauses[number].head.relation
            reasons = found.setdefault(name, [])
            if reason not in reasons:
                reasons.append(reason)
        return found


def _shown(number: Any) -> str:
    return str(float(number)) if isinstance(number, Fraction) else str(number)


def _wrapped(parts: Iterable[str]) -> Iterator[str]:
    line = " "
    for part in parts:
        if len(line) + len(part) > NAMES_IN_A_LINE and line.strip():
            yield line
            line = " "
        line += f" {part}"
    if line.strip():
        yield line
