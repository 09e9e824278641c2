"""The served generation of a folder, sent to Milvus; it is served there once what lies there gives the same hits."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.bm25 import Statistics
from index.document_json import document_json, metadata_json
from index.embedder import QueryEmbedder
from index.errors import ExportFailed
from index.files import Files
from index.library import Library
from index.manifest import DocumentRecord
from index.milvus_layout import (
    DOCUMENTS,
    FIRST_SENTENCES,
    GENERAL_WORDS,
    STATISTICS,
    SYNONYMS,
    VOCABULARY,
    collections_of,
    one_of,
)
from index.milvus_shelf import MilvusShelf
from index.milvus_writer import MilvusWriter, OutgoingDocument, OutgoingPassage
from index.passages import StoredPassage, passage_json
from index.report import Progress
from index.terms import WordEntry, passage_terms
from index.texts import headings
from ingest.document import Document

_SAMPLED = 100  # vectors that are fetched again
_ASKED = 60  # headings that both are asked
_FIRST = 5  # hits that must be the same
_ALIKE = 0.98  # share of the questions: passages of equal scores may change places
_NEAR = 1e-5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to. `sent` are documents; `alike` of the `asked` questions had the same first hits."""

    generation: str
    documents: int
    passages: int
    sentences: int
    sent: int
    asked: int
    alike: int
    took_s: float


def export(folder: Path, shelf: MilvusShelf, embedder: QueryEmbedder, keep: int, progress: Progress) -> Exported:
    """Sends the generation in `folder`, verifies it, serves it, and removes all but the `keep` newest ones.

    Raises:
        LibraryMismatch: the generation is damaged, or built with another model than `embedder`'s.
        StoreUnreachable: nobody answers there.
        ExportFailed: what lies there does not give what was sent.
    """
    begun = time.monotonic()
    files = Files(folder, embedder.name)
    library = Library(files, embedder)
    try:
        told = files.manifest
        sent = 0 if told.id in shelf.history() else _send(files, shelf, progress)
        asked, alike = _verify(library, files, shelf, progress)
    finally:
        library.close()
    shelf.serve(told.id)
    shelf.prune(keep)
    took = time.monotonic() - begun
    return Exported(told.id, len(told.documents), told.passages, told.sentences, sent, asked, alike, took)


def _send(files: Files, shelf: MilvusShelf, progress: Progress) -> int:
    """Sends the documents that are not there, and gives how many they were."""
    writer, records = MilvusWriter(shelf.milvus, files.manifest), files.manifest.documents
    writer.begin()
    outgoing = Outgoing(files, progress)
    sent = 0
    for done, record in enumerate(records):
        progress("Skickar", done, len(records))
        if not writer.holds(record):
            writer.put(outgoing.document(record))
            sent += 1
    writer.finish(outgoing.texts())
    progress("Skickar", len(records), len(records))
    return sent


