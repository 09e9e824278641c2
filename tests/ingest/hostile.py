"""Files made to do harm, each with how its reading may end."""

import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def stream(data: bytes | str, extra: str = "") -> bytes:
    content = data if isinstance(data, bytes) else data.encode()
    return f"<< /Length {len(content)} {extra}>>\nstream\n".encode() + content + b"\nendstream"


def raw_pdf(objects: Mapping[int, bytes | str]) -> bytes:
    """A PDF of just these objects, by number; the first is the catalogue."""
    out, at = b"%PDF-1.7\n", dict[int, int]()
    for number, body in objects.items():
        at[number] = len(out)
        out += f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
    size = max(objects) + 1
    rows = b"".join(f"{at.get(n, 0):010d} 00000 {'n' if n in at else 'f'} \n".encode() for n in range(1, size))
    tail = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    return out + f"xref\n0 {size}\n0000000000 65535 f \n".encode() + rows + tail


def page(
    content: str = "BT /F 12 Tf 72 700 Td (Hej barn.) Tj ET",
    *,
    resources: str = "/Font << /F 5 0 R >>",
    box: str = "0 0 595 842",
    root: str = "",
    more: Mapping[int, bytes | str] | None = None,
) -> bytes:
    """A PDF of one page; `more` are further objects, or stand in for those there are."""
    return raw_pdf({
        1: f"<< /Type /Catalog /Pages 2 0 R {root}>>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << {resources} >> >>",
        4: stream(content),
        5: FONT,
        **(more or {}),
    })


def form(content: str, resources: str) -> bytes:
    return stream(content, f"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << {resources} >> ")


def picture(side: int) -> bytes:
    return stream(
        "x",
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace /DeviceRGB ",
    )


def bomb() -> bytes:
    inflated = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
    return page(more={4: stream(inflated, "/Filter [/FlateDecode /FlateDecode] ")})


def doubling() -> bytes:
    forms = {n: form("/X Do " * 10, f"/XObject << /X {n + 1} 0 R >>") for n in range(6, 20)}
    return page("/X Do", resources="/XObject << /X 6 0 R >>", more={**forms, 20: form("BT (x) Tj ET", "")})


def deep_pages() -> bytes:
    nodes = {n: f"<< /Type /Pages /Kids [{n + 1} 0 R] /Count 1 >>" for n in range(2, 3_000)}
    return raw_pdf({
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        **nodes,
        3_000: "<< /Type /Page /MediaBox [0 0 9 9] >>",
    })


def deep_outline() -> bytes:
    entries = {n: f"<< /Title (A) /First {n + 1} 0 R /Last {n + 1} 0 R >>" for n in range(7, 3_000)}
    return page(root="/Outlines 6 0 R ", more={6: "<< /First 7 0 R /Last 7 0 R >>", **entries})


def xref_loop() -> bytes:
    whole = page()
    at = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R >>\nstartxref", f"/Root 1 0 R /Prev {at} >>\nstartxref".encode())


PDFS: Mapping[str, Callable[[], bytes]] = {
    "bara-huvud": lambda: b"%PDF-1.7\n",
    "slump": lambda: b"%PDF-1.4\n" + os.urandom(500_000),
    "avhuggen": lambda: page()[:300],
    "xref-slinga": xref_loop,
    "sidträd-djupt": deep_pages,
    "sidträd-brett": lambda: page(more={2: f"<< /Type /Pages /Kids [{'3 0 R ' * 300_000}] /Count 300000 >>"}),
    "sidträd-i-ring": lambda: page(more={2: "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"}),
    "disposition-i-ring": lambda: page(
        root="/Outlines 6 0 R ", more={6: "<< /First 7 0 R >>", 7: "<< /Title (A) /Next 7 0 R /First 6 0 R >>"}
    ),
    "disposition-djup": deep_outline,
    "typsnitt-i-ring": lambda: page(
        more={5: "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 5 0 R >>"}
    ),
    "ritning-i-ring": lambda: page(
        "/X Do", resources="/XObject << /X 6 0 R >>", more={6: form("/X Do", "/XObject << /X 6 0 R >>")}
    ),
    "ritning-fördubblad": doubling,
    "sida-ofantlig": lambda: page(box="0 0 1e12 1e12"),
    "sida-utan-mått": lambda: page(box="0 0 -99999999999999999999 x"),
    "bild-ofantlig": lambda: page(
        "600 0 0 800 0 0 cm /I Do", resources="/XObject << /I 6 0 R >>", more={6: picture(100_000)}
    ),
    "listor-djupa": lambda: page(more={4: stream("[" * 300_000)}),
    "längd-i-ring": lambda: page(more={4: b"<< /Length 4 0 R >>\nstream\nBT (x) Tj ET\nendstream"}),
    "filter-många": lambda: page(more={4: stream("x", f"/Filter [{'/FlateDecode ' * 5_000}] ")}),
    "etiketter-ofantliga": lambda: page(root="/PageLabels << /Nums [0 << /S /R /St 99999999 >>] >> "),
    "bomb": bomb,
    "ritat-i-oändlighet": lambda: page(
        "BT /F 9 Tf " + "0 0 Td " * 150_000 + "ET",
        more={2: f"<< /Type /Pages /Kids [{'3 0 R ' * 400}] /Count 400 >>"},
    ),
    "ritat-på-en-sida": lambda: page("BT /F 9 Tf " + "(ord ) Tj " * 300_000 + "ET"),
}


