"""Dense vectors on disk and their search by inner product: exact, and where they are many among candidates."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.approximate import Approximate, one_thread, write_approximate
from index.embedder import Matrix, Vector
from index.errors import unreadable
from index.ranges import Numbers, Ranges

FLAT_UP_TO = 100_000
"""So many vectors are all compared with a question; of more, candidates are."""

_FEW = 50_000
"""So many that a filter leaves are all compared with a question, however many there are."""

_LENGTH = struct.Struct("<Q")


def write_vectors(path: Path, dim: int, blocks: Iterable[Matrix]) -> None:
    """Writes unit rows, `(n, dim) float32` a block, to one file as they come; they are numbered from 0 on.

    Raises:
        OSError: the disk is full, or the like.
    """
    count = 0
    with path.open("wb") as file:
        file.write(_head(dim, count))
        for block in blocks:
            file.write(np.ascontiguousarray(block, dtype="<f4").data)
            count += len(block)
        file.seek(0)
        file.write(_head(dim, count))


def _head(dim: int, count: int) -> bytes:
    """What faiss writes before the rows of an exact index, so that they need not all be in memory for it."""
    index = faiss.IndexFlatIP(dim)
    index.ntotal = count
    head: bytes = faiss.serialize_index(index).tobytes()
    return head[: -_LENGTH.size] + _LENGTH.pack(count * dim)


def write_candidates(path: Path, before: Path | None = None, flat_up_to: int = FLAT_UP_TO) -> None:
    """Writes beside the vectors in `path` what names candidates among them, where they are many.

    `before` is the same vectors' file of an earlier generation of the same model; what was learnt of it is used again.

    Raises:
        OSError: the disk is full, or the like.
    """
    vectors = _read_flat(path)
    if vectors.ntotal > flat_up_to:
        write_approximate(_beside(path), vectors, None if before is None else _beside(before))


def counted(path: Path) -> tuple[int, ...]:
    """How many vectors are in the file, and in that of candidates where there is one.

    Raises:
        LibraryDamaged: one is missing, or damaged.
    """
    approximate = _read_beside(path)
    flat = int(_read_flat(path).ntotal)
    return (flat,) if approximate is None else (flat, len(approximate))


class Vectors:
    """Unit vectors, numbered from 0 in the order in which they were written."""

    def __init__(self, flat: faiss.IndexFlat, approximate: Approximate | None = None, few: int = _FEW) -> None:
        self._flat = flat
        self._approximate = approximate
        self._few = few

    @classmethod
    def read(cls, path: Path, few: int = _FEW) -> "Vectors":
        """Opens what `write_vectors` wrote, mapped into memory and shared between processes, and its candidates.

        Raises:
            LibraryDamaged: it is missing, or damaged.
        """
        flat, approximate = _read_flat(path), _read_beside(path)
        if approximate is not None and len(approximate) != flat.ntotal:
            raise unreadable(_beside(path))
        return cls(flat, approximate, few)

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._flat.d)

    def nearest(self, query: Vector, limit: int, among: Ranges | None = None) -> list[tuple[int, float]]:
        """Numbers and inner products of the nearest vectors, nearest first; `among` restricts to these numbers."""
        if self._approximate is not None and (among is None or len(among) > self._few):
            return self._exact(query, limit, self._approximate.candidates(query, limit, among))
        return self._exact(query, limit, None if among is None else among.numbers)

    def _exact(self, query: Vector, limit: int, numbers: Numbers | None) -> list[tuple[int, float]]:
        """The nearest of these, or of all, by their exact inner products."""
        limit = min(limit, len(self) if numbers is None else len(numbers))
        if limit == 0:
            return []
        parameters = None if numbers is None else faiss.SearchParameters(sel=faiss.IDSelectorArray(numbers))  # type: ignore[call-arg]  # the wrapper takes them
        with one_thread():
            scores, found = self._flat.search(query[None, :], limit, params=parameters)
        return [(n, s) for n, s in zip(found[0].tolist(), scores[0].tolist(), strict=True) if n >= 0]

    def rows(self, numbers: Sequence[int] | Numbers) -> Matrix:
        """The vectors of these numbers, `(len(numbers), dim) float32`."""
        if not len(numbers):
            return np.zeros((0, self.dim), dtype=np.float32)
        with one_thread():
            rows: Matrix = self._flat.reconstruct_batch(np.asarray(numbers, dtype=np.int64))
        return rows

    def products(self, query: Vector, numbers: Sequence[int] | Numbers) -> NDArray[np.float32]:
        """Inner products of the query with the vectors of these numbers, `(len(numbers),) float32`."""
        return self.rows(numbers) @ query


def _beside(path: Path) -> Path:
    return path.with_suffix(".ivf")


def _read_beside(path: Path) -> Approximate | None:
    return Approximate.read(_beside(path)) if _beside(path).exists() else None


def _read_flat(path: Path) -> faiss.IndexFlat:
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise unreadable(path) from error
    if not isinstance(index, faiss.IndexFlat):
        raise unreadable(path)
    return index
