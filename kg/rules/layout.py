"""Lays a rule file out anew, keeping its comments and the order of its statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.errors import InputError
from kg.rules import tables, text, words
from kg.rules.grammar import Grammar
from kg.rules.lines import Block, Clause, Comment, Piece, Scan, scan
from kg.rules.program import Premise
from kg.rules.read import bounded, read
from kg.rules.source import Source, width


@dataclass(slots=True)
class _Unit:
    """Lines to write, where they come from, and how far a comment above them is indented."""

    first: int
    last: int
    lines: list[str]
    indent: int = 0


def format_text(name: str, source_text: str) -> str:
    """The file laid out anew; formatting it again changes nothing. Raises InputError when it cannot be read."""
    reading = read([(name, source_text)])
    if reading.faults:
        raise InputError(bounded(reading.faults))
    source = Source(name, source_text)
    return _Layout(source, scan(source)).text()


class _Layout:
    def __init__(self, source: Source, cut: Scan) -> None:
        self.source, self.cut = source, cut
        self.grammar = Grammar()
        self.own: list[tuple[int, str]] = []
        self.trailing: dict[int, str] = {}
        for comment in cut.comments:
            self._sort(comment)
        self.own.reverse()  # the next one is last
        self.out: list[str] = []
        self.previous: tuple[int, str] = (0, "")  # the last line of the source that is written, and what it was

    def _sort(self, comment: Comment) -> None:
        line = self.source.line_of(comment.offset)
        if comment.own_line:
            self.own.append((line, comment.text))
        else:
            self.trailing[line] = comment.text

    def text(self) -> str:
        for block in self.cut.blocks:
            units = list(self._units(block))
            kind = "block" if len(units) > 1 or len(units[0].lines) > 1 else f"line {block.word}"
            self._comments_before(units[0].first)
            self._gap(units[0].first, kind)
            for number, unit in enumerate(units):
                if number:
                    self._inner_comments(unit.first, unit.indent)
                self._write(unit)
            self.previous = (units[-1].last, kind)
        self._comments_before(len(self.source.line_starts) + 1)
        return "\n".join(self.out) + "\n" if self.out else ""

    # Writing

    def _gap(self, line: int, kind: str) -> None:
        """A blank line where the source has one, or where a statement of several lines begins or ends."""
        before, was = self.previous
        if not was:
            return
        apart = line - before > 1
        alike = kind == was and kind != "block"
        if apart or (was != "comment" and not alike):
            self.out.append("")

    def _comments_before(self, line: int) -> None:
        while self.own and self.own[-1][0] < line:
            at, comment = self.own.pop()
            self._gap(at, "comment")
            self.out.append(comment)
            self.previous = (at, "comment")

    def _inner_comments(self, line: int, indent: int) -> None:
        while self.own and self.own[-1][0] < line:
            self.out.append(" " * indent + self.own.pop()[1])

    def _write(self, unit: _Unit) -> None:
        """Write the unit with its comments: each on its line where the lines are the same number, else above."""
        self._inner_comments(unit.last, unit.indent)
        notes: list[str | None] = [self.trailing.pop(line, None) for line in range(unit.first, unit.last + 1)]
        lines = list(unit.lines)
        if len(notes) != len(lines):
            self.out += [" " * unit.indent + note for note in notes[:-1] if note]
            notes = [*[None] * (len(lines) - 1), notes[-1]]
        self.out += [f"{line}  {note}" if note else line for line, note in zip(lines, notes, strict=True)]

    # From statements to lines

    def _units(self, block: Block) -> Iterator[_Unit]:
        if block.word == "rule":
            yield from self._rule(block)
        elif block.word == "table":
            yield from self._table(block)
        else:
            said = self._read(block.word, block.head)
            if block.word == "fact":
                lines = [f"fact {text.atom_text(said)}"]
            else:
                lines = text.type_lines(said) if block.word == "type" else text.relation_lines(said)
            yield self._unit(block.start, block.head, lines, 0)

    def _rule(self, block: Block) -> Iterator[_Unit]:
        yield self._unit(block.start, block.head, text.rule_head_lines(self._read("rule_head", block.head)), 0)
        for clause in block.clauses:
            yield from self._clause(clause)

    def _clause(self, clause: Clause) -> Iterator[_Unit]:
        word = clause.word
        if word in ("if", "unless", "then"):
            yield from self._premises(clause)
            return
        piece = clause.pieces[0]
        said = self._read(word, piece)
        if word == "example":
            first, *rest = text.example_lines(said)
            lines = [first, *(f"{text.INDENT}{text.INDENT}{line}" for line in rest)]
        elif word in ("zh", "en"):
            lines = [words.quoted(said)]
        elif word == "valid":
            lines = [text.period_text(said.start, said.end)]
        else:
            lines = [text.basis_text(said) if word == "basis" else text.override_text(said)]
        lines = [f"{text.INDENT}{'' if number else f'{word} '}{line}" for number, line in enumerate(lines)]
        yield self._unit(clause.start, piece, lines, len(text.INDENT))

    def _premises(self, clause: Clause) -> Iterator[_Unit]:
        pieces = clause.pieces
        last_line = self.source.line_of(pieces[-1].end - 1)
        if clause.word == "unless" and not self._noted(self.source.line_of(clause.start), last_line):
            premises = tuple(premise for piece in pieces for premise in self._body(piece))
            lines = text.clause_lines("unless", text.exception_lines(premises))
            whole = Piece(pieces[0].start, pieces[-1].end)
            yield self._unit(clause.start, whole, lines, len(text.INDENT))
            return
        for number, piece in enumerate(pieces):
            if clause.word == "then":
                lines = [text.conclusion_text(conclusion) for conclusion in self._read("conclusions", piece)]
            else:
                lines = text.premise_lines(self._body(piece))
            lead = clause.word if number == 0 else " " * len(clause.word)
            start = clause.start if number == 0 else piece.start
            indent = len(text.INDENT) + (len(f"{clause.word:<4} ") if number else 0)
            yield self._unit(start, piece, text.clause_lines(lead, lines), indent)

    def _noted(self, first: int, last: int) -> bool:
        """Whether a comment stands among these lines, other than behind the last."""
        if any(line in self.trailing for line in range(first, last)):
            return True
        return any(first < line < last for line, _ in self.own)

    def _table(self, block: Block) -> Iterator[_Unit]:
        name = self._read("table_head", block.head)
        yield self._unit(block.start, block.head, [f"table {name}"], 0)
        ruled = len(block.rows) > 1 and tables.is_ruler(self.cut.masked, block.rows[1])
        grid = []
        for number, row in enumerate(block.rows):
            constants = [] if ruled and number == 1 else tables.cells(self.source, self.cut.masked, row)[0]
            grid.append([_cell(text.value_text(constant.value)) for constant in constants])
        columns = max((len(cells) for cells in grid), default=0)
        widths = [max(width(cells[column]) for cells in grid if len(cells) > column) for column in range(columns)]
        for number, (row, cells) in enumerate(zip(block.rows, grid, strict=True)):
            if ruled and number == 1:
                line = "-|-".join("-" * max(2, size) for size in widths)
            else:
                line = " | ".join(cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=False))
            yield self._unit(row.start, row, [text.INDENT + line.rstrip()], len(text.INDENT))

    def _body(self, piece: Piece) -> tuple[Premise, ...]:
        return self.grammar.premises(self.source, self.cut.masked, piece.start, piece.end, alone=True)

    def _read(self, grammar: str, piece: Piece) -> Any:
        return self.grammar.read(getattr(self.grammar, grammar), self.source, self.cut.masked, piece.start, piece.end)

    def _unit(self, start: int, piece: Piece, lines: list[str], indent: int) -> _Unit:
        return _Unit(self.source.line_of(start), self.source.line_of(piece.end - 1), lines, indent)


def _cell(shown: str) -> str:
    """A cell; quoted where the scanner would take it for the head of a statement."""
    return words.quoted(shown) if shown in words.STATEMENTS else shown
