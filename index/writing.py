"""The files of a generation, written from what was gathered of its documents."""

import json
from pathlib import Path

from index.compounds import Vocabulary
from index.embedder import Model, unit_rows
from index.embedding import embed_missing
from index.embedding_cache import EmbeddingCache
from index.files import GENERAL_WORDS, PASSAGE_VECTORS, SENTENCE_VECTORS, SYNONYMS, VOCABULARY, WORDS_FOLDER
from index.gathering import Gathered
from index.general_words import write_general_words
from index.manifest import Manifest
from index.report import Progress, Stopwatch
from index.synonyms import Synonyms
from index.token_vectors import FOLDER as TOKENS
from index.token_vectors import write_token_vectors
from index.vectors import write_candidates, write_vectors
from index.words import write_words

_VECTORS = "Skriver vektorer"
_WORDS = "Skriver ordindex"


class Writing:
    """Writes the indexes of one generation."""

    def __init__(
        self, folder: Path, before: Path | None, cache: EmbeddingCache, model: Model, progress: Progress
    ) -> None:
        """`before` is the folder of a generation known to be whole."""
        self._folder = folder
        self._before = before
        self._cache = cache
        self._model = model
        self._progress = progress

    def write(self, gathered: Gathered, synonyms: Synonyms, watch: Stopwatch) -> None:
        """Writes all files but the store and the manifest.

        Raises:
            BuildFailed: the model cannot be loaded, or gives what are no vectors.
        """
        embed_missing(self._cache, gathered.texts, gathered.sentences, self._model, self._progress)
        watch.lap("vektorer")
        self._write_vectors(gathered)
        self._write_words(gathered)
        (self._folder / SYNONYMS).write_text(synonyms.to_json(), encoding="utf-8")
        watch.lap("skrivning")

    def _write_vectors(self, gathered: Gathered) -> None:
        learnt_from = self._learnt_from(gathered)
        kinds = ((PASSAGE_VECTORS, gathered.texts), (SENTENCE_VECTORS, gathered.sentences))
        for done, (name, texts) in enumerate(kinds):
            self._progress(_VECTORS, done, len(kinds) + 1)
            write_vectors(self._folder / name, self._model.dim, map(unit_rows, self._cache.blocks(texts)))
            write_candidates(self._folder / name, learnt_from / name if learnt_from else None)
        self._progress(_VECTORS, len(kinds), len(kinds) + 1)
        if self._model.tokens:
            write_token_vectors(self._folder / TOKENS, self._cache.tokens(gathered.texts), self._model.dim)
        self._progress(_VECTORS, len(kinds) + 1, len(kinds) + 1)

    def _learnt_from(self, gathered: Gathered) -> Path | None:
        """The generation before, where its vectors are of the same model and no document of it is taken out.

        Of one that is, nothing may be left, and a cell can be as good as one of its vectors.
        """
        if self._before is None:
            return None
        told = Manifest.read(self._before)
        kept = {record.id for record in told.documents} <= gathered.digests.keys()
        return self._before if kept and told.model == self._model.name else None

    def _write_words(self, gathered: Gathered) -> None:
        self._progress(_WORDS, 0, 1)
        vocabulary = Vocabulary.of(f"{entry.heading}\n{entry.text}" for entry in gathered.words)
        told = json.dumps(vocabulary.to_json(), ensure_ascii=False)
        (self._folder / VOCABULARY).write_text(told, encoding="utf-8")
        write_words(self._folder / WORDS_FOLDER, gathered.words, vocabulary)
        write_general_words(self._folder / GENERAL_WORDS, self._before / GENERAL_WORDS if self._before else None)
        self._progress(_WORDS, 1, 1)
