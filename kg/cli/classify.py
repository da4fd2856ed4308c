"""`kgquery classify`: what an enterprise is, in the terms of the lists and of GB 18218."""

from __future__ import annotations

import argparse
import json

from kg.cli.arguments import add_date, add_enterprise, date_of, write_output

EPILOG = """examples:
  kgquery classify --enterprise examples/shanghai-chlorine-plant.json
  kgquery classify --enterprise examples/xian-chlorine-plant-above.json --as-of 2018-06-01
      by GB 18218-2009, which was in force then"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "classify", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Key chemicals and processes, S, R and grade of each unit, classes; by the lists in force at the date.",
    )  # fmt: skip
    add_enterprise(parser)
    add_date(parser)
    parser.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def run(arguments: argparse.Namespace) -> int:
    from kg.answer.classification import classify
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile

    as_of = date_of(arguments.as_of)
    knowledge = open_knowledge()
    enterprise = read_profile(arguments.enterprise, knowledge)
    found = classify(knowledge, enterprise, as_of)
    write_output(json.dumps(found, ensure_ascii=False, indent=2) + "\n", arguments.output)
    return 0
