"""`kgquery schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kg.cli.arguments import write_output

EPILOG = """examples:
  kgquery schema profile        every field of a profile, with all codes and the Chinese terms they accept
  kgquery schema obligations    what `kgquery obligations --format json` prints"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "schema", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Print a JSON Schema (2020-12).",
    )  # fmt: skip
    parser.add_argument("name", choices=["profile", "obligations"], help="which schema")


def run(arguments: argparse.Namespace) -> int:
    if arguments.name == "profile":
        from kg.knowledge import open_knowledge

        schema = open_knowledge().profile_schema
    else:
        path = Path(__file__).resolve().parent.parent / "answer" / "obligations.schema.json"
        schema = json.loads(path.read_text("utf-8"))
    write_output(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", None)
    return 0
