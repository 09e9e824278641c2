"""Dense vectors on disk and their exact search by inner product; the only import of faiss."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix, Vector
from index.errors import LibraryDamaged

Numbers = NDArray[np.int64]


def _damaged(path: Path) -> LibraryDamaged:
    return LibraryDamaged(
        f"Biblioteket är skadat: {path} kan inte läsas. Gå tillbaka med belagg rollback eller bygg om."
    )


def write_vectors(path: Path, dim: int, blocks: Iterable[Matrix]) -> None:
    """Writes unit rows, `(n, dim) float32` a block, to one file; they are numbered from 0 on.

    Raises:
        OSError: the disk is full, or the like.
    """
    index = faiss.IndexFlatIP(dim)
    for block in blocks:
        index.add(np.ascontiguousarray(block, dtype=np.float32))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(str(error).rpartition(": ")[2]) from error


class Vectors:
    """Unit vectors, numbered from 0 in the order in which they were written."""

    def __init__(self, index: faiss.IndexFlat) -> None:
        self._index = index

    @classmethod
    def read(cls, path: Path) -> "Vectors":
        """Opens what `write_vectors` wrote, mapped into memory and shared between processes.

        Raises:
            LibraryDamaged: it is missing, or damaged.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise _damaged(path) from error
        if not isinstance(index, faiss.IndexFlat):
            raise _damaged(path)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def nearest(self, query: Vector, limit: int, among: Numbers | None = None) -> list[tuple[int, float]]:
        """Numbers and inner products of the nearest vectors, nearest first; `among` restricts to these numbers."""
        limit = min(limit, len(self) if among is None else len(among))
        if limit == 0:
            return []
        parameters = None if among is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]  # the wrapper takes them
        scores, numbers = self._index.search(query[None, :], limit, params=parameters)
        return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]

    def rows(self, numbers: Sequence[int]) -> Matrix:
        """The vectors of these numbers, `(len(numbers), dim) float32`."""
        if not len(numbers):
            return np.zeros((0, self.dim), dtype=np.float32)
        rows: Matrix = self._index.reconstruct_batch(np.asarray(numbers, dtype=np.int64))
        return rows

    def products(self, query: Vector, numbers: Sequence[int]) -> NDArray[np.float32]:
        """Inner products of the query with the vectors of these numbers, `(len(numbers),) float32`."""
        return self.rows(numbers) @ query