class Outgoing:
    """A generation in files, as it is sent."""

    def __init__(self, files: Files, progress: Progress) -> None:
        """Counts through all words, which tells what each weighs."""
        self._files = files
        self._statistics = Statistics.of(self._counted(progress))

    def _counted(self, progress: Progress) -> Iterator[dict[str, list[str]]]:
        records = self._files.manifest.documents
        for done, record in enumerate(records):
            progress("Räknar ord", done, len(records))
            document = self._files.store.document(record.id)
            for stored in self._files.store.passages_of(record.id):
                yield self._terms(document, stored)
        progress("Räknar ord", len(records), len(records))

    def _terms(self, document: Document, stored: StoredPassage) -> dict[str, list[str]]:
        heading = " ".join(headings(document, stored.passage))
        entry = WordEntry(stored.number, stored.text, heading, document.id, "", None)
        return passage_terms(entry, self._files.lists.vocabulary)

    def document(self, record: DocumentRecord) -> OutgoingDocument:
        """A document with its passages."""
        document = self._files.store.document(record.id)
        passages = tuple(self._passage(document, each) for each in self._files.store.passages_of(record.id))
        return OutgoingDocument(record, document_json(document), passages)

    def _passage(self, document: Document, stored: StoredPassage) -> OutgoingPassage:
        terms = self._terms(document, stored)
        return OutgoingPassage(
            stored,
            passage_json(document, stored.passage),
            self._files.passage_rows([stored.number])[0],
            self._files.sentence_rows(stored.sentence_numbers),
            self._statistics.passage(terms, "stems"),
            self._statistics.passage(terms, "ngrams"),
            self._files.packed_tokens(stored.number),
        )

    def texts(self) -> dict[str, bytes]:
        """What is told of the whole generation, but for the manifest."""
        store, lists = self._files.store, self._files.lists
        sections = store.section_labels()
        documents = {}
        for record in self._files.manifest.documents:
            source, suffix = store.source(record.id)
            documents[record.id] = {
                "metadata": metadata_json(store.metadata(record.id)),
                "source": source,
                "suffix": suffix,
                "sections": sections.get(record.id, ()),
            }
        return {
            VOCABULARY: json.dumps(lists.vocabulary.to_json()).encode(),
            SYNONYMS: lists.synonyms.to_json().encode(),
            GENERAL_WORDS: lists.general_words,
            STATISTICS: self._statistics.to_bytes(),
            DOCUMENTS: json.dumps(documents).encode(),
            FIRST_SENTENCES: self._files.first_sentences().tobytes(),
        }


def _verify(library: Library, files: Files, shelf: MilvusShelf, progress: Progress) -> tuple[int, int]:
    """Holds what lies there against what was sent; gives how many questions were asked, and how many were alike."""
    other = Library(shelf.open(library.id, library.manifest.model), library.embedder)
    _verify_vectors(files, shelf)
    questions = _headings(library)
    alike = 0
    for done, question in enumerate(questions):
        progress("Jämför svar", done, len(questions))
        alike += first_hits(library, question) == first_hits(other, question)
    progress("Jämför svar", len(questions), len(questions))
    if alike < _ALIKE * len(questions):
        raise ExportFailed(
            f"Biblioteket på {shelf.place} svarar inte som det i mappen: {len(questions) - alike} av {len(questions)} "
            "frågor ger andra träffar. Det visas inte. Kör belagg export igen, eller anmäl felet."
        )
    return len(questions), alike


def _verify_vectors(files: Files, shelf: MilvusShelf) -> None:
    names = collections_of(files.manifest.id)
    kinds = (
        (names.passages, files.manifest.passages, files.passage_rows),
        (names.sentences, files.manifest.sentences, files.sentence_rows),
    )
    for name, total, rows in kinds:
        numbers = sorted({int(each) for each in np.linspace(0, total - 1, _SAMPLED)}) if total else []
        held = {each["number"]: each["dense"] for each in shelf.milvus.rows(name, one_of("number", numbers), _VECTOR)}
        there = np.array([held.get(number, ()) for number in numbers if number in held], dtype=np.float32)
        if len(held) < len(numbers) or not np.allclose(there, rows(numbers), atol=_NEAR):
            raise ExportFailed(
                f"Biblioteket på {shelf.place} har andra vektorer än de som skickades. Det visas inte. Kör belagg "
                "export igen, eller anmäl felet."
            )


_VECTOR = ("number", "dense")


def _headings(library: Library) -> Sequence[str]:
    """Headings of the library's own, evenly out of all of it."""
    records = _evenly(library.manifest.documents)
    passages = (each for record in records for each in library.store.passages_of(record.id))
    found = dict.fromkeys(each.path[-1] for each in passages if each.path)
    return _evenly(list(found) or [record.title for record in records])


def _evenly(items: Sequence[_T]) -> Sequence[_T]:
    """As many as are asked about, from the first to the last."""
    return [items[int(at)] for at in np.linspace(0, len(items) - 1, min(_ASKED, len(items)))]


def first_hits(library: Library, question: str) -> tuple[str, ...]:
    """Ids of the first five passages."""
    hits = library.search(library.understand(question), limit=_FIRST)
    return tuple(hit.stored.passage.id for hit in hits)
