"""Documents and passages of a generation that lies in Milvus, by what names them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from index.document_json import read_document, read_metadata
from index.milvus import Milvus, Row
from index.milvus_layout import Collections, document_name, one_of, place, read_texts, unpacked
from index.passages import PassageRow, Remembered, StoredPassage
from ingest.document import Document, Metadata

_FIELDS = ("number", "id", "doc", "first_sentence", "body")
_MOST_PLACES = 400  # sections that are looked up at once


class MilvusRows:
    """The `Rows` of a generation. Safe to use from several threads."""

    def __init__(self, milvus: Milvus, names: Collections, documents: bytes) -> None:
        """`documents` is what was written of all of them."""
        self._milvus = milvus
        self._names = names
        self._documents = json.loads(documents)
        self._metadata = {doc: read_metadata(told["metadata"]) for doc, told in self._documents.items()}
        self._remembered = Remembered()
        self.document = lru_cache(maxsize=64)(self._document)
        self._in_places = lru_cache(maxsize=1024)(self._read_places)

    def _document(self, doc: str) -> Document:
        """A document as it was read; KeyError where there is none."""
        metadata, name = self.metadata(doc), document_name(doc)
        return read_document(doc, metadata, read_texts(self._milvus, self._names, [name])[name].decode())

    def metadata(self, doc: str) -> Metadata:
        """What is known of a document besides its text; KeyError where there is none."""
        return self._metadata[doc]

    def source(self, doc: str) -> tuple[str, str]:
        """Sha256 and file ending of a document's source; KeyError where there is none."""
        told = self._documents[doc]
        return str(told["source"]), str(told["suffix"])

    def section_labels(self) -> Mapping[str, Sequence[str]]:
        """The casefolded labels of the sections that hold passages, by document."""
        return {doc: tuple(told["sections"]) for doc, told in self._documents.items()}

    def passages(self, numbers: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by number; those read last are remembered."""
        return self._remembered.passages(numbers, lambda wanted: self._read(one_of("number", wanted)))

    def passage(self, passage_id: str) -> StoredPassage | None:
        """A passage by id."""
        return next(self._read(one_of("id", [passage_id])), None)

    def passages_of(self, doc: str) -> tuple[StoredPassage, ...]:
        """All passages of a document, in text order."""
        return tuple(self._read(one_of("doc", [doc])))

    def in_sections(self, places: Iterable[tuple[str, str]], most: int) -> tuple[StoredPassage, ...]:
        """Passages of the sections given by document and casefolded label, in library order; at most so many."""
        wanted = tuple(place(*each) for each in sorted(places)[:_MOST_PLACES])
        return self._in_places(wanted)[:most] if wanted else ()

    def _read_places(self, places: tuple[str, ...]) -> tuple[StoredPassage, ...]:
        return tuple(self._read(one_of("place", places)))

    def _read(self, wanted: str) -> Iterator[StoredPassage]:
        """The passages that a condition names, by number."""
        rows = self._milvus.rows(self._names.passages, wanted, _FIELDS)
        return map(self._passage, sorted(rows, key=lambda row: int(row["number"])))

    def _passage(self, row: Row) -> StoredPassage:
        body = unpacked(row["body"]).decode()
        kept = PassageRow(int(row["number"]), row["id"], row["doc"], int(row["first_sentence"]), body)
        return kept.read(self.metadata(kept.doc))
