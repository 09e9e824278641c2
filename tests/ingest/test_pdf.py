"""PDFs whose every line stands where the test put it, read as a whole."""

import logging
from pathlib import Path

import pytest

from ingest.corpus import Source
from ingest.document import BlockKind, Document
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.labels import printed
from ingest.pdf import read_pdf
from ingest.readers import read_document
from ingest.remarks import Remark, Subject
from tests.pdf_pages import Drawn, Page, write_pdf

FILLING = (
    "Länsstyrelserna arbetade under året med barnets rättigheter i många",
    "delar av verksamheten. Samordnaren höll utbildningar för kommuner och",
    "regioner, och ett nätverk träffades fem gånger. Enkäten besvarades av",
    "de flesta länen, men svaren skilde sig åt mellan stora och små län.",
    "Arbetet följdes upp i december av en grupp med deltagare från sju län,",
    "och resultatet redovisades för regeringen i början av nästa år igen.",
)


def filled(*lines: str, turn: int = 0) -> Page:
    """A page with a paragraph of running text, another for every `turn`, and then these lines."""
    page = Page().lines(*FILLING[turn:], *FILLING[:turn])
    return page.gap().lines(*lines) if lines else page


def numbered(*feet: str, head: str = "") -> list[Page]:
    """Pages of different text with these page numbers."""
    return [filled(turn=i % len(FILLING)).furniture(head=head, foot=foot) for i, foot in enumerate(feet)]


def read(folder: Path, *pages: Page, labels: str = "", outline: tuple[str, ...] = ()) -> Document:
    path = write_pdf(folder / "prov.pdf", pages, labels=labels, outline=outline, info={"Title": "Prov"})
    return read_document(Source(path, "prov", {}))


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind is kind]


def page_of(document: Document, words: str) -> tuple[str | None, str | None]:
    """The labels of the pages on which these words begin and end."""
    start = document.text.index(words)
    return document.page_at(start), document.page_at(start + len(words) - 1)


def test_lines_become_paragraphs_parted_by_a_wider_gap(tmp_path: Path) -> None:
    document = read(tmp_path, filled("Ett eget stycke med", "två rader."))
    assert texts(document, BlockKind.PARAGRAPH) == [" ".join(FILLING), "Ett eget stycke med två rader."]


def test_every_sentence_of_an_ordinary_page_is_verified(tmp_path: Path) -> None:
    assert read(tmp_path, filled("Även barn-", "rättsstrategen stod där.")).unverified == ()


def test_a_sentence_over_a_page_break_is_one_with_two_labels(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        filled("Nätverket bestämde att varje träff ska börja med att en").furniture(foot="11"),
        Page().lines("kommun berättar om ett ärende.", *FILLING).furniture(foot="12"),
        filled().furniture(foot="13"),
    )
    sentence = "Nätverket bestämde att varje träff ska börja med att en kommun berättar om ett ärende."
    assert page_of(document, sentence) == ("11", "12")
    assert document.unverified == ()


def test_a_word_over_a_page_break_is_one_word_and_verified(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        filled("Här avslutas sidan med ett ord som bryts, nämligen barnrätts-").furniture(foot="1"),
        Page().lines("strategen i länet.", *FILLING).furniture(foot="2"),
        filled().furniture(foot="3"),
    )
    assert page_of(document, "barnrättsstrategen") == ("1", "2")
    assert document.unverified == ()


def test_a_footnote_is_lifted_to_the_end_of_its_section_and_keeps_its_page(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        Page()
        .heading("1 Underlag")
        .lines(*FILLING)
        .gap()
        .lines("Uppgifterna kommer ur en enkät^1^ som sändes i november.")
        .note("1", "Enkäten hade 23 frågor.")
        .furniture(foot="4"),
        Page().lines("Mer om underlaget följer här.").heading("2 Resultat").lines(*FILLING).furniture(foot="5"),
        filled().furniture(foot="6"),
    )
    assert "ur en enkät som sändes i november." in document.text
    assert texts(document, BlockKind.NOTE) == ["Enkäten hade 23 frågor."]
    assert page_of(document, "Enkäten hade 23 frågor.") == ("4", "4")
    note = document.text.index("Enkäten hade 23 frågor.")
    assert document.section_at(note).label == "1"
    assert document.text.index("Mer om underlaget") < note < document.text.index("2 Resultat")
    assert document.page_at(document.text.index("2 Resultat")) == "5"
    assert document.unverified == ()


def test_a_footnote_of_two_lines_is_one_note(tmp_path: Path) -> None:
    page = filled("Så stod det i lagen^3^ förut.").note("3", "Lagen gäller sedan den 1 januari och är")
    page.runs.append(Drawn("ändrad flera gånger.", 63, 80, 8))
    assert texts(read(tmp_path, page), BlockKind.NOTE) == [
        "Lagen gäller sedan den 1 januari och är ändrad flera gånger."
    ]


