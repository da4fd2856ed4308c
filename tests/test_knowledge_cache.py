"""The knowledge base is a cache: no state of it, and of the folders for it, may break an answer."""

from __future__ import annotations

import marshal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.knowledge import Knowledge, cache
from tests.conftest import EXAMPLES, kgquery_process

ASK = ("obligations", "-e", str(EXAMPLES / "xicheng-courier.json"), "--as-of", "2018-06-01", "--format", "json")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return answer(tmp_path_factory.mktemp("first"))


def answer(folder: Path) -> bytes:
    done = kgquery_process(*ASK, KGQUERY_CACHE=str(folder))
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_two_processes_that_start_at_once_answer_alike(tmp_path: Path, expected: bytes) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(answer, [tmp_path, tmp_path])) == {expected}
    assert len(list(tmp_path.glob("kb-*"))) == 1


@pytest.mark.parametrize("keep", [0, 10, 200, 100_000])
def test_a_file_cut_short_is_made_anew(tmp_path: Path, expected: bytes, keep: int) -> None:
    answer(tmp_path)
    (path,) = tmp_path.glob("kb-*")
    whole = path.read_bytes()
    path.write_bytes(whole[:keep])
    assert answer(tmp_path) == expected
    assert path.stat().st_size > len(whole) / 2


def test_a_file_with_changed_bytes_is_made_anew(tmp_path: Path, expected: bytes) -> None:
    answer(tmp_path)
    (path,) = tmp_path.glob("kb-*")
    data = bytearray(path.read_bytes())
    for at in range(5_000, len(data), 10_000):
        data[at] ^= 0xFF
    path.write_bytes(data)
    assert answer(tmp_path) == expected


def test_what_replaced_code_has_kept_is_made_anew(knowledge: Knowledge) -> None:
    kept = {"program": marshal.dumps({"format": "of another version"}), "catalogue": marshal.dumps({"grounds": []})}
    found = Knowledge(cache.Sections(kept), lambda: knowledge._sections)
    assert found.catalogue == {"grounds": []}
    assert found.prepared.steps == knowledge.prepared.steps
    assert found.catalogue["grounds"] == knowledge.catalogue["grounds"]
    with pytest.raises(ValueError, match="another version"):
        Knowledge(cache.Sections(kept)).prepared  # noqa: B018


def test_where_nothing_can_be_written_it_is_built_in_memory(tmp_path: Path, expected: bytes) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert answer(blocked / "below") == expected


def test_a_folder_that_others_can_write_is_not_trusted(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert not cache.is_private(str(tmp_path))
    tmp_path.chmod(0o700)
    assert cache.is_private(str(tmp_path))


def test_slow_libraries_stay_off_the_path_of_an_answer() -> None:
    heavy = ("rdflib", "owlready2", "networkx", "duckdb", "pyoxigraph", "pyparsing", "pyshacl", "dataclasses", "pathlib")
    script = (
        "import sys\nfrom kg.cli.main import main\n"
        f"code = main({list(ASK)!r})\n"
        f"print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)\nsys.exit(code)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)  # the first may have to build
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_bytecode_is_kept_once_even_where_python_is_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    import kg.answer.texts
    from kg.knowledge.bytecode import keep_bytecode

    kept = Path(importlib.util.cache_from_source(kg.answer.texts.__file__))
    kept.unlink(missing_ok=True)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    keep_bytecode()
    assert not kept.exists()  # Python writes it by itself
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep_bytecode()
    assert kept.exists()
