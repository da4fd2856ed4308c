"""Cuts a rule file into statements, clauses and lines by looks alone, so that one bad rule hides no other's faults.

A statement begins with its word (`rule`, `relation`, `type`, `fact`, `table`) at the head of a line; a clause of a
rule with its own (`if`, `unless`, `then`, `basis`, `valid`, `overrides`, `example`). Within `if`, `unless` and
`then` each line is a piece of its own unless a parenthesis is open, it begins with `and`, `or`, `over`,
`within` or an operator, or the line before ends with one. Time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.errors import Fault, nearest_name
from kg.rules.bounds import MAX_BLOCKS, MAX_DEPTH, MAX_PIECE, MAX_PREMISES
from kg.rules.source import Source
from kg.rules.words import BESIDE, CLAUSES, STATEMENTS, STRING

_TOKEN = re.compile(rf'(?P<string>{STRING})|(?P<comment>(?<!\S)#[^\n]*)|(?P<open>["“][^\n]*)|[^"“#]+|#')
_SIGNS = dict(zip("（），？：＝＜＞｜＋－×÷", "(),?:=<>|+-*/", strict=True))
_SPACES = dict.fromkeys("\u3000\t\f\v\xa0\x1c\x1d\x1e\x1f\x85\u2028\u2029", " ")
_FULL_WIDTH = str.maketrans(_SIGNS | _SPACES)
_STATEMENT = re.compile(rf"[ ]*({'|'.join(STATEMENTS)})(?![\w/.:#·-])(?=[ ]+[^ |(=<>,)]|[ ]*$)")
_CLAUSE = re.compile(
    rf"[ ]*(if|unless|then)(?!{BESIDE})|[ ]*(basis|valid|overrides|example)(?!{BESIDE})(?=[ ]+[^ |(=<>!,)+*]|[ ]*$)"
    r"|[ ]*(zh|en)(?=[ ]*\"|[ ]*$)"
)
_INNER_CLAUSE = re.compile(rf"(?<![\w/.:#〔〕·?-])(if|unless|then)(?!{BESIDE})|([()])")
_FIRST_WORD = re.compile(r"[ ]*([^\W\d_][\w-]*)(?=[ ]+[^ (=<>!,)+*|]|[ ]*$)")
_CONTINUES = re.compile(rf"[ ]*(?:(?:and|or|over|within)(?!{BESIDE})|[+*/=<>!≤≥≠),-])")
_UNFINISHED = re.compile(r"(?:(?<![\w/.:#〔〕·-])(?:and|or|not|either|over|within)|[-+*/=<>≤≥≠(,])[ ]*$")
_PARENTHESIS = re.compile(r"[()]")


@dataclass(slots=True)
class Piece:
    """A stretch of the text that one grammar reads: offsets of its first character and of what follows its last."""

    start: int
    end: int
    broken: bool = False  # its fault is already reported; not to be parsed


@dataclass(slots=True)
class Clause:
    """A clause's word, the word's offset, and its pieces."""

    word: str
    start: int
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A statement: its word, offsets, the piece after the word, a rule's clauses, a table's rows."""

    word: str
    start: int
    end: int
    head: Piece
    clauses: list[Clause] = field(default_factory=list)
    rows: list[Piece] = field(default_factory=list)
    broken: bool = False  # its fault is already reported; not to be parsed


@dataclass(frozen=True, slots=True)
class Comment:
    offset: int
    text: str
    own_line: bool


@dataclass(slots=True)
class Scan:
    """A file cut up. `masked` is the text, offset for offset, without comments and with ASCII punctuation."""

    masked: str
    blocks: list[Block]
    comments: list[Comment]
    faults: list[Fault]


def scan(source: Source) -> Scan:
    """Cut a rule file into statements and their parts; raises nothing, faults come with the result.

    Cutting stops after one statement more than a program may have.
    """
    masked, skeleton, comments, open_strings, faults = _mask(source)
    cutter = _Cutter(source, skeleton, faults, open_strings)
    cutter.cut()
    return Scan(masked, cutter.blocks, comments, faults)


