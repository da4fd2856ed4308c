"""An index of names that costs nothing to load: its lines lie on shelves, each one string, and a search reads one shelf.

Thousands of separate strings take milliseconds to unmarshal, which every short-lived process would pay; a hundred long
ones take a few hundredths of that. A shelf holds some fifty lines, so a search in it is a scan of two thousand characters.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

_LINES_A_SHELF = 50


def shelve(index: Mapping[str, Iterable[int]]) -> list[str]:
    """The shelves of an index from keys (without tab or line break) to places.

    Raises:
        ValueError: a key holds a tab or a line break.
    """
    shelves = [["\n"] for _ in range(max(1, len(index) // _LINES_A_SHELF))]
    for key, places in index.items():
        if "\t" in key or "\n" in key:
            raise ValueError(f"a key cannot hold a tab or a line break: {key!r}")
        shelves[_shelf(key, len(shelves))].append(f"{key}\t{' '.join(map(str, places))}\n")
    return ["".join(shelf) for shelf in shelves]


def look(shelves: Sequence[str], key: str) -> list[int]:
    """The places of a key; none where the index lacks it."""
    shelf = shelves[_shelf(key, len(shelves))]
    at = shelf.find(f"\n{key}\t")
    if at < 0 or "\n" in key or "\t" in key:
        return []
    start = at + len(key) + 2
    return [int(place) for place in shelf[start : shelf.index("\n", start)].split(" ")]


def keys(shelves: Iterable[str]) -> Iterator[str]:
    """Every key, shelf by shelf."""
    for shelf in shelves:
        for line in shelf.split("\n"):
            if line:
                yield line.partition("\t")[0]


def _shelf(key: str, count: int) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % count
