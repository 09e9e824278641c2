"""Answers: stretches of text that are quoted, each with the evidence it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from index.library import Library
from index.searching import Hit
from index.understanding import Understood
from ingest.document import Locator, Quality, Span, least_trusted
from ingest.passage import Passage


class Reason(StrEnum):
    """Why a question is not answered."""

    NO_SUPPORT = "no_support"  # on the subject, and the sources do not say
    OUT_OF_SCOPE = "out_of_scope"  # not on the subject of the sources


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence for one stretch of an answer: `quote` is one contiguous run of the document's text.

    `at` is that stretch in the answer's text; `focus` are the asked-for facts, as spans of the quote.
    """

    marker: int
    at: Span
    hit: Hit
    span: Span
    quote: str
    locator: Locator
    quality: Quality
    focus: tuple[Span, ...] = ()

    @property
    def id(self) -> str:
        """Names the quote within its library."""
        return f"{self.hit.stored.passage.doc}@{self.span.start}-{self.span.end}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. Without citations it is an abstention, and `reason` says why.

    `confidence` is the probability, 0 to 1, that the sources answer the question.
    """

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    reason: Reason | None = None
    missing: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether anything is answered."""
        return bool(self.citations)


class Answerer(Protocol):
    """Makes an answer out of hits."""

    @property
    def name(self) -> str:
        """What the reply says made the answer."""
        ...

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        """Answers, or abstains; whatever comes out is verified afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Quote:
    """A run of text chosen for an answer."""

    hit: Hit
    span: Span
    focus: tuple[Span, ...] = ()


def compose(
    quotes: Sequence[Quote], library: Library, confidence: float, notes: Sequence[str] = (), *, apart: bool = False
) -> Answer:
    """An answer that consists of quotes, each followed by its marker; what is left out between them is marked.

    `apart`: those of different passages are paragraphs of their own.
    """
    text = ""
    citations: list[Citation] = []
    for marker, quote in enumerate(quotes, 1):
        text += _joint(quotes[marker - 2], quote, apart=apart) if text else ""
        document = library.document(quote.hit.stored.passage.doc)
        words = quote.span.of(document.text)
        at = Span(len(text), len(text) + len(words))
        text += f"{words} [{marker}]"
        citations.append(
            Citation(
                marker,
                at,
                quote.hit,
                quote.span,
                words,
                document.locate(quote.span),
                quality_of(quote.hit.stored.passage, quote.span),
                quote.focus,
            )
        )
    return Answer(text, tuple(citations), confidence, notes=tuple(notes))


def _joint(before: Quote, quote: Quote, *, apart: bool) -> str:
    """Between two quotes of one passage stands that words are left out."""
    if before.hit.stored.number == quote.hit.stored.number:
        return f" {LEFT_OUT} "
    return "\n\n" if apart else " "


LEFT_OUT = "[…]"


def quality_of(passage: Passage, span: Span) -> Quality:
    """The least trusted of the sentences that a quote touches decides."""
    return least_trusted(sentence.quality for sentence in passage.sentences if sentence.span.overlaps(span))


NOT_IN_SOURCES = "Det framgår inte av källorna."


def abstain(reason: Reason, confidence: float, missing: str | None = None) -> Answer:
    """Says that the sources do not answer."""
    return Answer(NOT_IN_SOURCES, (), confidence, reason, missing)
