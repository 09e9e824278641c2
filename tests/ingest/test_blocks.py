"""Lines into blocks, told by where and how they are set."""

from ingest.blocks import Draft, Drafting, Measure, Outline, is_cover, measure, table_lines
from ingest.document import BlockKind
from ingest.footnotes import lift_marks
from ingest.layout import Line
from ingest.runs import Run

USUAL = Measure(10.0, 13.0)


def line(text: str, y: float, *, x: float = 60.0, size: float = 10.0, bold: bool = False, page: int = 5) -> Line:
    return Line(page, (Run(text, x, y, size, bold, x + len(text) * size * 0.5),))


def row(y: float, *texts: str) -> Line:
    return Line(
        5, tuple(Run(text, x := 60.0 + 140 * i, y, 10.0, False, x + len(text) * 5) for i, text in enumerate(texts))
    )


def drafts(*pages: list[Line], outline: tuple[str, ...] = (), cover: bool = False) -> list[Draft]:
    drafting = Drafting(USUAL, outline=Outline.of((title, None) for title in outline), cover=cover)
    for page in pages:
        drafting.page([(each, lift_marks(each, frozenset())) for each in page])
    return drafting.drafts


def told(*pages: list[Line], outline: tuple[str, ...] = (), cover: bool = False) -> list[tuple[str, str]]:
    return [(draft.kind.value, draft.text) for draft in drafts(*pages, outline=outline, cover=cover)]


def test_lines_at_the_usual_distance_are_one_paragraph_and_a_wider_gap_ends_it() -> None:
    assert told([line("Ett stycke", 700), line("i två rader.", 687), line("Ett nytt.", 661)]) == [
        ("paragraph", "Ett stycke i två rader."),
        ("paragraph", "Ett nytt."),
    ]


def test_an_unended_sentence_goes_on_at_the_top_of_the_next_page() -> None:
    assert told([line("Meningen är inte", 60)], [line("slut än.", 700, page=6)]) == [
        ("paragraph", "Meningen är inte slut än.")
    ]


def test_an_ended_sentence_does_not() -> None:
    assert len(told([line("Meningen är slut.", 60)], [line("En ny mening.", 700, page=6)])) == 2


def test_a_bullet_is_taken_off_its_item_and_hanging_lines_belong_to_it() -> None:
    page = [
        line("Målen var:", 700),
        line("• fler utbildningar", 687),
        line("i fler län", 674, x=72),
        line("• ett nätverk", 661),
    ]
    assert told(page) == [
        ("paragraph", "Målen var:"),
        ("item", "fler utbildningar i fler län"),
        ("item", "ett nätverk"),
    ]


def test_what_follows_a_list_at_the_margin_is_no_item() -> None:
    assert told([line("• ett nätverk", 700), line("Sedan kom sommaren.", 687)])[1] == (
        "paragraph",
        "Sedan kom sommaren.",
    )


def test_a_dash_or_year_that_happens_to_begin_a_line_is_no_item() -> None:
    page = [line("Arbetet började under hösten", 700), line("– trots allt – och gick bra.", 687)]
    assert told(page) == [("paragraph", "Arbetet började under hösten – trots allt – och gick bra.")]


def test_a_heading_of_two_lines_is_one_and_the_next_number_another() -> None:
    page = [
        line("2 Organisation av", 700, size=16, bold=True),
        line("nätverket", 680, size=16, bold=True),
        line("2.1 Möten", 660, size=16, bold=True),
    ]
    assert told([*page, line("Text.", 630)])[:2] == [
        ("heading", "2 Organisation av nätverket"),
        ("heading", "2.1 Möten"),
    ]


def test_bold_words_are_a_heading_where_a_number_or_a_bookmark_says_so() -> None:
    page = [line("1.2 Syfte", 700, bold=True), line("Bakgrund", 660, bold=True), line("Obs!", 620, bold=True)]
    assert [kind for kind, _ in told(page, outline=("Bak grund",))] == ["heading", "heading", "paragraph"]


def test_a_heading_holds_letters_and_is_not_endless() -> None:
    page = [line("2025", 700, size=30), line("ord " * 60, 600, size=30)]
    assert [kind for kind, _ in told(page)] == ["paragraph", "paragraph"]


def test_rows_that_end_in_figures_are_a_table_and_its_first_line_is_the_head() -> None:
    page = [row(700, "Län", "Antal"), row(687, "Granland", "12"), row(674, "Åmark", "7,5 %")]
    assert told(page) == [("caption", "Län Antal"), ("row", "Granland 12"), ("row", "Åmark 7,5 %")]


def test_columns_of_words_are_no_table() -> None:
    assert table_lines([row(700, "Vänster spalt", "Höger spalt"), row(687, "fortsätter här", "och här")]) == frozenset()


def test_one_row_alone_is_no_table() -> None:
    assert table_lines([line("Text.", 700), row(687, "Granland", "12"), line("Text.", 674)]) == frozenset()


def test_small_print_that_names_a_figure_is_a_caption() -> None:
    page = [line("Text före.", 700), line("Figur 3. Andel svar per län.", 687, size=8.5), line("Text efter.", 650)]
    assert told(page)[1] == ("caption", "Figur 3. Andel svar per län.")


def test_labelled_lines_on_the_first_pages_stand_alone() -> None:
    page = [line("Författare: Vera Exempelsson", 700, page=1), line("Diarienummer: 1-2025", 687, page=1)]
    assert told(page) == [("paragraph", "Författare: Vera Exempelsson"), ("paragraph", "Diarienummer: 1-2025")]


def test_on_a_cover_large_print_is_the_title_and_nothing_a_heading() -> None:
    page = [line("Årsrapport 2025", 600, size=30, page=0), line("Vera Exempelsson", 500, page=0)]
    assert told(page, cover=True) == [("title", "Årsrapport 2025"), ("paragraph", "Vera Exempelsson")]


def test_a_cover_has_few_words() -> None:
    assert is_cover([line("Årsrapport 2025", 600)])
    assert not is_cover([line("ord " * 60, 600)])


def test_the_usual_leading_is_the_commonest_gap() -> None:
    lines = [line("a", y) for y in (700, 686, 672, 640, 626)]
    assert measure(lines, 10.0) == Measure(10.0, 14.0)


def test_without_two_lines_of_the_usual_size_the_leading_is_guessed() -> None:
    assert measure([line("a", 700)], 10.0) == Measure(10.0, 12.0)


def test_kinds_have_the_values_that_are_stored() -> None:
    assert {kind.value for kind in BlockKind} == {
        "title", "heading", "paragraph", "item", "caption", "row", "note", "contents", "origin"
    }  # fmt: skip
