"""The tables of `ontology/reference/` as RDF.

Beside a table `NAME.csv` lies `NAME.csv-metadata.json`, CSV on the Web metadata that says what each column means; a table
without it is read by the programs that need it and does not enter the graph. Understood is this part of the standard
(https://www.w3.org/TR/tabular-metadata/, in the minimal mode of https://www.w3.org/TR/csv2rdf/):

- of a table: `url`, `tableSchema` with `columns` and `aboutUrl`; relative IRIs are resolved against the project's base;
- of a column: `name`, `virtual`, `required`, `suppressOutput`, `aboutUrl`, `propertyUrl`, `valueUrl`, `datatype`
  (`string`, `integer`, `decimal`, `date`, `gYearMonth`, `boolean`), `lang`, `separator`;
- in a template: `{column}`. The one difference from the standard: a `valueUrl` is expanded for each value of a column that
  has a `separator`, not once for the whole list.

An empty cell says nothing and yields nothing, as does a template with an empty cell in it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.dates import is_date
from kg.errors import Fault, InputError, nearest_name
from kg.names import BASE, PREFIXES, XSD

if TYPE_CHECKING:
    import pyoxigraph as ox

_DATATYPES = {
    "string": re.compile(r".*", re.DOTALL),
    "integer": re.compile(r"[+-]?\d+", re.ASCII),
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII),
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII),
    "gYearMonth": re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII),
    "boolean": re.compile(r"true|false|1|0"),
}
_FIELD = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"[\w.~/-]+", re.ASCII)
_COLUMN_KEYS = (
    "name", "titles", "virtual", "required", "suppressOutput", "aboutUrl", "propertyUrl", "valueUrl", "datatype", "lang",
    "separator", "dc:description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `separator` is empty for a column of single values, `lang` for values without language."""

    name: str
    virtual: bool = False
    required: bool = False
    suppressed: bool = False
    about: str = ""
    property: str = ""
    value: str = ""
    datatype: str = "string"
    lang: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what its columns mean; `about` is the template of the subject of each row."""

    path: Path
    about: str
    columns: tuple[Column, ...]


def tables(ontology: Path) -> list[Table]:
    """Every table of `ontology/reference/` that has metadata, in the order of the names.

    Raises:
        InputError: metadata that cannot be used, or that names a table that is not there.
    """
    return [read_metadata(path) for path in sorted((ontology / "reference").glob("*.csv-metadata.json"))]


def table_quads(ontology: Path) -> Iterator[ox.Quad]:
    """The quads (all in the default graph) of every table below `ontology`.

    Raises:
        InputError: a table or its metadata cannot be used; with file, line and column.
    """
    for table in tables(ontology):
        yield from quads(table)


def read_metadata(path: Path) -> Table:
    """The table that a metadata file describes.

    Raises:
        InputError: unreadable, not JSON, an unknown property, a template that names an unknown column, or no such table.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError([Fault(str(path), "", f"the file cannot be read: {error.strerror}")]) from None
    except ValueError as error:
        raise InputError([Fault(str(path), "", f"this is not JSON: {error}")]) from None
    schema = data.get("tableSchema", {}) if isinstance(data, dict) else {}
    listed = schema.get("columns") if isinstance(schema, dict) else None
    if not isinstance(listed, list) or "url" not in data:
        raise InputError(
            [Fault(str(path), "", "this is no table description", "an object with url and tableSchema.columns")]
        )
    faults: list[Fault] = []
    columns = tuple(_column(entry, f"/tableSchema/columns/{at}", str(path), faults) for at, entry in enumerate(listed))
    names = {column.name for column in columns if not column.virtual}
    about = schema.get("aboutUrl", "")
    for template in (about, *(text for column in columns for text in (column.about, column.value))):
        for field in _FIELD.findall(template):
            if field not in names:
                faults.append(
                    Fault(
                        str(path),
                        "",
                        f"{template!r} names the column {field!r}",
                        "a column of the table",
                        nearest_name(field, names),
                    )
                )
    csv_path = path.parent / str(data["url"])
    if not csv_path.is_file():
        faults.append(Fault(str(path), "/url", f"there is no file {data['url']}", "a CSV file beside the metadata"))
    if faults:
        raise InputError(faults)
    return Table(csv_path, about, columns)


def _column(entry: Any, place: str, file: str, faults: list[Fault]) -> Column:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        faults.append(Fault(file, place, "this is no column", "an object with a name"))
        return Column("")
    for key in entry:
        if key not in _COLUMN_KEYS:
            allowed = ", ".join(sorted(_COLUMN_KEYS))
            faults.append(
                Fault(file, f"{place}/{key}", f"unknown property {key!r}", allowed, nearest_name(key, _COLUMN_KEYS))
            )
    if entry.get("virtual") and not entry.get("valueUrl"):
        faults.append(Fault(file, place, "a virtual column has no cells to take a value from", "a valueUrl"))
    datatype = str(entry.get("datatype", "string"))
    if datatype not in _DATATYPES:
        faults.append(
            Fault(
                file,
                f"{place}/datatype",
                f"unknown datatype {datatype!r}",
                ", ".join(_DATATYPES),
                nearest_name(datatype, _DATATYPES),
            )
        )
    return Column(
        entry["name"],
        bool(entry.get("virtual", False)),
        bool(entry.get("required", False)),
        bool(entry.get("suppressOutput", False)),
        entry.get("aboutUrl", ""),
        entry.get("propertyUrl", ""),
        entry.get("valueUrl", ""),
        datatype,
        entry.get("lang", ""),
        entry.get("separator", ""),
    )


