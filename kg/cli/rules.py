"""`kgquery rules`: check, lay out, list, show, test and export the rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError, nearest_name

if TYPE_CHECKING:
    from kg.rules.coverage import Coverage
    from kg.rules.program import Program

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
  kgquery rules coverage
      which rules no example fires, and which tasks and articles no example reaches
  kgquery rules export --to sparql --with-facts --output program.rq
      as CONSTRUCT queries that any RDF store can run; --to rules gives one rule file in canonical form"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "rules", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Check, lay out, list, show, test and export the rules.",
    )  # fmt: skip
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    check = actions.add_parser("check", help="find faults in rules")
    _add_files(check)
    check.add_argument("--with-project", action="store_true", help="read the files together with the project's own rules")

    layout = actions.add_parser("format", help="lay rule files out anew, in place")
    layout.add_argument("files", nargs="+", metavar="FILE", help="a rule file or a folder; - for standard input to output")
    layout.add_argument("--check", action="store_true", help="change nothing; name the files that would change (exit 1)")

    listing = actions.add_parser("list", help="list the rules, or with --relations the relations")
    _add_files(listing)
    listing.add_argument("--relations", action="store_true", help="the relations instead")
    _add_format(listing)

    show = actions.add_parser("show", help="show one rule, relation or type, or explain an error code")
    show.add_argument("name", metavar="NAME", help="a name of the program, or a code such as R042")
    show.add_argument("files", nargs="*", metavar="FILE", help="rule files or folders (default: the project's rules)")

    coverage = actions.add_parser("coverage", help="which rules, tasks and articles the examples do not reach")
    coverage.add_argument("--floor", type=float, metavar="PERCENT", help="exit 1 when less of the rules fires")
    coverage.add_argument("--duty-floor", type=float, metavar="PERCENT", help="exit 1 when fewer duties are reached")
    _add_format(coverage)

    actions.add_parser("test", help="run the examples beside the rules")

    export = actions.add_parser("export", help="the program for other engines")
    _add_files(export)
    export.add_argument("--to", choices=["sparql", "rules"], required=True, help="the language to write")
    export.add_argument("--with-facts", action="store_true", help="sparql: with the facts of the graph as a first query")
    export.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="rule files or folders (default: the project's rules)")


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=["table", "json"], default="table", help="default: table")


def run(arguments: argparse.Namespace) -> int:
    actions = {
        "check": _check, "format": _format, "list": _list, "show": _show, "coverage": _coverage, "test": _test,
        "export": _export,
    }  # fmt: skip
    return actions[arguments.action](arguments)


def _paths(files: list[str], with_project: bool = False) -> list[Path]:
    from kg.content import folder

    own = folder("rules")
    here = Path.cwd()
    if own.is_relative_to(here):  # faults then name files as their author does
        own = own.relative_to(here)
    return [*([own] if with_project or not files else []), *map(Path, files)]


def _load(files: list[str]) -> Program:
    from kg.rules import load

    return load(_paths(files))


def _write(text: str, path: str | None = None) -> None:
    from kg.cli.arguments import write_output

    write_output(text, path)


# -- check and format -----------------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    from kg.rules.checks import check_program
    from kg.rules.read import bounded, read

    reading = read(_paths(arguments.files, arguments.with_project))
    program = reading.program
    faults = [*reading.faults, *check_program(program, _known_instruments(), reading.unread)]
    for fault in bounded(faults):
        print(fault, file=sys.stderr)
    if faults:
        return EXIT_BAD_INPUT
    _write(f"{len(program.rules)} rules, {len(program.relations)} relations, {len(program.facts)} facts: no fault\n")
    return EXIT_DONE


def _known_instruments() -> set[str]:
    """The ids of the instruments and documents of the graph, which a rule's basis may name."""
    from kg.graph.load import load_store

    query = """SELECT DISTINCT ?id WHERE {
        ?instrument a ?kind ; <http://purl.org/dc/terms/identifier> ?id
        FILTER (?kind IN (<http://data.europa.eu/eli/ontology#LegalResource>, <https://w3id.org/kgquery/ns#Document>)) }"""
    found: Any = load_store(tables=False).query(query)
    return {solution["id"].value for solution in found}


def _format(arguments: argparse.Namespace) -> int:
    from kg.rules.layout import format_text

    changed = []
    for name, path in _rule_files(arguments.files):
        if path is None:
            text = _decoded(name, sys.stdin.buffer.read())
            laid_out = format_text(name, text)
            if not arguments.check:
                _write(laid_out)
        else:
            text = _decoded(name, _bytes_of(path))
            laid_out = format_text(name, text)
            if laid_out != text and not arguments.check:
                _write(laid_out, str(path))
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


