"""Comparisons as they are told and turned round."""

from __future__ import annotations

from kg.engine.sentences import OPERATORS, value_text

# `a < b` is `b > a`.
TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def limit_text(operator: str, limit: object) -> str:
    """A limit that a value must keep: `≥ 10`."""
    return f"{OPERATORS.get(operator, operator)} {value_text(limit)}"
