"""What one inference concluded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .state import Row, State
from .unknown import ANY, Unknown

if TYPE_CHECKING:
    from .prepared import Prepared
    from .proof import Conflict, Proof
    from .whynot import Obstacle


class Model:
    """The certain and the open rows that follow from one profile, and why."""

    def __init__(self, prepared: Prepared, state: State, pointers: tuple[str, ...]) -> None:
        self.prepared = prepared
        self.state = state
        self.pointers = pointers

    def rows(self, relation: str) -> list[Row]:
        """The certain rows of a relation, in the order in which they were concluded."""
        found = list(self.state.rows[relation])
        if relation in self.prepared.hold_unknowns:
            return [row for row in found if Unknown not in map(type, row)]
        return found

    def clauses_used(self) -> set[int]:
        """The numbers of the clauses by which certain rows were concluded, of the day or of the profile."""
        relations = {relation for step in (*self.prepared.day_steps, *self.prepared.steps) for relation in step[0]}
        reasons = (why for relation in relations for why in self.state.rows[relation].values())
        return {why[0] for why in reasons if why is not None}

    def open_rows(self, relation: str) -> dict[Row, tuple[str, ...]]:
        """The rows that could hold, ANY standing for any value, with the JSON pointers that would settle each."""
        result: dict[Row, int] = {}
        for row, (needs, _) in self.state.open.get(relation, {}).items():
            shown = tuple(ANY if value.__class__ is Unknown else value for value in row) if Unknown in map(type, row) else row
            result[shown] = result.get(shown, 0) | needs
        pointers = {bits: self.needs(bits) for bits in set(result.values())}
        return {row: pointers[bits] for row, bits in result.items()}

    def needs(self, bits: int) -> tuple[str, ...]:
        """The JSON pointers that the bits stand for, sorted."""
        return tuple(sorted(pointer for index, pointer in enumerate(self.pointers) if bits >> index & 1))

    def raw_open_row(self, relation: str, row: Row) -> Row | None:
        """The open row, with the bounds of its values, that `row` of open_rows shows; None when there is none."""
        for found in self.state.open.get(relation, {}):
            if all(a is b or a == b or (a.__class__ is Unknown and b is ANY) for a, b in zip(found, row, strict=True)):
                return found
        return None

    def proof(self, relation: str, row: Row, depth: int | None = None) -> Proof:
        """Why a certain or open row holds or could hold; raises KeyError when it does neither."""
        from .proof import prove

        return prove(self, relation, row, depth)

    def why_not(self, relation: str, pattern: Sequence[Any], depth: int = 2) -> list[Obstacle]:
        """What keeps every row like `pattern` (ANY or None for any value) from being certain; see kg.engine.whynot."""
        from .whynot import why_not

        return why_not(self, relation, pattern, depth)

    @property
    def conflicts(self) -> list[Conflict]:
        """The contested rows for which rules of both sides apply and neither side is overridden (or both are strict)."""
        from .proof import Conflict, prove

        result = []
        for contest in self.prepared.contests:
            left_rows, right_rows = self.state.rows[contest.left], self.state.rows[contest.right]
            left, right = self._applying(contest.left_applies), self._applying(contest.right_applies)
            both = [row for row in left_rows if row in right_rows]
            undecided = [row for row in left if row in right and row not in left_rows and row not in right_rows]
            for row in dict.fromkeys([*both, *undecided]):
                sides = []
                for name, applying in ((contest.left, left), (contest.right, right)):
                    proofs = [prove(self, relation, row) for relation in applying.get(row, ())]
                    sides.append(tuple(proofs or [prove(self, name, row)]))
                result.append(Conflict(contest.left, contest.right, row, sides[0], sides[1]))
        return result

    def _applying(self, relations: tuple[str, ...]) -> dict[Row, list[str]]:
        found: dict[Row, list[str]] = {}
        for relation in relations:
            for row in self.state.rows[relation]:
                found.setdefault(row, []).append(relation)
        return found
