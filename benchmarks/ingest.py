"""How fast documents are read, and how well those that the reader was not tuned on.

Printed: seconds for a document of about 50 KB after start (at most 0.5), with its ratio to reading one of half the
length; seconds a megabyte at 1, 3 and 10 MB, which stay level when cost grows with length only; peak memory; F1 of
bodies with their roles and of deadlines on the annotated documents of tests/ingest/documents.

Measured blind, each set before the reader was changed for it: six sets of 6, 5, 4, 5, 4 and 4 held-out documents gave
F1 of bodies with roles 0.92, 0.74, 0.82, 0.94, 0.90 and 0.98, of deadlines 0.98, 0.60, 0.70, 1.00, 0.92 and 0.97. Clauses in
parentheses and labelled lines were nearly all right; what was lost were layouts not met before (numbering as 任务1：,
headings of tables, sections on the division of work), which cost whole documents.
Four more sets in layouts chosen to be new (`layout-a01` …; 12, 10, 6 and 6 documents), each again before the reader was
changed for it: bodies 0.87, 0.91, 0.87, 0.83, deadlines 0.88, 0.92, 0.85, 0.97. Lost were tables set with blanks, labels
without a colon (【牵头单位】), names apart by blanks, fields that share one 部门, sentences that go on behind the bodies.
Three more sets of eight documents (`plan-…`: plans of state, province, city and county; other fields; tables in HTML, Word,
PDF, pdftotext's layout and tabs), scored by task, so that a wrong number or section loses the task's bodies too: bodies
0.892, 0.971, 0.740, deadlines 0.902, 0.980, 0.795; whatever the task 0.992, 0.982, 0.853 and 0.997, 0.988, 0.940. Lost were
numbers of sections that are tasks themselves, radicals that a PDF font gives for characters, columns that
pdftotext counts in characters, tables inside a section.
The last set of eight (county, city, province, state, a development zone; a table in HTML and one in Word) was read without a
body, role or deadline wrong or lost; one table's tasks stood in the wrong section, which makes 0.897 and 0.902 by task.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The bodies differ from clause to clause, so that no phrase is met twice and none comes out of the reader's memory.
CLAUSE = "（市{0}应急局牵头，市{0}公安局、市{0}交通局、市{0}财政局等按职责分工负责，2018年3月底前取得阶段性成果，2018年4月至2019年10月深化提升）"
WORDS = "督促企业落实主体责任，建立健全隐患排查治理制度，按照《安全生产条例》（国发〔2016〕12号）要求开展风险评估，不得降低标准。" * 5


def document(size: int) -> str:
    """A document of the genre of about `size` bytes: as much prose to a clause as real ones have."""
    parts = ["青山市安全生产整治方案\n青政发〔2018〕1号\n2018年1月5日\n一、任务\n"]
    length, number = 0, 0
    while length < size:
        number += 1
        parts.append(f"{number % 400 + 1}.排查风险{number}。{WORDS}{CLAUSE.format(_name(number))}\n")
        length += len(parts[-1].encode())
    return "".join(parts)


def _name(number: int) -> str:
    return "".join(chr(0x4E00 + 37 + (number // 97**power) % 97) for power in range(3))


def seconds(text: str, rounds: int) -> float:
    """Processor time of reading, the best of some rounds: what else the machine does must not count."""
    from kg.ingest.reader import read_document

    best = 1e9
    for _ in range(rounds):
        start = time.process_time()
        read_document(text)
        best = min(best, time.process_time() - start)
    return best


def fifty_kilobytes() -> None:
    seconds(document(5_000), 1)
    half, whole = seconds(document(25_000), 1), seconds(document(50_000), 1)
    print(f"50 KB:   {whole:.2f} s (bar: 0.5), {whole / half:.1f} times one of 25 KB")


def linear() -> None:
    rates = []
    for megabytes in (1, 3, 10):
        script = (
            "import resource\nfrom benchmarks.ingest import document, seconds\n"
            f"print(seconds(document({megabytes}_000_000), 1), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
        rates.append(float(shown[0]) / megabytes)
        print(f"{megabytes:>2} MB:   {float(shown[0]):.1f} s, {rates[-1]:.2f} s a megabyte, {int(shown[1]) // 1024} MB of memory")
    print(f"         10 MB cost {rates[-1] / rates[0]:.2f} times as much a megabyte as 1 MB (linear: 1)")


def quality() -> None:
    from kg.ingest.files import read_text
    from kg.ingest.reader import read_document
    from tests.ingest.gold import Score, assigned, limited, read_gold

    for kind in ("known", "heldout"):
        bodies, deadlines, count = Score(), Score(), 0
        for gold in sorted((ROOT / "tests" / "ingest" / "documents" / kind).glob("*.gold")):
            source = next(path for path in sorted(gold.parent.glob(f"{gold.stem}.*")) if path.suffix != ".gold")
            clauses = [task.clause for task in read_document(read_text(str(source))).tasks if task.clause]
            annotated = read_gold(gold)
            bodies.add([a[:2] for c in clauses for a in assigned(c)], [a[:2] for g in annotated for a in g.assignments])
            deadlines.add([d for c in clauses for d in limited(c)], [d for g in annotated for d in g.deadlines])
            count += 1
        print(f"{kind:<8} {count} documents: F1 of bodies with roles {bodies.f1:.3f} ({bodies.invented} invented), of deadlines {deadlines.f1:.3f}")


def main() -> None:
    fifty_kilobytes()
    linear()
    quality()
    print(f"memory:  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB in this process")


if __name__ == "__main__":
    main()
