"""When the tasks of the plans run, as the rules conclude it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.knowledge import Knowledge


def running_days(knowledge: Knowledge) -> tuple[dict[str, str], dict[str, str]]:
    """The first and the last day (ISO dates) of every task of a plan that has one, whatever enterprise it concerns."""
    return _pairs(knowledge, "first-day"), _pairs(knowledge, "last-day")


def _pairs(knowledge: Knowledge, relation: str) -> dict[str, str]:
    # `rows` maps rows to their provenance; the rows themselves are the pairs wanted.
    return dict(list(knowledge.prepared.rows(relation)))
