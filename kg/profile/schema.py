"""Checking a value against a schema, every fault at once, and each with its JSON pointer.

The schema is ordinary JSON Schema 2020-12; this walker understands the keywords that the project's own schemas use.
It exists beside the general libraries because those cost more time to import than a whole answer takes, and because
a fault must say what was found, what is allowed and the nearest known name. A test holds it against a general library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kg.dates import is_date
from kg.errors import Fault, nearest_name
from kg.profile.document import NotFinite, Repeated

_TYPE_NAMES = {
    "object": "an object", "array": "a list", "string": "a string", "number": "a number", "integer": "a whole number",
    "boolean": "true or false",
}  # fmt: skip


def check(value: Any, schema: dict[str, Any], file: str) -> list[Fault]:
    """All faults of `value`; `schema` is whole, with its `$defs`."""
    return list(_Checker(schema, file).walk(value, schema, ""))


def show(value: Any) -> str:
    """A found value, short enough for one line."""
    import json

    if isinstance(value, NotFinite):
        return "a number that is not finite or too long"
    if isinstance(value, Decimal):
        return str(value)
    text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= 60 else text[:57] + "…"


def pointer(parent: str, key: str | int) -> str:
    """The JSON pointer (RFC 6901) of `key` below `parent`."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"


class _Checker:
    def __init__(self, root: dict[str, Any], file: str) -> None:
        self.root = root
        self.file = file

    def fault(self, place: str, message: str, allowed: str = "", nearest: str = "") -> Fault:
        return Fault(self.file, place or "/", message, allowed, nearest)

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            target: Any = self.root
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
        return schema

    def walk(self, value: Any, schema: dict[str, Any], place: str) -> Iterator[Fault]:
        schema = self.resolve(schema)
        kind = schema.get("type")
        if kind and not _is(value, kind):
            # A number in quotation marks or with its unit ("5吨") is the commonest slip: what to write is said in full.
            of = schema.get("x-unit", "")
            bare = ", without quotation marks or unit" if kind in ("number", "integer") and isinstance(value, str) else ""
            yield self.fault(place, f"found {show(value)}", f"{_TYPE_NAMES[kind]}{f' of {of}' if of else ''}{bare}")
            return
        if isinstance(value, dict):
            yield from self.walk_object(value, schema, place)
        elif isinstance(value, list):
            items = schema.get("items")
            for index, item in enumerate(value):
                if items is not None:
                    yield from self.walk(item, items, pointer(place, index))
        elif isinstance(value, str):
            yield from self.walk_string(value, schema, place)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            low, high = schema.get("minimum"), schema.get("maximum")
            if (low is not None and value < low) or (high is not None and value > high):
                bounds = f"from {low} up" if high is None else f"from {low} to {high}"
                yield self.fault(place, f"found {show(value)}", f"{_TYPE_NAMES[kind or 'number']} {bounds}")

    def walk_object(self, value: dict[str, Any], schema: dict[str, Any], place: str) -> Iterator[Fault]:
        known = schema.get("properties", {})
        if isinstance(value, Repeated):
            for key in value.keys_repeated:
                yield self.fault(pointer(place, key), "this field stands more than once", "each field once")
        for key in schema.get("required", ()):
            if key not in value:
                yield self.fault(pointer(place, key), "this field is missing", self.describe(known[key]))
        if "anyOf" in schema and not any(all(k in value for k in option["required"]) for option in schema["anyOf"]):
            names = " or ".join(option["required"][0] for option in schema["anyOf"])
            yield self.fault(place, "nothing says what this is", f"one of the fields {names}")
        for key, item in value.items():
            if key in known:
                yield from self.walk(item, known[key], pointer(place, key))
            elif schema.get("additionalProperties") is False:
                yield self.fault(
                    pointer(place, key), f"unknown field {show(key)}", ", ".join(known), nearest_name(key, known)
                )

    def walk_string(self, value: str, schema: dict[str, Any], place: str) -> Iterator[Fault]:
        if any("\ud800" <= character <= "\udfff" for character in value):
            # JSON can write half of a pair of surrogates, and no file or terminal can hold it.
            yield self.fault(place, f"found {show(value)}, which holds half a character", "whole characters")
        elif len(value.strip()) < schema.get("minLength", 0):
            yield self.fault(place, "found an empty string", "some text")
        elif len(value) > schema.get("maxLength", len(value)):
            yield self.fault(place, f"found a text of {len(value):,} characters", f"at most {schema['maxLength']}")
        elif "pattern" in schema and not re.search(schema["pattern"], value):
            # The one pattern of our schemas keeps names on one line and out of the terminal's commands.
            yield self.fault(place, f"found {show(value)}, which holds a control character", "text on one line")
        elif "enum" in schema and value not in schema["enum"]:
            yield self.fault(
                place, f"unknown code {show(value)}", schema.get("x-allowed", ", ".join(schema["enum"])),
                nearest_name(value, schema["enum"], 0.5),
            )  # fmt: skip
        elif schema.get("format") == "date" and not is_date(value):
            yield self.fault(place, f"found {show(value)}", "a date such as 2018-06-01")

    def describe(self, schema: dict[str, Any]) -> str:
        schema = self.resolve(schema)
        return str(schema.get("description") or _TYPE_NAMES.get(schema.get("type", ""), "a value"))


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, NotFinite):
        return False
    if kind == "integer":
        return not isinstance(value, bool) and (
            isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
        )
    if kind == "number":
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    expected = {"object": dict, "array": list, "string": str, "boolean": bool}[kind]
    return isinstance(value, expected)
