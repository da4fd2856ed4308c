"""The same query at an endpoint elsewhere: asked by the protocol, and every way to fail said plainly."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.sparql import endpoint as endpoints
from kg.sparql.endpoint import check_address, portable
from kg.sparql.graph import open_graph
from tests.conftest import kgquery
from tests.sparql.local_endpoint import Endpoint, serving


@pytest.fixture(scope="module")
def remote() -> Iterator[Endpoint]:
    with open_graph() as graph, serving(graph.store) as endpoint:
        yield endpoint


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?title { <xicheng-2017/1> eli:title ?title }", "utf-8")
    return path


@pytest.mark.parametrize("path", ["/query", "/xml"])
@pytest.mark.parametrize("form", ["table", "json", "csv", "tsv", "xml"])
def test_an_endpoint_gives_what_the_graph_here_gives(remote: Endpoint, path: str, form: str) -> None:
    there = kgquery("query", "tasks-without-clause", "--endpoint", remote.url + path, "--format", form)
    here = kgquery("query", "tasks-without-clause", "--format", form)
    assert (there.code, there.err) == (0, "") and there.out == here.out


@pytest.mark.parametrize("path", ["/query", "/turtle"])
@pytest.mark.parametrize("query", ["DESCRIBE <xicheng-2017/1>", "CONSTRUCT { ?t a kg:Task } WHERE { ?t a kg:Task }"])
def test_graphs_come_back_too(remote: Endpoint, tmp_path: Path, query: str, path: str) -> None:
    (tmp_path / "g.rq").write_text(query, "utf-8")
    there = kgquery("query", str(tmp_path / "g.rq"), "--endpoint", remote.url + path)
    assert there.code == 0 and there.out == kgquery("query", str(tmp_path / "g.rq")).out


def test_a_yes_or_no_comes_back(remote: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("ASK { <xicheng-2017> a kg:Document }", "utf-8")
    assert kgquery("query", str(tmp_path / "a.rq"), "--endpoint", remote.url + "/xml").out == "true\n"
    found = kgquery("query", str(tmp_path / "a.rq"), "--endpoint", remote.url + "/query", "--format", "json").out
    assert json.loads(found)["boolean"] is True


def test_parameters_and_the_date_travel_as_terms(remote: Endpoint) -> None:
    there = kgquery("query", "tasks-by-deadline", "-p", "from=2018-01-01", "-p", "to=2018-08-31", "--endpoint", remote.url + "/q")
    here = kgquery("query", "tasks-by-deadline", "-p", "from=2018-01-01", "-p", "to=2018-08-31")
    assert there.code == 0 and there.out == here.out and here.out.count("\n") > 5
    there = kgquery("query", "successors", "--as-of", "2019-06-01", "--endpoint", remote.url + "/q")
    assert there.out == kgquery("query", "successors", "--as-of", "2019-06-01").out


def test_the_request_follows_the_protocol(remote: Endpoint, asking: Path) -> None:
    assert kgquery("query", str(asking), "--endpoint", remote.url + "/q?graph=a%20b").code == 0
    path, headers, query = remote.requests[-1]
    assert path == "/q?graph=a%20b"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept"].startswith("application/sparql-results+json")
    assert headers["User-Agent"].startswith("kgquery/")
    assert query.startswith("BASE <https://w3id.org/kgquery/id/> PREFIX eli: <") and query.endswith(asking.read_text("utf-8"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/refuses", "refused the query: HTTP 400 Bad Request: Bad line 3: no such 前缀"),
        ("/breaks", "HTTP 500 Internal Server Error: [31mout of memory"),
        ("/moved", "has moved (HTTP 302); allowed: --endpoint {url}/elsewhere"),
        ("/page", "the answer is text/html, not rows or a yes or no; it begins '<html>Welcome</html>'"),
        ("/lies", "not the application/sparql-results+json that it says it is"),
    ],
)
def test_an_endpoint_that_misbehaves(remote: Endpoint, asking: Path, path: str, said: str) -> None:
    done = kgquery("query", str(asking), "--endpoint", remote.url + path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{remote.url}{path}: ") and said.format(url=remote.url) in done.err
    assert "\x1b" not in done.err and not any(p == "/elsewhere" for p, _, _ in remote.requests)


@pytest.mark.parametrize("path", ["/slow", "/drips"])
def test_an_endpoint_that_takes_too_long_is_given_up(remote: Endpoint, asking: Path, path: str) -> None:
    done = kgquery("query", str(asking), "--endpoint", remote.url + path, "--timeout", "0.5")
    assert (done.code, done.out) == (2, "") and "--timeout" in done.err and "0.5 s" in done.err.replace("1.5", "0.5")


def test_an_endpoint_that_is_not_there(asking: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/query"
    done = kgquery("query", str(asking), "--endpoint", url)
    assert done.code == 2 and done.err == f"{url}: the endpoint cannot be reached: Connection refused\n"


def test_an_answer_that_is_too_large_is_refused(remote: Endpoint, asking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "LARGEST_ANSWER", 20)
    assert "LIMIT" in kgquery("query", str(asking), "--endpoint", remote.url + "/q").err


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://h/x", "localhost:7878", "http://", "http://h:port/", "http://h/a b", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="http:// or https:// address"):
        check_address(url)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        check_address("https://me:secret@example.org/sparql")
    assert "secret" not in str(caught.value) and "example.org" in str(caught.value)


def test_no_profile_leaves_the_machine(remote: Endpoint, asking: Path) -> None:
    before = len(remote.requests)
    done = kgquery("query", str(asking), "-e", "examples/xicheng-hospital.json", "--endpoint", remote.url + "/q")
    assert done.code == 2 and "not sent away" in done.err
    done = kgquery("query", "obligations-by-bearer", "--endpoint", remote.url + "/q")
    assert done.code == 2 and "which an endpoint cannot" in done.err
    assert len(remote.requests) == before


def test_service_is_the_matter_of_the_endpoint(remote: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "s.rq").write_text("ASK { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }", "utf-8")
    assert kgquery("query", str(tmp_path / "s.rq"), "--endpoint", remote.url + "/refuses").err.startswith(remote.url)


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("ASK { <a> a kg:X }", "BASE <https://w3id.org/kgquery/id/> PREFIX kg: <https://w3id.org/kgquery/ns#> ASK"),
        ("PREFIX kg: <x:y> ASK { <a:b> a kg:X }", "PREFIX kg: <x:y> ASK"),
        ("ASK {}", "ASK"),
    ],
)
def test_what_kgquery_knows_by_itself_is_declared_for_others(query: str, head: str) -> None:
    assert portable(query).startswith(head)
    assert ox.Store().query(portable(query)) is not None
