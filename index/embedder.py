"""Text to vectors: the seam behind which every embedding model stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]


Counted = Callable[[int, int], None]
"""Told how many are done, and of how many."""


class QueryEmbedder(Protocol):
    """Turns a question into a vector. Same text, same vector; safe to call from several threads."""

    @property
    def name(self) -> str:
        """Model and fingerprint of its weights; goes in the manifest and is compared when a library is opened."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def embed_query(self, text: str, /) -> Vector:
        """A question, `(dim,) float32`; need not be of unit length."""
        ...


class Embedder(QueryEmbedder, Protocol):
    """Turns passages into vectors as well."""

    def embed_passages(self, texts: Sequence[str], /, progress: Counted | None = None) -> Matrix:
        """Passages, `(n, dim) float32`, in the order given; need not be of unit length."""
        ...


@dataclass(frozen=True, slots=True)
class TokenisedQuery:
    """A question, `(dim,) float32`; its tokens at unit length, `(tokens, dim) float32`; where each stands in it."""

    whole: Vector
    tokens: Matrix
    spans: tuple[tuple[int, int], ...]


@runtime_checkable
class TokenQueryEmbedder(Protocol):
    """Gives the vectors of a question's tokens as well, from the same reading of it."""

    def embed_query_tokens(self, text: str, /) -> "TokenisedQuery":
        """A question with its tokens."""
        ...


@runtime_checkable
class TokenEmbedder(Protocol):
    """Gives the vectors of passages' tokens as well, from the same reading of them."""

    def embed_passage_tokens(
        self, texts: Sequence[str], /, progress: Counted | None = None
    ) -> tuple[Matrix, list[Matrix]]:
        """Passages, `(n, dim) float32`, and the tokens of each at unit length, in the order given."""
        ...


Computed = Mapping[str, str | float]
"""How texts were embedded: library and precision, and the pace and nearness that were measured of them."""


@dataclass(frozen=True, slots=True)
class Model:
    """The model of a build; `load` is called, with the number of new characters, only when there is something new."""

    name: str
    dim: int
    load: Callable[[int], Embedder]
    tokens: bool = False
    """Whether it gives the vectors of tokens as well."""
    computed: Callable[[], Computed] = dict
    """Asked afterwards."""


def unit_rows(matrix: Matrix) -> Matrix:
    """Every row scaled to length 1, `(n, dim) float32`; a row of zeros stays zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: Matrix = (matrix / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
