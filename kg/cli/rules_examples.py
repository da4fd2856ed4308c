"""`kgquery rules test` and `kgquery rules coverage`: the examples beside the rules and beside the project's profiles."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import write_output
from kg.cli.example_profiles import UNDATED, example_profiles, expected_days, inferred
from kg.cli.rules_given import FROM_FILE, print_table
from kg.errors import EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError, nearest_name

if TYPE_CHECKING:
    from kg.engine import Model, Prepared
    from kg.engine.telling import Teller
    from kg.knowledge import Knowledge
    from kg.profile.facts import Facts
    from kg.rules.coverage import Coverage
    from kg.rules.examples import Row
    from kg.rules.program import Conclusion, Rule


def run_test(arguments: argparse.Namespace) -> int:
    """Judges every example that stands beside a rule, or beside a rule of the files named; 1 when one does not hold."""
    from kg.engine import ANY
    from kg.knowledge import open_knowledge
    from kg.profile.facts import IT
    from kg.rules.examples import judge, matching

    knowledge = open_knowledge()
    prepared, judged = _under_test(knowledge, arguments.files)
    models: dict[tuple[Path, str], tuple[Any, Any]] = {}
    failed = count = 0
    for rule in judged:
        for example in rule.examples:
            count += 1
            key = (_profile_path(example.profile), example.as_of)
            if key not in models:
                models[key] = _inferred(prepared, knowledge, *key)
            model, facts = models[key]
            failures = judge(example, _by_conclusion(model.rows), _by_conclusion(model.open_rows), IT, ANY)
            failed += bool(failures)
            for place, message in failures:
                print(f"{place}: rule {rule.name}: {message}", file=sys.stderr)
            if arguments.explain:
                teller = _teller(prepared, knowledge, facts, example.as_of, arguments.lang)
                given = _by_conclusion(model.rows)
                told = [
                    teller.text(teller.tell(model.proof(_stored(one), row)))
                    for one in example.expected for row in matching(one, given(one), IT)
                ]  # fmt: skip
                write_output("".join(f"{text}\n\n" for text in told), None)
    write_output(f"{count} examples, {failed} failed\n", None)
    return EXIT_NEEDS_ATTENTION if failed else EXIT_DONE


def _stored(one: Conclusion) -> str:
    from kg.engine.normal import stored_name

    return stored_name(one.atom.relation, one.modality, one.negated)


def _by_conclusion(rows: Callable[[str], Iterable[Row]]) -> Callable[[Conclusion], Iterable[Row]]:
    """The rows of a model by what an example says, and not by the name under which the model keeps them."""
    return lambda one: rows(_stored(one))


def _under_test(knowledge: Knowledge, files: list[str]) -> tuple[Prepared, list[Rule]]:
    """The program that answers and the rules whose examples are judged: the project's, or those of the files, which then
    stand beside the project's own."""
    if not files:
        return knowledge.prepared, list(knowledge.prepared.program.rules)
    from kg.content import folder
    from kg.knowledge.build import prepared_with
    from kg.rules import load

    own = folder("rules").resolve()
    given = [inner for path in map(Path, files) for inner in (sorted(path.glob("*.rules")) if path.is_dir() else [path])]
    prepared = prepared_with(path for path in given if path.resolve().parent != own)
    names = {rule.name for rule in load(given).rules}
    return prepared, [rule for rule in prepared.program.rules if rule.name in names]


def _teller(prepared: Prepared, knowledge: Knowledge, facts: Facts, as_of: str, lang: str) -> Teller:
    from kg.answer.labels import Labels
    from kg.engine.telling import Teller

    return Teller.of(prepared.program, lang, Labels(knowledge, facts.labels, as_of))


def run_coverage(arguments: argparse.Namespace) -> int:
    """Says what no example fires or reaches; 1 when that is more than the floors allow."""
    from kg.content import folder
    from kg.knowledge import open_knowledge
    from kg.rules.coverage import FLOOR_FILE, floors_text, measure, percent, read_floors

    floor_file = folder("rules") / FLOOR_FILE
    floors = read_floors(floor_file) if arguments.floor == FROM_FILE or arguments.raise_floor else {}
    prepared = (knowledge := open_knowledge()).prepared
    rules = [rule.name for rule in prepared.program.rules]
    open_wanted = _left_open_by_examples(prepared)
    runs = [
        (_fired_in(prepared, model) | (_fired_open_in(prepared, model) & open_wanted.get(key, frozenset())),
         {row[2] for row in model.rows("owes")})
        for key, model in _runs(knowledge)
    ]  # fmt: skip
    housekeeping, beyond, duties = _duties(prepared)
    found = measure(rules, [*beyond, *duties], [(_fired_at_build(prepared), set()), *runs])
    unreached = [name for name in found.unreached_duties if name not in beyond]
    report = {
        "examples": len(runs),
        "rules": len(found.rules), "rules_fired": percent(found.rule_share), "silent_rules": found.silent_rules,
        "duties": len(found.duties), "duties_reached": percent(found.duty_share), "unreached_duties": unreached,
        "duties_beyond_rules": beyond, "housekeeping": housekeeping,
    }  # fmt: skip
    rows = [("rules", f"{percent(found.rule_share)} of {len(found.rules)} fire in {len(runs)} examples")]
    rows += [("", f"no example fires {name}") for name in found.silent_rules]
    rows += [("duties", f"{percent(found.duty_share)} of {len(found.duties)} tasks and articles are reached")]
    rows += [("", f"no rule reaches {name}: nobody is named or read to bear it") for name in beyond]
    rows += [("", f"no example reaches {name}") for name in unreached]
    rows += [("apart", f"{len(housekeeping)} tasks are the government's own work, owed to no enterprise")]
    print_table(report, rows, arguments.format)
    if arguments.raise_floor:
        write_output(floors_text(floors, found), str(floor_file))
    return _above_floors(found, floors, arguments)


