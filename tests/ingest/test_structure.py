"""Section labels of headings."""

import pytest

from ingest.document import Block, BlockKind, Span
from ingest.structure import HeadingParts, ParagraphSign, classify_heading, paragraph_sign, unique_sections


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("4.2.1 Effekter av insatser", HeadingParts("4.2.1", 3)),
        ("6. SLUTSATSER OCH ARBETET FRAMÅT", HeadingParts("6", 1)),
        ("1 Inledning", HeadingParts("1", 1)),
        ("10 frågor om barnrätt", HeadingParts("10 frågor om barnrätt", 2)),
        ("2025 års arbete", HeadingParts("2025 års arbete", 2)),
        ("Bilaga 1 Bokslut", HeadingParts("Bilaga 1", 2)),
        ("Bilaga", HeadingParts("Bilaga", 2)),
        ("Artikel 28", HeadingParts("Artikel 28", 2, unit=True)),
        ("Artikel 28 – Rätt till utbildning", HeadingParts("Artikel 28", 2, unit=True)),
        ("ARTIKEL 5", HeadingParts("Artikel 5", 2, unit=True)),
        ("Article 28", HeadingParts("Artikel 28", 2, unit=True)),
        ("Artikel IV", HeadingParts("Artikel 4", 2, unit=True)),
        ("Article premier", HeadingParts("Artikel 1", 2, unit=True)),
        ("Artikelförfattare", HeadingParts("Artikelförfattare", 2)),
        ("3 kap. Barns rättigheter", HeadingParts("3 kap.", 2)),
        ("2 a kap. Särskilda regler", HeadingParts("2 a kap.", 2)),
        ("3 kap. 5 §", HeadingParts("3 kap. 5 §", 2, unit=True)),
        ("§ 5", HeadingParts("5 §", 2, unit=True)),
        ("AVDELNING II. ANSVAR", HeadingParts("Avdelning II", 1)),
        ("Förord", HeadingParts("Förord", 2)),
    ],
)
def test_a_heading_gives_its_label_level_and_whether_it_opens_a_unit(heading: str, expected: HeadingParts) -> None:
    assert classify_heading(heading, depth=2) == expected


def test_a_heading_of_unknown_depth_is_outermost_unless_its_number_tells() -> None:
    assert classify_heading("Sammanfattning", depth=None).level == 1
    assert classify_heading("2.3 Metod", depth=None).level == 2


def test_a_long_heading_is_cut_at_a_word_within_80_characters() -> None:
    label = classify_heading("Ett samlat grepp om " + "mottagarkapacitet " * 6, depth=1).section
    assert len(label) <= 80
    assert label.endswith("mottagarkapacitet…")


@pytest.mark.parametrize(
    ("text", "chapter", "expected"),
    [
        ("5 § Den som är barn", "", ParagraphSign("5 §", 3)),
        ("5 a § Den som är barn", "3 kap.", ParagraphSign("3 kap. 5 a §", 5)),
        ("§ 5 Den som är barn", "", ParagraphSign("5 §", 3)),
        ("10-12 §§ har upphävts", "", ParagraphSign("10-12 §§", 8)),
        ("2 kap. 1 § Var och en", "", ParagraphSign("2 kap. 1 §", 10)),
        ("Enligt 5 § ska barnet höras", "", None),
        ("5 barn deltog", "", None),
    ],
)
def test_a_section_of_a_law_is_known_by_its_sign(text: str, chapter: str, expected: ParagraphSign | None) -> None:
    assert paragraph_sign(text, chapter) == expected


def headings(*told: tuple[str, int]) -> tuple[str, list[Block]]:
    text, blocks = "", []
    for name, level in told:
        parts = classify_heading(name, depth=level)
        blocks.append(
            Block(BlockKind.HEADING, Span(len(text), len(text) + len(name)), level, parts.section, parts.unit)
        )
        text += name + "\n\n"
    return text, blocks


def labels(*told: tuple[str, int]) -> list[str]:
    return [block.section for block in unique_sections(*headings(*told))]


def test_articles_whose_numbering_begins_anew_all_get_their_parents_name() -> None:
    assert labels(
        ("Protokoll nr 1", 1), ("Artikel 1", 2), ("Protokoll nr 4", 1), ("Artikel 1 – Frihet", 2), ("Artikel 2", 2)
    ) == [
        "Protokoll nr 1",
        "Protokoll nr 1, artikel 1",
        "Protokoll nr 4",
        "Protokoll nr 4, artikel 1",
        "Protokoll nr 4, artikel 2",
    ]


def test_articles_numbered_through_keep_their_plain_label() -> None:
    assert labels(("Del I", 1), ("Artikel 1", 2), ("Del II", 1), ("Artikel 2", 2))[1::2] == ["Artikel 1", "Artikel 2"]


def test_a_repeated_heading_gets_its_parents_heading_and_keeps_acronyms() -> None:
    assert labels(
        ("1 Länen", 1), ("Metod", 2), ("MR-dagarna", 2), ("2 Staten", 1), ("Metod", 2), ("MR-dagarna", 2)
    ) == [
        "1",
        "1 Länen, metod",
        "1 Länen, MR-dagarna",
        "2",
        "2 Staten, metod",
        "2 Staten, MR-dagarna",
    ]


def test_what_is_still_equal_is_numbered() -> None:
    assert labels(("Metod", 1), ("Metod", 1), ("Metod (2)", 1), ("Metod", 1)) == [
        "Metod",
        "Metod (3)",
        "Metod (2)",
        "Metod (4)",
    ]
    assert labels(("5 §", 2), ("5 §", 2)) == ["5 §", "5 § (2)"]


def test_blocks_that_are_no_headings_are_left_alone() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, Span(0, 1)), Block(BlockKind.PARAGRAPH, Span(2, 3))]
    assert unique_sections("a b", blocks) == tuple(blocks)
