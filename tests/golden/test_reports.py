"""The two real annual reports, held against their Markdown versions."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.corpus import find_sources, read_document
from ingest.document import BlockKind, Document, Span
from ingest.passage import SplitRule, split
from ingest.second_extraction import letters
from ingest.sentences import sentence_spans

pytestmark = pytest.mark.shared

REPORTS = ("arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025")

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_NOTE = re.compile(r"(?m)^\[\^\d+\]:.*\n|\[\^\d+\]")
_COMMENT = re.compile(r"(<!--.*?-->)")
_PAGE = re.compile(r"<!-- page (\S+) -->")
_MARKS = re.compile(r"[*_`>\[]|\]\([^)]*\)|\]")
_HEADING = re.compile(r"(?m)^#{2,} (.*)$")
_CONTENTS = re.compile(r"(?m)^\s*- .*\.{5} \d+\n")
_NO_PROSE = re.compile(r"^\s*(?:#|\|)")


@dataclass(frozen=True)
class Truth:
    """Text without marks and notes, and from where on it stands on which page."""

    text: str
    pages: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, path: Path) -> "Truth":
        raw = _FRONT.sub("", path.read_text(encoding="utf-8"))
        text, pages = "", []
        for piece in _COMMENT.split(_CONTENTS.sub("", _NOTE.sub("", raw))):
            if page := _PAGE.match(piece):
                pages.append((len(text), page.group(1)))
            elif not piece.startswith("<!--"):
                text += _MARKS.sub("", piece)
        return cls(text, tuple(pages))

    def page_at(self, offset: int) -> str:
        return self.pages[bisect_right([start for start, _ in self.pages], offset) - 1][1]

    def sentences(self, least_words: int = 5) -> list[tuple[str, str, str]]:
        """Prose sentences with the labels of their first and last page."""
        return [
            (span.of(self.text), self.page_at(span.start), self.page_at(span.end - 1))
            for span in sentence_spans(self.text)
            if not _NO_PROSE.search(span.of(self.text)) and len(span.of(self.text).split()) >= least_words
        ]

    def headings(self) -> list[tuple[str, str]]:
        """Headings with the label of their page."""
        return [(match.group(1), self.page_at(match.start())) for match in _HEADING.finditer(self.text)]


class Letters:
    """Letters and digits of a text, and where each of them stands."""

    def __init__(self, text: str) -> None:
        pairs = [(letter, i) for i, character in enumerate(text) for letter in letters(character)]
        self._letters = "".join(letter for letter, _ in pairs)
        self._offsets = [i for _, i in pairs]

    def places(self, sentence: str) -> list[Span]:
        """Where the letters of a sentence stand in order, without anything between."""
        wanted = letters(sentence)
        found, at = [], self._letters.find(wanted)
        while at >= 0:
            found.append(Span(self._offsets[at], self._offsets[at + len(wanted) - 1] + 1))
            at = self._letters.find(wanted, at + 1)
        return found


@pytest.fixture(scope="module", params=REPORTS)
def pair(request: pytest.FixtureRequest, shared: Path) -> tuple[Document, Truth]:
    path = shared / "corpus" / f"{request.param}.pdf"
    return read_document(find_sources([path])[0]), Truth.read(path.with_suffix(".md"))


def test_prose_sentences_come_back_whole_and_on_their_pages(pair: tuple[Document, Truth]) -> None:
    document, truth = pair
    found = Letters(document.text)
    sentences = truth.sentences()
    missed = [
        sentence
        for sentence, first, last in sentences
        if not any(
            (document.page_at(place.start), document.page_at(place.end - 1)) == (first, last)
            for place in found.places(sentence)
        )
    ]
    assert len(sentences) > 250
    assert len(missed) <= 0.01 * len(sentences), missed


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
