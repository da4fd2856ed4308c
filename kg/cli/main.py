"""The command `kgquery`: finds the subcommand, runs it, and turns faults into messages and exit codes.

A subcommand is a module with `register(subparsers)`, which adds its parser, and `run(arguments) -> int`. Only the
module that is asked for is imported: starting Python and answering must together stay well below a blink.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

from kg import __version__
from kg.errors import EXIT_BAD_INPUT, EXIT_INTERNAL, InputError, nearest_name

COMMANDS = {
    "obligations": "who owes what for one enterprise on one date",
    "explain": "why: the proof of one obligation, down to the clause",
    "classify": "key chemicals and processes, major hazards, classes of an enterprise",
    "diff": "what changes between two profiles or two dates",
    "query": "SPARQL over the graph, ready-made or your own",
    "export": "pictures and files for other tools",
    "ingest": "read a policy document",
    "clause": "read one responsibility clause",
    "rules": "check, format, list, test the rules",
    "check": "check the ontology, the data and the rules",
    "schema": "the JSON Schemas of profiles and answers",
}

EPILOG = """examples:
  kgquery obligations --enterprise profile.json --as-of 2018-06-01
  kgquery obligations --enterprise profile.json --format json
  kgquery explain OBLIGATION-ID --enterprise profile.json --as-of 2018-06-01
  kgquery query --list

`kgquery COMMAND --help` shows each command with examples.
exit codes: 0 done; 1 done, but something needs a person's eye; 2 bad input, nothing done; 70 internal error."""


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal; given the width, argparse need not import what would find it."""

    def __init__(self, prog: str) -> None:
        from kg.cli.arguments import terminal_columns

        super().__init__(prog, width=min(terminal_columns(), 120) - 2)


class Parser(argparse.ArgumentParser):
    """An argument parser that names the nearest known option or choice."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**(settings | {"formatter_class": Help}))
        self._given: list[str] = []

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """What argparse does, but a word that no option claims is the fault of the command that it follows, with its help."""
        self._given = list(args or ())
        namespace, left = super().parse_known_args(args, namespace)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return namespace, left

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and faults hold Chinese, which not every locale's encoding can write."""
        from kg.cli.arguments import write_output

        if file is sys.stdout:
            write_output(message, None)
        elif message:
            print(message, end="", file=file or sys.stderr)

    def error(self, message: str) -> None:  # type: ignore[override]
        hint = ""
        options = [o for a in self._actions for o in a.option_strings if o.startswith("--")]
        for name in (word.partition("=")[0] for word in self._given if word.startswith("--")):
            near = "" if name in options else nearest_name(name, options)
            hint = f"; did you mean {near}?" if near else hint
        import re  # only here: a command that is well written need not wait for it

        chosen = re.search(r"invalid choice: '(.*)' \(choose from (.*)\)$", message)
        if chosen:
            near = nearest_name(chosen[1], re.findall(r"[\w-]+", chosen[2]), 0.5)
            hint = f"; did you mean {near}?" if near else ""
        self.exit(EXIT_BAD_INPUT, f"{self.prog}: {message}{hint}\nTry '{self.prog} --help'.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (the process's own when left out); returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
        return code
    except InputError as error:
        if debug:
            raise
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        # The reader (`head`, say) has gone: nothing is wrong, and Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("kgquery: interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        if debug:
            raise
        print(
            f"kgquery: internal error: {type(error).__name__}: {error}\n"
            "This is a fault in kgquery, not in your input. Please report it with the command, the input and the output of\n"
            "the same command with --debug.",
            file=sys.stderr,
        )
        return EXIT_INTERNAL


def _dispatch(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    if name in COMMANDS:
        parser = Parser(prog="kgquery", add_help=False)
        subparsers = parser.add_subparsers(dest="command", parser_class=Parser)
        module = importlib.import_module(f"kg.cli.{name}")
        module.register(subparsers)
        return int(module.run(parser.parse_args(arguments)))
    if name in ("--version", "-V"):
        print(f"kgquery {__version__}")
        return 0
    if name in ("", "-h", "--help", "help"):
        from kg.cli.arguments import write_output

        write_output(_overview() + "\n", None)
        return 0 if name else EXIT_BAD_INPUT
    near = nearest_name(name, COMMANDS)
    hint = f"; did you mean {near}?" if near else ""
    print(f"kgquery: unknown command {name!r}{hint}\ncommands: {', '.join(COMMANDS)}", file=sys.stderr)
    return EXIT_BAD_INPUT


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items()]
    head = "usage: kgquery COMMAND …\n\nFor one enterprise on one date: who owes what to whom, by when, on which text, and why.\n"
    return "\n".join([head, "commands:", *lines, "", EPILOG])


if __name__ == "__main__":
    sys.exit(main())
