"""Documents that say nearly the same: two versions of one report, or a file put in twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from index.store import Store

_FEWEST_LETTERS = 30  # a shorter sentence stands in many documents
_FEWEST_SENTENCES = 3
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Alike:
    """Two documents, and the share of the shorter one's sentences that stand in the other, to the letter."""

    one: str
    other: str
    share: float


def alike_documents(store: Store) -> tuple[Alike, ...]:
    """The pairs of documents of which one has at least half its sentences in common with the other, most first."""
    sentences = {doc: frozenset(_sentences(store, doc)) for doc in store.document_ids()}
    return tuple(sorted(_pairs(sentences), key=lambda pair: (-pair.share, pair.one, pair.other)))


def _sentences(store: Store, doc: str) -> Iterator[int]:
    """The letters of each sentence, as a number; of this run alone."""
    text = store.document(doc).text
    for stored in store.passages_of(doc):
        for sentence in stored.passage.sentences:
            letters = "".join(filter(str.isalnum, sentence.span.of(text).casefold()))
            if len(letters) >= _FEWEST_LETTERS:
                yield hash(letters)


def _pairs(sentences: Mapping[str, frozenset[int]]) -> Iterator[Alike]:
    long_enough = {doc: held for doc, held in sentences.items() if len(held) >= _FEWEST_SENTENCES}
    for (one, mine), (other, theirs) in combinations(long_enough.items(), 2):
        share = len(mine & theirs) / min(len(mine), len(theirs))
        if share >= _ALIKE:
            yield Alike(one, other, round(share, 2))
