"""What counts as the same text: folding, trigrams, facts, and quotes on their pages."""

import pytest

from index.library import Library
from ingest.document import Block, BlockKind, Document, Kind, Metadata, PageMark, Span
from server.check_matching import contains, has_facts, holds_run, is_supported, letters, overlaps, words
from server.check_questions import Gold

SNIPPET = "Nätverket möttes åtta gånger under 2024 och alla län var med"


def test_words_are_counted_without_marks_and_over_line_ends() -> None:
    assert words("**Barn\u00adrätt**[^2] är<br> rätts-\n  frågor¹ [1]") == ["barnrätt", "är", "rättsfrågor", "1"]
    assert words("12\u00a0345 [^1]: `kod` | cell |") == ["12", "345", "kod", "cell"]


def test_letters_leave_nothing_but_letters_and_digits() -> None:
    assert letters("*Rätt_en* – § 3, ”Å”¹\u200b") == "rätten3å"


def test_a_passage_holds_a_snippet_by_four_fifths_of_its_trigrams() -> None:
    assert contains(f"Först detta. {SNIPPET.upper()}, sedan det.", SNIPPET)
    assert contains(SNIPPET.replace("med", "där"), SNIPPET)
    assert not contains(SNIPPET.replace("2024", "2025"), SNIPPET)
    assert not contains("", SNIPPET)
    assert not contains(SNIPPET, "…")


def test_a_snippet_of_few_words_must_stand_there_whole() -> None:
    assert contains("det var åtta gånger", "åtta gånger")
    assert not contains("gånger åtta", "åtta gånger")


def test_a_quote_overlaps_when_half_of_either_stands_in_the_other() -> None:
    half = " ".join(SNIPPET.split()[:8])
    assert overlaps(half, SNIPPET)
    assert overlaps(SNIPPET, f"{half} eller något alldeles annat som sades en annan gång på ett helt annat möte")
    assert overlaps("Nätverket möttes åtta", SNIPPET)
    assert not overlaps("Något helt annat sades den gången", SNIPPET)


def test_an_anchor_stands_as_whole_words_in_one_run() -> None:
    assert holds_run("Varje människa, under 18 års ålder", "varje människa under 18 års")
    assert not holds_run("Varje människa under 180 års", "under 18")
    assert not holds_run("Varje", "")
    assert Gold("d", anchor="under 18").in_quote("Barn är de under 18 år.")


@pytest.mark.parametrize(
    ("answer", "groups", "there"),
    [
        ("Det var 78 kommuner.", [["78"]], True),
        ("Det var 178 kommuner.", [["78"]], False),
        ("Det var 780 kommuner.", [["78"]], False),
        ("Det var 1,78 kommuner.", [["78"]], False),
        ("Det kostade 5 080 000 kronor.", [["5080000"]], True),
        ("Det kostade 5080000 kronor.", [["5\u00a0080\u00a0000"]], True),
        ("Det var SEX *steg*.", [["sex steg"]], True),
        ("Det var sex\n steg.", [["sju steg", "sex steg"]], True),
        ("Resurser och utfall.", [["resurser"], ["utfall"]], True),
        ("Resurser.", [["resurser"], ["utfall"]], False),
        ("Vad som helst.", [], True),
        ("Handläggaren.", [["läggare"]], True),
    ],
)
def test_a_fact_stands_in_the_answer(answer: str, groups: list[list[str]], there: bool) -> None:
    assert has_facts(answer, groups) is there


PAGED = Document(
    "d",
    Metadata("Titel", Kind.REPORT),
    "Ett går över. En not. En sida till. Tre. Fyra. Fem.",
    (
        Block(BlockKind.PARAGRAPH, Span(0, 13)),
        Block(BlockKind.NOTE, Span(14, 21)),
        Block(BlockKind.PARAGRAPH, Span(22, 51)),
    ),
    (PageMark(0, "1"), PageMark(9, "2"), PageMark(14, "1"), PageMark(22, "2"), PageMark(36, "3"), PageMark(41, "4")),
)


@pytest.mark.parametrize(
    ("quote", "page", "page_end", "holds"),
    [
        ("Ett går", "1", None, True),
        ("ETT, går!", "1", "1", True),
        ("Ett går över.", "1", "1", False),
        ("Ett går över.", "1", "2", True),
        ("Ett går över. En sida", "1", "2", True),  # the note stands below, not between
        ("över. En not.", "1", "2", False),
        ("En not.", "1", None, True),
        ("En not.", "2", None, False),
        ("Ett över", "1", "2", False),
        ("Tre.", "1", "3", True),
        ("Tre.", "1", "4", False),
        ("Tre.", "3", "2", False),
        ("Tre.", "9", None, False),
        ("Tre.", None, None, False),
        ("…", "1", None, False),
    ],
)
def test_a_quote_stands_on_its_pages(quote: str, page: str, page_end: str | None, holds: bool) -> None:
    assert is_supported(quote, PAGED, page, page_end) is holds


def test_a_document_without_pages_is_one_page(library: Library) -> None:
    document = library.document("hundkonventionen")
    assert is_supported("till friskt vatten", document, None, None)
    assert not is_supported("till friskt öl", document, None, None)
