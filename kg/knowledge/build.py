"""Building the knowledge base: graph, base facts, rules and classes in; the sections of one file out."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.content import folder
from kg.engine import Prepared, prepare
from kg.engine.grounds import grounds
from kg.garbage import collecting_later
from kg.graph.facts import base_rows
from kg.graph.load import load_store
from kg.knowledge.catalogue import catalogue
from kg.knowledge.classes import class_program
from kg.profile.read import compose_schema
from kg.rules import load
from kg.rules.program import Program

PROFILE_SCHEMA = Path(__file__).resolve().parent.parent / "profile" / "profile.schema.json"


def whole_program(rules: Path, store: Any, further: Iterable[Path] = ()) -> Program:
    """The rules of `rules/*.rules`, those of `further` files, and one rule for each class of enterprises that the graph defines.

    Raises:
        InputError: a rule file or a class definition is at fault.
    """
    program = load([*sorted(rules.glob("*.rules")), *further])
    classes = class_program(store)
    return replace(
        program,
        relations=program.relations | classes.relations,
        rules=program.rules + classes.rules,
        facts=program.facts + classes.facts,
    )


def prepared_with(further: Iterable[Path]) -> Prepared:
    """The project's program with the rules of `further` files among its own, ready to infer; it is kept nowhere.

    Raises:
        InputError: a rule file is at fault.
    """
    rules, store = folder("rules"), load_store()
    return prepare(whole_program(rules, store, further), base_rows(store, rules))


@collecting_later
def build(ontology: Path | None = None, rules: Path | None = None) -> dict[str, bytes]:
    """The sections of a knowledge base, from the project's own content folders or others of the same form.

    Raises:
        InputError: a Turtle file, table, query or rule is at fault; nothing is built.
    """
    from kg.knowledge.reference import indexes

    ontology, rules = ontology or folder("ontology"), rules or folder("rules")
    store = load_store(ontology)
    program = whole_program(rules, store)
    prepared = prepare(program, base_rows(store, rules))
    shown = catalogue(store)
    found = indexes(ontology)
    shown["terms"]["hazard_class"] = {symbol: symbol for symbol in found.pop("symbols")}
    schema = compose_schema(json.loads(PROFILE_SCHEMA.read_text("utf-8")), shown["terms"])
    questions = {r.name: (r.question_zh, r.question_en) for r in program.relations.values() if r.question_zh}
    phrases = {
        r.name: (tuple(p.name for p in r.parameters), tuple(p.type for p in r.parameters), r.zh, r.en)
        for r in program.relations.values()
    }
    sources = {r.name: r.source for r in program.relations.values() if r.source}
    return {
        "program": prepared.dump(),
        "catalogue": marshal.dumps(shown | {"grounds": grounds(prepared), "questions": questions, "sources": sources, "phrases": phrases}),
        "schema": marshal.dumps(schema),
        **{name: marshal.dumps(index) for name, index in found.items()},
    }
