"""Run every benchmark, or those named: `python -m benchmarks [answering engine ingest lookups]`.

What follows the name of a single one and begins with a dash is passed on to it: `python -m benchmarks engine --plot growth.svg`.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from pathlib import Path

NAMES = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_"))

chosen = list(itertools.takewhile(lambda word: not word.startswith("-"), sys.argv[1:]))
options = sys.argv[1 + len(chosen) :]
if options and len(chosen) != 1:
    sys.exit(f"{options[0]} goes with the name of one benchmark before it: {', '.join(NAMES)}")
for name in chosen or NAMES:
    if name not in NAMES:
        sys.exit(f"no benchmark is called {name!r}; there are {', '.join(NAMES)}")
    print(f"== {name}")
    sys.argv = [name, *options]
    importlib.import_module(f"benchmarks.{name}").main()
