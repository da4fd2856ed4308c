"""Bytecode of the modules that answering needs, where nothing else would write it."""

from __future__ import annotations

import os
import sys

from kg.content import PACKAGE

_ANSWERING = ("", "answer", "cli", "engine", "knowledge", "profile")


def keep_bytecode() -> None:
    """Compiles the modules that an answer imports, if Python itself would not keep what it compiles.

    pip compiles what it installs, whatever PYTHONDONTWRITEBYTECODE says; an editable install it leaves to the first
    run. With that variable set there would never be any bytecode, and compiling would take a third of every start.
    Folders that cannot be written are left as they are.
    """
    if not sys.dont_write_bytecode:
        return
    import compileall

    for name in _ANSWERING:
        compileall.compile_dir(os.path.join(PACKAGE, name), maxlevels=0, quiet=2)
