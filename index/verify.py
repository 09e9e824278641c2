"""What was written, held against what was meant, before it is published."""

from pathlib import Path

from index.embedder import Matrix
from index.errors import BuildFailed
from index.library import PASSAGE_VECTORS, STORE
from index.store import Store
from index.vectors import Vectors


def verify(folder: Path, vectors: Matrix, sentences: int) -> None:
    """Holds what was written against what was meant.

    Raises:
        BuildFailed: counts differ, or a stored passage does not find itself.
    """
    store = Store(folder / STORE)
    counted = (len(Vectors.read(folder / PASSAGE_VECTORS)), len(store.sentence_owners()))
    store.close()
    if counted != (len(vectors), sentences):
        raise BuildFailed(f"Bygget stämmer inte: {counted} skrevs i stället för {(len(vectors), sentences)}.")
    written = Vectors.read(folder / PASSAGE_VECTORS)
    for number in range(0, len(vectors), max(1, len(vectors) // 20)):
        if abs(written.nearest(vectors[number], 1)[0][1] - float(vectors[number] @ vectors[number])) > 1e-4:
            raise BuildFailed("Bygget stämmer inte: en passage hittar inte sig själv. Biblioteket är som förut.")
