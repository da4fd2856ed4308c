"""What the actions of `kgquery rules` share: the rules that they are given, and how they print."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import write_output

if TYPE_CHECKING:
    from kg.rules.program import Program

FROM_FILE = -1.0  # what `--floor` without a number means: the floors of the project


def add_format(parser: argparse.ArgumentParser) -> None:
    """The option that asks for JSON."""
    parser.add_argument("--format", choices=["table", "json"], default="table", help="default: table")


def rule_paths(files: list[str], with_project: bool = False) -> list[Path]:
    """The files and folders to read: those named, the project's own rules where none is or where they are asked for too."""
    from kg.content import folder

    own = folder("rules")
    here = Path.cwd()
    if own.is_relative_to(here):  # faults then name files as their author does
        own = own.relative_to(here)
    return [*([own] if with_project or not files else []), *map(Path, files)]


def load_program(files: list[str]) -> Program:
    """The program of the files named, or of the project. Raises InputError with every fault of them."""
    from kg.rules import load

    return load(rule_paths(files))


def graph_rows(program: Program) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that the graph gives for the relations of a program that are declared to come from it."""
    from kg.content import folder
    from kg.graph.facts import base_rows
    from kg.graph.load import load_store

    wanted = {name for name, relation in program.relations.items() if relation.source == "graph"}
    return {name: list(rows) for name, rows in base_rows(load_store(), folder("rules")).items() if name in wanted}


def print_table(entries: object, rows: list[tuple[str, str]], form: str) -> None:
    """Entries as JSON, or rows of two cells as lines, as `form` (json or table) asks."""
    if form == "json":
        import json

        write_output(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", None)
        return
    from kg.rules.source import width

    widest = min(60, max((width(left) for left, _ in rows), default=0))
    lines = (f"{left}{' ' * (widest - width(left))}  {right}".rstrip() + "\n" for left, right in rows)
    write_output("".join(lines), None)
