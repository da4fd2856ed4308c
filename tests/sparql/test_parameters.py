"""Parameters become terms of their type and are bound without any way into the query's text."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.sparql.declared import Query
from kg.sparql.parameters import bindings, bound, guessed, typed
from kg.sparql.shipped import read_head

XSD = "http://www.w3.org/2001/XMLSchema#"
KG = "https://w3id.org/kgquery/"


class Known:
    """A register of three documents, two of which bear one name."""

    IDS = (KG + "id/doc-1", KG + "id/doc-2", KG + "id/doc-3")

    def known(self, kind: str, iri: str) -> bool:
        return iri in self.IDS

    def named(self, kind: str, name: str) -> list[str]:
        return {"方案": list(self.IDS[:2]), "规划": [self.IDS[2]]}.get(name, [])

    def all(self, kind: str) -> list[str]:
        return list(self.IDS)


def one(text: str, **values: str) -> dict[str, ox.NamedNode | ox.Literal]:
    return bindings(read_head("q", text), [f"{k}={v}" for k, v in values.items()], "2018-06-01", Known())


@pytest.mark.parametrize(
    ("value", "kind", "term"),
    [
        ("2018-06-01", "date", ox.Literal("2018-06-01", datatype=ox.NamedNode(XSD + "date"))),
        ("12", "integer", ox.Literal(12)),
        ("0.50", "number", ox.Literal("0.50", datatype=ox.NamedNode(XSD + "decimal"))),
        ("2018-06-01", "text", ox.Literal("2018-06-01")),
        ("true", "boolean", ox.Literal(True)),
        ("lead", "role", ox.NamedNode(KG + "role/lead")),
        ("role:lead", "role", ox.NamedNode(KG + "role/lead")),
        ("Shop", "class", ox.NamedNode(KG + "ns#Shop")),
        ("kg:Shop", "class", ox.NamedNode(KG + "ns#Shop")),
        ("110102", "place", ox.NamedNode(KG + "id/place/110102")),
        ("body/a/b", "body", ox.NamedNode(KG + "id/body/a/b")),
        ("kg:Task", "iri", ox.NamedNode(KG + "ns#Task")),
        ("<d/1>", "iri", ox.NamedNode(KG + "id/d/1")),
        ("http://e.org/x", "iri", ox.NamedNode("http://e.org/x")),
    ],
)
def test_a_value_becomes_a_term_of_its_type(value: str, kind: str, term: object) -> None:
    assert typed(value, kind, None) == term


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("2018-02-30", "date"), ("1.5", "integer"), ("1e3", "number"), ("NaN", "number"), ("1_0", "number"), ("ten", "number"),
        ("yes", "boolean"), ("a b", "iri"), ("a> <b", "iri"), ("", "iri"), ("http://[", "iri"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_of_its_type_is_refused(value: str, kind: str) -> None:
    with pytest.raises(InputError, match="found"):
        typed(value, kind, None)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("2018-06-01", ox.Literal("2018-06-01", datatype=ox.NamedNode(XSD + "date"))), ("-3", ox.Literal("-3", datatype=ox.NamedNode(XSD + "integer"))),
        ("false", ox.Literal(False)), ("kg:Task", ox.NamedNode(KG + "ns#Task")), ("role:lead", ox.NamedNode(KG + "role/lead")),
        ("<d/1>", ox.NamedNode(KG + "id/d/1")), ("d/1", ox.Literal("d/1")), ('"12"', ox.Literal("12")), ("时间:上午", ox.Literal("时间:上午")),
    ],
)  # fmt: skip
def test_a_value_of_no_declared_type_is_read_as_it_is_written(value: str, term: object) -> None:
    assert guessed(value) == term


def test_a_thing_is_found_by_id_or_by_a_name_that_only_it_has() -> None:
    head = "# Params: d document: which\nASK { ?d ?p ?o }"
    assert one(head, d="doc-1")["d"].value.endswith("/doc-1")
    assert one(head, d="规划")["d"].value.endswith("/doc-3")
    with pytest.raises(InputError, match="names 2 of them; allowed: doc-1 or doc-2"):
        one(head, d="方案")
    with pytest.raises(InputError, match=r"no document 'doc-4'.*did you mean doc-\d"):
        one(head, d="doc-4")


def test_what_is_missing_unknown_or_given_twice_is_said_at_once() -> None:
    text = "# Params: first date: the first day\n# Params: last date\nASK { ?x ?first ?last }"
    with pytest.raises(InputError) as caught:
        bindings(read_head("q", text), ["frist=2018-01-01", "last=never", "last=2018-01-01", "x"], None, Known())
    said = "\n".join(map(str, caught.value.faults))
    assert "no parameter 'frist'; allowed: first, last; did you mean first?" in said
    assert "the parameter first is missing; allowed: --param first=… with the first day (date)" in said
    assert "last: found 'never'" in said and "given twice" in said and "NAME=VALUE" in said


def test_a_default_stands_in_and_any_leaves_the_variable_free() -> None:
    text = "# Params: least integer = 2\n# Params: d document = any\nASK { ?d ?p ?least }"
    assert one(text) == {"least": ox.Literal(2)}
    assert set(one(text, d="doc-1", least="3")) == {"d", "least"}
    assert set(one(text, d="any")) == {"least"}


def test_the_date_asked_about_is_bound_where_a_query_uses_it() -> None:
    assert one("ASK { ?x ?p ?asOf }")["asOf"].value == "2018-06-01"
    assert one("ASK { ?x ?p ?o }") == {}
    with pytest.raises(InputError, match="--as-of"):
        one("ASK { ?x ?p ?asOf }", asOf="2019-01-01")


@pytest.mark.parametrize("line", ["# Params: 1", "# Params: a", "# Params: a dat: x", "# Params: a date ="])
def test_a_declaration_that_cannot_be_read_is_a_fault_of_its_line(line: str) -> None:
    with pytest.raises(InputError, match="q:2:1"):
        read_head("q", f"# Title: x\n{line}\nASK {{}}")


QUERIES = [
    "SELECT ?k { }", "SELECT ?k { ?x ?p ?k }", "SELECT ?k { { } UNION { } OPTIONAL { FILTER(BOUND(?k)) } }",
    "SELECT ?k { { SELECT ?k { } } }", "SELECT ?k { VALUES ?z { 1 } FILTER(BOUND(?k)) }",
    "SELECT ?k { VALUES (?z ?y) { (1 2) } { FILTER(BOUND(?k)) } }",
]  # fmt: skip


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), st.sampled_from(QUERIES))
def test_any_text_is_bound_as_itself(text: str, query: str) -> None:
    store = ox.Store()
    literal = ox.Literal(text)
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), literal))
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal(text + "x")))
    found = store.query(bound("q", query, {"k": literal}))
    assert isinstance(found, ox.QuerySolutions)
    rows = [solution["k"] for solution in found]
    assert rows and set(rows) == {literal}


def test_a_binding_reaches_filters_parts_and_subqueries() -> None:
    store = ox.Store()
    for n in range(5):
        store.add(ox.Quad(ox.NamedNode(f"a:{n}"), ox.NamedNode("a:n"), ox.Literal(n)))

    def numbers(query: str) -> list[int]:
        found = store.query(bound("q", query, {"k": ox.Literal(2)}))
        assert isinstance(found, ox.QuerySolutions)
        return sorted(int(s["n"].value) for s in found)

    assert numbers("SELECT ?n { ?x <a:n> ?n FILTER(?n > ?k) }") == [3, 4]
    assert numbers("SELECT ?n { { ?x <a:n> ?n FILTER(?n > ?k) } UNION { ?x <a:n> ?n FILTER(?n = ?k) } }") == [2, 3, 4]
    assert numbers("SELECT ?n { { SELECT ?n { ?x <a:n> ?n FILTER(?n < ?k) } } }") == [0, 1]
    assert numbers("SELECT ?n { ?x <a:n> ?n FILTER NOT EXISTS { ?x <a:n> ?k } }") == [0, 1, 3, 4]
    assert numbers("SELECT ?n { ?x <a:n> ?n MINUS { ?x <a:n> ?m FILTER(?m < ?k) } }") == [2, 3, 4]
    assert numbers("SELECT (COUNT(?x) AS ?n) { ?x <a:n> ?m FILTER(?m != ?k) }") == [4]
    assert numbers("SELECT (?k AS ?n) { }") == [2]


def test_a_description_without_a_pattern_gets_one() -> None:
    assert "WHERE { VALUES (?k) { (<a:b>) } }" in bound("q", "DESCRIBE ?k", {"k": ox.NamedNode("a:b")})
    limited = bound("q", "DESCRIBE ?k LIMIT 1", {"k": ox.NamedNode("a:b")})
    assert ox.Store().query(limited) is not None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("CONSTRUCT WHERE { ?x a ?k }", "short form"), ("SELECT ?x { BIND(1 AS ?k) ?x a ?k }", "computes ?k itself"),
        ("SELECT (COUNT(?x) AS ?n) { ?x a ?y } HAVING(?k > 1)", "cannot be bound here"),
    ],
)  # fmt: skip
def test_a_query_without_a_place_for_the_value_says_so(query: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        bound("q", query, {"k": ox.Literal(1)})
    assert said in caught.value.faults[0].message and caught.value.faults[0].place


def test_lines_keep_their_numbers() -> None:
    query = "SELECT ?x WHERE {\n  ?x a ?k .\n  FILTER(?k = 1)\n}"
    assert bound("q", query, {"k": ox.Literal(1)}).count("\n") == query.count("\n")


def test_a_query_is_what_its_head_says() -> None:
    query = read_head("q", "# Title: T\n# Purpose: P q.\n#\n# Needs: enterprise\n# Params: a text = \"x y\": m\nASK { }\n# Title: later")
    assert query == Query("q", query.text, "T", "P q.", query.parameters, True)
    assert (query.parameters[0].default, query.parameters[0].meaning) == ("x y", "m")