def test_two_footnotes_on_a_page_are_two_notes_in_order(tmp_path: Path) -> None:
    page = filled("Det ena^1^ och det andra^2^ ledet.").note("1", "Om det ena.").note("2", "Om det andra.", below=12)
    document = read(tmp_path, page)
    assert texts(document, BlockKind.NOTE) == ["Om det ena.", "Om det andra."]
    assert "Det ena och det andra ledet." in document.text


def test_a_figure_in_the_running_text_is_no_footnote_mark(tmp_path: Path) -> None:
    document = read(tmp_path, filled("Av de 12 länen svarade 7 på enkäten år 2024."))
    assert "Av de 12 länen svarade 7 på enkäten år 2024." in document.text


def test_running_heads_that_alternate_between_odd_and_even_pages_are_taken_off(tmp_path: Path) -> None:
    odd, even = "Årsrapport 2025", "Länsstyrelsen Granland"
    pages = [
        filled(f"Sida med eget innehåll {'abcdefgh'[i]}.", turn=i % 6).furniture(
            head=odd if i % 2 else even, foot=str(i + 1), foot_x=60 if i % 2 else 500
        )
        for i in range(8)
    ]
    document = read(tmp_path, *pages)
    assert odd not in document.text
    assert even not in document.text
    assert "Sida med eget innehåll h." in document.text
    assert document.page_labels == tuple("12345678")


def test_a_number_in_the_same_place_that_does_not_grow_with_the_pages_is_text(tmp_path: Path) -> None:
    pages = [
        Page().line(f"Antal svar i länet: {count}").gap().lines(*FILLING[i:]).furniture(foot=str(i))
        for i, count in enumerate((130, 88, 402, 17), 1)
    ]
    document = read(tmp_path, *pages)
    assert all(f"Antal svar i länet: {count}" in document.text for count in (130, 88, 402, 17))
    assert document.page_labels == ("1", "2", "3", "4")


def test_the_same_short_text_on_every_page_is_text_where_there_is_no_other(tmp_path: Path) -> None:
    document = read(tmp_path, *(Page().line("Hej, hej!").furniture(foot=str(i)) for i in range(1, 6)))
    assert document.text.count("Hej, hej!") == 5


def test_the_printed_number_is_cited_where_it_differs_from_the_place_in_the_file(tmp_path: Path) -> None:
    document = read(tmp_path, *numbered("31", "32"), filled("Ord på trettiotre.").furniture(foot="33"))
    assert document.page_labels == ("31", "32", "33")
    assert page_of(document, "Ord på trettiotre.") == ("33", "33")


@pytest.mark.parametrize(
    "foot", ["Sida {}", "Sida {} av 40", "{} (40)", "{}(40)", "– {} –", "Årsrapport 2025 | {}", "{} | Prov"]
)
def test_page_numbers_are_read_out_of_what_stands_around_them(tmp_path: Path, foot: str) -> None:
    document = read(tmp_path, *numbered(*map(foot.format, range(7, 11)), head="Dnr 1562-2025"))
    assert document.page_labels == ("7", "8", "9", "10")
    assert "1562" not in document.text


def test_a_year_in_the_running_head_is_no_page_number(tmp_path: Path) -> None:
    assert read(tmp_path, *numbered(*[""] * 4, head="Dnr 1562-2025")).page_labels == ("1", "2", "3", "4")


def test_roman_front_matter_keeps_its_numbers_and_arabic_begin_after_it(tmp_path: Path) -> None:
    document = read(tmp_path, *numbered("ii", "iii", "iv", "1", "2", "3"))
    assert document.page_labels == ("ii", "iii", "iv", "1", "2", "3")


def test_numbers_that_begin_anew_are_told_apart_and_cited_as_they_are_printed(tmp_path: Path) -> None:
    document = read(tmp_path, *numbered("1", "2", "3", "4", "1", "2", "3"))
    assert document.page_labels == ("1", "2", "3", "4", "1~2", "2~2", "3~2")
    assert [printed(mark.label) for mark in document.pages] == ["1", "2", "3", "4", "1", "2", "3"]


def test_a_page_without_text_is_a_page_all_the_same(tmp_path: Path) -> None:
    document = read(tmp_path, *numbered("1", "2", "3"), Page(), *numbered("5", "6", "7"))
    assert document.page_labels == tuple("1234567")
    assert document.page_spans("4") == ()


def test_a_cover_without_a_number_gets_the_one_its_neighbours_imply(tmp_path: Path) -> None:
    cover = Page(y=500).line("Årsrapport", size=28)
    document = read(tmp_path, cover, *numbered("2", "3", "4"))
    assert document.page_labels == ("1", "2", "3", "4")
    assert texts(document, BlockKind.TITLE) == ["Årsrapport"]
    assert texts(document, BlockKind.HEADING) == []


def test_labels_that_the_file_states_are_used_where_none_is_printed(tmp_path: Path) -> None:
    document = read(tmp_path, *numbered("", "", ""), labels="0<</S/r>>2<</S/D/St 7>>")
    assert document.page_labels == ("i", "ii", "7")


