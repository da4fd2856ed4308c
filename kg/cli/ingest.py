"""`kgquery ingest`: read policy documents."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ingest.model import Document

EPILOG = """examples:
  kgquery ingest plan.docx                                 JSON: document, tasks, what was not understood
  kgquery ingest plan.pdf --id daxing-2021 --format ttl    Turtle, ready for ontology/documents/daxing-2021.ttl
  kgquery ingest *.txt --output FOLDER                     one file a document, with a progress bar
  kgquery ingest --check xicheng-2017 my-copy.txt          where my copy and the committed data differ
  kgquery ingest - < plan.txt

Reads .txt (UTF-8, UTF-16, GB18030, Big5), .docx, .pdf and .html.
exit codes: 0 all understood; 1 something needs a person's eye (named on standard error); 2 bad input."""

_SHOWN = 20
_LONG = 300_000  # characters; some seconds of reading


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "ingest", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Read policy documents: tasks, responsibility clauses, deadlines, references.",
    )  # fmt: skip
    parser.add_argument("files", nargs="+", metavar="FILE", help="a document; - for standard input")
    parser.add_argument("--id", metavar="ID", help="the document's id (default: the file's name)")
    parser.add_argument("--format", choices=["json", "ttl"], default="json", help="default: json")
    parser.add_argument("--output", "-o", metavar="PATH", help="write there; a folder when there are several files")
    parser.add_argument("--check", metavar="ID", help="compare the text with the committed data of this document")
    parser.add_argument("--quiet", action="store_true", help="no summary and no progress on standard error")


def run(arguments: argparse.Namespace) -> int:
    from kg.cli.arguments import write_output
    from kg.errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError

    if len(arguments.files) > 1 and (arguments.id or arguments.check):
        raise InputError([Fault("--id" if arguments.id else "--check", "", "goes with one FILE only")])
    if arguments.id is not None:
        _check_id(arguments.id)
    worst = EXIT_DONE
    outputs: list[str] = []
    taken: set[str] = set()
    for path in _with_progress(arguments.files, arguments.quiet):
        try:
            text, document = _read(path, arguments.quiet)
        except InputError as error:
            if len(arguments.files) == 1:
                raise
            # One bad file of many must not stop the rest.
            print(error, file=sys.stderr)
            worst = EXIT_BAD_INPUT
            continue
        identifier = arguments.id or _id_from(path, taken)
        if arguments.check:
            return _compare(document, arguments.check, arguments.quiet)
        written = _written(document, text, identifier, arguments.format, len(arguments.files) > 1 and not arguments.output)
        if arguments.output and len(arguments.files) > 1:
            write_output(written, _inside(arguments.output, identifier, arguments.format))
        elif arguments.output:
            write_output(written, arguments.output)
        else:
            outputs.append(written)
        needs_eye = _summary(document, path, text, arguments.quiet)
        worst = max(worst, EXIT_NEEDS_ATTENTION if needs_eye else EXIT_DONE)
    if outputs:
        write_output("".join(outputs), None)
    return worst


def _read(path: str, quiet: bool) -> tuple[str, Document]:
    from kg.errors import Fault, InputError
    from kg.ingest.files import read_text
    from kg.ingest.reader import read_document

    text = read_text(path)
    if not text.strip():
        raise InputError([Fault("standard input" if path == "-" else path, "", "the file is empty", "a policy document")])
    long = len(text) > _LONG and not quiet and sys.stderr.isatty()
    document = read_document(text, (lambda share: _bar(share, path)) if long else None)
    if long:
        _bar(1.0, path)
        sys.stderr.write("\n")
    return text, document


def _bar(share: float, words: str) -> None:
    filled = int(30 * share)
    sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {share:4.0%} {words[-40:]:<40}")
    sys.stderr.flush()


def _written(document: Document, text: str, identifier: str, form: str, one_line: bool) -> str:
    if form == "ttl":
        from kg.ingest.turtle import to_turtle

        return to_turtle(document, identifier)
    import json

    from kg.ingest.as_json import document_json

    return json.dumps(document_json(document, text, identifier), ensure_ascii=False, indent=None if one_line else 2) + "\n"


def _check_id(identifier: str) -> None:
    import re

    from kg.errors import Fault, InputError

    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", identifier):
        raise InputError([Fault("--id", "", f"found {identifier!r}", "lower-case letters, digits and hyphens, as xicheng-2017")])


def _id_from(path: str, taken: set[str]) -> str:
    """An id out of the file's name, `document` when nothing usable is in it; numbered where it is taken already, so that no
    document takes another's place (西城.txt, 从化.txt)."""
    import re
    from pathlib import Path

    name = found = re.sub(r"[^a-z0-9]+", "-", Path(path).stem.lower()).strip("-") or "document"
    number = 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _inside(directory: str, identifier: str, form: str) -> str:
    from pathlib import Path

    from kg.errors import Fault, InputError

    try:
        Path(directory).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([Fault(directory, "", f"this folder cannot be made: {error.strerror}")]) from None
    return str(Path(directory) / f"{identifier}.{form}")


def _with_progress(paths: list[str], quiet: bool) -> Iterator[str]:
    """The paths, with a bar on a terminal when there are several."""
    show = not quiet and len(paths) > 1 and sys.stderr.isatty()
    for done, path in enumerate(paths):
        if show:
            _bar(done / len(paths), path)
        yield path
    if show:
        _bar(1.0, f"{len(paths)} files")
        sys.stderr.write("\n")


def _summary(document: Document, path: str, text: str, quiet: bool) -> bool:
    """Says what was found and what a person must look at; whether there is any such thing."""
    from kg.ingest.layout import Lines, normalise

    with_clause = sum(1 for task in document.tasks if task.clause)
    needs_eye = bool(document.unparsed) or not document.tasks
    if quiet:
        return needs_eye
    missing = [
        name
        for name, value in (("title", document.title), ("number", document.number), ("issuer", document.issuer), ("date", document.issued))
        if not value
    ]
    say = [
        f"{path}: {len(document.tasks)} tasks, {with_clause} with a responsibility clause, "
        f"{sum(len(task.assignments) for task in document.tasks)} bodies, {sum(len(task.deadlines) for task in document.tasks)} deadlines, "
        f"{len(document.citations)} references"
        + (f"; {len(document.annex)} restated in an annex" if document.annex else "")
    ]
    if missing:
        say.append(f"  not found: {', '.join(missing)}")
    if not document.tasks:
        say.append("  no task was found: is this a plan with numbered tasks or responsibility clauses?")
    lines = Lines(normalise(text))
    for item in document.unparsed[:_SHOWN]:
        say.append(f"  line {lines.number(item.position)}: {item.reason}: {item.text[:60]}")
    if len(document.unparsed) > _SHOWN:
        say.append(f"  … and {len(document.unparsed) - _SHOWN} more")
    print("\n".join(say), file=sys.stderr)
    return needs_eye


def _compare(document: Document, identifier: str, quiet: bool) -> int:
    from kg.cli.arguments import write_output
    from kg.errors import EXIT_DONE, EXIT_NEEDS_ATTENTION
    from kg.ingest.check import disagreements
    from kg.ingest.sources import committed_positions

    found = disagreements(document, identifier)
    write_output("".join(f"{item}\n" for item in found), None)
    committed = committed_positions(identifier)
    if not quiet:
        same = committed is not None and committed.sha256 == document.sha256
        print(
            f"{identifier}: {len(found)} differences; the text is {'the very one' if same else 'another copy than the one'} "
            "that the committed data was read from",
            file=sys.stderr,
        )
    return EXIT_NEEDS_ATTENTION if found else EXIT_DONE
