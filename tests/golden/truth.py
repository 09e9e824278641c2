"""A report's Markdown version as the truth about its PDF: which sentence and heading stands on which page."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document, Span
from ingest.second_extraction import letters
from ingest.sentences import sentence_spans

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


def missed(document: Document, truth: Truth) -> list[str]:
    """The prose sentences that do not stand in the document whole and on their pages."""
    found = Letters(document.text)
    return [
        sentence
        for sentence, first, last in truth.sentences()
        if not any(
            (document.page_at(place.start), document.page_at(place.end - 1)) == (first, last)
            for place in found.places(sentence)
        )
    ]
