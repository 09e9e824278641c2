"""A list of contents against the headings of the text."""

import pytest

from ingest.contents_compared import Compared, Listed, compare_contents
from ingest.document import Block, BlockKind, Document, Kind, Metadata, PageMark, Span

HEADING, CONTENTS, PARAGRAPH = BlockKind.HEADING, BlockKind.CONTENTS, BlockKind.PARAGRAPH


def document(*parts: tuple[BlockKind, str, str]) -> Document:
    """A document of blocks, each on the page with the label given; without labels it has no pages."""
    text, blocks, pages = "", list[Block](), list[PageMark]()
    for kind, body, label in parts:
        if label and (not pages or pages[-1].label != label):
            pages.append(PageMark(len(text), label))
        blocks.append(Block(kind, Span(len(text), len(text) + len(body)), int(kind is HEADING)))
        text += f"{body}\n"
    return Document("a", Metadata("A", Kind.REPORT), text, tuple(blocks), tuple(pages))


def test_what_agrees_leaves_nothing_to_say() -> None:
    read = document(
        (CONTENTS, "1 Inledning . . . . 3", "2"),
        (CONTENTS, "2 Ett arbete som är så långt att det", "2"),
        (CONTENTS, "går över två rader........4", "2"),
        (HEADING, "1 Inledning", "3"),
        (HEADING, "2 Ett arbete som är så långt att det går över två rader", "4"),
    )
    assert compare_contents(read) == Compared(2)


def test_a_heading_that_is_missing_and_one_on_another_page_are_told() -> None:
    read = document(
        (CONTENTS, "Förord\tiii", "ii"),
        (CONTENTS, "1 Inledning 3", "ii"),
        (CONTENTS, "2 Uppföljning 5", "ii"),
        (HEADING, "FÖRORD", "iii"),
        (HEADING, "1 Inledning", "4"),
    )
    told = compare_contents(read)
    assert told.missing == (Listed("2 Uppföljning", "5"),)
    assert told.moved == ((Listed("1 Inledning", "3"), "4"),)


def test_of_a_heading_that_repeats_the_one_on_the_page_counts() -> None:
    read = document(
        (CONTENTS, "Sammanfattning 3", "1"), (HEADING, "Sammanfattning", "2"), (HEADING, "Sammanfattning", "3")
    )
    assert compare_contents(read) == Compared(1)


@pytest.mark.parametrize("heading", ["3 Arbetet fram-åt", "3 Arbetet framat"])
def test_a_heading_that_was_read_a_little_otherwise_is_the_same(heading: str) -> None:
    assert compare_contents(document((CONTENTS, "3 Arbetet framåt ..... 7", "1"), (HEADING, heading, "7"))) == Compared(
        1
    )


def test_without_pages_only_the_headings_are_compared() -> None:
    read = document((CONTENTS, "Mål 3", ""), (CONTENTS, "Medel 4", ""), (HEADING, "1 Mål", ""))
    assert compare_contents(read) == Compared(2, missing=(Listed("Medel", "4"),))


def test_a_document_without_a_list_of_contents_is_not_compared() -> None:
    assert compare_contents(document((HEADING, "1 Mål", "1"), (PARAGRAPH, "Text 3", "1"))) == Compared()
