"""Results in every format that fits them, and tables that fit the terminal."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answer.text import width
from kg.errors import InputError
from kg.sparql import results
from kg.sparql.results import FITTING, FORMATS, check_format, render
from kg.sparql.table import cell, short, table

KG = "https://w3id.org/kgquery/"


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    data = """@prefix kg: <https://w3id.org/kgquery/ns#> . @base <https://w3id.org/kgquery/id/> .
    <d/1> a kg:Task ; kg:number 1 ; kg:deadline [ kg:to "2018-01-01" ] ; kg:role <https://w3id.org/kgquery/role/lead> .
    <d/2> a kg:Task ; kg:number 12 ; kg:note "逗号,引号\\"换行\\n"@zh ."""
    store.bulk_load(data.encode(), ox.RdfFormat.TURTLE)
    return store


ROWS = f"SELECT ?task ?number ?note {{ ?task a <{KG}ns#Task> ; <{KG}ns#number> ?number OPTIONAL {{ ?task <{KG}ns#note> ?note }} }} ORDER BY ?number"


def test_rows_as_a_table(store: ox.Store) -> None:
    lines = render(store.query(ROWS), "table", 80).data.decode().splitlines()
    assert lines[0].split() == ["task", "number", "note"]
    assert lines[2].split() == ["d/1", "1"] and lines[3].split() == ["d/2", "12", '逗号,引号"换行']
    assert lines[2].index("1", 4) == lines[3].index("12", 4) + 1, "numbers are flush right"
    assert lines[-1] == "2 rows"


def test_rows_in_the_standard_formats(store: ox.Store) -> None:
    found = json.loads(render(store.query(ROWS), "json", 80).data)
    assert found["head"]["vars"] == ["task", "number", "note"]
    assert found["results"]["bindings"][1]["note"] == {"type": "literal", "value": '逗号,引号"换行\n', "xml:lang": "zh"}
    csv = render(store.query(ROWS), "csv", 80).data.decode()
    assert csv == f'task,number,note\r\n{KG}id/d/1,1,\r\n{KG}id/d/2,12,"逗号,引号""换行\n"\r\n'
    tsv = render(store.query(ROWS), "tsv", 80).data.decode().splitlines()
    assert tsv == ["?task\t?number\t?note", f"<{KG}id/d/1>\t1\t", f'<{KG}id/d/2>\t12\t"逗号,引号\\"换行\\n"@zh']
    root = ElementTree.fromstring(render(store.query(ROWS), "xml", 80).data)
    assert len(root.findall(".//{*}result")) == 2


def test_a_yes_or_no(store: ox.Store) -> None:
    assert render(store.query("ASK {}"), "table", 80).data == b"true\n"
    assert render(store.query("ASK { <a:a> ?p ?o }"), "table", 80).data == b"false\n"
    assert json.loads(render(store.query("ASK {}"), "json", 80).data)["boolean"] is True
    assert b"<boolean>true</boolean>" in render(store.query("ASK {}"), "xml", 80).data


@pytest.mark.parametrize("form", ["ttl", "json", "xml"])
def test_a_graph_reads_back_as_the_same_graph(store: ox.Store, form: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    media = {"ttl": ox.RdfFormat.TURTLE, "json": ox.RdfFormat.JSON_LD, "xml": ox.RdfFormat.RDF_XML}[form]
    data = render(store.query(query), form, 80).data
    read = ox.Dataset(ox.parse(data, media))
    given = ox.Dataset(ox.Quad(*t) for t in store.query(query))
    for dataset in (read, given):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert set(read) == set(given) and len(read) == 8
    assert data == render(store.query(query), form, 80).data
    if form == "ttl":
        assert f"@prefix kg: <{KG}ns#> .".encode() in data and b"<d/1> a kg:Task" in data


def test_a_graph_that_a_format_cannot_express(store: ox.Store) -> None:
    with pytest.raises(InputError, match="no way to write the property <a:1>"):
        render(store.query("CONSTRUCT { <a:a> <a:1> 1 } WHERE {}"), "xml", 80)


@pytest.mark.parametrize("kind", FITTING)
def test_formats_that_do_not_fit_are_refused_with_those_that_do(kind: str) -> None:
    for form in FORMATS:
        if form in FITTING[kind]:
            check_format("q", kind, form)
        else:
            with pytest.raises(InputError, match=", ".join(FITTING[kind])):
                check_format("q", kind, form)


def test_no_rows_and_one_row(store: ox.Store) -> None:
    assert render(store.query("SELECT ?x { ?x <a:b> ?y }"), "table", 80).data == b"no rows\n"
    assert render(store.query("SELECT (1 AS ?x) {}"), "table", 80).data.decode().splitlines()[-1] == "1 row"


def test_a_long_table_is_cut_and_says_so(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "TABLE_ROWS", 3)
    rendered = render(store.query("SELECT ?o { ?s ?p ?o }"), "table", 80)
    assert "first 3 rows" in rendered.note and rendered.data.decode().endswith("\n3 rows\n")
    assert not render(store.query("SELECT ?o { ?s ?p ?o } LIMIT 3"), "table", 80).note
    assert "first 3 triples" in render(store.query("CONSTRUCT WHERE { ?s ?p ?o }"), "table", 80).note


def test_short_names() -> None:
    assert short(KG + "id/xicheng-2017/1") == "xicheng-2017/1"
    assert short(KG + "ns#Task") == "kg:Task"
    assert short(KG + "role/lead") == "lead"
    assert short("http://www.w3.org/ns/org#Organization") == "org:Organization"
    assert short("http://example.org/x") == "http://example.org/x"


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert cell(ox.Literal("a\x1b[31mb\nc\td")) == "a\N{REPLACEMENT CHARACTER}[31mb c d"


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60).map(ox.Literal)


@given(st.lists(st.tuples(texts, st.none() | texts, st.integers().map(ox.Literal)), max_size=4), st.integers(40, 160))
def test_a_table_never_exceeds_the_terminal(rows: list[tuple[object, ...]], columns: int) -> None:
    for line in table(["first", "second", "third"], rows, columns).splitlines():
        assert width(line) <= columns


def test_what_has_no_room_for_columns_becomes_blocks() -> None:
    names = [f"variable{n}" for n in range(8)]
    rows = [[ox.Literal("值" * 9)] * 7 + [None]]
    shown = table(names, rows, 40)
    assert shown.startswith("-- 1\nvariable0: 值") and "variable7" not in shown
    assert all(width(line) <= 40 for line in shown.splitlines())


def test_wide_cells_wrap_within_their_column() -> None:
    rows = [[ox.Literal("d/1"), ox.Literal("危险化学品安全" * 6)]]
    lines = table(["task", "title"], rows, 40).splitlines()
    assert len(lines) > 3 and all(line.startswith("     ") for line in lines[3:])
    assert "".join(line[5:].strip() for line in lines[2:]) == "危险化学品安全" * 6
