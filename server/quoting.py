"""The default answerer: the fewest sentences of the hits that answer, quoted; or that the sources do not say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.library import Library
from index.searching import Hit
from index.swedish import content_words
from index.understanding import Understood
from ingest.document import Span
from server.answer import Answer, Quote, Reason, abstain, compose
from server.asked_of import out_of_source, side_by_side
from server.evidence import SENTENCE_FEATURES, Candidate, Wording, candidates
from server.originals import original_notes
from server.publication import publication_lines
from server.question import Asked, focus
from server.quote_runs import USUAL, Lengths, Run, words_in
from server.reading import FIGURES, Reader, Readings, read_hits
from server.support import fitted_data, judge


def sentence_weights(read: bool = False) -> Mapping[str, float]:
    """What each figure of a sentence counts, with those of a reader or without; fitted, as docs/experiments.md says."""
    weights: Mapping[str, float] = fitted_data()["sentence_read" if read else "sentence"]
    return weights


class QuotingAnswerer:
    """Answers by quoting; abstains when the hits do not bear an answer."""

    name = "quoting"

    def __init__(self, lengths: Lengths = USUAL, reader: Reader | None = None) -> None:
        self._lengths = lengths
        self._reader = reader

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        """Quotes the sentences that answer, at most three runs; of documents that are compared one each."""
        if question.scope.sides:
            one_each = QuotingAnswerer(replace(self._lengths, quotes=1), self._reader)
            return side_by_side(question, hits, library, one_each._answer)
        if question.scope.source:
            return out_of_source(question, hits, library, self._answer)
        return self._answer(question, hits, library)

    def _answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        if lines := publication_lines(question, hits):
            return compose(lines[: self._lengths.quotes], library, _CERTAIN)
        wording = Wording(question, library.vocabulary)
        named = _named(question, hits)
        if named and len(set(content_words(question.text))) <= _BARE:
            opening = [self._opening(named[0], library)]
            return compose(opening, library, _CERTAIN, _notes(question, opening, library))
        readings = read_hits(self._reader, question.text, named or hits, library) if self._reader else None
        ranked = rank_sentences(candidates(wording, named or hits, readings))
        support = judge(wording, ranked[0][0] if ranked else None, hits, library.manifest.model)
        if not support.answers:
            return abstain(support.reason or Reason.NO_SUPPORT, support.confidence, support.missing)
        quotes = [
            self._focused(each, wording.asked, library, readings) for each in self._quotes(question, ranked, library)
        ]
        return compose(quotes, library, support.confidence, _notes(question, quotes, library))

    def _opening(self, hit: Hit, library: Library) -> Quote:
        """A section from its beginning, as far as a list may be quoted."""
        text = library.document(hit.stored.passage.doc).text
        first, *rest = hit.stored.passage.sentences
        span = first.span
        for sentence in rest:
            longer = Span(first.span.start, sentence.span.end)
            if words_in(longer, text) > self._lengths.listing:
                break
            span = longer
        return Quote(hit, span)

    def _quotes(self, question: Understood, ranked: Sequence[tuple[Candidate, float]], library: Library) -> list[Quote]:
        compared = question.scope.compared
        if compared:
            ranked = _one_each(ranked, compared)
        quotes: list[Quote] = []
        best = ranked[0][1]
        for candidate, score in ranked[:_LOOKED_AT]:
            document = library.document(candidate.hit.stored.passage.doc)
            spans = Run(candidate, document, self._lengths).spans()
            longer = _with(quotes, [Quote(candidate.hit, span) for span in spans], library)
            lacking = compared - {quote.hit.stored.passage.doc for quote in quotes}
            if lacking:
                fits = candidate.hit.stored.passage.doc in lacking
            else:
                close = _CLOSE_BESIDE if len(longer) == len(quotes) else _CLOSE
                fits = best - score <= close and not _said(quotes, candidate, library)
            if not quotes or (fits and (lacking or self._short(longer, library))):
                quotes = longer
        return _in_order(quotes)

    def _short(self, quotes: Sequence[Quote], library: Library) -> bool:
        words = sum(len(_quoted(quote, library).split()) for quote in quotes)
        return len(quotes) <= self._lengths.quotes and words <= self._lengths.answer

    def _focused(self, quote: Quote, asked: Asked, library: Library, readings: Readings | None) -> Quote:
        """The quote with what is asked for marked: what a reader found there, else what is of the asked-for kind."""
        found = readings.focus(quote.hit, quote.span) if readings else None
        marked = (found,) if found else focus(_quoted(quote, library), asked.expected, asked.text)
        return Quote(quote.hit, quote.span, marked)


def _named(question: Understood, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in sections that the question names."""
    scope = question.scope
    return [h for h in hits if scope.names(h.stored.passage.doc, h.stored.passage.locator.section)]


