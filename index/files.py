"""A library in a folder: vectors, words, rows and tokens of a generation in files of their own."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np

from index.compounds import Vocabulary
from index.embedder import Matrix, Vector
from index.engine import Field, Scores, WordLists
from index.errors import LibraryDamaged
from index.filters import Filter
from index.generations import Generations
from index.integrity import Integrity
from index.manifest import Manifest
from index.passages import StoredPassage
from index.ranges import Numbers, Ranges
from index.store import Store
from index.synonyms import Synonyms
from index.token_vectors import FOLDER as TOKENS
from index.token_vectors import Packed, Similarities, TokenVectors
from index.vectors import Vectors
from index.words import Words

STORE = "passages.sqlite"
PASSAGE_VECTORS = "vectors.faiss"
SENTENCE_VECTORS = "sentences.faiss"
WORDS_FOLDER = "words"
VOCABULARY = "vocabulary.json"
SYNONYMS = "synonyms.json"
GENERAL_WORDS = "general_words.txt"

_FILTERS = 64  # that are remembered with what they let through: under half a megabyte each for a million passages


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What a filter lets through; None where that is everything."""

    passages: Ranges | None
    sentences: Ranges | None


class Files:
    """An `Engine` over the folder of a generation."""

    def __init__(self, folder: Path, model: str) -> None:
        """Opens a generation's folder for questions that `model` embeds.

        Raises:
            LibraryMismatch: damaged, or built with another model or format.
        """
        self.manifest = Manifest.read(folder)
        self.manifest.require_model(model)
        self._integrity = Integrity(folder, self.manifest)
        self._integrity.require()
        self.store = Store(folder / STORE)
        self._passages = Vectors.read(folder / PASSAGE_VECTORS)
        self._sentences = Vectors.read(folder / SENTENCE_VECTORS)
        owners, after = self.store.sentence_owners(), self.manifest.passages
        self._firsts: Numbers = np.searchsorted(owners, np.arange(after + 1)).astype(np.int64)
        self._allowed = lru_cache(maxsize=_FILTERS)(self._let_through)
        with _undamaged(folder):
            vocabulary = Vocabulary.from_json(json.loads((folder / VOCABULARY).read_text(encoding="utf-8")))
            self._tokens = TokenVectors(folder / TOKENS) if (folder / TOKENS).is_dir() else None
            self._words = Words.open(folder / WORDS_FOLDER, vocabulary)
            synonyms = Synonyms.from_json((folder / SYNONYMS).read_text(encoding="utf-8"))
            self.lists = WordLists(vocabulary, synonyms, (folder / GENERAL_WORDS).read_bytes())

    def close(self) -> None:
        """Lets go of the files."""
        self._words.close()
        self.store.close()

    @property
    def has_tokens(self) -> bool:
        """Whether the vectors of the passages' tokens are kept."""
        return self._tokens is not None

    def require_whole(self) -> None:
        """Refuses the generation where a file is missing, or is not as it was written.

        Raises:
            LibraryDamaged: names the file.
        """
        self._integrity.require()

    def nearest(self, query: Vector, limit: int, filters: Filter) -> Scores:
        """The nearest passages."""
        return dict(self._passages.nearest(query, limit, self._allowed(filters).passages))

    def nearest_by_sentence(self, query: Vector, limit: int, filters: Filter) -> Scores:
        """The passages of the nearest sentences, each with its nearest one."""
        nearest = self._sentences.nearest(query, limit, self._allowed(filters).sentences)
        owners = np.searchsorted(self._firsts, [number for number, _ in nearest], side="right") - 1
        found: Scores = {}
        for owner, (_, score) in zip(owners.tolist(), nearest, strict=True):
            found[owner] = max(score, found.get(owner, score))
        return found

    def _let_through(self, filters: Filter) -> "_Allowed":
        if filters.empty:
            return _Allowed(None, None)
        docs = [d.id for d in self.manifest.documents if filters.allows(d.id, d.kind, d.year)]
        passages = Ranges.of(self.store.ranges(docs))
        return _Allowed(passages, passages.of_parts(self._firsts))

    def similarities(self, query: Vector, numbers: Sequence[int]) -> Scores:
        """How near these passages are."""
        return dict(zip(numbers, self._passages.products(query, numbers).tolist(), strict=True))

    def best_sentences(self, query: Vector, numbers: Sequence[int]) -> Scores:
        """How near the nearest sentence of each of these passages is."""
        of = np.asarray(numbers, dtype=np.int64)
        firsts, afters = self._firsts[of], self._firsts[of + 1]
        sentences = Ranges(firsts, afters).numbers
        if not len(sentences):
            return {}
        begins = np.cumsum(afters - firsts) - (afters - firsts)
        best = np.maximum.reduceat(self._sentences.products(query, sentences), begins)
        return dict(zip(numbers, best.tolist(), strict=True))

    def sentence_similarities(self, query: Vector, passages: Sequence[StoredPassage]) -> list[tuple[float, ...]]:
        """How near each sentence of each of these passages is, in text order."""
        numbers = [number for each in passages for number in each.sentence_numbers]
        products = iter(self._sentences.products(query, numbers).tolist())
        return [tuple(islice(products, len(each.sentence_numbers))) for each in passages]

    def with_words(self, text: str, limit: int, field: Field, filters: Filter) -> list[tuple[int, float]]:
        """Numbers and scores of the passages that hold words of `text`, best first."""
        return self._words.search(text, limit, field=field, filters=filters)

    def passage_rows(self, numbers: Sequence[int]) -> Matrix:
        """The vectors of passages."""
        return self._passages.rows(numbers)

    def sentence_rows(self, numbers: Sequence[int]) -> Matrix:
        """The vectors of sentences."""
        return self._sentences.rows(numbers)

    def first_sentences(self) -> Numbers:
        """By passage the number of its first sentence, and at last how many sentences there are."""
        return self._firsts

    def packed_tokens(self, number: int) -> Packed | None:
        """The tokens of a passage as they lie in the files; None where they are not kept."""
        return self._tokens.packed(number) if self._tokens is not None else None

    def token_rows(self, number: int) -> Matrix:
        """The tokens of a passage; ValueError where they are not kept."""
        return self._kept_tokens.rows(number)

    def token_similarities(self, tokens: Matrix, numbers: Sequence[int]) -> list[Similarities]:
        """Similarities of a question's tokens to each of these passages; ValueError where they are not kept."""
        return self._kept_tokens.similarities(tokens, numbers)

    @property
    def _kept_tokens(self) -> TokenVectors:
        if self._tokens is None:
            raise ValueError("no token vectors are kept")
        return self._tokens


class FileShelf:
    """The `Shelf` of a library's folder."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)
        self.named = self._generations.named
        self.current = self._generations.current
        self.candidates = self._generations.candidates
        self.history = self._generations.history
        self.rejected = self._generations.rejected

    def served(self) -> str:
        """Id of the served generation.

        Raises:
            LibraryMissing: nothing is published.
        """
        return self._generations.served().name

    def manifest(self, generation: str) -> Manifest:
        """What a generation was built from and with.

        Raises:
            LibraryMismatch: it cannot be read.
        """
        return Manifest.read(self._generations.path(generation))

    def open(self, generation: str, model: str) -> Files:
        """A generation, for questions that `model` embeds.

        Raises:
            LibraryMismatch: damaged, or built with another model or format.
        """
        return Files(self._generations.path(generation), model)


@contextmanager
def _undamaged(folder: Path) -> Iterator[None]:
    """What is spoilt in a way that no digest has told is said in one sentence."""
    try:
        yield
    except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise LibraryDamaged(
            f"Biblioteket i {folder} är skadat och kan inte läsas. Gå tillbaka med belagg rollback eller bygg om."
        ) from error
