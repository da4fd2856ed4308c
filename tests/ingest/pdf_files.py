"""Writes small PDF files for the tests, in a font that every reader has."""

from __future__ import annotations

import io

Text = tuple[float, float, str]
Rule = tuple[float, float, float, float]
_SIZE = 12


def page_of(lines: list[str]) -> bytes:
    """The content of a page of lines."""
    return drawn([(60, 60 + 24 * at, line) for at, line in enumerate(lines)], [])


def drawn(texts: list[Text], rules: list[Rule]) -> bytes:
    """The content of a page: words at (from the left, from the top), and rules from point to point."""
    shown = "".join(f"1 0 0 1 {x} {842 - y} Tm <{words.encode('utf-16-be').hex()}> Tj\n" for x, y, words in texts)
    lines = "".join(f"{x0} {842 - y0} m {x1} {842 - y1} l S\n" for x0, y0, x1, y1 in rules)
    return f"{lines}BT /F1 {_SIZE} Tf\n{shown}ET".encode()


def pdf_of(pages: list[bytes], encrypt: bytes = b"") -> bytes:
    """A PDF of pages with these contents; `encrypt` is an encryption dictionary."""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * at) for at in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        b"/DW 1000/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 80>>",
    ]
    for at, content in enumerate(pages):
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>" % (7 + 2 * at))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    if encrypt:
        objects.append(encrypt)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    extra = b"/Encrypt %d 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]" % len(objects) if encrypt else b""
    out.write(b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, extra, start))
    return out.getvalue()
