"""Faults that a user can mend, and the exit codes that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

EXIT_DONE = 0
EXIT_NEEDS_ATTENTION = 1
EXIT_BAD_INPUT = 2
EXIT_INTERNAL = 70


class Fault(NamedTuple):
    """One thing wrong with one input.

    `place` is a JSON pointer (`/units/0/id`) or `line:column`; `excerpt` is the source line with a caret
    under it, where there is one; `allowed` says what would have been right; `nearest` the closest known name.
    """

    file: str
    place: str
    message: str
    allowed: str = ""
    nearest: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean {self.nearest}?"
        return f"{text}\n{self.excerpt}" if self.excerpt else text


class InputError(Exception):
    """Input that cannot be used, with every fault found in it; the command line answers it with exit 2."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def nearest_name(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name most like `name`, or the empty string when none is close; full-width letters and capitals are no difference."""
    import difflib
    import unicodedata

    if len(name) <= 3 and not name.isascii():
        cutoff = min(cutoff, 0.5)  # one of two or three Chinese characters is much
    names = list(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=cutoff)
    if found:
        return found[0]
    folded = {unicodedata.normalize("NFKC", other).casefold(): other for other in reversed(names)}
    found = difflib.get_close_matches(unicodedata.normalize("NFKC", name).casefold(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""
