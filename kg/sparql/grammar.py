"""Where a query leaves the grammar of SPARQL 1.1, and what could stand there instead.

The query engine decides whether a query is good; its messages name the rules of its own parser, so when it refuses a
query this recogniser finds the place again and says what was expected in words. The grammar is that of
https://www.w3.org/TR/sparql11-query/#sparqlGrammar (queries only), which needs one token of look-ahead.

In the table, `"x"` is the word or sign x, a capitalised KIND a kind of token, a name a rule, `|` `?` `*` `+` and
parentheses as usual. A rule with a label is named by it wherever any of it would do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from kg.sparql.tokens import Token

_RULES = """
query := prologue (select-query | construct | describe | ask) values END
prologue := ("BASE" IRI | "PREFIX" PNAME IRI)*
select-query := select dataset* where modifiers
sub-select := select where modifiers values
select 'SELECT' := "SELECT" ("DISTINCT" | "REDUCED")? ("*" | projected+)
projected 'a variable' := VAR | "(" expression "AS" VAR ")"
construct := "CONSTRUCT" ("{" template? "}" dataset* where modifiers | dataset* "WHERE" "{" template? "}" modifiers)
describe := "DESCRIBE" ("*" | target+) dataset* where? modifiers
target 'a variable or a name' := VAR | iri
ask := "ASK" dataset* where modifiers
dataset := "FROM" (iri | "NAMED" iri)
where := "WHERE"? group
modifiers := ("GROUP" "BY" group-key+)? ("HAVING" constraint+)? ("ORDER" "BY" order-key+)? limits
limits := ("LIMIT" NUMBER ("OFFSET" NUMBER)? | "OFFSET" NUMBER ("LIMIT" NUMBER)?)?
group-key 'a variable or an expression in parentheses' := call-or-builtin | "(" expression ("AS" VAR)? ")" | VAR
order-key 'a variable or an expression in parentheses' := ("ASC" | "DESC") bracketed | constraint | VAR
values := ("VALUES" data)?
group '{' := "{" (sub-select | pattern) "}"
pattern := triples? (part "."? triples?)*
triples := same-subject ("." same-subject?)*
part := group ("UNION" group)* | "OPTIONAL" group | "MINUS" group | "GRAPH" target group | "SERVICE" "SILENT"? target group | "FILTER" constraint | "BIND" "(" expression "AS" VAR ")" | "VALUES" data
data := VAR "{" value* "}" | NIL "{" NIL* "}" | "(" VAR* ")" "{" ("(" value* ")" | NIL)* "}"
value 'a value or UNDEF' := iri | literal | "UNDEF"
constraint 'a condition in parentheses, or a function' := bracketed | call-or-builtin
call-or-builtin := builtin | iri arguments
arguments '(' := NIL | "(" "DISTINCT"? expression ("," expression)* ")"
template := same-subject ("." template?)?
same-subject 'a triple pattern' := term property-list | node property-list?
property-list := verb objects (";" (verb objects)?)*
verb 'a property' := VAR | path
objects := object ("," object)*
object 'a value, variable or name' := term | node
node := "(" object+ ")" | "[" property-list "]"
path := path-sequence ("|" path-sequence)*
path-sequence := path-step ("/" path-step)*
path-step := "^"? path-primary ("?" | "*" | "+")?
path-primary 'a property' := iri | "A" | "!" (path-one | NIL | "(" (path-one ("|" path-one)*)? ")") | "(" path ")"
path-one 'a property' := "^"? (iri | "A")
term := VAR | iri | literal | NIL | BLANK | ANON
iri 'a name' := IRI | PNAME
literal := STRING (LANG | "^^" iri)? | ("+" | "-")? NUMBER | "TRUE" | "FALSE"
expression 'an expression' := and ("||" and)*
and := comparison ("&&" comparison)*
comparison := sum (("=" | "!=" | "<" | ">" | "<=" | ">=") sum | "IN" list | "NOT" "IN" list)?
list '(' := NIL | "(" expression ("," expression)* ")"
sum := product (("+" | "-") product)*
product := unary (("*" | "/") unary)*
unary := ("!" | "+" | "-")? primary
primary 'an expression' := bracketed | builtin | iri arguments? | STRING (LANG | "^^" iri)? | NUMBER | "TRUE" | "FALSE" | VAR
bracketed 'an expression in parentheses' := "(" expression ")"
builtin 'a function' := "EXISTS" group | "NOT" "EXISTS" group | "COUNT" "(" "DISTINCT"? ("*" | expression) ")" | "GROUP_CONCAT" "(" "DISTINCT"? expression (";" "SEPARATOR" "=" STRING)? ")" | FUNCTION call
call '(' := NIL | "(" "DISTINCT"? expression ("," expression)* ")"
"""

_FUNCTIONS = frozenset(re.findall(
    r"\w+",
    "STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI "
    "CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 "
    "SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR "
    "REPLACE SUM MIN MAX AVG SAMPLE",
))
_KINDS = {
    "IRI": "an IRI in < >", "PNAME": "a prefix such as kg:", "VAR": "a variable", "STRING": "a string", "NUMBER": "a number",
    "NIL": "()", "BLANK": "a blank node", "ANON": "[]", "LANG": "a language tag", "FUNCTION": "a function",
    "END": "the end of the query",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of a rule: `op` is term, rule, sequence, choice, optional, many or some."""

    op: str
    name: str = ""
    parts: tuple[_Node, ...] = ()


