"""The program as SPARQL 1.1 CONSTRUCT queries over rows in RDF, to be run in order, group by group.

A row `owes(a, b)` is `<row> a relation:owes ; relation:owes/1 "a" ; relation:owes/2 "b"`, its IRI made from its contents, so
that running a query again adds nothing. Texts and dates are plain literals (ISO dates sort as texts do), numbers `xsd:decimal`, truth values `xsd:boolean`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from kg.errors import Fault, InputError
from kg.rules.exchange.clauses import Clause, groups
from kg.rules.program import (
    Aggregate,
    Atom,
    Comparison,
    Constant,
    Disjunction,
    Negation,
    Operation,
    Premise,
    Term,
    Value,
    Variable,
)
from kg.rules.source import place_fault
from kg.rules.text import atom_text, value_text
from kg.rules.walk import body_terms, bound_by, premise_terms, term_variables
from kg.turtle import literal

RELATION = "https://w3id.org/kgquery/relation/"
ROW = "https://w3id.org/kgquery/row/"
_PREFIXES = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
_DATATYPE = re.compile(r'"\^\^xsd:(decimal|boolean)$')
_DIGITS = 15  # of the decimals that stand for fractions without an end; what stores compute has about as many


def queries(clauses: Iterable[Clause]) -> list[tuple[tuple[str, ...], bool]]:
    """The queries in groups: run each group's queries one after another, and again until nothing is new where True.

    Raises InputError with every premise that SPARQL 1.1 cannot express.
    """
    found = []
    faults: list[Fault] = []
    for group in groups(clauses):
        texts = []
        for clause in group.clauses:
            try:
                texts.append(_Query(clause).text())
            except InputError as error:
                faults.extend(error.faults)
        found.append((tuple(texts), group.repeat))
    if faults:
        raise InputError(faults)
    return found


def script(clauses: Iterable[Clause], facts: Iterable[tuple[str, tuple[Value, ...]]] = ()) -> str:
    """All queries as one text, facts first, each below a line `# step N` (`# step N, until nothing is new`).

    Raises InputError with every premise that SPARQL 1.1 cannot express.
    """
    parts = [
        "# SPARQL 1.1 CONSTRUCT queries. Add what each gives to the store before the next is run. A row p(a, 2) is a node of",
        f'# class <{RELATION}p> with <{RELATION}p/1> "a" and <{RELATION}p/2> 2.0 (numbers are xsd:decimal).',
        "# Stores keep some 18 digits of a decimal and round a quotient to them; kgquery itself reckons exactly. So a sum of quotients that",
        "# makes a limit to the last digit may fall short of it here.",
    ]
    triples = "".join(row_turtle(relation, row) for relation, row in facts)
    if triples:
        parts.append(f"# step 0\nCONSTRUCT {{\n{triples}}} WHERE {{}}")
    for number, (texts, repeat) in enumerate(queries(clauses), 1):
        again = ", until nothing is new" if repeat else ""
        parts += [f"# step {number}{again}\n{text}" for text in texts]
    return "\n".join(parts) + "\n"


def row_turtle(relation: str, row: tuple[Any, ...]) -> str:
    """A fact as Turtle (N-Triples, one triple a line)."""
    terms = [_DATATYPE.sub(r'"^^<http://www.w3.org/2001/XMLSchema#\1>', _literal(value)) for value in row]
    lexical = "".join(f"{_lexical(value)}\x1f" for value in row)
    digest = hashlib.sha256(f"{_name(relation)}\x1f{lexical}".encode()).hexdigest()
    subject = f"<{ROW}{digest}>"
    lines = [f"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{RELATION}{_name(relation)}> ."]
    lines += [f"{subject} {argument(relation, number)} {term} ." for number, term in enumerate(terms, 1)]
    return "\n".join(lines) + "\n"


def argument(relation: str, number: int) -> str:
    """The property that holds an argument, numbered from 1; one a relation, which spares stores a join over all rows."""
    return f"<{RELATION}{_name(relation)}/{number}>"


def _name(relation: str) -> str:
    return quote(relation, safe="-._~")


def _lexical(value: Value) -> str:
    return value if isinstance(value, str) else _literal(value).split('"')[1]


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^xsd:boolean'
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, Fraction):
        digits = value_text(value)
        if digits.startswith("("):
            scaled = round(value * 10**_DIGITS)
            digits = value_text(Fraction(scaled, 10**_DIGITS))
        return f'"{digits}"^^xsd:decimal'
    return f'"{value}"^^xsd:decimal'


class _Query:
    """One clause as a query."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.names: dict[str, str] = {}
        self.nodes = 0

    def text(self) -> str:
        head = self.clause.head
        where = list(self._premises(self.clause.body))
        terms = []
        for number, term in enumerate(head.terms, 1):
            if isinstance(term, Variable):
                terms.append(self._variable(term))
            else:
                where.append(f"BIND({self._expression(term)} AS ?head{number})")
                terms.append(f"?head{number}")
        relation = _name(head.relation)
        parts = "".join(f', STR({term}), "\\u001F"' for term in terms)
        where.append(f'BIND(IRI(CONCAT("{ROW}", SHA256(CONCAT("{relation}", "\\u001F"{parts})))) AS ?row)')
        made = "".join(f" ; {argument(head.relation, number)} {term}" for number, term in enumerate(terms, 1))
        body = "\n".join(f"  {line}" for line in where)
        comment = "# " + atom_text(head).replace("\n", " ").replace("\r", " ")
        return f"{_PREFIXES}{comment}\nCONSTRUCT {{ ?row a <{RELATION}{relation}>{made} }} WHERE {{\n{body}\n}}"

    # Premises

    def _premises(self, premises: tuple[Premise, ...], outer: frozenset[str] = frozenset()) -> Iterator[str]:
        """Patterns, with each binding after what it needs, and filters last; `outer` has values from around."""
        atoms = [premise for premise in premises if isinstance(premise, Atom)]
        for atom in atoms:
            yield self._atom(atom)
        known = bound_by(atoms, outer)
        waiting = [premise for premise in premises if not isinstance(premise, Atom)]
        filters = []
        while waiting:
            ready = next((premise for premise in waiting if self._ready(premise, known)), None)
            if ready is None:
                raise self._refused("a comparison needs values that nothing beside it gives")
            waiting.remove(ready)
            if isinstance(ready, Comparison):
                free = self._free(ready, known)
                if free is None:
                    filters.append(f"FILTER({self._comparison(ready)})")
                else:
                    other = ready.right if free is ready.left else ready.left
                    yield f"BIND({self._expression(other)} AS {self._variable(free)})"
                    filters.append(f"FILTER(BOUND({self._variable(free)}))")
                    known.add(free.name)
            elif isinstance(ready, Aggregate):
                if outer:
                    raise self._refused("a total stands inside a negation; give it a relation of its own")
                yield from self._aggregate(ready, premises, known)
                known.add(ready.result.name)
            elif isinstance(ready, Negation):
                filters.append(f"FILTER NOT EXISTS {{ {' '.join(self._premises(ready.body, frozenset(known)))} }}")
        yield from filters

    def _ready(self, premise: Premise, known: set[str]) -> bool:
        if isinstance(premise, Comparison):
            if self._free(premise, known) is not None:
                return True
            return self._has(premise.left, known) and self._has(premise.right, known)
        if isinstance(premise, Negation):
            # What a negation shares with the rest must have its value first; what occurs only inside means "any".
            inner = {variable.name for term in body_terms(premise.body) for variable in term_variables(term)}
            return not (inner & self._to_come(known))
        if isinstance(premise, Disjunction):
            raise self._refused("alternatives stand in it")
        return True

    def _to_come(self, known: set[str]) -> set[str]:
        """The variables that the clause gives values to, and has not yet."""
        return bound_by(self.clause.body) - known

    @staticmethod
    def _has(term: Term, known: set[str]) -> bool:
        return all(variable.name in known for variable in term_variables(term))

    def _free(self, comparison: Comparison, known: set[str]) -> Variable | None:
        if comparison.operator != "=":
            return None
        for side, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
            if isinstance(side, Variable) and side.name not in known and self._has(other, known):
                return side
        return None

    def _atom(self, atom: Atom) -> str:
        self.nodes += 1
        arguments = "".join(
            f" ; {argument(atom.relation, number)} {self._argument(term)}" for number, term in enumerate(atom.terms, 1)
        )
        return f"?r{self.nodes} a <{RELATION}{_name(atom.relation)}>{arguments} ."

    def _argument(self, term: Term) -> str:
        if isinstance(term, Operation):
            raise self._refused("an atom has arithmetic in it")
        return self._expression(term)

    def _aggregate(self, total: Aggregate, beside: tuple[Premise, ...], known: set[str]) -> Iterator[str]:
        others = [term for premise in beside if premise is not total for term in premise_terms(premise)]
        outside = {v.name for term in [*others, *self.clause.head.terms] for v in term_variables(term)}
        inside = {v.name for term in body_terms(total.body) for v in term_variables(term)}
        shared = sorted((inside & outside) - {total.result.name})
        if not set(shared) <= bound_by(total.body):
            raise self._refused("a total compares with values from outside it")
        keys = " ".join(self._variable(Variable(name)) for name in shared)
        value = "*" if total.value is None else self._expression(total.value)
        made = self._variable(Variable(f"{total.result.name} total {len(self.names)}"))
        body = " ".join(self._premises(total.body))
        by = f" GROUP BY {keys}" if keys else ""
        query = f"{{ SELECT {keys} ({total.function.upper()}({value}) AS {made}) WHERE {{ {body} }}{by} }}"
        result = self._variable(total.result)
        if total.function in ("sum", "count"):
            yield f"OPTIONAL {query}"
            amount = f"xsd:decimal(COALESCE({made}, 0))"
        else:
            yield query
            amount = made
        if total.result.name in known:
            yield f"FILTER({amount} = {result})"
        else:
            yield f"BIND({amount} AS {result})"
            yield f"FILTER(BOUND({result}))"

    # Terms

    def _variable(self, variable: Variable) -> str:
        return self.names.setdefault(variable.name, f"?v{len(self.names) + 1}")

    def _comparison(self, comparison: Comparison) -> str:
        return f"{self._expression(comparison.left)} {comparison.operator} {self._expression(comparison.right)}"

    def _expression(self, term: Term) -> str:
        if isinstance(term, Variable):
            return self._variable(term)
        if isinstance(term, Constant):
            return _literal(term.value)
        operands = [self._expression(operand) for operand in term.operands]
        if term.operator in ("+", "-", "*", "/") and len(operands) == 2:
            return f"({operands[0]} {term.operator} {operands[1]})"
        template = _FUNCTIONS.get(term.operator)
        if template is None:
            raise self._refused(f"SPARQL 1.1 has nothing for {term.operator}")
        return template.format(*operands)

    def _refused(self, why: str) -> InputError:
        place = self.clause.head.place
        message = f"this conclusion cannot be said in SPARQL: {why}"
        return InputError([place_fault(None, "R061", place, message, "")])


# SPARQL 1.1 has no arithmetic on dates; years and months can be read off.
_FUNCTIONS = {
    "year": "xsd:decimal(SUBSTR({0}, 1, 4))",
    "month": "xsd:decimal(SUBSTR({0}, 6, 2))",
}
