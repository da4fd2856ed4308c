"""What compiled clauses read and write: certain rows, open rows, indexes.

Certain rows of a relation are a dict from row to provenance: None for a fact, else (clause number, premise rows).
Open rows are a dict from row to (needs, provenance). Needs are the bits of an int; bit i is the i-th JSON pointer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

from .fold import fold_open
from .unknown import ANY, Unknown, could_equal

Row = tuple[Any, ...]
Index = dict[Any, list[Row]]
AnyIndex = Any  # an Index, or what gets buckets as one does (kg.engine.prepared.LazyIndex)
IndexKey = tuple[str, tuple[int, ...]]
Values = dict[Any, set[Any]]
Provenance = tuple[Any, ...] | None
OpenParts = tuple[list[tuple[Row, int]], list[tuple[Row, int]]]

AS_OF = "as-of"  # the relation whose one row is the day that is asked about
OPEN_SCANNED = 6  # open rows up to which looking at each is quicker than an index


class Store(Protocol):
    """Rows that were concluded once and are only read."""

    def rows(self, relation: str) -> dict[Row, Provenance]: ...
    def index(self, relation: str, columns: tuple[int, ...]) -> AnyIndex | None: ...


def parts_of(found: list[tuple[Row, int]]) -> OpenParts:
    """Open rows with their needs: those that hold no unknown value, and the others."""
    vague = [entry for entry in found if Unknown in map(type, entry[0])]
    if not vague:
        return found, vague
    return [entry for entry in found if Unknown not in map(type, entry[0])], vague


def build_index(rows: Iterable[Row], columns: tuple[int, ...], into: Index | None = None) -> Index:
    """Rows by their values in `columns`: the value itself for one column, a tuple for several."""
    index: Index = {} if into is None else into
    key_of = itemgetter(*columns)
    find = index.get
    for row in rows:
        key = key_of(row)
        bucket = find(key)
        if bucket is None:
            index[key] = [row]
        else:
            bucket.append(row)
    return index


def build_values(rows: Iterable[Row], columns: tuple[int, ...], column: int, into: Values) -> None:
    """Adds the values of `column` by the values of `columns` (keyed as in build_index)."""
    key_of = itemgetter(*columns)
    find = into.get
    for row in rows:
        key = key_of(row)
        values = find(key)
        if values is None:
            into[key] = {row[column]}
        else:
            values.add(row[column])


def agrees(row: Row, columns: Iterable[int], keys: Iterable[Any]) -> bool:
    """Whether the values of `row` in `columns` may be `keys`."""
    for column, key in zip(columns, keys, strict=True):
        value = row[column]
        if value is not ANY and value is not key and not could_equal(value, key):
            return False
    return True


class _Rows(dict[str, dict[Row, Provenance]]):
    def __init__(self, store: Store, kept: frozenset[str]) -> None:
        super().__init__()
        self.store = store
        self.kept = kept

    def __missing__(self, relation: str) -> dict[Row, Provenance]:
        # Facts of a relation that a profile adds to are copied, the others shared.
        found = self.store.rows(relation)
        self[relation] = found = found if relation in self.kept else dict(found)
        return found


class _Indexes(dict[IndexKey, AnyIndex]):
    """Indexes by relation and columns, each built when it is first asked for.

    It knows the parts of its state and not the state itself: in a circle the rows of every answer would wait for a collection.
    """

    def __init__(
        self, store: Store, kept: frozenset[str], rows: dict[str, dict[Row, Provenance]], settled: dict[str, int],
        indexed: dict[str, list[tuple[int, ...]]],
    ) -> None:  # fmt: skip
        super().__init__()
        self.store = store
        self.kept = kept
        self.rows = rows
        self.settled = settled
        self.indexed = indexed

    def __missing__(self, key: IndexKey) -> AnyIndex:
        relation, columns = key
        found = self.store.index(relation, columns) if relation in self.kept else None
        if found is None:
            rows: Iterable[Row] = self.rows[relation]
            if relation in self.settled:
                rows = islice(rows, self.settled[relation])
            found = build_index(rows, columns)
            self.indexed.setdefault(relation, []).append(columns)
        self[key] = found
        return found


class State:
    """The rows of one inference, over a store whose relations `kept` it does not change.

    `vague` are the relations whose open rows may hold unknown values; `rows` and `indexes` those of kept relations that others
    have asked the store for already.
    """

    def __init__(
        self, store: Store, kept: frozenset[str], vague: frozenset[str] = frozenset(),
        rows: dict[str, dict[Row, Provenance]] | None = None, indexes: dict[IndexKey, AnyIndex] | None = None,
    ) -> None:  # fmt: skip
        self.store = store
        self.kept = kept
        self.vague = vague
        self.rows: dict[str, dict[Row, Provenance]] = _Rows(store, kept)
        self.rows.update(rows or {})
        self.settled: dict[str, int] = {}  # while a relation grows: how many of its rows its indexes cover
        self.indexed: dict[str, list[tuple[int, ...]]] = {}  # the columns of the indexes that were built here
        self.indexes: dict[IndexKey, AnyIndex] = _Indexes(store, kept, self.rows, self.settled, self.indexed)
        self.indexes.update(indexes or {})
        self.open: dict[str, dict[Row, tuple[int, Provenance]]] = {}
        self.value_sets: dict[str, dict[tuple[tuple[int, ...], int], Values]] = {}
        self.unknowns: dict[tuple[Any, Any], Unknown] = {}
        self.open_indexes: dict[tuple[str, tuple[int, ...]], tuple[int, Index, list[Row]]] = {}
        self.parts: dict[str, OpenParts] = {}
        self.finders: dict[IndexKey, Callable[[Any], list[tuple[Row, int]]]] = {}
        self.matches: dict[tuple[Any, ...], int | None] = {}
        self.totals: dict[Row, tuple[Any, int, bool]] = {}

    def forget_indexes(self, relation: str) -> None:
        """Drops the indexes that were built of a relation that is about to grow."""
        for columns in self.indexed.pop(relation, ()):
            del self.indexes[relation, columns]

    def values(self, relation: str, columns: tuple[int, ...], column: int) -> Values:
        """The sets of values of one column by the values of others, for joins that set differences can do."""
        of_relation = self.value_sets.setdefault(relation, {})
        found = of_relation.get((columns, column))
        if found is None:
            found = of_relation[columns, column] = {}
            rows: Iterable[Row] = self.rows[relation]
            if relation in self.settled:
                rows = islice(rows, self.settled[relation])
            build_values(rows, columns, column, found)
        return found

    def extend_indexes(self, relation: str, rows: Sequence[Row]) -> None:
        """Brings the indexes of a relation that is still growing up to date."""
        self.settled[relation] = len(self.rows[relation])
        for columns in self.indexed.get(relation, ()):
            build_index(rows, columns, self.indexes[relation, columns])
        for (columns, column), values in self.value_sets.get(relation, {}).items():
            build_values(rows, columns, column, values)

    # -- what may be ------------------------------------------------------------------------------------------------

    def lookup(self, relation: str, columns: tuple[int, ...], keys: list[Any]) -> Iterable[Row]:
        """Certain rows that agree with `keys`, where an unknown key agrees with everything."""
        if not columns:
            return self.rows[relation]
        for key in keys:
            if key.__class__ is Unknown:
                return self._lookup_known(relation, columns, keys)
        found: Iterable[Row] = self.indexes[relation, columns].get(keys[0] if len(keys) == 1 else tuple(keys), ())
        return found

    def _lookup_known(self, relation: str, columns: tuple[int, ...], keys: list[Any]) -> Iterable[Row]:
        known = [position for position, key in enumerate(keys) if key.__class__ is not Unknown]
        vague = [(columns[p], keys[p]) for p in range(len(keys)) if p not in known and keys[p] is not ANY]
        found = self.lookup(relation, tuple(columns[p] for p in known), [keys[p] for p in known])
        if vague:
            return [row for row in found if all(could_equal(row[column], key) for column, key in vague)]
        return found

    def open_parts(self, relation: str) -> OpenParts:
        """The open rows of a relation that is concluded already: those that hold no unknown value, and the others."""
        found = self.parts.get(relation)
        if found is None:
            pairs = [(row, how[0]) for row, how in self.open[relation].items()]
            found = self.parts[relation] = parts_of(pairs) if relation in self.vague else (pairs, [])
        return found

    def both(self, relation: str, columns: tuple[int, ...], keys: list[Any]) -> list[tuple[Row, int]]:
        """Certain rows (needs 0) and open rows that may agree with `keys`."""
        found = [(row, 0) for row in self.lookup(relation, columns, keys)]
        opened = self.open.get(relation)
        if opened:
            candidates: Iterable[Row] = opened
            if len(opened) > OPEN_SCANNED and columns and Unknown not in map(type, keys):
                exact, candidates = self._open_index(relation, columns, opened)
                sure = exact.get(keys[0] if len(keys) == 1 else tuple(keys))
                if sure is not None:
                    found += [(row, opened[row][0]) for row in sure]
            found += [(row, opened[row][0]) for row in candidates if agrees(row, columns, keys)]
        return found

    def finder(self, relation: str, columns: tuple[int, ...]) -> Callable[[Any], list[tuple[Row, int]]]:
        """As `both`, for known keys and a relation that grows no more: a function of a key as an index by the columns has it."""
        found = self.finders.get((relation, columns))
        if found is None:
            found = self.finders[relation, columns] = self._finder(relation, columns)
        return found

    def _finder(self, relation: str, columns: tuple[int, ...]) -> Callable[[Any], list[tuple[Row, int]]]:
        certain = self.indexes[relation, columns].get
        opened = self.open.get(relation)
        if not opened:
            return lambda key: [(row, 0) for row in certain(key, ())]
        exact, vague = self._open_index(relation, columns, opened)
        pairs = [(row, opened[row][0]) for row in vague]
        single = len(columns) == 1

        def find(key: Any) -> list[tuple[Row, int]]:
            found = [(row, 0) for row in certain(key, ())]
            found += [(row, opened[row][0]) for row in exact.get(key, ())]
            if pairs:
                found += [pair for pair in pairs if agrees(pair[0], columns, (key,) if single else key)]
            return found

        return find

    def open_like(self, relation: str, row: Row) -> list[tuple[Row, int]]:
        """The open rows of a relation that grows no more that may be `row`, in which every value is known."""
        opened = self.open[relation]
        same = opened.get(row)
        found = [(row, same[0])] if same is not None else []
        vague = self.open_parts(relation)[1]
        if vague:
            columns = range(len(row))
            found += [pair for pair in vague if agrees(pair[0], columns, row)]
        return found

    def _open_index(
        self, relation: str, columns: tuple[int, ...], opened: dict[Row, tuple[int, Provenance]]
    ) -> tuple[Index, list[Row]]:
        """Open rows by their known values in `columns`, and those with an unknown one there."""
        exact: Index
        vague: list[Row]
        entry = self.open_indexes.get((relation, columns))
        if entry is None or entry[0] != len(opened):
            done, exact, vague = entry or (0, {}, [])
            key_of = itemgetter(*columns)
            may_be_vague = relation in self.vague
            for row in islice(opened, done, None):  # rows are only ever added
                key = key_of(row)
                if may_be_vague and Unknown in map(type, key if len(columns) > 1 else (key,)):
                    vague.append(row)
                else:
                    exact.setdefault(key, []).append(row)
            entry = self.open_indexes[relation, columns] = (len(opened), exact, vague)
        return entry[1], entry[2]

    def could_match(self, relation: str, columns: tuple[int, ...], keys: list[Any]) -> bool:
        """Whether some open row may agree with `keys`."""
        opened = self.open.get(relation)
        if not opened or not columns or Unknown in map(type, keys):
            return bool(opened)
        exact, vague = self._open_index(relation, columns, opened)
        if (keys[0] if len(keys) == 1 else tuple(keys)) in exact:
            return True
        return any(agrees(row, columns, keys) for row in vague)

    def match(self, relation: str, columns: tuple[int, ...], keys: list[Any]) -> int | None:
        """What would settle the rows that may agree with `keys`; None when none may. The relation grows no more."""
        asked = (relation, columns, *keys)
        if asked in self.matches:
            return self.matches[asked]
        needs: int | None = None
        for _, need in self.both(relation, columns, keys):
            needs = need if needs is None else needs | need
        self.matches[asked] = needs
        return needs

    def open_rows(self, relation: str) -> dict[Row, tuple[int, Provenance]]:
        """The open rows of a relation, to read or to add to."""
        found = self.open.get(relation)
        if found is None:
            found = self.open[relation] = {}
        return found

    def keep(self, members: dict[Row, tuple[Any, int]], key: Row, value: Any, needs: int) -> None:
        """Adds a possible member of an aggregate, with all that it hangs on."""
        before = members.get(key)
        members[key] = (value, needs) if before is None else (before[0], before[1] | needs)

    def total(self, key: Row, function: str, certain: dict[Row, Any], possible: dict[Row, tuple[Any, int]]) -> Any:
        """An aggregate with open members; the same unknown value each time the same group is asked for."""
        found = self.totals[key] = fold_open(function, certain, possible)
        return found

    def intern(self, value: Any) -> Any:
        """One object for all unknown values with the same bounds, so that open rows can be compared."""
        if value.__class__ is not Unknown:
            return value
        if value.low is None and value.high is None:
            return ANY
        found = self.unknowns.get((value.low, value.high))
        if found is None:  # never the object of a certain row, where it means one particular value
            found = self.unknowns[value.low, value.high] = Unknown(value.low, value.high)
        return found

    def widen(self, value: Any) -> Any:
        """As intern, without bounds: in recursion they might grow for ever."""
        return ANY if value.__class__ is Unknown else value
