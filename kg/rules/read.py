"""Reads rule files into a program, collecting the faults of all files before raising any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.errors import Fault, InputError
from kg.rules import tables
from kg.rules.bounds import MAX_BLOCKS, MAX_CHARACTERS, MAX_FAULTS, MAX_ROWS
from kg.rules.conflicts import with_defeasibility
from kg.rules.expressions import SyntaxFault
from kg.rules.grammar import Grammar
from kg.rules.lines import Block, Clause, Piece, Scan, scan
from kg.rules.program import Atom, Basis, Conclusion, Constant, Place, Program, Relation, Rule, TypeDeclaration
from kg.rules.source import Source, place_fault

RuleSource = Path | str | tuple[str, str]
_FIRST_NAME = re.compile(r"[^\s(]+")


@dataclass(slots=True)
class Reading:
    """What was read: the program, the faults, and the names that belong to statements that could not be read."""

    program: Program
    faults: list[Fault]
    unread: frozenset[str] = frozenset()
    sources: list[Source] = field(default_factory=list)


def load(sources: Iterable[RuleSource] | RuleSource) -> Program:
    """Read rule files into one program.

    A `Path` is a file, or a folder whose `*.rules` files are read in the order of their names; a `str` is the text
    itself; a pair is a name for messages and the text. Raises InputError with the faults of all of them.
    """
    reading = read(sources)
    if reading.faults:
        raise InputError(bounded(reading.faults))
    return reading.program


def read(sources: Iterable[RuleSource] | RuleSource) -> Reading:
    """Read what can be read; faults come with the result instead of being raised."""
    faults: list[Fault] = []
    texts = list(_sources(sources, faults))
    reader = _Reader(faults)
    for source in texts:
        reader.read_file(source)
    return reader.finish(texts)


def bounded(faults: list[Fault]) -> list[Fault]:
    """The first faults, and one that counts the rest where there are very many."""
    if len(faults) <= MAX_FAULTS:
        return faults
    rest = len(faults) - MAX_FAULTS
    return [*faults[:MAX_FAULTS], Fault(faults[MAX_FAULTS].file, "", f"R007: and {rest} faults more, not shown")]


def _sources(given: Iterable[RuleSource] | RuleSource, faults: list[Fault]) -> Iterable[Source]:
    if isinstance(given, str | Path):
        given = [given]
    elif isinstance(given, tuple) and len(given) == 2 and all(isinstance(part, str) for part in given):
        given = [given]  # type: ignore[list-item]
    for number, item in enumerate(given, 1):
        if isinstance(item, str):
            item = ("<text>" if number == 1 else f"<text {number}>", item)
        if isinstance(item, tuple):
            if _within_bounds(item[0], len(item[1]), faults):
                yield Source(*item)
        else:
            yield from _files(item, faults)


def _files(path: Path, faults: list[Fault]) -> Iterable[Source]:
    files = sorted(path.glob("*.rules")) if path.is_dir() else [path]
    if not files:
        faults.append(Fault(path.as_posix(), "", "R001: this folder holds no rule file", "a folder with files *.rules"))
    for file in files:
        name = file.as_posix()
        try:
            if not _within_bounds(name, file.stat().st_size, faults):
                continue
            yield Source(name, file.read_bytes().decode())
        except OSError as error:
            faults.append(
                Fault(name, "", f"R001: cannot be read ({error.strerror})", "a rule file or a folder of them")
            )
        except UnicodeDecodeError as error:
            faults.append(Fault(name, "", f"R001: byte {error.start} is not UTF-8", "UTF-8 text"))


def _within_bounds(name: str, size: int, faults: list[Fault]) -> bool:
    if size <= MAX_CHARACTERS:
        return True
    faults.append(Fault(name, "", f"R007: this file is too large ({size})", f"at most {MAX_CHARACTERS} characters"))
    return False


class _Reader:
    """Turns scanned statements into the parts of a program."""

    def __init__(self, faults: list[Fault]) -> None:
        self.grammar = Grammar()
        self.faults = faults
        self.types: dict[str, TypeDeclaration] = {}
        self.relations: dict[str, Relation] = {}
        self.rules: dict[str, Rule] = {}
        self.facts: list[Atom] = []
        self.unread: set[str] = set()
        self.headings: list[tuple[Source, str, list[Constant]]] = []
        self.count = 0
        self.rows = 0

    def read_file(self, source: Source) -> None:
        cut = scan(source)
        self.faults.extend(cut.faults)
        self.count += len(cut.blocks)
        if self.count > MAX_BLOCKS:
            message = f"R007: {self.count} statements up to this file"
            self.faults.append(Fault(source.name, "", message, f"at most {MAX_BLOCKS} in one program"))
            return
        for block in cut.blocks:
            if block.broken or block.head.broken:
                self._unread(cut, block)
                continue
            try:
                getattr(self, f"_{block.word}")(source, cut, block)
            except SyntaxFault as error:
                self.faults.append(error.fault)
                self._unread(cut, block)

    def finish(self, sources: list[Source]) -> Reading:
        self._check_headings()
        texts = {source.name: source.text for source in sources}
        rules = tuple(self.rules.values())
        try:
            rules = with_defeasibility(rules)
        except InputError as error:
            self.faults.extend(error.faults)
            rules = ()  # they mean nothing as long as this stands
        program = Program(self.types, self.relations, rules, tuple(self.facts), texts)
        order = {source.name: number for number, source in enumerate(sources)}
        faults = sorted(self.faults, key=lambda fault: (order.get(fault.file, -1), _position(fault)))
        return Reading(program, faults, frozenset(self.unread), sources)

    # One method a statement

    def _type(self, source: Source, cut: Scan, block: Block) -> None:
        declaration: TypeDeclaration = self._read(source, cut, block, "type")
        if self._is_new(source, declaration.name, declaration.place, self.types, "type"):
            self.types[declaration.name] = declaration

    def _relation(self, source: Source, cut: Scan, block: Block) -> None:
        relation: Relation = self._read(source, cut, block, "relation")
        if self._is_new(source, relation.name, relation.place, self.relations, "relation"):
            self.relations[relation.name] = relation

    def _fact(self, source: Source, cut: Scan, block: Block) -> None:
        self.grammar.begin_rule()
        atom = self.grammar.plain_atom(source, cut.masked, block.head.start, block.head.end)
        self.facts.append(atom or self._read(source, cut, block, "fact"))

    def _table(self, source: Source, cut: Scan, block: Block) -> None:
        relation: str = self._read(source, cut, block, "table_head")
        rows = block.rows
        self.rows += len(rows)
        if self.rows > MAX_ROWS:
            raise SyntaxFault(
                source.fault("R007", block.start, block.head.end, "too many rows", f"at most {MAX_ROWS} in one program")
            )
        if len(rows) > 1 and tables.is_ruler(cut.masked, rows[1]):
            headings, fault = tables.cells(source, cut.masked, rows[0])
            rows = rows[2:]
            if fault is None:
                self.headings.append((source, relation, headings))
            else:
                self.faults.append(fault)
        for row in rows:
            if row.broken:
                continue
            constants, fault = tables.cells(source, cut.masked, row)
            if fault is None:
                self.facts.append(tables.atom(source, relation, constants, row))
            else:
                self.faults.append(fault)

    def _rule(self, source: Source, cut: Scan, block: Block) -> None:
        quick = self.grammar.name_and_text(source, cut.masked, block.head.start, block.head.end)
        if quick is not None:
            name = quick[0]
            rule = Rule(name, (), (), quick[1], place=source.place(block.head.start, block.head.start + len(name)))
        else:
            rule = self._read(source, cut, block, "rule_head")
            name = rule.name
        place = rule.place
        before = len(self.faults)
        broken = any(piece.broken for clause in block.clauses for piece in clause.pieces)
        self.grammar.begin_rule()
        for clause in block.clauses:
            if not clause.pieces:
                end = clause.start + len(clause.word)
                self._fault(source, "R008", clause.start, end, f"nothing follows “{clause.word}”")
        # Anonymous variables are numbered as they are read, so the reading order is that of the tree, not of the text.
        for word in ("if", "unless", "then", "basis", "valid", "overrides", "example", "zh", "en"):
            clauses = [clause for clause in block.clauses if clause.word == word and clause.pieces]
            said = word in ("zh", "en") and bool(getattr(rule, word))  # beside the name
            if len(clauses) + said > 1 and word in ("if", "then", "valid", "zh", "en"):
                start = clauses[0 if said else 1].start
                self._fault(source, "R008", start, start + len(word), f"a second “{word}” in one rule", "one")
            for clause in clauses:
                rule = self._with_clause(rule, source, cut, clause)
        if not rule.conclusions and not broken and not any(clause.word == "then" for clause in block.clauses):
            end = block.head.start + len(name)
            self._fault(source, "R008", block.head.start, end, f"rule {name} concludes nothing", "a “then” clause")
        new = self._is_new(source, name, place, self.rules, "rule")
        if new and not broken and len(self.faults) == before:
            self.rules[name] = rule
        elif new:
            self.unread.add(name)
            # What a rule with a fault would conclude is still fed, so that its readers are not reported too.
            self.unread.update(conclusion.atom.relation for conclusion in rule.conclusions)
            if not rule.conclusions:
                self.unread.add("*")

    def _with_clause(self, rule: Rule, source: Source, cut: Scan, clause: Clause) -> Rule:
        alone = len(clause.pieces) == 1
        read = (self._piece(source, cut, clause.word, piece, alone) for piece in clause.pieces)
        parts = [part for part in read if part is not None]
        if not parts:
            return rule
        if clause.word == "if":
            return replace(rule, body=rule.body + tuple(premise for part in parts for premise in part))
        if clause.word == "unless":
            return replace(rule, exceptions=(*rule.exceptions, tuple(premise for part in parts for premise in part)))
        if clause.word == "then":
            return replace(rule, conclusions=rule.conclusions + tuple(found for part in parts for found in part))
        if clause.word == "basis":
            return replace(rule, basis=(*rule.basis, *parts))
        if clause.word == "overrides":
            return replace(rule, overrides=(*rule.overrides, *parts))
        if clause.word == "example":
            return replace(rule, examples=(*rule.examples, *parts))
        if clause.word == "zh":
            return replace(rule, zh=parts[0])
        if clause.word == "en":
            return replace(rule, en=parts[0])
        return replace(rule, valid_from=parts[0].start, valid_to=parts[0].end)

    def _piece(self, source: Source, cut: Scan, word: str, piece: Piece, alone: bool) -> Any:
        """What one piece of a clause says, or None after reporting its fault."""
        start, end = piece.start, piece.end
        if piece.broken:
            return None
        try:
            if word in ("if", "unless"):
                return self.grammar.premises(source, cut.masked, start, end, alone)
            if word == "then" and (atom := self.grammar.plain_atom(source, cut.masked, start, end)) is not None:
                return [Conclusion(atom)]
            if word == "basis" and (pair := self.grammar.name_and_text(source, cut.masked, start, end)) is not None:
                return Basis(*pair, source.place(start, start + len(pair[0])))
            grammar = self.grammar.conclusions if word == "then" else getattr(self.grammar, word)
            return self.grammar.read(grammar, source, cut.masked, start, end)
        except SyntaxFault as error:
            self.faults.append(error.fault)
            return None

    # Helpers

    def _read(self, source: Source, cut: Scan, block: Block, grammar: str) -> Any:
        head = block.head
        if head.start == head.end:
            end = block.start + len(block.word)
            raise SyntaxFault(source.fault("R008", block.start, end, f"nothing follows “{block.word}”", "a name"))
        return self.grammar.read(getattr(self.grammar, grammar), source, cut.masked, head.start, head.end)

    def _fault(self, source: Source, code: str, start: int, end: int, message: str, allowed: str = "") -> None:
        self.faults.append(source.fault(code, start, end, message, allowed))

    def _unread(self, cut: Scan, block: Block) -> None:
        """Remember what a statement that cannot be read would have named."""
        name = _FIRST_NAME.match(cut.masked, block.head.start, block.head.end)
        self.unread.add(name[0] if name else "*")
        if block.word in ("rule", "fact", "table", ""):
            self.unread.add("*")

    def _is_new(self, source: Source, name: str, place: Place, known: Mapping[str, Any], kind: str) -> bool:
        if name not in known:
            return True
        first = known[name].place
        message = f"{kind} {name} is declared twice; first at {first}"
        self.faults.append(place_fault(source, "R013", place, message, f"one {kind} of a name"))
        return False

    def _check_headings(self) -> None:
        for source, name, headings in self.headings:
            relation = self.relations.get(name)
            if relation is None or not headings:
                continue
            names = [str(heading.value) for heading in headings]
            declared = [parameter.name for parameter in relation.parameters]
            if names != declared:
                message = f"the headings of {name} are not its arguments"
                self.faults.append(place_fault(source, "R014", headings[0].place, message, " | ".join(declared)))


def _position(fault: Fault) -> tuple[int, int]:
    line, _, column = fault.place.partition(":")
    return (int(line), int(column)) if line and column else (0, 0)
