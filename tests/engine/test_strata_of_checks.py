"""The static check of strata and the engine's own agree: what `kgquery rules check` passes, the engine can order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.engine import prepare
from kg.errors import InputError
from kg.rules.checks import check_program
from kg.rules.read import read

HEAD = """relation p(x: Text) from graph
relation e(x: Text, y: Text) from graph
relation a(x: Text)
relation b(x: Text)
relation c(x: Text)
"""
PREMISES = ["a(?x)", "b(?x)", "c(?x)", "not a(?x)", "not b(?x)", "e(?x, ?y) and c(?y)", "(p(?x) or b(?x))", "(?n = count over c(?z))"]
SIGNS = ["", "", "not ", "obligation ", "prohibition ", "permission ", "not permission "]
RULES = st.tuples(
    st.sampled_from(PREMISES), st.sampled_from(SIGNS), st.sampled_from("abc"), st.sampled_from(["?x", "?x", "k", "l"]),
    st.none() | st.integers(0, 4),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(RULES, min_size=2, max_size=5), st.booleans())
def test_both_find_the_same_programs_unstratified(made: list[tuple[str, str, str, str, int | None]], fact: bool) -> None:
    text = HEAD + ("fact a(k)\n" if fact else "")
    for number, (premise, sign, relation, argument, over) in enumerate(made):
        text += f"rule r{number} if p(?x) and {premise} then {sign}{relation}({argument})\n"
        if over is not None and over < number:
            text += f"    overrides r{over}\n"
    program = read([("made.rules", text)]).program
    found = any(fault.message.startswith("R041") for fault in check_program(program))
    try:
        prepare(program, {"p": [("k",)], "e": [("k", "l")]})
        refused = ""
    except InputError as error:
        refused = str(error)
    assert found == ("rests on the absence" in refused), text
