"""A program as SPARQL updates that an RDF store can run, and its rows as RDF.

A row is a node of class `<vocabulary relation>` with a property `<vocabulary relation/i>` for each argument i (from 0); its IRI is made from
the relation and its arguments, so that a row concluded twice is one node. Every clause is a CONSTRUCT; `updates` gives them as
INSERT in the order of strata, those of a recursive component to be repeated until nothing is added.

Texts are plain literals, numbers xsd:decimal, truth values xsd:boolean. Division is xsd:decimal's, so a quotient that no decimal ends is
rounded. Date functions and nested aggregates have no counterpart and are refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from kg.errors import InputError
from kg.rules.program import Aggregate, Atom, Comparison, Constant, Negation, Premise, Program, Term, Variable

from .compiler import base_rows, clauses_of
from .normal import Clause, bound_by, fault_at, premise_variables, term_variables
from .sentences import number_text
from .state import Row
from .strata import Edge, premise_relations, stratify

VOCABULARY = "urn:kgquery:relation:"
XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class Update:
    """The INSERTs of one component; repeated until nothing is added when it is recursive."""

    relations: tuple[str, ...]
    recursive: bool
    texts: tuple[str, ...]


class SparqlProgram:
    """The clauses of a program as SPARQL. Raises InputError where SPARQL cannot say the same."""

    def __init__(self, program: Program, base: Mapping[str, Iterable[Row]], vocabulary: str = VOCABULARY) -> None:
        held = {name: list(rows) for name, rows in base.items()}
        self.clauses, _, facts = clauses_of(program, held)
        self.rows = {(f"fact@{name}" if name in facts else name): rows for name, rows in base_rows(program, held).items()}
        self.vocabulary = vocabulary
        edges = [Edge(c.head.relation, *found) for c in self.clauses for found in premise_relations(c.body)]
        self.components = stratify(dict.fromkeys([*self.rows, *(c.head.relation for c in self.clauses)]), edges)
        self.loops = {edge.head for edge in edges if edge.head == edge.body}

    def facts(self) -> str:
        """The given rows as N-Triples."""
        lines = []
        for relation, rows in self.rows.items():
            for row in rows:
                node = "<" + self.iri(relation) + "?" + "&".join(quote(_lexical(value), safe="") for value in row) + ">"
                lines.append(f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{self.iri(relation)}> .")
                lines += [f"{node} <{self.iri(relation)}/{i}> {literal(value)} ." for i, value in enumerate(row)]
        return "\n".join(lines) + "\n"

    def updates(self) -> list[Update]:
        """The INSERTs, in the order in which they have to run."""
        result = []
        for component in self.components:
            texts = tuple(self.query(c, "INSERT") for c in self.clauses if c.head.relation in component)
            if texts:
                result.append(Update(tuple(component), len(component) > 1 or component[0] in self.loops, texts))
        return result

    def constructs(self) -> list[str]:
        """One CONSTRUCT a clause, in the same order."""
        order = {name: index for index, component in enumerate(self.components) for name in component}
        return [self.query(c, "CONSTRUCT") for c in sorted(self.clauses, key=lambda c: order[c.head.relation])]

    def iri(self, relation: str) -> str:
        """The class of a relation's rows."""
        return self.vocabulary + quote(relation, safe="-_")

    def query(self, clause: Clause, form: str) -> str:
        """One clause as INSERT or CONSTRUCT."""
        writer = _Writer(self, clause)
        lines = writer.group(clause.body, set())
        arguments, parts = [], []
        for term in clause.head.terms:
            name = writer.fresh()
            lines.append(f"BIND({writer.term(term)} AS {name})")
            if not isinstance(term, (Variable, Constant)):
                lines.append(f"FILTER(BOUND({name}))")
            arguments.append(name)
            parts.append(f"ENCODE_FOR_URI(STR({name}))")
        joined = ', "&", '.join(parts)
        lines.append(f'BIND(IRI(CONCAT("{self.iri(clause.head.relation)}?"{", " + joined if joined else ""})) AS ?row)')
        relation = self.iri(clause.head.relation)
        template = " ; ".join([f"a <{relation}>", *(f"<{relation}/{i}> {name}" for i, name in enumerate(arguments))])
        return f"{form} {{ ?row {template} }}\nWHERE {{\n  " + "\n  ".join(lines) + "\n}"


