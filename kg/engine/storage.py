"""Programs and rows as plain tuples, so that marshal can keep them: no pickle, nothing executed on reading but rules.

A dataclass becomes (its index in CLASSES, its fields …), a Fraction (its index, numerator, denominator), a tuple or dict
stays one; tuples that are data are wrapped so that they cannot be taken for an encoded object.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

from kg.rules import program as p

from .defeasible import Contest
from .normal import Clause

CLASSES: tuple[type[Any], ...] = (
    tuple, Fraction, p.Place, p.Variable, p.Constant, p.Operation, p.Atom, p.Comparison, p.Negation, p.Disjunction,
    p.Aggregate, p.Conclusion, p.Basis, p.Override, p.Example, p.Rule, p.Parameter, p.Relation, p.TypeDeclaration,
    p.Program, Clause, Contest,
)  # fmt: skip
_NUMBER = {cls: number for number, cls in enumerate(CLASSES)}
_FIELDS = {cls: tuple(f.name for f in dataclasses.fields(cls)) for cls in CLASSES if dataclasses.is_dataclass(cls)}


def encode(value: Any) -> Any:
    """A value made of program dataclasses, tuples, dicts and scalars, as what marshal can write."""
    cls = value.__class__
    if cls is tuple:
        return (0, *map(encode, value))
    if cls is Fraction:
        return (1, value.numerator, value.denominator)
    if cls in _FIELDS:
        return (_NUMBER[cls], *(encode(getattr(value, name)) for name in _FIELDS[cls]))
    if cls is dict:
        return {key: encode(item) for key, item in value.items()}
    if cls is list:
        return [encode(item) for item in value]
    return value


def decode(value: Any) -> Any:
    """The inverse of encode."""
    if value.__class__ is tuple:
        cls = CLASSES[value[0]]
        if cls is tuple:
            return tuple(map(decode, value[1:]))
        if cls is Fraction:
            return Fraction(value[1], value[2])
        return cls(*map(decode, value[1:]))
    if value.__class__ is dict:
        return {key: decode(item) for key, item in value.items()}
    if value.__class__ is list:
        return [decode(item) for item in value]
    return value


def plain(value: Any) -> Any:
    """Named tuples, however deep, as tuples."""
    return tuple(map(plain, value)) if isinstance(value, tuple) else value
