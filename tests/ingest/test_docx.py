"""Word documents as text and blocks; every document is made by the test that reads it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from ingest.corpus import Source
from ingest.document import BlockKind
from ingest.docx import read_docx
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.parsed import Parsed
from ingest.readers import read_document
from ingest.remarks import Remark, Subject

K = BlockKind
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def saved(tmp_path: Path, write: Callable[[WordDocument], object]) -> Path:
    document = docx.Document()
    write(document)
    path = tmp_path / "rapport.docx"
    document.save(str(path))
    return path


def read(tmp_path: Path, write: Callable[[WordDocument], object]) -> Parsed:
    return read_docx(saved(tmp_path, write))


def blocks(parsed: Parsed) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.span.of(parsed.text)) for block in parsed.blocks]


def xml(inner: str) -> str:
    return f"<w:p {nsdecls('w')}>{inner}</w:p>"


def add_xml(document: WordDocument, element: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, parse_xml(element))


def test_headings_become_sections_under_the_title(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_paragraph("Årsrapport 2024", style="Title")
        for text, level in (("Förord", 1), ("1 Mål", 1), ("1.1 Delmål", 2)):
            document.add_heading(text, level)
            document.add_paragraph(f"Under {text}.")

    document = read_document(Source(saved(tmp_path, write), "r", {}))
    assert (document.metadata.title, document.metadata.year) == ("Årsrapport 2024", 2024)
    assert [(s.label, s.level) for s in document.sections] == [("", 0), ("Förord", 1), ("1", 1), ("1.1", 2)]
    assert document.pages == ()


def test_the_first_heading_is_a_section_where_no_paragraph_is_the_title(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_heading("Förord", 1)
        document.add_paragraph("Text.")

    assert blocks(read(tmp_path, write))[0] == (K.HEADING, "Förord")


def test_a_heading_gets_the_number_that_word_prints(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        levels = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{pattern}"/></w:lvl>'
            for i, pattern in enumerate(("%1", "%1.%2"))
        )
        root = document.part.numbering_part.element
        root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        for text, level in (("Mål", 1), ("Delmål", 2), ("Delmål till", 2), ("Resultat", 1), ("Siffror", 2)):
            heading = document.add_heading(text, level)
            heading._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="77"/></w:numPr>')
            )
            document.add_paragraph("Text.")

    parsed = read(tmp_path, write)
    assert [b.section for b in parsed.blocks if b.kind is K.HEADING] == ["1", "1.1", "1.2", "2", "2.1"]
    assert (K.HEADING, "2.1 Siffror") in blocks(parsed)


def test_lists_keep_numbers_and_lose_bullets(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_paragraph("Länet ska:")
        document.add_paragraph("bistå", style="List Bullet")
        document.add_paragraph("först", style="List Number")
        document.add_paragraph("sedan", style="List Number")

    assert blocks(read(tmp_path, write)) == [
        (K.PARAGRAPH, "Länet ska:"),
        (K.ITEM, "bistå"),
        (K.ITEM, "1. först"),
        (K.ITEM, "2. sedan"),
    ]


def test_a_table_is_read_row_by_row_under_caption_and_head(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_paragraph("Svar per län", style="Caption")
        table = document.add_table(0, 2)
        for texts in (("Län", "Antal"), ("Granland", "12"), ("Åmark", "7")):
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("Efteråt.")

    assert blocks(read(tmp_path, write)) == [
        (K.CAPTION, "Svar per län"),
        (K.CAPTION, "Län Antal"),
        (K.ROW, "Granland 12"),
        (K.ROW, "Åmark 7"),
        (K.PARAGRAPH, "Efteråt."),
    ]


def test_a_table_with_long_texts_is_read_as_what_it_holds(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        cells = document.add_table(1, 2).rows[0].cells
        cells[0].text = "Ett långt stycke. " * 30
        cells[1].text = "Bredvid."

    assert [kind for kind, _ in blocks(read(tmp_path, write))] == [K.PARAGRAPH] * 2


def test_a_footnote_stands_at_the_end_of_the_section_that_refers_to_it(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_heading("A", 1)
        add_xml(
            document,
            xml('<w:r><w:t>Länen</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> svarade.</w:t></w:r>'),
        )
        document.add_heading("B", 1)
        document.add_paragraph("Mer.")
        notes = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>-</w:t></w:r></w:p>'
            '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> Alla 21.</w:t></w:r></w:p>'
            "</w:footnote></w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
        document.part.relate_to(part, FOOTNOTES)

    told = blocks(read(tmp_path, write))
    assert told[1:4] == [(K.PARAGRAPH, "Länen svarade."), (K.NOTE, "Alla 21."), (K.HEADING, "B")]


def test_a_list_of_contents_in_a_content_control_is_no_running_text(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.styles.add_style("toc 1", 1)
        entry = document.add_paragraph("Mål\t4", style="toc 1")._p
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        entry.addprevious(control)
        control.find(qn("w:sdtContent")).append(entry)
        document.add_paragraph("Text.")

    assert blocks(read(tmp_path, write)) == [(K.CONTENTS, "Mål 4"), (K.PARAGRAPH, "Text.")]


def test_deleted_text_and_field_codes_are_left_out_and_inserted_text_is_kept(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        add_xml(
            document,
            xml(
                '<w:r><w:t xml:space="preserve">Fem </w:t></w:r><w:del><w:r><w:delText>sex</w:delText></w:r></w:del>'
                "<w:ins><w:r><w:t>nya</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
                "<w:r><w:noBreakHyphen/><w:t>träffar.</w:t></w:r>"
            ),
        )

    assert read(tmp_path, write).text == "Fem nya-träffar."


def test_hidden_text_is_dropped_and_said(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        paragraph = document.add_paragraph("Syns.")
        paragraph.add_run(" Gömd text.").font.hidden = True
        paragraph.add_run(" Liten.").font.size = Pt(1)
        paragraph.add_run(" Vit.").font.color.rgb = RGBColor(255, 255, 255)
        cell = document.add_table(1, 2).rows[0].cells[0]
        cell.paragraphs[0].add_run("Vit i tabell").font.color.rgb = RGBColor(255, 255, 255)

    parsed = read(tmp_path, write)
    assert parsed.text == "Syns.\n\nVit i tabell"
    assert parsed.remarks == (Remark(Subject.HIDDEN_TEXT, (), "Gömd text. Liten. Vit."),)


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>I rutan.</w:t></w:r></w:p></w:txbxContent>"
        alternatives = (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
        add_xml(document, xml(f"<w:r><w:t>Utanför.</w:t></w:r><w:r>{alternatives}</w:r>"))

    assert [text for _, text in blocks(read(tmp_path, write))] == ["Utanför.", "I rutan."]


def test_sections_of_a_law_are_units(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_heading("1 kap. Inledande bestämmelser", 1)
        document.add_paragraph("1 § Denna lag gäller barn.")
        document.add_paragraph("2 § Barnets bästa ska beaktas.")

    parsed = read(tmp_path, write)
    assert [b.section for b in parsed.blocks if b.unit] == ["1 kap. 1 §", "1 kap. 2 §"]


def test_what_the_file_says_of_itself_is_found(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.core_properties.title, document.core_properties.author = "Årsrapport 2023", "Vera Ek"
        document.add_paragraph("Text.")

    found = read(tmp_path, write).found
    assert (found["title"], found["author"]) == ("Årsrapport 2023", "Vera Ek")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(101):
            part.write(b" " * 1_000_000)


def cut(path: Path) -> None:
    whole = saved(path.parent, lambda document: document.add_paragraph("Text."))
    path.write_bytes(whole.read_bytes()[:9_000])


def entities(path: Path) -> None:
    with zipfile.ZipFile(saved(path.parent, lambda d: d.add_paragraph("Text."))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:document", declared + b"<w:document", 1)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"Text.", b"&b;")
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (bomb, UnreadableDocument, "är för stor för att läsas när den packas upp"),
        (cut, UnreadableDocument, "är skadad och kan inte läsas som Word-dokument"),
        (entities, EmptyDocument, "har ingen text"),
        (lambda path: path.write_bytes(b"PK\x03\x04 avhuggen"), UnreadableDocument, "är skadad"),
        (lambda path: path.write_bytes(b""), UnreadableDocument, "är inte ett Word-dokument"),
        (lambda path: path.write_text("<html>"), UnreadableDocument, "är inte ett Word-dokument"),
        (
            lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")),
            UnreadableDocument,
            "är låst med lösenord",
        ),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0 Word 97"), UnreadableDocument, "äldre version av Word"),
        (lambda path: path.with_name("tom").write_text(""), UnreadableDocument, "finns inte"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, make: Callable[[Path], object], error: type[Exception], said: str
) -> None:
    path = tmp_path / "fel.docx"
    make(path)
    with pytest.raises(error, match=rf"fel\.docx.*{said}"):
        read_docx(path)


def test_a_zip_that_is_no_word_document_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "fel.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hej.txt", "hej")
    with pytest.raises(UnreadableDocument, match="är skadad"):
        read_docx(path)


def test_a_document_without_text_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match="har ingen text"):
        read(tmp_path, lambda document: document.add_paragraph(" "))
