"""Markdown files as text, blocks and pages."""

from pathlib import Path

import pytest

from ingest.document import BlockKind, Document, Kind, Metadata
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.markdown import read_markdown
from ingest.parsed import Parsed

K = BlockKind


def read(tmp_path: Path, source: str) -> Parsed:
    file = tmp_path / "text.md"
    file.write_text(source, encoding="utf-8")
    return read_markdown(file)


def blocks(parsed: Parsed) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.span.of(parsed.text)) for block in parsed.blocks]


def document(parsed: Parsed) -> Document:
    return Document("d", Metadata("T", Kind.OTHER), parsed.text, parsed.blocks, parsed.pages)


def pages_of(parsed: Parsed, words: str) -> tuple[str | None, str | None]:
    """The labels of the pages on which the first and the last letter of `words` stand."""
    start = parsed.text.index(words)
    found = document(parsed)
    return found.page_at(start), found.page_at(start + len(words) - 1)


def test_the_head_says_what_the_document_is_and_stays_out_of_the_text(tmp_path: Path) -> None:
    parsed = read(
        tmp_path, '---\ntitle: "Årsrapport"\ntype: årsrapport\nförfattare: [Bo, Eva]\nyear: 1952-2013\n---\n\nText.\n'
    )
    assert parsed.found == {"title": "Årsrapport", "kind": "årsrapport", "author": "Bo, Eva", "year": "1952-2013"}
    assert parsed.text == "Text."


def test_a_head_that_is_not_yaml_is_skipped_with_a_warning(tmp_path: Path) -> None:
    parsed = read(tmp_path, "---\ntitle: [öppen\n---\nText.\n")
    assert parsed.text == "Text."
    assert "text.md" in parsed.warnings[0]


def test_two_rules_around_prose_are_no_head(tmp_path: Path) -> None:
    assert "Bara text" in read(tmp_path, "---\nBara text mellan streck.\n\n---\n\nMer.\n").text


def test_a_page_comment_inside_a_sentence_leaves_the_sentence_whole(tmp_path: Path) -> None:
    parsed = read(
        tmp_path, "<!-- page 6 -->\n\nAlla har råd med <!-- page 7 --> fritid, och MR-<!-- page 8 -->dagar.\n"
    )
    assert parsed.text == "Alla har råd med fritid, och MR-dagar."
    assert [mark.label for mark in parsed.pages] == ["6", "7", "8"]
    assert pages_of(parsed, "råd med") == ("6", "6")
    assert pages_of(parsed, "fritid") == ("7", "7")
    assert pages_of(parsed, "MR-dagar") == ("7", "8")


def test_a_page_comment_on_its_own_line_inside_a_paragraph_leaves_the_paragraph_whole(tmp_path: Path) -> None:
    parsed = read(tmp_path, "<!-- sida iv -->\nFörsta halvan\n<!-- sida v -->\nandra halvan.\n")
    assert parsed.text == "Första halvan andra halvan."
    assert pages_of(parsed, "halvan andra") == ("iv", "v")


def test_a_sentence_that_a_page_break_has_torn_into_two_paragraphs_is_mended(tmp_path: Path) -> None:
    parsed = read(tmp_path, "<!-- page 1 -->\n\nDet gäller\n\n<!-- page 2 -->\n\nalla barn.\n\nNy mening.\n")
    assert parsed.text == "Det gäller alla barn.\n\nNy mening."
    assert pages_of(parsed, "gäller alla") == ("1", "2")


def test_a_page_without_words_still_has_a_label(tmp_path: Path) -> None:
    parsed = read(
        tmp_path, "<!-- page 1 -->\n\nText.\n\n<!-- page 2 -->\n\n<!-- page 3 -->\n\nMer.\n\n<!-- page 4 -->\n"
    )
    assert document(parsed).page_labels == ("1", "2", "3", "4")
    assert pages_of(parsed, "Mer.") == ("3", "3")


def test_other_comments_vanish(tmp_path: Path) -> None:
    assert read(tmp_path, "Före <!-- figur: saknas --> efter.\n\n<!-- rad\nrad -->\n\nSist.\n").text == (
        "Före efter.\n\nSist."
    )


def test_a_note_stands_at_the_end_of_the_section_that_refers_to_it_with_its_own_page(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "<!-- page 1 -->\n\n## 1 Ett\n\nBarn[^1] har rätt [^1].\n\n<!-- page 2 -->\n\n## 2 Två\n\n"
        "[^1]: [Källan](https://a.se), s. 57\nmed *fortsättning*\n\nText.\n",
    )
    assert blocks(parsed) == [
        (K.HEADING, "1 Ett"),
        (K.PARAGRAPH, "Barn har rätt."),
        (K.NOTE, "Källan, s. 57 med fortsättning"),
        (K.HEADING, "2 Två"),
        (K.PARAGRAPH, "Text."),
    ]
    assert pages_of(parsed, "Källan") == ("2", "2")
    assert pages_of(parsed, "Text.") == ("2", "2")


