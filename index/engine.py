"""What a search asks of where a generation lies: the seam behind which every store of libraries stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.compounds import Vocabulary
from index.embedder import Matrix, Vector
from index.filters import Filter
from index.manifest import Manifest
from index.passages import StoredPassage
from index.synonyms import Synonyms
from index.token_vectors import Similarities
from ingest.document import Document, Metadata

Field = Literal["stems", "ngrams"]
"""What words are compared by."""

Scores = dict[int, float]
"""Score by passage number."""


@dataclass(frozen=True, slots=True)
class WordLists:
    """What questions to a generation are read by; `general_words` is as it was written."""

    vocabulary: Vocabulary
    synonyms: Synonyms
    general_words: bytes


class Rows(Protocol):
    """Documents and passages by what names them. Safe to use from several threads."""

    def document(self, doc: str, /) -> Document:
        """A document as it was read; KeyError where there is none."""
        ...

    def metadata(self, doc: str) -> Metadata:
        """What is known of a document besides its text; KeyError where there is none."""
        ...

    def source(self, doc: str) -> tuple[str, str]:
        """Sha256 and file ending of a document's source; KeyError where there is none."""
        ...

    def passages(self, numbers: Sequence[int]) -> Mapping[int, StoredPassage]:
        """Passages by number."""
        ...

    def passage(self, passage_id: str) -> StoredPassage | None:
        """A passage by id."""
        ...

    def passages_of(self, doc: str) -> tuple[StoredPassage, ...]:
        """All passages of a document, in text order."""
        ...

    def in_sections(self, places: Iterable[tuple[str, str]], most: int) -> tuple[StoredPassage, ...]:
        """Passages of the sections given by document and casefolded label, in library order; at most so many."""
        ...

    def section_labels(self) -> Mapping[str, Sequence[str]]:
        """The casefolded labels of the sections that hold passages, by document."""
        ...


class Engine(Protocol):
    """One generation, open. Never changes while it is open; safe to use from several threads.

    Vectors are of unit length, similarities inner products; filters are applied where the vectors lie.
    """

    @property
    def manifest(self) -> Manifest:
        """What the generation was built from and with."""
        ...

    @property
    def store(self) -> Rows:
        """Its documents and passages."""
        ...

    @property
    def lists(self) -> WordLists:
        """What questions to it are read by."""
        ...

    @property
    def has_tokens(self) -> bool:
        """Whether the vectors of the passages' tokens are kept."""
        ...

    def require_whole(self) -> None:
        """Refuses what has been spoilt since it was opened; asked once in a while.

        Raises:
            LibraryDamaged: names what is not as it was written.
        """
        ...

    def nearest(self, query: Vector, limit: int, filters: Filter) -> Scores:
        """The nearest passages."""
        ...

    def nearest_by_sentence(self, query: Vector, limit: int, filters: Filter) -> Scores:
        """The passages of the `limit` nearest sentences, each with its nearest one."""
        ...

    def similarities(self, query: Vector, numbers: Sequence[int]) -> Scores:
        """How near these passages are."""
        ...

    def best_sentences(self, query: Vector, numbers: Sequence[int]) -> Scores:
        """How near the nearest sentence of each of these passages is."""
        ...

    def sentence_similarities(self, query: Vector, passages: Sequence[StoredPassage]) -> list[tuple[float, ...]]:
        """How near each sentence of each of these passages is, in text order."""
        ...

    def with_words(self, text: str, limit: int, field: Field, filters: Filter) -> list[tuple[int, float]]:
        """Numbers and BM25 scores of the passages that hold words of `text`, best first."""
        ...

    def token_rows(self, number: int) -> Matrix:
        """The tokens of a passage under its headings, unit rows `(tokens, dim) float32`."""
        ...

    def token_similarities(self, tokens: Matrix, numbers: Sequence[int]) -> list[Similarities]:
        """Similarities of a question's tokens, unit rows, to each of these passages."""
        ...

    def close(self) -> None:
        """Lets go of what is held."""
        ...


class Shelf(Protocol):
    """Where the generations of a library stand, and which of them is served."""

    def named(self) -> str | None:
        """The generation that is said to be served; None where none is that is here."""
        ...

    def current(self) -> str | None:
        """The one named, else the newest; None where there is none."""
        ...

    def served(self) -> str:
        """The same.

        Raises:
            LibraryMissing: there is none.
        """
        ...

    def candidates(self) -> Iterator[str]:
        """The served one, and what stands in for it where it is damaged: the one before, at last later ones."""
        ...

    def history(self) -> tuple[str, ...]:
        """The generations that are kept, oldest first."""
        ...

    def manifest(self, generation: str) -> Manifest:
        """What a generation was built from and with.

        Raises:
            LibraryMismatch: it cannot be read.
        """
        ...

    def rejected(self) -> str | None:
        """The last generation that did not pass its check, where it is kept."""
        ...

    def open(self, generation: str, model: str) -> Engine:
        """A generation, for questions that `model` embeds.

        Raises:
            LibraryMismatch: damaged, or built with another model or format.
        """
        ...
