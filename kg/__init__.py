"""kgquery: who owes what to whom, by when, on which text, and why."""

__version__ = "0.1.0"
