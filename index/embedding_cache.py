"""Vectors kept between builds, by model and text; safe to delete."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from index.embedder import Matrix
from index.errors import BuildFailed
from index.token_vectors import Packed

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (model TEXT, text TEXT, vector BLOB, PRIMARY KEY (model, text));
CREATE TABLE IF NOT EXISTS tokens (model TEXT, text TEXT, packed BLOB, PRIMARY KEY (model, text));
"""
_AT_ONCE = 500
_READ_THROUGH = 500_000_000
"""Bytes up to which the file is read through when it is opened: of millions of vectors that takes minutes."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""Damaged inside, no database at all, or one with other tables."""


class EmbeddingCache:
    """Vectors of texts, and of their tokens, by model and sha256 of the text."""

    def __init__(self, db: sqlite3.Connection, model: str, dim: int) -> None:
        self._db = db
        self._model = model
        self._dim = dim

    @classmethod
    @contextmanager
    def open(cls, path: Path, model: str, dim: int) -> Iterator["EmbeddingCache"]:
        """Opens the cache; a damaged one is thrown away and begun anew, one that only cannot be reached is not.

        Raises:
            BuildFailed: it was found to be damaged only while it was used; it is thrown away.
        """
        try:
            db = _connect(path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _throw_away(path)
            db = _connect(path)
        try:
            with closing(db):
                yield cls(db, model, dim)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _throw_away(path)
            raise BuildFailed(
                f"De sparade vektorerna i {path} var skadade och är borttagna, så biblioteket är som förut. Bygg igen."
            ) from error

    def missing(self, texts: Sequence[str], *, tokens: bool) -> list[str]:
        """The texts, each once, whose vector is not kept, or whose tokens are not where they are wanted."""
        by_key = {_key(text): text for text in texts}
        kept = {key for key, length in self._lengths("vectors", by_key) if length == 4 * self._dim}
        if tokens:
            kept &= {key for key, _ in self._lengths("tokens", by_key)}
        return [text for key, text in by_key.items() if key not in kept]

    def keep(self, texts: Sequence[str], rows: Matrix, tokens: Sequence[Packed] = ()) -> None:
        """Keeps vectors, `(n, dim) float32`, and where they are given the tokens of each text."""
        keys = [_key(text) for text in texts]
        with self._db:
            self._insert(
                "vectors", [(key, row.astype(np.float32).tobytes()) for key, row in zip(keys, rows, strict=True)]
            )
            self._insert("tokens", [(key, packed.to_bytes()) for key, packed in zip(keys, tokens, strict=False)])

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Kept vectors, `(n, dim) float32`, in the order given.

        Raises:
            KeyError: one is not kept.
        """
        keys = [_key(text) for text in texts]
        kept = {key: np.frombuffer(blob, np.float32) for key, blob in self._blobs("vectors", keys).items()}
        return np.stack([kept[key] for key in keys]) if keys else np.zeros((0, self._dim), np.float32)

    def blocks(self, texts: Sequence[str]) -> Iterator[Matrix]:
        """Kept vectors some at a time, `(n, dim) float32` each, in the order given.

        Raises:
            KeyError: one is not kept.
        """
        for part in _parts(texts):
            yield self.vectors(part)

    def tokens(self, texts: Sequence[str]) -> Iterator[Packed]:
        """Kept token vectors of each text, in the order given.

        Raises:
            KeyError: one is not kept.
        """
        for part in _parts(texts):
            keys = [_key(text) for text in part]
            kept = self._blobs("tokens", keys)
            yield from (Packed.from_bytes(kept[key], self._dim) for key in keys)

    def keep_only(self, texts: Iterable[str]) -> None:
        """Forgets all but these texts, of every model, and leaves nothing of it in the file."""
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("PRAGMA temp_store = MEMORY")
        with self._db:
            self._db.execute("CREATE TEMP TABLE wanted (text TEXT PRIMARY KEY)")
            self._db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((_key(text),) for text in texts))
            for table in _BLOBS:
                self._db.execute(f"DELETE FROM {table} WHERE text NOT IN (SELECT text FROM wanted)")
        self._db.execute("VACUUM")

    def _lengths(self, table: str, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Which of these keys something is kept under, and how many bytes."""
        column = _BLOBS[table]
        for part in _parts(list(keys)):
            sql = f"SELECT text, length({column}) FROM {table} WHERE model = ? AND text IN ({_marks(part)})"
            yield from self._db.execute(sql, (self._model, *part))

    def _blobs(self, table: str, keys: Sequence[str]) -> dict[str, bytes]:
        """What is kept under these keys."""
        found: dict[str, bytes] = {}
        for part in _parts(keys):
            sql = f"SELECT text, {_BLOBS[table]} FROM {table} WHERE model = ? AND text IN ({_marks(part)})"
            found |= dict(self._db.execute(sql, (self._model, *part)))
        return found

    def _insert(self, table: str, rows: Sequence[tuple[str, bytes]]) -> None:
        values = [(self._model, key, blob) for key, blob in rows]
        self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", values)


_BLOBS = {"vectors": "vector", "tokens": "packed"}


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE))


def _marks(keys: Sequence[str]) -> str:
    return ",".join("?" * len(keys))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to a cache that is whole.

    Raises:
        sqlite3.DatabaseError: it is damaged, or no cache of ours, or cannot be opened.
    """
    db = sqlite3.connect(path)
    try:
        _check(db, path)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGED


def _throw_away(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def _check(db: sqlite3.Connection, path: Path) -> None:
    db.executescript(_SCHEMA)
    db.execute("SELECT model, text, vector FROM vectors LIMIT 1").fetchone()
    db.execute("SELECT model, text, packed FROM tokens LIMIT 1").fetchone()
    if path.stat().st_size > _READ_THROUGH:
        return
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
