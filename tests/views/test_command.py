"""`kgquery export`: what it writes, and what it says when it cannot."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest

from tests.conftest import EXAMPLES, ROOT, kgquery, kgquery_process

HOSPITAL = str(EXAMPLES / "xicheng-hospital.json")


def test_list_names_views_and_formats() -> None:
    outcome = kgquery("export", "--list", "--lang", "en")
    assert outcome.code == 0
    assert [line.partition("\t")[0] for line in outcome.out.splitlines()] == [
        "responsibility", "enterprise", ".html", ".svg", ".graphml",
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", [".graphml", ".svg", ".html"])
def test_same_bytes_in_every_process(tmp_path: Path, suffix: str) -> None:
    written = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}{suffix}"
        done = kgquery_process(
            "export", "enterprise", "-e", HOSPITAL, "--as-of", "2018-06-01", "-o", str(path), PYTHONHASHSEED=seed
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        written.append(path.read_bytes())
    assert written[0] == written[1] and len(written[0]) > 10_000


def test_responsibility_of_one_document(tmp_path: Path) -> None:
    path = tmp_path / "x.GRAPHML"
    assert kgquery("export", "responsibility", "-d", "conghua-2017", "-o", str(path)).code == 0
    graph = nx.read_graphml(path, force_multigraph=True)
    documents = {n for n, data in graph.nodes(data=True) if data["kind"] == "document"}
    assert documents == {"conghua-2017"}


def test_responsibility_for_an_enterprise_shows_the_plans_that_apply(tmp_path: Path) -> None:
    found = {}
    for as_of in ("2016-06-01", "2018-06-01", "2022-06-01"):
        path = tmp_path / "x.graphml"
        assert kgquery("export", "responsibility", "-e", HOSPITAL, "--as-of", as_of, "-o", str(path)).code == 0
        graph = nx.read_graphml(path, force_multigraph=True)
        found[as_of] = {n for n, data in graph.nodes(data=True) if data["kind"] == "document"}
    assert found["2016-06-01"] == set() and found["2018-06-01"] == {"xicheng-2017"}
    assert "xicheng-145" in found["2022-06-01"]


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.svg"
    outcome = kgquery(
        "export", "enterprise", "-e", HOSPITAL, "--as-of", "2016-06-01", "-d", "xicheng-2017", "--lang", "en", "-o", str(path)
    )
    assert outcome.code == 0
    texts = {"".join(e.itertext()) for e in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")}
    assert "No obligation fits." in texts


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["responsibilty", "-o", "x.svg"], "did you mean responsibility?"),
        (["responsibility", "-o", "x.sgv"], "did you mean .svg?"),
        (["responsibility", "-o", "x"], "has no suffix"),
        (["responsibility"], "no file named"),
        (["-o", "x.svg"], "no view named"),
        (["enterprise", "-o", "x.svg"], "needs a profile"),
        (["responsibility", "-d", "xicheng-2071", "-o", "x.svg"], "did you mean xicheng-2017?"),
        (["enterprise", "-e", HOSPITAL, "-d", "reg_hazchem_2031", "-o", "x.svg"], "did you mean reg_hazchem_2013?"),
        (["responsibility", "--status", "all", "-o", "x.svg"], "shows every task"),
        (["responsibility", "--as-of", "2018-13-01", "-o", "x.svg"], "2018-13-01"),
    ],
)  # fmt: skip
def test_faults_are_named(arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = kgquery("export", *arguments)
    assert (outcome.code, outcome.out) == (2, "") and said in outcome.err
    assert len(outcome.err.splitlines()) == 1 and list(tmp_path.iterdir()) == []


def test_all_faults_at_once() -> None:
    outcome = kgquery("export", "entreprise", "-o", "x.pdf")
    assert outcome.code == 2 and len(outcome.err.splitlines()) == 2


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    outcome = kgquery("export", "responsibility", "-d", "xicheng-2017", "-o", str(tmp_path / "no" / "x.graphml"))
    assert outcome.code == 2 and "cannot be written" in outcome.err


@pytest.mark.parametrize(("library", "package"), [("networkx", "networkx"), ("vl_convert", "vl-convert-python")])
def test_missing_library_is_named(library: str, package: str, tmp_path: Path) -> None:
    start = f"import sys; sys.modules[{library!r}] = None\nfrom kg.cli.main import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", start, "export", "responsibility", "-d", "xicheng-2017", "-o", str(tmp_path / "x.svg")]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, text=True, check=False)
    assert done.returncode == 2 and f"pip install {package}" in done.stderr and "Traceback" not in done.stderr


def test_libraries_are_imported_only_to_draw() -> None:
    check = (
        "import sys\nfrom kg.cli.main import main\n"
        "main(['export', '--list'])\n"
        "found = {'networkx', 'vl_convert', 'rdflib', 'pyoxigraph'} & set(sys.modules)\n"
        "sys.exit(f'imported {found}' if found else 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, cwd=ROOT, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
