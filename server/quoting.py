"""The default answerer: the fewest sentences of the hits that answer, quoted; or that the sources do not say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.library import Hit
from ingest.document import BlockKind, Document, Span
from ingest.passage import Sentence
from server.answer import Answer, Documents, Quote, Reason, abstain, compose
from server.support import judge

_READ = 5  # hits among whose sentences the answer is looked for
_LISTED = {BlockKind.ITEM, BlockKind.ROW}
_LEANING = ("detta", "denna", "dessa", "det ", "den ", "de ", "där", "därmed", "därför", "här ", "syftet", "sammanlagt")


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long an answer is, in words."""

    run: int = 55
    """A quote is not extended beyond this."""
    listing: int = 90
    """A whole list or table up to this is quoted as one."""
    answer: int = 85
    """No further quote is added beyond this."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may answer."""

    hit: Hit
    index: int
    score: float

    @property
    def sentence(self) -> Sentence:
        return self.hit.stored.passage.sentences[self.index]


class QuotingAnswerer:
    """Answers by quoting; abstains when the hits do not bear an answer."""

    name = "quoting"

    def __init__(self, lengths: Lengths = Lengths()) -> None:
        self._lengths = lengths

    def answer(self, question: str, hits: Sequence[Hit], documents: Documents) -> Answer:
        """Quotes the sentences that answer, at most three runs."""
        support = judge(question, hits, documents)
        if not support.answers:
            return abstain(support.reason or Reason.NO_SUPPORT, support.confidence, support.missing)
        quotes = self._quotes(hits, documents)
        return compose(quotes, documents, support.confidence)

    def _quotes(self, hits: Sequence[Hit], documents: Documents) -> list[Quote]:
        ranked = _ranked(hits[:_READ])
        quotes: list[Quote] = []
        words = 0
        for candidate in ranked[:3]:
            document = documents.document(candidate.hit.stored.passage.doc)
            if any(_within(quote, candidate) for quote in quotes) or (quotes and not _close(candidate, ranked[0])):
                continue
            span = self._run(candidate, document)
            length = len(span.of(document.text).split())
            if quotes and words + length > self._lengths.answer:
                continue
            quotes.append(Quote(candidate.hit, span))
            words += length
        return quotes

    def _run(self, candidate: _Candidate, document: Document) -> Span:
        """The sentence, with what it leans on and what completes it, as one contiguous run."""
        whole = self._listing(candidate, document)
        if whole is not None:
            return whole
        sentences = candidate.hit.stored.passage.sentences
        first = last = candidate.index
        if first > 0 and _leans(candidate.sentence.span.of(document.text)):
            first -= 1
        for step in self._neighbours(candidate):
            low, high = min(first, step), max(last, step)
            run = Span(sentences[low].span.start, sentences[high].span.end)
            if high - low == last - first + 1 and len(run.of(document.text).split()) <= self._lengths.run:
                first, last = low, high
        return Span(sentences[first].span.start, sentences[last].span.end)

    def _neighbours(self, candidate: _Candidate) -> Iterator[int]:
        """Sentences beside the chosen one in the same paragraph or list, the closer to the question first."""
        scores = candidate.hit.sentence_scores
        sentences = candidate.hit.stored.passage.sentences
        beside = [i for i in (candidate.index + 1, candidate.index - 1) if 0 <= i < len(sentences)]
        alike = [i for i in beside if sentences[i].kind == candidate.sentence.kind]
        return iter(sorted(alike, key=lambda i: -scores[i]))

    def _listing(self, candidate: _Candidate, document: Document) -> Span | None:
        """The whole list or table with what it hangs on, where the chosen sentence belongs to a short one."""
        chosen = candidate.sentence
        lead = chosen.lead or (chosen.span if _has_list(candidate) else None)
        if lead is None:
            return None
        sentences = candidate.hit.stored.passage.sentences
        entries = [s for s in sentences if s.lead == lead]
        start = min([lead.start, *(s.span.start for s in entries)])
        span = Span(max(start, candidate.hit.stored.passage.span.start), max(s.span.end for s in entries))
        return span if len(span.of(document.text).split()) <= self._lengths.listing else None


def _has_list(candidate: _Candidate) -> bool:
    return any(s.lead == candidate.sentence.span for s in candidate.hit.stored.passage.sentences)


def _within(quote: Quote, candidate: _Candidate) -> bool:
    same = quote.hit.stored.passage.doc == candidate.hit.stored.passage.doc
    return same and quote.span.overlaps(candidate.sentence.span)


def _close(candidate: _Candidate, best: _Candidate) -> bool:
    return best.score - candidate.score < 0.6


def _leans(text: str) -> bool:
    return text.casefold().startswith(_LEANING)


def _ranked(hits: Sequence[Hit]) -> list[_Candidate]:
    """The sentences of the hits, best first: their own similarity, and the rank score of their passage."""
    candidates = [(hit, i, score) for hit in hits for i, score in enumerate(hit.sentence_scores)]
    if not candidates:
        return []
    own = np.array([score for _, _, score in candidates])
    passage = np.array([hit.score for hit, _, _ in candidates])
    total = _scaled(own) + 0.5 * _scaled(passage)
    order = np.argsort(-total, kind="stable")
    return [_Candidate(candidates[i][0], candidates[i][1], float(total[i])) for i in order]


def _scaled(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
