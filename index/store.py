"""Documents, passages and sentences of one generation in SQLite; read-only once written."""

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.document_json import document_json, metadata_json, read_document, read_metadata
from index.errors import unreadable
from index.passages import PassageRow, Remembered, StoredPassage, passage_json
from ingest.document import Document, Metadata
from ingest.passage import Passage

_SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, metadata TEXT, digest TEXT, source TEXT, suffix TEXT, body TEXT);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, doc TEXT, first_sentence INTEGER, body TEXT, section TEXT
);
CREATE INDEX passages_of ON passages (doc);
CREATE TABLE sentences (number INTEGER PRIMARY KEY, passage INTEGER);
"""

_MOST_PLACES = 400  # sections that are looked up at once


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to write: the digest of its source as it was planned, the kept source's sha256, its file's ending."""

    document: Document
    digest: str
    source: str
    suffix: str


def write_store(path: Path, entries: Iterable[tuple[Entry, Sequence[Passage]]]) -> None:
    """Writes documents and their passages; numbers run in the order given."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(_SCHEMA)
        passages = sentences = 0
        for entry, split in entries:
            _write_document(db, entry)
            for passage in split:
                _write_passage(db, entry.document, passage, passages, sentences)
                passages += 1
                sentences += len(passage.sentences)


def _write_document(db: sqlite3.Connection, entry: Entry) -> None:
    document = entry.document
    values = (
        document.id,
        metadata_json(document.metadata),
        entry.digest,
        entry.source,
        entry.suffix,
        document_json(document),
    )
    db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", values)


def _write_passage(db: sqlite3.Connection, document: Document, passage: Passage, number: int, first: int) -> None:
    body = passage_json(document, passage)
    db.execute(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
        (number, passage.id, document.id, first, body, passage.locator.section.casefold()),
    )
    rows = ((first + i, number) for i in range(len(passage.sentences)))
    db.executemany("INSERT INTO sentences VALUES (?, ?)", rows)


class Store:
    """Reads what `write_store` wrote. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Opens the file.

        Raises:
            LibraryDamaged: it is missing, or damaged.
        """
        self._db = _opened(path)
        self._lock = threading.Lock()
        self.document = lru_cache(maxsize=64)(self._document)
        self._metadata: dict[str, Metadata] = {}
        self._remembered = Remembered()

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents, sorted."""
        return tuple(str(row[0]) for row in self._rows("SELECT id FROM documents ORDER BY id"))

    def count(self, table: Literal["documents", "passages", "sentences"]) -> int:
        """How many there are."""
        return int(str(self._rows(f"SELECT count(*) FROM {table}")[0][0]))

    def digests(self) -> dict[str, str]:
        """The digest of each document's source, by document id."""
        return {str(doc): str(digest) for doc, digest in self._rows("SELECT id, digest FROM documents")}

    def source(self, doc: str) -> tuple[str, str]:
        """Sha256 and file ending of a document's source.

        Raises:
            KeyError: no such document.
        """
        rows = self._rows("SELECT source, suffix FROM documents WHERE id = ?", (doc,))
        if not rows:
            raise KeyError(doc)
        return str(rows[0][0]), str(rows[0][1])

    def _document(self, doc: str) -> Document:
        """A document as it was read.

        Raises:
            KeyError: no such document.
        """
        rows = self._rows("SELECT body FROM documents WHERE id = ?", (doc,))
        if not rows:
            raise KeyError(doc)
        return read_document(doc, self.metadata(doc), str(rows[0][0]))

    def metadata(self, doc: str) -> Metadata:
        """What is known of a document besides its text.

        Raises:
            KeyError: no such document.
        """
        if doc not in self._metadata:
            rows = self._rows("SELECT metadata FROM documents WHERE id = ?", (doc,))
            if not rows:
                raise KeyError(doc)
            self._metadata[doc] = read_metadata(str(rows[0][0]))
        return self._metadata[doc]

    def passages(self, numbers: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by number; those read last are remembered."""
        return self._remembered.passages(numbers, self._read_numbers)

    def _read_numbers(self, numbers: Sequence[int]) -> Iterator[StoredPassage]:
        marks = ",".join("?" * len(numbers))
        sql = f"SELECT number, id, doc, first_sentence, body FROM passages WHERE number IN ({marks})"
        return map(self._read_passage, self._rows(sql, numbers))

    def passage(self, passage_id: str) -> StoredPassage | None:
        """A passage by id."""
        sql = "SELECT number, id, doc, first_sentence, body FROM passages WHERE id = ?"
        return next(map(self._read_passage, self._rows(sql, (passage_id,))), None)

    def passages_of(self, doc: str) -> tuple[StoredPassage, ...]:
        """All passages of a document, in text order."""
        sql = "SELECT number, id, doc, first_sentence, body FROM passages WHERE doc = ? ORDER BY number"
        return tuple(map(self._read_passage, self._rows(sql, (doc,))))

    def section_labels(self) -> dict[str, tuple[str, ...]]:
        """The casefolded labels of the sections that hold passages, by document."""
        found: dict[str, list[str]] = defaultdict(list)
        for doc, label in self._rows("SELECT DISTINCT doc, section FROM passages"):
            found[str(doc)].append(str(label))
        return {doc: tuple(labels) for doc, labels in found.items()}

    def in_sections(self, places: Iterable[tuple[str, str]], most: int) -> tuple[StoredPassage, ...]:
        """Passages of the sections given by document and casefolded label, in library order; at most so many."""
        wanted = sorted(places)[:_MOST_PLACES]
        sql = (
            "SELECT number, id, doc, first_sentence, body FROM passages "
            f"WHERE (doc, section) IN (VALUES {','.join(['(?, ?)'] * len(wanted))}) ORDER BY number LIMIT ?"
        )
        values = [value for place in wanted for value in place]
        return tuple(map(self._read_passage, self._rows(sql, (*values, most)))) if wanted else ()

    def ranges(self, docs: Iterable[str]) -> Iterator[tuple[int, int]]:
        """The passages of each of these documents that has any: its first number, and that after its last."""
        for doc in docs:
            ((first, last),) = self._rows("SELECT min(number), max(number) FROM passages WHERE doc = ?", (doc,))
            if first is not None:
                yield int(str(first)), int(str(last)) + 1

    def sentence_owners(self) -> NDArray[np.int64]:
        """For every sentence, by number, the number of its passage."""
        with self._lock:
            found = self._db.execute("SELECT passage FROM sentences ORDER BY number")
            return np.fromiter((passage for (passage,) in found), dtype=np.int64)

    def _read_passage(self, row: tuple[object, ...]) -> StoredPassage:
        number, passage_id, doc, first, body = row
        read = PassageRow(int(str(number)), str(passage_id), str(doc), int(str(first)), str(body))
        return read.read(self.metadata(read.doc))


def _opened(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            db.execute("SELECT count(*) FROM documents, passages, sentences WHERE 0").fetchone()
        except sqlite3.DatabaseError:
            db.close()
            raise
    except sqlite3.DatabaseError as error:
        raise unreadable(path) from error
    return db
