"""Lists of contents in PDFs whose entries have no dots before the number of the page."""

from pathlib import Path

from ingest.corpus import Source
from ingest.document import BlockKind, Document
from ingest.readers import read_document
from tests.pdf_pages import Page, write_pdf

ENTRIES = [("Förord", "3"), ("1 Inledning", "4"), ("1.1 Uppdrag", "4"), ("2 Resultat", "6"), ("Bilaga 1", "9")]
PROSE = (
    "Länsstyrelserna arbetade under året med barnets rättigheter i många",
    "delar av verksamheten, och nätverket träffades fem gånger under 2024",
    "samt två gånger under 2025",
    "och en gång till i januari nästa år, då svaren på enkäten redovisades.",
)


def read(tmp_path: Path, *pages: Page) -> Document:
    cover = Page(y=500).line("Årsrapport", size=28)
    path = write_pdf(tmp_path / "a.pdf", [cover, *pages], info={"Title": "Prov"})
    return read_document(Source(path, "a", {}))


def listed(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.CONTENTS]


def test_entries_that_end_in_rising_numbers_are_a_list_of_contents(tmp_path: Path) -> None:
    page = Page().heading("Innehåll")
    for title, number in ENTRIES:
        page.cells(title, number, width=400)
    document = read(tmp_path, page, Page().lines(*PROSE))
    assert listed(document) == [f"{title} {number}" for title, number in ENTRIES]
    assert PROSE[0] in document.text


def test_an_entry_of_two_lines_belongs_to_the_list(tmp_path: Path) -> None:
    page = (
        Page().heading("Innehållsförteckning").lines("Förord 3", "1 En mycket lång rubrik som", "går över två rader 4")
    )
    document = read(tmp_path, page.lines("2 Resultat 6"), Page().lines(*PROSE))
    assert listed(document) == ["Förord 3", "1 En mycket lång rubrik som", "går över två rader 4", "2 Resultat 6"]


def test_prose_under_a_heading_that_says_contents_is_no_list(tmp_path: Path) -> None:
    document = read(tmp_path, Page().heading("Innehåll").lines(*PROSE), Page().lines(*PROSE))
    assert listed(document) == []


def test_numbers_that_fall_are_a_table(tmp_path: Path) -> None:
    page = Page().heading("Innehåll").lines(*PROSE)
    for title, number in reversed(ENTRIES):
        page.cells(title, number, width=400)
    assert listed(read(tmp_path, page, Page().lines(*PROSE))) == []
