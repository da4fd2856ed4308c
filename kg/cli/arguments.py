"""Arguments that several commands share, with one wording and one way of checking."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable

from kg.dates import is_date
from kg.errors import EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError


def add_enterprise(parser: argparse.ArgumentParser, required: bool = True) -> None:
    parser.add_argument(
        "--enterprise", "-e", metavar="PROFILE.json", required=required, help="the enterprise's profile; - for standard input"
    )


def add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="the date asked about, as 2018-06-01 (default: today)")


def date_of(text: str | None) -> str:
    """The ISO date that `--as-of` gives; today when it was left out.

    Raises:
        InputError: not a calendar date.
    """
    if text is None:
        import datetime

        return datetime.date.today().isoformat()
    if not is_date(text):
        raise InputError([Fault("--as-of", "", f"found {text!r}", "a date such as 2018-06-01")])
    return text


def add_status(parser: argparse.ArgumentParser, which: str = "which to show") -> None:
    parser.add_argument(
        "--status", choices=["open", "upcoming", "past", "all"], help=f"{which} (default: open and upcoming)"
    )


def statuses_of(given: str | None) -> tuple[str, ...]:
    """The statuses that `--status` asks for."""
    if given is None:
        return "open", "upcoming"
    return ("open", "upcoming", "past") if given == "all" else (given,)


def terminal_columns() -> int:
    """The width to write for: `COLUMNS`, the terminal's, or 100 when there is none."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) >= 40:
        return int(given)
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return 100


def done(doubts: Iterable[Fault]) -> int:
    """The exit code of a command that has answered: what needs a person's eye is said on standard error."""
    told = list(dict.fromkeys(doubts))
    for doubt in told:
        print(doubt, file=sys.stderr)
    return EXIT_NEEDS_ATTENTION if told else EXIT_DONE


def write_output(text: str, path: str | None) -> None:
    """Write to a file, or to standard output in UTF-8 whatever the locale says.

    Raises:
        InputError: the file cannot be written, or the disk behind standard output is full.
    """
    if path is None or path == "-":
        try:
            sys.stdout.flush()
            raw = getattr(sys.stdout, "buffer", None)
            if raw is None:
                # A program that calls this one may have put a stream of text in the place of standard output.
                sys.stdout.write(text)
                return
            raw.write(text.encode("utf-8"))
            raw.flush()
        except BrokenPipeError:
            raise  # no fault: the reader has gone
        except OSError as error:
            raise InputError([Fault("standard output", "", f"it cannot be written: {error.strerror}")]) from None
        return
    try:
        with open(path, "wb") as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        raise InputError([Fault(path, "", f"the file cannot be written: {error.strerror}")]) from None
