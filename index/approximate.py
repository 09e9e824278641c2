"""An approximate search that names candidates among vectors too many to be compared one by one.

Vectors lie in cells (k-means), as four bits for every two numbers of what is left of them there (product quantisation).
docs/experiments.md tells what this was chosen over, and on what.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import faiss
import numpy as np

from index.embedder import Matrix, Vector
from index.errors import LibraryDamaged, unreadable
from index.ranges import Numbers, Ranges

_CELLS = 2.0
"""Cells by the square root of how many vectors they were made for."""

_TRAINED_ON = 40
"""Vectors a cell, spread over all of them, that cells are made of."""

_ROUNDS = 8
_PROBED = 0.8
"""Share of the cells looked into: questions lie apart from what answers them, so the nearest few do not do."""

_SEVERAL, _AT_LEAST = 7, 1000
"""Candidates by how many are asked for, and how many there are at least."""

_GROWN = 2.0
"""Cells are made anew where vectors are so many times more, or fewer, than those that they were made for."""

_BLOCK = 10_000


@contextmanager
def one_thread() -> Iterator[None]:
    """Lets faiss compute on the caller's thread alone.

    For one question it would wait for helpers, which takes several times as long where the machine has other work.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


class Approximate:
    """Unit vectors by number, quantised."""

    def __init__(self, index: faiss.IndexIVFPQFastScan) -> None:
        self._index = index

    @classmethod
    def read(cls, path: Path) -> "Approximate":
        """Opens what `write_approximate` wrote.

        Raises:
            LibraryDamaged: it is missing, or damaged.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise unreadable(path) from error
        if not isinstance(index, faiss.IndexIVFPQFastScan):
            raise unreadable(path)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def candidates(self, query: Vector, limit: int, among: Ranges | None = None) -> Numbers:
        """Numbers of several times `limit` vectors, ascending, with the nearest; a filter is met in every cell."""
        share = _PROBED if among is None else 1.0
        selector = None if among is None else faiss.IDSelectorBitmap(among.bits)  # type: ignore[call-arg, arg-type]  # the wrapper takes an array
        parameters = faiss.SearchParametersIVF(nprobe=math.ceil(share * self._index.nlist), sel=selector)  # type: ignore[call-arg]  # as above
        wanted = min(max(_SEVERAL * limit, _AT_LEAST), len(self))
        with one_thread():
            _, numbers = self._index.search(query[None, :], wanted, params=parameters)
        found: Numbers = np.sort(numbers[0][numbers[0] >= 0])
        return found

    def emptied(self, dim: int, count: int) -> faiss.IndexIVFPQFastScan | None:
        """Its cells and quantiser, without vectors, where they do for so many of this length; not to be used after."""
        made_for = (self._index.nlist / _CELLS) ** 2
        if self._index.d != dim or not made_for / _GROWN <= count <= made_for * _GROWN:
            return None
        self._index.reset()
        return self._index


def write_approximate(path: Path, vectors: faiss.IndexFlat, before: Path | None) -> None:
    """Writes the approximate search of `vectors`.

    `before` is the same file of an earlier generation of the same model. Its cells are used again until the vectors are
    twice, or half, as many as they were made for; so the same vectors give the same file after the same history, and
    a build from nothing may give another. What is found differs as little as the recall of either.

    Raises:
        OSError: the disk is full, or the like.
    """
    index = _cells_of(before, vectors) or _trained(vectors)
    for at in range(0, vectors.ntotal, _BLOCK):
        index.add(vectors.reconstruct_n(at, min(_BLOCK, vectors.ntotal - at)))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(str(error).rpartition(": ")[2]) from error


def _cells_of(before: Path | None, vectors: faiss.IndexFlat) -> faiss.IndexIVFPQFastScan | None:
    if before is None or not before.is_file():
        return None
    try:
        return Approximate.read(before).emptied(vectors.d, vectors.ntotal)
    except LibraryDamaged:
        return None  # they can be made anew


def _trained(vectors: faiss.IndexFlat) -> faiss.IndexIVFPQFastScan:
    """Cells and quantiser made of a sample that is the same each time."""
    cells = round(_CELLS * math.sqrt(vectors.ntotal))
    halves = vectors.d // 2 if vectors.d % 2 == 0 else vectors.d
    made = faiss.index_factory(vectors.d, f"IVF{cells},PQ{halves}x4fsr", faiss.METRIC_INNER_PRODUCT)
    index = cast(faiss.IndexIVFPQFastScan, made)
    index.cp.niter = _ROUNDS
    for each in (index.cp, index.pq.cp):
        each.min_points_per_centroid = 1  # it would warn of fewer on standard error
    index.train(_sample(vectors, _TRAINED_ON * cells))
    return index


def _sample(vectors: faiss.IndexFlat, most: int) -> Matrix:
    numbers = np.linspace(0, vectors.ntotal - 1, min(most, vectors.ntotal)).astype(np.int64)
    rows: Matrix = vectors.reconstruct_batch(numbers)
    return rows
