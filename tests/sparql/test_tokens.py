"""The words of a query, and the grammar that says where a query goes wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.content import folder
from kg.errors import InputError
from kg.names import PREFIXES
from kg.sparql.faults import refuse_unreadable, syntax_error
from kg.sparql.grammar import divergence
from kg.sparql.tokens import form, place, prefixes, service, tokens, variables

QUERIES = sorted([*folder("queries").rglob("*.rq"), *(folder("rules") / "facts").glob("*.rq")])


def accepted(query: str) -> bool:
    try:
        ox.Store().query(query, prefixes=PREFIXES, base_iri="http://example.org/")
    except (SyntaxError, RuntimeError):
        return False
    return True


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_every_query_of_the_project_follows_the_grammar(path: Path) -> None:
    assert divergence(tokens(path.read_text("utf-8"))) is None


def test_the_grammar_refuses_nothing_that_the_engine_accepts() -> None:
    chance = random.Random(20)
    refused = 0
    for path in QUERIES:
        query = path.read_text("utf-8")
        words = tokens(query)[:-1]
        for _ in range(8):
            token, other = chance.choice(words), chance.choice(words)
            change = chance.choice(["", other.word, f"{token.word} {token.word}"])
            changed = f"{query[: token.start]} {change} {query[token.end :]}"
            if accepted(changed):
                assert divergence(tokens(changed)) is None, changed
            else:
                refused += divergence(tokens(changed)) is not None
    assert refused > len(QUERIES)


@pytest.mark.parametrize(
    ("query", "line", "column", "found", "expected"),
    [
        ("SELECT ?x WHERE {\n  ?x a \n}", 3, 1, "'}'", "a value, variable or name"),
        ("SELEC ?x {}", 1, 1, "'SELEC'", "SELECT"),
        ("SELECT ?x { ?x a kg:Task FILTER ?x }", 1, 33, "'?x'", "a condition in parentheses, or a function"),
        ("SELECT ?x { ?x a kg:Task", 1, 25, "ends too early", "'.'"),
        ("SELECT ?x { ?x a kg:Task\n# 完\n", 1, 25, "ends too early", "'.'"),
        ('SELECT ?x { ?x a "abc }', 1, 18, "a string begins here", "a value"),
        ("SELECT ?x { ?x a ?y } ORDER ?x", 1, 29, "'?x'", "BY"),
        ("SELECT ?x { ?x a ?y } LIMIT ten", 1, 29, "'TEN'", "a number"),
        ("SELECT (COUNT(?x) ?n) { ?x a ?y }", 1, 19, "'?n'", "'*'"),
        ("SELECT ?名 { ?名 a kg:Task ！ }", 1, 26, "'！'", "'.'"),
        ("PREFIX kg <x> ASK {}", 1, 8, "'KG'", "a prefix such as kg:"),
        ("", 1, 1, "ends too early", "SELECT"),
    ],
)
def test_a_fault_says_where_and_what_was_expected(query: str, line: int, column: int, found: str, expected: str) -> None:
    assert not accepted(query)
    (fault,) = syntax_error("q.rq", query, "error at 9:9: expected [_]").faults
    # The end of a query is reported after its last word, where a caret can stand.
    assert fault.place == f"{line}:{column}" or "ends too early" in fault.message
    assert found in fault.message and expected in fault.allowed
    assert fault.excerpt.endswith("^")


def test_the_caret_stands_below_the_place_after_wide_characters() -> None:
    (fault,) = syntax_error("q.rq", 'ASK { ?x kg:名 "好" 错 }', "").faults
    shown, caret = fault.excerpt.split("\n")
    from kg.answer.text import width

    assert width(caret[:-1]) == width(shown[: shown.index("错")])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x ?x { ?x a ?y }", "duplicated variable"),
        ("SELECT ?x { ?x a ?y } GROUP BY ?y", "variable that is unbound"),
        ("SELECT * { ?x a ?y } GROUP BY ?x", "SELECT * is not authorized"),
        ("SELECT ?x { ?x a ?y . BIND(2 AS ?y) }", "assigned twice"),
        ("ASK { FILTER(<http://e.org/f>(1)) }", "there is no function http://e.org/f"),
    ],
)
def test_what_breaks_other_rules_than_the_grammar_is_said_in_words(query: str, said: str) -> None:
    assert divergence(tokens(query)) is None
    with pytest.raises((SyntaxError, RuntimeError)) as caught:
        ox.Store().query(query)
    (fault,) = syntax_error("q.rq", query, str(caught.value)).faults
    assert said in fault.message
    assert "[" not in fault.message and fault.place.startswith("1:")


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {}", "SELECT"), ("PREFIX a: <b> BASE <c> ask {}", "ASK"), ("describe <a>", "DESCRIBE"),
        ("# INSERT\nCONSTRUCT WHERE {}", "CONSTRUCT"), ("INSERT DATA {}", "UPDATE"), ("prefix a: <b> delete where {}", "UPDATE"),
        ("CLEAR ALL", "UPDATE"), ("hello", ""), ("PREFIX", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_form_of_a_query(query: str, kind: str) -> None:
    assert form(tokens(query)) == kind


def test_words_in_strings_names_and_comments_are_not_keywords() -> None:
    quiet = """PREFIX service: <http://service/> # SERVICE <x> {}
    SELECT ?service { ?service service:SERVICE "SERVICE", '''SERVICE "
    ''' , <http://SERVICE/> ; a _:service ; service: "x"@service }"""
    assert service(quiet) is None
    assert accepted(quiet)
    assert variables(tokens(quiet)) == {"service"}


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://x/> {} }", "ASK{service silent ?x{}}", "ASK { SERV\\u0049CE <x> {} }"])
def test_service_is_found_however_it_is_spelt(query: str) -> None:
    assert service(query) is not None
    with pytest.raises(InputError, match="another server"):
        refuse_unreadable("q.rq", query, with_service=False)
    assert refuse_unreadable("q.rq", query, with_service=True) in ("SELECT", "ASK")


@pytest.mark.parametrize("query", ["ASK { ?x a kg:Task。 }", "ASK { ?x， ?y ?z }", "ASK { ?x a kg:任务； }"])
def test_chinese_punctuation_at_the_end_of_a_name_is_refused(query: str) -> None:
    assert accepted(query), "by the letter of the grammar it is a name"
    with pytest.raises(InputError, match="belong to the name before it"):
        refuse_unreadable("q.rq", query, with_service=False)


def test_an_unknown_prefix_names_the_nearest_known_one() -> None:
    with pytest.raises(InputError) as caught:
        refuse_unreadable("q.rq", "PREFIX mine: <http://m/>\nASK { ?x a kgg:Task ; mine:p 1 ; skos:q 2 }", False)
    (fault,) = caught.value.faults
    assert fault.place == "2:12" and fault.nearest in ("kg:",)
    assert prefixes(tokens("PREFIX a: <b> ASK { a:b :c 1 }"))[1] == {"a"}


def test_places_count_lines_and_columns_from_one() -> None:
    assert place("ab\ncd", 0) == (1, 1)
    assert place("ab\ncd", 4) == (2, 2)
