"""What words are compared by: the terms of a passage and those of a query, for full-text search in any store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.compounds import Vocabulary
from index.engine import Field
from index.swedish import content_words, stem

PARTS_OF: Mapping[Field, Sequence[str]] = {"stems": ("stems", "parts", "heading"), "ngrams": ("ngrams",)}
"""The parts of a passage in which a search looks, each with frequencies and lengths of its own."""
TEXT_PARTS = tuple(part for parts in PARTS_OF.values() for part in parts)

_GRAM_SIZES = (4, 5)
_MOST_WORDS = 64
"""Words of a query that are searched for; the rest of a very long one is left out."""

Term = tuple[str, str]
"""The part of a passage that it stands in, and the term."""


@dataclass(frozen=True)
class WordEntry:
    """A passage as it goes into the index; `number` is what a search gives back."""

    number: int
    text: str
    heading: str
    doc: str
    kind: str
    year: int | None


@dataclass(frozen=True)
class WordWeights:
    """How much a word of the query counts where it is found."""

    stem: float = 1.0
    part: float = 0.4
    """As a part of a compound, in the query or in the passage."""
    heading: float = 0.3
    """In the heading above the passage, whole or as a part."""


DEFAULT_WEIGHTS = WordWeights()


def passage_terms(entry: WordEntry, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The terms of a passage by part, in text order."""
    words, heading = content_words(entry.text), content_words(entry.heading)
    return {
        "stems": [stem(word) for word in words],
        "parts": [stem(part) for word in words for part in vocabulary.parts(word)],
        "heading": [key for word in heading for key in sorted(vocabulary.keys(word))],
        "ngrams": [gram for word in words for gram in _grams(word)],
    }


def query_terms(text: str, field: Field, vocabulary: Vocabulary, weights: WordWeights) -> dict[Term, float]:
    """The terms that a query is searched by, in the order of the text, each with what it counts."""
    words = list(dict.fromkeys(content_words(text)))[:_MOST_WORDS]
    if field == "ngrams":
        return {("ngrams", gram): 1.0 for word in words for gram in _grams(word)}
    terms: dict[Term, float] = {}
    for word in words:
        for where, term, weight in _weighted(word, vocabulary, weights):
            terms[where, term] = max(weight, terms.get((where, term), 0.0))
    return terms


def _weighted(word: str, vocabulary: Vocabulary, weights: WordWeights) -> Iterator[tuple[str, str, float]]:
    whole = stem(word)
    yield "stems", whole, weights.stem
    yield "parts", whole, weights.part
    yield "heading", whole, weights.heading
    for part in sorted(vocabulary.keys(word) - {whole}):
        yield "stems", part, weights.part
        yield "parts", part, weights.part
        yield "heading", part, weights.part * weights.heading


def _grams(word: str) -> list[str]:
    """Runs of four and five characters of the word with a mark at either end; all of it where it is shorter."""
    marked = f"_{word}_"
    grams = [marked[at : at + size] for size in _GRAM_SIZES for at in range(len(marked) - size + 1)]
    return grams or [marked]
