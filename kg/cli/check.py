"""`kgquery check`: whether the ontology, its data and the rules hold together, the project's own or those of other folders."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import EXIT_DONE, EXIT_NEEDS_ATTENTION, Fault, InputError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph.checks import Finding
    from kg.knowledge import Knowledge
    from kg.profile.enterprise import Enterprise
    from kg.rules.program import Program

EPILOG = """parts, in their order:
  data         no task, clause, reading or reference is orphaned: the queries of queries/checks/
  shapes       everything has the form that the SHACL shapes ask for
  vocabulary   OWL 2 DL: all terms declared, each of one kind, labelled in Chinese and English (needs no Java)
  rules        names, types, strata and bases of the rules
  consistency  the ontology contradicts itself nowhere: HermiT, which needs Java
  classes      HermiT and the rule engine agree which classes the example enterprises belong to (needs Java)
Files that do not parse end the check at once, with exit 2.

examples:
  kgquery check
      everything; a minute or so, mostly HermiT
  kgquery check --only data --only rules
      only these parts, in seconds
  kgquery check --ontology my/ontology --rules my/rules
      your own folders, of the same form as the project's
  kgquery check --format json > report.json"""


@dataclass(slots=True)
class Part:
    """One part of the check: what it looked at, what it found, and why it could not look, if so."""

    name: str
    looked_at: str = ""
    findings: list[Finding] = field(default_factory=list)
    not_checked: str = ""

    def document(self) -> dict[str, Any]:
        """The part as JSON."""
        found = [
            {"thing": f.thing, "detail": f.detail, "problem": f.problem, "solution": f.solution, "check": f.check}
            for f in self.findings
        ]
        return {
            "part": self.name,
            "looked_at": self.looked_at,
            "findings": found,
            "not_checked": self.not_checked or None,
        }


class Material:
    """What is checked: two folders, read once."""

    def __init__(self, ontology: Path | None, rules: Path | None, say: Callable[[str], None]) -> None:
        from kg.content import folder

        self.given = ontology, rules
        self.ontology, self.rules = ontology or folder("ontology"), rules or folder("rules")
        self.say = say

    def read(self) -> str:
        """Read every file; says how many there were.

        Raises:
            InputError: with the faults of all that do not parse.
        """
        from kg.content import folder
        from kg.graph.load import turtle_files
        from kg.graph.shapes import shape_files
        from kg.sparql.run import check_syntax

        self.say("reading files")
        faults: list[Fault] = []
        queries = sorted([*folder("queries").rglob("*.rq"), *(self.rules / "facts").glob("*.rq")])
        turtle = [*turtle_files(self.ontology), *shape_files(self.ontology)]
        if not turtle_files(self.ontology):
            faults.append(
                Fault(
                    str(self.ontology), "", "the folder has no Turtle file", "a folder such as the project's ontology/"
                )
            )
        if not list(self.rules.glob("*.rules")):
            faults.append(
                Fault(str(self.rules), "", "the folder has no rule file", "a folder such as the project's rules/")
            )
        tries: list[Callable[[], object]] = [lambda: self.store, lambda: self.program]
        tries += [lambda path=path: self._shape(path) for path in shape_files(self.ontology)]  # type: ignore[misc]
        tries += [lambda path=path: check_syntax(str(path), _text(path)) for path in queries]  # type: ignore[misc]
        for attempt in tries if not faults else ():
            try:
                attempt()
            except InputError as error:
                faults.extend(error.faults)
        if faults:
            raise InputError(faults)
        tables = len(list((self.ontology / "reference").glob("*.csv-metadata.json")))
        return f"{len(turtle)} Turtle files, {tables} tables, {len(self.program.sources)} rule files, {len(queries)} queries"

    def _shape(self, path: Path) -> None:
        from kg.graph.load import parse_turtle

        parse_turtle(path)

    @cached_property
    def store(self) -> ox.Store:
        from kg.graph.load import load_store

        return load_store(self.ontology)

    @cached_property
    def program(self) -> Program:
        from kg.rules import load

        return load(self.rules)

    @cached_property
    def knowledge(self) -> Knowledge:
        from kg.knowledge import Knowledge, cache, open_knowledge

        if self.given == (None, None):
            return open_knowledge()
        from kg.knowledge.build import build

        return Knowledge(cache.Sections(build(self.ontology, self.rules)))


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "check", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Check the ontology, the data and the rules. Exit 0: nothing found; 1: findings; 2: files that cannot be used.",
    )  # fmt: skip
    parser.add_argument(
        "--only", action="append", choices=list(PARTS), metavar="PART", help="this part alone; may be repeated"
    )
    parser.add_argument("--ontology", metavar="DIR", type=Path, help="another ontology folder than the project's")
    parser.add_argument("--rules", metavar="DIR", type=Path, help="another folder of rules than the project's")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="default: text")
    parser.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def run(arguments: argparse.Namespace) -> int:
    from kg.cli.arguments import write_output

    for path in (arguments.ontology, arguments.rules):
        if path is not None and not path.is_dir():
            raise InputError([Fault(str(path), "", "there is no such folder", "a folder")])
    with _Progress() as progress:
        material = Material(arguments.ontology, arguments.rules, progress.say)
        read = material.read()
        parts = [PARTS[name](material) for name in PARTS if not arguments.only or name in arguments.only]
    write_output(_as_json(read, parts) if arguments.format == "json" else _as_text(read, parts), arguments.output)
    return EXIT_NEEDS_ATTENTION if any(part.findings for part in parts) else EXIT_DONE


# -- the parts ------------------------------------------------------------------------------------------------------------


def _data(material: Material) -> Part:
    from kg.graph.checks import check_files, count, run_checks

    material.say("data")
    kinds = {"Document": "documents", "Task": "tasks", "Assignment": "assignments", "StatutoryDuty": "statutory duties"}
    counts = [f"{count(material.store, kind)} {plural}" for kind, plural in kinds.items()]
    return Part("data", f"{', '.join(counts)}; {len(check_files())} queries", run_checks(material.store))


def _shapes(material: Material) -> Part:
    from kg.graph.shapes import shape_files, shape_findings

    material.say("shapes")
    files = shape_files(material.ontology)
    return Part("shapes", f"{len(files)} files of shapes", shape_findings(material.store, files))


def _vocabulary(material: Material) -> Part:
    from kg.graph.owl_dl import label_findings, profile_findings

    material.say("vocabulary")
    return Part(
        "vocabulary", f"{len(material.store)} triples",
        [*profile_findings(material.store), *label_findings(material.store)],
    )  # fmt: skip


def _rules(material: Material) -> Part:
    from kg.graph.checks import citable
    from kg.knowledge.catalogue import schemes
    from kg.rules import check

    material.say("rules")
    found = check(material.program, citable(material.store), schemes(material.store)["terms"])
    return Part("rules", f"{len(material.program.rules)} rules", [_as_finding("rules", fault) for fault in found])


def _consistency(material: Material) -> Part:
    from kg.graph.consistency import consistency_findings
    from kg.graph.hermit import JavaMissing, ReasonerError

    try:
        found = consistency_findings(material.store, material.ontology, material.say)
    except JavaMissing as error:
        return Part("consistency", not_checked=str(error))
    except ReasonerError as error:
        return Part("consistency", "by HermiT", [_refused("consistency", error)])
    return Part("consistency", "definitions and data, by HermiT", found)


def _classes(material: Material) -> Part:
    from kg.cli.example_profiles import inferred
    from kg.graph.checks import Finding
    from kg.graph.hermit import JavaMissing, ReasonerError
    from kg.graph.members import members, said
    from kg.knowledge.classes import class_program

    try:
        defined = class_program(material.store)
    except InputError as error:
        return Part("classes", "definitions", [_as_finding("classes", fault) for fault in error.faults])
    material.say("classes: the rule engine")
    by_rules: dict[str, frozenset[str]] = {}
    profiles = {}
    for name, enterprise, as_of in _examples(material):
        model = inferred(material.knowledge.prepared, enterprise, as_of)
        by_rules[name] = frozenset(row[1] for row in model.rows("is-a")) - {"kg:Enterprise"}
        profiles[name] = said(enterprise, [row[1] for row in model.rows("hazard")])
    material.say("classes: HermiT")
    try:
        by_owl = members(material.store, profiles)
    except JavaMissing as error:
        return Part("classes", not_checked=str(error))
    except ReasonerError as error:
        return Part("classes", "by HermiT", [_refused("classes", error)])
    findings = [
        Finding("classes", f"{who} but not {other}", "Report it: the definition is read in two ways.", name, one)
        for name in profiles
        for who, other, more in (
            ("a member by the rules", "by HermiT", by_rules[name] - by_owl[name]),
            ("a member by HermiT", "by the rules", by_owl[name] - by_rules[name]),
        )
        for one in sorted(more)
    ]
    return Part("classes", f"{len(defined.relations)} definitions, {len(profiles)} profiles at a date", findings)


def _examples(material: Material) -> Iterator[tuple[str, Enterprise, str]]:
    """Every example profile at each date that its expected answer names."""
    from kg.cli.example_profiles import UNDATED, example_profiles, expected_days
    from kg.profile.read import read_profile

    for path in example_profiles():
        enterprise = read_profile(str(path), material.knowledge)
        for as_of in sorted(expected_days(path) or {UNDATED}):
            yield f"{path.stem} at {as_of}", enterprise, as_of


def _refused(check: str, error: Exception) -> Finding:
    from kg.graph.checks import Finding

    return Finding(check, f"HermiT could not work on it: {error}", "", "ontology")


def _as_finding(check: str, fault: Fault) -> Finding:
    from kg.graph.checks import Finding

    place = f"{fault.file}:{fault.place}" if fault.place else fault.file
    solution = "; ".join(
        part
        for part in (
            f"allowed: {fault.allowed}" if fault.allowed else "",
            f"did you mean {fault.nearest}?" if fault.nearest else "",
        )
        if part
    )
    return Finding(check, fault.message, solution, place)


PARTS: dict[str, Callable[[Material], Part]] = {
    "data": _data, "shapes": _shapes, "vocabulary": _vocabulary, "rules": _rules, "consistency": _consistency,
    "classes": _classes,
}  # fmt: skip


# -- showing --------------------------------------------------------------------------------------------------------------


def _as_json(read: str, parts: list[Part]) -> str:
    import json

    found = {
        "read": read,
        "parts": [part.document() for part in parts],
        "findings": sum(len(part.findings) for part in parts),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _as_text(read: str, parts: list[Part]) -> str:
    width = max(len(part.name) for part in parts)
    lines = [f"{'files':<{width}}  {read}"]
    for part in parts:
        looked_at = part.looked_at or f"NOT CHECKED: {part.not_checked}"
        lines.append(f"{part.name:<{width}}  {looked_at}" + (f": {_counted(part.findings)}" if part.findings else ""))
        lines += [f"  {finding}".rstrip() for finding in part.findings]
    skipped = [part.name for part in parts if part.not_checked]
    total = _counted([finding for part in parts for finding in part.findings])
    lines.append(
        f"{total} in {len(parts) - len(skipped)} parts" + (f"; not checked: {', '.join(skipped)}" if skipped else "")
    )
    return "\n".join(lines) + "\n"


def _counted(findings: list[Finding]) -> str:
    return {0: "no finding", 1: "1 finding"}.get(len(findings), f"{len(findings)} findings")


class _Progress:
    """What is being done, on one line of the terminal that each next step overwrites; nothing where there is no terminal."""

    def __enter__(self) -> _Progress:
        self.shown = sys.stderr.isatty()
        return self

    def say(self, text: str) -> None:
        if self.shown:
            print(f"\r\033[Kchecking {text} …", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(str(path), "", f"the file cannot be read: {error}")]) from None
