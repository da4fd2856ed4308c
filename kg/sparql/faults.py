"""Faults of a query: where it is wrong, the line with a caret, and what was expected."""

from __future__ import annotations

import re

from kg.errors import Fault, InputError, nearest_name
from kg.names import PREFIXES
from kg.sparql.tokens import Token, form, misplaced_stop, place, prefixes, service, tokens

_AT = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
# Among what the engine expected it names what is wrong beyond grammar in plain words, such as "Prefix not found".
_PLAIN = re.compile(r"[A-Z]\w*( [\w*]\S*){2,}")
_UNKNOWN_FUNCTION = re.compile(r"custom function <(.*)> is not supported")
_BEYOND_GRAMMAR = (
    "what stands before this keeps the grammar but not the rules of SPARQL: a variable assigned twice, rows of VALUES of "
    "unlike length, a function with too few or too many arguments, or an escape in a string that does not exist"
)
_AS_MANY = 9
DEEPEST = 500  # brackets inside one another; thousands of them overflow the engine's stack, which ends the process


def at(name: str, query: str, token: Token, message: str, allowed: str = "", nearest: str = "") -> InputError:
    """A fault at a token of a query, with the line and a caret below the token."""
    return at_place(name, query, *place(query, token.start), message, allowed, nearest)


def at_place(
    name: str, query: str, line: int, column: int, message: str, allowed: str = "", nearest: str = ""
) -> InputError:
    """A fault at a line and column, both from 1."""
    lines = query.split("\n")
    excerpt = ""
    if 0 < line <= len(lines):
        shown = lines[line - 1].rstrip("\r")
        start = max(0, column - 100)
        # A tab stays a tab and a wide character takes two columns, so that the caret stands below the place.
        before = "".join("\t" if c == "\t" else "　" if c >= "\u1100" else " " for c in shown[start : column - 1])
        excerpt = f"    {shown[start : start + 160]}\n    {before}^"
    return InputError([Fault(name, f"{line}:{column}", message, allowed, nearest, excerpt)])


def refuse_unreadable(name: str, query: str, with_service: bool) -> str:
    """The form of a query (SELECT, ASK, CONSTRUCT, DESCRIBE).

    Args:
        with_service: whether the query may call other endpoints.

    Raises:
        InputError: it is an update, it calls another endpoint and may not, it nests too deep, a name ends in Chinese punctuation,
            or nobody declared a prefix that it uses.
    """
    words = tokens(query)
    depth = 0
    for token in words:
        depth += (token.word in ("(", "[", "{")) - (token.word in (")", "]", "}"))
        if token.kind == "SIGN" and depth > DEEPEST:
            raise at(name, query, token, "brackets nest too deep", f"at most {DEEPEST} levels")
    kind = form(words)
    if kind == "UPDATE":
        message = "this is an update; queries only read, and nothing was changed"
        raise InputError([Fault(name, "", message, "SELECT, ASK, CONSTRUCT or DESCRIBE")])
    call = service(query)
    if call is not None and not with_service:
        message = "SERVICE would send a part of the query to another server"
        raise at(name, query, call, message, "--allow-service, when that is wanted")
    stop = misplaced_stop(words)
    if stop is not None:
        mark = Token("BAD", stop.word[-1], stop.end - 1, stop.end)
        raise at(name, query, mark, f"found {mark.word!r}, which would belong to the name before it", "'.', ',' or ';'")
    used, declared = prefixes(words)
    for prefix, token in used.items():
        if prefix not in declared and prefix not in PREFIXES:
            nearest = nearest_name(prefix, declared | set(PREFIXES))
            message = f"the prefix {prefix}: is not declared"
            raise at(name, query, token, message, f"PREFIX {prefix}: <…> at the head of the query", nearest and nearest + ":")
    return kind


def syntax_error(name: str, query: str, message: str) -> InputError:
    """What a query engine's refusal of a query becomes: our own place and words where the grammar is left, else its own."""
    from kg.sparql.grammar import divergence

    try:
        found = divergence(tokens(query))
    except RecursionError:  # dozens of brackets inside one another: the engine's own words must do
        found = None
    if found is not None:
        return at(name, query, _shown(query, found.token), _found(found.token), _listed(found.expected))
    unknown = _UNKNOWN_FUNCTION.search(message)
    if unknown is not None:
        called = [a for a, b in zip(tokens(query), tokens(query)[1:], strict=False) if a.kind in ("IRI", "PNAME") and b.word[:1] == "("]
        text = f"there is no function {unknown[1]}"
        return at(name, query, called[0], text, "the functions of SPARQL 1.1") if called else InputError([Fault(name, "", text)])
    known = _AT.search(message)
    if known is None:
        return InputError([Fault(name, "", f"not a query that can be run: {message}")])
    items = known[3].replace("\n", " ").removeprefix("one of ").split(", ")
    plain = next((item for item in items if _PLAIN.fullmatch(item)), _BEYOND_GRAMMAR)
    line, column = int(known[1]), int(known[2])
    end = place(query, len(query.rstrip()))
    return at_place(name, query, *min((line, column), end), plain if plain[1].isupper() else plain[0].lower() + plain[1:])


def _shown(query: str, token: Token) -> Token:
    """The token to point at: for the end, the place right after the last word, which is on a line with text."""
    end = len(query.rstrip())
    return Token(token.kind, token.word, end, end) if token.kind == "END" else token


def _found(token: Token) -> str:
    if token.kind == "END":
        return "the query ends too early"
    if token.kind == "BAD" and token.word in "\"'":
        return "a string begins here and does not end on its line"
    return f"found {token.word!r}"


def _listed(expected: list[str]) -> str:
    shown = [e if re.match(r"\w", e) else f"'{e}'" for e in expected[:_AS_MANY]]
    return ", ".join(shown) + (", …" if len(expected) > len(shown) else "")
