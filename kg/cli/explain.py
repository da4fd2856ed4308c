"""`kgquery explain`: the proof of one obligation."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.cli.arguments import add_date, add_enterprise, date_of, done, terminal_columns, write_output
from kg.errors import Fault, InputError, nearest_name

if TYPE_CHECKING:
    from kg.answer.obligations import Answer
    from kg.knowledge import Knowledge

EPILOG = """examples:
  kgquery explain 'xicheng-2017/1~…' --enterprise examples/xicheng-hospital.json --as-of 2018-06-01
      the id as `kgquery obligations` printed it
  kgquery explain xicheng-2017/1 --enterprise examples/xicheng-hospital.json --as-of 2018-06-01
      every obligation of that duty
  kgquery explain … --sources FOLDER
      with the exact words, from your own copy of the document (FOLDER/xicheng-2017.txt)
  kgquery explain --why-not xicheng-2017/5 --enterprise examples/xicheng-hospital.json --as-of 2018-06-01
      which premise of which rule fails, and what would make it hold
  kgquery explain --why-not xicheng-2017/1 --bearer 区教委 --enterprise examples/xicheng-hospital.json --as-of 2018-06-01
      why that body does not owe it"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "explain", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Why: the rules and facts from which an obligation follows, down to clause and profile; or why a duty is not owed.",
    )  # fmt: skip
    parser.add_argument("obligation", metavar="OBLIGATION-ID", nargs="?", help="an obligation's id, or a duty's")
    parser.add_argument("--why-not", metavar="DUTY", help="why nobody owes this task or provision (text or JSON)")
    parser.add_argument("--bearer", metavar="NAME", help="with --why-not: why this body, or `enterprise`, does not owe it")
    add_enterprise(parser)
    add_date(parser)
    parser.add_argument("--format", choices=["text", "json", "ttl"], default="text", help="default: text")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the sentences (default: zh)")
    parser.add_argument("--depth", type=_levels, metavar="N", help="show at most N levels of the proof")
    parser.add_argument("--sources", metavar="FOLDER", help="folder with the documents' texts, to quote the exact words")


def _levels(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: a whole number of levels, 0 for the conclusion alone")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    from kg.answer.doubtful_places import doubtful_places
    from kg.answer.obligations import answer
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile

    _check(arguments)
    as_of = date_of(arguments.as_of)
    knowledge = open_knowledge()
    enterprise = read_profile(arguments.enterprise, knowledge)
    found = answer(knowledge, enterprise, as_of)
    doubts = doubtful_places(knowledge, enterprise, arguments.enterprise)
    if arguments.why_not is not None:
        write_output(_why_not(arguments, knowledge, found), None)
        return done(doubts)
    from kg.answer.proofs import explain

    chosen = [e for e in found.obligations if arguments.obligation in (e["id"], e["duty"]["id"])]
    if not chosen:
        known = [e["id"] for e in found.obligations] + [e["duty"]["id"] for e in found.obligations]
        raise InputError(
            [
                Fault(
                    "OBLIGATION-ID", "", f"{enterprise.name} has no obligation {arguments.obligation!r} on {as_of}",
                    "an id that `kgquery obligations --status all` prints for this profile and date; "
                    "--why-not DUTY says why there is none",
                    nearest_name(arguments.obligation, known, 0.5),
                )
            ]
        )  # fmt: skip
    text = explain(found, chosen, arguments.format, arguments.lang, arguments.depth, arguments.sources)
    write_output(text, None)
    return done(doubts)


def _check(arguments: argparse.Namespace) -> None:
    """Options that do not go together are refused, so that none is silently left aside."""
    if (arguments.obligation is None) == (arguments.why_not is None):
        raise InputError([Fault("explain", "", "found both or neither", "either OBLIGATION-ID or --why-not DUTY")])
    if arguments.why_not is None and arguments.bearer is not None:
        raise InputError([Fault("--bearer", "", "it goes with --why-not only", "an obligation's id names its bearer already")])
    if arguments.why_not is not None and (arguments.format == "ttl" or arguments.sources or arguments.depth is not None):
        message = "--format ttl, --sources and --depth tell of a proof, and --why-not has none"
        raise InputError([Fault("--why-not", "", message, "--format text or json, --lang, --bearer")])


def _why_not(arguments: argparse.Namespace, knowledge: Knowledge, found: Answer) -> str:
    from kg.answer.whynot import why_not

    shown = why_not(knowledge, found, arguments.why_not, arguments.bearer, arguments.lang)
    if arguments.format == "json":
        import json

        return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    from kg.answer.whynot_text import as_text

    return as_text(shown, arguments.lang, terminal_columns(), found.labels)
