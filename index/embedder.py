"""Text to vectors: the seam behind which every embedding model stands."""

from collections.abc import Callable, Sequence
from typing import Protocol

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


def unit_rows(matrix: Matrix) -> Matrix:
    """Every row scaled to length 1, `(n, dim) float32`; a row of zeros stays zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: Matrix = (matrix / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
