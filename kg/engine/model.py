"""What one inference concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .state import Row, State
from .unknown import ANY, Unknown

if TYPE_CHECKING:
    from .prepared import Prepared


class Model:
    """The certain and the open rows that follow from one profile, and why."""

    def __init__(self, prepared: Prepared, state: State, pointers: tuple[str, ...]) -> None:
        self.prepared = prepared
        self.state = state
        self.pointers = pointers

    def rows(self, relation: str) -> list[Row]:
        """The certain rows of a relation, in the order in which they were concluded."""
        found = list(self.state.rows[relation])
        if relation in self.prepared.may_hold_unknowns:
            return [row for row in found if not any(value.__class__ is Unknown for value in row)]
        return found

    def open_rows(self, relation: str) -> dict[Row, tuple[str, ...]]:
        """The rows that could hold, ANY standing for any value, with the JSON pointers that would settle each."""
        result: dict[Row, int] = {}
        for row, (needs, _) in self.state.open.get(relation, {}).items():
            shown = tuple(ANY if value.__class__ is Unknown else value for value in row)
            before = result.get(shown)
            if before is None or before.bit_count() > needs.bit_count():
                result[shown] = needs
        return {row: self.needs(bits) for row, bits in result.items()}

    def needs(self, bits: int) -> tuple[str, ...]:
        """The JSON pointers that the bits stand for, sorted."""
        return tuple(sorted(pointer for index, pointer in enumerate(self.pointers) if bits >> index & 1))

    def bounds(self, relation: str, row: Row) -> list[tuple[Any, Any]]:
        """(least, greatest) of each value of the open rows that look like `row`; None where there is no bound."""
        for found in self.state.open.get(relation, {}):
            if all(a is b or a == b or (a.__class__ is Unknown and b is ANY) for a, b in zip(found, row, strict=True)):
                return [(v.low, v.high) if v.__class__ is Unknown else (v, v) for v in found]
        return []
