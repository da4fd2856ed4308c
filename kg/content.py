"""Where the project's content lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

FOLDERS = ("ontology", "rules", "queries", "examples")


def folder(name: str) -> Path:
    """The content folder `name` (one of `FOLDERS`).

    Raises:
        FileNotFoundError: the installation lacks the folder.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "_content" / name, package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the installation of kgquery lacks its folder {name!r}")