# -- list and show --------------------------------------------------------------------------------------------------------


def _list(arguments: argparse.Namespace) -> int:
    from kg.rules import text

    program = _load(arguments.files)
    if arguments.relations:
        entries: list[dict[str, object]] = [
            {
                "name": relation.name,
                "arguments": [f"{parameter.name}: {parameter.type}" for parameter in relation.parameters],
                "from": relation.source or "rules", "zh": relation.zh, "en": relation.en, "place": str(relation.place),
            }
            for relation in program.relations.values()
        ]  # fmt: skip
        heads = [(text.relation_lines(relation)[0], relation.source) for relation in program.relations.values()]
        rows = [(head.removeprefix("relation "), f"from {source}" if source else "concluded") for head, source in heads]
    else:
        entries = [
            {
                "name": rule.name, "gloss": rule.gloss, "place": str(rule.place),
                "basis": [f"{basis.instrument} {basis.provision}".strip() for basis in rule.basis],
                "overrides": [override.rule for override in rule.overrides], "examples": len(rule.examples),
            }
            for rule in program.rules
        ]  # fmt: skip
        rows = [(rule.name, rule.gloss) for rule in program.rules]
    _print(entries, rows, arguments.format)
    return EXIT_DONE


def _print(entries: object, rows: list[tuple[str, str]], form: str) -> None:
    if form == "json":
        import json

        _write(json.dumps(entries, ensure_ascii=False, indent=2) + "\n")
        return
    from kg.rules.source import width

    widest = min(60, max((width(left) for left, _ in rows), default=0))
    _write("".join(f"{left}{' ' * (widest - width(left))}  {right}".rstrip() + "\n" for left, right in rows))


def _show(arguments: argparse.Namespace) -> int:
    from kg.rules import text
    from kg.rules.checks.codes import CODES, explanation

    name = arguments.name
    if name in CODES:
        _write(explanation(name))
        return EXIT_DONE
    program = _load(arguments.files)
    rule = next((rule for rule in program.rules if rule.name == name), None)
    parts: list[str] = []
    if name in program.types:
        parts.append("\n".join([f"# {program.types[name].place}", *text.type_lines(program.types[name])]))
    if name in program.relations:
        relation = program.relations[name]
        makers = [r.name for r in program.rules if any(c.atom.relation == name for c in r.conclusions)]
        readers = [r.name for r in program.rules if name in _relations_read(r)]
        parts.append("\n".join([f"# {relation.place}", *text.relation_lines(relation)]))
        parts.append(f"# concluded by: {', '.join(makers) or 'no rule'}\n# read by: {', '.join(readers) or 'no rule'}")
    if rule is not None:
        parts.append("\n".join([f"# {rule.place}", *text.rule_lines(rule)]))
    if not parts:
        known = [*program.types, *program.relations, *(rule.name for rule in program.rules), *CODES]
        near = nearest_name(name, known)
        raise InputError([Fault("NAME", "", f"nothing is called {name}", "a rule, relation, type or error code", near)])
    _write("\n\n".join(parts) + "\n")
    return EXIT_DONE


def _relations_read(rule: Any) -> set[str]:
    from kg.rules.program import Atom
    from kg.rules.walk import rule_premises

    return {premise.relation for premise in rule_premises(rule) if isinstance(premise, Atom)}


# -- test, coverage, export -----------------------------------------------------------------------------------------------


def _profile_path(profile: str) -> Path:
    """Where the profile of an example lies: as written, or among the project's examples."""
    from kg.content import folder

    path = Path(profile)
    return path if path.is_file() or path.is_absolute() else folder("examples").parent / path


def _test(arguments: argparse.Namespace) -> int:
    from kg.knowledge import open_knowledge
    from kg.rules.examples import ENTERPRISE, judge

    knowledge = open_knowledge()
    failed = count = 0
    for rule in knowledge.prepared.program.rules:
        for example in rule.examples:
            count += 1
            model = _inferred(knowledge, _profile_path(example.profile), example.as_of)
            failures = judge(example, model.rows, ENTERPRISE)
            failed += bool(failures)
            for place, message in failures:
                print(f"{place}: rule {rule.name}: {message}", file=sys.stderr)
    _write(f"{count} examples, {failed} failed\n")
    return EXIT_NEEDS_ATTENTION if failed else EXIT_DONE


def _inferred(knowledge: Any, profile: Path, as_of: str) -> Any:
    from kg.profile.facts import Facts
    from kg.profile.read import read_profile

    facts = Facts(read_profile(str(profile), knowledge), as_of)
    return knowledge.prepared.infer(facts.rows, facts.open_rows)


