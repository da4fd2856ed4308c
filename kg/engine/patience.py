"""Ends joins that try very many rows and conclude few: a flag that compiled loops look at, raised by a watching thread.

Looking at a flag costs a loop next to nothing, counting what it tries does not.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Any

SECONDS_AT_MOST = 60.0  # for what one component of relations concludes


class Patience:
    """While it is entered: raises the flag STOP among `names` when `seconds` have gone by since the last call of `again`."""

    def __init__(self, names: dict[str, Any], seconds: float) -> None:
        self.names = names
        self.seconds = seconds
        self.began = time.monotonic()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def again(self) -> None:
        """The time begins anew."""
        self.began = time.monotonic()

    def _watch(self) -> None:
        while not self.done.wait(min(1.0, self.seconds)):
            if time.monotonic() - self.began > self.seconds:
                self.names["STOP"] = True

    def __enter__(self) -> Patience:
        self.again()
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.done.set()
        self.thread.join()
        self.names["STOP"] = False