def docx(document: str, *, beside: bytes = b"") -> Callable[[Path], None]:
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    leads = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="word/document.xml"/></Relationships>'
    )

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("[Content_Types].xml", types)
            file.writestr("_rels/.rels", leads)
            file.writestr("word/document.xml", document)
            file.writestr("word/media/bild.png", beside)

    return write


def noise(path: Path) -> None:
    path.write_bytes(os.urandom(100_000))


def body(content: str) -> str:
    return f"<w:document {WORD}><w:body>{content}</w:body></w:document>"


LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
PARAGRAPH = "<w:p><w:r><w:t>En mening.</w:t></w:r></w:p>"
DOCX: Mapping[str, Callable[[Path], None]] = {
    "bomb": docx(body(PARAGRAPH + " " * 400_000_000)),
    "bilder-bomb": docx(body(PARAGRAPH), beside=b"\0" * 600_000_000),
    "skratt": docx(f'<!DOCTYPE l [<!ENTITY a "ha">{LAUGHS}]>{body("<w:p><w:r><w:t>&k;</w:t></w:r></w:p>")}'),
    "djup": docx(body("<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000)),
    "slump": noise,
}

TEXTS: Mapping[str, Callable[[], bytes]] = {
    "hundra-megabyte-en-rad.txt": lambda: b"ord om barn " * 8_700_000,
    "en-megabyte-en-rad.txt": lambda: b"ord om barn " * 87_000,
    "ett-enda-ord.md": lambda: b"a" * 1_000_000,
    "nollor.txt": lambda: bytes(3_000_000),
    "slump.txt": lambda: os.urandom(1_000_000),
    "utf16.txt": lambda: "Barnets rättigheter å ä ö.".encode("utf-16"),
    "utf16-utan-märke.txt": lambda: "Barnets rättigheter å ä ö.".encode("utf-16-le"),
    "latin1.txt": lambda: "Barnets rättigheter å ä ö.".encode("latin-1"),
    "miljon-hashar.md": lambda: b"#" * 1_000_000,
    "miljon-rubriker.md": lambda: b"# \n" * 1_000_000,
    "citat-i-citat.md": lambda: b">" * 100_000 + b" a",
    "listor-i-listor.md": lambda: "".join("  " * n + "- a\n" for n in range(2_000)).encode(),
    "klamrar.md": lambda: b"[" * 50_000,
    "djup.html": lambda: b"<div>" * 200_000 + b"text",
    "tabeller.html": lambda: b"<table><tr><td>" * 20_000 + b"text",
    "attribut.html": lambda: b"<p " + b"a=b " * 300_000 + b">text</p>",
}


def write_all(folder: Path) -> list[Path]:
    """Writes every one of them."""
    for name, content in PDFS.items():
        (folder / f"{name}.pdf").write_bytes(content())
    for name, write in DOCX.items():
        write(folder / f"{name}.docx")
    for name, content in TEXTS.items():
        (folder / name).write_bytes(content())
    return sorted(folder.iterdir())
