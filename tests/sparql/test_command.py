"""`kgquery query` as a user meets it: results, messages, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.content import folder
from kg.sparql.parameters import bindings, bound
from kg.sparql.shipped import shipped
from kg.sparql.tokens import tokens, variables
from tests.conftest import EXAMPLES, kgquery, kgquery_process

HOSPITAL = str(EXAMPLES / "xicheng-hospital.json")


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(text: str | bytes) -> str:
        path = tmp_path / "my.rq"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return written


def test_the_list_names_every_ready_query_with_its_purpose_and_parameters() -> None:
    done = kgquery("query", "--list")
    names = {p.stem for p in folder("queries").glob("*.rq")}
    assert done.code == 0 and len(names) >= 12
    assert {line for line in done.out.splitlines() if line and not line.startswith(" ")} == names
    listed = json.loads(kgquery("query", "--list", "--format", "json").out)
    assert {q["name"] for q in listed} == names
    assert all(q["title"] and q["purpose"].endswith(".") for q in listed)
    (window,) = [q for q in listed if q["name"] == "tasks-by-deadline"]
    assert [p["name"] for p in window["parameters"]] == ["from", "to", "document"]
    assert kgquery("query", "--list", "--format", "csv").code == 2


@pytest.mark.parametrize("query", shipped(), ids=lambda q: q.name)
def test_the_head_of_a_ready_query_says_what_its_text_does(query) -> None:  # type: ignore[no-untyped-def]
    used = variables(tokens(query.text))
    assert {p.name for p in query.parameters} <= used
    assert ("asOf" in used) == any(p.name == "asOf" for p in query.parameters)
    assert all(p.meaning for p in query.parameters)
    assert query.needs_enterprise == bool(re.search(r"kg:Obligation|kg:OpenQuestion|kg:Enterprise", query.text))
    # A person may copy it to any other tool: it declares its own prefixes.
    assert ox.Store().query(query.text) is not None
    values = {"date": "2018-01-01", "integer": "1"}
    given = [f"{p.name}={values.get(p.type, 'x')}" for p in query.parameters if p.default is None and p.name != "asOf"]
    assert ox.Store().query(bound(query.name, query.text, bindings(query, given, "2018-01-01", None))) is not None


def test_every_ready_query_stands_in_the_readme_of_its_folder() -> None:
    text = (folder("queries") / "README.md").read_text("utf-8")
    for query in shipped():
        assert f"`{query.name}`" in text, query.name


def test_a_ready_query_can_be_shown_and_written_to_a_file(tmp_path: Path) -> None:
    shown = kgquery("query", "oddities", "--show")
    assert shown.out == (folder("queries") / "oddities.rq").read_text("utf-8")
    target = tmp_path / "out.csv"
    assert kgquery("query", "oddities", "--format", "csv", "-o", str(target)).out == ""
    assert target.read_text("utf-8").startswith("thing,printed,note")


def test_a_query_from_standard_input() -> None:
    done = kgquery_process("query", "-", "--format", "ttl", input=b"DESCRIBE <xicheng-2017/1>")
    assert done.returncode == 0 and '"全面摸排风险"@zh' in done.stdout.decode()


def test_a_check_can_be_asked_by_name() -> None:
    assert kgquery("query", "checks/unread-task").code == 0


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("SELECT ?x WHERE {\n  ?x a kg:Task .\n  ?x eli:title\n}\n", "4:1", "a value, variable or name"),
        ("SELECT ?x { ?x a kgg:Task }", "1:18", "did you mean kg:?"),
        ("SELECT ?x { ?x a kg:Task。 }", "1:25", "belong to the name before it"),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", "1:35", "variable that is unbound"),
        ("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "1:7", "--allow-service"),
    ],
)
def test_a_query_that_cannot_run_says_where_and_why(write, text: str, place: str, said: str) -> None:  # type: ignore[no-untyped-def]
    path = write(text)
    done = kgquery("query", path)
    assert (done.code, done.out) == (2, "")
    first, shown, caret = done.err.rstrip("\n").split("\n")
    assert first.startswith(f"{path}:{place}: ") and said in first
    assert shown.strip() == text.split("\n")[int(place.split(":")[0]) - 1].strip()
    assert caret.strip(" 　") == "^"


@pytest.mark.parametrize("depth", [80, 400, 20_000])
def test_a_query_that_nests_deep_and_is_wrong_is_refused_in_words(write, depth: int) -> None:  # type: ignore[no-untyped-def]
    path = write("SELECT * WHERE { ?s ?p ?o FILTER(" + "(" * depth + "1 x")
    done = kgquery_process("query", path)
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert f"{path}:1:" in said and "internal error" not in said
    assert ("nest too deep" in said) == (depth > 500)


@pytest.mark.parametrize("text", ["INSERT DATA { <a:a> <a:b> 1 }", "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }", "CLEAR ALL"])
def test_an_update_is_refused(write, text: str) -> None:  # type: ignore[no-untyped-def]
    done = kgquery("query", write(text))
    assert done.code == 2 and "this is an update; queries only read" in done.err


def test_a_called_server_that_fails_is_an_answer_not_a_crash(write) -> None:  # type: ignore[no-untyped-def]
    done = kgquery("query", write("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"), "--allow-service", "--timeout", "20")
    assert (done.code, done.out) == (2, "") and "internal" not in done.err


def test_a_query_that_would_run_for_ever_is_given_up(write) -> None:  # type: ignore[no-untyped-def]
    path = write("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    done = kgquery_process("query", path, "--timeout", "0.5")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        f"{path}: the query did not finish within 0.5 s and was given up; allowed: a narrower query, or a longer --timeout\n"
    )


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_timeout_that_is_none_is_refused(seconds: str) -> None:
    assert kgquery("query", "oddities", f"--timeout={seconds}").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query"], "nothing to ask"),
        (["query", "odities"], "did you mean oddities?"),
        (["query", "nowhere.rq"], "nowhere.rq: the file cannot be read: No such file"),
        (["query", "../pyproject"], "the file cannot be read"),
        (["query", "oddities", "--format", "ttl"], "SELECT gives rows, which cannot be written as ttl; allowed: table, json"),
        (["query", "oddities", "--as-of", "2018-01-01"], "does not ask about a date"),
        (["query", "oddities", "-p", "documnet=xicheng-2017"], "did you mean document?"),
        (["query", "oddities", "-p", "document=xicheng-2071"], "did you mean xicheng-2017?"),
        (["query", "tasks-by-deadline"], "the parameter from is missing"),
        (["query", "open-questions"], "asks about one enterprise; allowed: --enterprise"),
        (["query", "successors", "--as-of", "2018-02-30"], "--as-of: found '2018-02-30'"),
    ],
)
def test_misuse_is_named_with_what_is_allowed(arguments: list[str], said: str) -> None:
    done = kgquery(*arguments)
    assert (done.code, done.out) == (2, "") and said in done.err


def test_a_file_that_is_not_utf_8(write) -> None:  # type: ignore[no-untyped-def]
    done = kgquery("query", write("ASK { ?x ?y '中' }".encode("gb18030")))
    assert done.code == 2 and "not UTF-8" in done.err


def test_a_file_with_a_byte_order_mark_and_windows_lines(write) -> None:  # type: ignore[no-untyped-def]
    assert kgquery("query", write(b"\xef\xbb\xbf# Title: x\r\nASK {\r\n}\r\n")).out == "true\n"


def test_a_parameter_is_no_way_into_the_query(write) -> None:  # type: ignore[no-untyped-def]
    path = write("SELECT ?x { BIND(?k AS ?x) }")
    evil = '" } ; DROP ALL # \\" \' } UNION { ?s ?p ?x '
    done = kgquery("query", path, "-p", f"k={evil}", "--format", "json")
    assert json.loads(done.out)["results"]["bindings"] == [{"x": {"type": "literal", "value": evil}}]


def test_bad_profile_leaves_standard_output_empty(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"name": "x"}', "utf-8")
    done = kgquery("query", "open-questions", "-e", str(tmp_path / "p.json"))
    assert (done.code, done.out) == (2, "") and "p.json" in done.err


def test_a_table_is_cut_with_a_note(write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("kg.sparql.results.TABLE_ROWS", 2)
    done = kgquery("query", write("SELECT ?x { ?x a kg:Document }"))
    assert done.code == 1 and done.out.endswith("2 rows\n") and "first 2 rows" in done.err


def test_the_same_bytes_each_time() -> None:
    for query in ("topics-compared", "successors"):
        assert kgquery("query", query, "--format", "csv").out == kgquery("query", query, "--format", "csv").out
    arguments = ("query", "enterprise-facts", "-e", HOSPITAL, "--as-of", "2018-06-01")
    assert kgquery(*arguments).out == kgquery(*arguments).out


def test_a_store_whose_bytes_changed_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGQUERY_CACHE", str(tmp_path / "cache"))
    expected = kgquery("query", "oddities")
    (kept,) = (tmp_path / "cache").glob("graph-*")
    for table in kept.glob("*.sst"):
        data = bytearray(table.read_bytes())
        for at in range(2000, len(data) - 6000, 4000):
            data[at] ^= 0xFF
        table.write_bytes(data)
    assert expected.code == 0
    assert kgquery("query", "oddities") == expected
