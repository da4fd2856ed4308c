"""The words of a SPARQL query and where they stand: enough to place a fault, find SERVICE, and bind parameters.

Terminals as in https://www.w3.org/TR/sparql11-query/#sparqlGrammar. By that grammar Chinese full stops and commas are characters
of names, so `kg:Task。` is one name: `misplaced_stop` finds such words, which nobody means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The character classes PN_CHARS_U with digits, and PN_CHARS without the hyphen.
_LETTER = (
    "A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = _LETTER + "\u00b7\u0300-\u036f\u203f\u2040"
_LOCAL = rf"(?:[{_NAME}:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""
    (?P<SPACE>[\x20\t\r\n]+|\#[^\r\n]*)
  | (?P<IRI><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<STRING>\"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<VAR>[?$][{_LETTER}][{_NAME}]*)
  | (?P<BLANK>_:[{_LETTER}](?:[{_NAME}.\-]*[{_NAME}\-])?)
  | (?P<PNAME>(?:(?![0-9_])[{_LETTER}](?:[{_NAME}.\-]*[{_NAME}\-])?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|[.\-])*(?:{_LOCAL}|-))?)?)
  | (?P<LANG>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<NUMBER>(?:\d+\.\d*|\.?\d+)[eE][+-]?\d+|\d*\.\d+|\d+)
  | (?P<WORD>[A-Za-z][A-Za-z0-9_]*)
  | (?P<NIL>\([\x20\t\r\n]*\))
  | (?P<ANON>\[[\x20\t\r\n]*\])
  | (?P<SIGN>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].,;|/^*+!?=<>\-])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query: `kind` is IRI, STRING, VAR, BLANK, PNAME, LANG, NUMBER, WORD, NIL, ANON, SIGN, BAD or END.

    `word` is the text, in capitals for a WORD; `start` and `end` are offsets in the query.
    """

    kind: str
    word: str
    start: int
    end: int


def tokens(query: str) -> list[Token]:
    """The tokens of a query without space and comments, an END last; a character that begins no token is BAD."""
    found: list[Token] = []
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            found.append(Token("BAD", query[at], at, at + 1))
            at += 1
            continue
        kind = str(match.lastgroup)
        if kind != "SPACE":
            word = match[0].upper() if kind == "WORD" else match[0]
            found.append(Token(kind, word, at, match.end()))
        at = match.end()
    found.append(Token("END", "", len(query), len(query)))
    return found


def form(words: list[Token]) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; `UPDATE` for an update; empty when the query begins with none of them."""
    at = 0
    while words[at].kind == "WORD" and words[at].word in ("BASE", "PREFIX", "VERSION"):
        at += {"PREFIX": 3}.get(words[at].word, 2)
        if at >= len(words):
            return ""
    word = words[at].word if words[at].kind == "WORD" else ""
    if word in _UPDATES:
        return "UPDATE"
    return word if word in FORMS else ""


def service(query: str) -> Token | None:
    """The first SERVICE of a query, also when it is spelt with code point escapes; None when there is none."""
    for text in (query, _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), query)):
        for token in tokens(text):
            if token.kind == "WORD" and token.word == "SERVICE":
                return token if text is query else Token("WORD", "SERVICE", 0, 0)
    return None


def misplaced_stop(words: list[Token]) -> Token | None:
    """The first name or variable that ends in Chinese punctuation."""
    return next((t for t in words if t.kind in ("VAR", "PNAME", "BLANK") and t.word[-1] in "。，；、"), None)


def variables(words: list[Token]) -> set[str]:
    """The names of the variables of a query."""
    return {token.word[1:] for token in words if token.kind == "VAR"}


def prefixes(words: list[Token]) -> tuple[dict[str, Token], set[str]]:
    """The prefixes that a query uses (each with its first use) and those that it declares."""
    used: dict[str, Token] = {}
    declared: set[str] = set()
    for before, token in zip([None, *words], words, strict=False):
        if token.kind != "PNAME":
            continue
        prefix = token.word.partition(":")[0]
        if before is not None and before.kind == "WORD" and before.word == "PREFIX":
            declared.add(prefix)
        else:
            used.setdefault(prefix, token)
    return used, declared


def place(query: str, offset: int) -> tuple[int, int]:
    """The line and column, both from 1, of an offset."""
    before = query[:offset]
    line = before.count("\n") + 1
    return line, offset - (before.rfind("\n") + 1) + 1
