"""`kgquery explain`: the proof of one obligation."""

from __future__ import annotations

import argparse

from kg.cli.arguments import add_date, add_enterprise, date_of, write_output
from kg.errors import Fault, InputError, nearest_name

EPILOG = """examples:
  kgquery explain 'xicheng-2017/1~…' --enterprise examples/hospital.json --as-of 2018-06-01
      the id as `kgquery obligations` printed it
  kgquery explain xicheng-2017/1 --enterprise examples/hospital.json --as-of 2018-06-01
      every obligation of that duty
  kgquery explain … --sources FOLDER
      with the exact words, from your own copy of the document (FOLDER/xicheng-2017.txt)"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "explain", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Why: the rules and facts from which an obligation follows, down to clause and profile.",
    )  # fmt: skip
    parser.add_argument("obligation", metavar="OBLIGATION-ID", help="an obligation's id, or a duty's")
    add_enterprise(parser)
    add_date(parser)
    parser.add_argument("--format", choices=["text", "json", "ttl"], default="text", help="default: text")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the sentences (default: zh)")
    parser.add_argument("--depth", type=int, metavar="N", help="show at most N levels of the proof")
    parser.add_argument("--sources", metavar="FOLDER", help="folder with the documents' texts, to quote the exact words")


def run(arguments: argparse.Namespace) -> int:
    from kg.answer.obligations import answer
    from kg.answer.proofs import explain
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile

    as_of = date_of(arguments.as_of)
    knowledge = open_knowledge()
    enterprise = read_profile(arguments.enterprise, knowledge)
    found = answer(knowledge, enterprise, as_of)
    chosen = [e for e in found.obligations if arguments.obligation in (e["id"], e["duty"]["id"])]
    if not chosen:
        known = [e["id"] for e in found.obligations] + [e["duty"]["id"] for e in found.obligations]
        raise InputError(
            [
                Fault(
                    "OBLIGATION-ID", "", f"{enterprise.name} has no obligation {arguments.obligation!r} on {as_of}",
                    "an id that `kgquery obligations --status all` prints for this profile and date",
                    nearest_name(arguments.obligation, known, 0.5),
                )
            ]
        )  # fmt: skip
    text = explain(found, chosen, arguments.format, arguments.lang, arguments.depth, arguments.sources)
    write_output(text, None)
    return 0
