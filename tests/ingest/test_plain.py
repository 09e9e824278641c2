"""Plain text files as blocks."""

from pathlib import Path

import pytest

from ingest.document import BlockKind
from ingest.errors import EmptyDocument
from ingest.plain import read_plain

K = BlockKind


def read(tmp_path: Path, source: str) -> list[tuple[BlockKind, str, str]]:
    file = tmp_path / "text.txt"
    file.write_text(source, encoding="utf-8")
    parsed = read_plain(file)
    return [(block.kind, block.section, block.span.of(parsed.text)) for block in parsed.blocks]


def test_lines_of_a_paragraph_are_joined_and_blank_lines_part_paragraphs(tmp_path: Path) -> None:
    assert read(tmp_path, "Barnet har rätt att\r\nhöras i social-\r\nnämnden.\r\n\r\nNy mening.\r\n") == [
        (K.PARAGRAPH, "", "Barnet har rätt att höras i socialnämnden."),
        (K.PARAGRAPH, "", "Ny mening."),
    ]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("1.2 Metod för arbetet", "1.2"),
        ("2 Slutsatser", "2"),
        ("3. SLUTSATSER", "3"),
        ("Artikel 5", "Artikel 5"),
        ("Artikel 5 – Rätt till frihet", "Artikel 5"),
        ("2 kap. Om barn", "2 kap."),
        ("Del II", "Del II"),
        ("Bilaga 1 Bokslut", "Bilaga 1"),
        ("Förord", "Förord"),
        ("## Egen rubrik", "Egen rubrik"),
    ],
)
def test_a_line_that_is_a_heading_beyond_doubt_is_one(tmp_path: Path, line: str, label: str) -> None:
    kind, section, _ = read(tmp_path, f"Inledande text.\n\n{line}\n\nText.\n")[1]
    assert (kind, section) == (K.HEADING, label)


@pytest.mark.parametrize(
    "line",
    ["18 länsstyrelser svarade", "1. Stärk samverkan", "Artikel 5 gäller alla barn", "En kort rad", "2 Barn deltog."],
)
def test_a_short_line_that_may_be_text_is_no_heading(tmp_path: Path, line: str) -> None:
    assert read(tmp_path, f"Inledande text.\n\n{line}\n\nText.\n")[1][0] is not K.HEADING


def test_a_first_line_of_its_own_is_the_title(tmp_path: Path) -> None:
    assert read(tmp_path, "Rapport om barn\n\nText.\n")[0] == (K.TITLE, "", "Rapport om barn")
    assert read(tmp_path, "1 § Barnet ska höras.\n")[0] == (K.HEADING, "1 §", "1 §")


def test_entries_of_a_list_and_labelled_lines_stand_alone(tmp_path: Path) -> None:
    assert read(tmp_path, "Inledande text.\n\na) skola,\nb) vård\n\nTitel: Rapport\nÅr: 2025\n")[1:] == [
        (K.ITEM, "", "a) skola,"),
        (K.ITEM, "", "b) vård"),
        (K.PARAGRAPH, "", "Titel: Rapport"),
        (K.PARAGRAPH, "", "År: 2025"),
    ]


def test_a_wrapped_line_that_begins_with_a_number_is_no_list_entry(tmp_path: Path) -> None:
    assert len(read(tmp_path, "Det följer av artikel\n2. Därför gäller det.\n")) == 1


def test_a_bare_article_after_a_finished_sentence_needs_no_blank_line(tmp_path: Path) -> None:
    assert read(tmp_path, "Det är sagt.\nArtikel 21\n\nText enligt\nArtikel 21\n") == [
        (K.PARAGRAPH, "", "Det är sagt."),
        (K.HEADING, "Artikel 21", "Artikel 21"),
        (K.PARAGRAPH, "", "Text enligt Artikel 21"),
    ]


def test_rules_and_emphasis_vanish(tmp_path: Path) -> None:
    assert read(tmp_path, "**Typ:** Lag gäller.\n\n-----\n\nText.\n") == [
        (K.PARAGRAPH, "", "Typ: Lag gäller."),
        (K.PARAGRAPH, "", "Text."),
    ]


def test_an_empty_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match=r"text\.txt"):
        read(tmp_path, "\n\n")
