"""When the tasks of the plans run, as the rules conclude it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.knowledge import Knowledge


def running_days(knowledge: Knowledge) -> tuple[dict[str, str], dict[str, str]]:
    """The first and the last day (ISO dates) of every task of a plan that has one, whatever enterprise it concerns."""
    # `rows` maps rows to their provenance; the rows themselves are the pairs wanted.
    first, last = (dict(list(knowledge.prepared.rows(relation))) for relation in ("first-day", "last-day"))
    return first, last
