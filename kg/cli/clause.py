"""`kgquery clause`: read one responsibility clause."""

from __future__ import annotations

import argparse

EPILOG = """examples:
  kgquery clause '（区应急局牵头，区公安分局、区交通局按职责分工负责，2022年6月底前完成）'
  kgquery clause '责任单位：市教育局、市公安局；完成时限：长期坚持'
  kgquery clause '市应急局负责，年底前完成' --year 2022
  kgquery clause - < clause.txt

Prints JSON: who, in which role, for which part, by when; what was not understood is under "unparsed".
exit codes: 0 understood; 1 something in it was not; 2 bad input."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "clause", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Read one responsibility clause: bodies, roles, scopes, deadlines.",
    )  # fmt: skip
    parser.add_argument("text", metavar="TEXT", help="the clause, with or without its parentheses; - for standard input")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the year that 年底前, 6月底前 … stand in")


def run(arguments: argparse.Namespace) -> int:
    import json

    from kg.cli.arguments import write_output
    from kg.errors import EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError
    from kg.ingest.as_json import clause_json
    from kg.ingest.clause import parse_clause
    from kg.ingest.files import read_text

    text = read_text("-") if arguments.text == "-" else arguments.text.encode("utf-8", "replace").decode("utf-8")
    if not text.strip():
        raise InputError([Fault("TEXT", "", "the clause is empty")])
    if arguments.year is not None and not 1949 <= arguments.year <= 2999:
        raise InputError([Fault("--year", "", f"found {arguments.year}", "a year from 1949 to 2999")])
    clause = parse_clause(text, arguments.year)
    found = clause_json(clause)
    if not clause.assignments and not clause.deadlines and not clause.unparsed:
        found["unparsed"] = [{"line": 1, "text": clause.text, "reason": "no body and no time limit in it"}]
    write_output(json.dumps(found, ensure_ascii=False, indent=2) + "\n", None)
    return EXIT_NEEDS_ATTENTION if found["unparsed"] else EXIT_DONE