def _coverage(arguments: argparse.Namespace) -> int:
    from kg.knowledge import open_knowledge
    from kg.rules.coverage import measure, percent

    knowledge = open_knowledge()
    prepared = knowledge.prepared
    rules = [rule.name for rule in prepared.program.rules]
    runs = [(_fired_in(prepared, model), {row[2] for row in model.rows("owes")}) for model in _runs(knowledge)]
    found = measure(rules, _duties(prepared), [(_fired_at_build(prepared), set()), *runs])
    report = {
        "rules": len(found.rules), "rules_fired": percent(found.rule_share), "silent_rules": found.silent_rules,
        "duties": len(found.duties), "duties_reached": percent(found.duty_share), "unreached_duties": found.unreached_duties,
    }  # fmt: skip
    rows = [("rules", f"{percent(found.rule_share)} of {len(found.rules)} fire in {len(runs)} examples")]
    rows += [("", f"no example fires {name}") for name in found.silent_rules]
    rows += [("duties", f"{percent(found.duty_share)} of {len(found.duties)} tasks and articles are reached")]
    rows += [("", f"no example reaches {name}") for name in found.unreached_duties]
    _print(report, rows, arguments.format)
    return _above_floors(found, arguments)


def _above_floors(found: Coverage, arguments: argparse.Namespace) -> int:
    code = EXIT_DONE
    for share, floor, what in (
        (found.rule_share, arguments.floor, "rules"), (found.duty_share, arguments.duty_floor, "duties"),
    ):  # fmt: skip
        if floor is not None and float(share) * 100 < floor:
            print(f"coverage of {what} is below the floor of {floor}%", file=sys.stderr)
            code = EXIT_NEEDS_ATTENTION
    return code


def _runs(knowledge: Any) -> Iterator[Any]:
    """An inference for each example profile on each date that an example or an expected answer names."""
    import json

    from kg.content import folder

    dates: dict[Path, set[str]] = {}
    for rule in knowledge.prepared.program.rules:
        for example in rule.examples:
            dates.setdefault(_profile_path(example.profile).resolve(), set()).add(example.as_of)
    for expected in sorted(folder("examples").glob("*.expected.json")):
        profile = expected.with_name(expected.name.replace(".expected.json", ".json"))
        cases = json.loads(expected.read_text("utf-8")).get("cases", [])
        dates.setdefault(profile.resolve(), set()).update(case["as_of"] for case in cases)
    for profile, days in dates.items():
        for day in sorted(days):
            yield _inferred(knowledge, profile, day)


def _fired_in(prepared: Any, model: Any) -> set[str]:
    """The names of the rules by which some row of this inference was concluded."""
    rows = (why for found in model.state.rows.values() for why in found.values())
    return _names(prepared, {why[0] for why in rows if why is not None})


def _fired_at_build(prepared: Any) -> set[str]:
    """The names of the rules by which a lasting row was concluded, before any enterprise was asked about."""
    proofs = (prepared.provenance(relation, row) for relation in prepared.static for row in prepared.rows(relation))
    return _names(prepared, {why[0] for why in proofs if why is not None})


def _names(prepared: Any, clauses: set[int]) -> set[str]:
    rules, numbers = prepared.program.rules, (prepared.clauses[clause].rule for clause in clauses)
    return {rules[number].name for number in numbers if number >= 0}


def _duties(prepared: Any) -> list[str]:
    """The tasks of the documents and the provisions of the statutes that the knowledge base holds."""
    columns = {"task-of": 0, "statute-duty": 1, "agency-duty": 1}
    return sorted({row[column] for relation, column in columns.items() for row in prepared.rows(relation)})


def _export(arguments: argparse.Namespace) -> int:
    if arguments.to == "rules":
        from kg.rules.text import program_text

        _write(program_text(_load(arguments.files)), arguments.output)
        return EXIT_DONE
    from kg.engine.defeasible import transform
    from kg.engine.normal import Normaliser
    from kg.rules.exchange.sparql import script

    if arguments.files:
        program = _load(arguments.files)
    else:
        from kg.knowledge import open_knowledge

        program = open_knowledge().prepared.program  # with the rules that the classes of enterprises give
    facts = list(_facts(program, arguments.with_facts))
    given = [name for name, relation in program.relations.items() if relation.source]
    clauses, _, renamed = transform(Normaliser(program).run(), program, [*given, *(name for name, _ in facts)])
    rows = [(f"fact@{name}" if name in renamed else name, row) for name, row in facts]
    _write(script(clauses, rows), arguments.output)
    return EXIT_DONE


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
