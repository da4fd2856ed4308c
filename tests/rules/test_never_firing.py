"""A rule of which the check says that it can never fire fires on no facts and on no day."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kg.engine import prepare
from kg.rules.checks import check_program
from kg.rules.read import read

HEAD = """relation g(x: Text, y: Text) from graph
relation n(x: Text, n: Number) from graph
relation as-of(day: Date) from profile
relation a(x: Text, y: Text)
relation b(x: Text, y: Text)
relation c(x: Text, y: Text)
"""
PREMISES = st.sampled_from(
    ["a(?x, ?y)", "a(?x, k)", "b(?y, ?x)", "b(l, ?x)", "c(?x, _)", "c(?x, ?x)", "g(?x, m)", "?y = k", "?x != ?y", "not b(?x, ?y)",
     "(a(?x, l) or c(?x, k))", "(?y = l or ?y = m)", "n(?x, ?n) and ?n < 2", "n(?x, ?n) and ?n > 1", "as-of(?d) and ?d < 2018-01-01",
     "as-of(?d) and ?d > 2019-01-01"]
)  # fmt: skip
CONCLUSIONS = st.sampled_from(["a(?x, k)", "a(?x, ?y)", "a(l, ?x)", "b(?x, ?y)", "b(?y, m)", "c(?x, ?x)", "c(?y, k)", "obligation c(?x, l)"])
VALID = st.sampled_from(["", "", "valid to 2017-12-31\n", "valid from 2018-01-01\n", "valid from 2018-01-01 to 2019-01-01\n"])
RULES = st.lists(st.tuples(st.sampled_from(["g(?x, ?y)", "a(?x, ?y)", "b(?x, ?y)"]), st.lists(PREMISES, max_size=3), CONCLUSIONS, VALID),
                 min_size=2, max_size=5)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(RULES, st.booleans())
def test_a_rule_said_never_to_fire_does_not_fire(made: list[tuple[str, list[str], str, str]], fact: bool) -> None:
    text = HEAD + ("fact b(k, l)\n" if fact else "")
    for number, (first, premises, conclusion, valid) in enumerate(made):
        text += f"rule r{number}\n    {valid}    if {' and '.join([first, *premises])} then {conclusion}\n"
    program = read([("made.rules", text)]).program
    faults = check_program(program)
    assume(not any(fault.message[:4] in ("R041", "R031", "R032", "R033") for fault in faults))
    lines = {rule.place.line: rule.name for rule in program.rules}
    never = {lines[max(line for line in lines if line <= int(fault.place.split(":")[0]))]
             for fault in faults if fault.message[:4] in ("R051", "R052", "R053")}  # fmt: skip
    assume(never)
    pairs = list(itertools.product("klm", repeat=2))
    prepared = prepare(program, {"g": pairs, "n": [(x, n) for x in "klm" for n in (0, 1, 2, 3)]})
    for day in ("2017-06-01", "2018-06-01", "2019-06-01"):
        model = prepared.infer({"as-of": [(day,)]})
        clauses = model.clauses_used()
        for relation in prepared.static:
            reasons = (prepared.provenance(relation, row) for row in prepared.rows(relation))
            clauses |= {why[0] for why in reasons if why is not None}
        rules = {prepared.clauses[number].rule for number in clauses}
        assert not {program.rules[number].name for number in rules if number >= 0} & never, text
