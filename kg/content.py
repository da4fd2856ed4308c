"""Where the project's content lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("ontology", "rules", "queries", "examples")
PACKAGE = os.path.dirname(os.path.realpath(__file__))


def location(name: str) -> str:
    """The path of the content folder `name` (one of `FOLDERS`), as text: pathlib takes longer to import than to look here.

    Raises:
        FileNotFoundError: the installation lacks the folder.
    """
    for place in (os.path.join(PACKAGE, "_content", name), os.path.join(os.path.dirname(PACKAGE), name)):
        if os.path.isdir(place):
            return place
    raise FileNotFoundError(f"the installation of kgquery lacks its folder {name!r}")


def example(path: str) -> str:
    """Where an example profile lies that is named as the pages name it (`examples/…`): as written, or with the project."""
    if not os.path.exists(path) and os.path.dirname(path) == "examples":
        own = os.path.join(location("examples"), os.path.basename(path))
        if os.path.isfile(own):
            return own
    return path


def folder(name: str) -> Path:
    """The content folder `name` as a path; raises as `location` does."""
    from pathlib import Path

    return Path(location(name))