def test_the_page_returns_after_a_note_that_was_moved(tmp_path: Path) -> None:
    parsed = read(
        tmp_path, "<!-- page 1 -->\n\nEtt.[^a]\n\n[^a]: Noten.\n\n<!-- page 2 -->\n\nTvå.\n\n## Sist\n\nTre.\n"
    )
    assert [text for _, text in blocks(parsed)] == ["Ett.", "Två.", "Noten.", "Sist", "Tre."]
    assert pages_of(parsed, "Noten.") == ("1", "1")
    assert pages_of(parsed, "Tre.") == ("2", "2")


def test_a_sentence_with_a_note_between_its_halves_is_mended(tmp_path: Path) -> None:
    parsed = read(tmp_path, "Det gäller[^1]\n\n[^1]: Noten.\n\nalla barn.\n")
    assert blocks(parsed) == [(K.PARAGRAPH, "Det gäller alla barn."), (K.NOTE, "Noten.")]


def test_a_note_without_a_reference_and_a_reference_without_a_note_do_no_harm(tmp_path: Path) -> None:
    parsed = read(tmp_path, "# T\n\nText[^9] här.\n\n[^2]: Ensam not.\n")
    assert blocks(parsed) == [(K.TITLE, "T"), (K.PARAGRAPH, "Text här."), (K.NOTE, "Ensam not.")]


def test_mark_up_becomes_plain_words(tmp_path: Path) -> None:
    parsed = read(tmp_path, "Se **fet** *kursiv* `kod` [länk](http://a.se) <https://b.se> ![bild](c.png) a&nbsp;b\\*\n")
    assert parsed.text == "Se fet kursiv kod länk https://b.se bild a b*"


def test_bullets_lose_their_sign_and_numbers_stay(tmp_path: Path) -> None:
    parsed = read(tmp_path, "- Ett\n- Två\n  - Inre\n\n3. Tre\n4. Fyra\n\n   Mer om fyra.\n")
    assert blocks(parsed) == [
        (K.ITEM, "Ett"),
        (K.ITEM, "Två"),
        (K.ITEM, "Inre"),
        (K.ITEM, "3. Tre"),
        (K.ITEM, "4. Fyra"),
        (K.PARAGRAPH, "Mer om fyra."),
    ]
    assert parsed.text.startswith("Ett\nTvå\nInre\n3. Tre")


def test_a_table_becomes_a_caption_and_rows(tmp_path: Path) -> None:
    parsed = read(tmp_path, "| Post | Utfall tkr |\n| --- | ---: |\n| **Totalt** | 10 000 |\n| Tom | |\n")
    assert blocks(parsed) == [(K.CAPTION, "Post Utfall tkr"), (K.ROW, "Totalt 10 000"), (K.ROW, "Tom")]
    assert "\n\n" not in parsed.text


def test_a_quotation_is_a_paragraph(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "> ”Det räcker\n> inte.”\n")) == [(K.PARAGRAPH, "”Det räcker inte.”")]


def test_hard_line_breaks_become_spaces_but_labelled_lines_stand_alone(tmp_path: Path) -> None:
    parsed = read(tmp_path, "Titel: Rapporten  \nFörfattare: Eva Ek  \nDiarienummer: 1-2025\n\nEva Ek  \nChef\n")
    assert [text for _, text in blocks(parsed)] == [
        "Titel: Rapporten",
        "Författare: Eva Ek",
        "Diarienummer: 1-2025",
        "Eva Ek Chef",
    ]


def test_the_list_of_contents_is_marked_as_such(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "## Innehåll\n\n- FÖRORD ..... 3\n- 1 Ett ..... 6\n  - 1.1 Inre\n\n## 1 Ett\n\n### 1.1 Inre\n\nText.\n",
    )
    assert [kind for kind, _ in blocks(parsed)][:4] == [K.HEADING, K.CONTENTS, K.CONTENTS, K.CONTENTS]
    assert blocks(parsed)[-1] == (K.PARAGRAPH, "Text.")


def test_a_section_that_is_called_contents_and_holds_prose_is_no_list_of_contents(tmp_path: Path) -> None:
    parsed = read(tmp_path, "## Innehåll\n\nDen här förordningen handlar om språk.\n")
    assert blocks(parsed)[1][0] is K.PARAGRAPH


def test_the_first_outermost_heading_is_the_title_and_tells_it(tmp_path: Path) -> None:
    parsed = read(tmp_path, "# Rapporten\n\n# Förord\n\nText.\n")
    assert blocks(parsed)[:2] == [(K.TITLE, "Rapporten"), (K.HEADING, "Förord")]
    assert parsed.found["title"] == "Rapporten"


