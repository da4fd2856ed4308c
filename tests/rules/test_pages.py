"""The pages for authors say what the program does: their rules are read, their numbers are the bounds, their codes exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.engine.functions import FUNCTIONS as ENGINE_FUNCTIONS
from kg.rules import bounds, load
from kg.rules.checks import check_program
from kg.rules.checks.codes import CODES, page
from kg.rules.checks.signatures import FUNCTIONS
from kg.rules.grammar import Grammar
from kg.rules.read import read
from kg.rules.source import Source

RULES = Path(__file__).resolve().parents[2] / "rules"
README = (RULES / "README.md").read_text("utf-8")
GRAMMAR = (RULES / "GRAMMAR.md").read_text("utf-8")

# What the short examples of the error page leave out.
PRELUDE = {
    "p": "relation p(x: Text) from graph", "q": "relation q(x: Text)", "s": "relation s(x: Text)", "t": "relation t(x: Text) from graph",
    "due": "relation due(d: Date) from graph", "size": "relation size(x: Text, n: Number) from graph",
    "place": "relation place(x: Text)",
    "date-of": "relation date-of(d: Date) from graph", "amount": "relation amount(x: Text, q: Number) from graph",
}  # fmt: skip


def test_rules_on_the_page_for_lawyers_are_read() -> None:
    blocks = [block for block in re.findall(r"```\n(.*?)```", README, re.S) if block.startswith(("rule ", "relation "))]
    assert len(blocks) == 3
    for block in blocks:
        load(block)


@pytest.mark.parametrize("name", ["residual-bearer", "concerns"])
def test_what_the_page_for_lawyers_shows_of_the_rules_stands_in_them(name: str) -> None:
    (shown,) = [block for block in re.findall(r"```\n(.*?)```", README, re.S) if re.match(rf"(rule|relation) {name}\b", block)]
    assert any(shown in path.read_text("utf-8") for path in RULES.glob("*.rules"))


def test_premises_on_the_page_for_lawyers_are_read() -> None:
    table = README[README.index("| to say | write |") : README.index("## What else a rule can say")]
    premises = [text for text in re.findall(r"`([^`]+)`", table) if not text.startswith(("either", "or "))]
    assert len(premises) > 10
    for premise in premises:
        Grammar().premises(Source("", premise), premise, 0, len(premise), alone=True)


def test_commands_on_the_page_exist() -> None:
    from kg.cli.rules import EPILOG

    for action in re.findall(r"kgquery rules (\w+)", README):
        assert f"kgquery rules {action}" in EPILOG


def test_the_error_page_is_written_from_the_codes() -> None:
    """To mend: python -c "from kg.rules.checks.codes import page; print(page(), end='')" > rules/ERRORS.md"""
    assert (RULES / "ERRORS.md").read_text("utf-8") == page()


@pytest.mark.parametrize("code", [code for code, entry in CODES.items() if entry.wrong])
def test_each_example_of_an_error_shows_it_and_its_mending_does_not(code: str) -> None:
    entry = CODES[code]
    assert code in codes_of(entry.wrong)
    assert code not in codes_of(entry.right)


def codes_of(text: str) -> set[str]:
    """The codes of the faults in a snippet, completed to a program."""
    if text.startswith(("if ", "unless ", "basis ", "overrides ", "valid ")):
        body = "" if text.startswith("if ") else "\n    if p(?x)"
        text = f"rule snippet{body}\n    {text}\n    then q(done)"
        text += "\nrule named-bearer if p(?x) then q(?x)"
    elif text.startswith(("?", "add_days")):
        text = f"rule snippet if due(?d) and ?e = {text} then due(?e)"
    elif "…" in text:
        text = re.sub(r"^rule (\w+) … overrides", r"rule \1 if p(?x) then q(?x)\n    overrides", text, flags=re.M)
        text += "\nrule b if p(?x) then q(?x)" if "rule b" not in text else ""
    declared = re.findall(r"relation ([\w-]+)", text)
    prelude = [
        line for name, line in PRELUDE.items() if name not in declared and re.search(rf"\b{name}\(", text + "p(q(")
    ]
    both_languages = " zh " in text  # then what is around it says both
    prelude = [f'{line} zh "甲" en "A"' for line in prelude] if both_languages else prelude
    reading = read(["\n".join([*prelude, text])])
    faults = [*reading.faults, *check_program(reading.program, {"reg_hazchem_2013"}, reading.unread, both_languages)]
    return {fault.message[:4] for fault in faults}


def test_the_grammar_page_names_the_bounds_and_functions() -> None:
    for name in (
        "CHARACTERS",
        "BLOCKS",
        "ROWS",
        "PREMISES",
        "PIECE",
        "DEPTH",
        "NESTING",
        "CHOICES",
        "DIGITS",
        "FAULTS",
        "COLLISIONS",
    ):
        assert f"{getattr(bounds, f'MAX_{name}'):,} " in GRAMMAR, name
    for name in FUNCTIONS:
        assert f"`{name}(" in GRAMMAR


def test_the_checks_know_the_functions_of_the_engine() -> None:
    known = {name: (function.parameters, function.result) for name, function in ENGINE_FUNCTIONS.items()}
    assert known == {name: (signature.parameters, signature.result) for name, signature in FUNCTIONS.items()}