def rows(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table by column name, each with its number in the file (the header is 1; a row is one line here).

    Raises:
        InputError: the header is not the described one, a row has too few or too many cells, or a required cell is empty.
    """
    expected = [column.name for column in table.columns if not column.virtual]
    required = [column.name for column in table.columns if column.required and not column.virtual]
    lines = csv_lines(table.path)
    _, header = next(lines, (1, []))
    if header != expected:
        raise InputError([Fault(str(table.path), "1:1", f"the columns are {', '.join(header)}", ", ".join(expected))])
    for number, cells in lines:
        if len(cells) != len(expected):
            message = f"the row has {len(cells)} cells"
            raise InputError([Fault(str(table.path), f"{number}:1", message, f"{len(expected)} cells")])
        row = dict(zip(expected, cells, strict=True))
        for name in required:
            if not row[name]:
                raise InputError([Fault(str(table.path), f"{number}:1", f"{name} is empty", "a value")])
        yield number, row


def csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of a CSV file in UTF-8, its header first, each with its number (from 1) and its cells.

    Raises:
        InputError: the file is missing, not UTF-8, or not CSV; with file and line.
    """
    number = 1
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            for cells in reader:
                number = reader.line_num
                yield number, cells
    except UnicodeDecodeError as error:
        message = f"byte 0x{error.object[error.start]:02x}, some way below line {number}, is not UTF-8"
        raise InputError([Fault(str(path), "", message, "a table in UTF-8")]) from None
    except csv.Error as error:
        raise InputError([Fault(str(path), f"{number + 1}:1", f"not CSV: {error}", "a table in CSV (RFC 4180)")]) from None
    except OSError as error:
        raise InputError([Fault(str(path), "", f"the table cannot be read: {error.strerror}", "a CSV file")]) from None


def quads(table: Table) -> Iterator[ox.Quad]:
    """The quads of one table.

    Raises:
        InputError: see `rows`; also a value that is not of its column's datatype.
    """
    import pyoxigraph as ox

    nodes: dict[str, ox.NamedNode] = {}

    def node(text: str) -> ox.NamedNode:
        found = nodes.get(text)
        if found is None:
            found = nodes[text] = ox.NamedNode(_iri(text))
        return found

    subjects: dict[str, list[tuple[Column, ox.NamedNode, _Template, _Literals]]] = {}
    for column in table.columns:
        if column.property and not column.suppressed:
            parts = (column, node(column.property), _Template(column.value), _Literals(column))
            subjects.setdefault(column.about or table.about, []).append(parts)
    described = [(_Template(about), columns) for about, columns in subjects.items()]
    for line, row in rows(table):
        for about, columns in described:
            named = about.fill(row)
            if not named:
                continue
            subject = node(named)
            for column, predicate, target, literals in columns:
                if column.value:
                    for text in _targets(column, target, row):
                        yield ox.Quad(subject, predicate, node(text))
                    continue
                cell = row[column.name]
                for value in cell.split(column.separator) if column.separator else (cell,):
                    if not value:
                        continue
                    literal = literals.get(value)
                    if literal is None:
                        message = f"{value!r} in the column {column.name}"
                        allowed = f"a value of type {column.datatype}"
                        raise InputError([Fault(str(table.path), f"{line}:1", message, allowed)])
                    yield ox.Quad(subject, predicate, literal)


def _targets(column: Column, template: _Template, row: dict[str, str]) -> list[str]:
    """What a column with a `valueUrl` points to: nothing for an empty cell, one thing for each value of a list."""
    if column.virtual:
        found = [template.fill(row)]
    elif not row[column.name]:
        return []
    elif not column.separator:
        found = [template.fill(row)]
    else:
        found = [template.fill({**row, column.name: value}) for value in row[column.name].split(column.separator)]
    return [text for text in found if text]


class _Template:
    """A template of the metadata, taken apart once: text, field, text, field … text."""

    __slots__ = ("_parts",)

    def __init__(self, text: str) -> None:
        self._parts = _FIELD.split(text)

    def fill(self, row: dict[str, str]) -> str:
        """The template with its fields filled in, or the empty string where one of them is empty."""
        text = self._parts[0]
        for at in range(1, len(self._parts), 2):
            cell = row[self._parts[at]]
            if not cell:
                return ""
            text += (cell if _PLAIN.fullmatch(cell) else quote(cell, safe="-._~/:")) + self._parts[at + 1]
        return text


class _Literals:
    """The literals of one column, each made once."""

    __slots__ = ("_column", "_made")

    def __init__(self, column: Column) -> None:
        self._column = column
        self._made: dict[str, ox.Literal | None] = {}

    def get(self, value: str) -> ox.Literal | None:
        """The literal of a cell, or None where the cell is not of the column's datatype."""
        if value not in self._made:
            self._made[value] = self._make(value)
        return self._made[value]

    def _make(self, value: str) -> ox.Literal | None:
        import pyoxigraph as ox

        if not _DATATYPES[self._column.datatype].fullmatch(value) or (self._column.datatype == "date" and not is_date(value)):
            return None
        if self._column.lang:
            return ox.Literal(value, language=self._column.lang)
        if self._column.datatype == "string":
            return ox.Literal(value)
        return ox.Literal(value, datatype=ox.NamedNode(XSD + self._column.datatype))


def _iri(text: str) -> str:
    prefix, _, local = text.partition(":")
    if prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return text if "://" in text else BASE + text
