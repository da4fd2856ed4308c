from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.hermit import java
from kg.graph.load import load_store


@pytest.fixture(scope="session")
def graph() -> ox.Store:
    """The whole graph of the project."""
    return load_store()


@pytest.fixture
def needs_java() -> None:
    if java() is None:
        pytest.skip("Java is missing, so HermiT cannot run")