def _mask(source: Source) -> tuple[str, str, list[Comment], list[int], list[Fault]]:
    masked: list[str] = []
    skeleton: list[str] = []
    comments: list[Comment] = []
    open_strings: list[int] = []
    faults: list[Fault] = []
    text = source.text
    for match in _TOKEN.finditer(text):
        token, kind = match[0], match.lastgroup
        if kind == "string":
            masked.append(token)
            skeleton.append('"' * len(token))
        elif kind == "comment":
            line_start = text.rfind("\n", 0, match.start()) + 1
            comments.append(Comment(match.start(), token.rstrip(), not text[line_start : match.start()].strip()))
            masked.append(" " * len(token))
            skeleton.append(masked[-1])
        elif kind == "open":
            open_strings.append(match.start())
            closing = "”" if token[0] == "“" else '"'
            faults.append(
                source.fault(
                    "R002", match.start(), match.end(), "this quotation is not closed",
                    f"a closing {closing} on the same line (inside \"…\" a quotation mark is written \\\")",
                )
            )  # fmt: skip
            masked.append('"' * len(token))
            skeleton.append(masked[-1])
        else:
            masked.append(token.translate(_FULL_WIDTH))
            skeleton.append(masked[-1])
    return "".join(masked), "".join(skeleton), comments, open_strings, faults


