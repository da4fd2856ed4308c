"""When Python looks for cyclic garbage."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def collecting_later(function: Callable[P, R]) -> Callable[P, R]:
    """`function` without collections while it runs: it makes very many tuples and no cycles, so that looking for them only costs time.

    What it dropped is still freed at once, as ever, by counting references.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not gc.isenabled():
            return function(*args, **kwargs)
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            gc.enable()

    return run
