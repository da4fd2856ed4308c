"""`kgquery rules export`: the program in the languages of other engines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import date_of, write_output
from kg.cli.rules_given import load_program
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

        return export_datalog(prepare(load_program(arguments.files), {}), arguments.dialect)
    prepared = _knowledge().prepared
    # Datalog knows no open rows: what the profile does not say does not hold, there and here.
    model = prepared.infer(_profile_rows(arguments)) if arguments.enterprise else None
    return export_datalog(prepared, arguments.dialect, model, arguments.with_facts)


def _sparql(arguments: argparse.Namespace) -> str:
    from kg.engine.defeasible import transform
    from kg.engine.normal import Normaliser
    from kg.rules.exchange.sparql import script

    # The project's program has the rules that the classes of enterprises give, too.
    program = load_program(arguments.files) if arguments.files else _knowledge().prepared.program
    facts = list(_facts(program, arguments.with_facts or bool(arguments.enterprise)))
    if arguments.enterprise:
        facts += [(name, row) for name, rows in _profile_rows(arguments).items() for row in rows]
    given = [name for name, relation in program.relations.items() if relation.source]
    clauses, _, renamed = transform(Normaliser(program).run(), program, [*given, *(name for name, _ in facts)])
    return script(clauses, [(f"fact@{name}" if name in renamed else name, row) for name, row in facts])


def _knowledge() -> Any:
    from kg.knowledge import open_knowledge

    return open_knowledge()


def _profile_rows(arguments: argparse.Namespace) -> dict[str, list[tuple[Any, ...]]]:
    """The certain facts of the enterprise."""
    from kg.profile.facts import Facts
    from kg.profile.read import read_profile

    return Facts(read_profile(arguments.enterprise, _knowledge()), date_of(arguments.as_of)).rows


def _facts(program: Program, with_graph: bool) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The program's facts, and the graph's where wanted."""
    from kg.rules.program import Constant

    for atom in program.facts:
        yield atom.relation, tuple(term.value for term in atom.terms if isinstance(term, Constant))
    if with_graph:
        from kg.content import folder
        from kg.graph.facts import base_rows
        from kg.graph.load import load_store

        for name, rows in base_rows(load_store(), folder("rules")).items():
            yield from ((name, row) for row in rows)