class _Cutter:
    """Walks the skeleton (the text with strings and comments blanked) line by line."""

    def __init__(self, source: Source, skeleton: str, faults: list[Fault], open_strings: list[int]) -> None:
        self.source, self.skeleton, self.faults = source, skeleton, faults
        self.open_strings = open_strings[::-1]
        self.blocks: list[Block] = []
        self.block: Block | None = None
        self.pieces: list[Piece] | None = None  # the list that the next piece joins
        self.by_line = False  # whether each line is a piece of its own here
        self.depth = 0
        self.unfinished = False
        self.opened: list[int] = []  # offsets of the parentheses that are open
        self.premises = 0

    def cut(self) -> None:
        offset = 0
        for line in self.skeleton.split("\n"):
            if line and not line.isspace():
                self._line(line, offset)
            if len(self.blocks) > MAX_BLOCKS:
                break
            offset += len(line) + 1
            while self.open_strings and self.open_strings[-1] < offset:
                self.open_strings.pop()
                self._spoil()
                self.depth = 0  # a parenthesis may have been closed inside the quotation
                self.opened.clear()
        self._close_piece()

    def _line(self, line: str, offset: int) -> None:
        statement = _STATEMENT.match(line)
        if statement is None and self._stray(line):
            statement = _FIRST_WORD.match(line)
            self._begin(statement[1] if statement else "", line, offset, known=False)
            return
        if statement is not None:
            self._begin(statement[1], line, offset, known=True)
            at = statement.end()
        else:
            at = 0
        block = self.block
        assert block is not None
        block.end = offset + len(line.rstrip())
        if block.word == "table":
            if statement is None:
                block.rows.append(self._piece(line, at, len(line), offset))
            else:
                block.head = self._piece(line, at, len(line), offset)
        elif block.word == "rule":
            self._rule_line(line, at, offset, first=statement is not None)
        elif block.word:
            self._add(line, at, len(line), offset)

    def _stray(self, line: str) -> bool:
        """Whether the line belongs to no statement: the first in the file, or unindented with a misspelt word."""
        if self.block is None:
            return True
        if line[0] == " " or self.depth > 0:
            return False
        word = _FIRST_WORD.match(line)
        if word is None or _CLAUSE.match(line) or _CONTINUES.match(line):
            return False
        return self.block.word != "table" and bool(nearest_name(word[1], STATEMENTS, 0.7))

    def _begin(self, word: str, line: str, offset: int, known: bool) -> None:
        self._close_piece()
        start = offset + len(line) - len(line.lstrip())
        end = offset + len(line.rstrip())
        self.block = Block(word if known else "", start, end, Piece(end, end))
        self.blocks.append(self.block)
        self.pieces, self.by_line, self.premises = [], False, 0
        if not known:
            self._break(
                "R003", start, start + max(1, len(word)), f"a statement cannot begin with “{word or line.strip()[:20]}”",
                ", ".join(STATEMENTS), nearest_name(word, STATEMENTS),
            )  # fmt: skip

    def _rule_line(self, line: str, at: int, offset: int, first: bool) -> None:
        if not first:
            clause = _CLAUSE.match(line)
            assert self.block is not None
            if clause is not None and (clause[3] is None or self.block.clauses):  # beside the name they belong to the head
                word = clause[clause.lastindex or 0]
                self._begin_clause(word, offset + clause.end() - len(word))
                at = clause.end()
        begin, depth = at, self.depth
        for inner in _INNER_CLAUSE.finditer(line, at):
            if inner[2]:
                depth = max(0, depth + (1 if inner[2] == "(" else -1))
            elif depth == 0:
                self._add(line, begin, inner.start(), offset)
                self._begin_clause(inner[1], offset + inner.start())
                begin = inner.end()
        self._add(line, begin, len(line), offset)

    def _begin_clause(self, word: str, start: int) -> None:
        self._close_piece()
        assert self.block is not None
        clause = Clause(word, start)
        self.block.clauses.append(clause)
        self.pieces, self.by_line = clause.pieces, word in CLAUSES[2:5]
        self._count(start)

    def _add(self, line: str, start: int, end: int, offset: int) -> None:
        """Add part of a line to the piece that is open, or begin another."""
        assert self.block is not None and self.pieces is not None
        part = line[start:end]
        if not part.strip():
            return
        piece = self._piece(line, start, end, offset)
        if self.pieces and (not self.by_line or self.depth > 0 or self.unfinished or _CONTINUES.match(part)):
            self.pieces[-1].end = piece.end
        else:
            self.pieces.append(piece)
            self._count(piece.start)
        if self.pieces[-1].end - self.pieces[-1].start > MAX_PIECE:
            self._break("R007", piece.start, piece.start + 1, "this is too long", f"at most {MAX_PIECE} characters")
        if self.pieces[0].start == self.pieces[-1].start and not self.block.clauses:
            self.block.head = self.pieces[0]
        for match in _PARENTHESIS.finditer(part):
            self._parenthesis(match[0], offset + start + match.start())
        self.unfinished = _UNFINISHED.search(part) is not None

    def _count(self, start: int) -> None:
        self.premises += 1
        if self.premises > MAX_PREMISES:
            self._break(
                "R007", start, start + 1, "this rule is too long", f"at most {MAX_PREMISES} clauses and premises"
            )

    def _parenthesis(self, sign: str, offset: int) -> None:
        if sign == "(":
            self.depth += 1
            self.opened.append(offset)
            if self.depth > MAX_DEPTH:
                self._break("R007", offset, offset + 1, "parentheses nest too deep", f"at most {MAX_DEPTH} levels")
        elif self.depth == 0:
            self._spoil("R005", offset, "this parenthesis closes none that is open")
        else:
            self.depth -= 1
            self.opened.pop()

    def _close_piece(self) -> None:
        if self.depth > 0 and self.block is not None:
            at = self.opened[-1]
            self._spoil("R005", at, "this parenthesis is not closed", "a closing ) before the clause ends")
        self.depth, self.unfinished = 0, False
        self.opened.clear()

    def _spoil(self, code: str = "", offset: int = 0, message: str = "", allowed: str = "") -> None:
        """Report a fault of the piece that is being read (once, and not at all without a code), and leave it unparsed."""
        assert self.block is not None
        rows = self.block.rows if self.block.word == "table" else self.pieces
        piece = rows[-1] if rows else self.block.head
        if code and not piece.broken and not self.block.broken:
            self.faults.append(self.source.fault(code, offset, offset + 1, message, allowed))
        piece.broken = True

    def _break(self, code: str, start: int, end: int, message: str, allowed: str = "", nearest: str = "") -> None:
        """Report a fault of the block, once, and leave the block unparsed."""
        assert self.block is not None
        if not self.block.broken:
            self.faults.append(self.source.fault(code, start, end, message, allowed, nearest))
            self.block.broken = True

    @staticmethod
    def _piece(line: str, start: int, end: int, offset: int) -> Piece:
        part = line[start:end]
        return Piece(offset + start + len(part) - len(part.lstrip()), offset + start + len(part.rstrip()))
