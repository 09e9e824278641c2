"""The default answerer: the fewest sentences of the hits that answer, quoted; or that the sources do not say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.library import Hit, Library
from index.understanding import Understood
from ingest.document import Document, Kind, Span
from server.answer import Answer, Quote, Reason, abstain, compose
from server.evidence import SENTENCE_FEATURES, Candidate, Wording, candidates
from server.question import Asked, focus
from server.support import fitted_data, judge

_LEANING = (
    "detta", "denna", "dessa", "det ", "den ", "de ", "där ", "därmed", "därför", "därtill", "här ", "syftet", "temat",
    "temana", "gruppen", "insatsen", "sådana", "sammanlagt", "båda", "vidare", "av dessa", "utöver detta",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long an answer is, in words."""

    run: int = 55
    """A quote is not extended beyond this."""
    listing: int = 90
    """A whole list or table up to this is quoted as one."""
    answer: int = 85
    """No further quote is added beyond this."""
    quotes: int = 3


def sentence_weights() -> Mapping[str, float]:
    """What each figure of a sentence counts; fitted, as docs/experiments.md says."""
    weights: Mapping[str, float] = fitted_data()["sentence"]
    return weights


class QuotingAnswerer:
    """Answers by quoting; abstains when the hits do not bear an answer."""

    name = "quoting"

    def __init__(self, lengths: Lengths = Lengths()) -> None:
        self._lengths = lengths

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        """Quotes the sentences that answer, at most three runs."""
        wording = Wording(question, library.vocabulary)
        named = _named(question, hits)
        ranked = rank_sentences(candidates(wording, named or hits))
        support = judge(wording, ranked[0][0] if ranked else None, hits, library.manifest.model)
        if not support.answers:
            return abstain(support.reason or Reason.NO_SUPPORT, support.confidence, support.missing)
        if named and len(wording.keys) <= _BARE:
            quotes = [self._opening(named[0], library)]
        else:
            quotes = self._quotes(question, wording.asked, ranked, library)
        return compose(quotes, library, support.confidence, _notes(question, quotes))

    def _opening(self, hit: Hit, library: Library) -> Quote:
        """A section from its beginning, as far as a list may be quoted."""
        text = library.document(hit.stored.passage.doc).text
        first, *rest = hit.stored.passage.sentences
        span = first.span
        for sentence in rest:
            longer = Span(first.span.start, sentence.span.end)
            if len(longer.of(text).split()) > self._lengths.listing:
                break
            span = longer
        return Quote(hit, span)

    def _quotes(
        self, question: Understood, asked: Asked, ranked: Sequence[tuple[Candidate, float]], library: Library
    ) -> list[Quote]:
        compared = question.scope.compared
        if compared:
            ranked = _one_each(ranked, compared)
        quotes: list[Quote] = []
        words = 0
        best = ranked[0][1]
        for candidate, score in ranked[: 2 * self._lengths.quotes]:
            document = library.document(candidate.hit.stored.passage.doc)
            span = _Run(candidate, document, self._lengths).span()
            text = span.of(document.text)
            length = len(text.split())
            lacking = compared - {quote.hit.stored.passage.doc for quote in quotes}
            if lacking:
                fits = candidate.hit.stored.passage.doc in lacking
            else:
                enough = len(quotes) == self._lengths.quotes or best - score > _CLOSE
                fits = not (enough or words + length > self._lengths.answer or _said(quotes, candidate, span, library))
            if quotes and not fits:
                continue
            _add(quotes, Quote(candidate.hit, span), library)
            words += length
        return [self._focused(quote, asked, library) for quote in quotes]

    def _focused(self, quote: Quote, asked: Asked, library: Library) -> Quote:
        text = quote.span.of(library.document(quote.hit.stored.passage.doc).text)
        return Quote(quote.hit, quote.span, focus(text, asked.expected, asked.text))


