"""Sparse vectors whose inner product is the score of the full-text engine."""

import pytest

from index.bm25 import NO_TERMS, Sparse, Statistics, dimension
from index.compounds import Vocabulary
from index.engine import Field
from index.terms import DEFAULT_WEIGHTS, WordEntry, passage_terms, query_terms
from index.words import Words, write_words
from tests.index.libraries import DATA

PARAGRAPHS = [text for path in sorted(DATA.glob("*.md")) for text in path.read_text(encoding="utf-8").split("\n\n")]
TEXTS = [*PARAGRAPHS, " ".join(PARAGRAPHS[:9]), "", "och det som är"]
ENTRIES = [WordEntry(at, text, TEXTS[at - 1][:40], "d", "k", None) for at, text in enumerate(TEXTS)]
VOCABULARY = Vocabulary.of(entry.text for entry in ENTRIES)
TERMS = [passage_terms(entry, VOCABULARY) for entry in ENTRIES]
QUERIES = ("barnrättsperspektivet", "Hur många utbildningar hölls under året?", "länsstyrelsen i Granland", "saknasord")


def product(one: Sparse, other: Sparse) -> float:
    return sum(weight * other.get(at, 0.0) for at, weight in one.items())


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    folder = tmp_path_factory.mktemp("words") / "w"
    write_words(folder, ENTRIES, VOCABULARY)
    return Words.open(folder, VOCABULARY)


@pytest.mark.parametrize("field", ["stems", "ngrams"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_inner_product_is_the_score_of_the_full_text_engine(words: Words, query: str, field: Field) -> None:
    statistics = Statistics.from_bytes(Statistics.of(TERMS).to_bytes())
    sought = statistics.query(query_terms(query, field, VOCABULARY, DEFAULT_WEIGHTS))
    scores = [product(sought, statistics.passage(terms, field)) for terms in TERMS]
    found = dict(words.search(query, len(TEXTS), field=field))
    assert {at for at, score in enumerate(scores) if score} == found.keys()
    assert [scores[at] for at in found] == pytest.approx(list(found.values()), rel=1e-5)


def test_a_passage_without_terms_is_found_by_nothing() -> None:
    statistics = Statistics.of(TERMS)
    assert statistics.passage(TERMS[-1], "stems") == NO_TERMS
    assert not statistics.query({("stems", "saknas-helt"): 1.0})


def test_the_same_word_has_a_dimension_of_its_own_in_each_part_and_none_is_that_of_nothing() -> None:
    dimensions = {dimension((part, word)) for part, held in TERMS[0].items() for word in held}
    assert len(dimensions) == len({(part, word) for part, held in TERMS[0].items() for word in held})
    assert not dimensions & NO_TERMS.keys()
