"""How large rule files may be: beyond these bounds reading stops with a fault that names the bound.

They keep the time to read any input, hostile or not, proportional to its size, and the parser's recursion within Python's.
"""

from __future__ import annotations

MAX_CHARACTERS = 32_000_000  # of one file
MAX_PIECE = 20_000  # characters of one premise or clause
MAX_BLOCKS = 50_000  # statements (types, relations, rules, facts, tables) of one program
MAX_ROWS = 500_000  # rows of all tables
MAX_PREMISES = 1_000  # premises, conclusions and other clauses of one rule
MAX_DEPTH = 24  # parentheses inside parentheses
MAX_NESTING = 60  # operations, negations and alternatives inside one another
MAX_CHOICES = 5  # alternatives inside alternatives
MAX_JOINED = 80  # premises about relations in one conjunction of a rule
MAX_CASES = 2_000  # that the alternatives of one rule multiply to
MAX_COLLISIONS = 10_000  # pairs of conclusions that go against each other
MAX_DIGITS = 60  # of one number
MAX_FAULTS = 200  # reported in full; the rest is counted
