"""The knowledge base: opened from its cache, built when there is none, each part read only when it is needed."""

from __future__ import annotations

import contextlib
import marshal
import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.content import PACKAGE, location
from kg.knowledge import cache

if TYPE_CHECKING:
    from kg.engine import Prepared
    from kg.profile.forms import Forms
    from kg.profile.places import Places
    from kg.profile.processes import Processes
    from kg.profile.substances import Substances


_REMEMBERED = 16


class Knowledge:
    """What kgquery knows: the compiled program with everything it concludes of no enterprise in particular, and lookups."""

    def __init__(self, sections: cache.Sections, rebuild: Any = None) -> None:
        self._sections = sections
        self._rebuild = rebuild
        self._remembered: dict[str, Any] = {}

    def remember(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gave the first time it was asked for under this name; the last sixteen names are kept."""
        if name not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            self._remembered[name] = make()
        return self._remembered[name]

    def _read(self, title: str) -> bytes:
        try:
            return self._sections[title]
        except (cache.Damaged, OSError):
            if self._rebuild is None:
                raise
            self._sections = self._rebuild()
            return self._sections[title]

    @cached_property
    def prepared(self) -> Prepared:
        """The rule program, ready to infer."""
        from kg.engine import Prepared

        try:
            return Prepared.load(self._read("program"))
        except ValueError:
            # Kept by a process whose own code was replaced while it ran: its name is right and its form is not.
            if self._rebuild is None:
                raise
            self._sections = self._rebuild()
            self._remembered.clear()
            for name in ("catalogue", "profile_schema"):  # they speak of the program's clauses by number
                self.__dict__.pop(name, None)
            return Prepared.load(self._read("program"))

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """Titles, names, labels: what `kg.knowledge.catalogue` gathers."""
        return marshal.loads(self._read("catalogue"))  # type: ignore[no-any-return]

    @cached_property
    def profile_schema(self) -> dict[str, Any]:
        """The JSON Schema of profiles, with its code lists."""
        return marshal.loads(self._read("schema"))  # type: ignore[no-any-return]

    @property
    def terms(self) -> dict[str, dict[str, str]]:
        """By scheme: every accepted word and the code it means."""
        return self.catalogue["terms"]  # type: ignore[no-any-return]

    @property
    def bound_places(self) -> list[str]:
        """Places, as compact names, in which some document binds."""
        return self.catalogue["bound_places"]  # type: ignore[no-any-return]

    @cached_property
    def substances(self) -> Substances:
        from kg.profile.substances import Substances

        return Substances(marshal.loads(self._read("substances")))

    @cached_property
    def places(self) -> Places:
        from kg.profile.places import Places

        return Places(marshal.loads(self._read("places")))

    @cached_property
    def forms(self) -> Forms:
        from kg.profile.forms import Forms

        return Forms(marshal.loads(self._read("forms")))

    @cached_property
    def processes(self) -> Processes:
        from kg.profile.processes import Processes

        return Processes(marshal.loads(self._read("processes")))


def open_knowledge() -> Knowledge:
    """The project's knowledge base, from the cache when it is there and whole, else built (a few seconds) and kept.

    Raises:
        InputError: the content folders hold a fault, so nothing can be built.
    """
    name = "kb-" + cache.fingerprint([location("ontology"), location("rules"), PACKAGE])
    for place in cache.cache_folders():
        if cache.is_private(place):
            with contextlib.suppress(OSError, cache.Damaged, ValueError, EOFError, TypeError):
                return Knowledge(cache.Sections(file=os.path.join(place, name), name=name), lambda: _build_and_keep(name))
    return Knowledge(_build_and_keep(name))


def _build_and_keep(name: str) -> cache.Sections:
    from kg.knowledge.build import build
    from kg.knowledge.bytecode import keep_bytecode

    sections = build()
    for place in cache.cache_folders():
        with contextlib.suppress(OSError):
            os.makedirs(place, exist_ok=True, mode=0o700)
            if cache.is_private(place) and os.access(place, os.W_OK):
                cache.write(place, name, sections)
                cache.remove_stale(place, name)
                keep_bytecode()
                break
    return cache.Sections(sections)