def test_an_article_is_never_the_title(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "# Artikel 1\n\nText.\n"))[0] == (K.HEADING, "Artikel 1")


def test_headings_without_a_number_stand_on_the_same_scale_as_those_with_one(tmp_path: Path) -> None:
    parsed = read(tmp_path, "# T\n\n## Förord\n\n## 1 Ett\n\n### Bilaga 1 Bokslut\n\nText.\n")
    assert [(block.section, block.level) for block in parsed.blocks[1:4]] == [("Förord", 1), ("1", 1), ("Bilaga 1", 2)]


LAW = """# Barnlag (2031:7)

## 3 kap. Om barn

### Barnets röst

1 § Barnet ska höras.

Detta gäller alltid.

### En anmälan ska göras av

1. nämnden,

2. skolan.

2 a § Nämnden ska svara.

Kostnader m.m.

5 § förordningen gäller inte här.

3 § Kostnaden delas.

## Övergångsbestämmelser

1. Lagen börjar gälla.
"""


def test_the_sections_of_a_law_are_units_within_their_chapter(tmp_path: Path) -> None:
    parsed = read(tmp_path, LAW)
    units = [section for section in document(parsed).sections if section.unit]
    assert [unit.label for unit in units] == ["3 kap. 1 §", "3 kap. 2 a §", "3 kap. 3 §"]
    assert units[0].path == ("3 kap. Om barn", "Barnets röst", "1 §")
    assert units[0].span.of(parsed.text).startswith("1 §\n\nBarnet ska höras.")


def test_a_line_of_a_law_that_its_source_took_for_a_heading_stays_in_its_section(tmp_path: Path) -> None:
    parsed = read(tmp_path, LAW)
    first = document(parsed).sections[3]
    assert "En anmälan ska göras av\n\n1. nämnden,\n2. skolan." in first.span.of(parsed.text)
    assert "5 § förordningen gäller" in parsed.text


def test_what_comes_after_the_last_section_of_a_law_is_outside_its_chapters(tmp_path: Path) -> None:
    last = document(read(tmp_path, LAW)).sections[-1]
    assert last.path == ("Övergångsbestämmelser",)
    assert not last.unit


def test_a_report_that_mentions_a_section_has_no_units(tmp_path: Path) -> None:
    parsed = read(tmp_path, "## 1 Grund\n\n5 § Förordningen är grunden för uppdraget.\n")
    assert [block.unit for block in parsed.blocks] == [False, False]


def test_characters_that_cannot_be_seen_are_gone_and_the_rest_is_composed(tmp_path: Path) -> None:
    assert read(tmp_path, "A\u030angest\u00adfri\u200b 5\u00a0000 kr.\n").text == "Ångestfri 5 000 kr."


@pytest.mark.parametrize(
    "source",
    [
        "Rubrik\n======\n\n```\nkod i *block*\n```\n\n    indragen\n",
        "<div><b>Fet</b> &amp; rak</div>\n\n<script>dolt()</script>\n\nText.\n",
        "Öppen kommentar <!-- utan slut\n\nText.\n",
        "| trasig | tabell\n|---\n\n[^1\n\n[^]: x\n\nText.\n",
        "- \n\n1.\n\n>\n\nText.\n",
        "\U000f0000 \U00100005 \U00108001 Text.\n",
    ],
)
def test_odd_markdown_degrades_to_text(tmp_path: Path, source: str) -> None:
    parsed = read(tmp_path, source)
    assert parsed.text.strip()
    assert "dolt" not in parsed.text
    assert not any(sign >= "\U000f0000" for sign in parsed.text)


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "gammal.md"
    file.write_bytes("Länsstyrelsen – på väg.".encode("cp1252"))
    parsed = read_markdown(file)
    assert parsed.text == "Länsstyrelsen – på väg."
    assert "Windows-1252" in parsed.warnings[0]


def test_utf_8_with_spoilt_bytes_keeps_its_letters(tmp_path: Path) -> None:
    file = tmp_path / "skadad.md"
    file.write_bytes("Länsstyrelsen på ".encode() + b"\xff" + " väg.".encode())
    parsed = read_markdown(file)
    assert parsed.text.startswith("Länsstyrelsen på")
    assert "1 tecken" in parsed.warnings[0]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"\x00\x01\x02\x03" * 99])
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bild.md"
    file.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=r"bild\.md"):
        read_markdown(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="finns inte"):
        read_markdown(tmp_path / "saknas.md")


@pytest.mark.parametrize("content", ["", " \n\t\n", "---\ntitle: Tom\n---\n", "<!-- page 1 -->\n"])
def test_a_file_without_text_is_refused_by_name(tmp_path: Path, content: str) -> None:
    with pytest.raises(EmptyDocument, match=r"text\.md"):
        read(tmp_path, content)
