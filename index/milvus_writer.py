"""Writes one generation to Milvus, document by document; what a broken-off export left is gone on with."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from index.bm25 import Sparse
from index.embedder import Matrix, Vector
from index.errors import ExportFailed
from index.manifest import DocumentRecord, Manifest
from index.milvus import Milvus, Row
from index.milvus_columns import LONGEST_TEXT
from index.milvus_layout import (
    MANIFEST,
    NO_VECTOR,
    PIECES_OF_ONE,
    TEXT_COLUMNS,
    TOKEN_COLUMNS,
    collections_of,
    document_name,
    one_of,
    packed,
    passage_columns,
    pieces,
    place,
    sentence_columns,
    text_rows,
)
from index.passages import StoredPassage
from index.token_vectors import Packed

_AT_ONCE = 200  # rows; with 64 kB each they still fit in one message


@dataclass(frozen=True, slots=True)
class OutgoingPassage:
    """A passage as it is sent; `body` is what `passage_json` made."""

    stored: StoredPassage
    body: str
    vector: Vector
    sentences: Matrix
    stems: Sparse
    ngrams: Sparse
    tokens: Packed | None


@dataclass(frozen=True, slots=True)
class OutgoingDocument:
    """A document as it is sent; `body` is what `document_json` made."""

    record: DocumentRecord
    body: str
    passages: Sequence[OutgoingPassage]


class MilvusWriter:
    """Writes the collections of a generation that is not served yet."""

    def __init__(self, milvus: Milvus, manifest: Manifest) -> None:
        self._milvus = milvus
        self._manifest = manifest
        self._names = collections_of(manifest.id)
        self._empty = False

    def begin(self) -> None:
        """Makes the collections, or what is missing of them."""
        told, names = self._manifest, self._names
        wanted = (
            (names.passages, passage_columns(told.dim), told.passages),
            (names.sentences, sentence_columns(told.dim), told.sentences),
            (names.tokens, TOKEN_COLUMNS, 0),
            (names.texts, TEXT_COLUMNS, 0),
        )
        for name, columns, rows in wanted:
            self._milvus.create(name, columns, rows)
        self._empty = not self._milvus.count(names.texts, settled=True)  # what is written first of a document

    def holds(self, record: DocumentRecord) -> bool:
        """Whether a document was written to its end: its passages are written last."""
        wanted = one_of("doc", [record.id])
        return not self._empty and self._milvus.count(self._names.passages, wanted, settled=True) == record.passages

    def put(self, document: OutgoingDocument) -> None:
        """Writes a document, in place of what was written of it before."""
        if not self._empty:
            self.delete(document.record.id)
        names = self._names
        self._put(names.texts, text_rows(document_name(document.record.id), document.body.encode()))
        self._put(names.sentences, [row for each in document.passages for row in _sentence_rows(document.record, each)])
        self._put(names.tokens, [row for each in document.passages for row in _token_rows(each)])
        self._put(names.passages, [_passage_row(document.record, each) for each in document.passages])

    def delete(self, doc: str) -> None:
        """Takes a document out."""
        self._milvus.delete(self._names.texts, one_of("name", [document_name(doc)]))
        for name in (self._names.sentences, self._names.tokens, self._names.passages):
            self._milvus.delete(name, one_of("doc", [doc]))

    def finish(self, texts: Mapping[str, bytes]) -> None:
        """Writes what is told of the whole generation; the manifest last, which says that it is whole."""
        for name, data in texts.items():
            self._put(self._names.texts, text_rows(name, data))
        self._put(self._names.texts, text_rows(MANIFEST, self._manifest.to_json().encode()))
        for name in self._names.all:
            self._milvus.settle(name)
            self._milvus.count(name, settled=True)  # whoever reads from now on sees all of it

    def _put(self, name: str, rows: Sequence[Row]) -> None:
        left = iter(rows)
        while some := list(islice(left, _AT_ONCE)):
            self._milvus.put(name, some)


def _passage_row(record: DocumentRecord, each: OutgoingPassage) -> Row:
    stored = each.stored
    return {
        "number": stored.number,
        "id": stored.passage.id,
        **_filtered(record),
        "place": place(record.id, stored.passage.locator.section.casefold()),
        "first_sentence": stored.first_sentence,
        "body": _fitting(packed(each.body.encode()), stored),
        "dense": each.vector,
        "stems": each.stems,
        "ngrams": each.ngrams,
    }


def _fitting(body: str, stored: StoredPassage) -> str:
    if len(body) > LONGEST_TEXT:
        raise ExportFailed(
            f"En passage i {stored.metadata.title} är för lång för Milvus ({len(stored.text)} tecken). Dela upp den i "
            "dokumentet och bygg om."
        )
    return body


def _sentence_rows(record: DocumentRecord, each: OutgoingPassage) -> Iterator[Row]:
    for number, vector in zip(each.stored.sentence_numbers, each.sentences, strict=True):
        yield {"number": number, "passage": each.stored.number, **_filtered(record), "dense": vector}


def _filtered(record: DocumentRecord) -> dict[str, str | int | None]:
    return {"doc": record.id, "kind": record.kind, "year": record.year}


def _token_rows(each: OutgoingPassage) -> list[Row]:
    if each.tokens is None:
        return []
    number, doc = each.stored.number, each.stored.passage.doc
    bodies = pieces(b64encode(each.tokens.to_bytes()).decode())
    return [
        {"piece": number * PIECES_OF_ONE + at, "passage": number, "doc": doc, "body": body, "nothing": NO_VECTOR}
        for at, body in enumerate(bodies)
    ]
