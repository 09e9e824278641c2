"""Pages on which text stands side by side: what is read after what."""

from collections.abc import Sequence
from pathlib import Path

from ingest.columns import reading_groups
from ingest.corpus import Source
from ingest.document import BlockKind, Document
from ingest.readers import read_document
from ingest.runs import Run
from tests.pdf_pages import LEADING, Drawn, Page, write_pdf

LEFT = tuple(f"vänster spalt rad {word} fyller hela" for word in ("ett", "två", "tre", "fyra", "fem", "sex", "sju"))
RIGHT = tuple(f"höger spalt rad {word} fyller sin" for word in ("ett", "två", "tre", "fyra", "fem", "sex", "sju"))
SIZE = 9.0


def put(lines: Sequence[str], x: float, top: float, leading: float = LEADING) -> list[Drawn]:
    return [Drawn(line, x, top - i * leading, SIZE) for i, line in enumerate(lines)]


def read(tmp_path: Path, *runs: Drawn) -> Document:
    path = write_pdf(tmp_path / "spalter.pdf", [Page(runs=list(runs))], info={"Title": "Prov"})
    return read_document(Source(path, "spalter", {}))


def by_row(*runs: Drawn) -> list[Drawn]:
    """The runs as a program draws them that goes over the page line by line."""
    return sorted(runs, key=lambda run: (-run.y, run.x))


def test_columns_drawn_line_by_line_are_read_one_after_the_other(tmp_path: Path) -> None:
    document = read(tmp_path, *by_row(*put(LEFT, 60, 700), *put(RIGHT, 310, 700)))
    assert document.text == " ".join([*LEFT, *RIGHT])
    assert document.unverified == ()


def test_a_short_heading_over_both_columns_parts_what_is_above_from_what_is_below(tmp_path: Path) -> None:
    heading = Drawn("2 Resultat", 60, 590, 12, bold=True)
    above, below = (LEFT[:5], RIGHT[:5]), (LEFT[5:] * 3, RIGHT[5:] * 3)
    runs = by_row(
        *put(above[0], 60, 700), *put(above[1], 310, 700), heading, *put(below[0], 60, 550), *put(below[1], 310, 550)
    )
    text = read(tmp_path, *runs).text
    assert text.index(RIGHT[4]) < text.index("2 Resultat") < text.index(LEFT[5])


def test_a_heading_within_one_column_stays_in_it(tmp_path: Path) -> None:
    heading = Drawn("2 Resultat", 60, 640, 12, bold=True)
    left = [*put(LEFT[:4], 60, 700), heading, *put(LEFT[4:] * 2, 60, 610)]
    text = read(tmp_path, *by_row(*left, *put(RIGHT * 2, 310, 700))).text
    assert text.index("2 Resultat") < text.index(LEFT[6]) < text.index(RIGHT[0])


def test_a_table_over_both_columns_keeps_its_rows(tmp_path: Path) -> None:
    rows = [
        run
        for i, (name, one, two) in enumerate((("Län", "2024", "2025"), ("Granland", "12", "14"), ("Åmark", "7", "9")))
        for run in (Drawn(name, 60, 590 - 13 * i), Drawn(one, 250, 590 - 13 * i), Drawn(two, 420, 590 - 13 * i))
    ]
    runs = [*put(LEFT, 60, 700), *put(RIGHT, 310, 700), *rows, *put(LEFT, 60, 530), *put(RIGHT, 310, 530)]
    document = read(tmp_path, *by_row(*runs))
    told = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.ROW]
    assert told[-2:] == ["Granland 12 14", "Åmark 7 9"]


def test_numbers_and_headings_that_hang_out_of_the_columns_belong_to_them(tmp_path: Path) -> None:
    """As programs draw pages out of HTML: the texts first, column by column, and all the markers last."""
    texts, headings, markers = [], [], []
    for words, edge in ((LEFT, 60), (RIGHT, 310)):
        for part in range(3):
            top = 700 - 130 * part - (13 if edge > 60 else 0)
            headings.append(Drawn(f"Artikel {part} {words[0].split()[0]}", edge, top + 20, 11, bold=True))
            texts += put(words, edge + 30, top)
            markers.append(Drawn(f"{part + 1}. ", edge + 18, top, SIZE))
    document = read(tmp_path, *texts, *headings, *markers)
    text = document.text
    places = [text.index(f"Artikel {part} {word}") for word in ("vänster", "höger") for part in range(3)]
    assert places == sorted(places)
    assert all(f"{part}. {words[0]} {words[1]}" in text for words in (LEFT, RIGHT) for part in (1, 2, 3))
    assert document.unverified == ()