def _named(question: Understood, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in sections that the question names."""
    scope = question.scope
    return [h for h in hits if scope.names(h.stored.passage.doc, h.stored.passage.locator.section)]


def _notes(question: Understood, quotes: Sequence[Quote]) -> list[str]:
    """What is said around the answer: that it is out of a summary, and in English what language it is in."""
    notes = []
    if any(quote.hit.stored.metadata.kind is Kind.SUMMARY for quote in quotes):
        notes.append("Svaret är ur en sammanfattning. Läs originalet innan du hänvisar till det.")
    if question.english:
        notes.append("The sources are in Swedish and are quoted as they stand.")
    return notes


_BARE = 4  # content words up to which a question that names a section asks for the section itself
_CLOSE = 0.5  # how far behind the best sentence, in fitted log odds, another may be and still be quoted


def rank_sentences(found: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates with their scores, best first."""
    if not found:
        return []
    weights = np.array([sentence_weights()[name] for name in SENTENCE_FEATURES])
    scores = np.stack([candidate.features for candidate in found]) @ weights
    return [(found[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")]


def _one_each(ranked: Sequence[tuple[Candidate, float]], docs: frozenset[str]) -> list[tuple[Candidate, float]]:
    """The best sentence of each document first, then the others."""
    firsts = [next((pair for pair in ranked if pair[0].hit.stored.passage.doc == doc), None) for doc in docs]
    first = sorted((pair for pair in firsts if pair is not None), key=lambda pair: -pair[1])
    return [*first, *(pair for pair in ranked if pair not in first)]


def _add(quotes: list[Quote], new: Quote, library: Library) -> None:
    """Adds a quote; one that follows upon another in the same passage is made one with it."""
    for i, quote in enumerate(quotes):
        if quote.hit.stored.number == new.hit.stored.number:
            first, last = sorted((quote.span, new.span))
            between = library.document(quote.hit.stored.passage.doc).text[first.end : last.start]
            if not between.strip() and "\n" not in between:
                quotes[i] = Quote(quote.hit, Span(first.start, last.end))
                return
    quotes.append(new)


def _said(quotes: Sequence[Quote], candidate: Candidate, span: Span, library: Library) -> bool:
    """Whether a quote already says this: the same place, or the same words in another document."""
    passage = candidate.hit.stored.passage
    own = span.of(library.document(passage.doc).text).casefold()
    for quote in quotes:
        doc = quote.hit.stored.passage.doc
        if doc == passage.doc and quote.span.overlaps(span):
            return True
        if _alike(own, quote.span.of(library.document(doc).text).casefold()):
            return True
    return False


def _alike(one: str, other: str) -> bool:
    first, second = set(one.split()), set(other.split())
    return len(first & second) >= 0.8 * min(len(first), len(second))


class _Run:
    """A sentence with what it leans on and what completes it, as one contiguous run."""

    def __init__(self, candidate: Candidate, document: Document, lengths: Lengths) -> None:
        self._candidate = candidate
        self._text = document.text
        self._lengths = lengths
        self._sentences = candidate.hit.stored.passage.sentences

    def span(self) -> Span:
        return self._listing() or self._extended()

    def _extended(self) -> Span:
        first = last = self._candidate.index
        while first > 0 and self._leans(first) and self._fits(first - 1, last):
            first -= 1
        for step in self._neighbours():
            low, high = min(first, step), max(last, step)
            if step < first and self._leans(step):
                continue
            if high - low == last - first + 1 and self._fits(low, high):
                first, last = low, high
        return self._over(first, last)

    def _over(self, first: int, last: int) -> Span:
        return Span(self._sentences[first].span.start, self._sentences[last].span.end)

    def _fits(self, first: int, last: int) -> bool:
        return len(self._over(first, last).of(self._text).split()) <= self._lengths.run

    def _leans(self, index: int) -> bool:
        return self._sentences[index].span.of(self._text).casefold().startswith(_LEANING)

    def _neighbours(self) -> Iterator[int]:
        """Sentences beside the chosen one in the same paragraph, the closer to the question first."""
        scores = self._candidate.hit.sentence_scores
        index = self._candidate.index
        beside = [i for i in (index + 1, index - 1) if 0 <= i < len(self._sentences) and self._same_block(i, index)]
        return iter(sorted(beside, key=lambda i: -scores[i]))

    def _same_block(self, one: int, other: int) -> bool:
        span = self._over(min(one, other), max(one, other))
        return "\n" not in span.of(self._text)

    def _listing(self) -> Span | None:
        """The whole list or table with what it hangs on, where the chosen sentence belongs to a short one."""
        chosen = self._candidate.sentence
        lead = chosen.lead or (chosen.span if any(s.lead == chosen.span for s in self._sentences) else None)
        if lead is None:
            return None
        entries = [s for s in self._sentences if s.lead == lead]
        start = max(lead.start, self._sentences[0].span.start)
        span = Span(min(start, entries[0].span.start), max(s.span.end for s in entries))
        return span if len(span.of(self._text).split()) <= self._lengths.listing else None