def _notes(question: Understood, quotes: Sequence[Quote], library: Library) -> list[str]:
    """What is said around the answer: that it is out of a summary, and in English what language it is in."""
    english = ["The sources are in Swedish and are quoted as they stand."] if question.english else []
    return [*original_notes(quotes, library), *english]


_CERTAIN = 0.95  # said of what is looked up by its label or number, where nothing is left to be judged
_BARE = 4  # content words up to which a question that names a section asks for the section itself
_CLOSE = 0.8  # how far behind the best sentence, in fitted log odds, another may be and still be quoted
_CLOSE_BESIDE = 2.5  # the same, for a sentence next to one that is quoted
_LOOKED_AT = 12  # sentences, best first, that may be quoted


def rank_sentences(
    found: Sequence[Candidate], weights: Mapping[str, float] | None = None
) -> list[tuple[Candidate, float]]:
    """The candidates with their scores in log odds, best first; by the weights as fitted where none are given."""
    if not found:
        return []
    read = bool(found[0].read)
    told = weights or sentence_weights(read)
    names = (*SENTENCE_FEATURES, *FIGURES) if read else SENTENCE_FEATURES
    scores = np.stack([candidate.features for candidate in found]) @ [told[name] for name in names]
    return [(found[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")]


def _one_each(ranked: Sequence[tuple[Candidate, float]], docs: frozenset[str]) -> list[tuple[Candidate, float]]:
    """The best sentence of each document first, then the others."""
    firsts = [next((pair for pair in ranked if pair[0].hit.stored.passage.doc == doc), None) for doc in docs]
    first = sorted((pair for pair in firsts if pair is not None), key=lambda pair: -pair[1])
    return [*first, *(pair for pair in ranked if pair not in first)]


def _with(quotes: Sequence[Quote], new: Sequence[Quote], library: Library) -> list[Quote]:
    """The quotes with more of them; those that follow upon each other in a paragraph are made one."""
    joined = list(quotes)
    for quote in new:
        beside = next((i for i, other in enumerate(joined) if _adjoins(other, quote, library)), None)
        if beside is None:
            joined.append(quote)
        else:
            joined[beside] = Quote(quote.hit, joined[beside].span | quote.span)
    return joined


def _adjoins(one: Quote, other: Quote, library: Library) -> bool:
    """Whether two quotes of a passage overlap, or stand next to each other in a paragraph."""
    if one.hit.stored.number != other.hit.stored.number:
        return False
    first, last = sorted((one.span, other.span))
    between = library.document(one.hit.stored.passage.doc).text[first.end : last.start]
    return first.overlaps(last) or (not between.strip() and "\n" not in between)


def _in_order(quotes: Sequence[Quote]) -> list[Quote]:
    """Those of one passage together and as they stand in it, the passage of the first quote first."""
    numbers = list(dict.fromkeys(quote.hit.stored.number for quote in quotes))
    return sorted(quotes, key=lambda quote: (numbers.index(quote.hit.stored.number), quote.span))


def _said(quotes: Sequence[Quote], candidate: Candidate, library: Library) -> bool:
    """Whether a quote already says this: the same place, or the same words in another document."""
    doc, span = candidate.hit.stored.passage.doc, candidate.sentence.span
    own = span.of(library.document(doc).text).casefold()
    for quote in quotes:
        other = quote.hit.stored.passage.doc
        if doc == other and quote.span.start <= span.start and span.end <= quote.span.end:
            return True
        if not (doc == other and quote.span.overlaps(span)) and _alike(own, _quoted(quote, library).casefold()):
            return True
    return False


def _quoted(quote: Quote, library: Library) -> str:
    return quote.span.of(library.document(quote.hit.stored.passage.doc).text)


def _alike(one: str, other: str) -> bool:
    first, second = set(one.split()), set(other.split())
    return len(first & second) >= 0.8 * min(len(first), len(second))
