"""Vectors kept between builds, by model and text; safe to delete."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.embedder import Matrix

_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text TEXT, vector BLOB, PRIMARY KEY (model, text))"
_AT_ONCE = 500


class EmbeddingCache:
    """Vectors by model and sha256 of the text."""

    def __init__(self, db: sqlite3.Connection, model: str) -> None:
        self._db = db
        self._model = model

    @classmethod
    @contextmanager
    def open(cls, path: Path, model: str) -> Iterator["EmbeddingCache"]:
        """Opens the cache; a damaged one is thrown away and begun anew."""
        try:
            db = _connect(path)
        except sqlite3.DatabaseError:
            for name in (path, path.with_name(f"{path.name}-journal")):
                name.unlink(missing_ok=True)
            db = _connect(path)
        try:
            yield cls(db, model)
        finally:
            db.close()

    def embed(self, texts: Sequence[str], embed: Callable[[Sequence[str]], Matrix], dim: int) -> Matrix:
        """Vectors of the texts, `(n, dim) float32`, in the order given; `embed` is called for what is not kept."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        kept = self._kept(keys, dim)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        if missing:
            rows = embed(list(missing.values()))
            kept |= dict(zip(missing, rows, strict=True))
            self._keep(list(missing), rows)
        return np.stack([kept[key] for key in keys]) if keys else np.zeros((0, dim), dtype=np.float32)

    def _kept(self, keys: Sequence[str], dim: int) -> dict[str, Matrix]:
        found: dict[str, Matrix] = {}
        for i in range(0, len(keys), _AT_ONCE):
            part = keys[i : i + _AT_ONCE]
            marks = ",".join("?" * len(part))
            sql = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"
            for key, blob in self._db.execute(sql, (self._model, *part)):
                if len(blob) == 4 * dim:
                    found[key] = np.frombuffer(blob, dtype=np.float32)
        return found

    def _keep(self, keys: Sequence[str], rows: Matrix) -> None:
        values = [(self._model, key, row.astype(np.float32).tobytes()) for key, row in zip(keys, rows, strict=True)]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", values)


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to a cache that is whole.

    Raises:
        sqlite3.DatabaseError: it is damaged, or no cache of ours, or cannot be opened.
    """
    db = sqlite3.connect(path)
    try:
        _check(db)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection) -> None:
    db.execute(_SCHEMA)
    db.execute("SELECT model, text, vector FROM vectors LIMIT 1").fetchone()
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
