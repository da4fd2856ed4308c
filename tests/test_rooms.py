"""The rooms of the package import what ARCHITECTURE.md says that they may, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
ROOMS = {
    name: {word.strip() for word in allowed.split(",")} - {""}
    for name, allowed in re.findall(r"^\| `kg/(\w+)/` \|[^|]*\|([^|]*)\|$", PAGE, re.M)
}
SINGLE = {path.stem for path in (ROOT / "kg").glob("*.py")} - {"__init__"}


def imports(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, early or late, but for those that only types need."""
    pending: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"kg.{alias.name}" for alias in node.names) if node.module == "kg" else [node.module]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        pending.extend(ast.iter_child_nodes(node))


def rooms_imported(path: Path) -> set[str]:
    parts = (name.split(".") for name in imports(path))
    return {part[1] for part in parts if part[0] == "kg" and len(part) > 1} - {"__version__"}


def test_every_room_stands_on_the_page() -> None:
    assert set(ROOMS) == {path.parent.name for path in (ROOT / "kg").glob("*/__init__.py")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_more_than_the_page_says(room: str) -> None:
    found = {other for path in (ROOT / "kg" / room).rglob("*.py") for other in rooms_imported(path)}
    assert found - SINGLE - {room} <= ROOMS[room]


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_a_single_module_imports_no_room_and_stands_on_the_page(name: str) -> None:
    assert rooms_imported(ROOT / "kg" / f"{name}.py") <= SINGLE
    assert f"`{name}`" in PAGE


def test_no_room_leads_back_to_itself() -> None:
    left = dict(ROOMS)
    while left:
        first = [room for room, others in left.items() if not others & left.keys()]
        assert first, f"a circle among {sorted(left)}"
        for room in first:
            del left[room]


def test_every_module_of_the_answers_stands_on_the_page() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE[PAGE.index("| in `kg/answer/` |") :].partition("\n\n")[0]))
    assert {path.stem for path in (ROOT / "kg" / "answer").glob("*.py")} - {"__init__"} == named