@dataclass(slots=True)
class Divergence:
    """Where a query leaves the grammar: the token there, and what would do, in words."""

    token: Token
    expected: list[str]


class _Stop(Exception):
    """The token at hand fits nothing that the grammar allows here."""


def divergence(words: list[Token]) -> Divergence | None:
    """The first place where the tokens of a query leave the grammar of SPARQL 1.1, or None when they follow it."""
    run = _Run(words)
    try:
        run.follow(_Node("rule", "query"))
    except _Stop:
        return Divergence(words[run.at], list(dict.fromkeys(run.expected)))
    return None


@dataclass
class _Run:
    words: list[Token]
    at: int = 0
    expected: list[str] = field(default_factory=list)

    def fits(self, node: _Node) -> bool:
        """Whether the token at hand can begin `node`; what could is noted as expected either way."""
        self.note(node)
        return bool(_key(self.words[self.at]) & _first(node))

    def note(self, node: _Node) -> None:
        if node.op == "term":
            self.expected.append(_KINDS.get(node.name, node.name))
        elif node.op == "rule":
            label = _rules()[1].get(node.name)
            if label:
                self.expected.append(label)
            else:
                self.note(_rules()[0][node.name])
        elif node.op == "sequence":
            for part in node.parts:
                self.note(part)
                if not _empty(part):
                    break
        else:
            for part in node.parts:
                self.note(part)

    def follow(self, node: _Node) -> None:
        if node.op == "term":
            if not self.fits(node):
                raise _Stop
            self.at = min(self.at + 1, len(self.words) - 1)
            self.expected.clear()
        elif node.op == "rule":
            label = _rules()[1].get(node.name)
            if label and not self.fits(node) and not _empty(node):
                raise _Stop
            self.follow(_rules()[0][node.name])
        elif node.op == "sequence":
            for part in node.parts:
                self.follow(part)
        elif node.op == "choice":
            for part in node.parts:
                if self.fits(part):
                    return self.follow(part)
            if not any(_empty(part) for part in node.parts):
                raise _Stop
        elif node.op == "optional":
            if self.fits(node.parts[0]):
                self.follow(node.parts[0])
        else:
            if node.op == "some":
                self.follow(node.parts[0])
            while self.fits(node.parts[0]):
                self.follow(node.parts[0])
        return None


def _key(token: Token) -> frozenset[str]:
    if token.kind == "WORD":
        return frozenset({token.word, "FUNCTION"} if token.word in _FUNCTIONS else {token.word})
    if token.kind == "SIGN":
        return frozenset({token.word})
    return frozenset({token.kind})


@cache
def _first(node: _Node) -> frozenset[str]:
    if node.op == "term":
        return frozenset({node.name})
    if node.op == "rule":
        return _first(_rules()[0][node.name])
    if node.op == "sequence":
        found: set[str] = set()
        for part in node.parts:
            found |= _first(part)
            if not _empty(part):
                break
        return frozenset(found)
    return frozenset().union(*map(_first, node.parts))


@cache
def _empty(node: _Node) -> bool:
    if node.op == "term":
        return False
    if node.op == "rule":
        return _empty(_rules()[0][node.name])
    if node.op == "sequence":
        return all(map(_empty, node.parts))
    if node.op == "choice":
        return any(map(_empty, node.parts))
    return node.op in ("optional", "many") or _empty(node.parts[0])


@cache
def _rules() -> tuple[dict[str, _Node], dict[str, str]]:
    rules: dict[str, _Node] = {}
    labels: dict[str, str] = {}
    for line in filter(None, _RULES.splitlines()):
        head, _, body = line.partition(" := ")
        name, _, label = head.partition(" ")
        if label:
            labels[name] = label.strip("'")
        pieces = re.findall(r'"[^"]+"|[\w-]+|[()|?*+]', body)
        rules[name], rest = _choice(pieces)
        if rest:
            raise ValueError(f"the rule {name} does not end at {rest[0]!r}")
    return rules, labels


def _choice(pieces: list[str]) -> tuple[_Node, list[str]]:
    branches = []
    while True:
        branch, pieces = _sequence(pieces)
        branches.append(branch)
        if not pieces or pieces[0] != "|":
            break
        pieces = pieces[1:]
    return (branches[0] if len(branches) == 1 else _Node("choice", "", tuple(branches))), pieces


def _sequence(pieces: list[str]) -> tuple[_Node, list[str]]:
    parts: list[_Node] = []
    while pieces and pieces[0] not in ("|", ")"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            node, pieces = _choice(pieces)
            pieces = pieces[1:]
        elif piece.startswith('"'):
            node = _Node("term", piece.strip('"'))
        else:
            node = _Node("term" if piece.isupper() else "rule", piece)
        if pieces and pieces[0] in ("?", "*", "+"):
            node = _Node({"?": "optional", "*": "many", "+": "some"}[pieces[0]], "", (node,))
            pieces = pieces[1:]
        parts.append(node)
    return (parts[0] if len(parts) == 1 else _Node("sequence", "", tuple(parts))), pieces
