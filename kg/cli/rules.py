"""`kgquery rules`: check, lay out, list, show, test and export the rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.cli.arguments import add_date, add_enterprise, write_output
from kg.cli.rules_given import FROM_FILE, add_format, load_program, print_table, rule_paths
from kg.errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError, nearest_name

EPILOG = """examples:
  kgquery rules check
      the project's own rules; every fault with its code, line and column
  kgquery rules check my.rules --with-project
      your rules together with the project's
  kgquery rules format --check rules/*.rules
      which files are not laid out as they should be (without --check they are laid out anew)
  kgquery rules show residual-bearer
      one rule, relation or type; or what an error code means: kgquery rules show R042
  kgquery rules list --relations
      what rules can speak of; without --relations, the rules
  kgquery rules test
      run the examples that stand beside the rules
  kgquery rules test my.rules --with-project --explain --lang en
      those of your own rules, each with the proof of what it gives, and whether the project's still hold with them
  kgquery rules coverage --floor
      which rules no example fires, and which tasks and articles no example reaches; exit 1 below the project's floor
  kgquery rules export --to sparql --with-facts --output program.rq
      as CONSTRUCT queries that any RDF store can run; --to rules gives one rule file in canonical form
  kgquery rules export --to datalog --enterprise profile.json --as-of 2018-06-01 | clingo
      as a logic program with the facts of one enterprise; what Datalog cannot say is listed at its head"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "rules", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Check, lay out, list, show, test and export the rules.",
    )  # fmt: skip
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    check = actions.add_parser("check", help="find faults in rules")
    _add_files(check)
    _add_with_project(check)
    check.add_argument(
        "--bilingual", action="store_true", help="fault what is said in one language only, as always in the project's own rules"
    )

    layout = actions.add_parser("format", help="lay rule files out anew, in place")
    layout.add_argument("files", nargs="+", metavar="FILE", help="a rule file or a folder; - for standard input to output")
    layout.add_argument("--check", action="store_true", help="change nothing; name the files that would change (exit 1)")

    listing = actions.add_parser("list", help="list the rules, or with --relations the relations")
    _add_files(listing)
    listing.add_argument("--relations", action="store_true", help="the relations instead")
    _add_language(listing)
    add_format(listing)

    show = actions.add_parser("show", help="show one rule, relation or type, or explain an error code")
    show.add_argument("name", metavar="NAME", help="a name of the program, or a code such as R042")
    show.add_argument("files", nargs="*", metavar="FILE", help="rule files or folders (default: the project's rules)")
    _add_language(show)

    coverage = actions.add_parser("coverage", help="which rules, tasks and articles the examples do not reach")
    coverage.add_argument(
        "--floor", nargs="?", type=float, const=FROM_FILE, metavar="PERCENT",
        help="exit 1 when less of the rules fires; without a number, when less fires or is reached than coverage-floor.txt says",
    )  # fmt: skip
    coverage.add_argument("--duty-floor", type=float, metavar="PERCENT", help="exit 1 when fewer duties are reached")
    coverage.add_argument("--raise-floor", action="store_true", help="write what is reached now to coverage-floor.txt, where it is more")
    add_format(coverage)

    test = actions.add_parser("test", help="run the examples beside the rules")
    _add_files(test)
    _add_with_project(test)
    test.add_argument("--explain", action="store_true", help="show the proof of everything that an example of the files gives")
    _add_language(test)

    export = actions.add_parser("export", help="the program for other engines")
    _add_files(export)
    export.add_argument("--to", choices=["datalog", "sparql", "rules"], required=True, help="the language to write")
    export.add_argument("--dialect", choices=["clingo", "souffle"], default="clingo", help="of Datalog (default: clingo)")
    export.add_argument("--with-facts", action="store_true", help="with the facts of the graph")
    add_enterprise(export, required=False)
    add_date(export)
    export.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="rule files or folders (default: the project's rules)")


def _add_with_project(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with-project", action="store_true", help="read the files together with the project's own rules")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the sentences (default: zh)")


def run(arguments: argparse.Namespace) -> int:
    from kg.cli.rules_coverage import run_coverage
    from kg.cli.rules_export import run_export
    from kg.cli.rules_test import run_test

    actions = {
        "check": _check, "format": _format, "list": _list, "show": _show, "coverage": run_coverage, "test": run_test,
        "export": run_export,
    }  # fmt: skip
    return actions[arguments.action](arguments)


# -- check and format -----------------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    from kg.graph.checks import citable
    from kg.graph.load import load_store
    from kg.knowledge.catalogue import schemes
    from kg.rules.checks import check_program
    from kg.rules.read import bounded, read

    store = load_store(tables=False)
    reading = read(rule_paths(arguments.files, arguments.with_project))
    program = reading.program
    both_languages = arguments.bilingual or not arguments.files
    faults = [*reading.faults, *check_program(program, citable(store), reading.unread, both_languages, schemes(store)["terms"])]
    for fault in bounded(faults):
        print(fault, file=sys.stderr)
    if faults:
        return EXIT_BAD_INPUT
    write_output(f"{len(program.rules)} rules, {len(program.relations)} relations, {len(program.facts)} facts: no fault\n", None)
    return EXIT_DONE


def _format(arguments: argparse.Namespace) -> int:
    from kg.rules.layout import format_text

    changed = []
    for name, path in _rule_files(arguments.files):
        if path is None:
            text = _decoded(name, sys.stdin.buffer.read())
            laid_out = format_text(name, text)
            if not arguments.check:
                write_output(laid_out, None)
        else:
            text = _decoded(name, _bytes_of(path))
            laid_out = format_text(name, text)
            if laid_out != text and not arguments.check:
                write_output(laid_out, str(path))
        if laid_out != text:
            changed.append(name)
    for name in changed:
        print(f"{name}: {'would be' if arguments.check else 'is'} laid out anew", file=sys.stderr)
    return EXIT_NEEDS_ATTENTION if changed and arguments.check else EXIT_DONE


def _rule_files(files: list[str]) -> Iterator[tuple[str, Path | None]]:
    for file in files:
        if file == "-":
            yield "<standard input>", None
        elif Path(file).is_dir():
            yield from ((path.as_posix(), path) for path in sorted(Path(file).glob("*.rules")))
        else:
            yield file, Path(file)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError([Fault(str(path), "", f"R001: cannot be read ({error.strerror})", "a rule file")]) from None


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InputError([Fault(name, "", f"R001: byte {error.start} is not UTF-8", "UTF-8 text")]) from None


_WORDS = {
    "zh": {"from": "取自 {}", "graph": "图谱", "profile": "企业档案", "concluded": "由规则得出", "no rule": "无规则", "concluded by": "得出它的规则", "read by": "引用它的规则"},
    "en": {"from": "from {}", "graph": "the graph", "profile": "the profile", "concluded": "concluded", "no rule": "no rule", "concluded by": "concluded by", "read by": "read by"},
}


# -- list and show --------------------------------------------------------------------------------------------------------


def _list(arguments: argparse.Namespace) -> int:
    from kg.rules import text

    program = load_program(arguments.files)
    words = _WORDS[arguments.lang]
    if arguments.relations:
        entries: list[dict[str, object]] = [
            {
                "name": relation.name,
                "arguments": [f"{parameter.name}: {parameter.type}" for parameter in relation.parameters],
                "from": relation.source or "rules", "zh": relation.zh, "en": relation.en, "place": str(relation.place),
            }
            for relation in program.relations.values()
        ]  # fmt: skip
        rows = []
        for relation in program.relations.values():
            head = text.relation_lines(relation)[0].removeprefix("relation ")
            origin = words["from"].format(words[relation.source]) if relation.source else words["concluded"]
            rows.append((head, f"{origin}: {getattr(relation, arguments.lang)}".removesuffix(": ")))
    else:
        entries = [
            {
                "name": rule.name, "gloss": rule.said(arguments.lang), "zh": rule.said("zh"), "en": rule.said("en"), "place": str(rule.place),
                "basis": [f"{basis.instrument} {basis.provision}".strip() for basis in rule.basis],
                "overrides": [override.rule for override in rule.overrides], "examples": len(rule.examples),
            }
            for rule in program.rules
        ]  # fmt: skip
        rows = [(rule.name, rule.said(arguments.lang)) for rule in program.rules]
    print_table(entries, rows, arguments.format)
    return EXIT_DONE


def _show(arguments: argparse.Namespace) -> int:
    from kg.rules import text
    from kg.rules.checks.codes import CODES, explanation

    name = arguments.name
    words = _WORDS[arguments.lang]
    if name in CODES:
        write_output(explanation(name), None)
        return EXIT_DONE
    program = load_program(arguments.files)
    rule = next((rule for rule in program.rules if rule.name == name), None)
    parts: list[str] = []
    if name in program.types:
        parts.append("\n".join([f"# {program.types[name].place}", *text.type_lines(program.types[name])]))
    if name in program.relations:
        relation = program.relations[name]
        makers = [r.name for r in program.rules if any(c.atom.relation == name for c in r.conclusions)]
        readers = [r.name for r in program.rules if name in _relations_read(r)]
        parts.append("\n".join([f"# {relation.place}", *text.relation_lines(relation)]))
        makers_shown, readers_shown = (", ".join(names) or words["no rule"] for names in (makers, readers))
        parts.append(f"# {words['concluded by']}: {makers_shown}\n# {words['read by']}: {readers_shown}")
    if rule is not None:
        parts.append("\n".join([f"# {rule.place}", *text.rule_lines(rule)]))
    if not parts:
        known = [*program.types, *program.relations, *(rule.name for rule in program.rules), *CODES]
        near = nearest_name(name, known)
        raise InputError([Fault("NAME", "", f"nothing is called {name}", "a rule, relation, type or error code", near)])
    write_output("\n\n".join(parts) + "\n", None)
    return EXIT_DONE


def _relations_read(rule: Any) -> set[str]:
    from kg.rules.program import Atom
    from kg.rules.walk import rule_premises

    return {premise.relation for premise in rule_premises(rule) if isinstance(premise, Atom)}