def test_markers_drawn_after_the_text_of_a_page_stand_before_their_texts(tmp_path: Path) -> None:
    texts = [run for part in range(3) for run in put(LEFT, 90, 700 - 130 * part)]
    markers = [Drawn(f"{part + 1}. ", 78, 700 - 130 * part, SIZE) for part in range(3)]
    document = read(tmp_path, *texts, *markers)
    assert all(f"{part}. {LEFT[0]} {LEFT[1]}" in document.text for part in (1, 2, 3))
    assert document.unverified == ()


def test_a_box_drawn_after_the_text_of_a_page_does_not_part_it_from_the_next(tmp_path: Path) -> None:
    pages = [
        Page(
            runs=[
                *put(["Kommittédirektiv"], 60, 760),
                *put([*LEFT, "och sedan hör det"], 60, 690),
                *put(["Dir. 2014:158"], 400, 730),
            ]
        ),
        Page(runs=put(["ihop på nästa sida."], 60, 760)),
    ]
    path = write_pdf(tmp_path / "direktiv.pdf", pages, info={"Title": "Prov"})
    text = read_document(Source(path, "direktiv", {})).text
    assert "och sedan hör det ihop på nästa sida." in text
    assert text.index("Dir. 2014:158") < text.index(LEFT[0])


def test_terms_beside_their_explanations_are_no_columns() -> None:
    def run(text: str, x: float, y: float) -> Run:
        return Run(text, x, y, SIZE, False, x + len(text) * SIZE * 0.5, space=2.5)

    drawn = []
    for i in range(6):
        drawn.append(run("Ett begrepp i lagen", 60, 700 - 60 * i))
        drawn += [run("Det här är en förklaring som fyller sin rad", 200, 700 - 60 * i - 13 * k) for k in range(4)]
    assert reading_groups(drawn) == [drawn]


def test_a_list_is_no_column_beside_its_bullets() -> None:
    drawn = []
    for i in range(20):
        y = 700 - 13.0 * i
        drawn += [
            Run("•", 60, y, SIZE, False, 64, space=2.5),
            Run("En punkt i listan som är lång", 75, y, SIZE, False, 300),
        ]
    assert reading_groups(drawn) == [drawn]


def test_a_running_head_is_known_where_columns_put_many_lines_at_the_edge(tmp_path: Path) -> None:
    pages = [
        Page(
            runs=[
                *put([f"{line} {number}" for line in LEFT], 60, 780),
                *put([f"{line} {number}" for line in RIGHT], 310, 780),
            ]
        ).furniture(head="Årsrapport i spalter", foot=str(i))
        for i, number in enumerate("abcd", 1)
    ]
    path = write_pdf(tmp_path / "spalter.pdf", pages, info={"Title": "Prov"})
    document = read_document(Source(path, "spalter", {}))
    assert "Årsrapport i spalter" not in document.text
    assert document.page_labels == ("1", "2", "3", "4")


def test_a_sentence_goes_on_after_the_figure_that_stands_in_the_middle_of_it(tmp_path: Path) -> None:
    first = Page().lines(
        "Länen arbetade med frågan på många sätt under hela året, och det", "gjorde de ofta när de fick"
    )
    second = Page(y=700)
    second.runs.append(Drawn("Figur 3. Svaren fördelade på län och år.", 60, 740, 8))
    second.lines("tillfälle till det.", "Sedan kom nästa år med andra frågor än de som hade varit.")
    path = write_pdf(tmp_path / "figur.pdf", [first, second], info={"Title": "Prov"})
    document = read_document(Source(path, "figur", {}))
    assert "gjorde de ofta när de fick tillfälle till det." in document.text
    place = document.text.index("tillfälle")
    assert (document.page_at(place - 2), document.page_at(place)) == ("1", "2")
