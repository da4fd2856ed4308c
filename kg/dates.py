"""Calendar dates as text."""

from __future__ import annotations

import datetime


def day_before(day: str) -> str:
    """The day before an ISO date."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


def is_date(text: str) -> bool:
    """Whether `text` is a calendar date in the form YYYY-MM-DD."""
    try:
        return len(text) == 10 and datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
