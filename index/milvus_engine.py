"""A generation that lies in Milvus, open for search."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Statistics
from index.compounds import Vocabulary
from index.embedder import Matrix, Vector
from index.engine import Field, Scores, WordLists
from index.errors import LibraryDamaged
from index.filters import Filter
from index.manifest import Manifest
from index.milvus import MOST_FOUND, Milvus, Sought
from index.milvus_layout import (
    DOCUMENTS,
    FIRST_SENTENCES,
    GENERAL_WORDS,
    MANIFEST,
    STATISTICS,
    SYNONYMS,
    VOCABULARY,
    Collections,
    condition,
    joined,
    one_of,
    read_texts,
)
from index.milvus_rows import MilvusRows
from index.passages import StoredPassage
from index.synonyms import Synonyms
from index.terms import DEFAULT_WEIGHTS, query_terms
from index.token_vectors import FOLDER as TOKENS
from index.token_vectors import Packed, Similarities, similarities, unpacked

_TEXTS = (VOCABULARY, SYNONYMS, GENERAL_WORDS, STATISTICS, DOCUMENTS, FIRST_SENTENCES)


class MilvusEngine:
    """An `Engine` over the collections of a generation."""

    def __init__(self, milvus: Milvus, names: Collections, model: str) -> None:
        """Opens a generation for questions that `model` embeds.

        Raises:
            LibraryMismatch: not whole, or built with another model or format.
        """
        self._milvus = milvus
        self._names = names
        self.manifest = read_manifest(milvus, names)
        self.manifest.require_model(model)
        self.require_whole()
        texts = read_texts(milvus, names, _TEXTS)
        vocabulary = Vocabulary.from_json(json.loads(texts[VOCABULARY]))
        self.lists = WordLists(vocabulary, Synonyms.from_json(texts[SYNONYMS].decode()), texts[GENERAL_WORDS])
        self.store = MilvusRows(milvus, names, texts[DOCUMENTS])
        self._statistics = Statistics.from_bytes(texts[STATISTICS])
        self._firsts: NDArray[np.int64] = np.frombuffer(texts[FIRST_SENTENCES], dtype=np.int64)
        self.has_tokens = any(name.startswith(f"{TOKENS}/") for name in self.manifest.files)

    def close(self) -> None:
        """Nothing is held but the connection, which is the shelf's."""

    def require_whole(self) -> None:
        """Refuses the generation where rows are missing.

        Raises:
            LibraryDamaged: rows are missing.
        """
        counts = self._milvus.count(self._names.passages), self._milvus.count(self._names.sentences)
        if counts != (self.manifest.passages, self.manifest.sentences):
            raise _unfinished(self._milvus)

    def nearest(self, query: Vector, limit: int, filters: Filter) -> Scores:
        """The nearest passages."""
        found = self._milvus.nearest(self._names.passages, Sought("dense", query, limit), condition(filters))
        return {each.key: each.score for each in found}

    def nearest_by_sentence(self, query: Vector, limit: int, filters: Filter) -> Scores:
        """The passages of the nearest sentences, each with its nearest one."""
        found = self._milvus.nearest(
            self._names.sentences, Sought("dense", query, limit), condition(filters), ("passage",)
        )
        scores: Scores = {}
        for each in found:
            scores.setdefault(int(each.row["passage"]), each.score)
        return scores

    def similarities(self, query: Vector, numbers: Sequence[int]) -> Scores:
        """How near these passages are."""
        return self._products(self._names.passages, query, numbers)

    def best_sentences(self, query: Vector, numbers: Sequence[int]) -> Scores:
        """How near the nearest sentence of each of these passages is."""
        own = {number: range(self._firsts[number], self._firsts[number + 1]) for number in numbers}
        products = self._products(self._names.sentences, query, [each for numbers in own.values() for each in numbers])
        return {number: max(products[each] for each in sentences) for number, sentences in own.items() if sentences}

    def sentence_similarities(self, query: Vector, passages: Sequence[StoredPassage]) -> list[tuple[float, ...]]:
        """How near each sentence of each of these passages is, in text order."""
        numbers = [number for passage in passages for number in passage.sentence_numbers]
        products = self._products(self._names.sentences, query, numbers)
        return [tuple(products[number] for number in passage.sentence_numbers) for passage in passages]

    def _products(self, name: str, query: Vector, numbers: Sequence[int]) -> Scores:
        """Inner products with the vectors of these numbers; those that a search leaves out are fetched."""
        found: Scores = {}
        for at in range(0, len(numbers), MOST_FOUND):
            some = numbers[at : at + MOST_FOUND]
            near = self._milvus.nearest(name, Sought("dense", query, len(some)), one_of("number", some))
            found |= {each.key: each.score for each in near}
            if missing := set(some) - found.keys():
                rows = self._milvus.rows(name, one_of("number", missing), ("number", "dense"))
                found |= {int(row["number"]): float(np.array(row["dense"], np.float32) @ query) for row in rows}
        return found

    def with_words(self, text: str, limit: int, field: Field, filters: Filter) -> list[tuple[int, float]]:
        """Numbers and scores of the passages that hold words of `text`, best first, equals by number."""
        terms = query_terms(text, field, self.lists.vocabulary, DEFAULT_WEIGHTS)
        found = self._milvus.nearest(
            self._names.passages, Sought(field, self._statistics.query(terms), limit), condition(filters)
        )
        return sorted(((each.key, each.score) for each in found), key=lambda each: (-each[1], each[0]))

    def token_rows(self, number: int) -> Matrix:
        """The tokens of a passage."""
        return unpacked(self._tokens([number])[number])

    def token_similarities(self, tokens: Matrix, numbers: Sequence[int]) -> list[Similarities]:
        """Similarities of a question's tokens to each of these passages."""
        packed = self._tokens(numbers)
        return similarities(tokens, [packed[number] for number in numbers])

    def _tokens(self, numbers: Sequence[int]) -> Mapping[int, Packed]:
        rows = self._milvus.rows(self._names.tokens, one_of("passage", numbers), ("passage", "piece", "body"))
        data = joined(rows, "passage", b64decode)
        return {number: Packed.from_bytes(data.get(number, b""), self.manifest.dim) for number in numbers}


def read_manifest(milvus: Milvus, names: Collections) -> Manifest:
    """The manifest of a generation.

    Raises:
        LibraryMismatch: not whole, or of another format.
    """
    texts = read_texts(milvus, names, [MANIFEST])
    if MANIFEST not in texts:
        raise _unfinished(milvus)
    return Manifest.parse(texts[MANIFEST].decode(), milvus.address.given)


def _unfinished(milvus: Milvus) -> LibraryDamaged:
    return LibraryDamaged(
        f"Biblioteket på {milvus.address.given} är inte helt: en export blev avbruten, eller så har något raderats. "
        "Kör belagg export igen."
    )
