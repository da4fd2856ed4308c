"""Reading a JSON document with nothing lost: exact numbers, no repeated keys, faults with line and column."""

from __future__ import annotations

import json
import math
import os
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.errors import Fault, InputError

# A number longer than this is a mistake, and converting it exactly would take for ever (1e999999999).
_LONGEST_NUMBER = 40
_LARGEST_FILE = 64 * 1024 * 1024


class Repeated(dict[str, Any]):
    """A JSON object in which a key stood more than once; `keys_repeated` names them."""

    keys_repeated: tuple[str, ...] = ()


class NotFinite(float):
    """NaN, Infinity or a number too long to be one of tonnes; the checker reports it where it stands."""


def read_bytes(path: str) -> bytes:
    """The bytes of `path`, or of standard input for `-`.

    Raises:
        InputError: the file is missing, unreadable, a folder or implausibly large.
    """
    if path == "-":
        import sys

        data = sys.stdin.buffer.read(_LARGEST_FILE + 1)
        if len(data) > _LARGEST_FILE:
            raise InputError([_too_large(path)])
        return data
    try:
        if os.path.isdir(path):
            raise InputError([Fault(path, "", "this is a folder", "a file of JSON")])
        if os.stat(path).st_size > _LARGEST_FILE:
            raise InputError([_too_large(path)])
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Fault(path, "", f"the file cannot be read: {reason}")]) from None


def _too_large(path: str) -> Fault:
    return Fault(path, "", "the file is too large", f"at most {_LARGEST_FILE >> 20} MiB")


def parse(data: bytes, name: str) -> Any:
    """The JSON value in `data`: numbers as `int` or `Decimal`, objects with repeated keys as `Repeated`.

    Raises:
        InputError: not UTF-8, not JSON, or nested too deeply; with line, column and a caret.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts behind a byte order mark.
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise InputError([Fault(name, f"{line}:1", message, "a JSON file in UTF-8")]) from None
    try:
        return json.loads(
            text, parse_float=_exact, parse_int=_integer, parse_constant=NotFinite, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg}"
        if not text[error.pos :].strip():
            message = "not JSON: the file ends before every bracket and quotation mark is closed" if text.strip() else "not JSON: the file is empty"
        fault = Fault(name, f"{error.lineno}:{error.colno}", message, "one JSON object")
        raise InputError([fault]) from None
    except RecursionError:
        raise InputError([Fault(name, "", "nested too deeply", "the fields of an enterprise profile")]) from None


def exact(value: Any) -> Any:
    """A JSON value that another parser has made, with its floats as `parse` gives numbers: by the digits that Python prints."""
    if isinstance(value, float) and not isinstance(value, NotFinite):
        return _exact(repr(value)) if math.isfinite(value) else NotFinite(value)
    if type(value) is dict:
        return {key: exact(item) for key, item in value.items()}
    if type(value) is list:
        return [exact(item) for item in value]
    return value


def _exact(digits: str) -> Decimal | NotFinite:
    try:
        value = Decimal(digits)
    except InvalidOperation:  # an exponent of twenty digits
        return NotFinite("nan")
    exponent = value.adjusted()
    if len(digits) > _LONGEST_NUMBER or abs(exponent) > _LONGEST_NUMBER:
        return NotFinite("inf") if exponent >= 0 else NotFinite("nan")
    return value


def _integer(digits: str) -> int | NotFinite:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else NotFinite("inf")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    marked = Repeated(found)
    marked.keys_repeated = tuple(dict.fromkeys(k for k, _ in pairs if k in seen or seen.add(k)))  # type: ignore[func-returns-value]
    return marked
