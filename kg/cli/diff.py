"""`kgquery diff`: what changes between two profiles or two dates, and which facts make the difference."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.cli.arguments import date_of, done, terminal_columns, write_output
from kg.errors import Fault, InputError

if TYPE_CHECKING:
    from kg.profile.enterprise import Enterprise

EPILOG = """examples:
  kgquery diff --enterprise examples/xicheng-hospital.json --enterprise examples/xicheng-restaurant.json --as-of 2018-06-01
      what the second owes and is owed that the first is not, and the other way round
  kgquery diff --enterprise examples/xicheng-hospital.json --as-of 2018-06-01 --as-of 2021-06-01
      what changes for one enterprise between two dates
  kgquery diff -e before.json -e after.json --format json
      the same for programs
Two profiles may also be compared each at its own date: two of each, in the same order.
The exit code is 0 whether or not there is a difference."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "diff", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Obligations gained, lost and changed between two profiles or two dates, and the facts that made the difference.",
    )  # fmt: skip
    parser.add_argument(
        "--enterprise", "-e", metavar="PROFILE.json", action="append", default=[],
        help="a profile; twice, or once with two dates; - for standard input",
    )  # fmt: skip
    parser.add_argument(
        "--as-of", metavar="DATE", action="append", default=[], help="the date asked about, as 2018-06-01 (default: today)"
    )
    parser.add_argument(
        "--bearer", choices=["agency", "enterprise", "all"], default="all", help="whose obligations (default: all)"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="default: text")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the text (default: zh)")
    parser.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def run(arguments: argparse.Namespace) -> int:
    from kg.answer.difference import difference
    from kg.answer.doubtful_places import doubtful_places
    from kg.answer.obligations import answer
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile

    (profile, date), (other, later) = sides(arguments.enterprise, arguments.as_of)
    knowledge = open_knowledge()
    enterprises: list[Enterprise] = []
    faults: list[Fault] = []
    paths = list(dict.fromkeys((profile, other)))
    for path in paths:
        try:
            enterprises.append(read_profile(path, knowledge))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    before = answer(knowledge, enterprises[0], date, bearer=arguments.bearer)
    after = answer(knowledge, enterprises[-1], later, bearer=arguments.bearer)
    shown = difference(knowledge, before, after, arguments.lang)
    if arguments.format == "json":
        import json

        write_output(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", arguments.output)
    else:
        from kg.answer.difference_text import as_text

        write_output(as_text(shown, arguments.lang, terminal_columns(), after.labels), arguments.output)
    return done(d for path, e in zip(paths, enterprises, strict=True) for d in doubtful_places(knowledge, e, path))


def sides(profiles: list[str], dates: list[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two sides to compare, each a profile and a date.

    Raises:
        InputError: there are not exactly two sides, or a date is none.
    """
    faults = []
    if len(profiles) not in (1, 2):
        message = f"found {len(profiles)} profiles" if profiles else "no profile is given"
        faults.append(Fault("--enterprise", "", message, "two profiles, or one with two dates"))
    if len(dates) > 2:
        faults.append(Fault("--as-of", "", f"found {len(dates)} dates", "one date, or two"))
    if len(profiles) == 1 and len(dates) < 2:
        message = "found one profile and one date, which is one side only"
        faults.append(Fault("diff", "", message, "two of --enterprise, or one with two of --as-of"))
    if profiles == ["-", "-"]:
        faults.append(Fault("--enterprise", "", "standard input can be read once only", "- for one of the two profiles"))
    if faults:
        raise InputError(faults)
    days = [date_of(text) for text in dates] or [date_of(None)]
    return (profiles[0], days[0]), (profiles[-1], days[-1])
