"""`kgquery obligations`: who owes what for one enterprise on one date."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.cli.arguments import (
    add_date,
    add_enterprise,
    add_status,
    date_of,
    done,
    statuses_of,
    terminal_columns,
    write_output,
)

if TYPE_CHECKING:
    from kg.answer.obligations import Answer

EPILOG = """examples:
  kgquery obligations --enterprise examples/xicheng-hospital.json --as-of 2018-06-01
      a table for people, grouped by who owes
  kgquery obligations -e examples/xicheng-hospital.json --as-of 2018-06-01 --format json
      the same for programs; `kgquery schema obligations` describes it
  kgquery obligations -e examples/xicheng-hospital.json --as-of 2021-06-01 --status all
      with what is past as well
  kgquery obligations -e examples/xicheng-hospital.json --bearer enterprise --format csv
      only what the enterprise itself owes"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "obligations", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Who owes what to whom for one enterprise on one date, by when, on which text, and why.",
    )  # fmt: skip
    add_enterprise(parser)
    add_date(parser)
    add_status(parser)
    parser.add_argument(
        "--bearer", choices=["agency", "enterprise", "all"], default="all", help="whose obligations (default: all)"
    )
    parser.add_argument(
        "--format", choices=["table", "json", "csv", "md", "ttl"], default="table", help="default: table"
    )
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the table (default: zh)")
    parser.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def run(arguments: argparse.Namespace) -> int:
    from kg.answer.conflicts import conflict_faults
    from kg.answer.doubtful_places import doubtful_places
    from kg.answer.obligations import answer
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile

    as_of = date_of(arguments.as_of)
    knowledge = open_knowledge()
    enterprise = read_profile(arguments.enterprise, knowledge)
    found = answer(knowledge, enterprise, as_of, statuses_of(arguments.status), arguments.bearer)
    write_output(render(found, arguments.format, arguments.lang), arguments.output)
    doubts = doubtful_places(knowledge, enterprise, arguments.enterprise)
    return done([*doubts, *conflict_faults(found, arguments.lang)])


def render(found: Answer, form: str, lang: str = "zh") -> str:
    """An answer in one of the five formats: `table`, `json`, `csv`, `md`, `ttl`."""
    if form == "json":
        return as_json(found.document())
    if form == "table":
        from kg.answer.table import table

        return table(found, terminal_columns(), lang)
    from kg.answer import exchange

    return {"csv": exchange.as_csv, "md": exchange.as_markdown, "ttl": exchange.as_turtle}[form](found)


def as_json(document: dict[str, object]) -> str:
    """The answer as JSON with one obligation a line: to read, to compare line by line, and quick to write."""
    import json

    encode = json.JSONEncoder(ensure_ascii=False).encode
    fields = []
    for name, value in document.items():
        if isinstance(value, list) and value:
            text = "[\n    " + ",\n    ".join(map(encode, value)) + "\n  ]"
        else:
            text = encode(value)
        fields.append(f'  "{name}": {text}')
    return "{\n" + ",\n".join(fields) + "\n}\n"
