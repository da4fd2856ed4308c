"""The ready queries of `queries/`, what they are for, and the parameters that a query's head declares.

A head is the comment lines at the top of a query:

    # Title: Tasks by deadline
    # Purpose: Which tasks have their deadline in a stretch of time.
    # Params: from date = 2018-01-01: the first day
    # Params: body body: the body asked about, by its id or a name
    # Needs: enterprise

`Params`, once for each parameter: the variable, its type (`kg.sparql.declared.TYPES`), `= value` where it may be left out
(`= any` leaves the variable unbound), and what it is. `Needs: enterprise` says that the query asks about one enterprise.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kg.content import folder
from kg.errors import Fault, InputError, nearest_name
from kg.sparql.declared import TYPES, Parameter, Query

_HEAD = re.compile(r"#\s*(Title|Purpose|Params|Needs):\s*(.*?)\s*")
_PARAMETER = re.compile(r"(\w+)\s+(\w+)(?:\s*=\s*([^:\s]+|\"[^\"]*\"))?(?:\s*:\s*(.*))?")


def shipped() -> list[Query]:
    """The ready queries, by name."""
    return [_read(path, path.stem) for path in sorted(folder("queries").glob("*.rq"))]


def find(name: str) -> Query:
    """The query that a command line names: a ready one (`checks/NAME` for a check), a file, or `-` for standard input.

    Raises:
        InputError: there is no such query, the file cannot be read, or its head is at fault.
    """
    if name == "-":
        return read_head("-", sys.stdin.buffer.read().decode("utf-8", "replace"))
    if not name.endswith(".rq"):
        path = folder("queries") / f"{name}.rq"
        if re.fullmatch(r"(checks/)?[\w-]+", name) and path.is_file():
            return _read(path, name)
    if name.endswith(".rq") or "/" in name or "\\" in name or Path(name).is_file():
        return _read(Path(name), name)
    known = [path.stem for path in folder("queries").glob("*.rq")]
    message = "there is no ready query of this name"
    raise InputError([Fault(name, "", message, "a name from `kgquery query --list`, or a file", nearest_name(name, known))])


def _read(path: Path, name: str) -> Query:
    try:
        return read_head(name, path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}"
        raise InputError([Fault(name, "", message, "UTF-8")]) from None
    except OSError as error:
        raise InputError([Fault(name, "", f"the file cannot be read: {error.strerror}")]) from None


def read_head(name: str, text: str) -> Query:
    """A query from its text.

    Raises:
        InputError: a parameter's declaration cannot be read, or names an unknown type; with the line.
    """
    said: dict[str, str] = {}
    parameters: list[Parameter] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            break
        head = _HEAD.fullmatch(line)
        if head is None:
            continue
        if head[1] != "Params":
            said[head[1]] = head[2]
            continue
        if head[2].lower() in ("", "none"):
            continue
        declared = _PARAMETER.fullmatch(head[2])
        if declared is None:
            faults.append(Fault(name, f"{number}:1", f"found {head[2]!r}", "NAME TYPE [= DEFAULT][: meaning]"))
        elif declared[2] not in TYPES:
            message = f"unknown type {declared[2]!r} of the parameter {declared[1]}"
            faults.append(Fault(name, f"{number}:1", message, ", ".join(TYPES), nearest_name(declared[2], TYPES)))
        else:
            default = declared[3].strip('"') if declared[3] is not None else None
            parameters.append(Parameter(declared[1], declared[2], default, declared[4] or ""))
    if faults:
        raise InputError(faults)
    needs = said.get("Needs", "") == "enterprise"
    return Query(name, text, said.get("Title", ""), said.get("Purpose", ""), tuple(parameters), needs)
