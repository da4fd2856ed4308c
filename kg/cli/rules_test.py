"""`kgquery rules test`: the examples that stand beside rules, the project's or those of other files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import write_output
from kg.cli.example_profiles import inferred, profile_path
from kg.cli.rules_given import graph_rows, rule_paths
from kg.errors import EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError, nearest_name

if TYPE_CHECKING:
    from pathlib import Path

    from kg.engine import Model, Prepared
    from kg.engine.telling import Teller
    from kg.rules.examples import Row
    from kg.rules.program import Conclusion, Example, Program


def run_test(arguments: argparse.Namespace) -> int:
    """Judges every example that stands beside a rule; 1 when one does not hold."""
    from kg.answer.labels import Labels
    from kg.engine import ANY
    from kg.engine.telling import Teller
    from kg.knowledge import open_knowledge
    from kg.profile.facts import IT, Facts
    from kg.profile.read import read_profile
    from kg.rules.examples import judge

    if arguments.explain and not arguments.files:
        raise InputError([Fault("--explain", "", "it goes with FILE only", "kgquery rules test FILE … --explain")])
    knowledge = open_knowledge()
    prepared = knowledge.prepared
    if arguments.files:
        prepared = _prepared(arguments, prepared.program)
    models: dict[tuple[Path, str], Any] = {}
    given = {str(path) for path in rule_paths(arguments.files, False)} if arguments.files else set()
    failed = count = 0
    for rule in prepared.program.rules:
        for example in rule.examples:
            count += 1
            key = profile, day = (profile_path(example.profile, rule.place.file), example.as_of)
            if key not in models:
                models[key] = inferred(prepared, read_profile(str(profile), knowledge), day)
            model = models[key]
            failures = judge(example, _by_conclusion(model.rows), _by_conclusion(model.open_rows), IT, ANY)
            failed += bool(failures)
            for place, message in failures:
                print(f"{place}: rule {rule.name}: {message}", file=sys.stderr)
            if arguments.explain and rule.place.file in given:
                enterprise = read_profile(str(profile), knowledge)
                labels = Labels(knowledge, Facts(enterprise, day).labels, day)
                teller = Teller.of(prepared.program, arguments.lang, labels)
                write_output("".join(f"{teller.text(proof)}\n\n" for proof in _proofs(example, model, teller)), None)
    write_output(f"{count} examples, {failed} failed\n", None)
    return EXIT_NEEDS_ATTENTION if failed else EXIT_DONE


def _stored(one: Conclusion) -> str:
    from kg.engine.normal import stored_name

    return stored_name(one.atom.relation, one.modality, one.negated)


def _by_conclusion(rows: Callable[[str], Iterable[Row]]) -> Callable[[Conclusion], Iterable[Row]]:
    """The rows of a model by what an example says, and not by the name under which the model keeps them."""
    return lambda one: rows(_stored(one))


def _proofs(example: Example, model: Model, teller: Teller) -> Iterator[Any]:
    """The proofs of what an example gives."""
    from kg.profile.facts import IT
    from kg.rules.examples import matching

    given = _by_conclusion(model.rows)
    for one in example.expected:
        for row in matching(one, given(one), IT):
            yield teller.tell(model.proof(_stored(one), row))


def _prepared(arguments: argparse.Namespace, project: Program) -> Prepared:
    """The rules of the files, concluded over the graph's facts.

    Raises:
        InputError: with every fault that `rules check` finds, or relations that take no facts of a profile as `project` declares them.
    """
    from kg.engine import prepare
    from kg.graph.checks import citable
    from kg.graph.load import load_store
    from kg.knowledge.build import with_classes
    from kg.knowledge.catalogue import schemes
    from kg.rules import check, load

    program = load(rule_paths(arguments.files, arguments.with_project))
    store = load_store()
    faults = check(program, citable(store), schemes(store)["terms"]) + _unlike(program, project)
    if faults:
        raise InputError(faults)
    if arguments.with_project:
        program = with_classes(program, store)
    return prepare(program, graph_rows(program))


def _unlike(program: Program, project: Program) -> list[Fault]:
    """The relations that take no facts of a profile, or facts with another number of arguments than they declare."""
    fed = {name: len(relation.parameters) for name, relation in project.relations.items() if relation.source == "profile"}
    faults = []
    for name, relation in program.relations.items():
        if relation.source != "profile" or fed.get(name) == len(relation.parameters):
            continue
        place = f"{relation.place.line}:{relation.place.column}"
        if name in fed:
            message, near = f"{name} has {len(relation.parameters)} arguments here, and {fed[name]} in the facts of a profile", ""
        else:
            message, near = f"no field of a profile gives facts of {name}", nearest_name(name, fed)
        faults.append(Fault(relation.place.file, place, message, "a relation of profiles as `kgquery rules list --relations` shows it", near))
    return faults
