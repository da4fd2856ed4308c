"""How long an answer takes, as ratios to a peer in the same run: an empty Python process, and bounds for what has none.

Printed: a whole `kgquery obligations` process against `python3 -c pass` (at most 12 times) and its memory (at most 80 MB);
reading and answering a profile inside a running process (at most 5 ms); building the knowledge base (at most 3 s).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROFILES = sorted(p for p in (ROOT / "examples").glob("*.json") if not p.name.endswith(".expected.json"))
AS_OF = "2018-06-01"


def process(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one process."""
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def cold(runs: int = 15) -> None:
    """The whole process, in turn with an empty one, on a knowledge base that is built already."""
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"KGQUERY_CACHE": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        ask = [sys.executable, "-m", "kg.cli.main", "obligations", "-e", str(PROFILES[0]), "--as-of", AS_OF, "--format", "json"]
        empty = [sys.executable, "-c", "pass"]
        process(ask, environment)  # builds
        process(ask, environment)  # keeps the bytecode of what was imported from source
        pairs = [(process(ask, environment), process(empty, environment)) for _ in range(runs)]
        ratio = statistics.median(a[0] / b[0] for a, b in pairs)
        print(f"cold process: {statistics.median(a[0] for a, _ in pairs) * 1e3:.0f} ms, {ratio:.1f} times an empty one (bar: 12)")
        print(f"              peak memory {max(a[1] for a, _ in pairs):.0f} MB (bar: 80)")


def warm(rounds: int = 7) -> None:
    """Reading and answering each example inside this process; the best of some rounds, so that other work does not count."""
    from kg.answer.obligations import answer
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile

    knowledge = open_knowledge()
    best: dict[Path, float] = {}
    for _ in range(rounds):
        for path in PROFILES:
            start = time.perf_counter()
            answer(knowledge, read_profile(str(path), knowledge), AS_OF, ("open", "upcoming"))
            best[path] = min(best.get(path, 9.0), time.perf_counter() - start)
    times = sorted(best.values())
    worst = max(best, key=lambda p: best[p])
    print(f"one profile:  median {statistics.median(times) * 1e3:.1f} ms, worst {times[-1] * 1e3:.1f} ms ({worst.stem}) (bar: 5)")


def build() -> None:
    """Building the knowledge base from Turtle, tables and rules, imports included, in a process of its own."""
    script = (
        "import time; s = time.perf_counter()\n"
        "from kg.knowledge.build import build\n"
        "x = build(); print(f'{time.perf_counter() - s:.2f} s for {sum(map(len, x.values())) / 1e6:.1f} MB (bar: 3)')"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    print("build:       ", shown.stdout.strip())


def main() -> None:
    cold()
    warm()
    build()


if __name__ == "__main__":
    main()
