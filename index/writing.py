"""The files of a generation, written from documents and their passages."""

import json
from collections.abc import Sequence
from pathlib import Path

from index.compounds import Vocabulary
from index.embedder import Matrix, Model, unit_rows
from index.embedding import embed_missing
from index.embedding_cache import EmbeddingCache
from index.general_words import write_general_words
from index.library import GENERAL_WORDS, PASSAGE_VECTORS, SENTENCE_VECTORS, STORE, SYNONYMS, VOCABULARY, WORDS_FOLDER
from index.report import Progress, Stopwatch
from index.store import Entry, write_store
from index.synonyms import Synonyms
from index.texts import headings, passage_text, sentence_texts
from index.token_vectors import FOLDER as TOKENS
from index.token_vectors import write_token_vectors
from index.vectors import Vectors
from index.verify import verify
from index.words import WordEntry, write_words
from ingest.document import Document
from ingest.passage import Passage

Pairs = Sequence[tuple[Entry, Sequence[Passage]]]

_WORDS = "Skriver ordindex"


class Writing:
    """Writes one generation."""

    def __init__(self, folder: Path, embeddings: Path, model: Model, progress: Progress, watch: Stopwatch) -> None:
        self._folder = folder
        self._embeddings = embeddings
        self._model = model
        self._progress = progress
        self._watch = watch

    def write(self, pairs: Pairs, synonyms: Synonyms) -> None:
        """Writes all files but the manifest, and checks them.

        Raises:
            BuildFailed: the model fails, or what was written is not what was meant.
        """
        write_store(self._folder / STORE, pairs)
        passages = [(entry.document, passage) for entry, split in pairs for passage in split]
        sentences = [text for doc, p in passages for text in sentence_texts(doc, p)]
        vectors = self._write_vectors([passage_text(doc, p) for doc, p in passages], sentences)
        self._write_words(passages)
        (self._folder / SYNONYMS).write_text(synonyms.to_json(), encoding="utf-8")
        verify(self._folder, vectors, len(sentences))
        self._watch.lap("skrivning")

    def _write_vectors(self, texts: Sequence[str], sentences: Sequence[str]) -> Matrix:
        with EmbeddingCache.open(self._embeddings, self._model.name, self._model.dim) as cache:
            embed_missing(cache, texts, sentences, self._model, self._progress)
            self._watch.lap("vektorer")
            vectors = unit_rows(cache.vectors(texts))
            Vectors.of(vectors).write(self._folder / PASSAGE_VECTORS)
            Vectors.of(unit_rows(cache.vectors(sentences))).write(self._folder / SENTENCE_VECTORS)
            if self._model.tokens:
                write_token_vectors(self._folder / TOKENS, cache.tokens(texts))
        return vectors

    def _write_words(self, passages: Sequence[tuple[Document, Passage]]) -> None:
        self._progress(_WORDS, 0, 1)
        texts = [(" ".join(headings(doc, p)), p.span.of(doc.text)) for doc, p in passages]
        vocabulary = Vocabulary.of(f"{heading}\n{text}" for heading, text in texts)
        told = json.dumps(vocabulary.to_json(), ensure_ascii=False)
        (self._folder / VOCABULARY).write_text(told, encoding="utf-8")
        entries = (
            WordEntry(number, text, heading, doc.id, doc.metadata.kind, doc.metadata.year)
            for number, ((doc, _), (heading, text)) in enumerate(zip(passages, texts, strict=True))
        )
        write_words(self._folder / WORDS_FOLDER, entries, vocabulary)
        write_general_words(self._folder / GENERAL_WORDS)
        self._progress(_WORDS, 1, 1)
