"""What a PDF itself says of headings and running heads, pages that lie on their side, and fonts that tell nothing."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import ocr
from ingest.corpus import Source
from ingest.document import BlockKind, Document
from ingest.errors import EmptyDocument
from ingest.pdf_pages import is_garbled
from ingest.readers import read_document
from ingest.remarks import Subject
from tests.pdf_pages import Page, pdf_of, write_pdf

PROSE = (
    "Länsstyrelserna arbetade under året med barnets rättigheter i många",
    "delar av verksamheten. Samordnaren höll utbildningar för kommuner och",
    "regioner, och ett nätverk träffades fem gånger.",
)


def read(path: Path) -> Document:
    return read_document(Source(path, "prov", {}))


def headings(document: Document) -> list[tuple[str, int]]:
    return [(b.span.of(document.text), b.level) for b in document.blocks if b.kind is BlockKind.HEADING]


def tagged_pdf(path: Path, marked: Sequence[tuple[str, str]], roles: str = "") -> Path:
    """One page of lines, each an element of the structure: its sort, and its text. Twenty points part them."""
    drawn = "".join(
        f"/{sort} <</MCID {i}>> BDC BT /F 10 Tf 60 {760 - 20 * i} Td ({text}) Tj ET EMC\n"
        for i, (sort, text) in enumerate(marked)
    )
    elements = [f"<</Type/StructElem/S/{sort}/P 6 0 R/Pg 3 0 R/K {i}>>" for i, (sort, _) in enumerate(marked)]
    parents = " ".join(f"{7 + i} 0 R" for i in range(len(elements)))
    root = f"<</Type/StructTreeRoot/ParentTree<</Nums[0[{parents}]]>>/RoleMap<<{roles}>>>>"
    return one_page(path, drawn, root, *elements)


def one_page(path: Path, drawn: str, *others: str, font: str = "") -> Path:
    """A file of one page with this drawing; the other objects are numbered from six."""
    content = drawn.encode("cp1252")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/StructParents 0"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding{font}>>".encode(),
        *(other.encode("latin-1") for other in others),
    ]
    path.write_bytes(pdf_of(objects))
    return path


def test_headings_that_the_structure_names_are_headings_however_they_look(tmp_path: Path) -> None:
    lines = [("H1", "Uppdrag"), *(("P", line) for line in PROSE * 3), ("H2", "Bakgrund"), ("P", PROSE[0])]
    assert headings(read(tagged_pdf(tmp_path / "a.pdf", lines))) == [("Uppdrag", 1), ("Bakgrund", 2)]


def test_a_producers_own_names_for_headings_are_understood(tmp_path: Path) -> None:
    lines = [("Rubrik", "Uppdrag"), *(("P", line) for line in PROSE * 3)]
    assert headings(read(tagged_pdf(tmp_path / "a.pdf", lines, roles="/Rubrik/H3"))) == [("Uppdrag", 3)]


def test_a_structure_that_calls_everything_a_heading_is_not_believed(tmp_path: Path) -> None:
    assert headings(read(tagged_pdf(tmp_path / "a.pdf", [("H1", line) for line in PROSE]))) == []


def test_a_bookmark_makes_a_heading_of_plain_lines_on_its_page_alone(tmp_path: Path) -> None:
    first = Page().lines("Ett långt uppdrag om barnets rättig-", "heter i länen").gap().lines(*PROSE * 3)
    second = Page().lines("Samverkan").gap().lines(*PROSE)
    path = write_pdf(
        tmp_path / "a.pdf",
        [first, second],
        outline=("Ett långt uppdrag om barnets rättigheter i länen", "Samverkan"),
    )
    assert [text for text, _ in headings(read(path))] == ["Ett långt uppdrag om barnets rättigheter i länen"]


def test_a_running_head_that_the_file_names_is_taken_off_a_single_page(tmp_path: Path) -> None:
    drawn = (
        "/Artifact <</Type/Pagination>> BDC BT /F 9 Tf 60 800 Td (Huvudet) Tj ET EMC\n"
        "/Artifact <</Type/Layout>> BDC BT /F 9 Tf 60 650 Td (Utanpå.) Tj ET EMC\n"
        f"BT /F 10 Tf 60 700 Td ({PROSE[0]}) Tj ET"
    )
    text = read(one_page(tmp_path / "a.pdf", drawn)).text
    assert PROSE[0] in text
    assert "Utanpå." in text
    assert "Huvudet" not in text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_turned_by_its_rotation_reads_as_it_is_shown(tmp_path: Path, degrees: int) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Page().heading("1 Uppdrag").lines(*PROSE)])
    turned = path.read_bytes().replace(b"/Type/Page/", b"/Rotate %d/Type/Page/" % degrees)
    path.write_bytes(turned)
    assert " ".join(PROSE) in read(path).text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_that_stands_on_its_side_reads_line_by_line(tmp_path: Path, degrees: int) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.translate(300, 420)
    canvas.rotate(degrees)
    canvas.setFont("Helvetica", 8)
    for i, line in enumerate(PROSE):
        canvas.drawString(-270, 100 - 10 * i, line)
    canvas.save()
    assert " ".join(PROSE) in read(path).text


def test_a_note_up_the_margin_comes_after_the_text_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.saveState()
    canvas.rotate(90)
    canvas.drawString(300, -30, "Tryckt i Granland")
    canvas.restoreState()
    for i, line in enumerate(PROSE):
        canvas.drawString(60, 700 - 14 * i, line)
    canvas.save()
    assert read(path).text == f"{' '.join(PROSE)}\n\nTryckt i Granland"


def test_text_in_a_form_stands_where_the_form_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.beginForm("rad")
    canvas.drawString(0, 0, "Tredje raden.")
    canvas.endForm()
    canvas.translate(60, 640)
    canvas.doForm("rad")
    canvas.translate(0, 60)
    canvas.drawString(0, 0, "Första raden,")
    canvas.drawString(0, -30, "andra raden,")
    canvas.save()
    assert re.sub(r"\s+", " ", read(path).text).startswith(("Första", "Tredje"))
    assert "Tredje raden." in read(path).text


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (" ".join(PROSE), False),
        ("\ue001\ue002\ue003 \ue004\ue005" * 9, True),
        ("\ufffd\ufffd\ufffdab \ufffd\ufffd" * 9, True),
        ("\x01\x02\x03\x04\x05\x06" * 9, True),
        ("Oåqvwz Mbttwkl jghk bcdf xzwq " * 9, True),
        ("12 345 67,8 % 1 000 " * 9, False),
        ("حَبيبي " * 9, False),
        ("\ue001", False),
    ],
)
def test_signs_that_are_no_text_are_known(text: str, garbled: bool) -> None:
    assert is_garbled(text) is garbled


def without_a_table_of_characters(path: Path) -> Path:
    """A page drawn in a font whose signs stand in the private area of Unicode, as in PDFs that lost their tables."""
    mapped = "\n".join(f"<{code:02x}> <{0xE000 + code:04x}>" for code in range(32, 256))
    table = f"1 begincodespacerange <00> <ff> endcodespacerange\n224 beginbfchar\n{mapped}\nendbfchar"
    drawn = "".join(f"BT /F 14 Tf 40 {760 - 24 * i} Td ({line}) Tj ET\n" for i, line in enumerate(PROSE * 2))
    stream = f"<</Length {len(table)}>>\nstream\n{table}\nendstream"
    return one_page(path, drawn, stream, font="/ToUnicode 6 0 R")


def test_a_page_whose_font_tells_no_characters_is_recognised(tmp_path: Path) -> None:
    if not ocr.can_recognise():
        pytest.skip("tesseract-ocr-swe är inte installerat")
    document = read(without_a_table_of_characters(tmp_path / "a.pdf"))
    assert "arbetade under året med barnets" in document.text
    assert document.remarks[0].subject is Subject.OCR_PAGE


def test_without_tesseract_such_a_page_is_never_read_as_nonsense(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pdf_pages.can_recognise", lambda: False)
    monkeypatch.setattr("ingest.pdf.can_recognise", lambda: False)
    with pytest.raises(EmptyDocument, match="kan inte läsas utan teckenigenkänning"):
        read(without_a_table_of_characters(tmp_path / "a.pdf"))


def test_sections_of_a_law_are_units_within_their_chapters(tmp_path: Path) -> None:
    page = (
        Page()
        .heading("1 kap. Inledande bestämmelser")
        .lines("1 § Denna lag gäller barn, och den", "gäller i alla län.")
    )
    page.gap().lines("2 § Barnets bästa ska beaktas.").heading("2 kap. Länen").lines("1 § Länen ska samverka enligt")
    page.lines("5 § förvaltningslagen.").gap().lines(*PROSE * 2)
    document = read(write_pdf(tmp_path / "a.pdf", [page]))
    assert [block.section for block in document.blocks if block.unit] == ["1 kap. 1 §", "1 kap. 2 §", "2 kap. 1 §"]
    sentence = document.text.index("Denna lag gäller barn")
    assert document.section_at(sentence).label == "1 kap. 1 §"
    assert document.unverified == ()


def test_bold_lines_that_stand_alone_are_headings_where_the_file_names_none(tmp_path: Path) -> None:
    page = (
        Page().lines(*PROSE * 3).gap().line("Utvidgning av uppdraget i län", bold=True).line("och kommuner", bold=True)
    )
    page.gap().lines(*PROSE * 3).line("Det här är fet stil mitt i stycket", bold=True).lines(*PROSE)
    path = write_pdf(tmp_path / "a.pdf", [page, Page().lines(*PROSE * 6)])
    assert [text for text, _ in headings(read(path))] == ["Utvidgning av uppdraget i län och kommuner"]
    path = write_pdf(tmp_path / "b.pdf", [page, Page().lines(*PROSE * 6)], outline=("Något annat",))
    assert headings(read(path)) == []