def test_a_list_of_contents_over_two_pages_is_no_running_text(tmp_path: Path) -> None:
    def entry(number: int) -> str:
        return f"{number} Kapitel {'abcdefgh'[number - 1]} {'.' * 30} {number + 4}"

    cover = Page(y=500).line("Årsrapport", size=28)
    first = Page().heading("Innehåll").lines(*map(entry, range(1, 5))).furniture(foot="2")
    second = Page().lines(*map(entry, range(5, 9))).gap().heading("Förord").lines(*FILLING).furniture(foot="3")
    document = read(tmp_path, cover, first, second, filled().furniture(foot="4"))
    assert texts(document, BlockKind.CONTENTS) == [entry(number) for number in range(1, 9)]
    assert texts(document, BlockKind.HEADING) == ["Innehåll", "Förord"]


def test_text_above_lines_with_dots_and_figures_is_not_taken_for_contents(tmp_path: Path) -> None:
    rows = [f"{name} {'.' * 30} {i}" for i, name in enumerate(("Personal", "Resor", "Lokaler"), 400)]
    document = read(tmp_path, filled(), filled("Så här användes pengarna.", *rows, turn=1), filled(turn=2))
    assert not any("Så här användes" in entry for entry in texts(document, BlockKind.CONTENTS))
    assert "Så här användes pengarna." in document.text


def test_a_table_is_read_row_by_row_under_its_head(tmp_path: Path) -> None:
    page = filled().gap().cells("Län", "Antal", "Andel").cells("Granland", "12", "40 %").cells("Åmark", "7", "23 %")
    document = read(tmp_path, page.gap().line("Efter tabellen."))
    assert texts(document, BlockKind.CAPTION) == ["Län Antal Andel"]
    assert texts(document, BlockKind.ROW) == ["Granland 12 40 %", "Åmark 7 23 %"]
    assert texts(document, BlockKind.PARAGRAPH)[-1] == "Efter tabellen."


def test_headings_are_known_by_size_and_bold_ones_by_number_or_bookmark(tmp_path: Path) -> None:
    page = Page().heading("1 Inledning").lines(*FILLING).gap().line("1.1 Syfte", bold=True).gap().lines(*FILLING)
    page.gap().line("Metod", bold=True).gap().lines(*FILLING).gap().line("Viktigt!", bold=True).gap().lines(*FILLING)
    document = read(tmp_path, page, outline=("1 Inledning", "Metod"))
    assert [section.label for section in document.sections] == ["1", "1.1", "Metod"]
    assert "Viktigt!" in texts(document, BlockKind.PARAGRAPH)


def test_what_the_file_says_of_itself_is_found(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [filled()], info={"Title": "Årsrapport 2025", "Author": "Vera Exempelsson"})
    assert read_pdf(path).found == {"title": "Årsrapport 2025", "author": "Vera Exempelsson"}


def test_blank_pages_alone_are_said_to_hold_no_text(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match=r"prov\.pdf har ingen text som kan läsas"):
        read(tmp_path, Page(), Page())


def test_no_pages_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match=r"prov\.pdf har inga sidor"):
        read(tmp_path)


def test_a_file_that_only_claims_to_be_a_pdf_is_said_not_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "fel.pdf"
    path.write_text("<html>Sidan finns inte</html>", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"fel\.pdf är inte en PDF"):
        read_pdf(path)


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="finns inte"):
        read_pdf(tmp_path / "borta.pdf")


def test_a_file_with_far_too_many_pages_is_refused_at_once(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "lång.pdf", [Page()] * 2001)
    with pytest.raises(UnreadableDocument, match=r"lång\.pdf har 2001 sidor"):
        read_pdf(path)


def test_a_page_that_draws_without_end_is_refused_at_once(tmp_path: Path) -> None:
    page = filled()
    page.runs.append(Drawn(" " * 33_000_000, 0, 0))
    with pytest.raises(UnreadableDocument, match="filens sida 1"):
        read(tmp_path, page)


def test_what_the_pdf_library_remarks_in_english_does_not_reach_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_pdf(tmp_path / "a.pdf", [filled()])
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n1"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    assert FILLING[0] in read_pdf(path).text
    assert capfd.readouterr().err == ""


def test_pages_without_text_are_remarked_by_their_labels(tmp_path: Path) -> None:
    pages = [Page().line("Text på första sidan."), Page(), Page().line("Och på den tredje."), Page()]
    assert read_pdf(write_pdf(tmp_path / "a.pdf", pages)).remarks == (Remark(Subject.BLANK_PAGE, ("2", "4")),)


def test_a_file_with_text_on_every_page_is_not_remarked_on(tmp_path: Path) -> None:
    assert read_pdf(write_pdf(tmp_path / "a.pdf", [Page().line("Text på enda sidan.")])).remarks == ()
