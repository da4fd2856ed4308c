"""The rule engine: strata, compilation to Python and SQL, inference, unknowns and proofs.

Loading a prepared program and inferring import only what they need; the compiler comes with the first use of `prepare`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .model import Model
from .prepared import Prepared
from .unknown import ANY, Unknown

if TYPE_CHECKING:
    from kg.rules.program import Program

__all__ = ["ANY", "Model", "Prepared", "Unknown", "prepare"]


def prepare(
    program: Program, base: Mapping[str, Iterable[tuple[Any, ...]]], *, limit: int = 5_000_000, seconds: float = 60.0
) -> Prepared:
    """Concludes what rests on no profile and compiles the rest; see kg.engine.compiler."""
    from .compiler import prepare as prepare_program

    return prepare_program(program, base, limit=limit, seconds=seconds)
