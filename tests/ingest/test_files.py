"""Files of every format and encoding, and files that cannot be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.ingest.files import read_text
from kg.ingest.reader import read_document
from tests.ingest.pdf_files import page_of, pdf_of

TEXT = """青山市燃气安全整治方案
青政办发〔2021〕7号
一、任务
1.排查管道。（市住建局牵头，市应急局、各区政府配合，2021年6月底前完成）
2.整治气瓶。（市市场监管局负责，持续推进）
"""
BODIES = [("市住建局", "lead"), ("市应急局", "coordinate"), ("各区政府", "coordinate"), ("市市场监管局", "responsible")]


def _bodies(path: Path) -> list[tuple[str, str]]:
    return [(a.agency, a.role) for task in read_document(read_text(str(path))).tasks for a in task.assignments]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert _bodies(path) == BODIES


def test_a_text_that_ends_inside_a_character(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.encode() + "市".encode()[:2])
    assert _bodies(path) == BODIES
    path.write_bytes(b"\xda")
    assert read_document(read_text(str(path))).tasks == []


def test_big5(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes("一、任務\n1.食品安全。（市農業局負責，市教育局、市衛生局配合，持續推進）\n".encode("big5"))
    assert _bodies(path) == [("市農業局", "responsible"), ("市教育局", "coordinate"), ("市衛生局", "coordinate")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.replace("\n", ending).encode())
    assert _bodies(path) == BODIES


def test_docx_with_tables_and_automatic_numbers(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("青山市消防整治方案")
    document.add_paragraph("一、任务")
    for words in ("清理通道。（市消防救援支队负责，2021年底前完成）", "配齐器材。（市教育局牵头，市财政局配合）"):
        document.add_paragraph(words, style="List Number")
    table = document.add_table(rows=3, cols=4)
    for row, cells in zip(
        table.rows,
        (("序号", "工作任务", "责任单位", "完成时限"), ("1", "排查高层", "市住建局\n市公安局", "2021年6月底"), ("2", "宣传培训", "", "长期")),
        strict=True,
    ):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    table.cell(1, 2).merge(table.cell(2, 2))
    path = tmp_path / "plan.docx"
    document.save(str(path))
    read = read_document(read_text(str(path)))
    assert [(task.number, [a.agency for a in task.assignments]) for task in read.tasks] == [
        (1, ["市消防救援支队"]), (2, ["市教育局", "市财政局"]),
        (1, ["市住建局", "市公安局"]), (2, ["市住建局", "市公安局"]),
    ]  # fmt: skip


def test_a_docx_whose_parts_do_not_fit_is_said_to_be_damaged(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("1.排查。（市住建局负责）", style="List Number")
    whole = tmp_path / "whole.docx"
    document.save(str(whole))
    damaged = tmp_path / "damaged.docx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            # The styles are declared as a part of another kind: only their use shows it.
            target.writestr(name, body.replace(b"wordprocessingml.styles+xml", b"wordprocessingml.stylos+xml") if name == "[Content_Types].xml" else body)
    with pytest.raises(InputError, match="this is no readable"):
        read_text(str(damaged))


def test_html_layout_tables_are_text_and_task_tables_are_rows(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    page = (
        "<html><head><title>t</title><script>var a='市伪局负责';</script></head><body><table><tr><td>"
        + "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
        + "<table><tr><th>任务</th><th>牵头单位</th></tr><tr><td>演练</td><td>市应急局</td></tr></table></td></tr></table></body></html>"
    )
    path = tmp_path / "plan.html"
    path.write_bytes(page.encode("gb18030").replace(b"<head>", b'<head><meta charset="gb2312">'))
    assert _bodies(path) == [*BODIES, ("市应急局", "lead")]


def test_docx_keeps_what_word_wraps_and_leaves_out_what_is_struck(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_paragraph("一、任务")
    run = "<w:r><w:t>{}</w:t></w:r>"
    old_date = f'<w:smartTag w:uri="urn:x" w:element="chsdate">{run.format("2020年12月底前")}</w:smartTag>'
    inserted = f'<w:ins w:id="1" w:author="a">{run.format("市交通局")}</w:ins>'
    struck = f'<w:moveFrom w:id="2" w:author="a">{run.format("市公安局")}</w:moveFrom>'
    for words in (
        f"<w:p {{}}>{run.format('1.排查管道。（市住建局牵头，')}{old_date}{run.format('完成）')}</w:p>",
        f"<w:p {{}}>{run.format('2.整治车辆。（')}{inserted}{struck}{run.format('负责）')}</w:p>",
        f"<w:sdt {{}}><w:sdtContent><w:p>{run.format('3.检查罐区。（市应急局负责）')}</w:p></w:sdtContent></w:sdt>",
    ):
        document.element.body.insert(-1, parse_xml(words.format(nsdecls("w"))))
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("序号", "任务", "责任单位"), ("4", "演练", "")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run.format('市教育局')}</w:p></w:sdtContent></w:sdt>"
    table.cell(1, 2)._tc.append(parse_xml(control))
    path = tmp_path / "plan.docx"
    document.save(str(path))
    read = read_document(read_text(str(path)))
    assert [(task.number, [a.agency for a in task.assignments]) for task in read.tasks] == [
        (1, ["市住建局"]), (2, ["市交通局"]), (3, ["市应急局"]), (4, ["市教育局"]),
    ]  # fmt: skip
    assert [limit.end for limit in read.tasks[0].deadlines] == ["2020-12-31"]


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ('<head><meta charset="undefined"></head>', "<td>"),
        ('<head><meta charset="utf-16"></head>', "<td>"),
        ('\ufeff<?xml version="1.0" encoding="utf-8"?>', "<td>"),
        ("", '<td rowspan="²">'),
        ("", f'<td rowspan="{"9" * 5000}">'),
        ("", '<td rowspan="0">'),
    ],
)
def test_a_page_with_odd_declarations_is_read_all_the_same(tmp_path: Path, head: str, cell: str) -> None:
    pytest.importorskip("lxml")
    rows = f"<tr><th>任务</th><th>牵头单位</th></tr><tr>{cell}演练</td><td>市应急局</td></tr>"
    path = tmp_path / "plan.html"
    page = f"{head}<html><body><p>一、任务</p><table>{rows}</table></body></html>".encode()
    path.write_bytes(page + b" " * (len(page) % 2))
    assert _bodies(path) == [("市应急局", "lead")]


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf_of([page_of(TEXT.splitlines())]))
    assert _bodies(path) == BODIES


def test_encrypted_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    path = tmp_path / "plan.pdf"
    key = b"<</Filter/Standard/V 1/R 2/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">/P -44>>"
    path.write_bytes(pdf_of([page_of(TEXT.splitlines())], encrypt=key))
    with pytest.raises(InputError, match="encrypted"):
        read_text(str(path))


def test_pdf_of_pictures(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf_of([page_of([])]))
    with pytest.raises(InputError, match="no text"):
        read_text(str(path))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("noise.txt", bytes(range(256)) * 40, "no text"),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, "no readable PDF"),
        ("noise.docx", b"PK\x03\x04" + bytes(range(256)) * 40, "no readable .docx"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as .docx"),
        ("plan.xlsx", b"PK\x03\x04" + b"\0" * 600, "save it as .html"),
    ],
)
def test_unreadable_files_say_so(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pdfplumber")
    if name.endswith(".docx"):
        pytest.importorskip("docx")
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_text(str(path))


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("x")
    with pytest.raises(InputError, match=r"did you mean .*plan\.txt"):
        read_text(str(tmp_path / "plna.txt"))
    with pytest.raises(InputError, match="folder"):
        read_text(str(tmp_path))