class _Writer:
    def __init__(self, program: SparqlProgram, clause: Clause) -> None:
        self.program = program
        self.clause = clause
        self.count = itertools.count()

    def fresh(self) -> str:
        return f"?n{next(self.count)}"

    def variable(self, name: str) -> str:
        return "?v" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in name)

    def term(self, term: Term) -> str:
        if isinstance(term, Variable):
            return self.variable(term.name)
        if isinstance(term, Constant):
            return literal(term.value)
        if term.operator not in "+-*/":
            raise InputError([fault_at(self.clause.place, f"{term.operator} has no counterpart in SPARQL",
                                       allowed="+ - * / and comparisons in an export to SPARQL")])
        parts = [self.term(operand) for operand in term.operands]
        return f"(- {parts[0]})" if len(parts) == 1 else f"({f' {term.operator} '.join(parts)})"

    def group(self, premises: Sequence[Premise], outside: set[str]) -> list[str]:
        """The patterns of a conjunction: atoms, then what computes, then what filters."""
        lines: list[str] = []
        known = set(outside)
        for premise in premises:
            if isinstance(premise, Atom):
                node, relation = self.fresh(), self.program.iri(premise.relation)
                parts = [f"{node} a <{relation}>"]
                parts += [f"{node} <{relation}/{i}> {self.term(t)}" for i, t in enumerate(premise.terms)]
                lines.append(" . ".join(parts) + " .")
                known |= bound_by([premise])
        waiting = [p for p in premises if isinstance(p, (Comparison, Aggregate))]
        while waiting:
            ready = next((p for p in waiting if self.ready(p, known, premises)), None)
            if ready is None:
                raise InputError([fault_at(self.clause.place, "its premises cannot be put in an order for SPARQL")])
            waiting.remove(ready)
            if isinstance(ready, Aggregate):
                lines += self.aggregate(ready, known)
                known.add(ready.result.name)
                continue
            for side, other in ((ready.left, ready.right), (ready.right, ready.left)):
                if ready.operator == "=" and isinstance(side, Variable) and side.name not in known:
                    lines.append(f"BIND({self.term(other)} AS {self.variable(side.name)})")
                    lines.append(f"FILTER(BOUND({self.variable(side.name)}))")
                    known.add(side.name)
                    break
            else:
                lines.append(f"FILTER({self.term(ready.left)} {ready.operator} {self.term(ready.right)})")
        for premise in premises:
            if isinstance(premise, Negation):
                lines.append("FILTER NOT EXISTS { " + " ".join(self.group(premise.body, known)) + " }")
        return lines

    def ready(self, premise: Premise, known: set[str], around: Sequence[Premise]) -> bool:
        if isinstance(premise, Aggregate):
            elsewhere = bound_by([p for p in around if p is not premise], known)
            return (set(premise_variables(premise)) & elsewhere) - {premise.result.name} <= known
        assert isinstance(premise, Comparison)
        free = [set(term_variables(side)) - known for side in (premise.left, premise.right)]
        if not free[0] and not free[1]:
            return True
        return premise.operator == "=" and (
            (isinstance(premise.left, Variable) and not free[1]) or (isinstance(premise.right, Variable) and not free[0])
        )

    def aggregate(self, premise: Aggregate, known: set[str]) -> list[str]:
        if any(isinstance(inner, Aggregate) for inner in premise.body):
            raise InputError([fault_at(self.clause.place, "an aggregate inside an aggregate has no counterpart in SPARQL",
                                       allowed="a relation of its own for the inner one")])
        inside = bound_by(premise.body)
        shared = sorted(set(premise_variables(premise)) & known - {premise.result.name})
        if not set(shared) <= inside:
            raise InputError([fault_at(self.clause.place, "a total computes with a value from outside it",
                                       allowed="totals whose outer variables occur in their own positive premises")])
        groups = " ".join(self.variable(name) for name in shared)
        value, total = self.fresh(), self.fresh()
        lines = self.group(premise.body, set())
        if premise.value is not None:
            lines += [f"BIND({self.term(premise.value)} AS {value})", f"FILTER(BOUND({value}))"]
        else:
            lines.append(f"BIND(1 AS {value})")
        own = " ".join([value, *(self.variable(name) for name in sorted(inside))])
        folded = f"{premise.function.upper()}({value})"
        grouping = f" GROUP BY {groups}" if groups else ""
        inner = f"{{ SELECT {groups} ({folded} AS {total}) WHERE {{ SELECT DISTINCT {own} WHERE {{ {' '.join(lines)} }} }}{grouping} }}"
        result = self.variable(premise.result.name)
        if premise.function in ("sum", "count"):
            taken, test = [f"OPTIONAL {inner}"], f"COALESCE({total}, 0)"
        else:
            taken, test = [inner, f"FILTER(BOUND({total}))"], total
        if premise.result.name in known:
            return [*taken, f"FILTER({test} = {result})"]
        return [*taken, f"BIND({test} AS {result})"]


def _lexical(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_text(value)


def literal(value: Any) -> str:
    """A value as an RDF term in Turtle's long form; raises InputError for a number that no decimal ends."""
    text = _lexical(value)
    if isinstance(value, bool):
        return f'"{text}"^^<{XSD}boolean>'
    if isinstance(value, str):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return f'"{escaped}"'
    if "/" in text:
        raise InputError([fault_at(_nowhere(), f"the number {Fraction(value)} has no end as a decimal",
                                   allowed="terminating decimals in an export to SPARQL")])
    return f'"{text}"^^<{XSD}decimal>'


def _nowhere() -> Any:
    from kg.rules.program import NOWHERE

    return NOWHERE
