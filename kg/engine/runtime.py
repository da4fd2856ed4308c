"""What compiled clauses call while they run, and how their code becomes functions again."""

from __future__ import annotations

import marshal
from fractions import Fraction
from types import CodeType, FunctionType
from typing import Any

from .fixpoint import ROWS_AT_MOST, halted
from .fold import fold
from .functions import bounded, call, call_possibly, divide, divide_possibly
from .unknown import Unknown, could, could_equal, meet

GLOBALS: dict[str, Any] = {
    "U": Unknown, "F": Fraction, "E": (), "divide": divide, "divide_possibly": divide_possibly, "call": call,
    "call_possibly": call_possibly, "could": could, "could_equal": could_equal, "meet": meet, "fold": fold, "bounded": bounded, "MOST": ROWS_AT_MOST, "STOP": False, "halted": halted,
}  # fmt: skip


def function_of(code: CodeType | bytes, names: dict[str, Any] = GLOBALS) -> FunctionType:
    """The callable of a code object, or of its marshalled form; `names` are the globals that it sees."""
    return FunctionType(marshal.loads(code) if isinstance(code, bytes) else code, names)