def _above_floors(found: Coverage, floors: dict[str, Fraction], arguments: argparse.Namespace) -> int:
    asked = {"rules": arguments.floor, "duties": arguments.duty_floor}
    code = EXIT_DONE
    for what, share in (("rules", found.rule_share), ("duties", found.duty_share)):
        floor = asked[what]
        if floor is None or floor == FROM_FILE:
            floor = floors.get(what) if arguments.floor == FROM_FILE else None
        if floor is not None and share * 100 < Fraction(floor):
            print(f"coverage of {what} is below the floor of {float(floor)}%", file=sys.stderr)
            code = EXIT_NEEDS_ATTENTION
    return code


# -- profiles -------------------------------------------------------------------------------------------------------------


def _profile_path(profile: str) -> Path:
    """Where the profile of an example lies: as written, or among the project's examples. Raises InputError where it is not."""
    from kg.content import folder

    own = folder("examples")
    for path in (Path(profile), own.parent / profile):
        if path.is_file():
            return path.resolve()
    known = [f"{own.name}/{path.name}" for path in own.glob("*.json")]
    raise InputError([Fault(profile, "", "there is no such profile", "a profile's path", nearest_name(profile, known))])


def _inferred(prepared: Prepared, knowledge: Knowledge, profile: Path, as_of: str) -> tuple[Model, Facts]:
    from kg.profile.read import read_profile

    return inferred(prepared, read_profile(str(profile), knowledge), as_of)


def _runs(knowledge: Any) -> Iterator[tuple[tuple[Path, str], Any]]:
    """An inference for each example profile on each date that an example or an expected answer names, with both; one of
    which neither speaks on the day `UNDATED`."""
    dates: dict[Path, set[str]] = {}
    for rule in knowledge.prepared.program.rules:
        for example in rule.examples:
            dates.setdefault(_profile_path(example.profile), set()).add(example.as_of)
    for profile in example_profiles():
        days = dates.setdefault(profile.resolve(), set())
        days.update(expected_days(profile))
        if not days:
            days.add(UNDATED)
    for profile, days in dates.items():
        for day in sorted(days):
            yield (profile, day), _inferred(knowledge.prepared, knowledge, profile, day)[0]


# -- what fires and what can be reached -----------------------------------------------------------------------------------


def _fired_in(prepared: Any, model: Any) -> set[str]:
    """The names of the rules by which some row of this inference was concluded."""
    return _names(prepared, model.clauses_used())


def _fired_open_in(prepared: Any, model: Any) -> set[str]:
    """The names of the rules by which some row was concluded that could hold."""
    rows = (why for found in model.state.open.values() for _, why in found.values())
    return _names(prepared, {why[0] for why in rows if why is not None})


def _left_open_by_examples(prepared: Any) -> dict[tuple[Path, str], set[str]]:
    """By profile and day the rules whose own example says that something must stay open: for these, leaving open is firing."""
    found: dict[tuple[Path, str], set[str]] = {}
    for rule in prepared.program.rules:
        for example in rule.examples:
            if example.maybe:
                found.setdefault((_profile_path(example.profile), example.as_of), set()).add(rule.name)
    return found


def _fired_at_build(prepared: Any) -> set[str]:
    """The names of the rules by which a lasting row was concluded, before any enterprise was asked about."""
    proofs = (prepared.provenance(relation, row) for relation in prepared.static for row in prepared.rows(relation))
    return _names(prepared, {why[0] for why in proofs if why is not None})


def _names(prepared: Any, clauses: set[int]) -> set[str]:
    rules, numbers = prepared.program.rules, (prepared.clauses[clause].rule for clause in clauses)
    return {rules[number].name for number in numbers if number >= 0}


def _duties(prepared: Any) -> tuple[list[str], list[str], list[str]]:
    """The tasks of the documents and the provisions of the statutes: the government's own work; what no rule can
    reach, since nobody is named or read to bear it; and the rest."""

    def column(relation: str, number: int) -> set[str]:
        return {row[number] for row in prepared.rows(relation)}

    tasks = column("task-of", 0)
    scoped = column("scope-class", 0)
    assigned = {(row[1], row[0]) for row in prepared.rows("assigned")}
    concerning = column("task-class", 0) & (
        {task for task, _ in assigned} | column("bearer-function", 1) | column("task-function", 0)
    )
    own = column("duty-class", 1) | column("statute-duty", 1) | column("agency-duty", 1)
    reachable = own | concerning | {task for task, statement in assigned if statement in scoped}
    beyond = tasks - reachable
    housekeeping = beyond & _read_as_housekeeping()
    return sorted(housekeeping), sorted(beyond - housekeeping), sorted((tasks | own) & reachable)


def _read_as_housekeeping() -> set[str]:
    """The tasks that a reading calls the government's own work; the rules need not know them."""
    from kg.graph.load import load_store
    from kg.names import compact

    query = """PREFIX kg: <https://w3id.org/kgquery/ns#>
        SELECT ?task WHERE { ?reading kg:reads ?task ; kg:housekeeping true }"""
    found: Any = load_store(tables=False).query(query)
    return {compact(solution["task"].value) for solution in found}
