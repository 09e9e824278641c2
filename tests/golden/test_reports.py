"""The two real annual reports, held against their Markdown versions."""

import re
from pathlib import Path

import pytest

from ingest.corpus import find_sources
from ingest.document import BlockKind, Document
from ingest.limits import DEFAULT_LIMITS
from ingest.passage import SplitRule, split
from tests.fakes import ReaderHere
from tests.golden.truth import Letters, Truth, missed

pytestmark = pytest.mark.shared

REPORTS = ("arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025")


@pytest.fixture(scope="module", params=REPORTS)
def pair(request: pytest.FixtureRequest, shared: Path) -> tuple[Document, Truth]:
    path = shared / "corpus" / f"{request.param}.pdf"
    return ReaderHere(DEFAULT_LIMITS).read(find_sources([path])[0]), Truth.read(path.with_suffix(".md"))


def test_prose_sentences_come_back_whole_and_on_their_pages(pair: tuple[Document, Truth]) -> None:
    document, truth = pair
    sentences = truth.sentences()
    lost = missed(document, truth)
    assert len(sentences) > 250
    assert len(lost) <= 0.01 * len(sentences), lost


def test_every_heading_stands_on_its_page(pair: tuple[Document, Truth]) -> None:
    document, truth = pair
    headings = [
        (block.span.of(document.text), document.page_at(block.span.start))
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    ]
    assert headings == truth.headings()


def test_no_running_head_or_page_number_stands_in_a_passage(pair: tuple[Document, Truth]) -> None:
    document, _ = pair
    passages = split(document, SplitRule())
    texts = [passage.span.of(document.text) for passage in passages if passage.locator.section != "Titelsida"]
    assert not [text for text in texts if document.metadata.title in text]
    assert not [text for text in texts if re.search(r"(?m)^\s*\d{1,2}\s*$", text)]


def test_contents_are_known_and_never_in_a_passage(pair: tuple[Document, Truth]) -> None:
    document, _ = pair
    listed = [block for block in document.blocks if block.kind is BlockKind.CONTENTS]
    assert len(listed) >= 34
    for passage in split(document, SplitRule()):
        assert not any(passage.span.overlaps(block.span) for block in listed)


def test_passages_are_short_and_hold_all_prose(pair: tuple[Document, Truth]) -> None:
    document, truth = pair
    passages = split(document, SplitRule())
    assert max(len(p.span.of(document.text).split()) for p in passages) <= 250
    held = Letters("\n".join(p.span.of(document.text) for p in passages))
    assert not [sentence for sentence, _, _ in truth.sentences() if not held.places(sentence)]


def test_the_accounts_come_row_by_row_with_their_caption(pair: tuple[Document, Truth]) -> None:
    document, _ = pair
    section = next(s for s in document.sections if s.heading == "Bilaga 1 Bokslut")
    kinds = [block.kind for block in section.blocks[1:8]]
    assert kinds == [BlockKind.CAPTION, *[BlockKind.ROW] * 6]
    rows = [block.span.of(document.text) for block in section.blocks[2:8]]
    assert all(re.fullmatch(r"\D+\*? [\d ]+", row) for row in rows), rows


def test_every_sentence_stands_in_the_second_extraction(pair: tuple[Document, Truth]) -> None:
    document, _ = pair
    assert document.unverified == ()


def test_metadata_are_found(pair: tuple[Document, Truth]) -> None:
    told = pair[0].metadata
    assert told.kind == "årsrapport"
    assert told.year == 2025
    assert told.title.startswith("Årsrapport")
    assert told.author
    assert re.fullmatch(r"156\d-2025", told.diarienummer or "")
