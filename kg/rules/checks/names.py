"""Names: relations, types, functions, rules, instruments and the placeholders of phrases are known, with the right arity."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from kg.rules import walk
from kg.rules.checks.report import Report, listed
from kg.rules.checks.signatures import ARITHMETIC, FUNCTIONS
from kg.rules.program import Atom, Operation, Place, Program, Relation, Term

VALUE_TYPES = ("Text", "Number", "Date", "Boolean")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_names(
    program: Program, report: Report, known_instruments: Collection[str] | None, unread: Collection[str]
) -> None:
    """Report unknown names (R011, R012, R015, R016, R017, R019), repeated parameters (R018) and wrong arity (R014)."""
    for declaration in program.types.values():
        if declaration.name in VALUE_TYPES:
            report.add("R013", declaration.place, f"type {declaration.name} is built in", "another name")
        if declaration.parent is not None:
            _type(program, report, declaration.parent, declaration.place, unread, parent=True)
    for relation in program.relations.values():
        _relation(program, report, relation, unread)
    for atom in _atoms(program):
        _atom(program, report, atom, unread)
    for term in _terms(program):
        for operation in walk.operations((term,)):
            _function(program, report, operation)
    names = [rule.name for rule in program.rules]
    known = set(names)
    for rule in program.rules:
        for override in rule.overrides:
            if override.rule not in known and override.rule not in unread:
                near = report.near(override.rule, [name for name in names if name != rule.name])
                message = f"rule {rule.name} overrides {override.rule}, and no rule is called that"
                report.add("R016", override.place, message, "the name of a rule", near)
        for basis in rule.basis:
            if known_instruments is not None and basis.instrument not in known_instruments:
                near = report.near(basis.instrument, sorted(known_instruments))
                message = f"rule {rule.name} rests on {basis.instrument}, which the graph does not know"
                report.add("R017", basis.place, message, "the id of an instrument or document of the graph", near)


def _atoms(program: Program) -> Iterator[Atom]:
    yield from program.facts
    for rule in program.rules:
        for premise in walk.rule_premises(rule):
            if isinstance(premise, Atom):
                yield premise
        for conclusion in rule.conclusions:
            yield conclusion.atom
        for example in rule.examples:
            for conclusion in example.conclusions:
                yield conclusion.atom


def _terms(program: Program) -> Iterator[Term]:
    for fact in program.facts:
        yield from fact.terms
    for rule in program.rules:
        yield from walk.rule_terms(rule)
        for example in rule.examples:
            for conclusion in example.conclusions:
                yield from conclusion.atom.terms


def _type(program: Program, report: Report, name: str, place: Place, unread: Collection[str], parent: bool = False) -> None:
    builtin = () if parent else VALUE_TYPES
    if name not in program.types and name not in builtin and name not in unread:
        known = [*program.types, *builtin]
        report.add("R011", place, f"no type is called {name}", listed(sorted(set(known))), report.near(name, known))


def _relation(program: Program, report: Report, relation: Relation, unread: Collection[str]) -> None:
    names = [parameter.name for parameter in relation.parameters]
    for number, parameter in enumerate(relation.parameters):
        place = parameter.place if parameter.place.line else relation.place
        _type(program, report, parameter.type, place, unread)
        if names.index(parameter.name) < number:
            report.add("R018", place, f"{relation.name} has two arguments called {parameter.name}", "one of a name")
    for phrase in (relation.zh, relation.en):
        for name in _PLACEHOLDER.findall(phrase):
            if name not in names:
                message = f"the phrase of {relation.name} names {{{name}}}, which is no argument of it"
                report.add("R019", relation.place, message, listed(names) or "no braces", report.near(name, names))


def _atom(program: Program, report: Report, atom: Atom, unread: Collection[str]) -> None:
    relation = program.relations.get(atom.relation)
    if relation is None:
        if atom.relation in unread:
            return
        if atom.relation in FUNCTIONS:
            message = f"{atom.relation} is a function, and stands here as a relation"
            report.add("R012", _name_place(atom), message, f"a comparison, as ?value = {atom.relation}(…)")
            return
        near = report.near(atom.relation, program.relations)
        report.add("R012", _name_place(atom), f"no relation is called {atom.relation}", "a declared relation", near)
    elif len(atom.terms) != len(relation.parameters):
        wanted = ", ".join(parameter.name for parameter in relation.parameters)
        message = f"{atom.relation} has {_counted(len(relation.parameters))}, and here {_counted(len(atom.terms))}"
        report.add("R014", atom.place, message, f"{atom.relation}({wanted})")


def _name_place(atom: Atom) -> Place:
    """Where the relation's name stands, with which every atom begins."""
    place = atom.place
    return replace(place, end_line=place.line, end_column=place.column + len(atom.relation))


def _counted(number: int) -> str:
    return "1 argument" if number == 1 else f"{number} arguments"


def _function(program: Program, report: Report, operation: Operation) -> None:
    name = operation.operator
    if name in ARITHMETIC:
        return
    signature = FUNCTIONS.get(name)
    if signature is None:
        if name in program.relations:
            message = f"{name} is a relation, and stands here as a value"
            report.add("R015", operation.place, message, f"a premise {name}(…, ?value), and ?value here")
            return
        near = report.near(name, FUNCTIONS)
        report.add("R015", operation.place, f"no function is called {name}", listed(sorted(FUNCTIONS)), near)
    elif len(operation.operands) != len(signature.parameters):
        message = f"{name} takes {_counted(len(signature.parameters))}, and here {_counted(len(operation.operands))}"
        report.add("R015", operation.place, message, f"{name}({', '.join(signature.parameters)})")
