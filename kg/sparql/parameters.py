"""Parameters of a query: from `k=v` to RDF terms, and bound to the query's variables without touching its text by hand.

A value becomes a term of the declared type. The term is bound by a `VALUES` clause at the head of every group of the query
that uses the variable, so that it holds in filters, optional parts and subqueries alike, here and at any endpoint; how the
engine itself substitutes variables differs between engines and stops at subqueries. The clause is put on the line of the
brace, so that lines keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import pairwise
from typing import Protocol

import pyoxigraph as ox

from kg.dates import is_date
from kg.errors import Fault, InputError, nearest_name
from kg.names import BASE, NS, PREFIXES, ROOT, SCHEMES, XSD, compact
from kg.sparql.declared import ANY, AS_OF, Query
from kg.sparql.faults import at
from kg.sparql.tokens import Token, tokens, variables

Term = ox.NamedNode | ox.Literal


class Register(Protocol):
    """What is asked about names: whether a thing exists, which things bear a name, and all of a type."""

    def known(self, kind: str, iri: str) -> bool: ...

    def named(self, kind: str, name: str) -> list[str]: ...

    def all(self, kind: str) -> list[str]: ...


def bindings(query: Query, given: Iterable[str], as_of: str | None, register: Register | None) -> dict[str, Term]:
    """The terms to bind, by variable.

    Args:
        given: `k=v`, as on the command line.
        as_of: the date for `?asOf`, where the query uses it.
        register: what exists; without one (a query for an endpoint) names are not checked.

    Raises:
        InputError: a parameter is unknown, given twice, missing, or not of its type; every such fault.
    """
    faults: list[Fault] = []
    declared = {p.name: p for p in query.parameters}
    used = variables(tokens(query.text))
    known = set(declared) or used
    values: dict[str, str] = {}
    for entry in given:
        name, equals, value = entry.partition("=")
        name = name.lstrip("?$")
        if not equals:
            faults.append(Fault("--param", "", f"found {entry!r}", "NAME=VALUE"))
        elif name == AS_OF and AS_OF in used:
            faults.append(Fault("--param", name, "the date is given otherwise", "--as-of DATE"))
        elif name not in known or name not in used:
            takes = ", ".join(sorted(known - {AS_OF})) or "no parameters"
            message = f"{query.name} has no parameter {name!r}"
            faults.append(Fault("--param", "", message, takes, nearest_name(name, known - {AS_OF})))
        elif name in values:
            faults.append(Fault("--param", name, "given twice", "once"))
        else:
            values[name] = value
    terms: dict[str, Term] = {}
    if AS_OF in used and as_of is not None:
        terms[AS_OF] = ox.Literal(as_of, datatype=ox.NamedNode(XSD + "date"))
    for parameter in query.parameters:
        if parameter.name == AS_OF:
            continue
        chosen = values.get(parameter.name, parameter.default)
        if chosen is None:
            meaning = f"{parameter.meaning} ({parameter.type})" if parameter.meaning else parameter.type
            faults.append(Fault(query.name, "", f"the parameter {parameter.name} is missing", f"--param {parameter.name}=… with {meaning}"))
        elif not (chosen == ANY and parameter.default == ANY):
            _add(terms, faults, parameter.name, partial(typed, chosen, parameter.type, register))
    for name in values.keys() - declared.keys():
        _add(terms, faults, name, partial(guessed, values[name]))
    if faults:
        raise InputError(faults)
    return terms


def _add(terms: dict[str, Term], faults: list[Fault], name: str, make: Callable[[], Term]) -> None:
    try:
        terms[name] = make()
    except InputError as error:
        faults += [Fault("--param", name, f.message, f.allowed, f.nearest) for f in error.faults]


def guessed(value: str) -> Term:
    """The term of a value whose type nobody declared: a date, number, `true`, `<id>` or prefixed name, else a text.

    Raises:
        InputError: a name in < > or after a known prefix that cannot be an IRI.
    """
    if is_date(value):
        return typed(value, "date", None)
    if re.fullmatch(r"[+-]?\d+", value):
        return typed(value, "integer", None)
    if re.fullmatch(r"[+-]?\d+\.\d+", value):
        return typed(value, "number", None)
    if value in ("true", "false"):
        return typed(value, "boolean", None)
    prefix = value.partition(":")[0]
    if value.startswith("<") or "://" in value or (":" in value and (prefix in PREFIXES or prefix in SCHEMES)):
        return typed(value, "iri", None)
    return ox.Literal(value.strip('"') if value[:1] == value[-1:] == '"' else value)


def typed(value: str, kind: str, register: Register | None) -> Term:
    """The term of a value of a declared type.

    Raises:
        InputError: the value is not of the type, or nothing of the type has that id or name.
    """
    if kind == "text":
        return ox.Literal(value)
    if kind == "date":
        if not is_date(value):
            raise _fault(value, "a date such as 2018-06-01")
        return ox.Literal(value, datatype=ox.NamedNode(XSD + "date"))
    if kind == "boolean":
        if value not in ("true", "false"):
            raise _fault(value, "true or false")
        return ox.Literal(value, datatype=ox.NamedNode(XSD + "boolean"))
    if kind in ("number", "integer"):
        return _number(value, kind)
    if kind == "iri":
        return _iri(value)
    if kind in SCHEMES:
        return _checked(value, ROOT + kind + "/" + value.removeprefix(kind + ":"), kind, register)
    if kind == "class":
        return _checked(value, NS + value.removeprefix("kg:"), kind, register)
    local = value.strip("<>")
    if kind in ("place", "chemical", "body", "instrument", "list") and not local.startswith(kind + "/") and "://" not in local:
        local = f"{kind}/{local}"
    return _checked(value, _iri(local).value, kind, register)


def _checked(value: str, iri: str, kind: str, register: Register | None) -> ox.NamedNode:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        node = None
    if register is None:
        if node is None:
            raise _fault(value, f"the id of a {kind}")
        return node
    if node is not None and register.known(kind, iri):
        return node
    named = register.named(kind, value)
    if len(named) == 1:
        return ox.NamedNode(named[0])
    if named:
        message = f"{value!r} names {len(named)} of them"
        raise InputError([Fault("", "", message, " or ".join(compact(i) for i in sorted(named)))])
    ids = {compact(i): i for i in register.all(kind)}
    message = f"there is no {kind} {value!r}"
    allowed = ", ".join(sorted(ids)) if len(ids) <= 15 else f"an id such as {min(ids)}, or a name"
    near = nearest_name(value, ids) or nearest_name(compact(iri), ids)
    raise InputError([Fault("", "", message, allowed, near)])


def _iri(value: str) -> ox.NamedNode:
    text = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    prefix, colon, local = text.partition(":")
    if "://" in text:
        iri = text
    elif colon and prefix in SCHEMES:
        iri = f"{ROOT}{prefix}/{local}"
    elif colon and prefix in PREFIXES:
        iri = PREFIXES[prefix] + local
    else:
        iri = BASE + text
    if not text or re.search(r"[<>\"{}|^`\\\x00-\x20]", iri):
        raise _fault(value, "an id such as xicheng-2017/1, a prefixed name such as kg:Task, or an IRI")
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise _fault(value, f"an IRI ({error})") from None


def _number(value: str, kind: str) -> ox.Literal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or re.search(r"[eE_\s]", value) or (kind == "integer" and number != int(number)):
        raise _fault(value, "a whole number" if kind == "integer" else "a number such as 10 or 0.5")
    whole = re.fullmatch(r"[+-]?\d+", value) is not None
    return ox.Literal(value, datatype=ox.NamedNode(XSD + ("integer" if whole else "decimal")))


def _fault(value: str, allowed: str) -> InputError:
    return InputError([Fault("", "", f"found {value!r}", allowed)])


def bound(name: str, query: str, terms: Mapping[str, Term]) -> str:
    """The query with its variables bound: `VALUES` at the head of each group that uses one of them.

    Raises:
        InputError: the query computes a variable itself, or its form leaves no place for the values.
    """
    words = tokens(query)
    terms = {v: terms[v] for v in sorted(terms)}
    for before, token in pairwise(words):
        if before.kind == "WORD" and before.word == "AS" and token.word[1:] in terms:
            raise at(name, query, token, f"the query computes {token.word} itself, so it is no parameter")
    additions: dict[int, list[str]] = {}
    placed: set[str] = set()
    groups = _groups(words)
    for opening, closing, _ in groups:
        chosen = [v for v in terms if v in variables(words[opening:closing])]
        if chosen:
            additions[words[opening].end] = chosen
            placed.update(chosen)
    rest = [v for v in terms if v not in placed]
    appended = ""
    if rest:
        # Used outside the pattern only: `DESCRIBE ?thing`, or a SELECT that computes with the value.
        token = next(t for t in words if t.kind == "VAR" and t.word[1:] in rest)
        if any(t.kind == "WORD" and t.word in ("GROUP", "HAVING") for t in words):
            raise at(name, query, token, f"{token.word} cannot be bound here", "a variable that the WHERE clause uses as well")
        outermost = next((words[opening].end for opening, _, top in groups if top), None)
        if outermost is not None:
            additions[outermost] = [*rest, *additions.get(outermost, ())]
        else:
            appended = f" WHERE {{ {_clause(rest, terms)} }} "
    short = _short_construct(words)
    if short is not None and additions:
        message = "the short form of CONSTRUCT takes no parameters"
        raise at(name, query, short, message, "CONSTRUCT { … } WHERE { … }")
    pieces = {offset: f" {_clause(chosen, terms)} " for offset, chosen in additions.items()}
    if appended:
        pieces[_after_head(words)] = appended
    for offset in sorted(pieces, reverse=True):
        query = query[:offset] + pieces[offset] + query[offset:]
    return query


def _clause(names: list[str], terms: Mapping[str, Term]) -> str:
    return f"VALUES ({' '.join('?' + n for n in names)}) {{ ({' '.join(str(terms[n]) for n in names)}) }}"


def _short_construct(words: list[Token]) -> Token | None:
    for n, token in enumerate(words):
        if token.kind == "WORD" and token.word == "CONSTRUCT":
            return None if words[n + 1].word == "{" else token
    return None


def _groups(words: list[Token]) -> list[tuple[int, int, bool]]:
    """The groups of patterns: the indexes of their braces, and whether nothing encloses them.

    Templates, data, and braces around a subquery are none.
    """
    found: list[tuple[int, int, bool]] = []
    open_braces: list[tuple[int, bool, bool]] = []
    brackets = 0
    for n, token in enumerate(words):
        if token.kind != "SIGN":
            continue
        if token.word in "()":
            brackets += 1 if token.word == "(" else -1
        elif token.word == "}" and open_braces:
            start, is_group, top = open_braces.pop()
            if is_group:
                found.append((start, n, top))
        elif token.word == "{":
            before, after = words[n - 1] if n else None, words[n + 1]
            template = before is not None and before.kind == "WORD" and before.word == "CONSTRUCT"
            subquery = after.kind == "WORD" and after.word == "SELECT"
            is_group = not (template or subquery or _is_data(words, n))
            open_braces.append((n, is_group, not open_braces and brackets == 0))
    return sorted(found)


def _is_data(words: list[Token], brace: int) -> bool:
    """Whether a brace opens the data of VALUES: before it stand VALUES and one variable, or VALUES and a list of them."""
    at_word = brace - 1
    if at_word >= 0 and words[at_word].word == ")":
        while at_word >= 0 and words[at_word].word != "(":
            if words[at_word].kind != "VAR" and words[at_word].word != ")":
                return False
            at_word -= 1
    elif at_word < 0 or words[at_word].kind not in ("VAR", "NIL"):
        return False
    before = words[at_word - 1] if at_word > 0 else None
    return before is not None and before.kind == "WORD" and before.word == "VALUES"


def _after_head(words: list[Token]) -> int:
    """The offset where a WHERE clause could stand in a query without one: before its modifiers, or at its end."""
    for token in words:
        if token.kind == "WORD" and token.word in ("ORDER", "LIMIT", "OFFSET", "VALUES"):
            return token.start
    return words[-1].start
