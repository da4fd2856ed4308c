"""`kgquery rules export`: the program in the languages of other engines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import date_of, write_output
from kg.cli.rules_given import graph_rows, load_program
from kg.errors import EXIT_DONE, Fault, InputError

if TYPE_CHECKING:
    from kg.rules.program import Program


def run_export(arguments: argparse.Namespace) -> int:
    """Writes the program in the language asked for."""
    if arguments.enterprise and arguments.files:
        raise InputError([Fault("--enterprise", "", "rule files of your own are exported without a profile", "one of the two")])
    if arguments.to == "rules":
        from kg.rules.text import program_text

        text = program_text(load_program(arguments.files))
    else:
        text = _datalog(arguments) if arguments.to == "datalog" else _sparql(arguments)
    write_output(text, arguments.output)
    return EXIT_DONE


def _datalog(arguments: argparse.Namespace) -> str:
    from kg.engine.datalog import export_datalog

    if arguments.files:
        from kg.engine import prepare

        program = _runnable(arguments.files)
        prepared = prepare(program, graph_rows(program) if arguments.with_facts else {})
    else:
        prepared = _knowledge().prepared
    # Datalog knows no open rows: what the profile does not say does not hold, there and here.
    rows = _given_rows(arguments, prepared.program)
    return export_datalog(prepared, arguments.dialect, prepared.infer(rows) if rows else None, arguments.with_facts)


def _sparql(arguments: argparse.Namespace) -> str:
    from kg.engine.defeasible import transform
    from kg.engine.normal import Normaliser
    from kg.rules.exchange.sparql import script

    # The project's program has the rules that the classes of enterprises give, too.
    program = _runnable(arguments.files) if arguments.files else _knowledge().prepared.program
    facts = list(_facts(program, arguments.with_facts or bool(arguments.enterprise)))
    facts += [(name, row) for name, rows in _given_rows(arguments, program).items() for row in rows]
    given = [name for name, relation in program.relations.items() if relation.source]
    clauses, _, renamed = transform(Normaliser(program).run(), program, [*given, *(name for name, _ in facts)])
    return script(clauses, [(f"fact@{name}" if name in renamed else name, row) for name, row in facts])


def _runnable(files: list[str]) -> Program:
    """The program of the files. Raises InputError with the faults that would keep any engine from running it."""
    from kg.rules import check

    program = load_program(files)
    # What comes from R042 on is about what rules say together; it may be meant, or settled by what is read with them.
    faults = [fault for fault in check(program) if fault.message < "R042"]
    if faults:
        raise InputError(faults)
    return program


def _knowledge() -> Any:
    from kg.knowledge import open_knowledge

    return open_knowledge()


def _given_rows(arguments: argparse.Namespace, program: Program) -> dict[str, list[tuple[Any, ...]]]:
    """The certain facts of the enterprise and the day, or of the day alone; none where neither is given."""
    if arguments.enterprise:
        from kg.profile.facts import Facts
        from kg.profile.read import read_profile

        return Facts(read_profile(arguments.enterprise, _knowledge()), date_of(arguments.as_of)).rows
    if not arguments.as_of:
        return {}
    if any(fact.relation == "as-of" for fact in program.facts):
        raise InputError([Fault("--as-of", "", "the rule files state the day themselves", "one of the two")])
    return {"as-of": [(date_of(arguments.as_of),)]}


def _facts(program: Program, with_graph: bool) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The program's facts, and the graph's where wanted."""
    from kg.rules.program import Constant

    for atom in program.facts:
        yield atom.relation, tuple(term.value for term in atom.terms if isinstance(term, Constant))
    if with_graph:
        for name, rows in graph_rows(program).items():
            yield from ((name, row) for row in rows)
