"""The words and signs of the rule language that its scanner, grammar and printer share."""

from __future__ import annotations

import re

STATEMENTS = ("type", "relation", "rule", "fact", "table")
CLAUSES = ("basis", "valid", "if", "unless", "then", "overrides", "example", "zh", "en")
RESERVED = frozenset({"and", "or", "not", "either", "over", "within", "if", "unless", "then", "true", "false"})
MODALITIES = ("obligation", "prohibition", "permission")
GROUNDS = ("specialis", "superior", "posterior")
AGGREGATES = ("sum", "count", "min", "max")
UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 1, "months": 1, "year": 12, "years": 12}

# A bare word: Chinese or ASCII letters and digits first, then also the signs that ids and document numbers carry.
BESIDE = r"[\w/.:#〔〕·-]"  # what would make a word of the language a part of a longer one
WORD = r"[^\W_][\w/.:#〔〕·-]*"
NAME = r"[^\W\d_][\w/.:#〔〕·-]*"
PARAMETER = r"[^\W\d_]\w*(?:-\w+)*"
VARIABLE = r"\?[^\W\d_]\w*(?:-[^\W\d_]\w*)*"
NUMBER = r"[0-9]+(?:\.[0-9]+)?(?![\w/.:#〔〕·-])"
# Possessive: a long text takes no memory for ways back.
STRING = r'"(?:[^"\\\n]++|\\[^\n])*+"|“[^”\n]*”'

is_word = re.compile(WORD).fullmatch
is_number = re.compile(r"[0-9]+(?:\.[0-9]+)?").fullmatch
looks_like_date = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def unquoted(text: str) -> str:
    """The value of a quoted string: `"…"` with backslash escapes, or `“…”` taken as it stands."""
    if text.startswith("“"):
        return text[1:-1]
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text[1:-1])


def quoted(text: str) -> str:
    """The text as a quoted string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{escaped}"'
